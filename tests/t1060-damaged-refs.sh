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

# ---- what leads nowhere, or not to tasks, is not "no tasks" ----

git pack-refs --all
code=$(git rev-parse HEAD)
cp -R .git ../whole
# odd DESC ERE: list, status, add, undo and fsck name it; with the note of the last
# tip and without it
odd()
{
	cp -R .git ../odd
	for note in kept gone
	do
		test $note = kept || find .git/git-task -type f -exec rm -f {} +
		for how in list status undo fsck "add new"
		do
			# shellcheck disable=SC2086 # words of a command
			run git task $how
			if test "$status" -ge 1 && test "$status" -le 128 &&
				printf %s "$err$out" | grep -Eq "$2"
			then
				pass "$1, note $note: $how names it"
			else
				fail "$1, note $note: $how names it"
				lib_show_run
			fi
		done
		rm -rf .git
		cp -R ../odd .git
	done
	rm -rf .git ../odd
	cp -R ../whole .git
}

# leads TEXT: the tasks' ref is a file with that text, and in no other place
leads()
{
	git update-ref -d refs/tasks/main
	mkdir -p .git/refs/tasks
	printf "$1" >.git/refs/tasks/main
}
leads 'ref: refs/tasks/gone\n'
odd "symbolic, to no ref" "refs/tasks/main.*leads nowhere"
leads 'ref: refs/heads/gone\n'
odd "symbolic, to no branch" "refs/tasks/main.*leads nowhere"
leads 'ref: ../../../../secret\n'
odd "symbolic, out of the refs" "refs/tasks/main"
leads 'ref: refs/tasks/main\n'
odd "symbolic, to itself" "refs/tasks/main"
leads 'ref: refs/heads/main\n'
odd "symbolic, to code" "holds no tasks|symbolic"
leads "$tip$(echo "$tip" | cut -c 1-24)\n"
odd "a name of another length" "refs/tasks/main"
git update-ref -d refs/tasks/main
ln -s nowhere .git/refs/tasks/main
odd "a link to nothing" "refs/tasks/main.*leads nowhere"
git update-ref -d refs/tasks/main
rm -rf .git/refs/tasks
echo hi >.git/refs/tasks
odd "a file where its folder should be" "refs/tasks"
rm -rf .git/refs/tasks
git update-ref -d refs/tasks/main
rm -rf .git/refs/tasks
ln -s nowhere .git/refs/tasks
odd "its folder is a link to nothing" "refs/tasks"
git update-ref -d refs/tasks/main
mkdir -p .git/refs/tasks/main
echo "$tip" >.git/refs/tasks/main/sub
odd "refs below it" "refs/tasks/main"

# a commit of code is none of tasks: it is left, or taken back to what was there
git update-ref refs/tasks/main "$code"
run git task fsck
is "at code: fsck" "$status $(git rev-parse refs/tasks/main)" "1 $code"
like "at code: fsck says so" "$out" "holds no tasks"
run git task list --all
like "at code: said" "$err" "moved by something else"
like "at code: the tasks" "$out" "Old"
is "at code: none of its commits stays" \
	"$(git rev-list refs/tasks/main | grep -c "$code")" 0
git update-ref refs/tasks/main "$code"
find .git/git-task -type f -exec rm -f {} +
for how in list "add new" sync push undo
do
	# shellcheck disable=SC2086 # words of a command
	run git task $how
	is "at code, without a note: $how" \
		"$((status > 0)) $(git rev-parse refs/tasks/main)" "1 $code"
done
rm -rf .git
cp -R ../whole .git

# fsck says what the next command would mend
git update-ref -d refs/tasks/main
run git task fsck
is "gone: fsck" "$status" 1
like "gone: fsck says so" "$out$err" "refs/tasks/main: is gone"
run git task list --all
like "gone: back" "$out" "Old"
git update-ref refs/tasks/main "$tip"
run git task fsck
like "moved back: fsck says so" "$out$err" "refs/tasks/main: was moved"
is "moved back: fsck" "$status" 1
git task list >/dev/null 2>&1
rm -rf ../whole

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
# ---- those who say little when there are no tasks ----

new_repo "$TRASH/quiet" && cd "$TRASH/quiet" || exit 1
git task add "One" -q >/dev/null
git task hooks install -q
echo garbage >.git/refs/tasks/main
like "prime says what it can not read" "$(git task prime)" \
	"can not be read: .*refs/tasks/main"
like "so does the hook of an agent" "$(git task prime --hook-json)" \
	"can not be read: .*refs/tasks/main"
run git task doctor
like "doctor names the ref" "$out" "error *refs *cannot read .*refs/tasks/main"
run git commit --allow-empty -m "see #deadbeef"
like "the hook of a commit, too" "$err" "cannot read .*refs/tasks/main"
is "and the commit is made" "$status" 0
done_testing
