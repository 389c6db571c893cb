#!/bin/sh
# plan, complexity, estimate: order, capacity, forms, explanations, options.
. "${0%/*}/lib.sh"

new_repo work
a=$(git task add "Lay the foundation" --estimated-hours 8 2>/dev/null)
b=$(git task add "Build walls" --estimated-hours 16 --depends-on "$a" \
	2>/dev/null)
c=$(git task add "Paint a sign: red, blue; #1" --estimated-hours 4 \
	--depends-on "$a" 2>/dev/null)
d=$(git task add "Roof" --depends-on "$b" --depends-on "$c" 2>/dev/null)

run at 2026-11-02T09:00:00Z git task plan --developers 2 --hours 8 --json
is "plan" "$status" 0
is "critical path: a, b, d" "$(jqo '[.critical_path[][0:8]] | join(" ")')" \
	"$a $b $d"
is "its length" "$(jqo .critical_path_hours)" 28
is "makespan" "$(jqo .makespan_hours)" 28
is "slack of the sign" "$(jqo ".tasks[] | select(.id[0:8] == \"$c\") |
	.slack_hours")" 12
is "days are filled" "$(jqo .end_date)" 2026-11-05
is "no estimate is marked" "$(jqo ".tasks[] | select(.id[0:8] == \"$d\") |
	.estimated")" false

run at 2026-11-02T09:00:00Z git task plan --hours 8 --json
is "one pair of hands takes longer" "$(jqo .makespan_hours)" 32

run at 2026-11-02T09:00:00Z git task plan
like "text names the end" "$out" ': done Thu 5 Nov$'
like "and what was assumed" "$out" '4 h assumed'
run git task plan --format mermaid
like "mermaid gantt" "$out" '^gantt$'
unlike "titles can not break its syntax" "$out" 'sign: red'
# who depends on what is finished does not wait for what that depended on
cd "$TRASH" && new_repo finished
a=$(git task add "Early" --estimate 8h 2>/dev/null)
b=$(git task add "Done before its turn" --depends-on "$a" 2>/dev/null)
c=$(git task add "Late" --depends-on "$b" --estimate 6h 2>/dev/null)
git task complete -q "$b" --force 2>/dev/null
run git task graph --all --json
is "what is finished holds up nobody" "$(jqo '[.total_hours, (.critical_path | map(.[0:8])),
	(.nodes[] | select(.title == "Late").earliest_start)] | tojson')" "[8,[\"$a\"],0]"
cd "$TRASH/work" || exit 1
run git task plan --format csv
is "csv: a head and a line a task" "$(printf '%s\n' "$out" | wc -l)" 5

run git task plan tag:nowhere
like "nothing to plan" "$err" 'no open task'
exit_is "no developers" 129 git task plan --developers 0
exit_is "no hours" 129 git task plan --hours 0

# ---- people, days, deadlines ----

cd "$TRASH" && new_repo team
GIT_TASK_TEST_NOW=2026-11-28T09:00:00Z	# a Saturday
export GIT_TASK_TEST_NOW
git config user.name "Ana Alvarez"
git config user.email ana@example.com
add() { git task add -q "$@" 2>/dev/null; }
due=$(add "Due Monday" -a ben@example.com --estimate 10h --deadline 2026-11-30)
other=$(add "Other" -a ana@example.com --estimate 8h)
cdn=$(add "Image CDN" -a ben@example.com --estimate 8h)
git task block -q "$cdn" --reason "the contract is not signed" 2>/dev/null
after=$(add "Behind it" --depends-on "$cdn" --estimate 1h)
loose=$(add "Of nobody" --estimate 2h)
run git task plan
like "people of the tasks" "$out" '^3 tasks, 2 people \(from assignees\), 8 h a day, Mon-Fri: done Tue 1 Dec$'
like "late, first of all" "$out" "^Late: $due Due Monday, due Mon 30 Nov, planned Tue 1 Dec$"
like "blocked: why" "$out" "^Not planned: $cdn Image CDN \(blocked: the contract is not signed\)$"
like "and what waits for it" "$out" "^Not planned: $after Behind it \(waits for $cdn Image CDN\)$"
like "the weekend is free" "$out" "^$other  Mon 30 Nov  Mon 30 Nov  ana +8  Other$"
like "who has time takes it" "$out" "^$loose  Tue 1 Dec +Tue 1 Dec +ana"
first=$out
run git task plan
is "the same plan again" "$out" "$first"
run git task plan --json
is "as data" "$(jqo '"\(.developers) \(.late | length) \(.not_planned | length) \(.end_date)"')" "2 1 2 2026-12-01"
run git task plan --what-if 'remove ben until friday'
like "without ben" "$out" ': done Mon 7 Dec$'
like "and with him" "$out" "^What if 'remove ben until friday': without it, done Tue 1 Dec$"
run git task plan --what-if 'add zoe' --json
is "one more" "$(jqo .developers)" 3
exit_is "nonsense" 129 git task plan --what-if 'fire ben'
exit_is "nobody of that name" 1 git task plan --what-if 'remove zoe'
git config task.work.days mon-thu
git config task.work.holidays 2026-11-30
git config task.work.ben.hours 4
run git task plan --json
is "holidays, and ben's hours" "$(jqo '.tasks[] | select(.title == "Due Monday") | "\(.start_date) \(.end_date)"')" "2026-12-01 2026-12-03"
git config task.work.days someday
exit_is "no days" 1 git task plan
like "names the setting" "$err" 'the setting task.work.days'
git config --unset task.work.days
run git task plan --format ics
is "a calendar: an event a task" "$(printf '%s\n' "$out" | grep -c '^BEGIN:VEVENT')" 3
is "lines of 75 octets at most" "$(printf '%s\n' "$out" | tr -d '\r' | LC_ALL=C awk 'length($0) > 75' | wc -l | tr -d ' ')" 0
run git task plan --format html
like "a page" "$out" '^<!DOCTYPE html>'
unlike "that asks for nothing" "$out" '(src|href)='
unset GIT_TASK_TEST_NOW
cd ../work || exit 1

# ---- complexity ----

mkdir src
i=0
while test $i -lt 300
do
	echo "int line_$i;"
	i=$((i + 1))
done >src/big.c
git add src && git commit -qm "big file"
e=$(git task add "Migrate the authentication" --file src/big.c 2>/dev/null)
run git task complexity "$e" --json --explain
is "complexity" "$status" 0
is "a score from 1 to 10" "$(jqo '.score >= 1 and .score <= 10')" true
is "weights add up" "$(jqo '[.factors[].weight] | add * 1000 | round')" 1000
is "lines: a tenth and twenty" "$(jqo .estimated_lines_of_code)" 50
like "risk words are named" "$(jqo '.factors.technical_risk.why[]')" \
	"mentions 'auth'"
first=$out
run git task complexity "$e" --json --explain
is "the same again" "$out" "$first"
run git task complexity "$e" --json --no-risk --no-history
is "a factor can be switched off" \
	"$(jqo '.factors.technical_risk.weight')" 0
git config task.complexity.weights.codeVolume 1
git config task.complexity.weights.dependencies 0
git config task.complexity.weights.technicalRisk 0
git config task.complexity.weights.history 0
run git task complexity "$e" --json
is "weights can be configured" "$(jqo '.factors.code_volume.weight')" 1
run git task complexity "$e" --explain
like "explained for people" "$out" 'src/big.c: 300 lines, about 50 to touch'
f=$(git task add "Outside" --file ../../etc/passwd 2>/dev/null)
run git task complexity "$f" --explain
unlike "files outside are not read" "$out" 'passwd: [0-9]+ lines'
ok "saved to the task" git task complexity "$e" --save
run git task show "$e" --json
is "and shown there" "$(jqo '.complexity >= 1')" true
exit_is "an unknown task" 2 git task complexity deadbeef
exit_is "a root that is none" 1 git task complexity "$e" --root nowhere

# ---- estimate ----

run git task estimate "$e" --json
is "an interval around it" "$(jqo '.low <= .estimated_hours and
	.estimated_hours <= .high')" true
is "not from history yet" "$(jqo .from_history)" false
run git task estimate "$e" --json --explain
is "explained as JSON" "$(jqo '.factors.technical_risk.why | length > 0')" true
for hours in 5 6 7
do
	x=$(git task add "Migrate the authentication of part $hours" 2>/dev/null)
	git task complete "$x" --actual-hours $hours 2>/dev/null
done
run git task estimate "$e" --json
is "from history now" "$(jqo .from_history)" true
is "between what those took" "$(jqo '.low >= 4 and .high <= 8')" true
run git task estimate "$e" --save
run git task show "$e" --json
is "estimate saved" "$(jqo '.estimated_hours > 0')" true

# ---- hours that no option accepts, from somebody else's program ----

new_repo absurd
git task add "For ever" --estimated-hours 2 >/dev/null 2>&1
file=$(git ls-tree -r --name-only refs/tasks/main | grep /)
blob=$(git show "refs/tasks/main:$file" |
	jq -S '.estimated_hours = 9e307' | git hash-object -w --stdin)
git read-tree --index-output=.git/put refs/tasks/main
GIT_INDEX_FILE=.git/put git update-index --cacheinfo "100644,$blob,$file"
git update-ref refs/tasks/main "$(git commit-tree -p refs/tasks/main \
	-m put "$(GIT_INDEX_FILE=.git/put git write-tree)")"
exit_is "a task of 9e307 hours" 0 git task plan
like "ends with the calendar" "$out" '31 Dec 9999'
# ---- a long chain ----
new_repo "$TRASH/chain"
awk 'BEGIN { for (i = 1; i <= 2000; i++) {
	dep = sprintf(",\"dependencies\":[\"%016d\"]", i - 1)
	printf("{\"id\":\"%016d\",\"title\":\"t\"%s}\n", i,
		(i == 1) ? "" : dep)
} }' >chain.ndjson
git task import -q chain.ndjson
git task graph >drawing
ok "a drawing grows as its chain does" test "$(wc -c <drawing)" -lt 800000
is "all of it" "$(wc -l <drawing | tr -d ' ')" 2000
run git task dep add 0000000000000001 0000000000002000
like "a long cycle is told by its ends" "$err" '\([0-9]+ more\)'
ok "shortly" test "${#err}" -lt 400

# an epic takes no hours itself, and lasts as long as its parts
new_repo epics
epic=$(git task add -q "Checkout" --assignee ann)
git task add -q "Form" --parent "$epic" --assignee ann --estimate 8h >/dev/null
git task add -q "Page" --parent "$epic" --assignee bob --estimate 20h >/dev/null
run at 2026-11-30T09:00:00Z git task plan --json
is "no hours of its own" "$(jqo '[.. | objects | select(.title? == "Checkout")][0] | "\(.hours) \(.epic)"')" "0 true"
is "from the first part to the last" "$(jqo '[.. | objects | select(.title? == "Checkout")][0] |
	"\(.start_date) \(.end_date)"')" "2026-11-30 2026-12-02"
run at 2026-11-30T09:00:00Z git task plan
like "and says so" "$out" ' parts  Checkout$'
like "people have their own work alone" "$out" '^  ann: 1 task, 8 h, '
like "no guess" "$out" '^3 tasks, 2 people'
unlike "for the epic" "$out" 'no estimate'
# what depends on an epic waits for its parts, at any depth, and for no free hands of the
# epic's own person
late=$(git task add -q "Announce" --depends-on "$epic" --assignee ann --estimate 1h --due 2026-11-30)
page=$(git task list --format ids title=Page | cut -c1-8)
git task update -q "$(git task list --format ids title=Form)" --due 2026-12-01
deep=$(git task add -q "Footer" --parent "$page" --assignee bob --estimate 30h)
git task add -q "Elsewhere" --assignee ann --estimate 60h --priority low >/dev/null
run at 2026-11-30T09:00:00Z git task plan --json
when() { jqo ".tasks[] | select(.title == \"$1\") | \"\(.start_date) \(.end_date)\""; }
is "a part of a part" "$(when Footer)" "2026-11-30 2026-12-03"
is "an epic of an epic" "$(when Checkout)" "2026-11-30 2026-12-03"
like "what depends on it comes after" "$(when Announce)" '^2026-12-(0[4-9]|1)'
# one that waits for its own epic has it the other way round
git task dep add -q "$deep" "$epic" 2>/dev/null
run at 2026-11-30T09:00:00Z git task plan --json
is "a part that waits for its epic is planned" "$(jqo '.tasks | map(.title) | sort | join(" ")')" \
	"Announce Checkout Elsewhere Footer Form Page"
git task dep remove -q "$deep" "$epic" 2>/dev/null
git task block -q "$deep" "nobody has the texts" 2>/dev/null
run at 2026-11-30T09:00:00Z git task plan
like "a part that is blocked" "$out" "^Not planned: $deep Footer \\(blocked: nobody has the texts"
like "keeps its epic open" "$out" "^Not planned: $page Page \\(waits for $deep Footer"
like "and what waits for that" "$out" "^Not planned: $late Announce \\(waits for ${epic} Checkout"
like "the other parts go on" "$out" ' Form$'
done_testing
