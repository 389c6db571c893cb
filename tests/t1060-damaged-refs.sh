#!/bin/sh
# Refs that can not be read are not "no tasks": every command says so, and
# none begins a new history.  The damage is done to refs in files.
REFS=files
. "${0%/*}/lib.sh"

new_repo work
git config task.fsync false
for i in 1 2 3 4 5 6
do
	git tag "v$i"
done
x=$(git task add "Old" 2>/dev/null)
git tag -a -m annotated z9
git pack-refs --all
cp .git/packed-refs ../good
tip=$(git rev-parse refs/tasks/main)

# damaged WHAT: reading, writing and fsck refuse
damaged()
{
	rm -f .git/git-task/lock
	for how in "list" "add new" "status" "update $x -p high" "fsck" "next"
	do
		# shellcheck disable=SC2086 # words of a command
		run git task $how
		if test "$status" -ne 0 && test "$status" -le 129 &&
			printf %s "$err" | grep -q "packed-refs"
		then
			pass "$1: $how refuses"
		else
			fail "$1: $how refuses"
			lib_show_run
		fi
	done
	is "$1: no new history" "$(ls .git/refs/tasks 2>/dev/null)" ""
	cp ../good .git/packed-refs
}

size=$(wc -c <../good)
at=$(grep -b refs/tasks/main ../good | cut -d: -f1)

truncate -s -3 .git/packed-refs
damaged "cut at the end"
truncate -s $((at + 20)) .git/packed-refs
damaged "cut in the hash of the tasks' ref"
truncate -s $((at + 50)) .git/packed-refs
damaged "cut in the name of the tasks' ref"
printf 'XXXX' | dd of=.git/packed-refs bs=1 seek=$((at + 3)) conv=notrunc \
	2>/dev/null
damaged "letters in its hash"
printf '\n\n\n' | dd of=.git/packed-refs bs=1 seek=$((at + 45)) \
	conv=notrunc 2>/dev/null
damaged "line feeds in its name"
head -c "$size" /dev/zero >.git/packed-refs
damaged "zeros"
sed 's/ refs.tasks.main/\trefs\/tasks\/main/' ../good >.git/packed-refs
damaged "a tab for the blank"

# ---- what is odd and can be read, is read ----

{
	head -n 1 ../good
	tail -n +2 ../good | grep -v '^\^' | sort -r -k 2
} >.git/packed-refs
run git task list --all
like "not in the order that it claims" "$out" "Old"
grep -v '^#' ../good | grep -v '^\^' >.git/packed-refs
run git task list --all
like "without a head" "$out" "Old"
cp ../good .git/packed-refs

# ---- a loose ref ----

git task add "New" >/dev/null 2>&1
for text in "" "garbage" "$(printf %s "$tip" | cut -c 1-39)"
do
	printf %s "$text" >.git/refs/tasks/main
	exit_is "loose '$text': list" 128 git task list
	exit_is "loose '$text': add" 128 git task add Third
	is "loose '$text': as it was" "$(cat .git/refs/tasks/main)" "$text"
done
printf '%s\n' "$tip" >.git/refs/tasks/main

# ---- a pipe in the place of a file is named, not waited for ----

# piped FILE: its content comes back afterwards
piped()
{
	mkdir -p "${1%/*}"
	rm -f ../kept
	test ! -e "$1" || mv "$1" ../kept
	mkfifo "$1"
	rm -f .git/git-task/index*
	for how in ${2:-list add update fsck}
	do
		case $how in
		add) how="add new" ;;
		update) how="update $x --title $how" ;;
		esac
		# shellcheck disable=SC2086 # words of a command
		run timeout -s KILL 5 git-task $how
		if test "$status" -gt 0 && test "$status" -le 128 &&
			printf %s "$out$err" | grep -q "'.*/$1' is a pipe"
		then
			pass "$1: $how names it"
		else
			fail "$1: $how names it"
			lib_show_run
		fi
	done
	rm -f "$1"
	test ! -e ../kept || mv ../kept "$1"
}

piped .git/config
if test -z "${REFS:-}"
then
	piped .git/packed-refs
	piped .git/refs/tasks/main
	piped .git/logs/refs/tasks/main "add update"
fi
tree=$(git rev-parse "refs/tasks/main^{tree}" | sed 's,^..,&/,')
piped ".git/objects/$tree"
for file in index index.tip actor people active.json
do
	rm -rf .git/git-task
	mkdir .git/git-task
	mkfifo .git/git-task/$file
	exit_is "a pipe as $file: add" 0 timeout -s KILL 5 git-task add "$file"
	exit_is "a pipe as $file: list" 0 timeout -s KILL 5 git-task list --all
	like "a pipe as $file: it is there" "$out" "$file"
done
done_testing
