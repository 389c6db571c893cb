#!/bin/sh
# Eight workers at one remote: 24 tasks, each done once, at most four pushes a
# task (tests/bench/hands.py, which has larger numbers).
. "${0%/*}/lib.sh"

bench=$SRCDIR/tests/bench/hands.py
program=$(command -v git-task)
run env PROGRAM="$program" WORKERS="${WORKERS:-8}" TASKS=3 PUSH_SECONDS=0 \
	HOSTS= CLAIMS=0 PER_CLAIM=2.5 PER_TASK=4 python3 "$bench"
diag "$out"
is "each done, none twice, few pushes" "$status" 0
is "all of them" "$(printf '%s\n' "$out" | awk 'NR == 2 { print $3 - $4, $5 }')" \
	"0 0"

done_testing
