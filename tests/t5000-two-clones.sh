#!/bin/sh
# Two clones edit offline, sync in any order through a plain bare remote, and
# end with one tip that has everything.
. "${0%/*}/lib.sh"

tip()
{
	git -C "$1" rev-parse refs/tasks/main
}

value()
{
	git -C "$1" task show "$2" --json | jq -r "$3"
}

setup()
{
	rm -rf "$TRASH/hub.git" "$TRASH/a" "$TRASH/b"
	new_bare "$TRASH/hub.git"
	for d in a b
	do
		new_repo "$TRASH/$d"
		git remote add origin ../hub.git
		git config task.fsync false
		cd "$TRASH" || exit 99
	done
	x=$(git -C a task add "Buy milk" 2>/dev/null)
	y=$(git -C a task add "Bake bread" 2>/dev/null)
}

for order in "a b a" "b a b" "a b a b" "b b a a b"
do
	setup
	run git -C a task sync
	is "$order: first sync" "$status $out" "0 origin: 2 commits sent"
	run git -C b task sync
	is "$order: received" "$status $out" "0 origin: 2 tasks received"
	is "$order: one tip" "$(tip a)" "$(tip b)"

	# different fields of one task, different tasks, new tasks
	git -C a task update "$x" --title "Buy oat milk" >/dev/null 2>&1
	git -C a task tag "$x" shop >/dev/null 2>&1
	git -C b task update "$x" --priority high >/dev/null 2>&1
	git -C b task tag "$x" food >/dev/null 2>&1
	git -C a task progress "$y" "dough" >/dev/null 2>&1
	git -C b task progress "$y" "oven" >/dev/null 2>&1
	z=$(git -C b task add "Eat" 2>/dev/null)
	for who in $order a b
	do
		run git -C "$who" task sync
		is "$order: $who syncs" "$status" 0
	done
	is "$order: one tip again" "$(tip a)" "$(tip b)"
	is "$order: the remote has it" "$(tip hub.git)" "$(tip a)"
	is "$order: title" "$(value a "$x" .title)" "Buy oat milk"
	is "$order: priority" "$(value a "$x" .priority)" high
	is "$order: tags" "$(value a "$x" '.tags | join(",")')" food,shop
	is "$order: both notes" "$(value a "$y" '[.progress[].text] | sort |
		join(",")')" dough,oven
	is "$order: new task" "$(value a "$z" .title)" Eat
	for who in a b
	do
		ok "$order: fsck of $who" git -C "$who" task fsck
	done
	ok "$order: git fsck" git -C a fsck --strict
done

# nothing to do is quiet and leaves no commit
before=$(tip a)
run git -C a task sync
is "up to date" "$status $out" "0 origin: up to date"
is "no new commit" "$(tip a)" "$before"

# pull and push are the halves
git -C a task update "$x" --title one >/dev/null 2>&1
run git -C a task push
is "push" "$status $out" "0 origin: 1 commit sent"
git -C b task update "$y" --title two >/dev/null 2>&1
run git -C b task push
is "push is never forced" "$status" 1
like "it says what to do" "$err" "git task sync"
is "the remote is as it was" "$(tip hub.git)" "$(tip a)"
run git -C b task pull --json
is "pull" "$status $(jqo '"\(.received) \(.sent)"')" "0 1 0"
is "pull sends nothing" "$(tip hub.git)" "$(tip a)"
run git -C b task push
is "then push works" "$status" 0
git -C a task pull >/dev/null 2>&1
is "one tip after the halves" "$(tip a)" "$(tip b)"

# a linked work tree and a sub-directory are the same store
git -C a worktree add -q ../wt 2>/dev/null
mkdir wt/sub
run git -C wt/sub task sync
is "sync from a linked work tree" "$status $out" "0 origin: up to date"

# auto-push
cd b || exit 99
run env GIT_TASK_AUTOPUSH=1 git task add "Seen at once"
is "add with auto-push" "$status" 0
is "the remote has it already" "$(tip ../hub.git)" "$(tip .)"
git config task.autoPush true
run git task update "$out" --priority low
is "task.autoPush" "$status $(tip ../hub.git)" "0 $(tip .)"
at 2026-11-30T07:00:00Z git task sync -q >/dev/null 2>&1
run at 2026-11-30T09:00:00Z git task status
like "status: when it was shared last" "$out" '^Last sync with origin 2 hours ago: nothing new\.$'
run at 2026-11-30T09:00:00Z git task status --json
is "as data" "$(jqo '.last_sync | "\(.at) \(.remote) \(.received) \(.sent)"')" "2026-11-30T07:00:00Z origin 0 0"
git remote set-url origin ../gone.git
run git task add "Not pushed"
is "saved although the remote is gone" "$status" 0
like "with a warning" "$err" "saved here, but not pushed"

done_testing
