# lib-serve.sh - talking to `git task serve`; sourced behind lib.sh.
# shellcheck shell=sh disable=SC2034 # the tests read what these set
#
#	begin OPTION...		starts a server on a free port; sets pid, line (the
#				first one that it says), url, token and port
#	finish			SIGTERM; sets ended to the exit status
#	http ARG... PATH	curl with these arguments; sets code, head and body
#	write METHOD PATH BODY ARG...	the same with token and JSON
#	raw TEXT		sent as it is (\r\n for line ends), the answer in body, and
#				"still open" when the server does not close in 20 s
#	jb FILTER		jq -r over the last body
#
# What the server says besides is in serve.err.  CURL has arguments that every
# request gets.

CURL=
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
		# said once, to who started it, and written nowhere else
		secret "$token"
		: >serve.out ;;
	esac
	port=${url##*:}
	port=${port%/}
}

finish()
{
	kill "$pid"
	wait "$pid"
	ended=$?
}
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill $pid 2>/dev/null; (exit $left); lib_cleanup' EXIT

http()
{
	for path; do :; done
	nr=$(($# - 1))
	while [ "$nr" -gt 0 ]
	do
		set -- "$@" "$1"
		shift
		nr=$((nr - 1))
	done
	shift
	: >.body
	# shellcheck disable=SC2086 # several arguments
	code=$(curl -s $CURL --path-as-is -m 20 -o .body -D .head \
		-w '%{http_code}' "$@" "$url$path")
	body=$(cat .body)
	head=$(cat .head)
}

write()
{
	how=$1 where=$2 what=$3
	shift 3
	http -X "$how" -H "Authorization: Bearer $token" \
		-H "Content-Type: application/json" -d "$what" "$@" "$where"
}

raw()
{
	body=$(printf '%b' "$1" | python3 -c '
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
s.sendall(sys.stdin.buffer.read())
out = b""
try:
    while True:
        part = s.recv(65536)
        if not part:
            break
        out += part
except TimeoutError:
    out += b"still open"
except OSError:
    pass
sys.stdout.write(out.decode("latin-1"))' "$port")
}

jb() { printf '%s\n' "$body" | jq -r "$1"; }
