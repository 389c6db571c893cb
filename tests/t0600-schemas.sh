#!/bin/sh
# Every command with JSON output prints what formats/output.schema.json says.
. "${0%/*}/lib.sh"

# ---- a repository in which every command has something to say ----

new_bare hub.git
new_repo work
git remote add origin "$TRASH/hub.git"
echo 'int main(void) { return 0; } /* TODO: do more */' >main.c
git add main.c && git commit -qm "main"
cp "$SRCDIR/contrib/sample-prd.md" prd.md

say()
{
	"$@" >/dev/null 2>&1 || fail "$* works"
}
a=$(git task add "Alpha" -p high --tag api --estimated-hours 3 --file main.c \
	--criteria '[{"criterion":"fast","measurable":"ms < 5"}]' \
	--deadline 2026-01-01 --project core 2>/dev/null)
b=$(git task add "Beta" --depends-on "$a" --assignee bob 2>/dev/null)
c=$(git task add "Gamma" --depends-on "$b" --tag ui 2>/dev/null)
d=$(git task add "Delta" --parent "$a" 2>/dev/null)
say git task start "$a"
say git task progress "$a" "half way"
say git task context "$a" --shared "look here"
say git task note "$a" "private"
say git task discover "$a" "found it"
echo x >>main.c
git commit -qam "work on #$a"
say git task link "$a" HEAD
e=$(git task add "Epsilon" --estimated-hours 2 2>/dev/null)
say git task complete "$e" --actual-hours 3 --summary finished
say git task feedback "$e" --quality 4 --timeliness 5 --note good
say git task block "$d" --reason "no key"
say git task prd parse prd.md
say git task sync

# The interpreter that has the validator: Debian's, when another is in front.
python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3

# check NAME ARGS...: the command prints JSON; kept for $defs[NAME].
nr=0
check()
{
	name=$1
	shift
	nr=$((nr + 1))
	status=0
	"$@" >"$TRASH/json.$nr" 2>"$TRASH/.err" </dev/null || status=$?
	if test "$status" -gt 1
	then
		fail "$* (exit status $status)"
		diag "$(cat "$TRASH/.err")"
		return
	fi
	printf '%s\t%s\n' "$name" "$TRASH/json.$nr" >>"$TRASH/list"
}
: >"$TRASH/list"

check "config" git-task config --json
say git task config set task.remote origin
check "config get" git-task config get task.remote --json
check "config list" git-task config list --json
check "hooks status" git-task hooks status --json
check "hooks report" git-task hooks report --json
check "hooks alerts" git-task hooks alerts --json
check "hooks thresholds" git-task hooks thresholds --json
check "setup" git-task setup codex --json
check "setup" git-task setup claude --check --json
check "sync" git-task sync --json
check "pull" git-task pull --json
check "push" git-task push --json
check "conflicts" git-task conflicts --json
check "claim" git-task claim "$c" --force --json
check "release" git-task release "$c" --json
check "add" git-task add "Zeta" --json
check "update" git-task update "$c" --tag x --json
check "tag" git-task tag --json
check "dep add" git-task dep add "$d" "$e" --json
check "dep rm" git-task dep rm "$d" "$e" --json
check "dep list" git-task dep list "$c" --json
check "assign" git-task assign "$c" ann --json
check "todo" git-task todo --json
check "prd parse" git-task prd parse prd.md --json
check "prd show" git-task prd show prd.md --json
check "prd diff" git-task prd diff prd.md --json
check "prd trace" git-task prd trace prd.md --json
check "prd check" git-task prd check prd.md --json
check "expand" git-task expand "$c" --json --dry-run
git task export --format ndjson >tasks.ndjson
check "import" git-task import tasks.ndjson --json
check "template list" git-task template list --json
check "template show" git-task template show bug-fix --json
check "template apply" git-task template apply bug-fix --var bug="It breaks" --json
check "template validate" git-task template validate bug-fix --json
check "start" git-task start "$a" --json
check "current" git-task current --json
check "stop" git-task stop --json
check "block" git-task block "$c" --reason x --json
check "unblock" git-task unblock "$c" --json
check "complete" git-task complete "$c" --json
check "reopen" git-task reopen "$c" --json
check "cancel" git-task cancel "$c" --json
check "delete" git-task delete "$c" --json
check "restore" git-task restore "$c" --json
check "undo" git-task undo --json
check "progress" git-task progress "$a" "more" --json
check "context" git-task context "$a" --json
check "share" git-task share "$a" "news" --json
check "discover" git-task discover "$a" "gold" --json
check "join" git-task join "$b" --json
f=$(git task add "Eta" 2>/dev/null)
say git task complete "$f"
check "feedback" git-task feedback "$f" --quality 3 --json
check "exec" git-task exec "$a" --json -- sh -c "echo out; exit 1"
check "exec" git-task exec "$a" --list --json
check "status" git-task status --json
check "list" git-task list --all --json
check "list" git-task list --all --tree --json
check "show" git-task show "$a" --json
check "next" git-task next --json
check "board" git-task board --json
check "graph" git-task graph --all --json
check "log" git-task log --json
check "search" git-task search alpha --json
check "blame" git-task blame main.c --json
check "orphans" git-task orphans --json
check "watch" git-task watch --json
check "watch" git-task watch --peek --json --since \
	"$(git rev-list --max-parents=0 refs/tasks/main)"
check "export" git-task export --json
say git task bridge add github ann/shop
check "bridge list" git-task bridge list --json
check "bridge status" git-task bridge status --json
mkdir "$TRASH/srv"
python3 "$SRCDIR/tests/helpers/tracker.py" "$TRASH/srv" &
wait_for "a tracker listens" 20 test -s "$TRASH/srv/url"
git config task.bridge.github.url "$(cat "$TRASH/srv/url")/github"
export GITHUB_TOKEN=tok-4711-secret
check "bridge pull" git-task bridge pull --json
check "bridge push" git-task bridge push --json
check "bridge sync" git-task bridge sync --dry-run --json
touch "$TRASH/srv/stop"
say git task bridge remove github
say git task notify add echo command -- true
check "notify list" git-task notify list --json
check "notify flush" git-task notify flush --json
say git task notify remove echo
check "remind" git-task remind --due 9999d --stale 0 --json
check "criteria add" git-task criteria add "$a" "Reviewed" --json
check "criteria tick" git-task criteria tick "$a" 2 --json
check "criteria list" git-task criteria list "$a" --json
check "criteria check" git-task criteria check "$a" --set ms=3 --json
check "ci gate" git-task ci gate "$a" --require "x > 1" --no-fetch --json
check "criteria remove" git-task criteria remove "$a" 2 --json
check "complexity" git-task complexity "$a" --json
check "estimate" git-task estimate "$a" --json
check "plan" git-task plan --json
check "metrics" git-task metrics --all --by tag --json
check "people" git-task people --all --json
check "sql" git-task sql 'select id, title, priority_level, deadline from tasks' --json
check "report" git-task report --json
check "report" git-task report --charts --json
check "fsck" git-task fsck --json
check "doctor" git-task doctor --json
check "migrate" git-task migrate --json
check "session start" git-task session start one --agent ann --model m1 --json
check "session task" git-task session task one "$a" --json
check "session tokens" git-task session tokens one --input 5 \
	--context-window 10 --json
check "session error" git-task session error one "oh no" --json
echo '{"type":"turn.completed","usage":{"input_tokens":3}}' >t.jsonl
check "session import" git-task session import t.jsonl --json
check remember git task remember "the tests need port 2525" --tag tests --json
check recall git task recall port --json
check forget git task forget \
	"$(git task remember "gone soon" --json | jq -r .id)" --json
check "session list" git-task session list --json
check "session show" git-task session show one --json
check "session stats" git-task session stats --json
check "session stats" git-task session stats --charts --json
check "session list" git-task session list --all --charts --json
check "session end" git-task session end one --json
check "version" git-task version --json
echo 'exit 0' >editor.sh
check "edit" env GIT_EDITOR="sh $PWD/editor.sh" git task edit "$a" --json

# ---- what they printed, by one validator ----

"$python" "$SRCDIR/tests/helpers/schema.py" "$SRCDIR/formats" \
	<"$TRASH/list" >"$TRASH/verdicts" || fail "the validator runs"
while read -r verdict text
do
	case $verdict in
	ok) pass "$text" ;;
	*) fail "${text#ok }" ;;
	esac
done <"$TRASH/verdicts"
is "each has its verdict" "$(wc -l <"$TRASH/verdicts")" "$nr"

# ---- nobody is forgotten ----

git task help --dump-json | jq -r '.commands[] |
	select([.options[]? | select(.name == "format" and
		(.values | index("json")))] | length > 0) | .name' |
	sort >"$TRASH/with-json"
cut -f1 "$TRASH/list" | sort -u >"$TRASH/done"
is "every command with JSON output is checked" \
	"$(comm -23 "$TRASH/with-json" "$TRASH/done" | paste -sd, -)" ""
done_testing
