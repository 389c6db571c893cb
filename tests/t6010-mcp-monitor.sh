#!/bin/sh
# mcp --tools monitor: the tools with which agents log what they do.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

export GIT_TASK_TEST_NOW=2026-11-28T09:00:00Z

tools()
{
	ask 1 tools/list >in
	serve "$@" <in
	ans 1 '[.result.tools[].name] | join(" ")'
}

new_repo work
git config task.fsync false
monitor="log_session_start log_session_end log_task_start log_token_usage log_task_complete log_error get_stats"

# ---- which tools ----

standard=$(tools)
unlike "not in the standard set" "$standard" 'log_|get_stats'
is "a set of its own" "$(tools --tools monitor)" "$monitor"
is "with another" "$(tools --tools standard,monitor)" "$standard $monitor"
is "all has them" "$(tools --tools all)" "$standard $monitor"
is "by name, once" "$(tools --tools get_stats,monitor,log_error)" \
	"get_stats log_session_start log_session_end log_task_start log_token_usage log_task_complete log_error"
is "from the environment" "$(GIT_TASK_MCP_TOOLS=monitor tools)" "$monitor"
tools --tools monitor >/dev/null
ok "the list is small" test "$(wc -c <answers)" -lt 5120
is "only reading is marked as such" "$(ans 1 '[.result.tools[] |
	select(.annotations.readOnlyHint) | .name] | join(" ")')" get_stats
is "parameters" "$(ans 1 '.result.tools[] | select(.name ==
	"log_token_usage") | .inputSchema.properties | keys_unsorted |
	join(" ")')" "sessionId inputTokens outputTokens cacheReadTokens cacheCreationTokens contextUsed contextWindow requestId"
serve --tools monitors <in
is "an unknown set" "$served" 129
like "names the sets" "$(cat errors)" 'core, standard, monitor and all'

# ---- the calls of the agent monitor's document ----

id=$(git task add "Buy milk" 2>/dev/null)
tip=$(git rev-parse refs/tasks/main)
{
	tool 1 log_session_start '{"sessionId":"task-002-session",
		"agentName":"solidity-developer","model":"claude-sonnet-4"}' |
		tr -d '\n\t'
	echo
	tool 2 log_task_start '{"sessionId":"task-002-session","taskId":"task-002","taskDescription":"Write Solidity contracts for DEX","priority":"high"}'
	tool 3 log_token_usage '{"sessionId":"task-002-session","inputTokens":3500,"outputTokens":1200,"contextWindow":200000}'
	tool 4 log_task_complete '{"sessionId":"task-002-session","taskId":"task-002","status":"success","duration":45000}'
	tool 5 log_error '{"sessionId":"task-002-session","errorType":"tool","errorMessage":"no compiler","severity":"high"}'
	tool 6 log_task_start "{\"sessionId\":\"task-002-session\",\"taskId\":\"$id\"}"
	tool 7 get_stats
	tool 8 log_session_end '{"sessionId":"task-002-session"}'
	tool 9 log_session_start '{"agentName":"nameless"}'
} >in
serve --tools monitor <in
is "started" "$(got 1 '.session | [.session, .agent, .model, .state] |
	join(" ")')" "task-002-session solidity-developer claude-sonnet-4 active"
is "the task it is at" "$(got 2 .session.current_task)" task-002
is "tokens" "$(got 3 '.session | [.tokens.input, .tokens.output,
	.context.percent] | join(" ")')" "3500 1200 1.8"
is "at no task" "$(got 4 .session.current_task)" null
is "an error" "$(got 5 .message)" "Error logged"
is "a task of ours" "$(got 6 .session.current_task)" "$id"
is "which is not changed" "$(git rev-parse refs/tasks/main)" "$tip"
is "sums" "$(got 7 '.total | [.sessions, .tasks, .success_rate,
	.mean_duration_ms, .tokens_per_task, .errors.high] | join(" ")')" \
	"1 1 1 45000 4700 1"
is "open sessions" "$(got 7 '[.sessions[] | .session] | join(" ")')" \
	task-002-session
is "the text says the same" "$(ans 7 '.result | (.content[0].text |
	fromjson) == .structuredContent')" true
is "ended" "$(got 8 .session.state)" ended
like "a name is made" "$(got 9 .session.session)" '^[0-9a-f]{16}$'
is "the log has it all" "$(git task session show task-002-session --json |
	jq -r '[(.tasks | length), (.tasks[] | .priority // empty),
	(.tasks[] | .task_id // empty | .[:8]), .errors[0].message] |
	join(",")')" "2,high,$id,no compiler"

# ---- what is wrong with a call ----

{
	tool 1 log_token_usage '{"sessionId":"nobody","inputTokens":1}'
	tool 2 log_token_usage '{"sessionId":"task-002-session"}'
	tool 3 log_token_usage '{"sessionId":"task-002-session","inputTokens":-1}'
	tool 4 log_token_usage '{"sessionId":"task-002-session","inputTokens":"many"}'
	tool 5 log_token_usage '{"inputTokens":1}'
	tool 6 log_task_complete '{"sessionId":"task-002-session","taskId":"x","status":"great"}'
	tool 7 log_error '{"sessionId":"task-002-session","errorMessage":"\u001b[31mred"}'
	tool 8 log_session_start '{"sessionId":"task-002-session","agentName":"other"}'
	tool 9 log_session_start '{"sessionId":"a\nb"}'
	tool 10 log_session_start '{"session_id":"x"}'
	tool 11 get_stats '{"period":"never"}'
} >in
tip=$(git rev-parse refs/tasks/sessions)
serve --tools monitor <in
for i in 1 2 3 4 5 6 7 8 9 10 11
do
	is "call $i is refused" "$(ans $i .result.isError)" true
done
like "no such session" "$(ans 1 '.result.content[0].text')" \
	"'nobody' not found"
is "nothing was written" "$(git rev-parse refs/tasks/sessions)" "$tip"
done_testing
