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
like "text names the end" "$out" 'done 2026-11-05'
like "and what was assumed" "$out" '4 h assumed'
run git task plan --format mermaid
like "mermaid gantt" "$out" '^gantt$'
unlike "titles can not break its syntax" "$out" 'sign: red'
run git task plan --format csv
is "csv: a head and a line a task" "$(printf '%s\n' "$out" | wc -l)" 5

run git task plan tag:nowhere
like "nothing to plan" "$err" 'no open task'
exit_is "no developers" 129 git task plan --developers 0
exit_is "no hours" 129 git task plan --hours 0

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
	jq -S '.estimated_hours = 1e308' | git hash-object -w --stdin)
git read-tree --index-output=.git/put refs/tasks/main
GIT_INDEX_FILE=.git/put git update-index --cacheinfo "100644,$blob,$file"
git update-ref refs/tasks/main "$(git commit-tree -p refs/tasks/main \
	-m put "$(GIT_INDEX_FILE=.git/put git write-tree)")"
exit_is "a task of 1e308 hours" 0 git task plan
like "ends with the calendar" "$out" '9999-12-31'
done_testing
