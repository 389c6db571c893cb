#!/bin/sh
# Every command that answers with data prints the same data in every format.
. "${0%/*}/lib.sh"

python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
formats="json ndjson yaml csv tsv markdown"

new_bare hub.git
new_repo work
git remote add origin "$TRASH/hub.git"
echo 'int main(void) { return 0; } /* TODO: do more */' >main.c
git add main.c && git commit -qm "main"
cp "$SRCDIR/contrib/sample-prd.md" prd.md
a=$(git task add "Alpha: 'yes', \"no\" | - # ~" -p high --tag api --tag 'a b' \
	--estimated-hours 3 --file main.c --deadline 2026-01-01 --project core \
	--description '- one
  two	tab \ back
=1+1
' --criterion 'fast::ms < 5' --meta team=web --phase 1.10 2>/dev/null)
b=$(git task add "=SUM(A1)" --depends-on "$a" --assignee bob 2>/dev/null)
c=$(git task add "null" --depends-on "$b" --tag ui 2>/dev/null)
git task start "$a" >/dev/null 2>&1
git task progress "$a" "half: way" >/dev/null 2>&1
git task context "$a" --shared "0123
2026-11-30" >/dev/null 2>&1
echo x >>main.c
git commit -qam "work on #$a"
git task link "$a" HEAD >/dev/null 2>&1
git commit -q --allow-empty -m "orphan"
e=$(git task add "Epsilon é 日本 🎉" --estimated-hours 2 2>/dev/null)
git task complete "$e" --actual-hours 3 --summary finished >/dev/null 2>&1
git task exec "$a" -- echo hello >/dev/null 2>&1
git task session start s1 --agent bot >/dev/null 2>&1
git task sync >/dev/null 2>&1

# A clock that stands: ages do not grow between two formats.
GIT_TASK_TEST_NOW=$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)
export GIT_TASK_TEST_NOW

# same NAME ARGS...: all formats of the command say the same.  They are kept, and
# compared by one program at the end: one for each took longer than all commands.
nr_same=100
same()
{
	name=$1
	nr_same=$((nr_same + 1))
	got=$TRASH/got/$nr_same
	shift
	mkdir -p "$got"
	for f in $formats
	do
		"$@" --format "$f" >"$got/$f" 2>"$TRASH/err"
		status=$?
		if test $status -gt 1
		then
			fail "$name: --format $f (exit status $status)"
			diag "$(cat "$TRASH/err")"
			rm -r "$got"
			return
		fi
	done
	echo "$name: $*" >>"$TRASH/kept"
	echo "$name" >>"$TRASH/checked"
	head -n 1 "$got/csv" >"$TRASH/head-$(echo "$name" | tr ' ' -)"
}
: >"$TRASH/checked"

same "list" git task list --all
same "list" git task list --all --columns id,title,description,phase,team
same "list" git task list no-such-word
same "show" git task show "$a"
same "show" git task show "$a" "$b"
same "search" git task search alpha
git task remember "Use = and #, 'always'" >/dev/null 2>&1
same "recall" git task recall
same "next" git task next -n 3
same "board" git task board
same "graph" git task graph
same "log" git task log
same "log" git task log "$a"
same "status" git task status
same "conflicts" git task conflicts
same "people" git task people
same "complexity" git task complexity "$a"
same "estimate" git task estimate "$a"
same "plan" git task plan
same "metrics" git task metrics
same "tag" git task tag
same "dep list" git task dep list "$c"
same "criteria list" git task criteria list "$a"
same "criteria check" git task criteria check "$a" --set ms=3
same "ci gate" git task ci gate "$a" --set ms=3 --no-fetch
same "template list" git task template list
name=$(git task template list --json | jq -r ".[0].name")
same "template show" git task template show "$name"
same "template validate" git task template validate "$name"
same "todo" git task todo
same "prd show" git task prd show prd.md
git task prd parse prd.md >/dev/null 2>&1
same "prd trace" git task prd trace
same "expand" git task expand "$a" --dry-run
same "current" git task current
same "blame" git task blame main.c
same "orphans" git task orphans
same "config" git task config
git task config set task.remote origin >/dev/null 2>&1
same "config get" git task config get task.remote
same "config list" git task config list
git task bridge add github ann/shop >/dev/null 2>&1
same "bridge list" git task bridge list
same "bridge status" git task bridge status
git task bridge remove github >/dev/null 2>&1
git task notify add echo command -- true >/dev/null 2>&1
same "notify list" git task notify list
same "notify flush" git task notify flush
git task notify remove echo >/dev/null 2>&1
same "remind" git task remind --due 9999d --stale 0
same "hooks status" git task hooks status
same "hooks report" git task hooks report
same "hooks alerts" git task hooks alerts
same "hooks thresholds" git task hooks thresholds
same "session list" git task session list
same "session show" git task session show s1
same "session stats" git task session stats
same "fsck" git task fsck
same "doctor" git task doctor
same "sql" git task sql "select id, title from tasks order by id"
same "version" git task version
same "prd diff" git task prd diff prd.md
same "prd check" git task prd check prd.md
same "pull" git task pull
git task push >/dev/null 2>&1
same "push" git task push
git task setup codex >/dev/null 2>&1
same "setup" git task setup codex
same "migrate" git task migrate --dry-run

"$python" "$SRCDIR/tests/helpers/same-data.py" "$TRASH/got"/* >"$TRASH/verdicts"
paste -d '\t' "$TRASH/verdicts" "$TRASH/kept" >"$TRASH/pairs"
while IFS='	' read -r verdict name
do
	is "$name" "$verdict" same
done <"$TRASH/pairs"
is "all were compared" "$(wc -l <"$TRASH/verdicts")" "$(wc -l <"$TRASH/kept")"

# ---- a list without rows has its columns all the same ----

cd "$TRASH" || exit 1
new_repo nothing
# empty NAME ARGS...: no row, and the columns that NAME had with rows, if it had any.
empty()
{
	name=$1
	shift
	"$@" --format csv >"$TRASH/bare" 2>/dev/null
	is "$name: no row" "$(wc -l <"$TRASH/bare" | tr -d ' ')" 1
	had=$(cat "$TRASH/head-$(echo "$name" | tr ' ' -)")
	is "$name: its columns" "$(cat "$TRASH/bare")" \
		"${had:-$(cat "$TRASH/bare")}"
}
git task init >/dev/null 2>&1
empty "list" git task list
empty "log" git task log
empty "conflicts" git task conflicts
empty "people" git task people
empty "plan" git task plan
empty "todo" git task todo
git commit -q --allow-empty -m first
echo 1 >main.c && git add main.c && git commit -qm main
empty "blame" git task blame main.c
empty "orphans" git task orphans
empty "remind" git task remind
empty "recall" git task recall
empty "hooks report" git task hooks report
empty "hooks alerts" git task hooks alerts
empty "notify list" git task notify list
empty "bridge list" git task bridge list
empty "session list" git task session list
empty "bridge status" git task bridge status
empty "config list" git task config list
empty "next" git task next
empty "watch" git task watch
empty "sql" git task sql "select id, title from tasks order by id"
only=$(git task add "Nothing said" 2>/dev/null)
empty "criteria list" git task criteria list "$only"
is "what was never checked is unknown" "$(git task criteria add "$only" words \
	>/dev/null 2>&1 && git task criteria list "$only" --json |
	jq -c '.[0].last')" null
cd "$TRASH/work" || exit 1

# ---- every reader is in that list ----

git task help --dump-json | jq -r '.commands[] |
	select(any(.options[]; .name == "format" and
		(.values | index("tsv")))) |
	select(.needs | index("writes") | not) |
	select(.name != "export" and .name != "sync" and
		.name != "watch") | .name' | sort -u >"$TRASH/readers"
isnt "the table names readers" "$(cat "$TRASH/readers")" ""
for name in $(tr ' ' + <"$TRASH/readers")
do
	name=$(echo "$name" | tr + ' ')
	ok "checked: $name" grep -qx "$name" "$TRASH/checked"
done

exit_is "a format that is none" 129 git task list --format toml
like "names those that are" "$err" "yaml"
is "one task is one document" "$(git task show "$b" --format yaml |
	"$python" -c 'import sys, yaml; print(yaml.safe_load(sys.stdin)["title"])')" \
	"=SUM(A1)"
is "a cell of TSV has no tab and no line end" "$(git task list --all \
	--format tsv --columns description | grep -c 'two\\ttab \\\\ back\\n')" 1
done_testing
