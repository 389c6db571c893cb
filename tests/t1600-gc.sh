#!/bin/sh
# gc: loose objects become one pack, nothing is lost.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo work
i=0
while test $i -lt 12
do
	i=$((i + 1))
	git-task add -q "Task $i" >>ids
done
tip=$(git rev-parse refs/tasks/main)
git-task list --json >before
loose=$(git count-objects | cut -d' ' -f1)
packs=$(find .git/objects/pack -name '*.pack' | wc -l)
ok "gc" git-task gc
like "tells what it did" "$out" "^$loose loose objects before, [0-9]+ now\$"
now=$(git count-objects | cut -d' ' -f1)
like "as it is" "$out" " $now now\$"
ok "there are fewer" test "$now" -lt "$loose"
is "one more pack" "$(find .git/objects/pack -name '*.pack' | wc -l)" \
	$((packs + 1))
is "the tasks stay where they were" "$(git rev-parse refs/tasks/main)" "$tip"
git-task list --json >after
same "all of them" after before
ok "whole" git-task fsck
ok "by Git's judgement too" git fsck --strict --no-dangling
ok "written to as before" git-task start "$(head -n 1 ids)"
ok "a second gc" git-task gc
exit_is "gc needs a repository" 128 git-task -C "$TRASH" gc

done_testing
