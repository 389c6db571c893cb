# lib.sh - the test library of the shell tests; sourced, never run.
# shellcheck shell=sh disable=SC2034 # the tests read what run sets
#
# A test is tests/tNNNN-name.sh, POSIX sh (dash and bash), of this shape:
#
#	#!/bin/sh
#	# What this file tests, in one sentence.
#	. "${0%/*}/lib.sh"
#
#	new_repo work
#	run git task add "Buy milk"
#	is "add succeeds" "$status" 0
#	like "prints an id" "$out" '^[0-9a-f]{8}$'
#	exit_is "unknown task" 2 git task show deadbeef
#	like "says so" "$err" 'not found'
#	done_testing
#
# `prove tests/t0001-basics.sh`, `sh tests/t0001-basics.sh` and `make check
# T=t0001` all run it.  Output is TAP; the plan is printed by done_testing, so
# a test that ends early (also by `exit`) counts as failed.
#
# The environment: each test runs in a trash directory of its own ($TRASH, the
# current directory at the start), with HOME=$TRASH/home (a .gitconfig with an
# identity: Tess Ter <tess@example.com>), without the variables that
# clean-env.sh names, LC_ALL=C.UTF-8, TZ=UTC.  PATH begins with $BUILD (default: the
# source tree's build/), so that `git task` and `tm` are the ones just built.
# With HASH=sha256 or REFS=reftable (Git 2.45 and later) in the environment every
# repository that is made has that form.
# $SRCDIR is the top of the source tree.  The trash is removed at the end, but
# kept and named when a check failed and KEEP is set.
#
# Checks (each prints one TAP line; the description comes first):
#
#	ok DESC CMD...		CMD succeeds (its output shown when not)
#	fails DESC CMD...	CMD exits with a status of 1 to 129, no signal
#	is DESC GOT WANT	equal strings
#	isnt DESC GOT OTHER	different strings
#	like DESC TEXT ERE	some line matches (grep -E)
#	unlike DESC TEXT ERE	no line matches
#	same DESC FILE FILE	equal bytes (a diff is shown when not)
#	exit_is DESC N CMD...	`run CMD...`, then status is N
#	pass DESC, fail DESC	for conditions of your own
#
# Running:
#
#	run CMD...		sets status, out and err (trailing newlines
#				cut); whole bytes in $TRASH/.out, $TRASH/.err
#	jqo FILTER		jq -r FILTER over the last run's stdout
#	new_repo DIR		git init with one commit, and cd into it
#	new_bare DIR		a bare repository (no cd)
#	at TIME CMD...		CMD with the clock at TIME (RFC 3339)
#	checks_of CMD...	`run CMD...`, whose lines are checks: "ok TEXT", "not ok
#				TEXT", "# TEXT"; that the last one is "done" is one more
#	wait_for DESC SECONDS CMD...	polls until CMD succeeds; a check
#	diag TEXT		a TAP comment
#
# Never sleep to wait, never skip, never check nothing.

set -u

nr_tests=0
nr_failed=0
finished=

SRCDIR=$(cd "${0%/*}/.." && pwd) || exit 99
BUILD=${BUILD:-$SRCDIR/build}
case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
if ! test -x "$BUILD/git-task"
then
	echo "Bail out! no $BUILD/git-task: run make first"
	exit 99
fi

test_name=${0##*/}
test_name=${test_name%.sh}
TRASH=$(mktemp -d "${TMPDIR:-/tmp}/git-task-$test_name.XXXXXX") || exit 99
TRASH=$(cd "$TRASH" && pwd -P) || exit 99

lib_cleanup()
{
	lib_status=$?
	trap - EXIT HUP INT TERM
	cd / || exit 99
	if test "$nr_failed" -gt 0 && test -n "${KEEP:-}"
	then
		echo "# trash kept: $TRASH"
	else
		chmod -R u+rwx "$TRASH" 2>/dev/null
		rm -rf "$TRASH"
	fi
	if test -z "$finished"
	then
		echo "# $test_name ended before done_testing"
		test "$lib_status" -ne 0 || lib_status=99
	fi
	exit "$lib_status"
}
trap lib_cleanup EXIT
trap 'exit 130' HUP INT TERM

. "$SRCDIR/tests/clean-env.sh"
HOME=$TRASH/home
LC_ALL=C.UTF-8
TZ=UTC
TERM=dumb
PATH=$BUILD:$PATH
GIT_CONFIG_NOSYSTEM=1
GIT_TERMINAL_PROMPT=0
GIT_CEILING_DIRECTORIES=${TRASH%/*}
export BUILD SRCDIR TRASH HOME LC_ALL TZ TERM PATH GIT_CONFIG_NOSYSTEM
export GIT_TERMINAL_PROMPT GIT_CEILING_DIRECTORIES
# What whoever sits at a desk or a job of CI has in the environment: no program that a test
# runs may write it anywhere, and done_testing looks (see secret, below).
lib_planted=planted-4f1c-secret
GITHUB_TOKEN=$lib_planted-1
GITLAB_TOKEN=$lib_planted-2
JIRA_TOKEN=$lib_planted-3
NPM_TOKEN=$lib_planted-4
AWS_SECRET_ACCESS_KEY=$lib_planted-5
export GITHUB_TOKEN GITLAB_TOKEN JIRA_TOKEN NPM_TOKEN AWS_SECRET_ACCESS_KEY
# HASH=sha256 and REFS=reftable: repositories are made in that form.
test -z "${HASH:-}" || export GIT_DEFAULT_HASH="$HASH"
test -z "${REFS:-}" || export GIT_DEFAULT_REF_FORMAT="$REFS"
mkdir "$HOME" && cat >"$HOME/.gitconfig" <<-\END || exit 99
	[user]
		name = Tess Ter
		email = tess@example.com
	[init]
		defaultBranch = main
	[protocol "file"]
		allow = always
	[advice]
		detachedHead = false
	[commit]
		gpgSign = false
END
cd "$TRASH" || exit 99

# Where the repository $1 (.git) keeps refs/tasks/main, and the file that locks it.
ref_file()
{
	if test -d "${1:-.git}/reftable"
	then
		echo "${1:-.git}/reftable/tables.list"
	else
		echo "${1:-.git}/refs/tasks/main"
	fi
}

ref_lock()
{
	echo "$(ref_file "$@").lock"
}

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

pass()
{
	nr_tests=$((nr_tests + 1))
	printf 'ok %d - %s\n' "$nr_tests" "$1"
}

fail()
{
	nr_tests=$((nr_tests + 1))
	nr_failed=$((nr_failed + 1))
	printf 'not ok %d - %s\n' "$nr_tests" "$1"
}

run()
{
	status=0
	"$@" >"$TRASH/.out" 2>"$TRASH/.err" </dev/null || status=$?
	# most runs are silent on one stream: no process for that
	out=
	err=
	test ! -s "$TRASH/.out" || out=$(tr -d '\000' <"$TRASH/.out")
	test ! -s "$TRASH/.err" || err=$(tr -d '\000' <"$TRASH/.err")
}

lib_show_run()
{
	diag "status: $status"
	diag "stdout: $(head -c 2000 "$TRASH/.out" | tr -d '\000')"
	diag "stderr: $(head -c 2000 "$TRASH/.err" | tr -d '\000')"
}

checks_of()
{
	run "$@"
	while read -r lib_word lib_rest
	do
		case $lib_word in
		ok) pass "$lib_rest" ;;
		not) fail "${lib_rest#ok }" ;;
		'#') diag "$lib_rest" ;;
		esac
	done <"$TRASH/.out"
	lib_last=$(tail -n 1 "$TRASH/.out")
	is "it came to its end" "$lib_last" "done"
	test "$lib_last" = "done" || diag "$err"
}

jqo()
{
	jq -r "$1" <"$TRASH/.out"
}

ok()
{
	lib_desc=$1
	shift
	run "$@"
	if test "$status" -eq 0
	then
		pass "$lib_desc"
	else
		fail "$lib_desc"
		diag "command: $*"
		lib_show_run
	fi
}

fails()
{
	lib_desc=$1
	shift
	run "$@"
	if test "$status" -gt 0 && test "$status" -le 129 &&
	   test "$status" -ne 126 && test "$status" -ne 127
	then
		pass "$lib_desc"
	else
		fail "$lib_desc"
		diag "command: $*"
		lib_show_run
	fi
}

exit_is()
{
	lib_desc=$1
	lib_want=$2
	shift 2
	run "$@"
	if test "$status" -eq "$lib_want"
	then
		pass "$lib_desc"
	else
		fail "$lib_desc"
		diag "command: $*"
		diag "wanted status: $lib_want"
		lib_show_run
	fi
}

is()
{
	if test "x$2" = "x$3"
	then
		pass "$1"
	else
		fail "$1"
		diag "got:    $2"
		diag "wanted: $3"
	fi
}

isnt()
{
	if test "x$2" != "x$3"
	then
		pass "$1"
	else
		fail "$1"
		diag "got what it must not be: $2"
	fi
}

lib_newline='
'
# lib_found TEXT ERE: some line matches.  A pattern without special characters,
# but ^ in front and $ at the end, is looked for by the shell itself.
lib_found()
{
	lib_text=$lib_newline$1$lib_newline
	lib_plain=$2
	case $lib_plain in
	"^"*) lib_plain=$lib_newline${lib_plain#^} ;;
	esac
	case $lib_plain in
	*"$") lib_plain=${lib_plain%?}$lib_newline ;;
	esac
	case $2 in
	*"$lib_newline"*) lib_plain= ;;
	esac
	case $lib_plain in
	"" | *[\]\[\\.*+?\(\)\{\}\|^$]*)
		printf '%s\n' "$1" | grep -E -q -e "$2" ;;
	*)
		case $lib_text in
		*"$lib_plain"*) return 0 ;;
		esac
		return 1 ;;
	esac
}

like()
{
	if lib_found "$2" "$3"
	then
		pass "$1"
	else
		fail "$1"
		diag "got:         $2"
		diag "not matched: $3"
	fi
}

unlike()
{
	if lib_found "$2" "$3"
	then
		fail "$1"
		diag "got:     $2"
		diag "matched: $3"
	else
		pass "$1"
	fi
}

same()
{
	if cmp -s "$2" "$3"
	then
		pass "$1"
	else
		fail "$1"
		diag "$(diff -u "$2" "$3" 2>&1 | head -n 40)"
	fi
}

new_repo()
{
	git init -q "$1" && cd "$1" &&
	git commit -q --allow-empty -m "first commit" || {
		echo "Bail out! can not make repository $1"
		exit 99
	}
}

new_bare()
{
	git init -q --bare "$1" || {
		echo "Bail out! can not make bare repository $1"
		exit 99
	}
}

at()
{
	lib_at=$1
	shift
	GIT_TASK_TEST_NOW=$lib_at "$@"
}

wait_for()
{
	lib_desc=$1
	lib_end=$(($(date +%s) + $2))
	shift 2
	until "$@" >/dev/null 2>&1
	do
		if test "$(date +%s)" -gt "$lib_end"
		then
			fail "$lib_desc"
			diag "never succeeded: $*"
			return 0
		fi
		# a short poll, with a bound: nothing relies on its length
		sleep 0.05
	done
	pass "$lib_desc"
}

# holds PID FILE: the process has locked something; where the system does not tell,
# the file that it locks is there.
holds()
{
	if test -d "/proc/$1/fdinfo"
	then
		grep -qs '^lock:' "/proc/$1/fdinfo/"*
	else
		test -e "$2"
	fi
}

# secret VALUE...: the program is given this and must not write it anywhere: done_testing
# looks into every file of the trash, and every object of every repository there, for it
# and for what every test has in its environment.
# may_hold PATH...: files and directories below $TRASH of the test's own that have it.
# What the run of all tests keeps is looked at by run.sh, by the list in $BUILD/log.
lib_secrets="$lib_planted
"
lib_holders=
secret()
{
	for lib_word
	do
		lib_secrets="$lib_secrets$lib_word
"
		test ! -d "$BUILD/log" || echo "$lib_word" >>"$BUILD/log/secrets"
	done
}
may_hold()
{
	for lib_word
	do
		lib_holders="$lib_holders ./${lib_word#./}"
	done
}

# Where secrets are, a line each.
lib_scan()
{
	printf '%s' "$lib_secrets" >"$TRASH/home/.lib-secrets"
	grep -rlaF -D skip -f home/.lib-secrets . 2>/dev/null | while read -r lib_file
	do
		for lib_word in ./home/.lib-secrets $lib_holders
		do
			case $lib_file in
			"$lib_word" | "$lib_word"/*) continue 2 ;;
			esac
		done
		echo "$lib_file"
	done
	find . -type d -name objects | while read -r lib_file
	do
		test -e "${lib_file%/objects}/HEAD" || continue
		git --git-dir="${lib_file%/objects}" cat-file \
			--batch-all-objects --unordered --buffer --batch 2>/dev/null |
			grep -qaF -f home/.lib-secrets && echo "$lib_file"
	done
}

done_testing()
{
	if test "$nr_tests" -eq 0
	then
		echo "Bail out! no test was run"
		exit 99
	fi
	cd "$TRASH" || exit 99
	is "no secret is written anywhere" "$(lib_scan)" ""
	finished=1
	echo "1..$nr_tests"
	test "$nr_failed" -eq 0 || exit 1
	exit 0
}
