#!/bin/sh
# prd check: findings with line and column, as text, JSON and SARIF.
. "${0%/*}/lib.sh"

cat >bad.md <<'EOF'
# Shop PRD

The shop must never lose an order.

## Requirements

- FR-1: Take money (P0)
  - Acceptance Criteria:
    - Money is counted in 2 seconds
    - People smile
- FR-2: Give change
- FR-1: Open a window (P1)
- FR-3: TBD (depends on: FR-9) (P2)
EOF
run git-task prd check bad.md
is "findings: 1" "$status" 1
like "a text without an item" "$out" '^bad.md:3:1: warning: .*names no item.*\[no-item\]$'
like "a criterion that nothing measures" "$out" "^bad.md:10:7: note: nothing measures 'People smile' \[measure\]$"
like "an item without priority" "$out" "^bad.md:11:3: warning: 'FR-2' has no priority"
like "an id twice, with both lines" "$out" "^bad.md:12:3: error: the id FR-1 is 'Take money' on line 7 and 'Open a window"
like "a dependency on nothing" "$out" "^bad.md:13:3: error: no item has the id 'FR-9' \[dependency\]$"
like "a placeholder" "$out" '^bad.md:13:3: warning: .*leaves something open'
is "the sum" "$err" "2 errors, 3 warnings, 3 notes"

# ---- SARIF ----

run git-task prd check --format sarif bad.md
is "sarif: version" "$(printf '%s\n' "$out" | jq -r .version)" 2.1.0
is "sarif: results" "$(printf '%s\n' "$out" | jq '.runs[0].results | length')" 8
is "sarif: levels" "$(printf '%s\n' "$out" | jq -r '[.runs[0].results[].level] | unique | join(" ")')" "error note warning"
is "sarif: every rule is declared" "$(printf '%s\n' "$out" |
	jq '[.runs[0].results[].ruleId] - [.runs[0].tool.driver.rules[].id] | length')" 0
is "sarif: a place" "$(printf '%s\n' "$out" |
	jq -c '[.runs[0].results[] | select(.ruleId == "id-twice") | .locations[0].physicalLocation.region][0]')" \
	'{"startLine":12,"startColumn":3}'
mkdir 'a b' && cp bad.md 'a b/%.md'
run git-task prd check --format sarif 'a b/%.md'
is "sarif: the path is a URI" "$(printf '%s\n' "$out" | jq -r '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri')" "a%20b/%25.md"

# ---- nothing wrong ----

printf '# P\n\n## Tasks\n\n- [ ] Buy bread\n' >good.md
run git-task prd check good.md
is "nothing found: 0" "$status" 0
is "nothing is printed" "$out" ""
run git-task prd check --format json - <good.md
is "an empty array" "$out" "[]"
exit_is "no such file" 1 git-task prd check nothing.md

# ---- what is no requirements document ----

new_repo prose
printf 'Dear all,\n\nthe door must open.\n\nAnd it shall close.\n' >letter.txt
run git task prd parse letter.txt
is "a letter makes no tasks" "$status" 1
like "with the lines that ask for something" "$err" "2 paragraphs read like requirements but name no item .lines 3, 5."
printf 'Dear all,\n\nthe sun shines.\n' >letter.txt
run git task prd parse letter.txt
like "or what was looked for" "$err" 'looked for headings and list items with ids'

# ---- our own documents give no tasks ----

for f in "$SRCDIR"/docs/*.md "$SRCDIR"/formats/*.md
do
	is "${f##*/}: no tasks" "$(git-task prd show --format json "$f" | jq -c '[.items[].title]')" "[]"
done

done_testing
