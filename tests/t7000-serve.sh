#!/bin/sh
# serve: its doors, the API, the events, and its end.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-serve.sh"

# The address sanitizer keeps freed memory back, up to 256 MiB: too much for
# a test that looks at what a server holds.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1"

new_repo work
# of the files that the server is given
secret 0123456789abcdef-ann 0123456789abcdef-bob
may_hold work/tokens work/went
git task add "Buy milk" --tag home >/dev/null
git task add "Mend roof" --priority high >/dev/null
id=$(git task list --format ids --text milk)

# ---- what is refused before it starts ----

exit_is "an address of others needs tokens" 1 \
	timeout 20 git-task serve --listen 0.0.0.0:0
like "and says how" "$err" 'token-file'
exit_is "so does one of IPv6" 1 timeout 20 git-task serve --listen '[::]:0'
exit_is "what is no address" 129 timeout 20 git-task serve --listen somewhere:1
exit_is "no port" 129 timeout 20 git-task serve --listen 127.0.0.1:70000
echo "0123456789abcdef write" >tokens
chmod 644 tokens
exit_is "tokens that others can read" 1 \
	timeout 20 git-task serve --listen 127.0.0.1:0 --token-file tokens
like "and says so" "$err" 'others may read'
chmod 600 tokens
echo "short write" >tokens
exit_is "a short token" 1 \
	timeout 20 git-task serve --listen 127.0.0.1:0 --token-file tokens
unlike "is not printed" "$err" 'short write'
: >tokens
exit_is "no token at all" 1 \
	timeout 20 git-task serve --listen 127.0.0.1:0 --token-file tokens
mkdir ../bare
exit_is "no repository" 128 env GIT_CEILING_DIRECTORIES="$TRASH" \
	timeout 20 git-task -C ../bare serve --listen 127.0.0.1:0

# ---- the doors ----

fails "other commands do not load the library" \
	sh -c 'ldd "$(command -v git-task)" | grep microhttpd'
begin --timeout 2
like "the first line is the address with the token" "$line" \
	'^http://127\.0\.0\.1:[0-9]+/#token=[0-9a-f]{64}$'
exit_is "a port that is taken" 1 timeout 20 git-task serve --listen \
	"127.0.0.1:$port"
like "is named" "$err" "port $port"
http api/v1/tasks
is "reading needs nothing here" "$code" 200
is "and gives the tasks" "$(jb '.data | length')" 2
for head_of in api/v1/tasks "" healthz api/v1/nosuch
do
	http "$head_of"
	for line in 'Cache-Control: no-cache, private' 'X-Content-Type-Options: nosniff' \
		'Referrer-Policy: no-referrer' 'Cross-Origin-Resource-Policy: same-origin'
	do
		like "/$head_of: $line" "$head" "^$line"
	done
done
http -H "Host: evil.example" api/v1/tasks
is "a foreign name that leads here" "$code" 421
http -H "Host: evil.example:$port" api/v1/tasks
is "with our port, too" "$code" 421
http -H "Host: 127.0.0.1:1" api/v1/tasks
is "our name with another port" "$code" 421
http -H "Host: localhost:$port" api/v1/tasks
is "localhost" "$code" 200
raw "GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nHost: evil\r\nConnection: close\r\n\r\n"
unlike "two names" "$body" '^HTTP/1.1 200'
http -H "Host: evil.example" healthz
is "not even health under a foreign name" "$code" 421
http -H "Origin: http://evil.example" api/v1/tasks
is "a page of another site" "$code" 403
http -H "Origin: null" api/v1/tasks
is "a page without a site" "$code" 403
http -H "Origin: http://127.0.0.1:$port" api/v1/tasks
is "our own page" "$code" 200
http -H "Origin: http://127.0.0.1:$port" -H "Origin: http://evil.example" api/v1/tasks
is "two pages at once" "$code" 400
http -H "Authorization: Bearer $token" -H "Authorization: Bearer x" api/v1/tasks
is "two tokens" "$code" 400
http -H "Sec-Fetch-Site: cross-site" api/v1/tasks
is "an image of another site" "$code" 403
write POST api/v1/tasks '{"title":"x"}' -H "Origin: http://evil.example"
is "a write from there, with the token" "$code" 403
http -d '{"title":"x"}' -H "Content-Type: application/json" api/v1/tasks
is "a write without a token" "$code" 401
like "says what is needed" "$head" '^WWW-Authenticate: Bearer'
http -d '{"title":"x"}' -H "Content-Type: application/json" \
	-H "Authorization: Bearer ${token%?}" api/v1/tasks
is "a token cut short" "$code" 401
http -d '{"title":"x"}' -H "Content-Type: application/json" \
	-H "Authorization: Bearer ${token}0" api/v1/tasks
is "a token with more behind it" "$code" 401
http -d '{"title":"x"}' -H "Content-Type: application/json" \
	-H "Authorization: Bearer $token$token" api/v1/tasks
is "the token twice over" "$code" 401
http -d 'title=x' -H "Authorization: Bearer $token" api/v1/tasks
is "a form" "$code" 415
for type in text/plain application/x-www-form-urlencoded application/jsonp 'multipart/form-data; boundary=x'
do
	http -H "Authorization: Bearer $token" -H "Content-Type: $type" \
		-d '{"title":"pwned"}' api/v1/tasks
	is "JSON that says to be $type" "$code" 415
done
is "nothing was written" "$(git task list --count)" 2

# ---- requests that are wrong ----

for bad in ../../etc/passwd api/v1/tasks/../../x api/v1/tasks/..%2f..%2fx \
	api/v1/tasks/%2e%2e api/v1/tasks/a%00b 'api/v1/tasks?q=%zz' \
	'api/v1/tasks?q=%0d%0aX-Bad:1' 'api/v1/tasks?q=%ff' api//v1/tasks
do
	http "$bad"
	is "refused: $bad" "$code" 400
	unlike "without a header of theirs: $bad" "$head" '^X-Bad'
done
http "api/v1/tasks?q=$(printf '%09000d' 1)"
is "an address that is too long" "$code" 400
write POST api/v1/tasks '{"title":"x\r\nX-Bad: 1"}'
unlike "a title makes no header" "$head" '^X-Bad'
http api/v1/tasks?limit=0
is "a limit of nothing" "$code" 400
http api/v1/tasks?nosuch=1
is "an unknown argument" "$code" 400
is "is named" "$(jb .detail)" "unknown argument 'nosuch'"
http 'api/v1/next?claim=true'
is "reading does not claim" "$code" 400
write POST "api/v1/tasks/$id/complete" '{"values":"/etc/passwd"}'
is "no file of the server's machine" "$code $(jb .detail)" \
	"400 unknown argument 'values'"
write POST api/v1/tasks '{"title":'
is "what is no JSON" "$code" 400
write POST api/v1/tasks '["x"]'
is "what is no object" "$code" 400
http api/v1/nosuch
is "no such address" "$code" 404
http -X PUT -H "Authorization: Bearer $token" api/v1/tasks
is "no such method" "$code" 405
like "says which there are" "$head" '^Allow: GET, POST'
head -c 1100000 /dev/zero | tr '\0' ' ' >large
write POST api/v1/tasks @large
is "a body that is too large" "$code" 413
raw "POST /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nContent-Length: 1048577\r\n\r\n"
like "before it is sent" "$body" '^HTTP/1.1 413'
write POST api/v1/tasks @large -H "Transfer-Encoding: chunked"
is "one that does not say its size" "$code" 413
raw "GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nX: $(printf '%065536d' 1)\r\n\r\n"
unlike "headers without end" "$body" '^HTTP/1.1 200'
raw "POST /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nContent-Length: 10\r\n\r\n{"
is "a body that does not come is not waited for" "$body" ""
raw "GET /api/v1/tasks HTTP/1.1\r\nHost:"
is "nor a head" "$body" ""
cat >trickle.py <<'END'
import socket, sys, time
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
s.settimeout(0.1)
s.sendall(b"GET /api/v1/tasks HTTP/1.1\r\nX: ")
while True:
    try:
        s.sendall(b"a")
        if s.recv(1) == b"":
            break
    except TimeoutError:
        pass
    except OSError:
        break
END
ok "a client that sends a byte now and then is sent away" \
	timeout 60 python3 trickle.py "$port"
http healthz
is "and others are served all the same" "$code" 200

finish
begin --timeout 60
cat >thousand.py <<'END'
import resource, socket, sys
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
at = ("127.0.0.1", int(sys.argv[1]))
idle = []
for i in range(1000):
    idle.append(socket.create_connection(at, 30))
    if i % 2:
        idle[-1].sendall(b"GET /api/v1/tasks HTTP/1.1\r\nX: ")
for i in range(20):
    s = socket.create_connection(at, 30)
    s.sendall(b"GET /api/v1/tasks?limit=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
              b"Connection: close\r\n\r\n" % at[1])
    answer = b""
    while part := s.recv(65536):
        answer += part
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
# none of them was sent away for it
for s in idle[::100]:
    s.setblocking(False)
    try:
        assert s.recv(1) != b"", "an idle connection was closed"
    except BlockingIOError:
        pass
END
ok "1,000 that connect and say nothing leave room for others" \
	timeout 100 python3 thousand.py "$port"
http healthz
is "and when they have gone it goes on" "$code" 200
finish
begin

# ---- the API ----

write POST api/v1/tasks '{"title":"Paint wall","tag":["home"],"priority":"high"}'
is "a task is made" "$code" 201
new=$(jb .data.id)
like "and has an address" "$head" "^Location: /api/v1/tasks/$new"
is "the terminal sees it" "$(git task show "$new" --json | jq -r .title)" \
	"Paint wall"
git task update "$id" --title "Buy bread" >/dev/null
http "api/v1/tasks/$id"
is "what the terminal changes is seen" "$(jb .data.title)" "Buy bread"
is "a prefix is enough" "$(http "api/v1/tasks/$(echo "$id" | cut -c1-8)"; jb .data.id)" "$id"
http 'api/v1/tasks?q=tag:home+priority:high&fields=id,title'
is "a query" "$(jb '.data | tojson')" \
	"[{\"id\":\"$new\",\"title\":\"Paint wall\"}]"
http 'api/v1/tasks?fields=id,nosuch'
is "a field that there is not" "$code" 400
http 'api/v1/tasks?limit=2'
is "a page" "$(jb '.data | length')" 2
next=$(jb .next)
first=$(jb '.data[].id')
http "api/v1/tasks?limit=2&cursor=$next"
is "the last page" "$(jb .next)" null
like "a cursor is a place" "$next" '^[0-9a-z-]+$'
for bad in 1 x "${next}0" "${next%?}" "0$next" "$next-u" "$(echo "$next" | tr n t)"
do
	http "api/v1/tasks?limit=2&cursor=$bad"
	is "one that was never given out: $bad" "$code" 400
done
http "api/v1/tasks?limit=2&sort=title&cursor=$next"
is "nor for another order" "$code" 400
http "api/v1/tasks?limit=2&cursor=$next"
is "pages are all there is" "$(printf '%s\n%s\n' "$first" "$(jb '.data[].id')" |
	sort)" "$(git task list --format ids | sort)"
# a walk in pages of two, while others write before, at and behind the place
for n in 1 2 3 4 5 6 7 8 9
do
	git task add "Walk $n" --tag walk >/dev/null
done
walk() { http "api/v1/tasks?q=tag:walk&sort=$1&limit=2&fields=id,title&cursor=$2"; }
http "api/v1/tasks?q=tag:walk&sort=title&limit=2&fields=id,title"
seen=$(jb '.data[].title')
git task delete "$(jb '.data[1].id')" >/dev/null
git task add "Walk 0" --tag walk >/dev/null
walk title "$(jb .next)"
seen="$seen $(jb '.data[].title')"
git task update "$(jb '.data[1].id')" --title "Walk 4 again" >/dev/null
git task delete "$(git task list --format ids 'title="Walk 8"')" >/dev/null
git task add "Walk 45" --tag walk >/dev/null
while [ "$(jb .next)" != null ]
do
	walk title "$(jb .next)"
	seen="$seen $(jb '.data[].title')"
done
# shellcheck disable=SC2086 # words
is "whoever walks while others write sees each once" "$(echo $seen)" \
	"Walk 1 Walk 2 Walk 3 Walk 4 Walk 4 again Walk 45 Walk 5 Walk 6 Walk 7 Walk 9"
git task list --format ids tag:walk | while read -r one
do
	git task delete "$one" >/dev/null
done
# places behind long texts are still addresses
long=$(seq 2000 | tr -d '\n')
for n in 2 1 3
do
	git task add "Long $n" --tag walk --meta "team=x$long$n" \
		--description "$long$n" >/dev/null
done
next=''
seen=''
while [ "$next" != null ] && [ "${#seen}" -lt 40 ]
do
	http "api/v1/tasks?q=tag:walk&sort=description,fields.team&limit=1${next:+&cursor=$next}"
	seen="$seen$(jb '.data[].title'),"
	next=$(jb .next)
done
is "a walk in the order of long texts shows each once" \
	"$(echo "$seen" | tr , '\n' | sort | xargs)" "Long 1 Long 2 Long 3"
git task list --format ids tag:walk | xargs git task delete >/dev/null
write PATCH "api/v1/tasks/$new" '{"title":"Paint door"}'
is "an edit" "$(jb .data.title)" "Paint door"
for step in 'start {}' 'block {"reason":"rain"}' 'unblock {}' \
	'comments {"message":"half done"}' 'complete {"summary":"dry"}' \
	'feedback {"quality":5}' 'reopen {"reason":"rain"}' 'cancel {}'
do
	write POST "api/v1/tasks/$new/${step%% *}" "${step#* }"
	is "${step%% *}" "$code" 200
done
is "and all of it is in the task" "$(git task show "$new" --json | jq -r \
	'[.status, .progress[0].text // .progress[0].message] | join(" ")')" \
	"cancelled half done"
write POST "api/v1/tasks/$id/feedback" '{"quality":5}'
run git task feedback "$id" --quality 5
is "a refusal has the terminal's sentence" "$(jb .detail)" "${err#git-task: }"
like "as problem+json" "$head" '^Content-Type: application/problem\+json'
write POST api/v1/tasks/deadbeef/start '{}'
is "no such task" "$code" 404
for what in next board graph plan metrics status log conflicts people \
	templates sessions "tasks/$id/log"
do
	http "api/v1/$what"
	is "GET $what" "$code $(jb '.data | type' | tr -d '\n')" \
		"200 $(case $what in board | graph | plan | metrics | status) \
			echo object ;; *) echo array ;; esac)"
done
http api/v1/milestones
is "no milestones yet" "$code $(jb '.data | tojson')" "200 []"
write POST api/v1/tasks '{"title":"Stone one","phase":"M1","deadline":"2031-02-01"}'
write POST api/v1/tasks '{"title":"Stone two","phase":"M1","deadline":"2031-01-01"}'
stone=$(jb .data.id)
write POST "api/v1/tasks/$stone/complete" '{}'
write POST api/v1/tasks '{"title":"Stone three","phase":"M0"}'
write POST "api/v1/tasks/$(jb .data.id)/cancel" '{}'
http api/v1/milestones
is "GET milestones: how far each is" "$(jb '.data | map([.name, .tasks, .by_status.completed,
	.by_status.cancelled, .done, .last_deadline]) | tojson')" \
	'[["M0",0,0,1,null,null],["M1",2,1,0,0.5,"2031-02-01"]]'
http "api/v1/tasks/$id"
tag=$(sed -n 's/^ETag: //p' .head | tr -d '\r')
is "the tag is the tip" "$tag" "W/\"$(git rev-parse refs/tasks/main)\""
http -H "If-None-Match: $tag" "api/v1/tasks/$id"
is "unchanged" "$code$body" 304
write POST "api/v1/tasks/$id/start" '{}'
http -H "If-None-Match: $tag" "api/v1/tasks/$id"
is "changed" "$code" 200
http 'api/v1/tasks?q=due:today'
unlike "what depends on the day has no tag" "$head" '^ETag'
# ---- writes on condition ----
http "api/v1/tasks/$id"
seen=$(sed -n 's/^ETag: //p' .head | tr -d '\r')
git task add "Somebody else's" >/dev/null
write PATCH "api/v1/tasks/$id" '{"title":"Mine"}' -H "If-Match: $seen"
is "what happens to other tasks is no reason to refuse" "$code" 200
now=$(sed -n 's/^ETag: //p' .head | tr -d '\r')
is "the answer has the new tag" "$now" "W/\"$(git rev-parse refs/tasks/main)\""
git task update "$id" --title "Theirs" >/dev/null
before=$(git rev-parse refs/tasks/main)
write PATCH "api/v1/tasks/$id" '{"title":"Mine again"}' -H "If-Match: $now"
is "what happened to this one is" "$code" 412
is "as problem+json" "$(jb .title)" "Precondition Failed"
is "and nothing was written" "$(git rev-parse refs/tasks/main)" "$before"
for step in 'start {}' 'comments {"message":"x"}' 'complete {}' \
	'criteria {"criterion":"x"}'
do
	write POST "api/v1/tasks/$id/${step%% *}" "${step#* }" -H "If-Match: $now"
	is "$step" "$code $(git rev-parse refs/tasks/main)" "412 $before"
done
write DELETE "api/v1/tasks/$id" '{}' -H "If-Match: $now"
is "nor deleted" "$code" 412
for tag in '"nonsense"' 'W/"0000000000000000000000000000000000000000"' '""' x
do
	write PATCH "api/v1/tasks/$id" '{"title":"x"}' -H "If-Match: $tag"
	is "a tag that proves nothing: $tag" "$code" 412
done
write PATCH "api/v1/tasks/$id" '{"title":"x"}' \
	-H "If-Match: \"nonsense\", W/\"$before\""
is "one of several" "$code" 412
write PATCH "api/v1/tasks/$id" '{"title":"Either"}' \
	-H "If-Match: $now, W/\"$before\""
is "is enough" "$code" 200
write PATCH "api/v1/tasks/$id" '{"title":"Any"}' -H "If-Match: *"
is "any" "$code" 200
write POST api/v1/tasks '{"title":"Made"}' -H "If-Match: $now"
is "a new task needs the very tip" "$code" 412
write POST api/v1/tasks '{"title":"Made"}' \
	-H "If-Match: \"$(git rev-parse refs/tasks/main)\""
is "and is made with it" "$code" 201
# ten at once, with the same tag: one is first
http "api/v1/tasks/$id"
seen=$(sed -n 's/^ETag: //p' .head | tr -d '\r')
for n in 1 2 3 4 5 6 7 8 9 10
do
	curl -s -m 20 -o /dev/null -w '%{http_code}\n' -X PATCH -H "If-Match: $seen" \
		-H "Authorization: Bearer $token" -H "Content-Type: application/json" \
		-d "{\"title\":\"Race $n\"}" "${url}api/v1/tasks/$id" >race.$n &
	racers="${racers:-} $!"
done
# shellcheck disable=SC2086
wait $racers
is "of ten with the same tag one wins" "$(cat race.* | sort | uniq -c |
	awk '{ print $1 "x" $2 }' | tr '\n' ' ')" "1x200 9x412 "
http -I api/v1/tasks
is "HEAD" "$code" 200
unlike "has no body" "$body" data
http api/v1/openapi.json
is "every operation has a name of its own" \
	"$(jb '[.paths[][].operationId] | length - (unique | length)')" 0
http api/v1
printf '%s\n' "$body" | jq -r '.routes[] | sub("/$"; "")' | sort >answered
http api/v1/openapi.json
jb '.paths | to_entries[] | .key as $p | .value | keys[] | "\(ascii_upcase) \($p)"' |
	grep ' /api/v1' | sort >described
same "all that is answered is described, and nothing else" answered described
is "also what is beside" "$(jb '.paths | keys[]' | grep -v '^/api/v1' | tr '\n' ' ')" \
	"/healthz /mcp /metrics /readyz "
# each is asked for once, without what it needs: it is there, and says so
unknown=
while read -r method path
do
	id_there=$(printf '%s\n' "$path" | sed "s/{id}/zzzz/")
	case $path in */events) continue ;; esac
	http -X "$method" -H "Authorization: Bearer $token" \
		-H "Content-Type: application/json" "${id_there#/}"
	case $code in
	405 | 500) unknown="$unknown $method:$path:$code" ;;
	404) test "$path" != "$id_there" || unknown="$unknown $method:$path" ;;
	esac
done <described
is "and is there" "$unknown" ""
http api/v1/openapi.json
is "a write can be conditional" "$(jb '[.paths[][] | select(.responses["412"]) |
	[.parameters[]?.name] | contains(["If-Match"])] | unique | tojson')" "[true]"
is "each that writes" "$(jb '[.paths | to_entries[] | select(.key | startswith("/api")) |
	.value[] | select(.security | length == 1) | has("requestBody") and
	(.responses | has("412"))] | unique | tojson')" "[true]"
is "a document is a body" "$(jb '.paths["/api/v1/prd/check"].post.requestBody
	.content["application/json"].schema.required | tojson')" '["content"]'
is "those that write need the token" "$(jb '[.paths[] | to_entries[] |
	select(.key != "get" and (.value.security | contains([{}]) and
	length > 1)) | .value.operationId] | sort | join(" ")')" \
	"checkPRD mcp mcpEnd previewPRD renderMarkdown"
is "the options are those of the commands" "$(jb '.paths["/api/v1/tasks"].post
	.requestBody.content["application/json"].schema.properties | keys |
	contains(["title", "priority", "deadline"])')" true

# ---- what the page is made of ----

write PATCH api/v1/tasks "{\"id\":[\"$id\",\"$new\"],\"tag\":[\"both\"]}"
is "several tasks at once" "$(git task list --all --count tag:both)" 2
write POST api/v1/undo '{}'
is "taken back" "$(git task list --all --count tag:both)" 0
write POST "api/v1/tasks/$id/criteria" '{"criterion":"it is cold"}'
http "api/v1/tasks/$id/criteria"
is "criteria" "$(jb '.data[].criterion')" "it is cold"
write POST "api/v1/tasks/$id/criteria/remove" '{"criterion":"1"}'
is "one is taken away" "$(http "api/v1/tasks/$id/criteria"; jb '.data | length')" 0
write POST "api/v1/tasks/$id/dependencies" "{\"on\":[\"$new\"]}"
http 'api/v1/graph.svg?all=true'
like "a picture" "$head" '^Content-Type: image/svg\+xml'
is "of the tasks" "$(printf '%s\n' "$body" | grep -c 'id="t-')" "$(git task list --all --count)"
write POST "api/v1/tasks/$id/dependencies/remove" "{\"on\":[\"$new\"]}"
is "no dependency" "$code" 200
http 'api/v1/report?charts=true'
is "a report with charts" "$(jb '.data | has("chart_flow")')" true
http api/v1/report
is "and without" "$(jb '.data | has("chart_flow")')" false
http api/v1/search?words=wall
is "a search" "$code" 200
prd='{"content":"# Shop\n\n## FR-1 Cart\n- AC: it holds 2 things\n"}'
http -H "Content-Type: application/json" -d "$prd" api/v1/prd/preview
is "a document is looked at without a token" "$(jb '.data.items[].key')" FR-1
http -H "Content-Type: application/json" -d '{}' api/v1/prd/preview
is "it has to be there" "$(jb .detail)" "'content' is missing: the document's text"
http -H "Content-Type: application/json" -d "$prd" api/v1/prd/check
is "checked" "$code" 200
write POST api/v1/prd "$prd"
http api/v1/prd
is "and made into tasks" "$(jb '.data[].key')" FR-1
http -H "Content-Type: application/json" \
	-d '{"texts":["**a**","<script>b</script>"]}' api/v1/markdown
is "Markdown" "$(jb '.data[0]')" "<p><strong>a</strong></p>"
unlike "without foreign markup" "$(jb '.data[1]')" 'script'
http -H "Content-Type: application/json" -d '{"texts":[1]}' api/v1/markdown
is "that is text" "$code" 400
http api/v1/templates/bug-fix
is "a template" "$(jb .data.name)" bug-fix
printf 'name: mine\n' >mine.yaml
http api/v1/templates/mine.yaml
is "which is no file" "$code" 404
write POST api/v1/templates/mine.yaml/apply '{}'
is "nor made of one" "$code" 404
had=$(git task list --all --count)
write POST api/v1/templates/bug-fix/apply '{"var":{"bug":"Login loops"}}'
is "its tasks are made" "$code" 200
ok "all of them" test "$(git task list --all --count)" -gt "$had"
http api/v1
is "who asks without a token may not write" "$(jb '"\(.writes) \(.repository)"')" \
	"false work"
http -H "Authorization: Bearer $token" api/v1
is "with it" "$(jb .writes)" true
http ""
is "the page" "$code" 200
like "is a document" "$head" '^Content-Type: text/html'
like "that runs nothing of a text in it" "$head" \
	"^Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'"
unlike "no script or style stands in it" "$body" '<script[^>]*>[^<]|<style| style=| on[a-z]*='
total=$(printf '%s' "$body" | wc -c)
for file in $(cd "$SRCDIR/page" && echo *)
do
	http "page/$file"
	is "page/$file" "$code" 200
	same "as it is: $file" .body "$SRCDIR/page/$file"
	total=$((total + $(wc -c <.body)))
done
ok "all of it has at most 150 KB: $total" test "$total" -le 150000
tag=$(sed -n 's/^ETag: //p' .head | tr -d '\r')
http -H "If-None-Match: $tag" "page/$file"
is "a file that is known is not sent" "$code$body" 304
http page/nosuch.js
is "what is no file" "$code" 404
http page/index.html/x
is "nor a folder" "$code" 404

# ---- health and metrics ----

http healthz
is "healthz" "$code $(jb .status)" "200 ok"
like "and since when" "$(jb .started_at)" '^2[0-9]{3}-[0-9-]{5}T[0-9:]{8}Z$'
http api/v1
is "as the list of addresses says" "$(jb .started_at)" "$(curl -s -m 20 "${url}healthz" | jq -r .started_at)"
http readyz
is "readyz" "$code $(jb '.status, .checks.refs, .checks.git' | tr '\n' ' ')" \
	"200 ok ok ok "
mv "$(ref_file)" kept
printf 'nonsense\n' >"$(ref_file)"
http readyz
is "readyz when the tasks can not be read" "$code" 503
unlike "tells nobody where things are" "$body" "$TRASH"
mv kept "$(ref_file)"
http metrics
is "metrics" "$code" 200
like "for Prometheus" "$head" '^Content-Type: text/plain; version=0.0.4'
http -H "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1" metrics
like "in the form that is asked for" "$head" \
	'^Content-Type: application/openmetrics-text; version=1.0.0'
is "which has an end" "$(printf '%s\n' "$body" | tail -n 1)" "# EOF"
http -H "Accept: application/openmetrics-text;q=0.2,text/plain;q=0.5" metrics
like "or that is liked better" "$head" '^Content-Type: text/plain'
http -H "Accept: */*" metrics
like "the older one for who takes all" "$head" '^Content-Type: text/plain'
like "with tasks" "$body" '^git_task_tasks\{.*status="pending"'
unlike "and no accuracy of nothing" "$body" 'accuracy'

# ---- events ----

# listen FILE ARG...: in the background, sets ear.
listen()
{
	file=$1
	shift
	curl -sN -m 60 "$@" "${url}api/v1/events" >"$file" 2>/dev/null &
	ear=$!
	wait_for "$file: it listens" 20 grep -q '^: at' "$file"
}

listen one
git task add "Third" >/dev/null
wait_for "a change by somebody else is told" 20 grep -q '^event: created' one
is "its place is the tip" "$(sed -n 's/^id: //p' one)" \
	"$(git rev-parse refs/tasks/main)"
kill "$ear"
wait "$ear" 2>/dev/null
place=$(sed -n 's/^id: //p' one)
git task start "$id" --force >/dev/null 2>&1
git task complete "$id" >/dev/null
git task add "Fourth" >/dev/null
git task note "$id" "a word" >/dev/null
want=$(git task watch --peek --since "$place" --json | jq length)
# told FILE NUMBER: so many events are in it; they come in pieces
told() { test "$(grep -c '^event:' "$1")" -ge "$2"; }
listen two -H "Last-Event-ID: $place"
wait_for "what was missed comes" 20 told two "$want"
nr=$(grep -c '^event:' two)
is "who was away gets what was missed" "$nr" "$want"
ok "which is something" test "$nr" -ge 3
kill "$ear"
wait "$ear" 2>/dev/null
middle=$(sed -n 's/^id: //p' two | sed -n 2p)
like "there is a place within a step" "$middle" '^[0-9a-f]+\.[0-9a-f]+\.2$'
listen three -H "Last-Event-ID: $middle"
wait_for "the rest comes" 20 told three $((nr - 2))
is "from there on the rest, once" "$(sed -n 's/^id: //p' three)" \
	"$(sed -n 's/^id: //p' two | sed 1,2d)"
git task add "Fifth" >/dev/null
wait_for "and what comes then" 20 grep -q Fifth three
git task session start >/dev/null
wait_for "sessions of agents" 20 grep -q '^event: sessions' three
kill "$ear"
wait "$ear" 2>/dev/null
http -H "Last-Event-ID: nonsense" api/v1/events
is "what is no place" "$code" 400
http -H "Last-Event-ID: $(printf '%040d' 1)" api/v1/events
is "a place that is gone" "$code" 410

# ---- a join ----

git init -q --bare "$TRASH/hub.git"
git remote add origin "$TRASH/hub.git"
git task sync >/dev/null 2>&1
git clone -q "$TRASH/hub.git" "$TRASH/other" 2>/dev/null
other() { git -C "$TRASH/other" "$@" 2>/dev/null; }
other task pull >/dev/null
place=$(git rev-parse refs/tasks/main)
listen joined
git task add "Ours 1" >/dev/null
other task add "Theirs 1" >/dev/null
other task add "Theirs 2" >/dev/null
other task update "$id" --title "Their name for it" >/dev/null
# a second later, so that it is ours that stays
GIT_TASK_TEST_NOW=$(date -u -d '+2 seconds' +%FT%TZ) git task update "$id" \
	--title "Our name for it" >/dev/null
other task sync >/dev/null
git task sync >/dev/null 2>&1
wait_for "what the other clone did is told" 20 grep -q '^event: conflict' joined
kill "$ear"
wait "$ear" 2>/dev/null
# what FILE: which event of which task, each as often as it was told
what() { sed -n 's/^data: //p' "$1" | jq -r '"\(.event) \(.id)"' | sort; }
what joined >whole
is "each of it once" "$(wc -l <whole) $(uniq -d whole)" "5 "
listen away -H "Last-Event-ID: $place"
wait_for "who was away hears of the join" 20 grep -q '^event: conflict' away
kill "$ear"
wait "$ear" 2>/dev/null
what away >told
same "the same, once" told whole
# the listener may have seen the ref move once, or once for each of these commands
middle=$(sed -n 's/^id: //p' joined | grep -m 1 '\..*\.1$')
listen rest -H "Last-Event-ID: $middle"
wait_for "and who left in the midst of it" 20 grep -q '^event: conflict' rest
kill "$ear"
wait "$ear" 2>/dev/null
awk -v RS= -v ORS='\n\n' -v id="id: $middle" \
	'after { print } index($0, id) { after = 1 }' joined >joined-after
is "the rest" "$(what rest)" "$(what joined-after)"

# ---- memory ----

many()
{
	curl -s -m 120 "${url}api/v1/tasks?fields=id&limit=[1-$1]" \
		"${url}api/v1/tasks?nosuch=[1-$1]" >/dev/null
	ps -o rss= -p "$pid"
}
many 200 >rss
many 600 >>rss
ok "more requests take no more memory: $(tr -s ' \n' ' ' <rss) KiB" \
	awk 'NR == 1 { was = $1 } END { exit !($1 < was + 1500) }' rss

# ---- its end ----

listen four
finish
is "SIGTERM ends it, listeners or not" "$ended" 0
wait "$ear"
unlike "nothing was complained of" "$(cat serve.err)" 'warning|error|git-task:'

# ---- in the browser ----

# a browser that tells what it was given, and goes where that leads
cat >browser <<'END'
#!/bin/sh
printf '%s\n' "$@" >argv
stat -c %a "$1" >mode
curl -s "$(sed -n 's/.*url=\([^"#]*\).*/\1/p' "$1")" >seen
sed -n 's/.*url=\([^"]*\)".*/\1/p' "$1" >went
END
chmod +x browser
git config browser.told.cmd "$PWD/browser"
git config web.browser told
begin --open
wait_for "--open starts the browser" 20 test -s went
is "with the page" "$(cat went)" "$line"
like "which is there by then" "$(cat seen)" '<title>git task</title>'
unlike "the secret is no argument" "$(cat argv)" 'token'
is "and for nobody else to read" "$(cat mode)" 600
file=$(cat argv)
finish
is "SIGTERM ends the server" "$ended" 0
fails "and nothing stays behind" test -e "$file"
git config browser.told.cmd false
begin --open
http healthz
is "without a browser it serves all the same" "$code" 200
finish

# ---- reading only, and tokens of a file ----

begin --read-only
is "no token where nothing is written" "$line" "$url"
http api/v1/tasks
is "it reads" "$code" 200
write POST api/v1/tasks '{"title":"x"}'
is "it does not write" "$code" 401
finish
printf '0123456789abcdef-ann write\n' >tokens
chmod 600 tokens
begin --read-only --token-file tokens
token=0123456789abcdef-ann
write POST api/v1/tasks '{"title":"x"}'
is "whatever a token may" "$code" 403
finish

cat >tokens <<-END
	# those who may
	0123456789abcdef-ann write Ann Lee <ann@example.org>
	0123456789abcdef-bob read
END
begin --token-file tokens --host tasks.example.org
unlike "the address has no secret" "$line" 'token'
http api/v1/tasks
is "reading needs a token then" "$code" 401
http metrics
is "metrics, too" "$code" 401
http api/v1/nosuch
is "and what there is not" "$code" 401
http -X PUT api/v1/tasks
is "or not in this way" "$code" 401
http healthz
is "health does not" "$code" 200
http ""
is "nor does the empty page" "$code" 200
token=0123456789abcdef-bob
http -H "Authorization: Bearer $token" api/v1/tasks
is "one that reads" "$code" 200
write POST api/v1/tasks '{"title":"By Bob"}'
is "does not write" "$code" 403
token=0123456789abcdef-ann
write POST api/v1/tasks '{"title":"By Ann"}' -H "Host: tasks.example.org"
is "one that writes, under the further name" "$code" 201
is "is the author" "$(git log -1 --format='%an <%ae>' refs/tasks/main)" \
	"Ann Lee <ann@example.org>"
is "also in the task" "$(jb .data.created_by)" "Ann Lee"
write POST "api/v1/tasks/$(jb .data.id)/start" '{}'
is "and is who works on it" "$(jb .data.assignee)" ann@example.org
git task add "By me" >/dev/null
is "others are who they are" "$(git log -1 --format=%ae refs/tasks/main)" \
	tess@example.com
finish
is "and it ends" "$ended" 0

done_testing
