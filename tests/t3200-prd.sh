#!/bin/sh
# `prd parse`: a requirements document becomes tasks, and again after an edit.
. "${0%/*}/lib.sh"

new_repo work
cp "$SRCDIR/contrib/sample-prd.md" PRD.md

run git task prd parse PRD.md --dry-run
is "a dry run succeeds" "$status" 0
like "shows what it would make" "$out" '^\+ Event Creation +\(feature, high, 3 criteria\) +line 7$'
like "and the dependency" "$out" 'Weekly Reminder .*16 h, 3 criteria, after 1\)'
like "counts" "$err" '^would be: 2 created, 0 updated, 0 unchanged, 0 vanished$'
run git task list --all --format ids
is "writes nothing" "$out" ""

run git task prd parse PRD.md --project cal
is "parse succeeds" "$status" 0
is "prints two ids" "$(printf '%s\n' "$out" | grep -Ec '^[0-9a-f]{8}$')" 2
is "and nothing else" "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 2
is "a summary for people" "$err" "2 created, 0 updated, 0 unchanged, 0 vanished"
first=$(printf '%s\n' "$out" | head -1)
second=$(printf '%s\n' "$out" | tail -1)
is "one commit" "$(git rev-list --count refs/tasks/main)" 1
like "its subject" "$(git log -1 --format=%s refs/tasks/main)" '^prd: 2 tasks'

run git task show "$first" --format json
is "title" "$(jqo .title)" "Event Creation"
is "priority" "$(jqo .priority)" "high"
is "type" "$(jqo .type)" "feature"
is "project" "$(jqo .project)" "cal"
is "criteria" "$(jqo '.success_criteria | length')" 3
is "a measurable one" "$(jqo '.success_criteria[1].measurable')" "response_time_ms <= 500"
is "where it came from" "$(jqo '.source | "\(.prd) \(.key) \(.line)"')" "PRD.md features/event-creation 7"
like "people see it, too" "$(git task show "$first")" '^  document +PRD\.md:7'
run git task show "$second" --format json
is "estimate" "$(jqo .estimated_hours)" 16
is "dependency" "$(jqo '.dependencies[0][:8]')" "$first"
is "coverage criterion" "$(jqo '.success_criteria[2].measurable')" "coverage >= 85"

# ---- the definition of done goes with each task ----

cat >done.md <<'EOF'
# Shop

## Features

### FR-1: Cart
- Priority: High

### FR-2: Search

## Definition of Done

- [x] Texts are translated
- [ ] Code coverage is at least 80%
- Somebody else has read the change

## Success Metrics

- [ ] 1,000 buyers a month
EOF
run git task prd parse done.md
cart=$(printf '%s\n' "$out" | head -1)
run git task criteria list "$cart" --format json
is "a task has what the document asks of all" \
	"$(jqo '[.[] | .origin + ":" + (.measurable // "")] | join(" ")')" \
	"document: document:coverage >= 80 document:"
run git task criteria check "$cart" --format json
is "what the document has ticked is met" "$(jqo '[.results[].outcome] | join(" ")')" \
	"met undetermined undetermined"
run git task prd parse done.md
like "again nothing" "$err" '^0 created, 0 updated, 2 unchanged'
for form in json markdown csv
do
	git task export --format $form >"$TRASH/done.$form"
	cd "$TRASH" || exit 1
	new_repo "done-$form"
	git task import "$TRASH/done.$form" >/dev/null 2>&1
	is "it survives $form" "$(git task criteria list "$cart" --format json |
		jq '[.[] | select(.origin == "document")] | length')" 3
	cd "$TRASH/work" || exit 1
done
sed 's/80%/85%/' done.md >edited.md && mv edited.md done.md
run git task prd diff done.md
like "a change of it is told" "$out" 'coverage >= 85'
run git task prd parse done.md
like "and written" "$err" '^0 created, 2 updated, 0 unchanged'
run git task criteria list "$cart" --format json
is "the new one holds" "$(jqo '.[1].measurable')" "coverage >= 85"

# ---- a field of nothing is no task ----

printf '# P\n\n## Features\n\n### Save\n- Priority: High\n\n### Medium\n- Priority: High\n- Load a file\n' >odd.md
run git task prd show odd.md --format json
is "'Priority: High' below a priority makes no task" \
	"$(jqo '[.items[].title] | join(", ")')" "Save, Load a file"

# ---- tables of quality, marks in cells, boxes of other hands ----

run git task prd show "$SRCDIR/tests/data/prd/49-quality-tables.md" --format json
is "a row of metric and target measures" \
	"$(jqo '[.items[].criteria[].measurable | values] | join(", ")')" \
	"memory_mb < 256, startup_time_ms <= 2000"
is "a mark in a cell outranks the section's state" \
	"$(jqo '[.items[] | select(.id == ("FR-3", "FR-4", "FR-5")).status] | join(" ")')" \
	"completed pending in_progress"
is "the first of requirement and story names the item" \
	"$(jqo '.items[0].title')" "Cart total"
run git task prd show "$SRCDIR/tests/data/prd/50-spanish-numbered.md" --format json
is "a legend makes no task, '[-]' is begun" \
	"$(jqo '[.items[:3][].status] | join(" ")')" "completed in_progress pending"
is "numbered paragraphs are criteria" "$(jqo '.items[3].criteria | length')" 2

# ---- a ticked box is a tick of the task's criterion ----

printf '# P\n\n## Features\n\n### FR-1: Cart\n**Acceptance Criteria**:\n- [x] Shows a sum\n- [ ] Can be emptied\n' >tick.md
ticked=$(git task prd parse tick.md 2>/dev/null)
outcomes()
{
	git task criteria validate "$ticked" --format json |
		jq -r '[.results[].outcome] | join(" ")'
}
is "a ticked box is stored as met" "$(outcomes)" "met undetermined"
run git task prd parse tick.md
is "once" "$err" "0 created, 0 updated, 1 unchanged, 0 vanished"
git task criteria tick "$ticked" 2 >/dev/null 2>&1
sed 's/\[x\]/[ ]/' tick.md >t.md && mv t.md tick.md
git task prd parse tick.md >/dev/null 2>&1
is "an open box takes it back, the one ticked by hand stays" "$(outcomes)" "undetermined met"

# ---- the order of the document ----

(
	git init -q ../order && cd ../order &&
	printf '# P\n\n## Features\n' >P.md &&
	for title in Sorting Import Export Backup Login Search Archive Upload
	do
		printf '\n### %s\n- Priority: High\n' "$title"
	done >>P.md &&
	git task prd parse P.md >/dev/null 2>&1
)
order="Sorting Import Export Backup Login Search Archive Upload"
is "tasks of one document are listed in its order" \
	"$(git -C ../order task list --format json | jq -r '[.[].title] |
	join(" ")')" "$order"
is "the other way round when asked" \
	"$(git -C ../order task list --sort -created --format json |
	jq -r '[.[].title] | reverse | join(" ")')" "$order"
is "next follows it" \
	"$(git -C ../order task next -n 8 --format json | jq -r '[.[].title] |
	join(" ")')" "$order"

# ---- idempotence ----

tip=$(git rev-parse refs/tasks/main)
run git task prd parse PRD.md
is "again: nothing changes" "$err" "0 created, 0 updated, 2 unchanged, 0 vanished"
is "no id is printed" "$out" ""
is "no commit is made" "$(git rev-parse refs/tasks/main)" "$tip"
mkdir sub
cd sub || exit 1
run git task prd parse ../PRD.md
is "the same from a sub-directory" "$err" "0 created, 0 updated, 2 unchanged, 0 vanished"
cd ..
sed 's/$/\r/' PRD.md >crlf.md && mv crlf.md PRD.md
run git task prd parse PRD.md
is "line ends do not matter" "$err" "0 created, 0 updated, 2 unchanged, 0 vanished"

# ---- people change tasks, the document changes ----

git task update "$first" --priority low --assignee bob --title "Add events" 2>/dev/null
git task start "$second" >/dev/null 2>&1
cat >PRD.md <<'EOF'
# Team Calendar

A shared calendar for small teams.

## Features

### Event Creation
- Priority: High
- Description: Anybody can add an event
- Acceptance Criteria:
  - An event with a title and a time can be saved

### Birthday List
- Priority: Low

## Out of Scope

- A mobile app
EOF
run git task prd diff PRD.md
is "diff succeeds" "$status" 0
like "shows the update" "$out" "^~ $first Event Creation +description, success_criteria +\[kept: title, priority\]"
like "the new item" "$out" '^\+ Birthday List'
like "what vanished" "$out" "^\? $second Weekly Reminder"
is "and nothing else" "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 5
run git task prd parse PRD.md
is "counts of the edit" "$(printf '%s\n' "$err" | tail -1)" "1 created, 1 updated, 0 unchanged, 1 vanished"
like "names what vanished" "$err" "not in the document any more: $second Weekly Reminder"
run git task show "$first" --format json
is "hand-made title is kept" "$(jqo .title)" "Add events"
is "hand-made priority is kept" "$(jqo .priority)" "low"
is "hand-made assignee is kept" "$(jqo .assignee)" "bob"
is "the document's new text is taken" "$(jqo .description)" "Anybody can add an event"
is "its criteria too" "$(jqo '.success_criteria | length')" 1
is "the vanished task is still there" "$(git task show "$second" --format json | jq -r .stored_status//.status)" "in_progress"

run git task prd parse PRD.md --prune
like "prune leaves running work" "$err" 'but kept: .* is in progress'
run git task prd parse PRD.md --prune --force
is "prune" "$err" "0 created, 0 updated, 2 unchanged, 1 pruned"
is "cancels it" "$(git task show "$second" --format json | jq -r .status)" "cancelled"
like "and says that its document has it no more" \
	"$(git task show "$second")" '^  document +PRD\.md, which has it no more'
run git task prd parse PRD.md --prune
is "once" "$err" "0 created, 0 updated, 2 unchanged, 0 pruned"
cat >>PRD.md <<'EOF'

## Features

### Weekly Reminder
- Priority: Medium
EOF
run git task prd parse PRD.md
is "it comes back under its id" "$(git task show "$second" --format json | jq -r .status)" "pending"

sed 's/Priority: High/Priority: Critical/' PRD.md >p && mv p PRD.md
run git task prd parse PRD.md
like "a changed priority in the document" "$err" '0 created, 1 updated'
is "wins over the hand-made one" "$(git task show "$first" --format json | jq -r .priority)" "critical"

printf 'a line\n\n' | cat - PRD.md >p && mv p PRD.md
run git task prd parse PRD.md
is "moved lines" "$err" "0 created, 0 updated, 3 unchanged (3 moved), 0 vanished"
is "are recorded" "$(git task show "$first" --format json | jq -r .source.line)" 9

git task delete "$first" >/dev/null 2>&1 || diag "delete failed"
run git task prd parse PRD.md
is "a deleted task is not made again" "$err" "0 created, 0 updated, 3 unchanged, 0 vanished"

# ---- standard input, formats, options ----

new_repo other
run sh -c 'printf "FR-1: The system shall beep.\nFR-2: The system shall stop (requires: FR-1).\n" | git task prd parse - --format json'
is "standard input" "$status" 0
is "json: items" "$(jqo '.prd.items | length')" 2
is "json: tasks with ids" "$(jqo '[.prd.tasks[] | select(.action == "create" and (.id | length) == 16)] | length')" 2
is "json: counts" "$(jqo .counts.create)" 2
is "json: source" "$(jqo .source)" stdin
is "title starts with the id" "$(git task list --format json | jq -r '.[].title' | sort | head -1)" "FR-1: The system shall beep."
cat >p.md <<'EOF'
# Shop PRD

## Features

### Cart
- Acceptance Criteria:
  - It opens within 300 ms

### Pay
- Depends on: Cart

## User Stories

- As a buyer, I want a receipt so that I can claim it.
EOF
run git task prd parse p.md --no-tasks
is "--no-tasks succeeds" "$status" 0
like "prints the document" "$out" 'Cart'
is "and makes no task" "$(git task list --format json | jq length)" 2
run git task prd parse p.md -n --no-stories
like "--no-stories" "$err" '^would be: 2 created'
run git task prd parse p.md -n --no-dependencies
unlike "--no-dependencies" "$out" 'after'
run git task prd parse p.md -n --no-criteria
unlike "--no-criteria" "$out" 'criteria'
run git task prd parse p.md -n --confidence 0.96
is "--confidence: nothing is that certain" "$status" 1
like "says so" "$err" 'below confidence 0.96'
exit_is "confidence out of range" 129 git task prd parse p.md --confidence 2
exit_is "a missing file" 1 git task prd parse nowhere.md
like "is named" "$err" 'nowhere.md'
exit_is "no file named" 129 git task prd parse

# ---- every kind of bullet in one list, and text that looks like HTML ----

printf 'Phase 1: X\n- dash\n* star\n+ plus\n• dot\n→ arrow\n1. number\n2) paren\n' >bullets.md
ok "bullets of all kinds" git task prd parse bullets.md --dry-run --format json
is "are a task each" "$(jqo '[.prd.items[].title] | join(" ")')" "dash star plus dot arrow number paren"
printf '# Tags PRD\n\n## Features\n\n- Escape <script> in <b>all</b> comments\n- Serve GET /users/<id> as List<User>\n' >tags.md
ok "tags" git task prd parse tags.md --dry-run --format json
is "that are no markup stay" "$(jqo '[.prd.items[].title] | join("; ")')" \
	"Escape <script> in all comments; Serve GET /users/<id> as List<User>"

# ---- story points ----

printf '# Plan PRD\n\n## User Stories\n\n### US-1: Sing\n\nAs a bird, I want to sing.\n\n**Story Points:** 3\n' >points.md
us=$(git task prd parse points.md 2>/dev/null)
is "points stay points" "$(git task show "$us" --format json | jq -c '[.fields.story_points, .estimated_hours]')" "[3,null]"
git config task.prd.hoursPerPoint 4
run git task prd parse points.md
is "unless a setting says what one is" "$(git task show "$us" --format json | jq -c '[.fields.story_points, .estimated_hours]')" "[3,12]"

# ---- days in words ----

cat >days.md <<'MD'
# Days PRD

## Requirements

### DAY-1: A
**Deadline**: March 3rd, 2027
### DAY-2: B
**Deadline:** Q3 2026
### DAY-3: C
**Fällig am:** 3. März 2027
### DAY-4: D
**Deadline**: by the end of February 2028
### DAY-5: E
**期限**: 2026年11月5日
### DAY-6: F
**Fecha límite**: 5 de mayo de 2027
### DAY-7: G
**Deadline**: 05.11.2026
### DAY-8: H
**Deadline**: March or April 2027
### DAY-9: I
**Deadline**: when it is ready
### DAY-10: J
**Deadline**: 31.02.2027
MD
git task prd parse days.md >/dev/null 2>&1
is "a day in the words of a country is one, two days are none" \
	"$(git task list --all --format json | jq -r '[.[] | select(.title | startswith("DAY-")) |
		"\(.title | ltrimstr("DAY-") | split(":")[0]) \(.deadline)"] | sort | join("; ")')" \
	"1 2027-03-03; 10 null; 2 2026-09-30; 3 2027-03-03; 4 2028-02-29; 5 2026-11-05; 6 2027-05-05; 7 2026-11-05; 8 null; 9 null"

# ---- no requirements document ----

n=$(git task list --all --format json | jq length)
for f in "$SRCDIR"/tests/data/prd/not-*.md
do
	exit_is "${f##*/} makes no tasks" 1 git task prd parse "$f"
	like "${f##*/}: one clear message" "$err" "^git-task: '.*' does not read like a requirements document"
	is "${f##*/}: one line" "$(printf '%s\n' "$err" | wc -l | tr -d ' ')" 1
done
is "and nothing was written" "$(git task list --all --format json | jq length)" "$n"
printf 'a\0b' >nul.md
exit_is "a NUL byte" 1 git task prd parse nul.md
like "is told" "$err" 'NUL'
printf '\377\376' >bin.md
exit_is "no UTF-8" 1 git task prd parse bin.md
like "is told too" "$err" 'UTF-8'

done_testing
