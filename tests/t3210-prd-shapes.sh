#!/bin/sh
# Requirements documents in the store: phases, ids, states, traces, size.
. "${0%/*}/lib.sh"

data=$SRCDIR/tests/data/prd

task_of() # key -> id of its task
{
	git task list --all --format json |
		jq -r --arg k "$1" '.[] | select(.source.key == $k) | .id'
}

field() # key field
{
	git task show "$(task_of "$1")" --format json | jq -r "$2"
}

# ---- every document: parse, parse again, the store stays sound ----

# two processes a document: what they say is counted for all of them at once
new_repo corpus
mkdir "$TRASH/said"
for f in "$data"/[0-9]*.md
do
	name=${f##*/}
	git-task prd parse "$f" >"$TRASH/said/$name.ids" 2>/dev/null </dev/null
	git-task prd parse "$f" >/dev/null 2>"$TRASH/said/$name.again" </dev/null
done
jq -r '"\(input_filename | sub(".*/"; "") | sub("json$"; "md")) \(
	[.items[] | select(.status != "removed")] | length)"' \
	"$data"/[0-9]*.json >"$TRASH/want"
(cd "$TRASH/said" && awk 'FNR == 1 { name = FILENAME; sub(/\.[a-z]*$/, "", name) }
	FILENAME ~ /ids$/ && /^[0-9a-f]+$/ && length($0) == 8 { nr[name]++ }
	FILENAME ~ /again$/ { last[name] = $0 }
	END { for (name in last) print name, nr[name] + 0, last[name] }' ./*.ids ./*.again) |
	sed 's,^\./,,' | LC_ALL=C sort >"$TRASH/got"
LC_ALL=C sort "$TRASH/want" | LC_ALL=C join - "$TRASH/got" >"$TRASH/both"
while read -r name want got last
do
	is "$name: tasks" "$got" "$want"
	if test "$want" = 0
	then
		like "$name: again nothing" "$last" 'nothing was changed'
	else
		is "$name: again nothing" "$last" \
			"0 created, 0 updated, $want unchanged, 0 vanished"
	fi
done <"$TRASH/both"
is "every document" "$(wc -l <"$TRASH/both" | tr -d ' ')" \
	"$(find "$data" -name '[0-9]*.md' | wc -l | tr -d ' ')"
exit_is "fsck" 0 git task fsck
cd ..

# ---- the document as JSON fits its schema ----

python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3
mkdir "$TRASH/docs"
for f in "$data"/*.md
do
	name=${f##*/}
	git-task prd show --format json "$f" >"$TRASH/docs/${name%.md}.json"
done
run "$python" -c '
import json, pathlib, sys
from jsonschema import Draft202012Validator as V
schema = json.load(open(sys.argv[1]))
V.check_schema(schema)
validator, seen = V(schema), 0
for path in sorted(pathlib.Path(sys.argv[2]).glob("*.json")):
    for error in validator.iter_errors(json.load(open(path))):
        print(f"{path.stem}: {error.json_path}: {error.message[:200]}")
    seen += 1
print(seen, "documents")' "$SRCDIR/formats/prd-document.schema.json" "$TRASH/docs"
is "every document fits the schema" "$out" \
	"$(find "$data" -name '*.md' | wc -l | tr -d ' ') documents"

# ---- phases and ids ----

new_repo phases
git task prd parse "$data/02-phases.md" >/dev/null 2>&1
is "every task of a phase waits for all of the one before" \
	"$(git task list --all --format json | jq -c '[.[].dependencies | length] | sort')" \
	"[0,1,2,2,2,3]"
is "the phase is a field" "$(git task list --all --format json |
	jq -r '[.[] | select(.title | startswith("Build the login")) | .fields.phase][0]')" \
	"Phase 2: Interface"
is "two can start" "$(git task list --all --format json | jq '[.[] | select(.status == "pending")] | length')" 1

cd .. && new_repo ids
cat >r.md <<'EOF'
# PRD

## Requirements

### FR-1: Boat
**Priority**: P1

- FR-1.1: Hull
- [x] FR-1.2: Oars
- FR-1.3: Sail (P3) (2 days)

### FR-2: Harbour
**Dependencies**: FR-1.1 to FR-1.3
**Status**: In progress
EOF
git task prd parse r.md >/dev/null 2>&1
is "sub-requirements have their parent" "$(field FR-1.1 .parent)" "$(task_of FR-1)"
is "a ticked box is done" "$(field FR-1.2 '.status + (.completed_at != null | tostring)')" "completedtrue"
is "marks leave the title" "$(field FR-1.3 '"\(.title) \(.priority) \(.estimated_hours)"')" "FR-1.3: Sail low 16"
is "a range of dependencies" "$(field FR-2 '.dependencies | length')" 3
is "a status" "$(field FR-2 .stored_status)" "in_progress"

# struck out, ticked, renamed, with another form of the id
cat >r.md <<'EOF'
# PRD

## Requirements

### FR-001: Big boat
**Priority**: P1

- FR-1.1: Hull
- [x] FR-1.2: Oars
- ~~FR-1.3: Sail~~
- [x] FR-1.4: Anchor

### FR-2: Harbour
**Dependencies**: FR-1.1
**Status**: ✅ Done
EOF
run git task prd parse r.md
is "counts" "$err" "1 created, 2 updated, 2 unchanged, 1 removed, 0 vanished"
is "an id with zeros is the same id" "$(field FR-001 .title)" "FR-001: Big boat"
is "struck out means cancelled" "$(field FR-1.3 .status)" "cancelled"
is "done in the document" "$(field FR-2 .status)" "completed"
is "dependencies that the document took back" "$(field FR-2 '.dependencies | length')" 1
is "born done" "$(field FR-1.4 .status)" "completed"
run git task prd parse r.md
like "then nothing" "$err" '^0 created, 0 updated, 6 unchanged'

# ---- what people add stays ----

hull=$(task_of FR-1.1)
oars=$(task_of FR-1.2)
git task tag "$hull" wood >/dev/null 2>&1
git task dep add "$hull" "$oars" >/dev/null 2>&1
sed 's/FR-1.1: Hull/FR-1.1: Hull (Must) (requires: FR-1.4)/' r.md >p && mv p r.md
run git task prd parse r.md
like "the edit" "$err" '^0 created, 1 updated'
is "own tag and dependency stay" "$(field FR-1.1 '"\(.tags | join(",")) \(.dependencies | length) \(.priority)"')" "wood 2 critical"

# ---- wording of something without an id ----

cd .. && new_repo wording
printf '# Plan PRD\n\n## Tasks\n\n- [ ] Write the user manual\n- [ ] Paint the door\n' >t.md
git task prd parse t.md >/dev/null 2>&1
door=$(git task list --format json | jq -r '.[] | select(.title == "Paint the door") | .id')
printf '# Plan PRD\n\n## Tasks\n\n- [ ] Write the user manual\n- [x] Paint the front door\n' >t.md
run git task prd parse t.md
like "a reworded line is the same task" "$err" '^0 created, 1 updated, 1 unchanged'
is "with its new words" "$(git task show "$door" --format json | jq -r '.title + " " + .status')" "Paint the front door completed"

# ---- a circle with what people made ----

cd .. && new_repo circle
printf 'REQ-1: One must work.\nREQ-2: Two must work.\n' >c.md
git task prd parse c.md >/dev/null 2>&1
git task dep add "$(task_of REQ-1)" "$(task_of REQ-2)" >/dev/null 2>&1
printf 'REQ-1: One must work.\nREQ-2: Two must work (requires: REQ-1).\n' >c.md
exit_is "a circle is refused" 1 git task prd parse c.md
like "with the path" "$err" 'close a cycle'

# ---- show, export, trace ----

cd .. && new_repo trace
cp "$data/07-heading-ids.md" prd.md
run git task prd show prd.md
is "show succeeds" "$status" 0
like "with confidence" "$out" 'requirement +98% +FR-025: Live position of a parcel \(completed\) \[critical\]'
like "with measurable criteria" "$out" 'p95_response_time_ms <= 200'
like "with the sections left out" "$out" "line [0-9]+: '4. Success Metrics'"
is "show as JSON" "$(git task prd show prd.md --format json | jq -S .)" "$(cat "$data/07-heading-ids.json")"
exit_is "trace without tasks" 2 git task prd trace
exit_is "export without tasks" 2 git task prd export prd.md
git task prd parse prd.md >/dev/null 2>&1
window=$(task_of FR-026)
git commit -q --allow-empty -m "Announce the window

Task-Id: $(printf %.8s "$window")"
run git task prd trace prd.md --format json
is "trace: one row a task" "$(jqo length)" 7
is "trace: in the order of the document" "$(jqo '[.[].key] | join(" ")')" \
	"FR-025 FR-026 FR-028 FR-029 NFR-006 NFR-007 SR-001"
is "trace: the line" "$(jqo '.[1].line')" 43
run git task prd trace
like "trace: a table" "$out" '^FR-026 +43 +'"$(printf %.8s "$window")"
run git task prd trace --format csv
is "trace: CSV" "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 8
run git task prd export prd.md
like "export: the totals" "$out" '^7 requirements: 1 completed'
like "export: a done one" "$out" '^- \[x\] FR-025: Live position of a parcel'
like "export: criteria" "$out" '`coverage >= 85`'

# ---- size ----

cd .. && new_repo large
{
	echo '# P'
	echo
	echo '## Requirements'
	echo
	i=0
	while test $i -lt 1000
	do
		i=$((i + 1))
		echo "- REQ-$i: The system shall do thing number $i"
	done
} >large.md
run git task prd parse large.md
is "1,000 tasks" "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 1000
is "in one commit" "$(git rev-list --count refs/tasks/main)" 1
run git task prd parse large.md
is "again nothing" "$err" "0 created, 0 updated, 1000 unchanged, 0 vanished"

done_testing
