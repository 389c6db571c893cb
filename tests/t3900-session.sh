#!/bin/sh
# session: what agents log about themselves, and what is made of it.
. "${0%/*}/lib.sh"

# got FILTER: of a session
got()
{
	git task session show "${2:-task-002-session}" --json | jq -r "$1"
}
T=2026-11-28T09
export GIT_TASK_TEST_NOW=${T}:30:00Z

new_bare hub.git
new_repo work
git remote add origin "$TRASH/hub.git"
git config task.fsync false

# ---- nothing yet ----

run git task session list --json
is "no session is no error" "$status $out" "0 []"
run git task session stats --json
is "sums of nothing" "$(jqo '[.total.sessions, .total.success_rate,
	.total.cost, .agents] | tojson')" '[0,null,null,[]]'
exit_is "an unknown session" 2 git task session tokens x --input 1
like "says how to start one" "$err" "session 'x' not found.*session start"

# ---- one session ----

run at ${T}:00:00Z git task session start task-002-session \
	--agent solidity-developer --model claude-sonnet-4
is "prints its id" "$status $out" "0 task-002-session"
at ${T}:01:00Z git task session task task-002-session task-002 -q \
	--description "Write contracts" --priority high
at ${T}:02:00Z git task session tokens task-002-session -q --input 3500 \
	--output 1200 --context-window 200000
is "the id of the name" "$(got .id)" a127603e847b3696
is "found by the start of its id" "$(got .session a1276)" task-002-session
is "the task it is at" "$(got .current_task)" task-002
is "... described" "$(got '.tasks[0] | [.description, .priority, .status] |
	join(",")')" "Write contracts,high,started"
is "how full the context is" "$(got .context.percent)" 1.8
at ${T}:03:00Z git task session tokens task-002-session -q --input 500 \
	--output 300 --cache-read 96500 --cache-creation 10
is "tokens add up" "$(got '.tokens | tojson')" \
	'{"input":4000,"output":1500,"cache_read":96500,"cache_creation":10}'
is "the context is what was sent last" "$(got .context.used)" 97010
at ${T}:04:00Z git task session error task-002-session -q --severity high \
	--type tool --task task-002 the compiler is missing
is "an error" "$(got '.errors[0] | [.severity, .type, .message, .task] |
	join(",")')" "high,tool,the compiler is missing,task-002"
at ${T}:09:00Z git task session task task-002-session task-002 -q \
	--status success
is "the end of a task" "$(got '.tasks[0] | [.status, .duration_ms] |
	join(",")')" "success,480000"
is "it is at none now" "$(got .current_task)" null
is "the last news" "$(got .last_seen)" "${T}:09:00Z"
run at ${T}:10:00Z git task session end task-002-session
is "ends" "$status $err" "0 session ended"
is "is ended" "$(got '[.state, .ended_at] | join(" ")')" \
	"ended ${T}:10:00Z"
tip=$(git rev-parse refs/tasks/sessions)
git task session end task-002-session -q
is "ending it again is no change" "$(git rev-parse refs/tasks/sessions)" "$tip"
is "it is stored as a task" "$(git show \
	refs/tasks/sessions:a1/a127603e847b3696.json | jq -r .type)" session
fails "and is none" git task show a127603e847b3696
ok "the tasks have no ref" test -z "$(git for-each-ref refs/tasks/main)"

# ---- going on, names, states ----

at ${T}:20:00Z git task session start task-002-session -q \
	--agent solidity-developer --model claude-opus-4 >/dev/null
is "goes on" "$(at ${T}:21:00Z git task session list --json |
	jq -r '.[0] | [.state, .model, .started_at, .tokens.input] |
	join(" ")')" "active claude-opus-4 ${T}:00:00Z 4000"
exit_is "not for another agent" 1 git task session start task-002-session \
	--agent other
like "says whose it is" "$err" "'solidity-developer'"
state()
{
	at "$1" git task session list --all --json | jq -r '.[0].state'
}
is "news" "$(state ${T}:49:59Z)" active
is "none for 30 minutes" "$(state ${T}:50:00Z)" stale
git config task.session.timeout 2h
is "a longer time" "$(state ${T}:50:00Z)" active
git config --unset task.session.timeout
run env GIT_TASK_AGENT=robot git task session start
like "an id is made" "$out" '^[0-9a-f]{16}$'
is "for the agent that acts" "$(got .agent "$out")" robot
run git task session list --agent robot --json
is "of one agent" "$(jqo length)" 1
run git task session list --state ended --json
is "of one state" "$(jqo length)" 0

# ---- requests count once ----

git task session start r --agent a --model m1 >/dev/null 2>&1
git task session tokens r -q --input 10 --output 1 --request req_1
tip=$(git rev-parse refs/tasks/sessions)
git task session tokens r -q --input 10 --output 1 --request req_1
is "the same again is no change" "$(git rev-parse refs/tasks/sessions)" "$tip"
git task session tokens r -q --input 10 --output 7 --request req_1
git task session tokens r -q --input 10 --output 3 --request req_1
is "the greatest numbers count" "$(got '[.tokens.input, .tokens.output] |
	join(",")' r)" 10,7
git task session tokens r -q --input 10
git task session tokens r -q --input 10
is "without a request each counts" "$(got .tokens.input r)" 30

# ---- a task of this repository is linked, never changed ----

id=$(git task add "Buy milk" 2>/dev/null)
full=$(git task show "$id" --json | jq -r .id)
tip=$(git rev-parse refs/tasks/main)
git task session task r "$id" -q
git task session task r "$id" --status failed --duration 5 -q
is "linked" "$(got '.tasks[0] | [.task, .task_id, .status, .duration_ms] |
	join(" ")' r)" "$id $full failed 5"
is "not changed" "$(git rev-parse refs/tasks/main)" "$tip"

# ---- what is refused, what is cleaned ----

refused()
{
	refused_what=$1
	shift
	run git task session "$@"
	case $status in
	1 | 129) pass "$refused_what" ;;
	*) fail "$refused_what ($status)" ;;
	esac
}
nl='a
b'
esc=$(printf 'a\033[31mb')
long=$(printf '%201s' x)
for word in "" " " "$nl" "$esc" "$long"
do
	refused "refused as a name" start "$word"
	refused "refused as an agent" start y --agent "$word"
	refused "refused as a model" start y --model "$word"
	refused "refused as a task" task r "$word"
	refused "refused as a request" tokens r --input 1 --request "$word"
	refused "refused as a kind of error" error r x --type "$word"
done
refused "a negative number" tokens r --input -5
refused "one that is too great" tokens r --input 100000000001
refused "a part of a token" tokens r --input 1.5
refused "no number at all" tokens r
refused "an unknown severity" error r x --severity awful
refused "an unknown status" task r x --status great
refused "an unknown priority" task r x --priority great
refused "control characters in a message" error r "$esc"
refused "a message that is too long" error r "$(printf '%16385s' x)"
refused "an unknown state" list --state gone
refused "an unknown period" stats --period never
is "nothing of that was kept" "$(got '[.tokens.input, (.errors | length),
	(.tasks | length)] | join(",")' r)" 30,0,1
# a blob of somebody else can hold anything: it is cleaned when it is shown
git task session start evil -q --agent e >/dev/null
path=$(git ls-tree -r --name-only refs/tasks/sessions | grep "$(got .id evil)")
git show "refs/tasks/sessions:$path" |
	jq '.assignee = "\u001b[31mred" | .fields.model = 7' >evil.json
blob=$(git hash-object -w evil.json)
GIT_INDEX_FILE=$TRASH/ix git read-tree refs/tasks/sessions
GIT_INDEX_FILE=$TRASH/ix git update-index --cacheinfo "100644,$blob,$path"
tree=$(GIT_INDEX_FILE=$TRASH/ix git write-tree)
git update-ref refs/tasks/sessions \
	"$(git commit-tree "$tree" -p refs/tasks/sessions -m evil)"
# as in a clone that never had the clean one: it would be joined again
rm -f .git/git-task/lock*
run git task session list
unlike "no escape reaches the terminal" "$out" "$(printf '\033')"
like "what is left is shown" "$out" 'red'
run git task session show evil
unlike "nor in show" "$out" "$(printf '\033')"
exit_is "fsck looks at sessions" 0 git task fsck
like "and tells of it" "$out" "refs/tasks/sessions:$path: .*control"
like "counts them" "$out" '1 task, 4 sessions'
git update-ref refs/tasks/sessions 'refs/tasks/sessions^'
rm -f .git/git-task/lock*

# ---- sums ----

run at ${T}:30:00Z git task session stats --json
is "of all" "$(jqo '.total | [.tasks, .succeeded, .success_rate,
	.mean_duration_ms, .tokens.input, .tokens_per_task, .errors.high,
	.cost, .unpriced_tokens] | tojson')" '[2,1,0.5,240003,4030,2769,1,0.0635,37]'
is "... by the table that is built in" "$(git -c task.price.builtin=false \
	task session stats --json | jq -c '[.total.cost, .prices_of]')" \
	'[null,null]'
is "by agent" "$(jqo '[.agents[] | [.agent, .tokens.input]] | tojson')" \
	'[["a",30],["e",0],["robot",0],["solidity-developer",4000]]'
is "tokens are those of the model that used them" "$(jqo '[.models[] |
	select(.model | startswith("c")) | [.model, .tokens.input, .tasks]] |
	tojson')" '[["claude-opus-4",0,1],["claude-sonnet-4",4000,0]]'
is "how long sessions were under way, what they shared counted once" \
	"$(jqo '[.total.uptime_ms, (.agents[] | select(.agent == "robot").uptime_ms),
	(.by_day | map(.uptime_ms) | add)] | tojson')" '[1800000,0,1800000]'
run at 2026-11-30T00:00:00Z git task session stats --period yesterday --json
is "a period without anything" "$(jqo .total.tokens.input)" 0
git config task.price.claude-sonnet-4.input 3
git config task.price.claude-sonnet-4.output 15
run git task session stats --json
is "costs" "$(jqo '.total | [.cost, .unpriced_tokens] | tojson')" \
	'[0.0345,96547]'
run at 2026-11-29T12:00:00Z git task session stats --charts --json
is "day by day until today" "$(jqo '.days | [.[0].date, .[-1].date] | tojson')" \
	'["2026-11-28","2026-11-29"]'
is "what the days say is what all say" "$(jqo '[([.days[].tokens.input] | add),
	([.days[].cost] | add)] == [.total.tokens.input, .total.cost]')" true
is "and so do the sessions" "$(jqo '[([.each_session[].tokens.output] | add),
	([.each_session[].tasks] | add)] == [.total.tokens.output, .total.tasks]')" true
is "tokens of a task are those used while at it" "$(jqo '.each_task[] |
	select(.task == "task-002") | [.description, .tokens.input,
	.agents[0]] | tojson')" '["Write contracts",4000,"solidity-developer"]'
like "a chart" "$(jqo .chart_tokens)" '<rect .*<title>2026-11-28, input: '
like "of costs, too" "$(jqo .chart_cost)" '<svg .*'
like "and of time" "$(jqo .chart_uptime)" '<rect .*<title>2026-11-28, hours: '
run at 2027-06-01T00:00:00Z git task session stats --series --json
is "no more than 90 days" "$(jqo '[(.days | length), has("chart_tokens")] |
	tojson')" '[90,false]'
run git task session list --all --charts --json
is "a curve for who used something" "$(jqo '[.[] | (.chart != null) ==
	([.tokens[]] | add > 0)] | all')" true
run git task session stats
like "as a table" "$out" '^solidity-developer +claude-sonnet-4 .* 0\.03 \+ \?$'
run git task session stats --format csv
like "as CSV" "$out" '^agent,model,sessions,'
is "nobody said in which currency" "$(git -c task.price.builtin=false task \
	session stats --json | jq .currency)" null
run git -c task.price.currency=EUR task session stats --json
is "until somebody does, and then no dollars are among them" \
	"$(jqo '[.currency, .prices_of, .total.cost, .total.unpriced_tokens] | tojson')" \
	'["EUR",null,0.0345,96547]'
run git -c task.price.currency=EUR task session stats
like "the table says it, too" "$err" 'cost in EUR$'
printf 'price:\n  claude-sonnet-4:\n    input: 900\n' >.git-task.yaml
run git task session stats --json
is "a tracked file sets no price" "$(jqo .total.cost)" 0.0345
rm .git-task.yaml

# ---- for Prometheus ----

run git task metrics --format prometheus
cp "$TRASH/.out" prom
for line in 'git_task_agent_sessions{state="stale"} 0' \
	'git_task_agent_tokens_total{agent="a",model="m1",direction="input"} 30' \
	'git_task_agent_errors_total{severity="high"} 1' \
	'git_task_agent_errors_total{severity="critical"} 0'
do
	ok "$line" grep -qxF "$line" prom
done
unlike "no id of a session" "$(cat prom)" 'a127603e|task-002-session'

# ---- many writers at once ----

git task session start busy --agent a >/dev/null 2>&1
for i in 1 2 3 4 5 6
do
	{
		for k in 1 2 3 4 5
		do
			git task session tokens busy -q --input 1 \
				--output "$k" || echo "writer $i" >>lost
		done
	} &
done
wait
ok "all were written" test ! -e lost
is "no number is lost" "$(got '[.tokens.input, .tokens.output] | join(",")' \
	busy)" 30,90

# ---- two clones ----

git task sync >/dev/null 2>&1
git clone -q "$TRASH/hub.git" "$TRASH/other" 2>/dev/null
there="git -C $TRASH/other task"
git -C "$TRASH/other" config task.fsync false
$there sync >/dev/null 2>&1
is "a clone gets them" "$($there session show busy --json |
	jq .tokens.input)" 30
git task session tokens busy -q --input 100
git task session tokens busy -q --input 5 --request both
git task session start here -q --agent a >/dev/null
git task session start same -q --agent a >/dev/null
git task session tokens same -q --input 1
$there session tokens busy -q --input 1000
$there session tokens busy -q --input 6 --request both
$there session error busy -q "no disk"
$there session end busy -q
$there session start same -q --agent a >/dev/null
$there session tokens same -q --input 2
for i in 1 2
do
	git task sync >/dev/null 2>&1
	$there sync >/dev/null 2>&1
done
is "one tip" "$(git -C "$TRASH/other" rev-parse refs/tasks/sessions)" \
	"$(git rev-parse refs/tasks/sessions)"
is "the remote has it" "$(git -C "$TRASH/hub.git" rev-parse \
	refs/tasks/sessions)" "$(git rev-parse refs/tasks/sessions)"
is "the sum of both" "$(got '[.tokens.input, .state, (.errors | length)] |
	join(",")' busy)" 1136,ended,1
is "one that both began" "$(got .tokens.input same)" 3
is "one that only one began" "$($there session show here --json |
	jq -r .agent)" a
ok "fsck" git task fsck
ok "fsck of Git" git fsck --strict
git task gc >/dev/null
is "packed and read again" "$(got .tokens.input busy)" 1136

# ---- a file that nobody can read ----

blob=$(echo '{' | git hash-object -w --stdin)
GIT_INDEX_FILE=$TRASH/ix git read-tree refs/tasks/sessions
GIT_INDEX_FILE=$TRASH/ix git update-index --add \
	--cacheinfo "100644,$blob,00/0000000000000000.json"
tree=$(GIT_INDEX_FILE=$TRASH/ix git write-tree)
git update-ref refs/tasks/sessions \
	"$(git commit-tree "$tree" -p refs/tasks/sessions -m broken)"
run git task session list
is "is told" "$status" 1
like "with its name" "$err" "00/0000000000000000.json.*git task fsck"
run git task fsck
is "fsck fails" "$status" 1
like "and names it" "$out" \
	'error: refs/tasks/sessions:00/0000000000000000.json'
new_repo ../empty
run git task session list
is "no session: nothing on stdout" "$out" ""
is "a note says so" "$err" "No sessions found"
is "and JSON is a list all the same" \
	"$(git task session list --format json)" "[]"

done_testing
