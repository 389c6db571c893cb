#!/bin/sh
# What people look at: status, list, search, board, graph, log, watch.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # dollar signs of jq
. "${0%/*}/lib.sh"

GIT_TASK_TEST_NOW=2026-03-01T12:00:00Z
export GIT_TASK_TEST_NOW
add() { git-task add -q "$@"; }

# ---- an empty repository ----
new_repo work
ok "status of nothing" git-task
like "says what to do" "$out" 'git task add <title>'
ok "list of nothing" git-task list
is "stdout is empty" "$out" ""
like "No tasks found" "$err" 'No tasks found'
ok "as JSON" git-task list --format json
is "an empty array" "$(jq -c . "$TRASH/.out")" "[]"
ok "as CSV" git-task list --format csv
is "the head" "$out" "id,title,status,priority,type,assignee,project,tags,deadline,created_at,updated_at"
for c in board graph "graph --format mermaid" "graph --format dot" "graph --format json" \
	"graph --critical-path" log "log --format json" watch tag "board --format json" "export --format csv"
do
	# shellcheck disable=SC2086 # words
	ok "$c of nothing" git-task $c
done
exit_is "next of nothing" 1 git-task next
is "nothing was made" "$(git for-each-ref refs/tasks | wc -l | tr -d ' ')" 0

# ---- tasks ----
design=$(add "Design the API" -p high --tag api --estimate 4h --deadline 2026-03-03)
impl=$(add "Implement the API" --depends-on "$design" --estimate 8h --assignee bob)
docs=$(add "Write the docs" --depends-on "$impl" --estimate 2h --project web)
old=$(add "Was due" --deadline 2026-02-01 -p low)
mine=$(add "In my hands" --estimate 1h)
git-task start -q "$mine" 2>/dev/null
fin=$(add "Finished")
git-task complete -q "$fin" 2>/dev/null

ok "git task" git-task
like "counts" "$out" '^5 open tasks: 1 in progress, 2 ready, 2 blocked; 1 completed$'
like "mine" "$out" "^  $mine  In my hands  started just now$"
like "next" "$out" "^  $design  Design the API  due Tue 3 Mar$"
like "overdue" "$out" "^  $old  Was due  28 days late  nobody$"
like "blocked" "$out" "^  $impl  Implement the API  waits for $design Design the API \(nobody\) +bob$"
ok "status --format json" git-task status --format json
is "the same counts" "$(jqo '"\(.open) \(.in_progress) \(.ready) \(.blocked) \(.completed) \(.overdue)"')" "5 1 2 2 1 1"
is "nothing to sync with" "$(jqo .unsynced)" null

# ---- list ----
ids() { git-task list --format ids "$@" | cut -c1-8 | sort | tr '\n' ' '; }
sorted() { printf '%s\n' "$@" | sort | tr '\n' ' '; }
is "open by default" "$(ids)" "$(sorted "$design" "$impl" "$docs" "$old" "$mine")"
is "--all" "$(ids --all)" "$(sorted "$design" "$impl" "$docs" "$old" "$mine" "$fin")"
is "--status blocked" "$(ids --status blocked)" "$(sorted "$impl" "$docs")"
is "two states" "$(ids -s blocked -s in_progress)" "$(sorted "$impl" "$docs" "$mine")"
is "--completed" "$(ids --completed)" "$fin "
is "--priority" "$(ids -p high)" "$design "
is "and above" "$(ids -p medium+)" "$(sorted "$design" "$impl" "$docs" "$mine")"
is "and below" "$(ids -p low-)" "$old "
is "--assignee" "$(ids -a bob)" "$impl "
is "--mine" "$(ids --mine)" "$mine "
is "--tag" "$(ids -t api)" "$design "
is "--project" "$(ids --project web)" "$docs "
is "--has-deps" "$(ids --has-deps)" "$(sorted "$impl" "$docs")"
is "--blocked-by" "$(ids --blocked-by "$design")" "$impl "
is "--ready" "$(ids --ready)" "$(sorted "$design" "$old")"
is "--overdue" "$(ids --overdue)" "$old "
is "--due-before" "$(ids --due-before 2026-03-10)" "$(sorted "$design" "$old")"
is "--created-since" "$(ids --created-since 2026-03-02)" ""
is "--text" "$(ids --text 'the api')" "$(sorted "$design" "$impl")"
is "a query" "$(ids 'tag:api priority>=high')" "$design "
is "a query and options" "$(ids --has-deps -- '-assignee:bob')" "$docs "
is "a query about the status" "$(ids status:completed)" "$fin "
is "--count" "$(git-task list --count)" 5
is "--limit, --offset" "$(git-task list --sort title --limit 2 --offset 1 --columns title --format csv | tr '\n' '|')" "title|Implement the API|In my hands|"
is "--sort" "$(git-task list --sort -estimate --columns title --format csv | sed -n 2p)" "Implement the API"
ok "columns" git-task list --columns id,due,deps --sort title
like "their heads" "$out" '^id +due +depends on$'
like "short ids" "$out" "^$impl +$design$"
run git-task list --format json --columns title,status -t api
is "JSON with columns" "$(jq -c . "$TRASH/.out")" '[{"title":"Design the API","status":"pending"}]'
run git-task list --format ndjson
is "a line a task" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 5
run git-task list --format markdown -t api
like "Markdown" "$out" '^\| id +\| title'
for bad in "--columns nope" "--sort nope" "--limit x" "--limit -1" "--due-before never" "-p nope" \
	"--status nope" "status:nope" "nofield:x" "--parent zzzz" "--format xml"
do
	# shellcheck disable=SC2086 # words
	fails "list $bad" git-task list $bad
	is "list $bad: stdout is empty" "$out" ""
done
ok "search" git-task search FINISHED
like "finds closed ones, too" "$out" "^$fin"
git-task progress "$fin" "the Osprey landed" >/dev/null
git-task context "$fin" --shared "a Heron too" >/dev/null
for word in osprey heron
do
	ok "search in the logs" git-task search "$word"
	like "finds $word" "$out" "^$fin"
	run git-task list --all "text~$word" --count
	is "which is no text of list" "$out" 0
	run git-task list --all "anywhere~$word" --count
	is "but anywhere" "$out" 1
done
ok "search for two words" git-task search api design
is "both must be there" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 2

# ---- board ----
for w in 20 41 60 80 120 200
do
	ok "board of $w columns" git-task board -w "$w"
	ok "no line is longer" test "$(wc -L <"$TRASH/.out")" -le "$w"
	run git-task board -w "$w"
	is "all tasks are on it" "$(grep -o -E "$design|$impl|$docs|$old|$mine|$fin" "$TRASH/.out" | sort -u | wc -l | tr -d ' ')" 6
	is "no blanks at line ends" "$(grep -c ' $' "$TRASH/.out")" 0
done
like "lanes" "$out" '^TO DO \(2\) +IN PROGRESS \(1\) +BLOCKED \(2\) +DONE, 14 DAYS \(1\)$'
ok "board --format json" git-task board --format json
is "lanes" "$(jqo 'map_values(length) | "\(.pending) \(.in_progress) \(.blocked) \(.completed)"')" "2 1 2 1"
ok "later" env GIT_TASK_TEST_NOW=2026-05-01T00:00:00Z git-task board
like "old ones are off the board" "$out" 'DONE, 14 DAYS \(0\)'
ok "--done-days" env GIT_TASK_TEST_NOW=2026-05-01T00:00:00Z git-task board --done-days 100
like "on it" "$out" 'DONE, 100 DAYS \(1\)'
wide=$(add "多字节宽字符标题测试一二三四五六七八九十百千万")
ok "wide characters" git-task board -w 80
like "are broken in the middle of the lane" "$out" '多字节宽字符标题测'
git-task delete -q "$wide"

# ---- graph ----
ok "graph" git-task graph
is "a tree" "$out" "$docs  Write the docs  (blocked)
└─ $impl  Implement the API  (blocked)
   └─ $design  Design the API  (pending)"
like "what is left out" "$err" '2 tasks without dependencies'
ok "--alone" git-task graph --alone
like "shows them" "$out" "^$old"
ok "--of" git-task graph --of "$impl"
unlike "only that part" "$out" 'docs'
ok "--of with a filter" git-task graph --of "$docs" --text "the API" --format json
is "both count" "$(jqo '[.nodes[].title] | sort | join(",")')" "Design the API,Implement the API"
ok "mermaid" git-task graph --format mermaid
like "an edge" "$out" "^    t$design --> t$impl$"
ok "dot" git-task graph --format dot
like "an edge" "$out" "\"$impl\" -> \"$docs\";"
ok "critical path" git-task graph --critical-path
is "in order" "$(printf '%s\n' "$out" | awk '{print $1, $3}' | head -n 3 | tr '\n' '|')" "4 $design|8 $impl|2 $docs|"
like "in all" "$out" '^ +14 h  in all, 3 tasks'
unlike "pictures do not show it" "$(git-task graph --format mermaid; git-task graph --format dot)" 'critical|linkStyle|penwidth'
ok "unless asked: mermaid" git-task graph --format mermaid --critical-path
like "nodes" "$out" "^    class .*t$design.* critical$"
is "two edges" "$(printf '%s\n' "$out" | sed -n 's/^    linkStyle \([0-9,]*\) .*/\1/p' | tr ',' '\n' | wc -l)" 2
ok "dot" git-task graph --format dot --critical-path
like "nodes" "$out" "\"$docs\" \[label=.*penwidth=3"
like "edges" "$out" "\"$design\" -> \"$impl\" \[color=.*penwidth=3\];"
# as a picture: with a dot that does its work, with one that does not, without one
boxes() { python3 -c '
import sys, xml.etree.ElementTree as tree
at = {g.get("id"): g for g in tree.parse(sys.argv[1]).iter() if g.get("id", "").startswith("t-")}
place = sorted((float(g[1].get("x")), float(g[1].get("y")), g.get("class")) for g in at.values())
if len(set(p[:2] for p in place)) != len(place):
    sys.exit("boxes on each other")
print(len(at), *[p[2] for p in place if "critical" in p[2]], sep=" ")' "$1"; }
mkdir -p dots
for how in none bad real
do
	case $how in
	none) printf '#!/bin/sh\nexit 127\n' >dots/dot ;;
	bad) printf '#!/bin/sh\ncat >/dev/null\necho "graph 1 4 4"\necho "node n99 1e9 nan"\n' >dots/dot ;;
	real) cat >dots/dot <<-'END'
		#!/bin/sh
		cat >asked
		echo "graph 1 9 2"
		x=1
		for n in $(sed -n 's/^\(n[0-9]*\);$/\1/p' asked)
		do
			echo "node $n $x 1 1 1 x solid box black grey"
			x=$((x + 3))
		done
		sed -n 's/^\(n[0-9]*\) -> \(n[0-9]*\);$/edge \1 \2 4 1 1 2 1 3 1 4 1 solid black/p' asked
		echo stop
		END
		;;
	esac
	chmod +x dots/dot
	ok "svg, dot: $how" env PATH="$PWD/dots:$PATH" git-task graph --format svg --critical-path
	printf '%s\n' "$out" >graph.svg
	like "boxes, the chain marked: $how" "$(boxes graph.svg)" '^5( node [a-z]+ critical){3}$'
	is "edges: $how" "$(grep -c '<path class="edge' graph.svg)" 2
done
unlike "dot is told no title" "$(cat asked)" 'API|docs'
ok "graph --format json" git-task graph --format json
is "the same" "$(jqo '"\(.nodes | length) \(.edges | length) \(.total_hours) \(.critical_path | length)"')" "5 2 14 3"
is "slack" "$(jqo '.nodes[] | select(.title == "In my hands") | .slack')" 13

# a cycle can come by a merge: made by hand here
one=$(add One)
two=$(add Two --depends-on "$one")
full() { git-task show "$1" --format json | jq -r .id; }
o=$(full "$one")
path=$(printf '%.2s' "$o")/$o.json
blob=$(git show "refs/tasks/main:$path" | jq --arg d "$(full "$two")" '.dependencies = [$d]' -S --indent 2 | git hash-object -w --stdin)
GIT_INDEX_FILE=$TRASH/ix git read-tree refs/tasks/main
GIT_INDEX_FILE=$TRASH/ix git update-index --add --cacheinfo "100644,$blob,$path"
git update-ref refs/tasks/main "$(git commit-tree -p refs/tasks/main -m foreign "$(GIT_INDEX_FILE=$TRASH/ix git write-tree)")"
ok "graph with a cycle" git-task graph
like "marked" "$out" '<- cycle'
like "warned of" "$err" "cycle: .*$one"
ok "graph --format json with it" git-task graph --format json
is "marked" "$(jqo '[.nodes[] | select(.in_cycle)] | length')" 2
for c in list status next board "graph --critical-path" "graph --format dot" "show $one"
do
	# shellcheck disable=SC2086 # words
	ok "$c with it" git-task $c
	like "$c: warned of" "$err" "cycle"
done
ok "it can be broken" git-task dep rm "$one" "$two"
ok "graph" git-task graph
unlike "no more" "$err" 'cycle'

# ---- a deep and a wide graph stay fast ----
jq -n -c 'range(3000) | {key: "k\(.)", title: "T\(.)"} + (if . > 0 then {dependencies: ["k\(. - 1)"]} else {} end)' >chain
ok "a chain of 3,000" git-task import -q --project chain --from ndjson chain
ok "graph of it" git-task graph --project chain
is "every one" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 3000
ok "its critical path" git-task graph --project chain --critical-path --default-hours 1
like "all of it" "$out" '3000 h  in all'

# ---- log ----
new_repo "$TRASH/log"
GIT_TASK_TEST_NOW=2026-03-01T12:00:00Z
a=$(add "Log me")
GIT_TASK_TEST_NOW=2026-03-01T13:00:00Z git-task start -q "$a"
GIT_TASK_TEST_NOW=2026-03-02T13:00:00Z git-task --agent-id robot update -q "$a" --tag auto --priority high
b=$(add "Another")
GIT_TASK_TEST_NOW=2026-03-03T12:00:00Z
ok "log of one" git-task log "$a"
like "who and when" "$out" '\(robot\), 23 hours ago \(2026-03-02 13:00\)'
like "what" "$out" 'priority medium -> high'
like "tags" "$out" '\+auto'
like "from the start" "$out" '^    created$'
unlike "only that one" "$out" Another
ok "log" git-task log --oneline
is "three changes and an addition" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 4
ok "log --format json" git-task log "$a" --format json
is "an array" "$(jqo length)" 3
is "newest first" "$(jqo '.[0].author')" "Tess Ter (robot)"
is "changes" "$(jqo '.[0].changes[] | select(.field == "priority") | "\(.before) \(.after)"')" "medium high"
is "of sets" "$(jqo '.[0].changes[] | select(.field == "tags") | .added[0]')" auto
is "the commit is real" "$(git cat-file -t "$(jqo '.[0].commit')")" commit
is "its time" "$(jqo '.[0].when')" 2026-03-02T13:00:00Z
ok "log --author" git-task log --author robot --format json
is "one" "$(jqo length)" 1
ok "log --since" git-task log --since 2026-03-02 --format json
is "one" "$(jqo length)" 1
ok "log -n" git-task log -n 2 --format ndjson
is "two lines" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 2
git-task delete -q "$b"
ok "log of a deleted task" git-task log "$(git-task list --deleted --format ids)"
like "tells it" "$out" 'deleted'
exit_is "log of an unknown task" 2 git-task log 00000000
fails "log --since nonsense" git-task log --since whenever

# ---- context ----
git-task progress -q "$a" "first" >/dev/null
GIT_TASK_TEST_NOW=2026-03-03T12:00:01Z git-task context -q "$a" --shared "second" >/dev/null
GIT_TASK_TEST_NOW=2026-03-03T12:00:02Z git-task progress -q "$a" "third" >/dev/null
ok "context" git-task context "$a"
is "in the order of time" "$(printf '%s\n' "$out" | sed -n 's/.*: \(first\|second\|third\)$/\1/p' | tr '\n' ' ')" \
	"first second third "

# ---- watch ----
ok "watch" env GIT_TASK_AGENT=reader git-task watch
GIT_TASK_AGENT=other git-task discover -q "$a" "found it" >/dev/null
ok "peek" env GIT_TASK_AGENT=reader git-task watch --peek --format json
is "the notice" "$(jqo '.[0] | "\(.kind) \(.text) \(.by)"')" "discovery found it other"
ok "still there" env GIT_TASK_AGENT=reader git-task watch
like "read" "$out" 'found it'
ok "now read" env GIT_TASK_AGENT=reader git-task watch
unlike "gone" "$out" 'found it'
ok "another reader" env GIT_TASK_AGENT=../../evil git-task watch
like "sees it" "$out" 'found it'
is "no file outside" "$(find .git -newer .git/HEAD -name '*evil*' | grep -c -v 'git-task/watch/')" 0
# ---- the log tells values ----
new_repo "$TRASH/log-values"
p=$(git-task add -q "A parent")
r=$(git-task add -q "First name")
git-task update -q "$r" --title "Second name" --parent "$p"
git-task block -q "$r" --reason "no key yet"
run git-task log "$r" --oneline
like "a new title, from what to what" "$out" " title First name -> Second name"
like "ids are short" "$out" " parent none -> $p,"
like "why it is blocked" "$out" " blocked reason none -> no key yet,"
# ---- the first five are the first five, wherever they stand ----
new_repo "$TRASH/many-overdue"
for day in 14 03 19 08 11 02 17 05 20 09 16 04
do
	printf '{"title":"Late %s","due":"2026-11-%s"}\n' "$day" "$day"
done | git-task import --from ndjson >/dev/null 2>&1
export GIT_TASK_TEST_NOW=2026-12-01T12:00:00Z
run git-task status
is "the longest overdue first" "$(printf '%s\n' "$out" |
	sed -n 's/^  [0-9a-f]*  Late \([0-9]*\) .*/\1/p' | head -n 5 |
	tr '\n' ' ')" "02 03 04 05 08 "
like "and how many more" "$out" "^  \.\.\. and 7 more$"
run git-task status --format json
is "as data too" "$(jqo '[.overdue_tasks[].title] | join(" ")')" \
	"Late 02 Late 03 Late 04 Late 05 Late 08"
unset GIT_TASK_TEST_NOW
done_testing
