#!/bin/sh
# The program that Git starts as a hook says when there is nothing to do: then
# git-task has indeed nothing to do, and in the cases that are common it is not
# started.
. "${0%/*}/lib.sh"

git config --global task.fsync false
git config --global gc.auto 0

# the program for hooks beside a git-task that only says that it was started
mkdir "$TRASH/spy"
cp "$BUILD/git-task-hook" "$TRASH/spy/"
cat >"$TRASH/spy/git-task" <<END
#!/bin/sh
echo "\$2" >>"$TRASH/started"
exit 0
END
chmod +x "$TRASH/spy/git-task"

# asks EVENT [ARGS]: sets asked to "quiet" or "started".  When it is quiet git-task
# itself is run in the same state: it has to say, and change, nothing.
asks()
{
	rm -f "$TRASH/started"
	lib_msg=$(git rev-parse --git-dir)/COMMIT_EDITMSG
	cp "$lib_msg" "$TRASH/before"
	run "$TRASH/spy/git-task-hook" "$@"
	asked=started
	test -e "$TRASH/started" && return
	asked=quiet
	test "$status" -eq 0 || asked="status $status"
	lib_tip=$(git rev-parse -q --verify refs/tasks/main)
	run git task hook "$@"
	test "$status" -eq 0 && test -z "$out$err" ||
		asked="quiet, but git-task says '$out$err', status $status"
	test "$(git rev-parse -q --verify refs/tasks/main)" = "$lib_tip" ||
		asked="quiet, but git-task changes tasks"
	cmp -s "$lib_msg" "$TRASH/before" ||
		asked="quiet, but git-task changes the message"
}

# answer DESC WANT; where refs are no files git-task is asked every time
answer()
{
	if test "${REFS:-files}" = files || test "$asked" != started
	then
		is "$1" "$asked" "$2"
	else
		pass "$1"
	fi
}

# msg WANT DESC MESSAGE: what commit-msg does with it
msg()
{
	printf '%s\n' "$3" >.git/COMMIT_EDITMSG
	asks commit-msg .git/COMMIT_EDITMSG
	answer "commit-msg: $2" "$1"
}

commit()
{
	git -c core.hooksPath=/dev/null commit -q --allow-empty "$@"
}

# post WANT DESC
post()
{
	asks post-commit
	answer "post-commit: $2" "$1"
}

stage()
{
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" >"$1"
	git add "$1"
}

new_repo work
msg quiet "no tasks yet" "plain"
msg started "no tasks, but one is named" "see #deadbeef"
post quiet "no tasks yet"
a=$(git task add "Write the parser" -q)
b=$(git task add "Gone" -q)
git task delete "$b" -q
git task list -q >/dev/null

# ---- messages ----
msg quiet "a plain message" "plain"
msg quiet "other numbers" "fixes #1234, see 00000000 and #12"
msg quiet "a task that is there" "see #$a"
msg quiet "a trailer with a task that is there" "x

Task-Id: $a"
msg quiet "a word that may be an id" "commit 0badcafe did it"
msg started "a task that is not there" "see #deadbeef"
msg started "a deleted one" "see #$b"
msg quiet "a short prefix" "x

Task-Id: $(echo "$a" | cut -c1-4)"
msg started "only a trailer" "Task-Id: $a"
msg quiet "a comment names one" "fine

# see #deadbeef"
git task progress "$a" "so that the index has a tip" -q
msg quiet "the index in two files" "see #$a"
rm .git/git-task/index*
msg started "no index" "see #$a"
git task list -q >/dev/null

# ---- what is staged ----
stage src/a.c "int a;"
msg quiet "a staged file" "plain"
stage src/b.c "// TODO: write b"
msg started "a staged comment" "plain"
git config task.hooks.todo off
msg quiet "... which nobody wants to see" "plain"
git config --unset task.hooks.todo
git rm -q --cached src/b.c
stage notes.txt "TODO: not in a language that is known"
msg quiet "a word in another file" "plain"
commit -m "files"
stage src/a.c "int a; /* FIXME later */"
GIT_INDEX_FILE=$TRASH/other
export GIT_INDEX_FILE
git read-tree HEAD
msg quiet "another index" "plain"
unset GIT_INDEX_FILE
msg started "this one" "plain"
commit -m "and another"
git config task.prd.path "docs/*.md"
msg started "documents are wanted" "plain"
post started "documents are wanted"
git config --unset task.prd.path
echo 'prd: {path: "docs/*.md"}' >.git-task.yaml
msg started "documents are wanted by the project" "plain"
post started "documents are wanted by the project"
echo 'hooks: {strict: true}' >.git-task.yaml
msg quiet "other settings of the project" "plain"
rm .git-task.yaml

# ---- the branch, the active task ----
commit -m "plain"
post quiet "a plain commit"
commit -m "names #$a"
post started "a task is named"
commit --amend -m "plain again"
post started "amended"
commit -m "Revert \"x\"" -m "This reverts commit $(git rev-parse HEAD)."
post started "a revert"
commit -m "plain"
asks post-checkout "$(git rev-parse HEAD)" "$(git rev-parse HEAD)" 1
answer "post-checkout: a plain branch" quiet
git -c core.hooksPath=/dev/null checkout -q -b "fix/$a-parser"
asks post-checkout "$(git rev-parse HEAD)" "$(git rev-parse HEAD)" 1
answer "post-checkout: a task's branch" started
asks post-checkout "$(git rev-parse HEAD)" "$(git rev-parse HEAD)" 0
answer "post-checkout: files" quiet
msg started "on a task's branch" "plain"
asks prepare-commit-msg .git/COMMIT_EDITMSG
answer "prepare-commit-msg: on a task's branch" started
commit -m "plain"
post started "on a task's branch"
git -c core.hooksPath=/dev/null checkout -q main
git task start "$a" -q
msg started "a task is active" "plain"
git task stop -q
msg quiet "no more" "plain"
asks prepare-commit-msg .git/COMMIT_EDITMSG
answer "prepare-commit-msg: no task" quiet
git worktree add -q ../linked 2>/dev/null
cd ../linked || exit 1
commit -m "plain"
post quiet "in another work tree"
mkdir "$(git rev-parse --git-dir)/rebase-merge"
commit -m "names #$a"
post quiet "amid a rebase there"
cd ../work || exit 1
commit -m "names #$a"
post started "... which is none here"
mkdir .git/rebase-merge
post quiet "amid a rebase"
msg quiet "amid a rebase" "plain"
rmdir .git/rebase-merge
mkdir -p .git/sequencer
printf 'pick 1\npick 2\n' >.git/sequencer/todo
post quiet "more picks to come"
printf 'pick 2\n' >.git/sequencer/todo
commit -m "plain"
post started "the last pick"
rm -r .git/sequencer
asks post-merge 0
answer "post-merge" started

# ---- whatever is odd ----
printf 'DIRC' >"$TRASH/odd"
GIT_INDEX_FILE=$TRASH/odd
export GIT_INDEX_FILE
msg started "a damaged index" "plain"
unset GIT_INDEX_FILE
cd "$TRASH" && git init -q --bare bare.git && cd bare.git || exit 1
run "$TRASH/spy/git-task-hook" post-commit
is "a bare repository: git-task decides" "$(tail -n 1 "$TRASH/started")" \
	post-commit
cd "$TRASH/work" || exit 1

# ---- what git-task answers ----
printf '#!/bin/sh\nexit 3\n' >"$TRASH/spy/git-task"
exit_is "commit-msg refuses" 1 "$TRASH/spy/git-task-hook" commit-msg nowhere
exit_is "... nobody else does" 0 "$TRASH/spy/git-task-hook" prepare-commit-msg nowhere
printf '#!/bin/sh\nkill -SEGV $$\n' >"$TRASH/spy/git-task"
exit_is "a crash is no refusal" 0 "$TRASH/spy/git-task-hook" commit-msg nowhere
printf '#!/bin/sh\ncat >%s\n' "$TRASH/stdin" >"$TRASH/spy/git-task"
echo "old new" | "$TRASH/spy/git-task-hook" post-rewrite rebase
is "standard input goes on" "$(cat "$TRASH/stdin")" "old new"
rm "$TRASH/spy/git-task"
run env PATH=/nowhere "$TRASH/spy/git-task-hook" commit-msg nowhere
is "no git-task: nothing is stopped" "$status" 0
like "... but said" "$err" 'git-task: not on PATH.*commit-msg hook does nothing'

done_testing
