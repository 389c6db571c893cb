#!/bin/sh
# session import and the hooks of agents: what a session used, from its transcript.
. "${0%/*}/lib.sh"

T=2026-11-28
export GIT_TASK_TEST_NOW=${T}T12:00:00Z
new_repo work
git config task.fsync false
git task init -q 2>/dev/null >&2
S=1a2b3c4d-5e6f-4a1b-8c2d-000000000001
SECRET='the launch code is 0000'

# assistant REQUEST OUTPUT [MEMBERS]: a line of an answer, as Claude Code writes it
assistant()
{
	jq -cn --arg id "$1" --argjson out "$2" --arg s "$S" --arg x "$SECRET" \
		--arg at "${AT:-${T}T10:00:00.000Z}" \
		--argjson more "${3:-{\}}" '{type: "assistant",
		sessionId: $s, cwd: "/srv/tess/work", isSidechain: false,
		message: {id: ("msg_" + $id), type: "message",
			role: "assistant", model: "claude-sonnet-4-20250514",
			content: [{type: "text", text: ($x +
			" {\"usage\":{\"input_tokens\":9999}}")}],
			usage: {input_tokens: 10, output_tokens: $out,
			cache_creation_input_tokens: 100,
			cache_read_input_tokens: 1000,
			cache_creation: {ephemeral_5m_input_tokens: 100}}},
		requestId: ("req_" + $id), uuid: ($id + "-" + ($out | tostring)),
		timestamp: $at} * $more'
}

# result ERROR: what a tool answered, with numbers that are none of ours
result()
{
	jq -cn --arg s "$S" --arg x "$SECRET" --argjson e "$1" '{type: "user",
		sessionId: $s, message: {role: "user", content: [{
			type: "tool_result", content: $x, is_error: $e}]},
		toolUseResult: {usage: {input_tokens: 777}, totalTokens: 777},
		timestamp: "2026-11-28T10:00:05.000Z"}'
}

sum()
{
	git task session show "$1" --json | jq -c "[.tokens | .input, .output,
		.cache_read, .cache_creation]"
}

# ---- Claude Code ----

mkdir -p "$TRASH/claude/subagents"
f=$TRASH/claude/$S.jsonl
{
	echo '{"type":"summary","summary":"private","leafUuid":"x"}'
	# three lines of one request, the output grows
	assistant a 1; assistant a 20; result false; assistant a 50
	# a subagent between, and one request told twice with the same numbers
	assistant b 7 '{"isSidechain": true, "message": {"model": "claude-3-5-haiku-20241022"}}'
	assistant c 30; result true; assistant c 30
	# no answer of a model
	assistant d 0 '{"isApiErrorMessage": true, "message": {"model": "<synthetic>"}}'
	echo '{"type":"assistant","message":{"usage":{"input_tokens":5'
	echo 'not json'
	jq -cn '{type: "progress", data: {message: {message: {usage:
		{input_tokens: 555}}}}}'
	# the next day
	AT=2026-11-29T00:00:01Z assistant e 2
} >"$f"
half=$(assistant half 1000)
printf '%.200s' "$half" >>"$f"

run git task session import "$f" --json
is "imports" "$status" 0
is "a request counts once, with its greatest numbers" \
	"$(jqo '.[0] | [.requests, .input, .output, .cache_read,
	.cache_creation, .unreadable_lines] | join(",")')" \
	"4,40,89,4000,400,2"
is "... and so it is kept" "$(sum $S)" "[40,89,4000,400]"
run git task session show $S --json
is "an agent of its own, when it was, the last model" "$(jqo '[.agent, .model,
	.state, .started_at, .ended_at] | join(" ")')" \
	"claude-1a2b3c4d claude-sonnet-4-20250514 ended ${T}T10:00:00Z 2026-11-29T00:00:01Z"
is "the context at the end" "$(jqo '[.context.used, .context.window] |
	join("/")')" "1110/200000"
is "failures" "$(jqo '[.errors[] | .type + " " + .severity + " " +
	(.count | tostring)] | sort | join(",")')" "api medium 1,tool low 1"
run git task session stats --json
is "by day" "$(jqo '[.by_day[] | .day + " " + (.tokens.output | tostring)] |
	join(",")')" "2026-11-28 87,2026-11-29 2"
# 30 in, 82 out, 3000 read, 300 written of one; 10, 7, 1000, 100 of the other
is "by model, with its price" "$(jqo '[.models[] | .model + " " +
	(.cost | tostring)] | join(",")')" \
	"claude-3-5-haiku-20241022 0.0002,claude-sonnet-4-20250514 0.0033"
like "the table of prices has a day" "$(jqo .prices_of)" \
	'^20[0-9]{2}-[0-9]{2}-[0-9]{2}$'
git task session import "$f" -q >/dev/null
is "once more changes nothing" "$(sum $S)" "[40,89,4000,400]"
is "... and makes no commit" "$(git rev-list --count refs/tasks/sessions)" 1
printf '%s\n' "$(printf '%s' "$half" | tail -c +201)" >>"$f"
run git task session import "$f" --json
is "what was added counts" "$(sum $S)" "[50,1089,5000,500]"
all=$(git log -p refs/tasks/sessions; cat .git/git-task/* 2>/dev/null)
unlike "nothing that was said is kept" "$all" "launch code|private|srv/tess"

# a copy of the conversation under another id counts once
S2=2b2b3c4d-5e6f-4a1b-8c2d-000000000002
sed "s/$S/$S2/" "$f" >"$TRASH/claude/$S2.jsonl"
S=$S2 assistant f 3 >>"$TRASH/claude/$S2.jsonl"
touch -d "2026-11-01" "$f"
run git task session import "$TRASH/claude" --json
is "a resumed session counts what is its own" "$(sum $S2)" "[10,3,1000,100]"

# ---- Codex ----

# count IN CACHED OUT [LAST_IN LAST_CACHED LAST_OUT]
count()
{
	jq -cn --argjson t "[$1,$2,$3]" --argjson l "[${4:-0},${5:-0},${6:-0}]" '
		def u: {input_tokens: .[0], cached_input_tokens: .[1],
			output_tokens: .[2], reasoning_output_tokens: 1,
			total_tokens: (.[0] + .[2])};
		{timestamp: "2026-11-28T11:00:00.000Z", type: "event_msg",
		payload: {type: "token_count", info: {total_token_usage: ($t | u),
			last_token_usage: ($l | u), model_context_window: 272000},
			rate_limits: null}}'
}
x=$TRASH/rollout-2026-11-28T11-00-00-0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee.jsonl
{
	jq -cn --arg x "$SECRET" '{timestamp: "2026-11-28T10:59:00.000Z",
		type: "session_meta", payload: {
		id: "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", cwd: "/srv/tess",
		instructions: $x}}'
	echo '{"timestamp":"2026-11-28T10:59:01.000Z","type":"turn_context","payload":{"model":"gpt-5-codex","cwd":"/srv/tess"}}'
	echo '{"timestamp":"2026-11-28T10:59:02.000Z","type":"event_msg","payload":{"type":"token_count","info":null}}'
	count 1000 200 50 1000 200 50
	count 1000 200 50 1000 200 50
	count 2500 900 80 1500 700 30
	# another thread of counting: smaller than before
	count 300 100 5 300 100 5
	count 400 100 6 100 0 1
	# and another, whose first request is larger than all of the last one
	count 5000 40 70 5000 40 70
	count 5000 40 70 5000 40 70
	count 5100 40 72 100 0 2
	echo '{"timestamp":"2026-11-28T11:00:00.000Z","type":"event_msg","payload":{"type":"stream_error","message":"private"}}'
} >"$x"
run git task session import "$x" --json
is "running totals are no sums" "$(jqo '.[0] | [.session, .input, .cache_read,
	.output] | join(",")')" \
	"0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee,6960,1040,158"
run git task session show 0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee --json
is "model, window, errors" "$(jqo '[.agent, .model, .context.window,
	.context.used, .errors[0].type] | join(" ")')" \
	"codex-0199aaaa gpt-5-codex 272000 100 api"
{
	echo '{"type":"thread.started","thread_id":"th-1"}'
	echo '{"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":40,"output_tokens":7}}'
	echo '{"type":"turn.completed","usage":{"input_tokens":50,"cached_input_tokens":0,"output_tokens":3}}'
} >"$TRASH/exec.jsonl"
git task session import "$TRASH/exec.jsonl" -q >/dev/null
is "codex exec --json" "$(sum th-1)" "[110,10,40,0]"
run git task session stats --by model
like "a model without a price costs an unknown amount" "$out" \
	'^ +1 +0s +0 +110 +10 +.*\?$'
is "... in one column" "$(printf '%s\n' "$out" | head -n 1 | grep -o model | wc -l |
	tr -d ' ')" 1

# ---- what is none ----

echo '{"a":1}' >"$TRASH/other.jsonl"
exit_is "another file" 1 git task session import "$TRASH/other.jsonl"
like "... says so" "$err" "is no transcript of Claude Code or Codex"
exit_is "no file" 1 git task session import "$TRASH/nothing.jsonl"
exit_is "no word" 129 git task session import

# ---- a day of a session, by its hooks ----

# hook EVENT [MEMBERS]
hook()
{
	jq -cn --arg s "$H" --arg t "$h" --arg e "$1" --argjson m "${2:-{\}}" \
		'{session_id: $s, transcript_path: $t, cwd: ".",
		hook_event_name: $e} + $m' | git task hook claude "$1"
}
H=3c3c3c3c-5e6f-4a1b-8c2d-000000000003
h=$TRASH/claude/$H.jsonl
S=$H
id=$(git task add "Fix the login" -q)
export CLAUDE_ENV_FILE="$TRASH/env"
run hook SessionStart '{"source": "startup", "model": "claude-sonnet-4"}'
is "SessionStart: status and silence" "$status $err" "0 "
like "... tells the state" "$(jqo .hookSpecificOutput.additionalContext)" \
	"Fix the login"
is "... gives the session a name" "$(cat "$CLAUDE_ENV_FILE")" \
	"export GIT_TASK_AGENT='claude-3c3c3c3c'"
is "... which is its agent" "$(git task session show $H --json |
	jq -r '.agent + " " + .state + " " + .model')" \
	"claude-3c3c3c3c active claude-sonnet-4"
# shellcheck disable=SC1090 # written by the hook
. "$CLAUDE_ENV_FILE"
unset CLAUDE_ENV_FILE
assistant g 11 '{"message": {"model": "claude-sonnet-4"}}' >"$h"
git task claim "$id" -q
run hook PostToolUse '{"tool_name": "Bash", "tool_input": {"command":
	"git task claim 1234"}}'
is "PostToolUse says nothing" "$status $out$err" "0 "
is "the task it took" "$(git task session show $H --json |
	jq -r '.tasks[0] | .task + " " + .status + " " + .description')" \
	"$id started Fix the login"
before=$(git rev-parse refs/tasks/sessions)
hook PostToolUse '{"tool_name": "Bash", "tool_input": {"command": "ls"}}'
is "other tools are nothing to it" "$(git rev-parse refs/tasks/sessions)" \
	"$before"
assistant i 100 '{"message": {"model": "claude-sonnet-4"}}' >>"$h"
git task complete "$id" -q 2>/dev/null
hook Stop
is "Stop reads on" "$(sum $H)" "[20,111,2000,200]"
is "... the task is done" "$(git task session show $H --json |
	jq -r '.tasks[0].status')" success
is "what it used for the task" "$(git task session stats --json | jq -c "
	.by_task[] | select(.task != null and (.task | startswith(\"$id\"))) |
	[.tokens.output, .tasks]")" "[100,1]"
like "... is shown with its title" "$(git task session stats --by task)" \
	"^$id Fix the login"
assistant i 150 '{"message": {"model": "claude-sonnet-4"}}' >>"$h"
rm -r .git/git-task/transcripts
hook PreCompact '{"trigger": "auto"}'
is "a request that grew, with the place forgotten" "$(sum $H)" \
	"[20,161,2000,200]"
hook SessionEnd '{"reason": "exit"}'
is "SessionEnd ends" "$(git task session show $H --json | jq -r .state)" ended
git task session import "$h" -q >/dev/null
is "importing it as well adds nothing" "$(sum $H)" "[20,161,2000,200]"
like "hooks report has the agent's hooks" "$(git task hooks report)" \
	'^claude:Stop +1 +0'
unset GIT_TASK_AGENT

# ---- budgets ----

git config task.session.budget 0.001
hook Stop
is "a budget that is used up is an error, once" "$(hook Stop;
	git task session show $H --json | jq -c '[.errors[] |
	select(.type == "budget") | .severity]')" '["high"]'
run hook PreToolUse '{"tool_name": "Bash", "tool_input": {"command": "ls"}}'
is "... and stops nothing by itself" "$out" ""
git config task.session.budgetStop true
run hook PreToolUse '{"tool_name": "Bash", "tool_input": {"command": "ls"}}'
is "... unless it shall" "$(jqo .hookSpecificOutput.permissionDecision)" deny
like "... with a reason" "$out" "its budget is 0.00 .task.session.budget"

# ---- never in the way ----

run git task hook claude Stop </dev/null
is "no JSON: a word, no failure" "$status" 0
like "... " "$err" "claude Stop: what the agent said is no JSON"
run git task hook codex notify ""
like "... of an argument, too" "$status $err" "^0 .*codex notify: what the agent said is no JSON"
run sh -c 'echo "{}" | git task hook claude Stop'
like "no session: a word" "$status $err" "^0 .*names no session"
run sh -c 'echo "{}" | git task hook claude Unheard'
is "an event of tomorrow" "$status $out$err" "0 "
run sh -c 'echo "{\"conversation_id\":\"c1\",\"model\":\"m\"}" |
	git task hook cursor sessionStart'
is "Cursor gets the state in its own form" "$(jqo .env.GIT_TASK_AGENT)" \
	cursor-c1
run git task hook codex notify \
	'{"type":"agent-turn-complete","thread-id":"t-9","cwd":"."}'
is "Codex tells with an argument" "$status $(git task session show t-9 --json |
	jq -r .agent)" "0 codex-t-9"
cd "$TRASH" || exit 1
mkdir plain && cd plain || exit 1
run sh -c 'echo "{\"session_id\":\"s\"}" | git-task hook gemini SessionStart'
is "outside a repository: nothing to say" "$status $err $(jqo \
	.hookSpecificOutput.additionalContext)" "0  "
done_testing
