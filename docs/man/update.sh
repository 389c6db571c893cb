#!/bin/sh
# update.sh [--check]: writes the manual pages that the command table makes, or
# only says which differ.  docs/man/extra/<page>.man holds sections written by
# hand, which go before SEE ALSO.  $BUILD is the directory of the program.
set -eu

cd "${0%/*}"
BUILD=${BUILD:-../../build}
check=${1:-}
bad=0
tmp=$(mktemp)
list=$(mktemp)
trap 'rm -f "$tmp" "$list"' EXIT

"$BUILD/git-task" help --pages >"$list"
while read -r page
do
	extra=extra/$page.man
	test -f "$extra" || extra=/dev/null
	"$BUILD/git-task" help --man "$page" |
		awk -v extra="$extra" '
		/^\.SH "?SEE ALSO/ {
			while ((getline line <extra) > 0)
				print line
			done = 1
		}
		{ print }
		END { if (!done) while ((getline line <extra) > 0) print line }
		' >"$tmp"
	if cmp -s "$tmp" "$page.1"
	then
		continue
	fi
	if test "$check" = --check
	then
		echo "docs/man/$page.1 is not what 'make man' writes"
		bad=1
	else
		cat "$tmp" >"$page.1"
		echo "docs/man/$page.1"
	fi
done <"$list"

for f in git-task*.1
do
	if ! grep -qx "${f%.1}" "$list"
	then
		echo "docs/man/$f belongs to no command"
		bad=1
	fi
done
for f in extra/*.man
do
	page=${f#extra/}
	if test -f "$f" && ! grep -qx "${page%.man}" "$list"
	then
		echo "docs/man/$f belongs to no page"
		bad=1
	fi
done
exit $bad
