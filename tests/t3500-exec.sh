#!/bin/sh
# exec: what runs, with which limits, and what the task keeps of it.
. "${0%/*}/lib.sh"

new_repo work
mkdir sub
id=$(git task add "Build it" 2>/dev/null)
full=$(git task list --format ids)

# last FILTER: of the newest record
last()
{
	git task show "$id" --json | jq -r ".executions | max_by(.id) | $1"
}
count()
{
	git task show "$id" --json | jq '.executions | length'
}

# ---- a command ----

run git task exec "$id" -- sh -c 'echo out; echo err >&2; exit 3'
is "the command's own status" "$status" 3
is "its output" "$out" out
is "its errors, and nothing else" "$err" err
is "recorded" "$(count)" 1
is "the argv" "$(last '.command | join("|")')" \
	"sh|-c|echo out; echo err >&2; exit 3"
is "how it ended" "$(last '[.exit_code, .output, .error, .truncated,
	.timed_out, .by] | tojson')" \
	'[3,"out\n","err\n",false,false,"Tess Ter"]'
like "how long it took" "$(last .execution_time)" '^[0-9.]+$'
is "one commit, by its verb" "$(git log -1 --format=%s refs/tasks/main |
	cut -d: -f1)" "exec $id"

run git task exec "$id" true
is "without -- too" "$status" 0
run git task exec "$id" -- printf '%s.' a '' -- --list
is "words go through as they are" "$out" a..--.--list.
like "options before --" "$(git task exec --no-record "$id" -q \
	-- sh -c 'echo "$1"' x --json)" '^--json$'
run git task exec "$id" --no-record -- sh -c 'kill -9 $$'
is "ended by a signal" "$status" 137
n=$(count)
run git task exec "$id" --no-record -- echo quiet
is "--no-record runs" "$out" quiet
is "and keeps nothing" "$(count)" "$n"

# live: the command waits for what its first line brings about
mkfifo back
{
	git task exec "$id" --timeout 20s -- sh -c 'echo ready; read x <back;
		echo "$x"' | {
		read -r line
		echo "after $line" >back
		cat
	}
} >live
is "output comes while it runs" "$(cat live)" "after ready"

# ---- where, and in which environment ----

is "in the current directory" \
	"$(cd sub && git task exec "$id" -- pwd)" "$PWD/sub"
is "recorded from the top" "$(last .dir)" sub
is "--dir" "$(git task exec "$id" --dir sub -- pwd)" "$PWD/sub"
is "at the top nothing is said" \
	"$(git task exec "$id" -- true; last .dir)" null
is "outside of the work tree: the top" "$(cd .git && cd .. && cd .. &&
	GIT_DIR=$TRASH/work/.git GIT_WORK_TREE=$TRASH/work \
	git task exec "$id" -- pwd)" "$TRASH/work"
n=$(count)
exit_is "--dir outside" 1 git task exec "$id" --dir .. -- pwd
like "says so" "$err" "outside the work tree"
ln -s "$TRASH" away
exit_is "a link that leads out" 1 git task exec "$id" --dir away -- pwd
exit_is "--dir that is not there" 1 git task exec "$id" --dir nope -- pwd
is "nothing was recorded" "$(count)" "$n"

run env SECRET=s AWS_ACCESS_KEY_ID=k LC_FOO=l GIT_TOKEN=t GIT_EDITOR=vi \
	GIT_DIR="$PWD/.git" GIT_INDEX_FILE=x GIT_CONFIG_COUNT=1 \
	GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0=secret TZ=UTC \
	BASH_ENV=/nowhere git task exec "$id" --env A=1 --env B=x=y -- env
like "TASK_ID" "$out" "^TASK_ID=$full\$"
like "--env" "$out" '^B=x=y$'
like "PATH" "$out" '^PATH=.'
like "LC_*" "$out" '^LC_FOO=l$'
like "GIT_*" "$out" '^GIT_EDITOR=vi$'
unlike "no secrets" "$out" '^(SECRET|AWS_.*|GIT_TOKEN|BASH_ENV)='
unlike "nothing of one repository" "$out" \
	'^GIT_(DIR|INDEX_FILE|CONFIG_(COUNT|KEY_0|VALUE_0))='
run env SECRET=s GIT_DIR="$PWD/.git" git task exec "$id" --inherit-env \
	--env TASK_ID=mine -- env
like "--inherit-env" "$out" '^SECRET=s$'
unlike "not even then" "$out" '^GIT_DIR='
is "--env has the last word" "$(printf '%s\n' "$out" |
	grep -c '^TASK_ID=')$(printf '%s\n' "$out" | grep '^TASK_ID=')" \
	"1TASK_ID=mine"

printf 'a\nb\n' >lines
git task exec "$id" -- cat <lines >got
is "standard input is empty" "$(cat got)" ""
git task exec "$id" --stdin -- cat <lines >got
same "unless it is passed" lines got

# ---- limits ----

run git task exec "$id" --timeout 0.2s -- sh -c 'echo on; sleep 60'
is "the time limit" "$status" 124
is "what came before it" "$out" on
like "a warning" "$err" '^warning: ended after 0.2 s by the time limit'
is "recorded" "$(last '[.timed_out, .exit_code, .output] | tojson')" \
	'[true,124,"on\n"]'
git config task.exec.timeout 0.1s
exit_is "the configured limit" 124 git task exec "$id" -- sleep 60
exit_is "the environment's" 0 env EXECUTION_TIMEOUT=20 \
	git task exec "$id" -- sh -c 'while ! test -s lines; do :; done'
git config task.exec.timeout soon
exit_is "a bad one" 1 git task exec "$id" -- true
like "is named" "$err" 'task.exec.timeout'
git config --unset task.exec.timeout
printf 'exec:\n  timeout: 1ms\n  memory: 1KB\n' >.git-task.yaml
exit_is "a tracked file sets no limits" 0 git task exec "$id" -- true
like "and is told" "$err" 'exec'
rm .git-task.yaml

# the whole group: nobody outlives the command
git task exec "$id" -- sh -c 'sleep 60 & echo $!' >pid
gone()
{
	! kill -0 "$(cat pid)"
}
wait_for "what was left running is killed" 10 gone
git task exec "$id" --timeout 0.2s -- sh -c \
	"trap '' TERM; sleep 60 & echo \$!; wait; wait" >pid 2>/dev/null
wait_for "also what ignores SIGTERM" 10 gone

# ... nor what went into sessions of its own, and what that started
git task exec "$id" -- sh -c 'setsid sh -c "sleep 60 & echo \$! >pid; wait" &
	while ! test -s pid; do sleep 0.01; done' 2>/dev/null
wait_for "a daemon's child is killed" 10 gone
rm pid
git task exec "$id" --timeout 1s -- sh -c 'setsid sh -c "trap \"\" TERM
	setsid sleep 60 & echo \$! >pid; wait" & wait; wait' 2>/dev/null
wait_for "at the time limit, too" 10 gone
rm pid
git-task exec "$id" -- sh -c 'setsid sh -c "sleep 60 & echo \$! >pid; wait" &
	wait' 2>/dev/null &
pid=$!
wait_for "it runs" 20 test -s pid
kill -9 $pid
wait $pid 2>/dev/null
wait_for "and when git-task is killed" 10 gone

# its parent has nothing to read
run env FOO_VALUE=behind-the-wall git-task exec "$id" -- sh -c \
	'tr "\0" "\n" </proc/$PPID/environ; echo read'
unlike "the parent's environment is blank" "$out$err" behind-the-wall
like "the program ran" "$out" read

run git task exec "$id" --memory 50MB -- dd if=/dev/zero of=/dev/null bs=80M count=1
is "the memory limit" "$status" 1
exit_is "--memory 0" 0 git task exec "$id" --memory 0 -- \
	dd if=/dev/zero of=/dev/null bs=80M count=1
exit_is "--file-size" 153 git task exec "$id" --file-size 1KB -- \
	dd if=/dev/zero of=big bs=4000 count=1
is "no more was written" "$(wc -c <big | tr -d ' ')" 1000
exit_is "--cpu" 152 git task exec "$id" --cpu 1 -- sh -c 'while :; do :; done'
is "core dumps are off" "$(git task exec "$id" -- sh -c 'ulimit -c')" 0

# a signal for git-task ends the command, and is told
git-task exec "$id" -- sh -c 'echo on >started; trap "exit 9" TERM
	while :; do sleep 0.01; done' 2>/dev/null &
pid=$!
wait_for "it runs" 20 test -s started
kill -TERM $pid
status=0
wait $pid || status=$?
is "git-task's status" "$status" 143
is "it was recorded" "$(last .exit_code)" 9

# ---- output ----

run git task exec "$id" --json -- sh -c 'seq 20000; seq 3 >&2'
is "a long output is cut" "$(jqo '[.truncated, .output_bytes, .error_bytes,
	.error] | tojson')" '[true,108894,6,"1\n2\n3\n"]'
like "its begin is kept" "$(jqo .output)" '^1$'
like "and its end" "$(jqo .output)" '^20000$'
like "and what is missing" "$(jqo .output)" '^\[... [0-9]+ bytes left out ...\]$'
is "64 KiB of it" "$(jqo '.output | length / 1024 | floor')" 64
run git task exec "$id" --json --max-output 10 -- seq 100
is "--max-output" "$(jqo '.output | @json')" \
	'"1\n2\n3\n[... 282 bytes left out ...]\n\n100\n"'
run git task exec "$id" -- printf 'a\033[31mred\033[0m\007\377\r\nx'
is "live output is as it is" "$(od -An -c "$TRASH/.out" | tr -d ' \n')" \
	'a033[31mred033[0m\a377\r\nx'
is "the record is clean" "$(last '.output | @json')" '"ared��\nx"'
run git task show "$id"
like "show" "$out" '^Executions$'
unlike "shows no control characters" "$out" "$(printf '\033')"

# ---- secrets ----

run env DB_PASSWORD=hunter-of-2 git task exec "$id" --inherit-env -- sh -c \
	'echo "it is $DB_PASSWORD"; echo Authorization: Bearer abcdef12345 >&2' \
	--password wordofpass
is "shown as it is" "$out" "it is hunter-of-2"
is "recorded masked" "$(last '[.output, .error, .command[-1]] | tojson')" \
	'["it is ***\n","Authorization: Bearer ***\n","***"]'
git task exec "$id" --env API_TOKEN=tok-1234 --max-output 20 -- sh -c \
	'printf "123456tok-1234567890123456"; printf "%s" $API_TOKEN' >/dev/null
unlike "masked where it is cut" "$(last .output)" 'tok-'
run git task exec "$id" --no-output --json -- echo private
is "shown, not kept" "$(jqo .output)" private
is "what is kept of it" "$(last '[has("output"), has("error"), .output_bytes,
	.error_bytes, .exit_code] | tojson')" '[false,false,8,0,0]'
git config task.exec.recordOutput false
git task exec "$id" -- echo private >/dev/null
is "by configuration" "$(last 'has("output")')" false
ok "show" git task show "$id"
ok "the list" git task exec "$id" --list
git config --unset task.exec.recordOutput

run git task exec "$id" --json -- sh -c 'echo live; exit 4'
is "JSON: the same status" "$status" 4
is "one object, nothing live" "$(jqo '[.task, .recorded, .exit_code, .output,
	.by] | tojson')" "[\"$full\",true,4,\"live\\n\",\"Tess Ter\"]"
run git task exec "$id" --json --no-record -- true
is "not recorded" "$(jqo '.recorded')" false
git task exec "$id" -- yes 2>/dev/null | head -n 1 >got
is "a reader that leaves" "$(cat got)" y
run git task exec "$id" -- sh -c 'echo x' 3>/dev/full
exit_is "a full disk" 1 sh -c "git task exec $id -- echo x >/dev/full"
like "is told" "$err" 'can not write the output'

# ---- code ----

run git task exec "$id" --language python --code 'print(6 * 7)'
is "python" "$out" 42
is "recorded with its code" "$(last '[.language, .code, .command] | tojson')" \
	'["python","print(6 * 7)",null]'
echo 'import sys; print(sys.argv[1:]); sys.exit(7)' >p.py
run git task exec "$id" --language python --file p.py -- a -b
is "a file, with arguments" "$out$status" "['a', '-b']7"
is "recorded with its name" "$(last '[.file, .code, .arguments] | tojson')" \
	'["p.py",null,["a","-b"]]'
echo 'echo "$BASH_VERSION" | cut -c1; echo "$0 $1"; cat' >b
git task exec "$id" --language bash - one <b >got
is "bash from standard input" "$(sed 1d got)" "bash one"
like "that is bash" "$(head -n 1 got)" '^[0-9]$'
echo 'x = input(); print(x * 2)' >p.py
echo ab | git task exec "$id" -l python -f p.py --stdin >got
is "code and its standard input" "$(cat got)" abab

# the other interpreters, by what they are called with
mkdir bin
stub()
{
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}
show='printf "%s" "${0##*/}"; for a; do printf "|%s" "$a"; done; echo'
with()
{
	PATH="$PWD/bin:$PATH" run git task exec "$id" "$@"
}
stub node "$show"
with --language javascript --code 'f()' -- -x
is "javascript" "$out" "node|-e|f()|--|-x"
stub node "$show; if test -f \"\$3\"; then cat \"\$3\"; fi"
mkdir tmp
TMPDIR=$PWD/tmp
export TMPDIR
with -l typescript -c 'let a: number'
like "typescript by node" "$out" \
	'^node\|--experimental-strip-types\|--no-warnings\|/.*/code\.ts$'
like "which finds the code" "$out" '^let a: number$'
is "and nothing stays" "$(ls tmp)" ""
unset TMPDIR
stub node 'exit 9'
stub tsx "$show"
with -l typescript -c 'let a'
like "by tsx" "$out" '^tsx\|/.*/code\.ts$'
mv bin/tsx bin/ts-node
with -l typescript -c 'let a'
like "by ts-node" "$out" '^ts-node\|'
mv bin/ts-node bin/deno
with -l typescript -c 'let a'
like "by deno" "$out" '^deno\|run\|--no-prompt\|/'
rm bin/deno
stub sqlite3 "$show; cat"
with -l sql -c 'select 1;'
is "sql" "$out" "sqlite3|-batch|-bail|:memory:
select 1;"
echo 'select 2;' >q.sql
with -l sql -f q.sql
like "sql from a file" "$out" '^select 2;$'
stub mypy "$show"
PYTHON_EXECUTABLE=$PWD/bin/mypy
export PYTHON_EXECUTABLE
with -l python -c 'x'
is "PYTHON_EXECUTABLE" "$out" "mypy|-c|x"
PYTHON_EXECUTABLE=no-such-python
with -l python -c 'x'
is "a missing interpreter" "$status" 1
is "is one clear sentence" "$err" "git-task: cannot run python: \
'no-such-python' is not on PATH; install Python or name it in PYTHON_EXECUTABLE"
unset PYTHON_EXECUTABLE

# ---- lists ----

git task add "Another" >other 2>/dev/null
o=$(cat other)
run git task exec "$o" --list
is "nothing was run" "$status$out" 0
for h in 1 2 3 4 5
do
	at "2026-11-21T0$h:00:00Z" git task exec "$o" -- sh -c "exit $h"
done
run git task exec "$o" --list --json
is "newest first" "$(jqo '[.[].exit_code] | tojson')" '[5,4,3,2,1]'
run git task exec "$o" --list --limit 2 --json
is "--limit" "$(jqo '[.[].exit_code] | tojson')" '[5,4]'
run at 2026-11-21T07:00:00Z git task exec "$o" --list
like "a table" "$out" "^2 hours ago +exit 5 +[0-9.]+ s  Tess Ter  sh -c 'exit 5'"
run git task exec "$o" --list --format csv
like "as CSV" "$out" '^at,exit_code,execution_time,by,what$'
run at 2026-11-21T07:00:00Z git task show "$o"
like "show: when, who, how" "$out" '^  2 hours ago, Tess Ter, exit 5 in [0-9.]+ s$'
like "what" "$out" "^    sh -c 'exit 3'"
unlike "only the last few" "$out" 'exit 2'
like "and how many more" "$out" '^  and 2 earlier ones$'
n=$(git task exec "$id" --list --json | jq -c '[.[].id] == ([.[].id] |
	sort | reverse)')
is "quick runs keep their order" "$n" true

# ---- the schemas ----

python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3
schema()
{
	is "$1" "$(printf '%s\t%s\n' "$2" "$3" | "$python" \
		"$SRCDIR/tests/helpers/schema.py" "$SRCDIR/formats")" "ok $2"
}
git task show "$id" --json >show.json
schema "show with executions fits the schema" show show.json
git task exec "$id" --list --json >list.json
schema "the list, too" exec list.json
git task exec "$id" --json -- true >one.json
schema "one run, too" exec one.json
cat >examples.py <<'X'
import json, sys
from jsonschema import Draft202012Validator as V
for name in ("task.schema.json", "task-output.schema.json"):
    schema = json.load(open(f"{sys.argv[1]}/{name}"))
    entry = schema["$defs"]["execution"]
    check = V({"$ref": "#/$defs/execution", "$defs": schema["$defs"]})
    assert len(entry["examples"]) >= 2
    for e in entry["examples"]:
        check.validate(e)
        for key, wrong in (("exit_code", "1"), ("output", 1), ("at", 0),
                           ("language", "perl"), ("command", "ls")):
            assert not check.is_valid({**e, key: wrong}), key
    assert schema["properties"]["executions"]["items"] == {
        "$ref": "#/$defs/execution"}
    stored = json.load(open(sys.argv[2]))
    for e in stored:
        check.validate(e)
X
ok "the examples in the schemas, and what was stored" \
	"$python" examples.py "$SRCDIR/formats" list.json

# ---- what is refused ----

n=$(count)
exit_is "unknown task" 2 git task exec deadbeef -- true
exit_is "no task" 129 git task exec
exit_is "no command" 129 git task exec "$id"
exit_is "an unknown program" 1 git task exec "$id" -- no-such-program
like "is named" "$err" "^git-task: cannot run 'no-such-program': "
exit_is "--language alone" 129 git task exec "$id" --language python
exit_is "--code alone" 129 git task exec "$id" --code x
exit_is "--file alone" 129 git task exec "$id" --file x
exit_is "both" 129 git task exec "$id" -l python --code x --file y
exit_is "an unknown language" 129 git task exec "$id" -l perl --code x
exit_is "no code" 1 git task exec "$id" -l python --code ' '
exit_is "no such file" 1 git task exec "$id" -l python --file nope.py
exit_is "--timeout" 129 git task exec "$id" --timeout soon -- true
exit_is "--timeout of a year" 1 git task exec "$id" --timeout 365d -- true
exit_is "--memory" 129 git task exec "$id" --memory much -- true
like "is named" "$err" "^git-task: --memory: 'much' is not a size"
exit_is "--cpu" 129 git task exec "$id" --cpu x -- true
exit_is "--file-size" 129 git task exec "$id" --file-size x -- true
exit_is "--max-output" 129 git task exec "$id" --max-output 1MB -- true
exit_is "--env" 129 git task exec "$id" --env x -- true
exit_is "--limit" 129 git task exec "$id" --list --limit x
exit_is "--list with a command" 129 git task exec "$id" --list -- true
exit_is "--format" 129 git task exec "$id" --format xml -- true
exit_is "stdin twice" 129 git task exec "$id" -l bash --stdin -
exit_is "sql with input" 129 git task exec "$id" -l sql --stdin -c 'x'
exit_is "sql with arguments" 1 git task exec "$id" -l sql -c 'x' -- y
is "nothing of that was recorded" "$(count)" "$n"
git clone -q --bare . ../bare.git && git push -q ../bare.git refs/tasks/main
exit_is "a bare repository" 1 git --git-dir=../bare.git task exec "$id" -- true
like "has no work tree" "$err" 'work tree'

# what could not be recorded is told, and the status is not 0: here the command
# itself makes the tasks those of a newer version
run git task exec "$id" -- sh -c 'echo ran
	blob=$(echo "{\"schema\": 99}" | git hash-object -w --stdin)
	tree=$(git ls-tree refs/tasks/main |
		sed "s/blob [0-9a-f]*\(.meta.json\)/blob $blob\1/" | git mktree)
	git update-ref refs/tasks/main "$(git commit-tree "$tree" \
		-p refs/tasks/main -m newer)"'
is "a store that can not be written" "$status" 1
is "it ran" "$out" ran
like "but was not recorded" "$err" 'it ran, but was not recorded: these tasks have schema 99'
done_testing
