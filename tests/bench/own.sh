#!/bin/sh
# own.sh: what is written here against what libraries have (own.c), in a repository
# of 10,000 tasks with 100 edits behind them.  $BUILD is the directory of the program.
set -eu

BUILD=${BUILD:-build}
work=$(mktemp -d "${TMPDIR:-/tmp}/git-task-own.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
HOME=$work
GIT_CONFIG_NOSYSTEM=1
export HOME GIT_CONFIG_NOSYSTEM
git config --global user.name "Bench Mark"
git config --global user.email bench@example.com
git init -q "$work/repo"
here=$PWD
cd "$work/repo"
awk 'BEGIN { for (i = 0; i < 10000; i++)
	printf "{\"title\":\"Task number %d\",\"priority\":%d}\n", i, i % 5 }' |
"$BUILD/git-task" import -q --from ndjson -
i=0
while test "$i" -lt 100
do
	"$BUILD/git-task" add -q "Another $i" >/dev/null
	i=$((i + 1))
done
cd "$here"
"$BUILD/bench/own" "$work/repo"
