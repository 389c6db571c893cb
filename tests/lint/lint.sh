#!/bin/bash
# lint.sh [CHECK...]: all static checks, or the named ones: tree symbols shell manual
# clang cppcheck tidy.  `make lint` sets BUILD, CC, PKG_CFLAGS and WARN.  Results of
# clang, cppcheck and clang-tidy are kept per file in $BUILD/lint until the file, a
# header that it includes, or the rules change.
set -u -o pipefail

top=$(cd "${0%/*}/../.." && pwd) || exit 99
cd "$top" || exit 99
BUILD=${BUILD:-$top/build}
cache=$BUILD/lint
mkdir -p "$cache"
bad=0

say()
{
	printf '%-10s %s\n' "$1" "$2"
}

check()
{
	local name=$1 start=$SECONDS
	shift
	if "$@" >"$cache/$name.out" 2>&1
	then
		say "$name" "ok ($((SECONDS - start)) s)"
	else
		say "$name" "FAILED ($((SECONDS - start)) s)"
		sed 's/^/    /' "$cache/$name.out"
		bad=$((bad + 1))
	fi
}

need()
{
	local t missing=
	for t
	do
		command -v "$t" >/dev/null 2>&1 || missing="$missing $t"
	done
	test -z "$missing" && return 0
	echo "missing:$missing (make deps-all installs them)"
	return 1
}

check_tree()
{
	need python3 ctags && python3 tests/lint/tree.py .
}

check_symbols()
{
	need python3 nm && python3 tests/lint/symbols.py "$BUILD/obj"
}

check_manual()
{
	need jq bash zsh shellcheck && tests/lint/manual.sh
}

# The hash of what a file's result depends on: rules, headers, the file.
inputs_hash()
{
	local obj=$BUILD/obj/${1#src/}
	local deps=
	test -f "${obj%.c}.d" &&
		deps=$(grep -o 'src/[^ :]*\.h' "${obj%.c}.d" | sort -u)
	# shellcheck disable=SC2086
	cat .clang-tidy tests/lint/lint.sh "$1" $deps 2>/dev/null | cksum |
		tr ' ' -
}

# one_tool TOOL FILE: runs it unless the last result was good for this input
one_tool()
{
	local stamp out rc
	stamp=$cache/$1-$(echo "$2" | tr / _)
	local hash
	hash=$(inputs_hash "$2")
	test -f "$stamp" && test "$(cat "$stamp")" = "$hash" && return 0
	case $1 in
	tidy)
		# the analyser's default bound of 225,000 nodes a function
		# takes four times as long
		# shellcheck disable=SC2086
		out=$(clang-tidy --quiet --extra-arg=-Xclang \
			--extra-arg=-analyzer-config --extra-arg=-Xclang \
			--extra-arg=max-nodes=30000 "$2" -- -std=c11 -Isrc \
			${PKG_CFLAGS:-} 2>&1)
		rc=$?
		out=$(printf '%s\n' "$out" | grep -v 'warnings generated')
		;;
	clang)
		# shellcheck disable=SC2086
		out=$(clang -fsyntax-only -Werror -std=c11 ${WARN:--Wall -Wextra} \
			-Isrc -Itests/unit ${PKG_CFLAGS:-} "$2" 2>&1)
		rc=$?
		;;
	cppcheck)
		# varFuncNullUB: POSIX says that NULL is a pointer
		# shellcheck disable=SC2086
		out=$(cppcheck --quiet --std=c11 --language=c -Isrc \
			--enable=warning,portability,performance \
			--inline-suppr --error-exitcode=1 \
			--suppress=missingInclude \
			--suppress=missingIncludeSystem \
			--suppress=unknownMacro \
			--suppress=checkersReport \
			--suppress=normalCheckLevelMaxBranches \
			--suppress=varFuncNullUB \
			-D__GNUC__=12 -U_DARWIN_C_SOURCE "$2" 2>&1)
		rc=$?
		;;
	esac
	if test $rc -eq 0
	then
		echo "$hash" >"$stamp"
		return 0
	fi
	printf '%s\n' "$out"
	return 1
}
export -f one_tool inputs_hash
export cache BUILD PKG_CFLAGS WARN

# The files of the tree: those that Git knows or would add, else all.  It is an
# error when there is none: nothing checked is nothing found.
files()
{
	local list
	list=$(git ls-files -co --exclude-standard 2>/dev/null) ||
		list=$(find . -name .git -prune -o -path "./${BUILD##*/}" \
			-prune -o -type f -print | sed 's,^\./,,')
	list=$(printf '%s\n' "$list" | grep -E "$1")
	if test -z "$list"
	then
		echo "no file to check" >&2
		return 1
	fi
	printf '%s\n' "$list"
}

each_file()
{
	files "${2:-^src/.*\.c\$}" | xargs -P "${JOBS:-2}" -I{} bash -c "one_tool $1 {}"
}

check_cppcheck()
{
	need cppcheck && each_file cppcheck
}

# The other compiler's warnings, in tests too: the build asks only one.
check_clang()
{
	need clang && each_file clang '^(src|tests/(unit|helpers|fuzz))/.*\.c$'
}

check_tidy()
{
	need clang-tidy && each_file tidy
}

# Every file with a shell's name in its first line or its own name, and
# everything in hooks/.
check_shell()
{
	need shellcheck || return 1
	files . | while read -r f
	do
		test -f "$f" || continue
		case $f in
		tests/data/*) ;;
		hooks/* | *.sh | *.bash) echo "$f" ;;
		*)
			head -n 1 "$f" | tr -d '\000' |
			grep -qE '^#!.*(/| )(ba|da)?sh( |$)' && echo "$f"
			;;
		esac || :
	done | xargs -r shellcheck -S warning -x -P SCRIPTDIR
}

test $# -gt 0 || set -- tree symbols shell manual clang cppcheck tidy
for c
do
	check "$c" "check_$c"
done
if test $bad -ne 0
then
	echo "lint: $bad of $# checks failed"
	exit 1
fi
echo "lint: $# checks passed"
