#!/bin/sh
# mcp: the protocol in both eras, what is wrong with messages, the tools.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_repo work

# ---- the session of clients up to 2025-11-25 ----

serve </dev/null
is "an empty input is the end" "$served" 0
is "and says nothing" "$(cat answers errors)" ""
{
	ask 1 initialize '{"protocolVersion":"2025-06-18"}'
	printf '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'
	ask 2 ping
	ask 3 tools/list
	ask 4 logging/setLevel '{"level":"debug"}'
	ask 5 logging/setLevel '{"level":"loud"}'
	ask 6 initialize '{"protocolVersion":"1999-01-01"}'
	ask 7 initialize '{}'
} >in
serve <in
is "it ends with its input" "$served" 0
is "nothing on stderr" "$(cat errors)" ""
is "a notification gets no answer" "$(wc -l <answers)" 7
is "the version that was asked for" "$(ans 1 .result.protocolVersion)" \
	2025-06-18
is "its name" "$(ans 1 .result.serverInfo.name)" git-task
ok "instructions under 2 KB" test "$(ans 1 '.result.instructions | length')" \
	-lt 2048
is "ping" "$(ans 2 '.result | tojson')" '{}'
is "a log level" "$(ans 4 '.result | tojson')" '{}'
is "a wrong one" "$(ans 5 .error.code)" -32602
is "an unknown version gets the latest" "$(ans 6 .result.protocolVersion)" \
	2025-11-25
is "a missing one is refused" "$(ans 7 .error.code)" -32602
is "seventeen tools" "$(ans 3 '.result.tools | length')" 17
for name in create_task update_task_status get_task list_tasks delete_task \
	get_task_graph link_git_commit parse_prd analyze_complexity expand_task \
	get_next_task estimate_effort
do
	is "$name is there" "$(ans 3 "[.result.tools[] | select(.name ==
		\"$name\") | .inputSchema.type] | first")" object
done
ok "the list of tools is small" test "$(sed -n 3p answers | wc -c)" -lt 12288
is "reading is marked as such" "$(ans 3 '[.result.tools[] |
	select(.annotations.readOnlyHint) | .name] | sort | join(" ")')" \
	"analyze_complexity estimate_effort get_next_task get_task get_task_graph list_tasks recall search_tasks"
is "deleting, too" "$(ans 3 '[.result.tools[] |
	select(.annotations.destructiveHint) | .name] | join(" ")')" delete_task
is "no type is a list" "$(ans 3 '[.result.tools[].inputSchema.properties[] |
	select(.type | type == "array")] | length')" 0

# ---- 2026-07-28: no session, every request says its version ----

meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'
{
	ask 1 server/discover "{$meta}"
	ask 2 tools/list "{$meta}"
	ask 3 ping "{$meta}"
	ask 4 tools/list "$(printf '{%s}' "$meta" | sed 's/2026-07-28/2031-01-01/')"
	ask 5 tools/list '{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}'
	ask 6 server/discover
	ask 7 tools/call "{\"name\":\"list_tasks\",$meta}"
	ask 8 resources/read "{\"uri\":\"task://ready\",$meta}"
	ask 9 resources/read "{\"uri\":\"task://nothing\",$meta}"
} >in
serve <in
is "discover" "$(ans 1 '.result.supportedVersions | join(" ")')" 2026-07-28
is "a result says that it is one" "$(ans 2 .result.resultType)" complete
is "how long it is good" "$(ans 2 .result.ttlMs)" 300000
is "and who answered" \
	"$(ans 2 '.result._meta["io.modelcontextprotocol/serverInfo"].name')" \
	git-task
is "ping is gone" "$(ans 3 .error.code)" -32601
is "an unknown version" "$(ans 4 .error.code)" -32022
is "... with those that are known" "$(ans 4 '.error.data.supported[0]')" \
	2026-07-28
is "half a _meta" "$(ans 5 .error.code)" -32602
is "none for discover" "$(ans 6 .error.code)" -32602
is "a call" "$(ans 7 .result.structuredContent.count)" 0
is "contents are not to be kept" "$(ans 8 .result.ttlMs)" 0
is "no such resource" "$(ans 9 .error.code)" -32602

# ---- what is wrong with messages ----

cat >in <<-\END
	{"jsonrpc":"2.0","id":
	[{"jsonrpc":"2.0","id":1,"method":"ping"}]
	{"jsonrpc":"1.0","id":2,"method":"ping"}
	{"jsonrpc":"2.0","id":3,"method":7}
	{"jsonrpc":"2.0","id":4,"method":"no/such"}
	{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}
	{"jsonrpc":"2.0","id":1.5,"method":"ping"}
	{"jsonrpc":"2.0","id":null,"method":"ping"}
	{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"}
	{"jsonrpc":"2.0","id":"a\"\\b","method":"ping"}
	{"jsonrpc":"2.0","id":8,"result":{}}
	{"jsonrpc":"2.0","method":"no/such"}

	{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"nope"}}
	{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{}}
	{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{"name":"list_tasks","arguments":[]}}
	{"jsonrpc":"2.0","id":12,"method":"tools/list","params":{"cursor":"x"}}
	{"jsonrpc":"2.0","id":13,"method":"prompts/get","params":{"name":"nope"}}
	{"jsonrpc":"2.0","id":14,"method":"prompts/get","params":{"name":"plan"}}
END
serve <in
is "not JSON" "$(sed -n 1p answers)" \
	'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not valid JSON"}}'
is "a batch" "$(sed -n 2p answers | jq -c '[.id, .error.code]')" '[null,-32600]'
is "another protocol" "$(ans 2 .error.code)" -32600
is "a method that is no text" "$(ans 3 .error.code)" -32600
is "an unknown method" "$(ans 4 .error.code)" -32601
is "parameters that are no object" "$(ans 5 .error.code)" -32600
is "an id that is a fraction, or null" "$(sed -n 7,8p answers |
	jq -c '[.id, .error.code]' | uniq -c | tr -s ' ')" " 2 [null,-32600]"
like "an id as long as it likes to be" "$(sed -n 9p answers)" \
	'"id":123456789012345678901234567890,"result"'
like "an id with quotes" "$(sed -n 10p answers)" '"id":"a\\"\\\\b","result"'
is "no answer to answers and notifications" "$(wc -l <answers)" 16
is "an unknown tool" "$(ans 9 .error.code)" -32602
is "no name" "$(ans 10 .error.code)" -32602
is "arguments that are no object" "$(ans 11 .error.code)" -32602
is "a cursor that nobody gave out" "$(ans 12 .error.code)" -32602
is "an unknown prompt" "$(ans 13 .error.code)" -32602
is "a prompt without its argument" "$(ans 14 .error.code)" -32602
is "a last line without an end" "$(printf \
	'{"jsonrpc":"2.0","id":1,"method":"ping"}' | git task mcp)" \
	'{"jsonrpc":"2.0","id":1,"result":{}}'
is "the parser's limits are kept" "$(python3 -c 'print("[" * 100000)' |
	git task mcp | jq .error.code)" -32700

# ---- tools ----

{
	tool 1 create_task '{"title":"Log in","priority":3,"tags":["api"],
		"criteria":["fast::ms <= 200","pretty"]}' | tr -d '\n\t'
	echo
	tool 2 create_task '{"title":""}'
	tool 3 create_task '{"titel":"x"}'
	tool 4 create_task
	tool 5 create_task '{"title":"x","priority":9}'
	tool 6 create_task '{"title":"x","priority":"high","deadline":"never"}'
} >in
serve <in
a=$(got 1 .task.id)
like "an id" "$a" '^[0-9a-f]{16}$'
is "priority as a word and a number" \
	"$(got 1 '.task | [.priority, .priority_level] | tojson')" '["high",3]'
is "criteria" "$(got 1 '.task.success_criteria[0].measurable')" 'ms <= 200'
is "what is unset is left out" "$(got 1 '.task | has("assignee")')" false
is "text and structure say the same" \
	"$(ans 1 '.result.content[0].text | fromjson | tojson')" \
	"$(got 1 tojson)"
is "the command line sees it" "$(git task show "$a" --format json |
	jq -r .title)" "Log in"
for n in 2 3 4 5 6
do
	is "a mistake is told in the result ($n)" "$(ans $n .result.isError)" true
done
is "an empty title" "$(ans 2 '.result.content[0].text')" \
	"'title' must not be empty"
like "an unknown argument" "$(ans 3 '.result.content[0].text')" "'titel'"
like "a missing one" "$(ans 4 '.result.content[0].text')" "'title'"
like "a priority out of range" "$(ans 5 '.result.content[0].text')" '0 to 4'
is "nothing was made of them" "$(git task list --all --count)" 1

{
	tool 1 create_task "{\"title\":\"Log out\",\"dependencies\":[\"$a\"],
		\"code_language\":\"c\",\"project\":\"web\"}" | tr -d '\n\t'
	echo
	tool 2 list_tasks
	tool 3 list_tasks '{"status":"blocked"}'
	tool 4 list_tasks '{"code_language":"c","include_metrics":true}'
	tool 5 list_tasks '{"query":["tag:api"],"limit":1}'
	tool 6 get_next_task
	tool 7 get_next_task '{"project_id":"web"}'
	tool 8 search_tasks '{"text":"LOG"}'
	tool 9 list_tasks '{"status":"open","limit":1,"offset":1}'
	tool 10 list_tasks '{"query":["nonsense:x"]}'
	tool 11 search_tasks '{"text":"out LOG"}'
	tool 12 search_tasks '{"text":"\"out log\""}'
	tool 13 search_tasks '{"text":"\"log out\""}'
} >in
serve <in
b=$(got 1 .task.id)
is "blocked by itself" "$(got 1 .task.status)" blocked
is "a list is short" "$(got 2 '.tasks[1] | keys | join(" ")')" \
	"blocked_by id priority priority_level status title"
is "by short ids" "$(got 2 '.tasks[1].blocked_by[0]')" "$(printf %.8s "$a")"
is "by status" "$(got 3 '[.count, .tasks[0].title] | tojson')" '[1,"Log out"]'
is "by language" "$(got 4 '.tasks[0].title')" "Log out"
is "with metrics" "$(got 4 .metrics.tasks)" 2
is "by a query" "$(got 5 '.tasks[0].title')" "Log in"
is "the next one" "$(got 6 .selection.selectedTask.title)" "Log in"
like "with a reason" "$(got 6 .selection.reasoning.primaryReason)" \
	'lets 1 task go on'
is "none is an answer, no error" \
	"$(got 7 '[.selection.selectedTask, .message] | tojson')" \
	'[null,"No task is ready"]'
is "search" "$(got 8 .count)" 2
is "every word, in any order" "$(got 11 .count)" 1
is "words between quotes in theirs" "$(got 12 .count) $(got 13 .count)" "0 1"
is "a page" "$(got 9 '[.count, (.tasks | length), .tasks[0].title] |
	tojson')" '[2,1,"Log out"]'
is "a query that is none" "$(ans 10 .result.isError)" true

{
	tool 1 claim_task '{"agent":"ann"}'
	tool 2 claim_task "{\"task_id\":\"$a\",\"agent\":\"bob\"}"
	tool 3 claim_task '{"agent":"bob"}'
	tool 4 update_task "{\"task_id\":\"$a\",\"progress\":\"half done\",
		\"remove_tags\":[\"api\"],\"title\":\"Log in fast\"}" | tr -d '\n\t'
	echo
	tool 5 update_task_status "{\"task_id\":\"$a\",\"status\":\"completed\",
		\"reason\":\"done\",\"values\":{\"ms\":900}}" | tr -d '\n\t'
	echo
	tool 6 update_task_status "{\"task_id\":\"$a\",\"status\":\"completed\",
		\"reason\":\"done\",\"values\":{\"ms\":90}}" | tr -d '\n\t'
	echo
	tool 7 get_task "{\"task_id\":\"$a\",\"include_executions\":true,
		\"include_analysis\":true}" | tr -d '\n\t'
	echo
	tool 8 update_task_status "{\"task_id\":\"$b\",\"status\":\"blocked\",
		\"reason\":\"no power\"}" | tr -d '\n\t'
	echo
	tool 9 update_task "{\"task_id\":\"$a\"}"
} >in
serve <in
is "claimed" "$(got 1 '[.task.title, .task.assignee] | tojson')" \
	'["Log in","ann"]'
is "not twice" "$(ans 2 '.result.content[0].text')" \
	"task $(printf %.8s "$a") is claimed by 'ann' in the work tree '$PWD'"
is "nothing else is ready" "$(ans 3 '.result.content[0].text')" \
	"no task is ready"
is "changed" "$(got 4 .task.title)" "Log in fast"
like "an unmet criterion refuses" "$(ans 5 '.result.content[0].text')" \
	'1 of 2 success criteria unmet'
is "a met one does not" "$(got 6 .task.status)" completed
is "... and nobody holds it any more" "$(got 6 '.task | has("lease")')" false
like "what goes on now is told" "$(got 6 '.notes | join(" ")')" \
	'can go on: Log out'
is "progress is in the log" "$(got 7 '.task.progress[0].text')" "half done"
is "the tag is gone" "$(got 7 '.task.tags | length')" 0
is "executions and analysis when asked for" \
	"$(got 7 '[(.executions | length), .analysis.risk_level] | tojson')" \
	'[0,"low"]'
is "a reason for blocked" "$(got 8 .task.blocked_reason)" "no power"
is "nothing to change" "$(ans 9 '.result.content[0].text')" \
	"nothing to change"

commit=$(git rev-parse HEAD)
printf '# Plan\n\n## Features\n\n### FR-1: Save\n- Priority: High\n' >PRD.md
printf '# Masts\n\n## Features\n\n### FR-9: Mast\n' |
	git task prd parse - --name m --project m >/dev/null 2>&1
{
	tool 1 link_git_commit "{\"task_id\":\"$b\",\"commit_hash\":\"$commit\",
		\"author\":\"Nobody\"}" | tr -d '\n\t'
	echo
	tool 2 link_git_commit "{\"task_id\":\"$b\",\"commit_hash\":\"--all\"}"
	tool 3 get_task_graph '{"format":"mermaid","include_closed":true}'
	tool 4 get_task_graph '{"include_closed":true}'
	tool 5 parse_prd '{"path":"PRD.md"}'
	tool 6 parse_prd '{"path":"../PRD.md"}'
	tool 7 parse_prd '{"content":"# P\n\n## Features\n\n### FR-2: Load\n- Priority: Low\n","project_id":"p"}'
	tool 8 parse_prd '{"content":"Dear Ann,\n\nsee you.\n"}'
	tool 9 parse_prd
	tool 10 parse_prd '{"content":"# P\n\n## Features\n\n### FR-2: Load\n- Priority: High\n","project_id":"p"}'
	tool 18 parse_prd '{"content":"# Q\n\n## Features\n\n### FR-2: Load\n- Priority: Low\n\n### FR-3: Print\n","project_id":"q"}'
	tool 19 parse_prd '{"content":"# Sails\n\n## Features\n\n### FR-2: Foresail\n","project_id":"p"}'
	tool 20 parse_prd '{"content":"# P, second edition\n\n## Features\n\n### FR-2: Load\n- Priority: High\n","project_id":"p"}'
	tool 21 parse_prd '{"content":"# Masts\n\n## Features\n\n### FR-9: Mast\n","project_id":"m"}'
	tool 11 analyze_complexity "{\"task_id\":\"$b\",\"assess_risk\":false}"
	tool 12 analyze_complexity "{\"task_id\":\"$b\",\"project_root\":\"/etc\"}"
	tool 13 estimate_effort "{\"task_id\":\"$b\"}"
	tool 14 expand_task "{\"task_id\":\"$b\",\"include_tests\":false,
		\"temperature\":0.7}" | tr -d '\n\t'
	echo
	tool 15 delete_task "{\"task_id\":\"$a\"}"
	tool 16 delete_task "{\"task_id\":\"$a\",\"force\":true}"
	tool 17 get_task '{"task_id":"ffffffff"}'
} >in
serve <in
is "linked" "$(git task show "$b" --format json | jq -r '.commits[0].oid')" \
	"$commit"
like "Git knows who the author was" "$(got 1 '.notes | join(" ")')" 'Tess Ter'
is "an option is no commit" "$(ans 2 .result.isError)" true
like "mermaid" "$(got 3 .graph)" '^flowchart'
is "edges" "$(got 4 '.edges[0] | [.from, .to] | tojson')" "[\"$a\",\"$b\"]"
is "a PRD by path" "$(got 5 .counts.create)" 1
like "only inside the work tree" "$(ans 6 '.result.content[0].text')" 'inside'
is "a PRD by content" "$(got 7 '[.counts.create, .source] | tojson')" '[1,"p:p"]'
is "its tasks are there, and those of another text of the project" \
	"$(got 19 .source) $(git task list 'project:p' --sort title --format json |
	jq -c '[.[].title]')" 'p:sails ["FR-2: Foresail","FR-2: Load"]'
is "a text with another title is the same one" \
	"$(got 20 '[.counts.create, .source] | tojson')" '[0,"p:p-second-edition"]'
is "so is one that an older version knew by its project" \
	"$(got 21 .counts.create) $(git task list 'project:m' --format json |
	jq -r '.[].source.prd')" "0 m:masts"
like "a letter is no PRD" "$(ans 8 '.result.content[0].text')" \
	'does not read like'
is "nothing at all" "$(ans 9 '.result.content[0].text')" \
	"either content or path is needed"
is "parsed again: updated" "$(got 10 '.counts | [.create, .update] | tojson')" \
	'[0,1]'
is "an id of another project's document is another item" \
	"$(got 18 '.counts | [.create, .update] | tojson') $(git task list 'project:p' \
	--format json | jq -r '.[] | select(.title == "FR-2: Load") | .priority')" '[2,0] high'
is "a factor that was left out" \
	"$(got 11 .complexity.factors.technical_risk.used)" false
like "no root outside" "$(ans 12 '.result.content[0].text')" 'inside'
ok "an estimate" test "$(got 13 '.estimatedHours > 0')" = true
is "sub-tasks without tests" "$(got 14 '.expansion | [(.testTasks | length),
	(.implementationSteps | length > 0)] | tojson')" '[0,true]'
like "an option for models says that it has no effect" \
	"$(got 14 '.notes | join(" ")')" 'temperature has no effect'
is "others depend on it" "$(ans 15 .result.isError)" true
is "force" "$(ans 16 .result.isError)" false
like "no such task" "$(ans 17 '.result.content[0].text')" 'not found'

# ---- resources, prompts, completion ----

{
	ask 1 resources/list
	ask 2 resources/templates/list
	ask 3 resources/read '{"uri":"task://ready"}'
	ask 4 resources/read "{\"uri\":\"task://$(printf %.8s "$b")\"}"
	ask 5 resources/read '{"uri":"task://ffffffff"}'
	ask 6 resources/read '{"uri":"file:///etc/passwd"}'
	ask 7 resources/read '{"uri":"task://board"}'
	ask 8 prompts/list
	ask 9 prompts/get '{"name":"next","arguments":{"project":"web {project?"}}'
	ask 10 prompts/get '{"name":"next"}'
	ask 11 prompts/get "{\"name\":\"review\",\"arguments\":{\"task_id\":\"$b\"}}"
	ask 12 completion/complete "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"task://{id}\"},\"argument\":{\"name\":\"id\",\"value\":\"$(printf %.3s "$b")\"}}"
	ask 13 completion/complete '{"ref":{"type":"ref/prompt","name":"next"},"argument":{"name":"project","value":""}}'
	ask 14 completion/complete '{}'
} >in
serve <in
is "resources" "$(ans 1 '[.result.resources[].uri] | join(" ")')" \
	"task://ready task://prime task://board"
is "a template" "$(ans 2 '.result.resourceTemplates[0].uriTemplate')" \
	'task://{id}'
is "what is ready" "$(ans 3 '.result.contents[0].text | fromjson |
	.tasks | map(.title) | sort | join(" ")')" \
	"$(git task list --ready --format json | jq -r 'map(.title) | sort |
	join(" ")')"
is "one task" "$(ans 4 '.result.contents[0].text | fromjson | .id')" "$b"
is "no such task" "$(ans 5 .error.code)" -32002
is "no other scheme" "$(ans 6 .error.code)" -32002
is "the board" "$(ans 7 '.result.contents[0].text | fromjson |
	has("in_progress")')" true
is "prompts" "$(ans 8 '[.result.prompts[].name] | join(" ")')" \
	"next plan review"
like "an argument is put in as it is" \
	"$(ans 9 '.result.messages[0].content.text')" \
	'project_id "web \{project\?"\. Read'
like "and left out" "$(ans 10 '.result.messages[0].content.text')" \
	'^Call get_next_task\. Read'
like "review" "$(ans 11 '.result.messages[0].content.text')" "get_task for $b"
is "ids are completed" "$(ans 12 '.result.completion.values[0]')" \
	"$(printf %.8s "$b")"
is "other things are not" "$(ans 13 '.result.completion.total')" 0
is "a completion of nothing" "$(ans 14 .error.code)" -32602

# ---- what agents are told agrees with what there is ----

ask 1 tools/list >list
serve <list
ans 1 '.result.tools[].name' | sort >there
git task prime --mcp | sed '/^```/,$d' | grep -oE '\b[a-z]+_[a-z_]+\b' |
	sort -u >told
ok "prime --mcp names tools" test -s told
is "and each of them exists" "$(comm -23 told there)" ""
ask 1 initialize '{"protocolVersion":"2025-11-25"}' >in
serve <in
ans 1 .result.instructions | grep -oE '\b[a-z]+_[a-z_]+\b' | sort -u >told
is "so do those of the instructions" "$(comm -23 told there)" ""

# ---- which tools, which repository ----

ask 1 tools/list >list
serve --tools core <list
is "the core" "$(ans 1 '[.result.tools[].name] | join(" ")')" \
	"get_next_task list_tasks get_task create_task claim_task update_task_status update_task"
serve --tools get_task,list_tasks <list
is "by name" "$(ans 1 '[.result.tools[].name] | join(" ")')" \
	"get_task list_tasks"
tool 1 delete_task "{\"task_id\":\"$b\"}" >in
serve --tools core <in
is "what is not on offer can not be called" "$(ans 1 .error.code)" -32602
GIT_TASK_MCP_TOOLS=core git task mcp <list >answers
is "from the environment" "$(ans 1 '.result.tools | length')" 7
exit_is "an unknown tool is a wrong option" 129 git task mcp --tools get_tusk
like "it is named" "$err" "unknown tool 'get_tusk'"

# ---- execute_code: off unless it is switched on and asked for ----

printf '%s\n' "$(tool 1 execute_code "{\"task_id\":\"$b\",\"language\":\"bash\",
	\"code\":\"echo out; echo err >&2; exit 3\"}" | tr -d '\n\t')" >in
serve --tools all <list
codes()
{
	ans 1 '[.result.tools[].name | select(. == "execute_code")] | length'
}
is "all, but nothing that runs code" "$(codes)" 0
ok "all is more than standard" test "$(ans 1 '.result.tools | length')" -gt 15
exit_is "by name: refused" 1 git task mcp --tools execute_code
like "with what switches it on" "$err" 'git config task.mcp.exec true'
serve --tools all <in
is "it can not be called, either" "$(ans 1 .error.code)" -32602
git config task.mcp.exec true
# where there is no bubblewrap, too
git config task.exec.sandbox none
serve <in
is "switched on, but not asked for" "$(ans 1 .error.code)" -32602
serve --tools all <list
is "asked for" "$(ans 1 '[.result.tools[] | select(.name == "execute_code") |
	.annotations.destructiveHint] | tojson')" '[true]'
serve --tools all <in
is "it runs" "$(got 1 '.execution | [.exit_code, .output, .error] | tojson')" \
	'[3,"out\n","err\n"]'
is "an exit code is no mistake" "$(ans 1 .result.isError)" false
tool 1 get_task "{\"task_id\":\"$b\",\"include_executions\":true}" >in
serve <in
is "it is recorded" "$(got 1 '.executions[0].exit_code')" 3
tool 1 execute_code "{\"task_id\":\"$b\",\"language\":\"bash\",\"code\":\"true\",\"working_directory\":\"/etc\"}" >in
serve --tools execute_code <in
is "not outside the work tree" "$(ans 1 .result.isError)" true
git config --unset task.mcp.exec
printf 'mcp:\n  exec: true\n' >.git-task.yaml
serve --tools all <list
is "a tracked file can not switch it on" "$(codes)" 0
rm .git-task.yaml

top=$PWD
mkdir ../elsewhere && cd ../elsewhere || exit 99
tool 1 list_tasks >in
serve <in
is "outside a repository the server runs" "$served" 0
like "and says what is wrong" "$(ans 1 '.result.content[0].text')" \
	'not a git repository'
serve -C "$top" <in
ok "-C names the repository" test "$(got 1 '.count > 0')" = true
CLAUDE_PROJECT_DIR=$top git task mcp <in >answers
ok "so does the client's variable" test "$(got 1 '.count > 0')" = true
exit_is "a place that is not there" 128 env GIT_TASK_REPO=/nowhere \
	git task mcp
cd "$top" || exit 99

# ---- a server that lives while others work ----

cat >talk.py <<-\END
	import json, subprocess, sys
	p = subprocess.Popen(["git", "task", "mcp"], stdin=subprocess.PIPE,
	                     stdout=subprocess.PIPE, text=True)
	def call(name, **arguments):
	    p.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1,
	        "method": "tools/call",
	        "params": {"name": name, "arguments": arguments}}) + "\n")
	    p.stdin.flush()
	    return json.loads(p.stdout.readline())["result"]["structuredContent"]
	before = call("list_tasks")["count"]
	subprocess.run(["git", "task", "add", "-q", "From outside"], check=True,
	               stdout=subprocess.DEVNULL)
	after = call("list_tasks")["count"]
	mine = call("create_task", title="From inside")["task"]["id"]
	shown = subprocess.run(["git", "task", "show", mine, "--format", "json"],
	                       check=True, capture_output=True, text=True)
	p.stdin.close()
	print(after - before, json.loads(shown.stdout)["title"], p.wait())
END
is "both see each other's edits at once" "$(python3 talk.py)" \
	"1 From inside 0"
is "the store is whole" "$(git task fsck >/dev/null 2>&1; echo $?)" 0

done_testing
