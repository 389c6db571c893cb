#!/bin/sh
# Metrics, series, forecast and Prometheus text, checked against the history.
. "${0%/*}/lib.sh"

new_repo work
run git task init
git config task.fsync false

# ---- a history of 2,000 tasks, from a seed ----

SEED=${SEED:-20261121}
diag "seed $SEED"
python3 - "$SEED" >tasks.ndjson <<'PY'
import json, random, sys
from datetime import datetime, timedelta, timezone
random.seed(int(sys.argv[1]))
start = datetime(2026, 8, 1, 9, 0, tzinfo=timezone.utc)
for i in range(2000):
    at = start + timedelta(minutes=random.randrange(60 * 24 * 20))
    t = {"id": "%016x" % random.getrandbits(64), "title": "Task %d" % i,
         "status": "pending", "priority": random.choice(["low", "high"]),
         "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
         "assignee": random.choice(["ann", "bob", "cem"])}
    if random.random() < .6:
        t["estimated_hours"] = random.randrange(1, 20)
    if random.random() < .5:
        t["deadline"] = (at + timedelta(days=random.randrange(1, 50))
                         ).strftime("%Y-%m-%dT%H:%M:%SZ")
    print(json.dumps(t))
PY
run at 2026-08-21T09:00:00Z git task import tasks.ndjson
is "2,000 tasks imported" "$status" 0
jq -r .id tasks.ndjson >ids

# Each day some tasks start, some are blocked, finished, opened again.
python3 - "$SEED" ids >days.sh <<'PY'
import random, sys
random.seed(int(sys.argv[1]) + 1)
ids = open(sys.argv[2]).read().split()
random.shuffle(ids)
pending, doing, blocked, done = ids, [], [], []
def say(day, hour, cmd, batch):
    if batch:
        print(f"at 2026-{8 + (day + 20) // 30:02d}-{(day + 20) % 30 + 1:02d}"
              f"T{hour:02d}:00:00Z git-task {cmd.split()[0]} {' '.join(batch)} "
              f"{' '.join(cmd.split()[1:])} >/dev/null 2>>errors || exit 1")
def take(pool, n):
    random.shuffle(pool)
    batch, pool[:] = pool[:n], pool[n:]
    return batch
for day in range(1, 50):
    b = take(pending, random.randrange(30, 50)); say(day, 8, "update --status in_progress", b); doing += b
    b = take(doing, random.randrange(0, 6)); say(day, 10, "block --reason waiting", b); blocked += b
    b = take(blocked, random.randrange(0, 4)); say(day, 12, "unblock", b)
    pending += b
    b = take(doing, random.randrange(20, 40)); say(day, 15, f"complete --actual-hours {random.randrange(1, 20)}", b); done += b
    b = take(done, random.randrange(0, 3)); say(day, 17, "reopen", b); pending += b
PY
: >errors
# shellcheck disable=SC1091 # made above
(. ./days.sh)
is "every day's commands succeed" "$?" 0
isnt "there is a history" "$(git rev-list --count refs/tasks/main)" 2

nr=0
set --
for period in 2026-08-01T00:00:00Z..2026-11-01T00:00:00Z \
	2026-09-01T00:00:00Z..2026-09-15T12:00:00Z \
	2026-08-25T00:00:00Z..2026-08-26T00:00:00Z
do
	nr=$((nr + 1))
	run at 2026-11-01T00:00:00Z git-task metrics --format json \
		--since "${period%..*}" --until "${period#*..}"
	is "metrics of $period" "$status" 0
	cp "$TRASH/.out" "got.$nr"
	# shellcheck disable=SC2046 # two numbers
	set -- "$@" $(jq -r '.since, .until | fromdate * 1000' "got.$nr") "got.$nr"
done
is "three periods of three words" $# 9
ok "equal those computed from git log" \
	python3 "$SRCDIR/tests/helpers/metrics.py" "$@"

# ---- the past stays ----

run at 2026-11-01T00:00:00Z git task metrics --until 2026-10-31T00:00:00Z --json
before=$(jqo '[.tasks_completed, .lead_time_hours_median]' | tr -d '\n ')
run git task list --status completed --format ids --limit 5
# shellcheck disable=SC2086 # ids are words
run at 2026-11-02T00:00:00Z git task delete --force $out
is "five finished tasks are deleted" "$status" 0
run at 2026-11-03T00:00:00Z git task metrics --until 2026-10-31T00:00:00Z --json
is "deleting does not rewrite the past" \
	"$(jqo '[.tasks_completed, .lead_time_hours_median]' | tr -d '\n ')" \
	"$before"

# ---- forms ----

run at 2026-11-01T00:00:00Z git task metrics --feedback --period last-week
like "feedback text has the words" "$out" 'Average Quality: '
like "and echoes the period" "$out" 'last-week'
run at 2026-11-01T00:00:00Z git task metrics --by assignee --format csv
is "one line a group, a head, and the whole" "$(printf '%s\n' "$out" | wc -l)" 5
run at 2026-11-01T00:00:00Z git task metrics --by assignee --json
is "groups add up" "$(jqo '[.groups[].tasks_completed] | add')" \
	"$(jqo .tasks_completed)"
run at 2026-11-05T00:00:00Z git task metrics --all --json
is "the forecast is ordered" "$(jqo '.forecast | .days_p50 <= .days_p85 and
	.days_p85 <= .days_p95 and .open_tasks > 0')" true
is "burn-down is scope less done" \
	"$(jqo '[.series[] | .scope - .done == .remaining] | all')" true
is "the last point agrees with the tasks" \
	"$(jqo '(.series | last | .done) == (.by_status.completed)')" true
first=$out
run at 2026-11-05T00:00:00Z git task metrics --all --json
is "the same question has the same answer" "$out" "$first"
run git task metrics --explain
like "--explain says how" "$out" 'first start to completion'
run git task metrics --telemetry
like "telemetry counts commands" "$out" 'complete: [0-9]'

exit_is "unknown period" 129 git task metrics --period sometimes
like "says which there are" "$err" 'last-week'
exit_is "unknown group" 129 git task metrics --by mood
exit_is "a period that ends before it starts" 1 \
	git task metrics --since 2026-10-02 --until 2026-10-01

# ---- Prometheus ----

run git task metrics --format prometheus
is "prometheus text" "$status" 0
is "HELP once a family" "$(printf '%s\n' "$out" | grep '^# HELP' |
	cut -d' ' -f3 | sort | uniq -d)" ""
like "own family" "$out" '^git_task_tasks\{status="blocked"\} [0-9]+$'
like "compatible family" "$out" '^task_orchestrator_tasks_total '
run git task metrics --format prometheus --no-compat
unlike "without the compatible ones" "$out" '^tm_|^task_orchestrator_'

run git task add 'Quote' --assignee 'al"ice\x'
run git task metrics --format prometheus
like "label values are escaped" "$out" 'assignee="al\\"ice\\\\x"'


# what was completed without having been started took nobody knows how long
new=$(git task add "Never started" >/dev/null; git task list --format ids --text "Never started")
run git task metrics --format prometheus
before=$(printf '%s\n' "$out" | sed -n 's/^git_task_duration_seconds_count //p')
git task complete "$new" >/dev/null
run git task metrics --format prometheus
is "time to completion counts from the start" "$(printf '%s\n' "$out" |
	sed -n 's/^git_task_duration_seconds_count //p')" "$before"

run git task metrics --format openmetrics
is "OpenMetrics has an end" "$(printf '%s\n' "$out" | tail -n 1)" "# EOF"
like "a counter's family has no _total" "$out" '^# TYPE git_task_created counter'
like "its samples do" "$out" '^git_task_created_total\{'
like "bounds have a point" "$out" 'le="3600\.0"'

# ---- a file for the node exporter ----

ok "a textfile" git task metrics --textfile tasks.prom
is "says nothing" "$out$err" ""
is "is what is printed" "$(grep -v _timestamp tasks.prom)" \
	"$(git task metrics --format prometheus | grep -v _timestamp)"
is "leaves nothing beside it" "$(find . -name '*tasks.prom*' | wc -l | tr -d ' ')" 1
unlike "has no time stamps" "$(cat tasks.prom)" '^[^#].* .* '
cp tasks.prom old
exit_is "another name" 129 git task metrics --textfile tasks.txt
exit_is "another form" 129 git task metrics --textfile tasks.prom \
	--format openmetrics
exit_is "no such folder" 1 git task metrics --textfile nowhere/tasks.prom
like "is named" "$err" "nowhere/tasks.prom"
same "a refusal leaves the file" tasks.prom old
mkdir full.prom
exit_is "a folder in its place" 1 git task metrics --textfile full.prom

# ---- nothing yet ----

cd "$TRASH" || exit 1
new_repo empty
git task add "Nobody has rated this" >/dev/null
run git task metrics --format prometheus
unlike "no rating is not the worst one" "$out" '(score|accuracy|ratio) 0$'
like "what is counted is there" "$out" '^task_orchestrator_tasks_total 1$'
cd "$TRASH" || exit 1
new_repo without
run git task metrics --json
is "no tasks: still an object" "$(jqo '.average_quality_score // 0')" 0
is "nor a throughput of no time" "$(jqo .throughput_per_week)" null
run git task metrics
like "nor in words" "$out" 'Throughput: -$'
run git task report flow
like "nor in a report" "$out" 'Throughput:.* - a week'
run git task metrics --since 2020-01-01 --json
is "nothing done in a week is a number" "$(jqo .throughput_per_week)" 0
run git task complexity "$(git task add "Alone" -q)" --json
is "without history a factor has no score" \
	"$(jqo '.factors.history | [.used, .score] | @json')" '[false,null]'
cd "$TRASH" && new_repo still_without
run git task metrics --forecast
like "no forecast without completions" "$out" 'no forecast'
GIT_TASK_TEST_NOW=2026-10-24T22:30:00Z git-task add -q "One" >/dev/null
TZ=Europe/Berlin GIT_TASK_TEST_NOW=2026-11-26T10:00:00Z git-task metrics --period 2026-10 --series >month
is "weeks begin at midnight, also over a change of the clocks" \
	"$(sed -n '/^Burn-down/,/^Cum/s/^  \(2026-10-[23].\) .* /\1:/p' month | tr '\n' ' ')" "2026-10-24:0 2026-10-31:1 "
TZ=Europe/Berlin GIT_TASK_TEST_NOW=2026-11-26T10:00:00Z git-task report --period 2026-10 >month
like "a report of a month, too" "$(cat month)" '^# .*1 to 31 Oct 2026$'
TZ=Europe/Berlin GIT_TASK_TEST_NOW=2026-11-26T10:00:00Z git-task metrics --period 2026-10 >month
like "a month is that month in every zone" "$(cat month)" 'Period: 2026-10-01 to 2026-10-31 \(2026-10\)'
TZ=America/Los_Angeles GIT_TASK_TEST_NOW=2026-11-26T10:00:00Z git-task metrics --period 2026-10 >month
like "also in the west" "$(cat month)" 'Period: 2026-10-01 to 2026-10-31 \(2026-10\)'
done_testing
