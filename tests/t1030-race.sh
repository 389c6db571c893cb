#!/bin/sh
# Many writers at once, with Git packing refs under them: nothing is lost.
. "${0%/*}/lib.sh"

new_repo work
git config task.fsync false
exit_is "a first task" 0 git-task add first

touch packing
(
	while test -e packing
	do
		git pack-refs --all --prune
	done
) 2>/dev/null &
packer=$!

# Git itself moves the ref as well: it takes none of our locks, so that only the
# comparison keeps what it wrote.  It does not wait for the lock: Git 2.39 reads
# packed-refs before it waits, and two packings within one second can give that
# file the same inode, size and time again; then Git takes the old value for the
# present one.  What Git loses so is joined again by the next command.
(
	while test -e packing
	do
		old=$(git rev-parse -q --verify refs/tasks/main) &&
		new=$(git commit-tree -p "$old" -m "by Git" "$old^{tree}") &&
		git -c core.filesRefLockTimeout=0 update-ref \
			refs/tasks/main "$new" "$old" &&
		echo "$new" >>by-git
	done
) 2>/dev/null &
other=$!

workers=
w=0
while test $w -lt 32
do
	(
		n=0
		while test $n -lt 20
		do
			git-task add "task $w.$n" >>out.$w 2>>err.$w || exit 1
			n=$((n + 1))
		done
	) &
	workers="$workers $!"
	w=$((w + 1))
done
failed=0
for pid in $workers
do
	wait "$pid" || failed=$((failed + 1))
done
rm packing
wait "$packer"
wait "$other"

is "all 32 writers succeeded" "$failed" 0
cat err.* >errs
unlike "without an error" "$(cat errs)" 'git-task:'
is "640 tasks were added" "$(cat out.* | sort -u | wc -l | tr -d ' ')" 640
is "all are listed" \
	"$(git-task list --all --format ids | sort -u | wc -l | tr -d ' ')" 641
is "640 and the first are there" \
	"$(git ls-tree -r --name-only refs/tasks/main | grep -c /)" 641
git rev-list refs/tasks/main >history
is "each by a commit of its own" \
	"$(git log --format=%s refs/tasks/main | grep -c '^add ')" 641
is "what Git wrote meanwhile is in the history" \
	"$(grep -vxFf history by-git | wc -l | tr -d ' ')" 0
exit_is "fsck" 0 git-task fsck
like "nothing wrong" "$out" ': ok$'

# ---- the first writers of a repository ----

round=0
while test $round -lt 12
do
	new_repo "$TRASH/new$round"
	git config task.fsync false
	n=0
	while test $n -lt 10
	do
		git-task add "first $n" >>"$TRASH/ids" 2>>"$TRASH/errors" &
		n=$((n + 1))
	done
	wait
	git log --format=%B refs/tasks/main | grep '^Task-Actor:' | sort -u >>"$TRASH/actors"
	round=$((round + 1))
done
is "ten that begin a repository at once all succeed, twelve times" \
	"$(wc -l <"$TRASH/ids" | tr -d ' ')" 120
unlike "without an error" "$(cat "$TRASH/errors")" 'git-task:'
is "and are one actor" "$(wc -l <"$TRASH/actors" | tr -d ' ')" 12

done_testing
