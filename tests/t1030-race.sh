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

is "all 32 writers succeeded" "$failed" 0
cat err.* >errs
unlike "without an error" "$(cat errs)" 'git-task:'
is "640 tasks were added" "$(cat out.* | sort -u | wc -l | tr -d ' ')" 640
is "640 and the first are there" \
	"$(git ls-tree -r --name-only refs/tasks/main | grep -c /)" 641
is "each by a commit of its own" \
	"$(git rev-list --count refs/tasks/main)" \
	"$(git log --format=%H refs/tasks/main | sort -u | wc -l | tr -d ' ')"
is "the index has them too" \
	"$(git-task list --all --format ids | sort -u | wc -l | tr -d ' ')" 641
exit_is "fsck" 0 git-task fsck
like "nothing wrong" "$out" ': ok$'

done_testing
