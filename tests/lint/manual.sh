#!/bin/bash
# manual.sh [DIR]: every command row has a manual page, a completion and a
# test; the pages are what the table makes.  DIR (default: this tree) holds
# tests/ and docs/; $BUILD the program.
set -u

top=$(cd "${0%/*}/../.." && pwd) || exit 99
dir=${1:-$top}
BUILD=${BUILD:-$top/build}
gt=$BUILD/git-task
bad=0

say()
{
	echo "$*"
	bad=1
}

table=$("$gt" help --dump-json) || { echo "no command table"; exit 1; }
names=$(jq -r '.commands[] | select((.needs // []) | index("hidden") | not) |
	.name' <<<"$table")
test -n "$names" || say "the command table is empty"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat "$dir"/tests/t[0-9]*.sh | grep -E 'git[- ]task|tm ' >"$tmp/tests"
for s in bash zsh fish
do
	"$gt" completion $s >/dev/null || say "no completion for $s"
done
{
	"$gt" completion bash
	"$gt" completion zsh
	"$gt" completion fish
} >"$tmp/complete"

while read -r name
do
	test -n "$name" || continue
	page=$dir/docs/man/git-task-${name%% *}.1
	if ! test -f "$page"
	then
		say "$name: no ${page#"$dir/"}; run 'make man'"
	elif ! sed 's,\\,,g' "$page" | grep -qF -- "git task $name"
	then
		say "$name: not in ${page#"$dir/"}"
	fi
	if ! grep -qw -- "${name##* }" "$tmp/complete"
	then
		say "$name: in no completion"
	fi
	if ! grep -qE "(git[- ]task|tm) ([^|;&]* )?$name( |\$|\"|')" "$tmp/tests"
	then
		say "$name: no test runs it"
	fi
done <<<"$names"

unhelped=$(jq -r '.commands[] | .name as $n | .options[]? |
	select((.help // "") == "") | "\($n): --\(.name) has no help"' <<<"$table")
test -z "$unhelped" || say "$unhelped"
BUILD=$BUILD sh "$dir/docs/man/update.sh" --check || bad=1
exit $bad
