#!/bin/sh
# next: every constraint, the set for several developers, the explanation.
. "${0%/*}/lib.sh"

new_repo work
mk()
{
	git task add "$@" 2>/dev/null
}
big=$(mk "Big" -p high --complexity 9 --estimated-hours 30 --project core)
small=$(mk "Small" -p low --complexity 2 --estimated-hours 1 --project web \
	--tag ui --file web/a.js)
also=$(mk "Also small" -p low --estimated-hours 2 --project web --tag ui \
	--file web/a.js:7 --type bug)
apart=$(mk "Apart" -p medium --project api --tag db --code-language rust)
first()
{
	git task next --limit 1 --format ids "$@" | cut -c1-8
}

is "the most important first" "$(first)" "$big"
is "max complexity" "$(first --max-complexity 5)" "$apart"
is "max hours" "$(first --max-hours 10)" "$apart"
is "min hours; no estimate passes" \
	"$(git task next --min-hours 20 --format ids | wc -l)" 2
is "excluded tag" "$(first --max-hours 10 --exclude-tag db)" "$small"
is "required tag" "$(first --tag ui)" "$small"
is "preferred type" "$(first --tag ui --prefer-type bug)" "$also"
is "preferred language" "$(first --max-hours 10 --prefer-language rust)" \
	"$apart"
is "priority threshold" \
	"$(git task next --priority-threshold 2 --limit 0 --format ids | wc -l)" 2
is "project" "$(first --project api)" "$apart"
is "hours of today push big work back" \
	"$(first --hours-today 4 --limit 1)" "$apart"
exit_is "nothing left: exit 1" 1 git task next --tag nowhere
is "and nothing on stdout" "$out" ""
exit_is "a complexity out of range" 129 git task next --max-complexity 11
exit_is "a priority that is none" 129 git task next --priority-threshold soon
like "says so" "$err" 'priority'

# ---- sets ----

is "as many as there are developers" \
	"$(git task next --developers 2 --format ids | wc -l)" 2
git task next --developers 4 --format ids | cut -c1-8 >chosen
is "tasks on one file are not in one set" \
	"$(grep -c -e "$small" -e "$also" chosen)" 1
like "the others are" "$(cat chosen)" "$apart"

# ---- context ----

git task start "$small" >/dev/null 2>&1
is "close to the work at hand" "$(first --max-hours 10)" "$also"
run git task next --explain --limit 0
like "the parts add up for people" "$out" 'priority \+10 context \+12'
is "switching on request" \
	"$(git task next --no-minimize-context-switching --json --limit 0 |
	jq '[.[].score_parts.context] | max')" 0
is "score is the sum of its parts" \
	"$(git task next --json --limit 0 |
	jq '[.[] | (.score_parts | add) == .score] | all')" true
run git task next --json
like "a reason in words" "$(jqo '.[0].reason')" 'high priority'
done_testing
