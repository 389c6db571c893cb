#!/bin/sh
# task.autoPush and GIT_TASK_AUTOPUSH: every write is shared at once, and a
# remote that is away costs a warning, not the write.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

new_bare hub.git
new_repo one
git remote add origin "$TRASH/hub.git"
git push -q origin main
git clone -q "$TRASH/hub.git" "$TRASH/two"
hub_tip()
{
	git -C "$TRASH/hub.git" rev-parse -q --verify refs/tasks/main
}

# ---- off by default ----
ok "a write" git-task add "stays here"
is "is not pushed" "$(hub_tip)" ""

# ---- by environment ----
GIT_TASK_AUTOPUSH=1
export GIT_TASK_AUTOPUSH
ok "a write" git-task add "goes out"
id=$out
like "prints the id alone" "$id" '^[0-9a-f]{8}$'
is "and is pushed" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"
GIT_TASK_AUTOPUSH=0
exit_is "a clone that never fetched does not know it" 2 \
	git-task -C "$TRASH/two" progress "$id" "seen by the second job"
GIT_TASK_AUTOPUSH=1
ok "with auto-push its first command fetches" \
	git-task -C "$TRASH/two" progress "$id" "seen by the second job"
is "is pushed" "$(hub_tip)" \
	"$(git -C "$TRASH/two" rev-parse refs/tasks/main)"
ok "a write in the first joins" git-task start "$id"
is "both are one" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"
ok "the task" git-task show "$id" --json
is "has both edits" "$(jqo '"\(.status) \(.progress | length)"')" \
	"in_progress 1"
ok "what the other clone makes" git-task -C "$TRASH/two" add "late"
late=$out
ok "is fetched by the first write that names it" git-task start "$late"
ok "with what the other clone wrote" git-task show "$late" --json
is "and this one" "$(jqo '"\(.title) \(.status)"')" "late in_progress"
later=$(git-task -C "$TRASH/two" add "later" 2>/dev/null)
exit_is "a reader stays here" 2 git-task show "$later"
git clone -q "$TRASH/hub.git" "$TRASH/reader"
ok "but not in a clone without tasks" git-task -C "$TRASH/reader" list --all --json
is "it sees all" "$(jqo length)" 4
ok "a sync" git-task sync
tip=$(hub_tip)
ok "a reader" git-task list
is "pushes nothing" "$(hub_tip)" "$tip"
exit_is "a write that fails" 2 git-task start 00000000
is "pushes nothing" "$(hub_tip)" "$tip"
GIT_TASK_AUTOPUSH=0
ok "switched off by the environment" git-task add "local again"
is "is not pushed" "$(hub_tip)" "$tip"
unset GIT_TASK_AUTOPUSH

# ---- by configuration ----
git-task config set autoPush true 2>/dev/null
ok "task.autoPush" git-task add "by configuration"
is "pushes" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"

ok "a reader that writes" git-task complexity --save "$id"
is "pushes" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"
exit_is "exec has the status of what it runs" 3 \
	git-task exec "$id" -- sh -c 'exit 3'
is "pushes all the same" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"
tip=$(hub_tip)
exit_is "exec that records nothing" 3 \
	git-task exec "$id" --no-record -- sh -c 'exit 3'
is "pushes nothing" "$(hub_tip)" "$tip"
git-task add -q "to be claimed"
ok "next --claim" git-task next --claim
is "pushes" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"

# ---- the remote is away ----
mv "$TRASH/hub.git" "$TRASH/away.git"
ok "the write succeeds" git-task add "written offline"
like "stdout as always" "$out" '^[0-9a-f]{8}$'
like "a warning" "$err" '^warning: saved here, but not pushed: '
is "one warning" "$(grep -c warning: "$TRASH/.err")" 1
offline=$out
mv "$TRASH/away.git" "$TRASH/hub.git"
ok "the next write" git-task progress "$offline" "online again"
is "takes it along" "$(hub_tip)" "$(git rev-parse refs/tasks/main)"

# ---- no remote at all ----
git remote remove origin
ok "without a remote" git-task add "alone"
unlike "nothing is said" "$err" warning

done_testing
