#!/bin/sh
# What is told while the program works: GIT_TASK_TRACE, log messages and progress of
# the MCP server, language models for tools.
. "${0%/*}/lib.sh"

unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_COMPATIBLE_API_KEY \
	DEFAULT_LLM_PROVIDER DEFAULT_LLM_MODEL GIT_TASK_TRACE \
	TASK_ORCHESTRATOR_LOG_LEVEL
new_repo work
id=$(git task add "A very private title" -q)

# ---- GIT_TASK_TRACE: where ----

line='^[0-9]{4}-[0-9-]+T[0-9:]+\.[0-9]{3}Z [0-9]+ (debug|info|warn|error) [a-z]+: '
run git-task list
is "nothing is traced" "$err" ""
for off in 0 false ""
do
	run env GIT_TASK_TRACE=$off git-task list
	is "GIT_TASK_TRACE='$off': nothing" "$err" ""
done
for on in 1 2 true
do
	run env GIT_TASK_TRACE=$on git-task list
	like "$on: standard error" "$err" "${line}git-task list \([0-9.]+ ms, status 0\)\$"
	is "... the output is as ever" "$(printf '%s\n' "$out" | grep -c private)" 1
done
GIT_TASK_TRACE=5 git-task list 5>five >/dev/null 2>err
like "a descriptor" "$(cat five)" "${line}git-task list"
is "... and nothing else" "$(cat err)" ""
GIT_TASK_TRACE=9 git-task list >/dev/null 2>err
is "one that is closed is nobody's fault" "$? $(cat err)" "0 "
run env GIT_TASK_TRACE="$TRASH/log" git-task list
is "a file" "$status $err" "0 "
run env GIT_TASK_TRACE="$TRASH/log" git-task show nothing
is "... is added to" "$(grep -c command "$TRASH/log")" 2
like "an error is in it" "$(cat "$TRASH/log")" "error error: task 'nothing' not found"
like "... and the status" "$(cat "$TRASH/log")" 'warn command: git-task show <id> .*status 2\)'
is "others may not read it" "$(find "$TRASH/log" -perm 600 | wc -l | tr -d ' ')" 1
run env GIT_TASK_TRACE=/nowhere/at/all git-task list
is "a file that can not be made stops nobody" "$status" 0
run env GIT_TASK_TRACE=relative git-task list
is "a relative path" "$status" 0
like "... is told" "$err" "^git-task: warning: GIT_TASK_TRACE is 'relative'|^warning: GIT_TASK_TRACE is 'relative'"
ok "... and not made" test ! -e relative

# ---- what is in it, what is not ----

: >"$TRASH/log"
export GIT_TASK_TRACE="$TRASH/log"
git task update "$id" --description "secret words" --priority high -q
git -c http.extraHeader='Authorization: Basic c2VjcmV0' task push \
	'https://ann:hunter2@127.0.0.1:1/x' -q >/dev/null 2>&1
git-task notify add hook webhook --url "h0ok-url x" >/dev/null 2>&1
git-task list --limit="l1mit ' x" >/dev/null 2>&1
git-task exec 9999 --env="v4lue" -- true >/dev/null 2>&1
git-task notify remove hook >/dev/null 2>&1
unset GIT_TASK_TRACE
unlike "values of settings and options are not in it" "$(cat "$TRASH/log")" \
	"h0ok-url|l1mit|v4lue"
like "what was wrong with them is" "$(cat "$TRASH/log")" \
	"error: option '--limit' needs a whole number, not '\.\.\.'"
log=$(cat "$TRASH/log")
like "a write" "$log" "debug write: update: 0 made, 1 changed, 1 tries, [0-9a-f]{40,} \("
like "a command with the names of its options" "$log" \
	'info command: git-task update <id> --priority .*--description|info command: git-task update <id> .*--description .*'
like "a child" "$log" 'debug child: git .* \([0-9.]+ ms, status [0-9]+\)'
unlike "no text of a task" "$log" 'secret words|private title'
unlike "no password, no header" "$log" 'hunter2|c2VjcmV0'
is "every line has the form" "$(grep -Ecv "$line" "$TRASH/log")" 0

# ---- TASK_ORCHESTRATOR_LOG_LEVEL ----

run env TASK_ORCHESTRATOR_LOG_LEVEL=info git-task update "$id" --priority low -q
like "info: the command" "$err" 'info command: git-task update'
unlike "... no more" "$err" 'debug'
run env TASK_ORCHESTRATOR_LOG_LEVEL=error git-task list
is "error: nothing" "$err" ""
run env TASK_ORCHESTRATOR_LOG_LEVEL=ERROR GIT_TASK_TRACE="$TRASH/errors" git-task show nope
is "only errors, in the file" "$(wc -l <"$TRASH/errors" | tr -d ' ')" 1
is "standard error has it once" "$(printf '%s\n' "$err" | grep -c nope)" 1
run env TASK_ORCHESTRATOR_LOG_LEVEL=loud git-task list
like "no such level" "$err" "is 'loud': debug, info, warn or error"
is "... stops nobody" "$status" 0

# ---- logging/setLevel ----

call()
{
	printf '{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"%s","arguments":%s%s}}\n' \
		"$1" "$2" "$3" "${4:+,\"_meta\":$4}"
}
level()
{
	printf '{"jsonrpc":"2.0","id":"l","method":"logging/setLevel","params":{"level":"%s"}}\n' "$1"
}
{
	call 1 list_tasks '{}'
	level info
	call 2 list_tasks '{}'
	call 3 get_task '{"task_id":"ffffffff"}'
	level warning
	call 4 list_tasks '{}'
	call 5 get_task '{"task_id":"ffffffff"}'
	level nonsense
} | git task mcp >answers
jq -c 'if .method then [.method, .params.level, .params.data.tool] else
	[.id, (.error.code // 0)] end' answers >told
cat >wanted <<'EOT'
[1,0]
["l",0]
["notifications/message","info","list_tasks"]
[2,0]
["notifications/message","warning","get_task"]
[3,0]
["l",0]
[4,0]
["notifications/message","warning","get_task"]
[5,0]
["l",-32602]
EOT
same "what was asked for is told, before the answer" told wanted
like "a refusal says why" "$(jq -r 'select(.method) | .params.data.error // ""' answers)" \
	"task 'ffffffff' not found"
modern='{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}'
{
	call 1 list_tasks '{}' "$modern}"
	call 2 list_tasks '{}' "$modern,\"io.modelcontextprotocol/logLevel\":\"debug\"}"
} | git task mcp | jq -c '.method // .id' >told
is "the modern era: only where a request asks" "$(tr '\n' ' ' <told)" \
	'1 "notifications/message" 2 '

# ---- a language model, when the user lets agents ask one; progress ----

mkdir "$TRASH/server"
python3 "$SRCDIR/tests/helpers/llm-server.py" "$TRASH/server" &
server=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill "$server" 2>/dev/null; (exit $left); lib_cleanup' EXIT
wait_for "the server is there" 20 test -s "$TRASH/server/port"
cat >"$TRASH/server/answer" <<'EOT'
{"subtasks": [
 {"title": "Draw it", "description": "All.", "role": "work", "hours": 2, "after": []},
 {"title": "Test it", "description": "All.", "role": "test", "hours": null, "after": [0]}]}
EOT
export OPENAI_API_KEY=sk-very-secret-0123456789
git config task.llm.openai.url "http://127.0.0.1:$(cat "$TRASH/server/port")/v1"
git config task.llm.openai.model gpt-4o-mini
requests()
{
	find "$TRASH/server" -name 'request-*' | wc -l | tr -d ' '
}
call 1 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\",\"dry_run\":true}" |
	git task mcp >answers
call 1 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\"}" | git task mcp >answers
is "without the setting nobody is asked" "$(requests)" 0
like "... and it says so" "$(jq -r '.result.structuredContent.expansion.metadata.warnings[0]' answers)" \
	'openai was not asked: .*task.mcp.models'
printf 'mcp:\n  models: true\n' >.git-task.yaml
id=$(git task add "Another one" -q)
call 1 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\"}" | git task mcp >answers
is "a tracked file can not set it" "$(requests)" 0
rm .git-task.yaml
git config task.mcp.models true
id=$(git task add "A third one" -q)
echo good >"$TRASH/server/script"
call 1 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\",\"temperature\":1,\"max_tokens\":700}" \
	'{"progressToken":"p1"}' | GIT_TASK_TRACE="$TRASH/log" git task mcp >lines
grep -v '"method"' lines >answers
is "with it the model is" "$(requests)" 1
is "its parts, what it took, what nobody knows" "$(jq -c '.result.structuredContent.expansion |
	[(.subtasks | map(.title, .estimatedEffort)), .metadata.provider, .metadata.model,
	.metadata.tokenUsage.totalTokens, .metadata.confidence]' answers)" \
	'[["Draw it",2,"Test it",null],"openai","gpt-4o-mini",150,null]'
is "nothing was without effect" "$(jq -c '.result.structuredContent.expansion.metadata.warnings' answers)" '[]'
is "how it is to answer is sent" "$(jq -c '[.body.temperature, .body.max_completion_tokens]' \
	"$(find "$TRASH/server" -name 'request-*')")" '[1,700]'
like "a request is traced" "$(cat "$TRASH/log")" \
	'debug request: POST http://127.0.0.1:[0-9]+, [0-9]+ bytes \([0-9.]+ ms, status 200'
unlike "... without the key" "$(cat "$TRASH/log")" 'sk-very-secret'
is "progress comes before the answer, growing, under its token" \
	"$(jq -s 'map(select(.method)) | length > 0 and all(.params.progressToken == "p1")
	and ([.[].params.progress] | . == (sort | unique))' lines)" true
is "the last line is the answer" "$(tail -n 1 lines | jq .id)" 1
call 2 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\"}" | git task mcp >lines
is "without a token there is none" "$(wc -l <lines | tr -d ' ')" 1

# ---- the same over HTTP, in both eras ----

git-task serve --listen 127.0.0.1:0 >serve.out 2>serve.err &
http=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill "$server" "$http" 2>/dev/null; (exit $left); lib_cleanup' EXIT
wait_for "it says where it is" 20 test -s serve.out
url=$(sed 's/#.*//' serve.out)mcp
token=$(sed -n 's/.*#token=//p' serve.out)
# post ERA-HEADERS... <BODY: the messages of the answer, a line each, in lines
post()
{
	curl -s -m 60 -D head -H "Content-Type: application/json" \
		-H "Accept: application/json, text/event-stream" \
		-H "Authorization: Bearer $token" --data-binary @- "$@" "$url" >body
	{ sed -n 's/^data: *{/{/p' body; grep '^{' body; } >lines
}
# sum: what the lines are, in short
sum()
{
	jq -rs 'map(.method // .id) | reduce .[] as $m ([]; if .[-1] == $m then .
		else . + [$m] end) | map(tostring) | join(" ")' lines
}
# enter VERSION: a session of it
enter()
{
	echo "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{
		\"protocolVersion\":\"$1\",\"capabilities\":{},
		\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}" | post
	session=$(sed -n 's/^Mcp-Session-Id: //p' head | tr -d '\r')
	version=$1
}
said() { post -H "Mcp-Session-Id: $session" -H "MCP-Protocol-Version: $version"; }
for version in 2025-03-26 2025-11-25
do
	enter "$version"
	echo good >"$TRASH/server/script"
	id=$(git task add "With progress, $version" -q)
	call 1 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\"}" \
		'{"progressToken":7}' | said
	is "$version: progress comes before the answer" "$(sum)" \
		"notifications/progress 1"
	is "$version: under its token, growing" "$(jq -s 'map(select(.method)) |
		all(.params.progressToken == 7) and ([.[].params.progress] |
		. == (sort | unique))' lines)" true
	like "$version: it is there" "$(jq -r 'select(.id).result.content[0].text' \
		lines)" 'Draw it'
	call 2 list_tasks '{}' | said
	is "$version: no log without a level" "$(sum)" 2
	level info | said
	is "$version: a level is taken" "$(jq -c .result lines)" '{}'
	call 3 list_tasks '{}' | said
	is "$version: a call is told" "$(sum)" "notifications/message 3"
	is "$version: which it was" "$(jq -r 'select(.method).params.data.tool' lines)" \
		list_tasks
	call 4 get_task '{"task_id":"ffffffff"}' | said
	is "$version: a refusal is a warning" \
		"$(jq -r 'select(.method).params.level' lines)" warning
	echo '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"nope"}}' |
		said
	is "$version: an error is the answer" "$(jq -r .error.code lines)" -32602
done
enter 2025-11-25
call 6 list_tasks '{}' | said
is "a level is that of its session" "$(sum)" 6
# the place of an answer that was told meanwhile is kept, too
level debug | said
call 7 list_tasks '{}' | said
place=$(sed -n 's/^id: \(.*-0\)/\1/p' body)
cp lines first
curl -s -m 20 -H "Accept: text/event-stream" -H "Mcp-Session-Id: $session" \
	-H "Authorization: Bearer $token" -H "Last-Event-ID: $place" "$url" |
	sed -n 's/^data: *{/{/p' >lines
is "who comes back gets the answer" "$(jq -c . lines)" \
	"$(jq -c 'select(.id == 7)' first)"
# modern ID NAME ARGUMENTS META
modern()
{
	call "$1" "$2" "$3" "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",
		\"io.modelcontextprotocol/clientCapabilities\":{}$4}" |
		post -H "MCP-Protocol-Version: 2026-07-28" \
		-H "Mcp-Method: tools/call" -H "Mcp-Name: $2"
}
id=$(git task add "With progress, modern" -q)
modern 1 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\"}" \
	',"progressToken":"p"'
is "the modern era: progress, then the answer" "$(sum)" "notifications/progress 1"
modern 2 list_tasks '{}' ',"io.modelcontextprotocol/logLevel":"info"'
is "... a log where a request asks" "$(sum)" "notifications/message 2"
is "... and an answer that is whole" "$(jq -r 'select(.id).result.resultType' lines)" \
	complete
modern 3 list_tasks '{}' ''
is "... one piece of JSON where none does" "$(grep -c '^{' body)" 1
# what takes long makes nobody wait
echo slow >"$TRASH/server/script"
id=$(git task add "Slowly" -q)
modern 4 expand_task "{\"task_id\":\"$id\",\"provider\":\"openai\"}" \
	',"progressToken":"p"' &
long=$!
wait_for "the model is at work" 20 test -e "$TRASH/server/slow"
is "meanwhile others are served" "$(curl -s -m 10 -o /dev/null -w '%{http_code}' \
	"${url%mcp}healthz")" 200
: >"$TRASH/server/go"
wait "$long"
is "... and it comes to its end" "$(sum)" "notifications/progress 4"
kill "$http"
wait "$http"
is "the server ends" "$?" 0
unlike "nothing was complained of" "$(cat serve.err)" 'warning|error|git-task:'

done_testing
