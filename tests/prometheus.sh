#!/bin/sh
# A real Prometheus, from Debian, reads the metrics: both forms, the alerts, what
# dashboards ask for.  Needs prometheus, prometheus-node-exporter and
# python3-prometheus-client: `make check-clients` installs them.
. "${0%/*}/lib.sh"

new_repo work
git task add "Buy milk" --assignee 'al"i\' --priority high --estimate 2h >/dev/null 2>&1
git task add "Mend roof" --assignee bob >/dev/null 2>&1
git task add "Paint" >/dev/null
first=$(git task list --format ids --text milk)
second=$(git task list --format ids --text roof)
git task start "$first" >/dev/null
git task complete "$first" >/dev/null
git task feedback "$first" --quality 4 --timeliness 5 >/dev/null
git task block "$second" "rain" >/dev/null
git task session start s1 --agent coder --model m-1 >/dev/null
git task session tokens s1 --input 100 --output 20 >/dev/null

# ---- the forms, by the official checkers ----

for repo in work nothing
do
	test "$repo" = work || { cd "$TRASH" && new_repo nothing; }
	git task metrics --format prometheus --no-compat >own
	ok "$repo: promtool has nothing to say" sh -c 'promtool check metrics <own'
	at 2030-01-01T00:00:00Z git task metrics --format prometheus >all
	run sh -c 'promtool check metrics <all'
	is "$repo: but that a name of old has hours" "$out$err" \
		'tm_task_duration_hours use base unit "seconds" instead of "hours"'
	at 2030-01-01T00:00:00Z git task metrics --format openmetrics >open
	ok "$repo: OpenMetrics, strictly read" /usr/bin/python3 -c '
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(open("open").read()))
assert any(f.name == "git_task_build" and f.type == "info" for f in families)
for f in families:
	assert f.samples, f.name'
	is "$repo: both forms have the same samples" \
		"$(grep -v '^#' open | sed 's/\.0"/"/' | sort)" \
		"$(grep -v '^#' all | sort)"
done
cd "$TRASH/work" || exit 1

# ---- the files in contrib ----

contrib=$SRCDIR/contrib
ok "the configuration is good" promtool check config \
	"$contrib/prometheus/prometheus.yml"
ok "so are the rules" promtool check rules \
	"$contrib/prometheus/git-task.rules.yml"
ok "they say what their tests say" promtool test rules \
	"$contrib/prometheus/git-task.rules.test.yml"
sed 's/> 5$/> 50/' "$contrib/prometheus/git-task.rules.yml" >git-task.rules.yml
cp "$contrib/prometheus/git-task.rules.test.yml" .
run promtool test rules git-task.rules.test.yml
isnt "and would not with another bound" "$status" 0

# ---- a server that scrapes ----

cat >tokens <<-END
	0123456789abcdef-prometheus read
END
chmod 600 tokens
printf 0123456789abcdef-prometheus >token
git-task serve --listen 127.0.0.1:0 --token-file tokens >serve.out 2>serve.err &
serve=$!
mkdir textfiles
git task metrics --textfile textfiles/git_task.prom
port()
{
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
exporter_port=$(port)
prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$PWD/textfiles" \
	--web.listen-address="127.0.0.1:$exporter_port" >exporter.log 2>&1 &
exporter=$!
prometheus_port=$(port)
wait_for "serve says where it is" 20 test -s serve.out
at=$(sed 's,http://,,; s,/.*,,' serve.out)
cat >prometheus.yml <<-END
	global:
	  scrape_interval: 1s
	  evaluation_interval: 1s
	rule_files: ["$contrib/prometheus/git-task.rules.yml"]
	scrape_configs:
	  - job_name: git-task
	    authorization:
	      credentials_file: token
	    static_configs: [{targets: ["$at"]}]
	  - job_name: refused
	    metrics_path: /metrics
	    static_configs: [{targets: ["$at"]}]
	  - job_name: node
	    static_configs: [{targets: ["127.0.0.1:$exporter_port"]}]
END
prometheus --config.file=prometheus.yml --storage.tsdb.path="$PWD/tsdb" \
	--web.listen-address="127.0.0.1:$prometheus_port" >prometheus.log 2>&1 &
prometheus=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill $serve $exporter $prometheus 2>/dev/null; (exit $left)
	lib_cleanup' EXIT

# ask EXPR: how many series it gives now
ask()
{
	curl -sG -m 20 "http://127.0.0.1:$prometheus_port/api/v1/query" \
		--data-urlencode "query=$1" | jq '.data.result | length'
}
has() { test "$(ask "$1" 2>/dev/null || echo 0)" -gt 0; }
wait_for "it is scraped" 60 has 'git_task_tasks{job="git-task"}'
is "what it reads is what is there" "$(curl -sG -m 20 \
	"http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode \
	'query=git_task_tasks{job="git-task"}' | jq -r '.data.result[] |
	select(.value[1] != "0") | .metric.status + " " + .value[1]' | sort |
	tr '\n' ,)" "blocked 1,completed 1,pending 1,"
is "labels come through" "$(curl -sG -m 20 \
	"http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode \
	'query=git_task_completed_total{job="git-task"}' |
	jq -r '.data.result[].metric.assignee')" 'al"i\'
wait_for "the textfile is, too" 60 has 'git_task_tasks{job="node"}'
wait_for "who has no token is not" 60 has 'up{job="refused"} == 0'
like "Prometheus asked for OpenMetrics and got it" "$(curl -s -D - -o /dev/null \
	-m 20 -H "Authorization: Bearer $(cat token)" -H \
	'Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1' \
	"http://$at/metrics")" '^Content-Type: application/openmetrics-text'

# What the dashboards and rules of others ask for gives values.
for expr in tm_pending_tasks tm_blocked_tasks tm_quality_score_avg \
	'rate(tm_tasks_completed_total[5m])' tm_tasks_total \
	tm_task_duration_hours_bucket task_orchestrator_tasks_total \
	'task_orchestrator_tasks_by_status{status="blocked"}' \
	task_orchestrator_quality_score task_orchestrator_timeliness_score \
	'time() - task_orchestrator_last_update_timestamp'
do
	wait_for "$expr" 60 has "$expr"
done
is "nothing estimated is not estimated badly" \
	"$(ask 'task_orchestrator_estimation_accuracy < 70')" 0
git task add "More" >/dev/null
wait_for "a change is seen at the next scrape" 60 \
	has 'git_task_tasks{job="git-task", status="pending"} == 2'

# So does every expression of ours, and there is none without data.
jq -r '.panels[].targets[].expr' "$contrib"/grafana/*.json |
	sed 's/\$instance/.*/' >exprs
ok "there are expressions" test "$(grep -c . exprs)" -ge 20
while read -r expr
do
	case $expr in
	*estimation_accuracy*) continue ;;
	esac
	wait_for "$expr" 60 has "$expr"
done <exprs
is "the rules are evaluated" "$(curl -s -m 20 \
	"http://127.0.0.1:$prometheus_port/api/v1/rules" |
	jq -r '[.data.groups[].rules[] | select(.health == "err")] | length')" 0
kill "$prometheus" "$exporter" "$serve"
wait
done_testing
