#!/bin/bash
# run.sh BUILD [UNIT-PROGRAM...] -- [SHELL-TEST...] -- [FUZZ-PROGRAM...]
#
# Runs unit programs (cmocka), shell tests (TAP, through prove) and fuzzers
# (their corpora, replayed).  Shows the runners' own totals and, on the last
# line, "N passed, N failed".  Exit status 1 when anything failed.
#
# Each of them has an end: TEST_LIMIT seconds (tests/limit.pl), of 900 when nothing is
# said, and more under what makes programs slow.
#
# VALGRIND=1 runs every program under valgrind.  A sanitizer that reports
# anything, in whatever program a test started, makes the run fail.
set -u

build=$1
shift
unit=()
sh=()
fuzz=()
part=0
for a
do
	case $a,$part in
	--,*) part=$((part + 1)) ;;
	*,0) unit+=("$a") ;;
	*,1) sh+=("$a") ;;
	*,2) fuzz+=("$a") ;;
	esac
done

top=$(cd "${0%/*}/.." && pwd) || exit 99
cd "$top" || exit 99
. tests/clean-env.sh
jobs=${JOBS:-2}
log=$build/log
rm -rf "$log"
mkdir -p "$log" || exit 99
# what lib.sh gives to every program
sed -n 's/^lib_planted=//p' tests/lib.sh >"$log/secrets"
passed=0
failed=0

# A report of a sanitizer must not pass for an expected failure: its exit
# status is one that no test wants, and its text goes to a file of ours.
lsan=$top/tests/lsan.supp
export ASAN_OPTIONS="exitcode=199:log_path=$log/asan:detect_leaks=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="print_stacktrace=1:exitcode=199:log_path=$log/asan"
export LSAN_OPTIONS="exitcode=199:print_suppressions=0:suppressions=$lsan"

test -z "${VALGRIND:-}" || : "${TEST_LIMIT:=9000}"
test "${build##*/}" = build || : "${TEST_LIMIT:=3600}"	# sanitizers, coverage
export TEST_LIMIT=${TEST_LIMIT:-900}

vg=()
if test -n "${VALGRIND:-}"
then
	vg=(valgrind -q --error-exitcode=199 --leak-check=full
		--errors-for-leak-kinds=definite --child-silent-after-fork=yes
		"--log-file=$log/vg.%p")
	mkdir -p "$build/valgrind"
	for p in git-task tm
	do
		# a copy under another name is the program of that name
		# shellcheck disable=SC2016
		{
			printf '#!/bin/sh\np=git-task\n'
			echo 'test "${0##*/}" != tm || p=tm'
			printf 'exec'
			printf " '%s'" "${vg[@]}" "$build"
			echo '/"$p" "$@"'
		} >"$build/valgrind/$p"
		chmod +x "$build/valgrind/$p"
	done
	ln -sfn ../helpers "$build/valgrind/helpers"
fi

run_unit()
{
	name=${1##*/}
	shift
	tests/limit.pl "$@" >"$log/$name.out" 2>&1
	echo $? >"$log/$name.rc"
}
export -f run_unit
export log

nr=0
for p in "${unit[@]}"
do
	while test "$(jobs -r | wc -l)" -ge "$jobs"
	do
		wait -n
	done
	run_unit "$p" "${vg[@]}" "$p" &
	nr=$((nr + 1))
done
wait

for p in "${unit[@]}"
do
	name=${p##*/}
	rc=$(cat "$log/$name.rc")
	ok=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' \
		"$log/$name.out" | tail -1)
	bad=$(sed -n 's/^\[  FAILED  \] [a-z_A-Z0-9]*: \([0-9]*\) test.*/\1/p' \
		"$log/$name.out" | tail -1)
	ok=${ok:-0}
	bad=${bad:-0}
	if test "$rc" -ne 0 || test "$ok" -eq 0 || test "$bad" -ne 0
	then
		cat "$log/$name.out"
		test "$bad" -ne 0 || bad=1
		echo "$name: failed (exit status $rc)"
	else
		echo "$name: $(sed -n '/^\[  PASSED  \]/p' "$log/$name.out")"
	fi
	passed=$((passed + ok))
	failed=$((failed + bad))
done

if test "${#sh[@]}" -gt 0
then
	BUILD=$build${VALGRIND:+/valgrind} prove --jobs "$jobs" --timer \
		--failures --comments --exec tests/limit.pl \
		"${sh[@]}" 2>&1 | tee "$log/prove.out"
	rc=${PIPESTATUS[0]}
	total=$(sed -n 's/^Files=[0-9]*, Tests=\([0-9]*\),.*/\1/p' \
		"$log/prove.out")
	bad=$(sed -n 's/.*(Wstat: .*Tests: [0-9]* Failed: \([0-9]*\))$/\1/p' \
		"$log/prove.out" | awk '{ n += $1 ? $1 : 1 } END { print n + 0 }')
	total=${total:-0}
	if test "$rc" -ne 0 && test "$bad" -eq 0
	then
		bad=1
	fi
	good=$((total - bad))
	passed=$((passed + (good > 0 ? good : 0)))
	failed=$((failed + bad))
fi

for p in "${fuzz[@]}"
do
	name=${p##*/}
	if tests/limit.pl "$p" --replay "tests/fuzz/corpus/$name"
	then
		passed=$((passed + 1))
	else
		echo "fuzz $name: failed"
		failed=$((failed + 1))
	fi
done

# The sanitizer says of each program that changes stacks (test-crowd) that it
# may be wrong about it; that line alone is no finding.
for f in "$log"/asan.* "$log"/vg.*
do
	if test -s "$f" && grep -qv "WARNING: ASan doesn't fully support" "$f"
	then
		head -n 60 "$f"
		echo "memory checker: a report in $f"
		failed=$((failed + 1))
	fi
done
# What the program was given in confidence is in no log either.
if test -s "$log/secrets"
then
	leaks=$(grep -rlaF -f "$log/secrets" "$log" | grep -vxF "$log/secrets")
	rm -f "$log/secrets"
	if test -n "$leaks"
	then
		echo "a secret is written into $leaks"
		failed=$((failed + 1))
	fi
fi
if test $((passed + failed)) -eq 0
then
	echo "no test was run"
	failed=1
fi
echo "$passed passed, $failed failed"
test "$failed" -eq 0
