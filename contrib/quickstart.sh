#!/bin/sh
# quickstart.sh: a tour in a scratch repository, from a PRD to a reader that
# has nothing but Git.  Everything happens under one mktemp directory, HOME
# included, which is removed at the end.
set -eu

here=$(cd "${0%/*}/.." && pwd)
BUILD=${BUILD:-$here/build}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/git-task-tour.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

# Nothing from outside but PATH: not the user's repository, not their HOME.
for v in $(env | sed -n 's/^\(\(GIT\|TM\)_[A-Za-z0-9_]*\)=.*/\1/p')
do
	unset "$v"
done
HOME=$scratch/home
XDG_CONFIG_HOME=$HOME/.config
PATH=$BUILD:$PATH
GIT_CONFIG_NOSYSTEM=1
export HOME XDG_CONFIG_HOME PATH GIT_CONFIG_NOSYSTEM
mkdir "$HOME"
git config --global user.name "Ada Quickstart"
git config --global user.email "ada@example.com"
git config --global init.defaultBranch main

say()
{
	printf '\n# %s\n' "$*"
}

# The command as one would type it, then what it prints.
show()
{
	line='$'
	for a
	do
		case $a in
		*[!A-Za-z0-9_./:=+-]*) line="$line '$a'" ;;
		*) line="$line $a" ;;
		esac
	done
	printf '%s\n' "$line"
	"$@" 2>&1
}

say "a repository and a bare remote, both in $scratch"
git init -q --bare "$scratch/remote.git"
git init -q "$scratch/work"
cd "$scratch/work"
cp "$here/contrib/sample-prd.md" PRD.md
git add PRD.md
git commit -q -m "Describe the product"
git remote add origin "$scratch/remote.git"
git push -q origin HEAD:main

say "the document becomes tasks inside the repository"
show git task prd parse PRD.md
show git task board

say "the task to work on next: start it, record progress, complete it"
id=$(git task next --format ids | head -n 1 | cut -c1-8)
show git task start "$id"
show git task progress "$id" "the first half works"
show git task complete "$id" --summary "done in the tour"
show git task log "$id"

say "tasks travel by push, and a colleague's clone has them"
show git task push
git clone -q "$scratch/remote.git" "$scratch/clone"
cd "$scratch/clone"
show git task pull
show git task list --status completed

say "a machine without git-task: plain Git and jq"
git clone -q "$scratch/remote.git" "$scratch/plain"
cd "$scratch/plain"
show git fetch -q origin '+refs/tasks/*:refs/tasks/*'
path=$(git ls-tree -r --name-only refs/tasks/main | grep "/$id")
printf '$ git show refs/tasks/main:%s | jq ...\n' "$path"
git show "refs/tasks/main:$path" |
	jq '{id, title, status, completed_at, completion_summary}'
status=$(git show "refs/tasks/main:$path" | jq -r .status)
test "$status" = completed

say "done; $scratch is removed, nothing else was touched"
echo "Next: make install PREFIX=\$HOME/.local, then 'git task init' in a" \
	"repository of yours."
