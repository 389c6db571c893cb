#!/bin/sh
# The tm interface: every form in which existing scripts call the commands
# that make, move and show tasks, and what they look for.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # dollar signs of jq
. "${0%/*}/lib.sh"

new_repo work
ln -s "$BUILD/git-task" tm
hex8='^[a-f0-9]{8}$'

# ---- init is repeated by every CI job ----
ok "init" ./tm init
like "init says initialized on stdout" "$out" 'initialized'
ok "init again" ./tm init

# ---- add: stdout is the id and nothing else ----
ok "add" ./tm add "Plain task"
like "stdout is the bare id" "$out" "$hex8"
is "one line" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 1
like "stderr says Task created" "$err" 'Task created'
is "stderr has no id" "$(printf '%s' "$err" | grep -c "[a-f0-9]\{8\}")" 0
plain=$out

sha=0123456789abcdef0123456789abcdef01234567
run ./tm add "Build commit $sha" --criteria '[
	{"criterion": "Tests pass", "measurable": "true"},
	{"criterion": "Coverage", "measurable": "coverage > 80"}
]' --deadline "$(date -d '+1 hour' -Iseconds)" --estimated-hours 0.5
is "a title with a commit id: still one id in the output" \
	"$(cat "$TRASH/.out" "$TRASH/.err" | grep -o '[a-f0-9]\{8\}' | wc -l | tr -d ' ')" 1
build=$out

ok "add with --priority critical" ./tm add "Release Pipeline 7" \
	--criteria '[{"criterion":"ok","measurable":"true"}]' \
	--priority critical --estimated-hours 2
epic=$out
run ./tm show "$epic" --format json
is "the priority is kept" "$(jqo .priority)" critical

ok "add --depends-on" ./tm add "Frontend build and test" \
	--depends-on "$epic" --criteria '[{"criterion":"Build succeeds","measurable":"true"}]' \
	--estimated-hours 0.5
front=$out
ok "add --depends-on twice" ./tm add "Deploy" --depends-on "$epic" --depends-on "$front"
deploy=$out
ok "add --depends-on A B" ./tm add "Both" --depends-on "$epic" "$front"
run ./tm show "$out" --format json
is "two dependencies" "$(jqo '.dependencies | length')" 2
ok "add --assignee with an address" ./tm add "Feature Implementation: x" \
	--criteria '[{"criterion":"a","measurable":"unit_test_pass_rate == 100"},
{"criterion":"b","measurable":"code_review_status == approved"}]' \
	--estimated-hours 4 --assignee "dev@example.com"
like "bare id with an assignee, too" "$out" "$hex8"
feature=$out
ok "add as Python calls it" ./tm add "TODO: fix (a) 100%" --priority high \
	--file "src/a.c:10" --estimated-hours 0.016666666666666666 \
	--criteria '[{"criterion":"done","measurable":"true"}]'
todo=$out
run ./tm show "$todo" --format json
is "the file is kept" "$(jqo '.file_refs[0]')" "src/a.c:10"
ok "add --meta, --phase, --context" ./tm add "Meta" --meta k=v --meta a=b=c --phase p1 --context "look at the log"
run ./tm show "$out" --format json
is "meta is kept" "$(jqo '.fields | "\(.k) \(.a) \(.phase)"')" "v b=c p1"
is "context is kept" "$(jqo '.context[0].text')" "look at the log"

# ---- deadlines as programs write them; the original took any text ----
for when in "$(date -Iminutes)" "$(date -Ins)" "$(date -R)" \
	2030-01-01T10:00:00.123456 2030-01-01T10:00:00.123456+00:00
do
	ok "add --deadline $when" ./tm add "Due" --deadline "$when"
done
run ./tm show "$out" --format json
is "to the second" "$(jqo .deadline)" 2030-01-01T10:00:00Z

# ---- words of refusals, on stderr, with stdout empty ----
refuses()
{
	lib_re=$1
	lib_name=$2
	shift 2
	fails "$lib_name" "$@"
	like "$lib_name: says '$lib_re'" "$err" "$lib_re"
	is "$lib_name: nothing on stdout" "$out" ""
}
long=$(printf 'x%.0s' $(seq 501))
refuses 'empty' "empty title" ./tm add ""
refuses 'empty' "blank title" ./tm add "   "
refuses 'too long' "501 characters" ./tm add "$long"
ok "500 characters" ./tm add "${long%x}"
ok "500 characters of three bytes" ./tm add "$(printf '語%.0s' $(seq 500))"
refuses 'Invalid priority' "wrong priority" ./tm add T -p urgentish
refuses 'Invalid dependency ID.*not found' "unknown dependency" ./tm add T --depends-on nonexistent123
refuses 'Invalid JSON' "criteria that are no JSON" ./tm add T --criteria 'nope'
refuses 'must be a JSON array' "criteria that are no array" ./tm add T --criteria '{"a":1}'
refuses 'number' "hours that are no number" ./tm add T --estimated-hours abc
refuses 'between' "negative hours" ./tm add T --estimated-hours -1
refuses 'deadline' "a deadline that is no date" ./tm add T --deadline whenever
refuses 'not found' "show of an unknown task" ./tm show deadbeef
refuses 'not found' "show --format json of an unknown task" ./tm show deadbeef --format json
refuses 'Invalid task ID' "update of an unknown task" ./tm update deadbeef --status pending
refuses 'Invalid status' "update to an unknown status" ./tm update "$plain" --status x
refuses 'not found' "complete of an unknown task" ./tm complete deadbeef
refuses 'not found' "progress on an unknown task" ./tm progress deadbeef hello
refuses 'not found' "delete of an unknown task" ./tm delete deadbeef
refuses 'depend' "delete of what others need" ./tm delete "$epic"
refuses 'Invalid status' "list of an unknown status" ./tm list --status bogus

# ---- the hook's question: is this word a task? ----
if ./tm show "$plain" >/dev/null 2>&1; then pass "show of a task: 0"; else fail "show of a task: 0"; fi
if ./tm show "$(git rev-parse HEAD | cut -c1-8)" >/dev/null 2>&1
then fail "a commit's prefix is no task"
else pass "a commit's prefix is no task"
fi

# ---- show and list ----
ok "show" ./tm show "$todo"
like "key: value" "$out" '^status: pending$'
like "title" "$out" '^title: TODO: fix \(a\) 100%$'
like "files are visible" "$out" 'src/a\.c:10'
like "unset is None" "$out" '^assignee: None$'
ok "list" ./tm list
like "a line" "$out" "^\[$plain\] Plain task - pending$"
like "blocked by its dependency" "$out" "^\[$front\] Frontend build and test - blocked$"
ok "list --assignee" ./tm list --assignee dev@example.com
like "with the assignee" "$out" "^\[$feature\] Feature Implementation: x - pending \(dev@example.com\)$"
is "only that one" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 1
ok "list --has-deps" ./tm list --has-deps
unlike "no task without" "$out" 'Plain task'
ok "list --limit" ./tm list --limit 2
is "two lines" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 2
ok "list of nothing" ./tm list --status in_progress
is "stdout is empty" "$out" ""
like "the words go to stderr" "$err" 'No tasks found'

ok "update --status" ./tm update "$plain" --status in_progress
ok "list --status in_progress" ./tm list --status in_progress
like "has it" "$out" "^\[$plain\] Plain task - in_progress$"

# ---- JSON as the scripts read it ----
ok "show --format json" ./tm show "$build" --format json
is "status" "$(jqo .status)" pending
is "the id is the one that add printed" "$(jqo .id)" "$build"
is "one line" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 1
is "unset is null" "$(jqo '.description // ""')" ""
is "feedback not given" "$(jqo '.feedback_quality // "N/A"')" N/A
is "quality_score is there" "$(jqo 'has("quality_score")')" true
is "criteria are an array" "$(jqo '.success_criteria | length')" 2
ok "list --format json" ./tm list --format json
is "an array" "$(jqo type)" array
all=$(jqo length)
is "every id has 8 digits" "$(jqo '[.[].id | select(test("^[a-f0-9]{8}$"))] | length')" "$all"
is "a task is found by the id that add printed" \
	"$(jqo ".[] | select(.id == \"$front\") | .title")" "Frontend build and test"
is "dependencies, too" \
	"$(jqo ".[] | select(.id == \"$front\") | \"\(.dependencies[0]) \(.blocked_by[0])\"")" \
	"$epic $epic"
run git-task list --all --format json
is "git task prints full ids" "$(jqo '[.[].id | select(length == 16)] | length')" "$all"
run ./tm show "$front"
like "show prints 8 digits" "$out" "^id: $front$"
like "of dependencies, too" "$out" "^dependencies: \[\"$epic\"\]$"
ok "context as JSON" ./tm context "$front" --format json
is "its id" "$(jqo .id)" "$front"
ok "list again" ./tm list --format json
total=0
for s in pending in_progress completed blocked cancelled
do
	n=$(./tm list --status $s --format json | jq '. | length')
	total=$((total + n))
done
is "the states add up" "$total" "$all"
ok "--json is --format json" ./tm list --json
is "same" "$(jqo length)" "$all"

# ---- progress, complete, feedback ----
ok "progress with odd text" ./tm progress "$build" "❌ CI build failed - 100% #1 'x' \"y\" \$HOME"
like "its words" "$out" '^Progress update added$'
for text in "-5% coverage" "--- notes ---" "-- two dashes" "--fix: a subject"
do
	ok "progress '$text'" ./tm progress "$todo" "$text"
	run ./tm show "$todo" --format json
	is "is kept as written" "$(jqo '.progress[-1].text')" "$text"
done
refuses 'unknown option' "an option and its value in one word" ./tm progress "$todo" "text" "--quiet please"
ok "progress in several words" ./tm progress "$build" Commit abc: more words
run ./tm show "$build" --format json
is "kept as written" "$(jqo '.progress[0].text')" "❌ CI build failed - 100% #1 'x' \"y\" \$HOME"
is "joined" "$(jqo '.progress[1].text')" "Commit abc: more words"

ok "complete with a summary of lines" ./tm complete "$build" --actual-hours 0.3 --summary "
CI build completed.

## Results
- All passed
"
is "stdout is empty" "$out" ""
like "words on stderr" "$err" "Task $build completed"
run ./tm show "$build" --format json
is "completed" "$(jqo .status)" completed
is "hours" "$(jqo .actual_hours)" 0.3
like "the summary" "$(jqo .completion_summary)" '^## Results$'
ok "complete again" ./tm complete "$build"
like "warns" "$err" 'already'
run ./tm show "$build" --format json
is "the summary stays" "$(jqo '.completion_summary | length > 0')" true
is "the hours stay" "$(jqo .actual_hours)" 0.3
ok "complete of a blocked task" ./tm complete "$deploy"
like "warns" "$err" 'waiting for'

ok "feedback right after" ./tm feedback "$build" --quality 5 --timeliness 4 --note "Automated CI build completed"
is "feedback: stdout is empty" "$out" ""
like "Feedback recorded" "$err" 'Feedback recorded'
refuses 'already has feedback' "feedback twice" ./tm feedback "$build" --quality 3
refuses 'between 1 and 5' "quality 6" ./tm feedback "$deploy" --quality 6
refuses 'between 1 and 5' "timeliness 0" ./tm feedback "$deploy" --timeliness 0
refuses 'too long' "a note of 501 characters" ./tm feedback "$deploy" --quality 3 --note "$long"
refuses 'completed' "feedback on an open task" ./tm feedback "$todo" --quality 3
ok "quality alone" ./tm feedback "$deploy" --quality 3
ok "list --completed" ./tm list --completed --format json
is "quality of all" "$(jqo '[.[] | select(.feedback_quality >= 4)] | length')" 1
is "rated ones" "$(jqo '[.[] | select(.feedback_quality != null)] | length')" 2

# ---- context and collaboration ----
ok "context --shared" ./tm context "$build" --shared "
# CI/CD Build Context

- Branch: main
"
ok "context" ./tm context "$build"
is "first line" "$(head -n 1 "$TRASH/.out")" "Task: $build"
like "the text" "$out" 'Branch: main'
ok "context of a task without any" ./tm context "$plain"
like "first line again" "$out" "^Task: $plain$"
like "says so" "$out" 'No shared context'
ok "share" ./tm share "$plain" "hello there"
like "Shared" "$out" '^Shared '
like "a name would be better" "$err" 'TM_AGENT_ID not set'
ok "join" ./tm join "$plain"
like "Joined task" "$out" "^Joined task: $plain"
ok "note" ./tm note "$plain" "for me only"
like "Note added" "$out" '^Note added'
ok "discover" ./tm discover "$plain" "the cache is cold"
like "Discovery shared" "$out" '^Discovery shared'
ok "sync with a message" ./tm sync "$plain" "phase one done"
like "Sync point" "$out" '^Sync point'
ok "context shows all of it" ./tm context "$plain"
like "share" "$out" '\[update\] Tess Ter: hello there'
like "discovery" "$out" '\[discovery\] Tess Ter: the cache is cold'
like "sync" "$out" '\[sync\] Tess Ter: phase one done'
like "own notes" "$out" 'for me only'
is "notes do not travel" "$(git grep -c 'for me only' refs/tasks/main || echo none)" none
TM_AGENT_ID=other
export TM_AGENT_ID
ok "share with a name" ./tm share "$plain" "me too"
is "no warning" "$err" ""
ok "context with a name" ./tm context "$plain"
like "the agent's name" "$out" '\[update\] other: me too'
ok "watch" ./tm watch
like "a discovery by somebody else" "$out" "\[DISCOVERY\] DISCOVERY in $plain: the cache is cold"
ok "watch again" ./tm watch
is "nothing new" "$out" "No new notifications"
unset TM_AGENT_ID
ok "--agent-id" ./tm --agent-id third share "$plain" "hi"
ok "the other reader has a mark of its own" ./tm watch
like "sees others" "$out" 'me too'

ok "finish what blocks" ./tm complete "$epic"
ok "watch says so" env TM_AGENT_ID=other "$BUILD/tm" watch
like "unblocked" "$out" "Task $front unblocked"
ok "impact review" ./tm complete "$todo" --impact-review
like "on stdout" "$out" 'Impact Review'
ok "watch tells" env TM_AGENT_ID=other "$BUILD/tm" watch
like "impact review" "$out" 'impact review'

# ---- assign, delete ----
ok "assign" ./tm assign "$plain" bob
ok "delete" ./tm delete "$feature"
fails "it is gone" ./tm complete "$feature"
fails "also for show" ./tm show "$feature"
like "not found" "$err" 'not found'
ok "git task can still show it" git-task show "$feature"
ok "delete --force" ./tm delete "$front" --force

# ---- more than ten criteria ----
many='['
i=0
while test $i -lt 100
do
	many="$many{\"criterion\":\"c$i\",\"measurable\":\"true\"},"
	i=$((i + 1))
done
ok "100 criteria" ./tm add "Many" --criteria "${many%,}]"
like "warns" "$err" 'Maximum'

# ---- a disabled feature ----
ok "disable" ./tm config --disable success-criteria
ok "add all the same" ./tm add "Off" --criteria '[{"criterion":"x"}]'
like "told" "$err" 'disabled; --criteria ignored'
ok "enable" ./tm config --enable success-criteria

# ---- templates that a project has already ----
mkdir .task-orchestrator/templates
cat >.task-orchestrator/templates/sprint-start.yaml <<\END
name: sprint-start
version: 1.0.0
description: What every sprint begins with
variables:
  days: {type: number, required: true, description: Length}
tasks:
  - {title: "Plan {{days}} days", estimated_hours: "{{days * 2}}"}
  - {title: Review, depends_on: [0]}
END
ok "template list" ./tm template list
like "has it" "$out" '^sprint-start +repository +2 '
ok "template apply" ./tm template apply sprint-start --var days=5
is "two ids" "$(grep -cE "$hex8" "$TRASH/.out")" 2
run ./tm show "$(head -n 1 "$TRASH/.out")" --format json
is "the task" "$(jqo '"\(.title) \(.estimated_hours)"')" "Plan 5 days 10"
ok "a template of git-task's own place" mkdir -p .git-task/templates
sed 's/Review/Retrospective/' .task-orchestrator/templates/sprint-start.yaml >.git-task/templates/sprint-start.yaml
ok "comes first" ./tm template show sprint-start
like "it is that one" "$out" 'Retrospective'

# ---- a request that is sent twice ----
again()
{
	ok "$2 with a request" env TM_REQUEST_ID="$1" ./tm "$2" "$plain" "$3"
	ok "$2 with it again" env TM_REQUEST_ID="$1" ./tm "$2" "$plain" "$3"
}
before=$(./tm show "$plain" --json | jq -c '[.progress, .context | length]')
again r-1 progress "built"
like "and the same words" "$out" '^Progress update added$'
again r-1 share "built"
again r-2 progress "built"
again r-2 progress "tested"
is "is recorded once; another request or text is not the same" \
	"$(./tm show "$plain" --json | jq -c '[.progress, .context | length]')" \
	"$(printf '%s' "$before" | jq -c '[.[0] + 3, .[1] + 1]')"

# ---- what scripts had to say before tm would work for them ----
for how in "--enforcement-level advisory" "--enforce-usage false" "--enforce-orchestration false"
do
	# shellcheck disable=SC2086 # an option and its value
	ok "config $how" ./tm config $how
	is "stdout is empty" "$out" ""
done
ok "config --show-enforcement" ./tm config --show-enforcement
like "the level" "$out" 'advisory'
exit_is "a level that there is not" 129 ./tm config --enforcement-level fierce

# ---- automation-examples.md never runs init ----
new_repo fresh
ok "add without init" tm add "first"
like "works" "$out" "$hex8"
is "the work tree is clean" "$(git status --porcelain --ignored)" ""

# ---- export ----
ok "export" tm export
is "an array of objects" "$(jqo '.[0].title')" first
ok "export --format markdown" tm export --format markdown
like "a list" "$out" 'first'
ok "add with an assignee" tm add "second: a/b" --assignee "Ann Bee"
second=$out
ok "export --format tsv" tm export --format tsv
is "id, title, status, assignee" "$(head -n 1 "$TRASH/.out")" \
	"$(printf '%s\tsecond: a/b\tpending\tAnn Bee' "$second")"
is "a line each" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 2
cp "$TRASH/.out" want
ok "into a file" tm export --format tsv --output got
same "the same" got want
done_testing
