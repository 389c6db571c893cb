#!/bin/sh
# mcp: every answer has a size that an agent can afford, whatever the tasks are.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_repo work

# ---- huge tasks, many of them ----

python3 - >many.ndjson <<-\END
	import json
	def name(i):
	    return "%08x%08x" % ((i + 1) * 2654435761 % 2 ** 32, i)
	for i in range(405):
	    print(json.dumps({"id": name(i), "title": "task %d \u00fc" % i +
	                  " and its long title" * (i % 5),
	                  "description": "what is to be done " * (1 + i % 40),
	                  "tags": ["t%d" % (i % 7)], "status": "pending",
	                  "dependencies": [name(j) for j in (i - 1, i - 2) if j >= 0]}))
END
run git task import many.ndjson
is "405 tasks" "$status" 0
huge=$(git task add 'The huge "task"' --file a.c -d "$(python3 -c \
	'print("\"words\" of a <long> \\ description\n" * 1500)')")
python3 - "$huge" <<-\END
	import subprocess, sys
	for i in range(40):
	    subprocess.run(["git", "task", "progress", "-q", sys.argv[1],
	                    "note %03d " % i + "x\"y " * 750], check=True,
	                   stdout=subprocess.DEVNULL)
	for i in range(5):
	    subprocess.run(["git", "task", "context", "-q", sys.argv[1], "--shared",
	                    "ctx %03d " % i + "\u00e4 " * 1500], check=True,
	                   stdout=subprocess.DEVNULL)
END
ok "the task itself is large" test "$(git task show "$huge" --format json |
	wc -c)" -gt 150000
python3 - >PRD.md <<-\END
	print("# Plan\n\n## Features\n")
	for i in range(150):
	    print("### FR-%d: Feature number %d\n- Priority: High\n"
	          "- Description: %s\n- Acceptance Criteria:\n  - it works\n"
	          "  - it is fast\n" % (i, i, "much to say " * 30))
END
git config task.mcp.exec true
run python3 "$SRCDIR/tests/helpers/mcp-sizes.py" "$huge" PRD.md
is "no answer is too large" "$status" 0
test "$status" -eq 0 || diag "$(printf '%s\n' "$out" | grep large)" "$err"
said()
{
	printf '%s\n' "$out" | sed -n "s/^$1: //p"
}
is "nothing was refused but what is wrong" "$(said refused | cut -c 1-40 |
	sort | uniq -c | tr -s ' ' | tr '\n' ';')" \
	" 3 get_task task 'fffffffffffffffffffffffff; 3 log_error session 's' not found; log_ses;"
is "older entries are behind the cursor, the newest first, each once" \
	"$(said progress)" '43 41 True'
is "so is the rest of a list" "$(said list)" '409 409'
is "and of a graph" "$(said graph)" '409 409'

# ---- what is short, and what is left ----

{
	tool 1 get_task "{\"task_id\":\"$huge\"}"
	tool 2 get_task "{\"task_id\":\"$huge\",\"fields\":[\"progress\",\"status\"]}"
	tool 3 get_task "{\"task_id\":\"$huge\",\"fields\":[\"nonsense\"]}"
	tool 4 get_task "{\"task_id\":\"$huge\",\"cursor\":\"nonsense=1\"}"
	tool 5 list_tasks '{"limit":3,"fields":["tags","created_at"]}'
	tool 6 list_tasks '{"cursor":"3"}'
	tool 7 get_task_graph
	tool 8 get_task_graph '{"format":"mermaid"}'
	tool 9 list_tasks '{"fields":["nonsense"]}'
	tool 10 create_task '{"title":"small"}'
	tool 11 get_task "{\"task_id\":\"$huge\",\"detail\":\"loud\"}"
} >in
serve <in
is "the count of a log is told" "$(got 1 .task.log_counts.progress)" 43
is "the newest entry is the last" "$(got 1 '.task.progress[-1].text')" \
	"on we go"
ok "an entry is short" test "$(got 1 '[.task.progress[].text | length] | max')" \
	-lt 500
like "and says that it was cut" "$(got 1 '.task.context[0].text')" \
	'bytes left out'
is "only the fields that were asked for" "$(got 2 '.task | keys | join(" ")')" \
	"id log_counts progress status title"
is "an unknown field" "$(ans 3 '.result.content[0].text')" \
	"fields: a task has no 'nonsense'"
like "a cursor that is none" "$(ans 4 '.result.content[0].text')" \
	"'nonsense=1' is not one that was given out"
is "more fields in a list" "$(got 5 '.tasks[0] | has("tags") and
	has("created_at")')" true
is "as many as were asked for" "$(got 5 '.tasks | length')" 3
like "another wrong cursor" "$(ans 6 '.result.content[0].text')" \
	"'3' is not one"
is "a graph that is cut says how large it is" "$(got 7 .task_count)" 409
ok "it shows what depends on what" test "$(got 7 '[.tasks[].dependencies |
	length] | add')" -eq "$(got 7 '.edges | length')"
like "a picture is whole" "$(got 8 '.graph | split("\n") | .[-2]')" \
	'^    classDef'
like "a field of a list that is none" "$(ans 9 '.result.content[0].text')" \
	"no 'nonsense'"
is "nothing is left out of what is small" "$(got 10 'has("shortened")')" false
is "a wrong detail" "$(ans 11 .result.isError)" true

# ---- a cursor holds although tasks come and go ----

second=$(got 5 .next_cursor)
gone=$(git task list --format ids | sed -n 2p)
next=$(git task list --format ids | sed -n 4p)
git task cancel -q "$gone" >/dev/null 2>&1
tool 1 list_tasks "{\"limit\":1,\"cursor\":\"$second\"}" >in
serve <in
is "one that left before it leaves no hole" "$(got 1 '.tasks[0].id')" \
	"$(printf %.8s "$next")"

# ---- what an agent pays before it does anything ----

ask 1 tools/list >list
serve <list
ok "the standard tools are below 12 KB" test "$(wc -c <answers)" -lt 12288
serve --tools standard,execute_code <list
ok "with running code, too" test "$(wc -c <answers)" -lt 12288

done_testing
