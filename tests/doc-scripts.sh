#!/bin/sh
# The scripts of documents about the Task Orchestrator, run as they stand against `tm`:
# SCRIPTS=<folder of Markdown files>.  docs/tm.md says what they get.
# shellcheck disable=SC2154 # run sets status and out
. "${0%/*}/lib.sh"

python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
case ${SCRIPTS:?name a folder of documents} in
/*) ;;
*) SCRIPTS=$SRCDIR/$SCRIPTS ;;
esac
run "$python" "$SRCDIR/tests/helpers/doc-scripts.py" "$SCRIPTS" "$TRASH/run"
printf '%s\n' "$out" | sed '/^1\.\./d' | tee "$TRASH/lines"
nr_tests=$(grep -c '^\(not \)\{0,1\}ok ' "$TRASH/lines")
nr_failed=$(grep -c '^not ok ' "$TRASH/lines")
is "it came to its end, with the right status" "$status" "$(test "$nr_failed" -eq 0; echo $?)"
test "$status" -eq 0 || diag "$err"
done_testing
