#!/bin/sh
# Help, manual pages and argument schemas agree with the command table.
# shellcheck disable=SC2154,SC2086 # run sets status, out, err; two-word names
. "${0%/*}/lib.sh"

mkdir work && cd work || exit 99
git-task help --dump-json >table.json
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name' \
	table.json >names
total=$(wc -l <names)
ok "there are commands" test "$total" -ge 14
is "no name twice" "$(sort names | uniq -d)" ""
is "no alias twice, nor one that is a name" "$(jq -r \
	'.commands[] | .name, .aliases[]' table.json | sort | uniq -d)" ""
is "no option twice in a command" "$(jq -r '.commands[] | .name as $c |
	.options[] | "\($c) \(.name)", (.alias // empty | "\($c) \(.)")' \
	table.json | sort | uniq -d)" ""
is "no letter twice in a command" "$(jq -r '.commands[] | .name as $c |
	.options[] | select(.letter) | "\($c) \(.letter)"' table.json |
	sort | uniq -d)" ""
is "no required positional behind an optional one" "$(jq -r '.commands[] |
	.name as $c | [.options[] | select(.flags | index("positional")) |
	.flags | index("required") != null] | select(. != (sort | reverse)) |
	$c' table.json)" ""
is "summaries: lower case, no full stop, one short line" "$(jq -r \
	'.commands[] | select((.summary | length) < 5 or
	(.summary | length) > 75 or (.summary | test("\\.$|\n|^[A-Z][a-z]")))
	| "\(.name): \(.summary)"' table.json)" ""
is "every option has a help: lower case, no full stop" "$(jq -r \
	'.commands[] | .name as $c | .options[] | select((.help // "") == ""
	or (.help | test("(?<!\\.\\.)\\.$|\n|^(?!Git |Prometheus|Markdown|Mermaid)[A-Z][a-z]"))) |
	"\($c) \(.name): \(.help)"' table.json)" ""
is "every enumeration has values" "$(jq -r '.commands[] | .name as $c |
	.options[] | select(.type == "enum" and ((.values // []) | length) < 2)
	| "\($c) \(.name)"' table.json)" ""

# what a reader must find, one line each: command|option as typed
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name as $c |
	.options[] | select(.flags | index("hidden") | not) |
	if (.flags | index("positional")) then "\($c)|<\(.name)>"
	elif (.flags | index("negatable")) then "\($c)|--[no-]\(.name)"
	else "\($c)|--\(.name)" end' table.json | sort >want

: >got
: >bad
while IFS= read -r name
do
	run git-task $name -h
	test "$status" -eq 0 || echo "$name -h: $status" >>bad
	test -z "$err" || echo "$name -h: $err" >>bad
	grep -q "^usage: git task $name" "$TRASH/.out" ||
		echo "$name -h: no usage line" >>bad
	awk '/^every command:/ || (/^usage:/ && n++) { exit } 1' \
		"$TRASH/.out" | sed -n \
		"s/^    \(-[^-], \)\{0,1\}\(<[^>]*>\|--[^ =]*\).*/\2/p" |
		sed "s/\[=.*//; s/^/$name|/" >>got
	awk 'length > 120' "$TRASH/.out" >>bad
	cp "$TRASH/.out" h1
	run git-task help $name
	grep -q "^usage: git task $name" "$TRASH/.out" ||
		echo "help $name: no usage line" >>bad
done <names
is "-h works for every command" "$(cat bad)" ""
sort -u got >got.sorted
same "-h shows every option of every command" got.sorted want

# ---- manual ----
git-task help --pages >pages
cut -d' ' -f1 names | sort -u | sed 's/^/git-task-/' >want.pages
grep -v '^git-task$' pages | sort >got.pages
same "a page for every command family" got.pages want.pages
: >bad
: >got
while IFS= read -r page
do
	git-task help --man "$page" >page.1 || echo "$page: fails" >>bad
	LC_ALL=C.UTF-8 man --warnings -l page.1 >page.txt 2>page.err ||
		echo "$page: man fails" >>bad
	test ! -s page.err || { echo "$page:"; cat page.err; } >>bad
	for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' \
		'SEE ALSO'
	do
		grep -q "^\.SH $section" page.1 ||
			echo "$page: no $section" >>bad
	done
	test "$page" != git-task || continue
	awk '
	/^\.SS Options of every command/ { exit }
	/^\.SS Options of / { name = substr($0, 16) }
	/^\\fBgit task / && !name {
		n = $0; sub(/^\\fBgit task /, "", n); sub(/\\fR.*/, "", n)
		first = first ? first : n
		count++
	}
	/^\.SH OPTIONS/ { if (count == 1) name = first }
	/^\.B / && name {
		o = substr($0, 4)
		gsub(/\\-/, "-", o); gsub(/\\-/, "-", name)
		sub(/^-[^-], /, "", o); sub(/[ =].*/, "", o)
		sub(/\[$/, "", o)
		n = name; gsub(/\\/, "", n)
		print n "|" o
	}' page.1 >>got
done <pages
is "every page is well-formed" "$(cat bad)" ""
sort -u got >got.sorted
same "the pages have every option of every command" got.sorted want
exit_is "an unknown page" 129 git-task help --man git-task-nonsense
ok "docs/man is what 'make man' writes" \
	sh "$SRCDIR/docs/man/update.sh" --check

# ---- schemas ----
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name as $c |
	.options[] | select(.flags | index("hidden") | not) |
	"\($c)|\(.name | gsub("-"; "_"))"' table.json | sort >want
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name as $c |
	.schema.properties | keys[] | "\($c)|\(.)"' table.json | sort >got
same "schemas have every option" got want
is "required positionals are required" "$(jq -r '.commands[] | select(
	([.options[] | select((.flags | index("required")) and
	(.flags | index("hidden") | not)) | .name | gsub("-"; "_")] | sort) !=
	((.schema.required // []) | sort)) | .name' table.json)" ""
is "schemas name types and limits" "$(jq -r '.commands[] | .name as $c |
	.schema.properties | to_entries[] | select(.value.type == null) |
	"\($c) \(.key)"' table.json)" ""

done_testing
