#!/bin/sh
# A deletion that meets an edit, a start or a claim of somebody else, and
# edits of registers of every kind, are told to both sides.
. "${0%/*}/lib.sh"

clone()
{
	new_repo "$TRASH/$1"
	git remote add origin ../hub.git
	git config task.fsync false
	cd "$TRASH" || exit 99
}

both()
{
	git -C a task sync >/dev/null 2>&1
	git -C b task sync >/dev/null 2>&1
	git -C a task sync >/dev/null 2>&1
}

new_bare hub.git
clone a
clone b
both

# meets WHAT CMD...: a does CMD while b deletes
meets()
{
	what=$1
	shift
	x=$(git -C a task add "For $what" 2>/dev/null)
	both
	git -C b task delete "$x" >/dev/null 2>&1
	git -C b task sync >/dev/null 2>&1
	git -C a task "$@" "$x" >/dev/null 2>&1
	run git -C a task sync
	like "$what: told at once" "$err" "$x: one side deleted it"
	run git -C b task sync
	like "$what: who deleted is told" "$err" "$x: one side deleted it"
	run git -C a task conflicts
	like "$what: listed" "$out" "^ *take: git task conflicts take $x deleted\$"
	run git -C b task status
	like "$what: in the status" "$out$err" "git task conflicts"
}

meets "a start" start
meets "a claim" claim
meets "a title" update --title Better
meets "a block" block

run git -C a task conflicts take "$x" deleted
is "take: exit" "$status" 0
is "take: restored" "$(git -C a task show "$x" --json | jq .deleted)" false
run git -C a task conflicts
unlike "take: settled" "$out" "$x"

# ---- a log entry ----

x=$(git -C a task add "For progress" 2>/dev/null)
both
git -C b task delete "$x" >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
git -C a task progress "$x" "Half way" >/dev/null 2>&1
run git -C a task sync
like "progress: told" "$err" "$x: one side deleted it"

# ---- the other order: the editor was first at the remote ----

x=$(git -C a task add "Other order" 2>/dev/null)
both
git -C a task start "$x" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task delete "$x" >/dev/null 2>&1
run git -C b task sync
like "other order: who deletes is told" "$err" "$x: one side deleted it"
run git -C a task sync
like "other order: the editor, too" "$err" "$x: one side deleted it"

# ---- deleted by both; deleted without an edit ----

x=$(git -C a task add "By both" 2>/dev/null)
y=$(git -C a task add "Alone" 2>/dev/null)
both
git -C a task delete "$x" >/dev/null 2>&1
git -C b task delete "$x" "$y" >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
run git -C a task sync
unlike "nothing gave way" "$err" "$x|$y"

# ---- keys of a map ----

x=$(git -C a task add "Fields" 2>/dev/null)
both
git -C a task update "$x" --field sprint=1 >/dev/null 2>&1
git -C b task update "$x" --field sprint=2 >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
run git -C a task sync
like "a key: told" "$err" "$x: both sides edited fields/sprint"
run git -C b task sync
like "a key: the other side is told" "$err" "both sides edited fields/sprint"
run git -C a task conflicts --json
is "a key: listed" "$(jqo '.[] | select(.field == "fields/sprint") | .lost')" 1
run git -C a task conflicts take "$x" fields/sprint
is "a key: taken" \
	"$(git -C a task show "$x" --json | jq -r .fields.sprint)" 1
done_testing
