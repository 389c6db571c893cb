#!/bin/sh
# `expand`: sub-tasks from criteria, from text, from the type, from a template.
. "${0%/*}/lib.sh"

new_repo work

# ---- from the type ----

id=$(git task add "Login page" --type feature --estimated-hours 8 -p high --project web 2>/dev/null)
run git task expand "$id" --dry-run
is "dry run succeeds" "$status" 0
like "design first" "$out" '^ 1 \+ Design: Login page +\(1.25 h\)'
like "then the code" "$out" '^ 2 \+ Implement: Login page +\(4 h\) +after 1'
like "says how many" "$err" '^would be: 4 sub-tasks \(type\)$'
is "writes nothing" "$(git task list --format json | jq length)" 1
run git task expand "$id"
is "expand succeeds" "$status" 0
is "prints the ids" "$(printf '%s\n' "$out" | grep -Ec '^[0-9a-f]{8}$')" 4
is "one commit" "$(git rev-list --count refs/tasks/main)" 2
like "its subject" "$(git log -1 --format=%s refs/tasks/main)" "^expand.*4 sub-tasks of $id"
impl=$(printf '%s\n' "$out" | sed -n 2p)
run git task show "$impl" --format json
is "a child" "$(jqo '.parent[:8]')" "$id"
is "priority of the parent" "$(jqo .priority)" high
is "project of the parent" "$(jqo .project)" web
is "depends on the step before" "$(jqo '.dependencies | length')" 1
is "its share of the hours" "$(jqo .estimated_hours)" 4
run git task expand "$id"
is "again: nothing" "$out" ""
like "says so" "$err" 'all of them exist already'
bug=$(git task add "Crash on start" --type bug 2>/dev/null)
run git task expand "$bug" --no-documentation -n
like "a bug starts with a failing test" "$out" 'Reproduce with a failing test: Crash on start'
unlike "no documentation" "$out" 'release notes'
run git task expand "$bug" --no-tests --no-documentation --format json
is "only the work" "$(jqo '[.expansion.subtasks[].title] | join(";")')" "Fix: Crash on start"
is "its provider" "$(jqo .expansion.provider)" type
is "the dependency left with the step" "$(jqo '.expansion.subtasks[0].depends_on_steps | length')" 0
exit_is "nothing is left to propose" 1 git task expand "$bug" --no-tests --no-documentation --no-implementation

# ---- from criteria ----

crit=$(git task add "Search" --criteria '[{"criterion":"answers fast","measurable":"response_time_ms <= 200"},{"criterion":"finds umlauts"}]' 2>/dev/null)
run git task expand "$crit" --format json
is "a step for each criterion, a test, a text" "$(jqo '[.expansion.subtasks[].title] | join(";")')" \
	"Implement: answers fast;Implement: finds umlauts;Test: Search;Document: Search"
is "the criterion moves along" "$(jqo '.expansion.subtasks[0].success_criteria[0].measurable')" "response_time_ms <= 200"
is "the test waits for both" "$(jqo '.expansion.subtasks[2].depends_on_steps | join(",")')" "0,1"
run git task expand "$crit" --from type -n
like "another source on request" "$out" '1 \+ Implement: Search'

# ---- from the document's list ----

cat >p.md <<'EOF'
# Shop PRD

## Features

### Cart

- Priority: High
- add and remove items
- keep the cart for a week
- show the sum
EOF
cart=$(git task prd parse p.md 2>/dev/null)
run git task expand "$cart" --max 3 -n
like "points of the description" "$out" '^ 1 \+ add and remove items'
is "not more than asked for" "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 3
run git task expand "$cart" --depth 2 --format json
is "depth 2" "$(jqo '[.expansion.subtasks[] | select(.parent_step != null)] | length')" 6
is "a part is below its step" "$(git task list --format json | jq -r '. as $all | .[] | select(.title == "Write the code: show the sum") | .parent as $p | $all[] | select(.id == $p) | .title')" "show the sum"
run git task expand "$cart" --depth 2
is "again nothing" "$out" ""

# ---- from a template ----

plain=$(git task add "Pay by card" 2>/dev/null)
run git task expand "$plain" --template bug-fix --var bug="Wrong sum" --dry-run
is "a template gives steps" "$status" 0
like "from the template" "$err" '\(template\)$'
like "with its variables filled in" "$out" 'Wrong sum'
run git task expand "$plain" --template bug-fix --var bug="Wrong sum" --format json
is "as many as proposed" "$(jqo '[.expansion.subtasks[].id | select(length == 16)] | length')" \
	"$(jqo '.expansion.subtasks | length')"
exit_is "a variable that is missing" 1 git task expand "$plain" --template bug-fix
like "is named" "$err" 'bug'
exit_is "an unknown template" 1 git task expand "$plain" --template nope
like "is named" "$err" 'nope'

# ---- wrong use ----

exit_is "unknown task" 2 git task expand deadbeef
exit_is "no criteria to take" 1 git task expand "$plain" --from criteria
like "says so" "$err" 'no success criteria'
exit_is "no list to take" 1 git task expand "$plain" --from prd
exit_is "template without a name" 129 git task expand "$plain" --from template
exit_is "two sources" 129 git task expand "$plain" --from type --template bug-fix
exit_is "var without template" 129 git task expand "$plain" --var a=b
exit_is "depth out of range" 129 git task expand "$plain" --depth 5
exit_is "unknown source" 129 git task expand "$plain" --from moon

done_testing
