#!/bin/sh
# update.sh [--check]: writes the manual pages that the command table makes, or
# only says which differ.  docs/man/extra/<page>.man holds sections written by
# hand, which go before SEE ALSO; git-task-config has a section of its own, made
# from 'git task config list'.  $BUILD is the directory of the program.
set -eu

cd "${0%/*}"
BUILD=$(cd "${BUILD:-../../build}" && pwd)
check=${1:-}
bad=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tmp=$scratch/page
list=$scratch/list
settings=$scratch/settings

# The settings with their meaning, in a repository where none is made.
list_settings()
{
	git init -q "$scratch/repo" &&
	cd "$scratch/repo" &&
	"$BUILD/git-task" config list --all | awk '
	BEGIN {
		print ".SH SETTINGS"
		print "Times and durations are written as elsewhere (2h, 1d)."
	}
	function roff(s) {
		gsub(/\\/, "\\e", s)
		gsub(/-/, "\\-", s)
		gsub(/\047/, "\\(aq", s)
		return s
	}
	/^task\./ {
		at = index($0, "=")
		name = substr($0, 1, at - 1)
		value = substr($0, at + 1)
		sub(/ \(default\)$/, "", value)
		next
	}
	/^    / {
		text = toupper(substr($0, 5, 1)) substr($0, 6)
		if (value != "")
			text = text " (default: " value ")"
		printf ".TP\n.B %s\n%s.\n", roff(name), roff(text)
	}'
}

(
	unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG_PARAMETERS \
		GIT_CONFIG_COUNT
	GIT_CONFIG_NOSYSTEM=1
	GIT_CONFIG_GLOBAL=/dev/null
	export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
	list_settings
) >"$settings"
"$BUILD/git-task" help --pages >"$list"
while read -r page
do
	extra=extra/$page.man
	test -f "$extra" || extra=/dev/null
	test "$page" != git-task-config || extra=$settings
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
