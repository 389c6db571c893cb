#!/bin/sh
# /mcp: the Model Context Protocol over HTTP: doors, sessions, streams that go on,
# the rules of headers, and being told of changes.
. "${0%/*}/lib.sh"

new_repo work
# of the files that the server is given
secret 0123456789abcdef-ann 0123456789abcdef-bob
may_hold work/tokens
git task add "Buy milk" >/dev/null
id=$(git task list --format ids)

pid=
begin()
{
	: >serve.out
	git-task serve --listen 127.0.0.1:0 "$@" >serve.out 2>serve.err &
	pid=$!
	wait_for "it says where it is" 20 test -s serve.out
	read -r line <serve.out
	url=${line%%#*}
	token=${line#*#token=}
	case $line in
	*"#token="*)
		secret "$token"
		: >serve.out ;;
	esac
}
finish()
{
	kill "$pid"
	wait "$pid"
	ended=$?
}
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill $pid $ear 2>/dev/null; (exit $left); lib_cleanup' EXIT
ear=

# mcp ARG...: a request to /mcp; sets code and body.  post BODY ARG...: one that
# carries a message, as clients send it.
mcp()
{
	: >.body
	code=$(curl -s -m 20 -o .body -D .head -w '%{http_code}' "$@" \
		"${url}mcp")
	body=$(cat .body)
}
post()
{
	what=$1
	shift
	mcp -H "Content-Type: application/json" \
		-H "Accept: application/json, text/event-stream" \
		--data-binary "$what" "$@"
}
# say ID METHOD PARAMS ARG...: in the session; as with the token when $as is set
as=
say()
{
	what="{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"$2\",\"params\":$3}"
	shift 3
	test -z "$as" || set -- -H "Authorization: Bearer $as" "$@"
	post "$what" -H "Mcp-Session-Id: $session" \
		-H "MCP-Protocol-Version: 2025-11-25" "$@"
}
# enter ARG...: begins a session
enter()
{
	post '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{
		"protocolVersion":"2025-11-25","capabilities":{},
		"clientInfo":{"name":"t","version":"1"}}}' "$@"
	session=$(sed -n 's/^Mcp-Session-Id: //p' .head | tr -d '\r')
}
jb() { printf '%s\n' "$body" | jq -r "$1"; }
# event: the data of the last event in the body, through jq
event() { sed -n 's/^data: *{/{/p' .body | tail -n 1 | jq -r "$1"; }

begin
# ---- the doors are those of everything else ----
post '{}' -H "Origin: http://evil.example"
is "a page of another site" "$code" 403
post '{}' -H "Host: evil.example"
is "a foreign name that leads here" "$code" 421
mcp -H "Content-Type: text/plain" -d '{"jsonrpc":"2.0","id":1,"method":"ping"}'
is "what a form can send" "$code" 415
mcp -X PUT
is "no such method" "$code" 405
like "says which there are" "$(cat .head)" '^Allow: POST, GET, DELETE'
post '{"jsonrpc":'
is "what is no JSON" "$code $(jb .error.code)" "400 -32700"
post '[]'
is "several at once" "$code $(jb .error.code)" "400 -32600"

# ---- sessions ----
session=none
say 2 tools/list '{}'
is "a session that there is not" "$code" 404
post '{"jsonrpc":"2.0","id":2,"method":"tools/list"}'
is "no session at all" "$code" 400
enter
is "a session begins" "$code $(jb .result.protocolVersion)" "200 2025-11-25"
like "its name can not be guessed" "$session" '^[0-9a-f]{64}$'
is "it can subscribe" "$(jb .result.capabilities.resources.subscribe)" true
post '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
	-H "Mcp-Session-Id: $session"
is "a notification" "$code$body" 202
say 2 tools/list '{}'
is "its tools" "$(jb '.result.tools | length')" 17
mcp -H "Content-Type: application/json" -H "Accept: application/json" \
	-H "Mcp-Session-Id: $session" -d '{"jsonrpc":"2.0","id":3,"method":
	"tools/call","params":{"name":"list_tasks","arguments":{}}}'
is "reading needs no token; one piece of JSON if only that is taken" \
	"$(jb '.result.structuredContent.count')" 1
post '{"jsonrpc":"2.0","id":4,"method":"tools/list"}' \
	-H "Mcp-Session-Id: $session" -H "MCP-Protocol-Version: 1999-01-01"
is "a version that nobody speaks" "$code" 400
make='{"name":"create_task","arguments":{"title":"Mend roof"}}'
say 5 tools/call "$make"
is "writing needs the token" "$code" 401
is "and nothing was written" "$(git task list --count)" 1

# ---- streams that go on ----
as=$token
say 6 tools/call "$make"
is "with it a call is a stream" "$(sed -n 's/^Content-Type: //p' .head |
	tr -d '\r')" text/event-stream
place=$(sed -n 's/^id: //p' .body | head -n 1)
like "that begins with its place" "$place" '^[0-9]+-0$'
is "and has the answer" "$(event '[.id, .result.isError] | tojson')" '[6,false]'
event . >first
is "the task is there" "$(git task list --count)" 2
again()
{
	mcp -H "Mcp-Session-Id: $session" -H "Accept: text/event-stream" \
		-H "Last-Event-ID: $1"
}
again "$place"
event . >second
same "who comes back for it gets the same answer" first second
again "${place%-0}-1"
is "who has it gets nothing" "$code $(grep -c '^data' .body)" "200 0"
again "999-0"
is "an answer that nobody waits for" "$code" 404
again "../../x"
is "what is no place" "$code" 400
is "asking again made nothing" "$(git task list --count)" 2
# the client goes away before it has read anything
python3 - "$url" "$session" "$token" <<'END'
import socket, sys
url, session, token = sys.argv[1:]
port = int(url.split(":")[2].strip("/"))
body = (b'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":'
	b'"create_task","arguments":{"title":"Lost and found"}}}')
s = socket.create_connection(("127.0.0.1", port), 20)
s.sendall(("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nMcp-Session-Id: %s\r\n"
	"Authorization: Bearer %s\r\nAccept: text/event-stream\r\n"
	"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
	% (port, session, token, len(body))).encode() + body)
s.close()
END
lost=$((${place%-0} + 1))
there() { again "$lost-0" && test "$code" = 200 && grep -q '^id: [0-9]*-1' .body; }
wait_for "an answer that could not be sent is kept" 20 there
is "it is that answer" "$(event '.result.structuredContent.task.title')" \
	"Lost and found"
is "and it was done once" "$(git task list --text "Lost and found" --count)" 1

# ---- being told ----
as=
say 8 resources/subscribe "{\"uri\":\"task://$id\"}"
is "a subscription" "$(jb .result)" "{}"
say 9 resources/subscribe '{"uri":"file:///etc/passwd"}'
is "to what there is not" "$(jb .error.code)" -32002
curl -sN -m 60 -H "Mcp-Session-Id: $session" -H "Accept: text/event-stream" \
	"${url}mcp" >told &
ear=$!
wait_for "it listens" 20 grep -q '^: here' told
git task add "Of no interest" >/dev/null
git task update "$id" --title "Buy bread" >/dev/null
wait_for "a change is told" 20 grep -q resources/updated told
is "that one alone" "$(sed -n 's/^data: //p' told | jq -r .params.uri)" \
	"task://$id"
last=$(sed -n 's/^id: //p' told)
kill "$ear"
wait "$ear" 2>/dev/null
git task update "$id" --title "Buy both" >/dev/null
curl -sN -m 60 -H "Mcp-Session-Id: $session" -H "Last-Event-ID: $last" \
	"${url}mcp" >told &
ear=$!
wait_for "who was away is told what was missed" 20 grep -q resources/updated told
kill "$ear"
wait "$ear" 2>/dev/null
mcp -X DELETE -H "Mcp-Session-Id: $session"
is "a session ends" "$code" 204
say 10 tools/list '{}'
is "and is over" "$code" 404

# ---- without sessions ----
meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
	"io.modelcontextprotocol/clientCapabilities":{}}'
# modern METHOD MEMBERS ARG...: params with the envelope
modern()
{
	method=$1 members=$2
	shift 2
	post "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$method\",
		\"params\":{$members${members:+,}$meta}}" "$@"
}
V="MCP-Protocol-Version: 2026-07-28"
modern server/discover '' -H "$V" -H "Mcp-Method: server/discover"
is "what it speaks" "$code $(jb '.result.supportedVersions[0]')" \
	"200 2026-07-28"
modern tools/list '' -H "Mcp-Method: tools/list"
is "a version only in the body" "$code $(jb .error.code)" "400 -32020"
modern tools/list '' -H "$V"
is "a method only in the body" "$code $(jb .error.code)" "400 -32020"
modern tools/list '' -H "$V" -H "Mcp-Method: prompts/list"
is "another method in the header" "$code $(jb .error.code)" "400 -32020"
modern tools/list '' -H "$V" -H "Mcp-Method: tools/list" \
	-H "Mcp-Method: tools/list"
is "a header twice" "$code $(jb .error.code)" "400 -32020"
call='"name":"list_tasks","arguments":{}'
modern tools/call "$call" -H "$V" -H "Mcp-Method: tools/call" \
	-H "Mcp-Name: get_task"
is "another tool in the header" "$code $(jb .error.code)" "400 -32020"
for name in list_tasks '=?base64?bGlzdF90YXNrcw==?='
do
	modern tools/call "$call" -H "$V" -H "Mcp-Method: tools/call" \
		-H "Mcp-Name: $name"
	is "the tool as $name" "$code $(jb .result.resultType)" "200 complete"
done
for name in '=?base64?bGlzdF90YXNrcw=?=' '=?base64?bGlzdF90YXNrcx==?=' \
	'=?base64?b*lzdF90YXNrcw==?='
do
	modern tools/call "$call" -H "$V" -H "Mcp-Method: tools/call" \
		-H "Mcp-Name: $name"
	is "the tool as $name" "$code $(jb .error.code)" "400 -32020"
done
post '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}' -H "$V"
is "no envelope" "$code $(jb .error.code)" "400 -32602"
post "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{$(
	echo "$meta" | sed s/2026-07-28/2031-01-01/)}}" \
	-H "MCP-Protocol-Version: 2031-01-01" -H "Mcp-Method: tools/list"
is "a version to come" "$code $(jb .error.code)" "400 -32022"
modern ping '' -H "$V" -H "Mcp-Method: ping"
is "a method of the other era" "$code $(jb .error.code)" "404 -32601"
make='"name":"create_task","arguments":{"title":"Modern"}'
modern tools/call "$make" -H "$V" -H "Mcp-Method: tools/call" \
	-H "Mcp-Name: create_task"
is "writing needs the token here, too" "$code" 401
modern tools/call "$make" -H "$V" -H "Mcp-Method: tools/call" \
	-H "Mcp-Name: create_task" -H "Authorization: Bearer $token"
is "and is done with it" "$(jb .result.structuredContent.task.title)" Modern
curl -sN -m 60 -H "$V" -H "Mcp-Method: subscriptions/listen" \
	-H "Content-Type: application/json" "${url}mcp" -d "{\"jsonrpc\":\"2.0\",
	\"id\":\"l-1\",\"method\":\"subscriptions/listen\",\"params\":{$meta,
	\"notifications\":{\"resourceSubscriptions\":[\"task://ready\",\"x:y\"],
	\"toolsListChanged\":true}}}" >told &
ear=$!
wait_for "a subscription is acknowledged" 20 grep -q acknowledged told
is "as far as it goes" "$(sed -n 's/^data: //p' told |
	jq -c .params.notifications)" '{"resourceSubscriptions":["task://ready"]}'
git task add "Something" >/dev/null
wait_for "a change is told under its name" 20 grep -q \
	'resources/updated.*task://ready.*subscriptionId":"l-1"' told
finish
is "the server ends" "$ended" 0
wait "$ear"
is "and says so to who listens" "$(sed -n 's/^data: //p' told | tail -n 1 |
	jq -c '[.id, .result.resultType]')" '["l-1","complete"]'
unlike "nothing was complained of" "$(cat serve.err)" 'warning|error|git-task:'

# ---- who may do what ----
begin --read-only
enter
say 2 tools/list '{}'
unlike "a server that only reads offers no more" \
	"$(jb '.result.tools[].name')" 'create|update|delete|claim'
like "but that" "$(jb '.result.tools[].name')" '^get_task$'
finish
cat >tokens <<-END
	0123456789abcdef-ann write Ann Lee <ann@example.org>
	0123456789abcdef-bob read Bob Ray <bob@example.org>
END
chmod 600 tokens
begin --token-file tokens --tools core
enter
is "no session without a token" "$code" 401
enter -H "Authorization: Bearer 0123456789abcdef-ann"
as=0123456789abcdef-ann
say 2 tools/list '{}'
is "the tools that were chosen" "$(jb '.result.tools | length')" 7
say 3 tools/call '{"name":"create_task","arguments":{"title":"By Ann"}}'
is "a call is hers" "$(git log -1 --format='%an <%ae>' refs/tasks/main)" \
	"Ann Lee <ann@example.org>"
as=0123456789abcdef-bob
say 4 tools/list '{}'
is "nobody else has her session" "$code" 404
enter -H "Authorization: Bearer $as"
say 5 tools/list '{}'
unlike "who may read is offered that" "$(jb '.result.tools[].name')" create_task
git task add "By me" >/dev/null
is "others are who they are" "$(git log -1 --format=%ae refs/tasks/main)" \
	tess@example.com
finish
exit_is "no such tool" 129 timeout 20 git-task serve --listen 127.0.0.1:0 \
	--tools nosuch
done_testing
