#!/bin/sh
# Success criteria: add, list, tick, check with reports, complete --validate.
. "${0%/*}/lib.sh"

data=$SRCDIR/tests/data/reports
new_repo work
run git task init
run git task add "Pass keys" --criteria '[
	{"criterion":"Tests pass","measurable":"test_failures == 0"},
	{"criterion":"Well covered","measurable":"coverage >= 60"}]'
id=$out

# ---- add, list, remove ----
exit_is "a criterion is added" 0 git task criteria add "$id" "Reviewed"
exit_is "with an expression" 0 git task criteria add "$id" "Fast" \
	--measurable "p95 < 200ms"
exit_is "a wrong expression is refused" 129 git task criteria add "$id" "Slow" \
	--measurable "p95 <"
like "with the place" "$err" 'column 6'
exit_is "an empty criterion is refused" 1 git task criteria add "$id" " "
run git task criteria list "$id" --format json
is "all are listed" "$(jqo 'length')" 4
is "with their expressions" "$(jqo '.[3].measurable')" "p95 < 200ms"
exit_is "one is removed by its words" 0 git task criteria remove "$id" fast
run git task criteria list "$id"
unlike "it is gone" "$out" 'Fast'
like "the others are there" "$out" 'Well covered'
exit_is "words of two" 1 git task criteria remove "$id" "e"
like "are refused" "$err" 'name one by its number'
exit_is "no such number" 1 git task criteria tick "$id" 9
like "says how many there are" "$err" 'has 3'
exit_is "no such task" 2 git task criteria list deadbeef

# ---- check ----
exit_is "nothing known: nothing unmet" 0 git task criteria check "$id"
like "but by hand" "$out" 'Requires manual validation: coverage is not set'
exit_is "unless strict" 1 git task criteria check "$id" --strict
exit_is "failing tests" 1 git task criteria check "$id" \
	--junit "$data/pytest.xml" --coverage "$data/lcov.info"
like "counts" "$out" 'Overall: 1/3 criteria passed, 1 unmet, 1 to be'
like "the value is shown" "$out" 'test_failures = 2'
exit_is "a report of JUnit 5" 1 git task criteria check "$id" \
	--junit "$data/junit5.xml"
like "errors count as failures" "$out" 'test_failures = 2'
exit_is "--set outweighs reports" 0 git task criteria check "$id" \
	--junit "$data/pytest.xml" --set test_failures=0
run git task criteria check "$id" --format json --coverage "$data/gcovr.xml" \
	--sarif "$data/codeql-style.sarif" --junit "$data/jest-junit.xml"
is "exit status for CI" "$status" 1
is "JSON for CI" "$(jqo '[.pass, .total, .met, .unmet, .undetermined] | @csv')" \
	'false,3,1,1,1'
is "the outcomes" "$(jqo '[.results[].outcome] | join(" ")')" \
	"unmet met undetermined"
printf 'test_failures: 0\ncoverage: 59.9\n' >values.yaml
run git task criteria check "$id" --values values.yaml --format json
is "values from YAML" "$(jqo '[.results[].outcome] | join(" ")')" \
	"met unmet undetermined"
printf '{"coverage": "61%%", "test_failures": 1}' >values.json
run git task criteria check "$id" --values values.yaml --values values.json \
	--format json
is "the last file first" "$(jqo '[.results[].outcome] | join(" ")')" \
	"unmet met undetermined"
TASK_VAR_COVERAGE=90
export TASK_VAR_COVERAGE
run git task criteria check "$id" --format json
is "values from the environment" "$(jqo '.results[1].outcome')" met
unset TASK_VAR_COVERAGE

# ---- wrong input ----
exit_is "a missing file" 1 git task criteria check "$id" --junit nowhere.xml
like "is named" "$err" 'nowhere.xml'
exit_is "not a report" 1 git task criteria check "$id" --junit values.yaml
like "says what it must be" "$err" 'values.yaml: no test results: no line is TAP'
exit_is "not coverage" 1 git task criteria check "$id" --coverage values.yaml
like "says the formats" "$err" 'not lcov, Cobertura, JaCoCo, Clover, Istanbul or Go'
exit_is "not SARIF" 1 git task criteria check "$id" --sarif values.json
like "says so" "$err" 'no SARIF'
printf -- '- a\n' >list.yaml
exit_is "values that are no mapping" 1 git task criteria check "$id" \
	--values list.yaml
like "say so" "$err" 'mapping'
exit_is "--set without a value" 129 git task criteria check "$id" --set coverage

# ---- ticks ----
exit_is "a person ticks" 0 git task criteria tick "$id" reviewed --note "by Bo"
exit_is "then strict passes" 0 git task criteria check "$id" --strict \
	--set test_failures=0 --set coverage=70
like "and says who" "$out" 'Ticked by .*, 20'
run git task criteria list "$id" --json
is "the list knows of the tick" "$(jqo '.[2] | [.last, .ticked_by, .ticked_at[:2]] | tojson')" \
	'["met","Tess Ter","20"]'
exit_is "a tick is taken back" 0 git task criteria tick "$id" 3 --undo
run git task criteria list "$id" --json
is "and of that" "$(jqo '.[2] | [.last, .ticked_by] | tojson')" '["undetermined",null]'
exit_is "then it does not" 1 git task criteria check "$id" --strict \
	--set test_failures=0 --set coverage=70
exit_is "a tick does not outweigh" 0 git task criteria tick "$id" 2
exit_is "an expression" 1 git task criteria check "$id" --set coverage=1

# ---- the outcome is kept ----
exit_is "--record" 1 git task criteria check "$id" --set coverage=1 --record
run git task show "$id" --format json
is "is in the task" "$(jqo '.criteria_results.unmet')" 1
run git task criteria list "$id"
like "and in the list" "$out" 'unmet *Well covered'

# ---- complete --validate ----
exit_is "unmet: not completed" 1 git task complete "$id" --validate \
	--set coverage=1
like "says not completed" "$err" 'not completed'
like "says criteria unmet" "$err" 'criteria unmet'
like "shows the report" "$err" 'Criterion 2: Well covered'
is "nothing on stdout" "$out" ""
run git task show "$id" --format json
is "it is not" "$(jqo '.status')" pending
exit_is "values alone validate too" 1 git task complete "$id" --set coverage=1
exit_is "strict refuses the unknown" 1 git task complete "$id" --validate \
	--strict --set test_failures=0 --set coverage=80
like "and says so" "$err" '1 of 3 success criteria undetermined'
git config task.criteria.strict true
exit_is "so does the setting" 1 git task complete "$id" --validate \
	--set test_failures=0 --set coverage=80
git config --unset task.criteria.strict
exit_is "forced" 0 git task complete "$id" --validate --force --set coverage=1
like "with a warning" "$err" 'completed with 1 of 3 success criteria unmet'
run git task show "$id" --format json
is "it is completed" "$(jqo '.status')" completed
is "and the force is kept" "$(jqo '.criteria_results.forced')" true

run git task add "Undetermined" --criteria '[{"criterion":"a","measurable":"x > 1"},{"criterion":"b","measurable":"((("},{"criterion":"c"}]'
id=$out
exit_is "undetermined ones complete" 0 git task complete "$id" --validate
like "with words for people" "$err" 'manual validation: no expression'
run git task add "No criteria"
exit_is "none at all complete" 0 git task complete "$out" --validate

run git task add "Switched off" --criteria '[{"criterion":"a","measurable":"false"}]'
id=$out
run git task config disable success-criteria
exit_is "the feature is off" 0 git task complete "$id" --validate
like "and says so" "$err" 'disabled; --validate ignored'
exit_is "no more criteria then" 1 git task criteria add "$id" "More"
like "with a sentence" "$err" 'success-criteria disabled'
run git task config enable success-criteria

# ---- many ----
many=$(jq -cn '[range(100) | {criterion: "c\(.)", measurable: "\(.) >= 0"}]')
run git task add "Many" --criteria "$many"
like "more than 10 are warned about" "$err" 'Maximum'
id=$out
exit_is "100 are judged" 0 git task complete "$id" --validate
like "all of them" "$err" 'Overall: 100/100'

# ---- the definition of done ----
cat >.git-task.yaml <<'END'
definition_of_done:
  - criterion: No findings
    measurable: security_issues == 0
  - criterion: Documented
    types: [feature]
  - Read by somebody
END
run git task add "Plain"
plain=$out
run git task add "Feature" --type feature
feature=$out
run git task criteria check "$plain" "$feature" --format json \
	--sarif "$data/codeql-style.sarif"
is "it holds for every task" "$(jqo '[.[].total] | @csv')" 2,3
is "and is judged" "$(jqo '[.[].unmet] | @csv')" 1,1
is "with its origin" "$(jqo '.[0].results[0].origin')" project
exit_is "ticks too" 0 git task criteria tick "$feature" Documented
exit_is "completion needs it" 1 git task complete "$plain" --validate \
	--sarif "$data/codeql-style.sarif"
echo 'definition_of_done: yes' >.git-task.yaml
exit_is "a wrong definition is refused" 1 git task criteria check "$plain"
like "with a sentence" "$err" 'definition_of_done .* must be a list'
rm .git-task.yaml

# ---- foreign text stays text ----
run git task add "Evil"
evil=$out
exit_is "control characters are refused" 1 git task criteria add "$evil" \
	"$(printf 'a\033[31mb')"
run git task criteria add "$evil" "shows" --measurable 'text == "x"'
run git task criteria check "$evil" --set "text=$(printf 'a\033[31m\nb')"
unlike "and never printed" "$out" "$(printf '\033')"

done_testing
