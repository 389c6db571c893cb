#!/bin/sh
# git task watch tells what went wrong in sessions of agents: errors and budgets.
. "${0%/*}/lib.sh"

new_bare hub.git
new_repo work
git remote add origin "$TRASH/hub.git"
id=$(git task add "A task" -q)
run git task watch
is "nothing is new" "$out" "No new notifications"
run git task session list
git task session start s-1 --agent builder --model claude-sonnet-4 -q >/dev/null
run git task watch
is "a session alone is no news" "$out" "No new notifications"
git task session error s-1 "the compiler is missing" --severity high --type tool \
	--task "$id" -q
git task session tokens s-1 --input 10 -q
run git task watch --peek
like "an error is" "$out" '^\[ERROR\] Session s-1 \(high\): the compiler is missing$'
like "... whose" "$out" '^ +By: builder +Time: '
run git task watch --peek --json
is "as data" "$(jqo '.[0] | [.kind, .title, .text, .by, .severity] | join("; ")')" \
	"error; s-1; the compiler is missing; builder; high"
run git task watch --events --json --peek
is "as an event" "$(jqo '.[] | select(.event == "session-error") | [.title, .agent,
	.data.severity, .data.type, .data.message, .data.count] | map(tostring) |
	join("; ")')" "s-1; builder; high; tool; the compiler is missing; 1"
is "... that is about a task of ours" "$(jqo '[.[] | select(.data.task_id)][0].data.task_id[0:8]')" "$id"
is "... that leads to the tip of the tasks" "$(jqo '.[-1].tip')" "$(git rev-parse refs/tasks/main)"
run git task watch --events --peek
like "... as a line" "$out" ' session-error s-1: high, the compiler is missing \(builder\)$'
run git task watch
like "read" "$out" 'compiler'
run git task watch
is "told once" "$out" "No new notifications"
run env GIT_TASK_AGENT=other git task watch
like "to each reader" "$out" 'compiler'
run env GIT_TASK_AGENT=builder git task watch
unlike "but to whom it happened" "$out" 'compiler'
run tm watch
unlike "tm knew no sessions" "$out" 'compiler'

# ---- a budget ----

claude()
{
	jq -n --arg e "$1" --arg t "$TRASH/t.jsonl" '{session_id: "bud-1", cwd: env.PWD,
		hook_event_name: $e, transcript_path: $t}' | git task hook claude "$1"
}
git config task.session.budget 0.01
git config task.price.claude-sonnet-4.input 3
git config task.price.claude-sonnet-4.output 15
claude SessionStart >/dev/null
printf '%s\n' '{"type":"assistant","sessionId":"bud-1","requestId":"r1","timestamp":"2026-11-30T10:00:00Z","message":{"id":"m1","model":"claude-sonnet-4","role":"assistant","usage":{"input_tokens":20000,"output_tokens":1000}}}' >t.jsonl
mv t.jsonl "$TRASH/t.jsonl"
claude Stop
claude Stop
run git task watch --json
is "a budget that is used up, once" "$(jqo '[.[] | select(.kind == "budget") | .text] |
	join("; ")')" "the budget of 0.01 for a session is used up"
is "... is severe" "$(jqo '[.[] | select(.kind == "budget")][0].severity')" high
git task session start bud-2 --agent builder --model claude-sonnet-4 -q
git task session tokens bud-2 --input 2000 -q
run git task watch --json
is "an agent that logs its own tokens has one, too: not yet" "$(jqo '[.[] |
	select(.kind == "budget")] | length')" 0
git task session tokens bud-2 --input 20000 -q
git task session tokens bud-2 --input 20000 -q
run git task watch --json
is "... once" "$(jqo '[.[] | select(.kind == "budget")] | length')" 1

# ---- counted up, from another clone, long ago ----

git task sync -q
git clone -q "$TRASH/hub.git" "$TRASH/two" 2>/dev/null
git -C "$TRASH/two" config user.name "Otto Other"
git -C "$TRASH/two" config user.email otto@example.com
git -C "$TRASH/two" task pull -q
git -C "$TRASH/two" task session error s-1 "over there" --severity low -q
git -C "$TRASH/two" task sync -q
git task sync -q
run git task watch --events
like "what a sync brought is told" "$out" 'session-error s-1: low, over there \(builder\)$'
GIT_TASK_TEST_NOW=$(($(date +%s) + 2 * 86400))000 \
	git task watch --peek --json >later 2>/dev/null
run env GIT_TASK_AGENT=late GIT_TASK_TEST_NOW=$(($(date +%s) + 2 * 86400))000 \
	git task watch --json
is "a first look goes a day back" "$(jqo '[.[] | select(.severity)] | length')" 0
git task session error s-1 "$(printf 'up \033[2J down')" -q 2>/dev/null
run git task watch --limit 1 --events
unlike "no escapes" "$out" "$(printf '\033')"

# ---- as it happens ----

git-task watch --follow --format ndjson >"$TRASH/events" 2>/dev/null &
watcher=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'was=$?; kill "$watcher" 2>/dev/null; (exit $was); lib_cleanup' EXIT
wait_for "it watches" 20 holds "$watcher" .git/git-task/watch.lock
git task session error s-1 "live one" --severity critical -q
wait_for "an error as it happens" 20 grep -q '"live one"' "$TRASH/events"
is "... is an event" "$(jq -r 'select(.data.message == "live one") | .event' "$TRASH/events")" \
	session-error
git task add "Another" -q >/dev/null
wait_for "tasks, too" 20 grep -q '"created"' "$TRASH/events"
kill "$watcher"
wait "$watcher" 2>/dev/null

done_testing
