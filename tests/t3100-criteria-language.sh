#!/bin/sh
# The criteria language against an independent judge, on random expressions.
. "${0%/*}/lib.sh"

seed=${GIT_TASK_TEST_SEED:-$(date +%s)}
diag "seed $seed"
python3 "$SRCDIR/tests/helpers/expr-oracle.py" "$seed" 5000 >oracle
is "the oracle made its expressions" "$(wc -l <oracle)" 5000
cut -f 1,2 oracle | "$BUILD/helpers/expr-judge" >ours
cut -f 3 oracle >theirs
paste ours oracle | awk -F '\t' '$1 != $4' >differing
is "every outcome is the same" "$(head -n 3 differing)" ""
same "line by line" ours theirs
for outcome in met unmet undetermined; do
	nr=$(grep -c "^$outcome\$" theirs)
	ok "more than 200 are $outcome" test "$nr" -gt 200
done

done_testing
