#!/bin/sh
# Committed requirements documents update their tasks; success criteria stand
# between a closing commit and completion.
. "${0%/*}/lib.sh"

git config --global task.fsync false
new_repo work
git task hooks install -q
git config task.prd.path "docs/*.md, PRD.md"
mkdir docs

cat >docs/shop.md <<\END
# Shop

## Features

### Basket
- Priority: High
- Acceptance Criteria:
  - Adding an article takes at most 200 ms

### Checkout
- Priority: Medium
- Depends on: Basket
END
echo "# Basket of notes" >notes.md
git add -A
run git commit -q -m "Describe the shop"
is "the commit is made" "$status" 0
like "pre-commit tells what will happen" "$err" \
	'docs/shop.md: 2 tasks to create'
like "post-commit what has happened" "$err" 'docs/shop.md: 2 tasks created'
is "two tasks" "$(git task list --all --format ids | wc -l)" 2
is "they know where they came from" "$(git task export --format ndjson |
	jq -r .source.prd | sort -u)" docs/shop.md

# what is staged counts, not what lies in the work tree
cat >>docs/shop.md <<\END

### Invoices
- Priority: Low
END
git add docs
printf '\n### Returns\n- Priority: Low\n' >>docs/shop.md
run git commit -q -m "Invoices, too"
like "one more" "$err" 'docs/shop.md: 1 tasks created'
is "not the one that was not committed" \
	"$(git task list --all --format json | jq -r '.[].title' | sort)" \
	"Basket
Checkout
Invoices"
before=$(git rev-parse refs/tasks/main)
git commit -q --allow-empty -m "nothing about documents"
is "other commits leave the tasks alone" "$(git rev-parse refs/tasks/main)" \
	"$before"

git checkout -q docs
git mv docs/shop.md docs/store.md
run git commit -q -m "Another name"
like "a document may get another name" "$err" \
	'docs/store.md was called docs/shop.md before'
is "its tasks are the same ones" "$(git task export --format ndjson |
	jq -r .source.prd | sort | uniq -c | tr -s ' ')" " 3 docs/store.md"
git mv docs/store.md docs/shop.md
git commit -q -m "The old name" 2>/dev/null

printf 'Just a few words.\n' >PRD.md
git add PRD.md
run git commit -q -m "Not a document"
is "a text that is no PRD is committed" "$status" 0
like "... and said to be none" "$err" 'PRD.md does not read like'
printf '\377\376' >docs/broken.md
git add docs
run git commit -q -m "Not even text"
is "what can not be parsed is committed, too" "$status" 0
like "... with a warning" "$err" 'docs/broken.md'
run git commit -q --allow-empty -m "Nothing new"
is "an empty commit does not parse it again" "$err" ""
is "still three tasks" "$(git task list --all --format ids | wc -l)" 3

# ---- criteria ----
id=$(git task list --all --format json |
	jq -r '.[] | select(.title == "Basket") | .id' | cut -c1-8)
status_of()
{
	git task show "$1" --format json | jq -r .status
}
run env TASK_VAR_RESPONSE_TIME_MS=300 git commit -q --allow-empty \
	-m "Basket, closes #$id"
is "an unmet criterion: the commit is made" "$status" 0
like "... says why the task stays open" "$err" \
	"task $id is not completed by .*: 1 of 1 success criteria unmet"
isnt "... and it does" "$(status_of "$id")" completed
TASK_VAR_RESPONSE_TIME_MS=150 git commit -q --allow-empty \
	-m "Faster basket, closes #$id" 2>/dev/null
is "met: completed" "$(status_of "$id")" completed
other=$(git task add "Undetermined" --criteria \
	'[{"criterion":"x","measurable":"nobody_knows > 1"}]' -q)
git config task.criteria.strict true
git commit -q --allow-empty -m "closes #$other" 2>/dev/null
isnt "undetermined and strict: open" "$(status_of "$other")" completed
git config task.criteria.strict false
git commit -q --allow-empty -m "again, closes #$other" 2>/dev/null
is "undetermined otherwise: completed" "$(status_of "$other")" completed

done_testing
