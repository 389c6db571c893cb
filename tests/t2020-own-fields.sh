#!/bin/sh
# Fields of somebody's own: phase and metadata in queries, lists, orders, groups.
. "${0%/*}/lib.sh"

new_repo own
a=$(git task add "Alpha" --phase M3 --meta team=web --meta points=10 2>/dev/null)
b=$(git task add "Beta" --phase M4 --meta team=api --meta points=9 2>/dev/null)
c=$(git task add "Gamma" --code-language C --external jira=P-7 2>/dev/null)

titles()
{
	git task list --format csv --columns title "$@" | tail -n +2 |
		tr '\n' ' ' | sed 's/ $//'
}
is "a phase" "$(titles phase:M3)" Alpha
is "a key of one's own by its word" "$(titles team:api)" Beta
is "and by its whole name" "$(titles fields.team:api)" Beta
is "without regard to case" "$(titles TEAM:API)" Beta
is "which has one" "$(titles has:phase)" "Alpha Beta"
is "which has none" "$(titles no:team)" Gamma
is "numbers compare as numbers" "$(titles 'points>9')" Alpha
is "a key elsewhere" "$(titles external.jira:P-7)" Gamma
is "a field that is in no column of the row" "$(titles language:C)" Gamma
exit_is "a word that is nothing" 129 git task list nosuch:x
like "is named" "$err" "unknown field 'nosuch'"
exit_is "also after has" 129 git task list has:nosuch
like "is named there" "$err" "'has:nosuch' is not known"
exit_is "also as an order" 129 git task list --sort nosuch
like "is named as such" "$err" "unknown sort key 'nosuch'"
exit_is "also as a column" 129 git task list --columns nosuch
like "with those that are" "$err" "unknown column 'nosuch'.*phase"
exit_is "also as a group" 129 git task list --by nosuch
like "with what goes" "$err" "nothing to group by is called 'nosuch'"

is "order by number" "$(titles --sort fields.points)" "Beta Alpha Gamma"
is "downwards, those without one last" "$(titles --sort -points)" \
	"Alpha Beta Gamma"
is "columns" "$(git task list --format csv --columns title,phase,team \
	has:phase | tr '\n' ' ')" \
	"title,fields.phase,fields.team Alpha,M3,web Beta,M4,api "
is "columns of JSON" "$(git task list team:web --json \
	--columns title,team,points | jq -c .)" \
	'[{"title":"Alpha","fields.team":"web","fields.points":"10"}]'
run git task list --by phase
like "groups have a head" "$out" "^M3  1$"
like "and those without a value one, too" "$out" '^\(none\)  1$'
is "groups come in order" "$(git task list --by phase | grep -c .)" 7
is "lanes by a field" "$(git task board --by phase --json |
	jq -c 'map_values(map(.title))')" \
	'{"M3":["Alpha"],"M4":["Beta"],"":["Gamma"]}'
run git task board --by team --width 100
like "lanes have its values for heads" "$out" "api \(1\) .*web \(1\) .*\(none\) \(1\)"
is "a task is in the lane of each of its tags" "$(
	git task update "$a" --tag x --tag y >/dev/null 2>&1
	git task board --by tags --json | jq -c 'map_values(length)')" \
	'{"x":1,"y":1,"":2}'
is "searched" "$(git task search m4 --format ids)" \
	"$(git task show "$b" --json | jq -r .id)"

# ---- values of every kind ----

long=$(printf '%0300d' 7)
git task update "$c" --meta notes="$long-end" >/dev/null 2>&1
is "a long value is found" "$(titles 'notes~7-end')" Gamma
is "and shown whole" "$(git task list --format csv --columns notes \
	has:notes | tail -n 1)" "$long-end"
is "and not as something else" "$(titles 'notes~8-end')" ""
printf '{"title":"Delta","fields":{"list":["one","two"],"n":5,"yes":true,"o":{"a":1}}}' |
	git task import - --format json >/dev/null 2>&1
is "an element of a list" "$(titles list:two)" Delta
is "a number" "$(titles n=5)" Delta
is "a truth value" "$(titles yes:true)" Delta
is "a list in a column" "$(git task list list:one --format csv \
	--columns list | tail -n 1)" "one;two"

# ---- a field that is one row of the table of fields ----

git task update "$a" --reviewer bob@example.com >/dev/null 2>&1
is "a reviewer is found" "$(titles reviewer:bob@example.com)" Alpha
is "and by has" "$(titles has:reviewer)" Alpha
is "listed" "$(git task list has:reviewer --format csv --columns reviewer |
	tail -n 1)" bob@example.com
is "ordered" "$(titles --sort reviewer --limit 1)" Alpha
is "grouped" "$(git task board --by reviewer --json |
	jq -c '."bob@example.com" | length')" 1
run git task show "$a"
like "shown" "$out" "reviewer +bob@example.com"
is "in JSON" "$(git task show "$a" --json | jq -r .reviewer)" bob@example.com
printf 'title,reviewer\nImported,eve\n' >in.csv
git task import in.csv >/dev/null 2>&1
is "imported" "$(titles reviewer:eve)" Imported
git task update "$a" --reviewer none >/dev/null 2>&1
is "and taken away" "$(titles 'reviewer~bob')" ""

# ---- an index of a program that kept other fields ----

dir=$(git rev-parse --git-common-dir)/git-task
git task list --all >/dev/null
rm -f "$dir"/index.tip
git task gc >/dev/null 2>&1
before=$(titles --all)
# the sum over the names of fields, at byte 176, is another one
test -f "$dir/index" || git task list --all >/dev/null
printf '\1\2\3\4' | dd of="$dir/index" bs=1 seek=176 conv=notrunc 2>/dev/null
is "is made again in silence" "$(titles --all 2>&1)" "$before"
is "and knows the fields" "$(titles phase:M3)" Alpha
done_testing
