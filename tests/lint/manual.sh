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
# the calls that tests make, without what they say in comments
grep -hv '^[[:space:]]*#' "$dir"/tests/t[0-9]*.sh |
	grep -E 'git[- ]task|tm ' >"$tmp/tests"

# What each shell completes, one command a line.
for s in bash zsh fish
do
	if ! "$gt" completion $s >"$tmp/$s"
	then
		say "no completion for $s"
	fi
done
cat >"$tmp/all" <<'END'
	__git_task_commands | cut -f1 | while read -r first
	do
		echo "$first"
		__git_task_subcommands "$first" | cut -f1 |
			sed "s/^/$first /"
	done
END
for s in bash zsh
do
	{
		# all but the lines that register the functions
		sed '/^complete -F/d; /^if .*funcstack/,$d' "$tmp/$s"
		cat "$tmp/all"
	} >"$tmp/$s.all"
	"$s" "$tmp/$s.all" >"$tmp/$s.names" ||
		say "the completion for $s fails"
done
sed -n "s/^complete -c git-task -n '__git_task_at \"\([^\"]*\)\"' -a '\([^']*\)'.*/\1 \2/p" \
	"$tmp/fish" | sed 's/^ //' >"$tmp/fish.names"
shellcheck -s bash -S warning "$tmp/bash" ||
	say "shellcheck complains about the completion for bash"

# The words after the program and its options, of each call in a test.
declare -A called completed
while read -r first second
do
	called[$first]=1
	called["$first $second"]=1
done < <(grep -oE "(git[- ]task|tm)( -C [^ ]+| --?[a-z-]+(=[^ ]+)?)* [a-z][a-z-]*( [a-z][a-z-]*)?" \
	"$tmp/tests" | sed -E "s/^(git[- ]task|tm)( -C [^ ]+| --?[a-z-]+(=[^ ]+)?)* //" |
	sort -u)
for s in bash zsh fish
do
	while read -r name
	do
		completed["$s $name"]=1
	done <"$tmp/$s.names"
done

while read -r name
do
	test -n "$name" || continue
	page=$dir/docs/man/git-task-${name%% *}.1
	if ! test -f "$page"
	then
		say "$name: no ${page#"$dir/"}; run 'make man'"
	else
		text=$(<"$page")
		case ${text//\\/} in
		*"git task $name"*) ;;
		*) say "$name: not in ${page#"$dir/"}" ;;
		esac
	fi
	for s in bash zsh fish
	do
		test -n "${completed["$s $name"]-}" ||
			say "$name: not in the completion for $s"
	done
	test -n "${called[$name]-}" || say "$name: no test runs it"
done <<<"$names"

unhelped=$(jq -r '.commands[] | .name as $n | .options[]? |
	select((.help // "") == "") | "\($n): --\(.name) has no help"' <<<"$table")
test -z "$unhelped" || say "$unhelped"
BUILD=$BUILD sh "$dir/docs/man/update.sh" --check || bad=1
exit $bad
