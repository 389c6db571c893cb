#!/bin/sh
# A branch without an id in its name belongs to the task that has noted it.
. "${0%/*}/lib.sh"

links()
{
	git task show "$1" --json | jq -r '[.commits[].subject] | sort | join(",")'
}

status_of()
{
	git task show "$1" --json | jq -r .status
}

new_repo repo
git commit -q --allow-empty -m first
git task hooks install >/dev/null 2>&1
a=$(git task add "With a branch" -q)
b=$(git task add "One of two" -q)
c=$(git task add "The other of two" -q)
git task update "$a" --branch login-form -q
git task update "$b" --branch shared -q
git task update "$c" --branch shared -q

ok "checkout of the branch" git checkout -q -b login-form
is "starts the task" "$(status_of "$a")" in_progress
git task stop >/dev/null 2>&1
ok "a commit there" git commit -q --allow-empty -m "work"
is "is linked" "$(links "$a")" "work"
like "and has the trailer" "$(git log -1 --format=%B)" "^Task-Id: $a$"
ok "one as Git clients make it" env GIT_EDITOR=: git commit -q --allow-empty \
	-m "more work"
is "is linked, too" "$(links "$a")" "more work,work"

git checkout -q -b shared
git commit -q --allow-empty -m "whose?"
is "a branch of two is nobody's" "$(links "$b")$(links "$c")" ""
unlike "no trailer" "$(git log -1 --format=%B)" "Task-Id"

git checkout -q main
git task update "$a" --branch main -q
git commit -q --allow-empty -m "on main"
unlike "main is nobody's" "$(git log -1 --format=%B)" "Task-Id"
git task update "$a" --branch trunk -q
git update-ref refs/remotes/origin/trunk HEAD
git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk
git checkout -q -b trunk
git commit -q --allow-empty -m "on trunk"
unlike "nor is the remote's default branch" "$(git log -1 --format=%B)" \
	"Task-Id"

git task update "$a" --branch login-form -q
git task complete "$a" -q >/dev/null 2>&1
git checkout -q login-form
git commit -q --allow-empty -m "after the end"
unlike "a finished task takes no more" "$(git log -1 --format=%B)" "Task-Id"
is "and stays finished" "$(status_of "$a")" completed

# the answer "nothing to do" is still found without opening anything
git checkout -q -b other
git task list >/dev/null
ok "nothing to do" env GIT_TASK_TRACE=1 git commit -q --allow-empty -m "free"
unlike "is seen without the tasks" "$err" "task.*linked"
done_testing
