#!/bin/sh
# serve: who asks too often, TLS, one who takes all connections, what reaches logs.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-serve.sh"

new_repo work
# of the files that the server is given
secret 0123456789abcdef-ann 0123456789abcdef-bob
may_hold work/tokens
git task add "Buy milk" >/dev/null
cat >tokens <<-END
	0123456789abcdef-ann write Ann Lee <ann@example.org>
	0123456789abcdef-bob read
END
chmod 600 tokens

# codes ARG... PATH: the statuses of 25 requests, "20x200 5x429"
codes()
{
	for last; do :; done
	nr=$(($# - 1))
	while [ "$nr" -gt 0 ]
	do
		set -- "$@" "$1"
		shift
		nr=$((nr - 1))
	done
	shift
	curl -s -m 30 -o /dev/null -w '%{http_code}\n' "$@" \
		"$url$last?n=[1-25]" | sort | uniq -c |
		awk '{ printf "%s%sx%s", (NR > 1 ? " " : ""), $1, $2 }'
}

# ---- who asks too often ----

# where the clock stands still no request comes back
GIT_TASK_TEST_NOW=2026-05-04T10:00:00Z
export GIT_TASK_TEST_NOW
begin --rate 2
is "ten seconds' worth at once, then no more" "$(codes healthz)" "20x200 5x429"
http api/v1/tasks
is "whatever is asked for" "$code $(jb .title)" "429 Too Many Requests"
like "and when to come again" "$head" '^Retry-After: 1'
like "as problem+json" "$head" '^Content-Type: application/problem\+json'
like "with the headers of every answer" "$head" '^X-Content-Type-Options: nosniff'
http 'api/v1/tasks?q=%zz'
is "what is wrong counts, too" "$code" 429
is "another address has its own" \
	"$(codes --interface 127.0.0.2 -H "Host: 127.0.0.1:$port" healthz)" \
	"20x200 5x429"
write POST api/v1/tasks '{"title":"By token"}'
is "so has a token, wherever it comes from" "$code" 201
is "however many there are" "$(codes -H "Authorization: Bearer $token" \
	--interface 127.0.0.2 healthz)" "19x200 6x429"
write POST api/v1/tasks '{"title":"Too much"}'
is "a write is refused the same way" "$code" 429
is "and not made" "$(git task list --count --text 'Too much')" 0
http -H "Authorization: Bearer ${token}x" healthz
is "a wrong token is nobody" "$code" 429
finish
begin --token-file tokens --rate 1
token=0123456789abcdef-ann
is "each token" "$(codes -H "Authorization: Bearer $token" healthz)" \
	"10x200 15x429"
is "on its own" "$(codes -H "Authorization: Bearer 0123456789abcdef-bob" \
	healthz)" "10x200 15x429"
is "and none" "$(codes healthz)" "10x200 15x429"
finish
begin --token-file tokens
curl -s -m 30 -o /dev/null -w '%{http_code}\n' "${url}healthz?n=[1-1005]" | sort | uniq -c |
	awk '{ print $2 "x" $1 }' >many
is "with tokens there is a limit that nobody asked for" "$(tr '\n' ' ' <many)" "200x1000 429x5 "
finish
unset GIT_TASK_TEST_NOW
begin --rate 1
codes healthz >/dev/null
http healthz
is "too often" "$code" 429
ready() { http healthz; test "$code" = 200; }
wait_for "after a while there is room again" 20 ready
finish
begin
is "alone on one's own machine there is no limit" "$(codes healthz)" "25x200"
finish
for bad in -1 100001 x
do
	exit_is "no rate: $bad" 129 timeout 20 git-task serve --rate="$bad" \
		--listen 127.0.0.1:0
done

# ---- TLS ----

# certificate NAME: NAME.pem and NAME.key, for 127.0.0.1 and localhost
certificate()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" \
		-addext "subjectAltName=IP:127.0.0.1,DNS:localhost" \
		>/dev/null 2>&1 && chmod 600 "$1.key"
}
ok "a certificate" certificate ours
ok "another one" certificate theirs
begin --tls-cert ours.pem --tls-key ours.key
like "the address is one of TLS" "$line" '^https://127\.0\.0\.1:[0-9]+/#token='
CURL="--cacert ours.pem"
http api/v1/tasks
is "tasks come through" "$code $(jb '.data | length')" "200 2"
write POST api/v1/tasks '{"title":"Through TLS"}' -H "Origin: ${url%/}"
is "and go" "$code $(git task list --count --text 'Through TLS')" "201 1"
http -H "Host: evil.example:$port" api/v1/tasks
is "the doors are the same" "$code" 421
CURL="--cacert theirs.pem"
http api/v1/tasks
is "it is the certificate that was given" "$code" 000
CURL="--cacert ours.pem --tlsv1.0 --tls-max 1.1 --ciphers DEFAULT:@SECLEVEL=0"
http api/v1/tasks
is "no old TLS" "$code" 000
CURL=
raw "GET / HTTP/1.1\r\nHost: 127.0.0.1:$port\r\n\r\n"
unlike "nothing in the clear" "$body" 'HTTP/1.1 200|<title'
curl -sN -m 60 --cacert ours.pem "${url}api/v1/events" >heard 2>/dev/null &
ear=$!
wait_for "it listens" 20 grep -q '^: at' heard
git task add "Told through TLS" >/dev/null
wait_for "events come through" 20 grep -q '^event: created' heard
kill "$ear"
wait "$ear" 2>/dev/null
finish
is "and it ends" "$ended" 0
cat ours.key ours.pem >both.pem
chmod 600 both.pem
begin --tls-cert both.pem --tls-key both.pem
CURL="--cacert ours.pem"
http healthz
is "both in one file" "$code" 200
CURL=
finish
# start ARG...: does it start at all
start() { run timeout 20 git-task serve --listen 127.0.0.1:0 "$@"; }
start --tls-cert ours.pem
is "a certificate needs its key" "$status" 129
start --tls-cert ours.pem --tls-key theirs.key
is "not another one's" "$status" 1
like "and says so" "$err" 'do not belong together'
chmod 600 ours.pem
start --tls-cert ours.key --tls-key ours.pem
is "nor each in the other's place" "$status" 1
start --tls-cert ours.pem --tls-key nosuch.key
is "no key" "$status" 1
chmod 644 ours.key
start --tls-cert ours.pem --tls-key ours.key
is "a key that others can read" "$status" 1
like "is named" "$err" "others may read the key in '.*ours.key'"

# ---- one who takes all connections ----

cat >take-all.py <<'END'
import socket, subprocess, sys
server = subprocess.Popen([sys.argv[1], "serve", "--listen", "127.0.0.1:0",
                           "--timeout", "600"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
try:
    port = int(server.stdout.readline().split(":")[2].split("/")[0])
    taken = []
    for i in range(250):
        s = socket.socket()
        s.bind(("127.0.0.2", 0))
        s.settimeout(30)
        s.connect(("127.0.0.1", port))
        taken.append(s)
    s = socket.create_connection(("127.0.0.1", port), 30)
    s.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
              b"Connection: close\r\n\r\n" % port)
    answer = s.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200"), answer
finally:
    server.kill()
    server.wait()
END
ok "one address can not take all connections" \
	sh -c 'ulimit -n 300 && exec timeout 100 python3 take-all.py "$1"' sh \
	"$BUILD/git-task"

# ---- what reaches headers and logs ----

esc=$(printf '\033')
GIT_TASK_TRACE=$PWD/trace
export GIT_TASK_TRACE
begin
unset GIT_TASK_TRACE
write POST api/v1/tasks '{"title":"x\r\nX-Bad: 1\u001b[31m","tag":["a\nb"]}'
unlike "no answer has a header of theirs" "$head" '^X-Bad'
write POST api/v1/tasks '{"title":"plain","description":"a\u202ec\u2066d"}'
is "what turns a line around is escaped in answers" \
	"$code $(printf '%s' "$body" | grep -c -e "$(printf '\342\200\256')" \
	-e "$(printf '\342\201\246')")" "201 0"
write POST api/v1/tasks '{"title":"x\u001b[31m faked"}'
unlike "what came is data in the answer" "$body" "$esc"
write POST 'api/v1/tasks/a%1b%5b31m%0afaked/start' '{}'
is "an id that is none" "$code" 400
write POST 'api/v1/tasks/zz%5bfaked/start' '{"x\u001b[31m\nfaked: 1":"y"}'
is "an argument that is no name" "$code" 400
unlike "is shown as data" "$body" "$esc"
http -H "Last-Event-ID: ${esc}[31mfaked" api/v1/events
unlike "nor a header that is shown" "$body" "$esc"
http -H "User-Agent: ${esc}[31mfaked" -H "X-Forwarded-For: ${esc}[31mfaked" \
	"api/v1/tasks?q=faked"
raw "GET /api/v1/tasks?faked\033[31m HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nX: a\r\n faked: b\r\nConnection: close\r\n\r\n"
unlike "a line that goes on makes no header" "$body" '^(X-Bad|faked)'
for bad in api/v1/tasks/%ff api/v1/tasks/%c0%ae%c0%ae 'api/v1/tasks?status=%ed%a0%80'
do
	http "$bad"
	is "no address that is no UTF-8: $bad" "$code $(jb .detail)" \
		"400 the address can not be read"
done
for bad in %0d%0aX-Bad:%201 %1b%5b31m %00 %7f
do
	http "api/v1/tasks?q=$bad"
	is "no control character in a query: $bad" "$code $(jb .detail)" \
		"400 the address can not be read"
done
raw "FAKED\033 /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nConnection: close\r\n\r\n"
unlike "nor does a method" "$body" '^HTTP/1.1 200'
finish
ok "the trace is written" grep -q 'write' trace
unlike "no control character in it" "$(cat trace)" "$esc"
unlike "nothing of theirs" "$(cat trace)" '^(faked|X-Bad)'
unlike "no token" "$(cat trace)" "$token"
unlike "and nothing on standard error" "$(cat serve.err)" "faked|$esc|$token"

# ---- paths ----

echo secret >page.txt
begin
for path in page/../page.txt page/..%2fpage.txt page/%2e%2e/page.txt \
	page/..%5cpage.txt page//../page.txt page/.. 'page/.git%2fconfig' \
	page/../../../../etc/passwd /etc/passwd page/./index.html
do
	http "$path"
	is "no way out of the page: $path" "$code" 400
	unlike "and nothing of it: $path" "$body" 'secret|root:|\[core\]'
done
for path in page.txt .git/config page/page.txt page/api.c
do
	http "$path"
	is "no file of the repository: $path" "$code" 404
done
finish

# ---- a socket that is handed over ----

# handed HOST NR OPTION...: a server that finds such sockets; sets pid
handed()
{
	rm -f port
	: >serve.out
	host=$1 nr=$2
	shift 2
	python3 "$SRCDIR/tests/helpers/handed.py" "$host" "$nr" git-task serve "$@" \
		>serve.out 2>serve.err &
	pid=$!
}
handed 127.0.0.1 1
wait_for "the socket is there" 20 test -s port
is "a request before the server is ready is answered" "$(curl -s -m 20 -o /dev/null \
	-w '%{http_code}' "http://127.0.0.1:$(cat port)/healthz")" 200
read -r line <serve.out
like "it says where that is" "$line" "^http://127\.0\.0\.1:$(cat port)/#token="
finish
is "and ends as ever" "$ended" 0
handed ::1 1
wait_for "over IPv6" 20 test -s serve.out
like "... too" "$(cat serve.out)" "^http://\[::1\]:$(cat port)/#token="
finish
# refused STATUS WORDS HOST NR OPTION...
refused()
{
	want=$1 words=$2
	shift 2
	handed "$@"
	gone() { ! kill -0 "$pid" 2>/dev/null; }
	wait_for "it does not start: $words" 20 gone
	kill "$pid" 2>/dev/null
	wait "$pid"
	is "status: $words" "$?" "$want"
	like "sentence: $words" "$(cat serve.err)" "$words"
}
refused 129 'leave out --listen' 127.0.0.1 1 --listen 127.0.0.1:0
refused 1 'others can reach 0.0.0.0' 0.0.0.0 1
refused 1 '2 sockets were handed over' 127.0.0.1 2
refused 1 'no TCP socket that listens' 127.0.0.1 0
handed 127.0.0.1 -1 --listen 127.0.0.1:0
wait_for "what is for another process is left alone" 20 test -s serve.out
isnt "... another port" "$(sed 's/.*:\([0-9]*\).*/\1/' serve.out)" "$(cat port)"
finish

done_testing
