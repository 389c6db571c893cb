#!/bin/sh
# The index is only a copy: missing, damaged, from elsewhere or not writable,
# every reader gives the same answer.
. "${0%/*}/lib.sh"

seed=${GIT_TASK_TEST_SEED:-$(date +%s)}
diag "GIT_TASK_TEST_SEED=$seed"

new_repo work
git config task.fsync false
awk 'BEGIN {
	for (i = 0; i < 150; i++)
		printf "{\"title\": \"task %d\", \"priority\": %d}\n", i, i % 5
}' >list.ndjson
git task import list.ndjson >/dev/null 2>&1
git task list --all >/dev/null
first=$(git task list --all --format ids | head -n 1)
git task update "$first" --title "Changed since the base" >/dev/null 2>&1
ok "a base" test -s .git/git-task/index
ok "and a tip" test -s .git/git-task/index.tip
git task list --all --format json >want
is "all are listed" "$(jq length want)" 150

check()
{
	git task list --all --format json >got 2>err.txt
	if cmp -s want got && test ! -s err.txt
	then
		return 0
	fi
	diag "$1: differs"
	diag "$(head -n 3 err.txt)"
	return 1
}

rm .git/git-task/index*
ok "no index" check "no index"
ok "it is made again" test -s .git/git-task/index
git task update "$first" --title "Changed once more" >/dev/null 2>&1
git task list --all --format json >want
cp -r .git/git-task saved

# damage FILE KIND RANDOM: 0 cut, 1 a changed byte, 2 zeros, 3 garbage behind
damage()
{
	size=$(wc -c <"$1" | tr -d ' ')
	at=$(($3 % size))
	case $2 in
	0)
		head -c "$at" "$1" >bad
		;;
	1)
		cp "$1" bad
		printf '\377' | dd of=bad bs=1 seek="$at" conv=notrunc 2>/dev/null
		;;
	2)
		cp "$1" bad
		dd if=/dev/zero of=bad bs=1 seek="$at" count=64 conv=notrunc \
			2>/dev/null
		;;
	3)
		cp "$1" bad
		echo garbage >>bad
		;;
	esac
	rm -f "$1"
	mv bad "$1"
}

wrong=0
n=0
for r in $(awk -v s="$seed" 'BEGIN { srand(s)
	for (i = 0; i < 60; i++) print int(rand() * 1000000000) }')
do
	rm -f .git/git-task/index*
	cp saved/index* .git/git-task/
	case $((r % 2)) in
	0) f=index ;;
	*) f=index.tip ;;
	esac
	damage ".git/git-task/$f" $((n % 4)) "$((r / 2))"
	check "$f, kind $((n % 4)), $r" || wrong=$((wrong + 1))
	n=$((n + 1))
done
is "60 kinds of damage, the same answer" "$wrong" 0

rm -f .git/git-task/index*
mkdir .git/git-task/index
ok "a directory in its place" check directory
rmdir .git/git-task/index
cp saved/index .git/git-task/index.tip
cp saved/index.tip .git/git-task/index
ok "base and tip exchanged" check exchanged
git task list >/dev/null
exit_is "fsck is content" 0 git task fsck
like "at the end" "$out" ': ok$'

# ---- fsck sees an index that lies, and repairs it ----

new_repo other
git task add "Another store" >/dev/null 2>&1
git task list >/dev/null
cp .git/git-task/index "$TRASH/foreign"
cd ../work 2>/dev/null || cd "$TRASH/work" || exit 99
rm -f .git/git-task/index*
cp "$TRASH/foreign" .git/git-task/index
exit_is "fsck tells" 0 git task fsck
like "that the index is out of date" "$out" '^warning: .*index'
exit_is "--repair" 0 git task fsck --repair
like "rebuilds it" "$out" '^fixed: .*index'
exit_is "then" 0 git task fsck
like "all is well" "$out" ': ok$'
ok "the answer is the same" check repaired

# ---- read-only ----

if test "$(id -u)" -eq 0
then
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 755 "$TRASH"
	chown -R 65534:65534 "$TRASH/work"
else
	as=
fi
mkdir "$TRASH/nohome"
chmod 777 "$TRASH/nohome"
rm -f .git/git-task/index*
chmod -R a-w .git
# shellcheck disable=SC2086
readonly_run()
{
	run $as env HOME="$TRASH/nohome" "$@"
}
# the source tree may be closed to that user
cp "$BUILD/git-task" "$TRASH/git-task"
readonly_run "$TRASH/git-task" list --all --format ids
is "a read-only repository is read" "$status" 0
is "whole" "$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 150
ok "no index was written" test ! -e .git/git-task/index
readonly_run "$TRASH/git-task" -C . add "Not here"
isnt "writing fails" "$status" 0
like "with one sentence" "$err" '^git-task: '
unlike "and no crash" "$err" 'BUG|Segm'
chmod -R u+w .git

# ---- links, for which only the tasks that are named are read ----

new_repo ../links
git config task.fsync false
git task hooks install -q
awk 'BEGIN {
	for (i = 0; i < 200; i++)
		printf "{\"key\": \"k%d\", \"title\": \"Task %d\"%s%s}\n", i, i,
			i % 3 == 2 ? ", \"dependencies\": [\"k" i - 1 "\", \"k" i - 2 "\"]" : "",
			i % 5 == 4 ? ", \"parent\": \"k" i - 4 "\"" : ""
}' | git task import -q --from ndjson -
git task list --all --format ids >ids
wrong=0
n=0
for r in $(awk -v s="$seed" 'BEGIN { srand(s)
	for (i = 0; i < 36; i++) print int(rand() * 1000000000) }')
do
	a=$(sed -n "$((r % 200 + 1))p" ids)
	b=$(sed -n "$((r / 200 % 200 + 1))p" ids)
	case $((r / 40000 % 8)) in
	0) git task add -q "One more" --depends-on "$a" --parent "$b" ;;
	1) git task complete -q "$a" ;;
	2) git task update -q "$a" --add-dep "$b" ;;
	*) git commit -q --allow-empty -m "See #$a and #$(echo "$b" | cut -c1-8)" ;;
	esac >/dev/null 2>&1
	git task fsck 2>&1 | grep -q ': ok$' || {
		diag "step $n, $r: $(git task fsck 2>&1)"
		wrong=$((wrong + 1))
	}
	n=$((n + 1))
done
is "after each of 36 links and edits the index says what the tasks say" "$wrong" 0
a=$(head -n 1 ids)
for n in $(seq 0 10)
do
	git commit -q --allow-empty -m "Part $n of $(sed "$((n * 15 + 1)),$((n * 15 + 15))!d; s/^/#/" ids)"
done
ok "also when more have changed than a tip holds" \
	eval "git task list >/dev/null && git task fsck | grep -q ': ok\$'"
wrong=0
for n in $(seq 12)
do
	git commit -q --allow-empty -m "Some #$(sed -n "$((n + 100))p" ids)"
	perl -e '($f, $at) = @ARGV; open F, "+<", $f or die;
		seek F, $at * 31 % -s F, 0; read F, $c, 1;
		seek F, -1, 1; print F chr(ord($c) ^ 4)' \
		.git/git-task/index "$((seed + n * 7919))"
	git commit -q --allow-empty -m "Damage $n, #$a"
	git task show "$a" --format json | jq -r '.commits[].subject' |
	grep -q "Damage $n," || wrong=$((wrong + 1))
done
is "no link is lost to a damaged index" "$wrong" 0

# ---- more tasks than fit into two megabytes of memory ----

new_repo ../many
git config task.fsync false
awk 'BEGIN {
	for (i = 0; i < 9000; i++)
		printf "{\"title\": \"task %d\"}\n", i
}' >many.ndjson
git-task import many.ndjson >/dev/null 2>&1
git-task list --all --format ids | sort >listed
git ls-tree -r --name-only refs/tasks/main |
	sed -n 's,^../\(.*\)\.json$,\1,p' | sort >stored
is "all of them are listed" "$(wc -l <listed | tr -d ' ')" 9000
same "and each is one of the repository" listed stored
first=$(head -1 listed)
git-task update "$first" --title "another" -q
is "an edit of one is seen beside the others" \
	"$(git-task list --all --format csv --columns title |
	grep -cx -e another -e 'task [0-9]*')" 9000

done_testing
