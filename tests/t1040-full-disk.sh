#!/bin/sh
# When nothing can be written any more: one sentence, nothing lost, and all is
# well again when there is room.
. "${0%/*}/lib.sh"

new_repo full
git task add "Before" >/dev/null 2>&1
tip=$(git rev-parse refs/tasks/main)
awk 'BEGIN {
	for (i = 0; i < 3000; i++)
		printf "{\"title\": \"task %d\", \"description\": \"%d\"}\n",
			i, i * 7919
}' >list.ndjson

# A limit on the size of files fails writes as a full disk does (EFBIG), and
# works everywhere; SIGXFSZ is ignored as a shell ignores it for its children.
limited()
{
	run sh -c 'trap "" XFSZ; ulimit -f "$1"; shift; exec "$@"' sh "$@"
}

limited 8 git-task import list.ndjson
isnt "an import that does not fit fails" "$status" 0
ok "not by a signal" test "$status" -lt 129
limited 8 git-task import list.ndjson
like "with one sentence" "$err" '^git-task: '
is "the ref is where it was" "$(git rev-parse refs/tasks/main)" "$tip"
is "no lock is left" "$(find .git -name '*.lock')" ""
limited 0 git-task add "No room at all"
isnt "an add without any room fails" "$status" 0
is "the ref is where it was" "$(git rev-parse refs/tasks/main)" "$tip"
limited 8 git-task list --all
is "reading goes on" "$status" 0
like "as before" "$out" 'Before'
rm -f .git/git-task/index*
limited 8 git-task list --all
is "without room for an index too" "$status" 0
like "as before" "$out" 'Before'
exit_is "with room again" 0 git-task add "After"
exit_is "import works" 0 git-task import list.ndjson
exit_is "git finds nothing broken" 0 git fsck --connectivity-only \
	--no-dangling
exit_is "fsck" 0 git-task fsck
like "nothing wrong" "$out" ': ok$'

# The real thing, where a small file system can be mounted (as root, in a mount
# namespace of its own so that nothing is left behind).
cat >real.sh <<\END
set -e
mount -t tmpfs -o size=1m,mode=700 tmpfs "$1"
cp -r .git "$1/.git"
cd "$1"
git-task add "Fits" >/dev/null 2>&1
tip=$(git rev-parse refs/tasks/main)
n=0
while git-task add "Task $n" >/dev/null 2>"$2"
do
	n=$((n + 1))
	tip=$(git rev-parse refs/tasks/main)
	test $n -lt 2000
done
grep -q '^git-task: ' "$2"
test "$(git rev-parse refs/tasks/main)" = "$tip"
git-task list --all >/dev/null
git fsck --connectivity-only --no-dangling >/dev/null 2>&1
git-task fsck >/dev/null
test -z "$(find .git -name '*.lock')"
echo "filled after $n adds"
END
new_repo small
cp ../real.sh . 2>/dev/null || cp "$TRASH/full/real.sh" .
mkdir "$TRASH/mnt"
if unshare -rm true 2>/dev/null || unshare -m true 2>/dev/null
then
	ns="unshare -m"
	unshare -m true 2>/dev/null || ns="unshare -rm"
	# shellcheck disable=SC2086
	run $ns sh real.sh "$TRASH/mnt" "$TRASH/errors"
	is "a full tmpfs: one sentence, nothing lost" "$status" 0
	like "and it was full" "$out" 'filled after'
	test "$status" -eq 0 || diag "$err"
fi

done_testing
