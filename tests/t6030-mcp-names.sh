#!/bin/sh
# mcp: the Task Orchestrator's tools by their own names: what each parameter does, and
# each member of the answers.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_repo work
mkdir src
printf '#include <stdio.h>\n#include "b.h"\n/* TODO: less of it */\nint a;\n' >src/a.c
printf 'import os.path\nfrom json import loads\n# FIXME: slow\n' >src/b.py
git add src && git commit -qm "Some code"
commit=$(git rev-parse HEAD)

a=$(git task add "Parse invoices" --type feature -p critical --project billing \
	--file src/a.c --file src/b.py --tag parser 2>/dev/null)
b=$(git task add "Send invoices" --project billing --tag parser \
	--depends-on "$a" 2>/dev/null)
c=$(git task add "Paint the shed" --type chore --tag shed 2>/dev/null)
d=$(git task add "Count pennies" --project billing --tag pennies 2>/dev/null)
e=$(git task add "Rewrite the parser" --project billing --tag parser 2>/dev/null)
git task update -q "$e" --complexity 9.5 >/dev/null

full()
{
	git task show "$1" --format json | jq -r .id
}
a=$(full "$a") b=$(full "$b")

# ---- analyze_complexity, estimate_effort ----

{
	tool 1 analyze_complexity "{\"task_id\":\"$a\"}"
	tool 2 analyze_complexity "{\"task_id\":\"$a\",\"analyze_dependencies\":false,\"estimate_code_volume\":false,\"assess_risk\":false,\"use_historical_data\":false}"
	tool 3 analyze_complexity "{\"task_id\":\"$a\",\"project_root\":\"$PWD/src\"}"
	tool 4 analyze_complexity "{\"task_id\":\"$a\",\"project_root\":\"src\"}"
	tool 5 analyze_complexity "{\"task_id\":\"$a\",\"project_root\":\"/etc\"}"
	tool 6 analyze_complexity "{\"task_id\":\"$a\",\"project_root\":\"/no/such/place\"}"
	tool 7 analyze_complexity "{\"task_id\":\"$c\"}"
	tool 8 estimate_effort "{\"task_id\":\"$a\"}"
	tool 9 analyze_complexity "{\"task_id\":\"$a\",\"project_root\":\"$PWD\"}"
	tool 10 analyze_complexity "{\"task_id\":\"$a\",\"project_root\":\"../x\"}"
} >in
serve <in
is "members of an analysis" "$(got 1 '.complexity | [.score, .estimatedHours,
	.estimatedLinesOfCode, .confidence, .riskAssessment.level] |
	map(type) | join(" ")')" "number number number number string"
is "its factors" "$(got 1 '.complexity.factors | keys | join(" ")')" \
	"code_volume dependencies history technical_risk"
is "what its files pull in" "$(got 1 '[.complexity.dependencies[] |
	"\(.file):\(.line):\(.target)"] | join(" ")')" \
	"src/a.c:1:stdio.h src/a.c:2:b.h src/b.py:1:os.path src/b.py:2:json"
is "technical debt: comments that say so" \
	"$(got 1 .complexity.riskAssessment.technicalDebt)" 2
is "unknown where no file is" \
	"$(got 7 .complexity.riskAssessment.technicalDebt)" null
is "when, by what, how" "$(got 1 '.complexity.metadata | [(.analysisTime | type),
	(.version | type), .options.assess_risk] | tojson')" \
	'["string","string",true]'
is "every factor can be left out" "$(got 2 '[.complexity.factors[].used,
	.complexity.metadata.options[]] | unique | tojson')" '[false]'
is "a root by its whole path" "$(got 3 .complexity.estimatedLinesOfCode)" \
	"$(got 4 .complexity.estimatedLinesOfCode)"
isnt "makes a difference" "$(got 3 .complexity.estimatedLinesOfCode)" \
	"$(got 1 .complexity.estimatedLinesOfCode)"
like "not outside" "$(ans 5 '.result.content[0].text')" inside
like "nor above" "$(ans 10 '.result.content[0].text')" inside
like "a place that does not exist is told" "$(got 6 '.notes | join(" ")')" \
	"'/no/such/place' does not exist"
is "and the work tree looked at" "$(got 6 .complexity.score)" \
	"$(got 9 .complexity.score)"
is "hours" "$(got 8 .estimatedHours)" "$(got 1 .complexity.estimatedHours)"

# ---- expand_task ----

{
	for depth in 1 2 3
	do
		tool $depth expand_task "{\"task_id\":\"$a\",\"depth\":$depth,\"dry_run\":true,\"detail\":\"full\"}"
	done
	tool 4 expand_task "{\"task_id\":\"$a\",\"dry_run\":true}"
	tool 5 expand_task "{\"task_id\":\"$a\",\"depth\":3,\"max_depth\":1,\"dry_run\":true}"
	tool 6 expand_task "{\"task_id\":\"$a\",\"include_tests\":false,\"include_documentation\":false,\"dry_run\":true}"
	tool 7 expand_task "{\"task_id\":\"$a\",\"include_implementation\":false,\"dry_run\":true}"
	tool 8 expand_task "{\"task_id\":\"$a\",\"depth\":4}"
	tool 9 expand_task "{\"task_id\":\"$c\",\"provider\":\"openai\",\"model\":\"m\",\"temperature\":1,\"dry_run\":true}"
} >in
serve <in
is "depth 1, 2 and 3" "$(for n in 1 2 3; do got $n \
	'.expansion.subtasks | length'; done | sort -nu | wc -l)" 3
is "it is told" "$(got 3 .expansion.metadata.expansionDepth)" 3
is "2 if not given" "$(got 4 '.expansion.subtasks | length')" \
	"$(got 2 '.expansion.subtasks | length')"
is "max_depth is the limit" "$(got 5 '.expansion.subtasks | length')" \
	"$(got 1 '.expansion.subtasks | length')"
is "a third level is below the second" "$(got 3 '.expansion.subtasks as $s |
	[$s[] | .parent_step | select(. != null) | $s[.].parent_step |
	select(. != null)] | length > 0')" true
like "no fourth" "$(ans 8 '.result.content[0].text')" '3'
is "members of an expansion" "$(got 2 '.expansion | [.originalTaskId,
	(.subtasks[0] | .title, .description | type), (.subtasks[0] |
	has("estimatedEffort")), (.implementationSteps | length > 0),
	(.testTasks | length > 0), (.documentationTasks | length > 0)] |
	tojson')" "[\"$a\",\"string\",\"string\",true,true,true,true]"
is "a step says which sub-task it is" "$(got 2 '.expansion as $e |
	$e.testTasks[0] | .title == $e.subtasks[.step].title')" true
is "its metadata" "$(got 2 '.expansion.metadata | keys | join(" ")')" \
	"confidence expansionDepth model processingTime provider tokenUsage warnings"
is "no tokens without a model" \
	"$(got 2 .expansion.metadata.tokenUsage.totalTokens)" 0
is "kinds can be left out" "$(got 6 '.expansion | [(.testTasks | length),
	(.documentationTasks | length)] | tojson')" '[0,0]'
is "so can the work" "$(got 7 '.expansion.implementationSteps | length')" 0

# ---- get_next_task ----

{
	tool 1 get_next_task '{"project_id":"billing"}'
	tool 2 get_next_task '{"project_id":"billing","max_complexity":10}'
	tool 3 get_next_task '{"project_id":"billing","max_complexity":10,"max_complexity_limit":1}'
	tool 4 get_next_task '{"project_id":"nobody-has-this"}'
	tool 5 get_next_task '{"available_developers":2}'
	tool 6 get_next_task '{"project_id":"billing","available_developers":2,"max_complexity":10}'
	tool 7 get_next_task '{"project_id":"billing","available_developers":2,"max_complexity":10,"enable_grouping":false}'
	tool 8 get_next_task '{"excluded_tags":["parser"],"preferred_task_types":["chore"]}'
	tool 9 get_next_task '{"required_tags":["pennies"]}'
	tool 10 get_next_task '{"priority_threshold":4}'
} >in
serve <in
all='[.selection.selectedTask, .selection.alternatives[], (.selection.alongside // [])[]] | map(.title) | sort | join(", ")'
is "what is larger than 8 is left out" "$(got 1 "$all")" \
	"Count pennies, Parse invoices"
is "unless it is asked for" "$(got 2 "$all")" \
	"Count pennies, Parse invoices, Rewrite the parser"
is "a score is computed where none is stored" \
	"$(got 3 .selection.selectedTask)" null
is "and told" "$(got 1 '.selection.selectedTask | [(.complexity | type),
	.complexityComputed] | tojson')" '["number",true]'
is "members of a choice" "$(got 1 '.selection | [.selectedTask.title,
	(.reasoning.primaryReason | type), (.alternatives[0].overallScore |
	type), (.selectedTask.successProbability | type)] | tojson')" \
	'["Parse invoices","string","number","number"]'
is "a project that nobody has: tasks of none" \
	"$(got 4 .selection.selectedTask.title)" "Paint the shed"
like "with a note" "$(got 4 '.notes | join(" ")')" \
	"no task has the project 'nobody-has-this'"
is "for two: a set, and alternatives to it" "$(got 5 '.selection |
	[(.alongside | length), (.alternatives | length)] | tojson')" '[1,1]'
is "a set keeps to one tag of the project" \
	"$(got 6 '.selection.alongside[0].title')" "Rewrite the parser"
is "unless grouping is off" "$(got 7 '.selection.alongside[0].title')" \
	"Count pennies"
is "excluded and preferred" "$(got 8 .selection.selectedTask.title)" \
	"Paint the shed"
is "required" "$(got 9 "$all")" "Count pennies"
is "a threshold" "$(got 10 "$all")" "Parse invoices"
is "what goes with it" "$(got 2 '.selection.groupedTasks | length')" 1
is "nothing to go by: on no task" \
	"$(got 1 .selection.selectedTask.successProbabilityTasks)" 0
for n in 1 2 3 4
do
	git task complete -q "$(git task add -q "Old $n" --type feature \
		--project billing)" >/dev/null 2>&1
done
git task cancel -q "$(git task add -q "Old 5" --type feature --project billing)" \
	>/dev/null 2>&1
tool 1 get_next_task '{"project_id":"billing"}' >in
serve <in
is "success comes from history, and how much of it" \
	"$(got 1 '.selection.selectedTask | [.successProbability,
	.successProbabilityTasks] | tojson')" '[0.71,5]'

# ---- parse_prd ----

jq -nc '{jsonrpc: "2.0", id: 1, method: "tools/call", params: {name: "parse_prd",
	arguments: {project_id: "shop", content: "# Shop\n\n## Features\n\n### Cart\n- Priority: High\n- Acceptance Criteria:\n  - it keeps its goods\n\n## Requirements\n\n- REQ-1: Prices have two decimals\n\n## User Stories\n\n- As a guest, I want to pay, so that I get my goods\n"}}}' >in
serve <in
is "members of a document" "$(got 1 '.prd | [(.features | length),
	(.requirements | length), (.user_stories | length),
	(.tasks | length)] | tojson')" '[1,1,1,3]'
is "what an item does not have is left out" \
	"$(got 1 '.prd.requirements[0] | has("deadline")')" false

# ---- commits, graph, the rest ----

{
	tool 1 link_git_commit "{\"task_id\":\"$a\",\"commit_hash\":\"$commit\",\"commit_message\":\"Some code\",\"author\":\"dev@example.com\"}"
	tool 2 get_task "{\"task_id\":\"$a\"}"
	tool 3 get_task_graph
	tool 4 list_tasks '{"include_metrics":true,"status":"completed"}'
} >in
serve <in
is "members of a commit" "$(got 2 '.commits[0] | [.commit_hash, .commit_message,
	(.author | type), (.timestamp | type)] | tojson')" \
	"[\"$commit\",\"Some code\",\"string\",\"string\"]"
is "a graph has all tasks, with their dependencies" \
	"$(got 3 "[.tasks[] | select(.id == \"$b\") | .dependencies[0]] | .[0]")" "$a"
is "and edges" "$(got 3 '.edges | length')" 1
is "lists, counted, with figures" "$(got 4 '[.count, (.tasks | length),
	.metrics.tasks_completed] | tojson')" '[4,4,4]'

: "$d"

# ---- every parameter of the table in formats/mcp.md is there, and does what it says ----

git config task.mcp.exec true
ask 1 tools/list >in
serve --tools standard,execute_code <in
ans 1 '.result.tools[] | .name as $t | .inputSchema.properties | keys[] | "\($t) \(.)"' |
	sort >there
sed '1,/^## The Task/d' "$SRCDIR/formats/mcp.md" |
	sed -n 's/^| `\([a-z_]*\)` | `\([a-z_]*\)` | .*/\1 \2/p' | sort >told
is "the table has all 13 tools" "$(cut -d ' ' -f 1 told | uniq | wc -l | tr -d ' ')" 13
is "and 70 parameters" "$(wc -l <told | tr -d ' ')" 70
is "all of which there are" "$(comm -23 told there)" ""

new_repo effects
mkdir src && printf '#include "b.h"\nint a;\n' >src/a.c && git add src && git commit -qm Code
git config task.mcp.exec true
git config task.exec.sandbox none
one='"title":"One","description":"of them","priority":3,"tags":["web"],"code_language":"c","execution_environment":"gcc 12","type":"feature","estimated_hours":2'
tool 1 create_task "{$one}" >in
serve <in
a=$(got 1 .task.id)
is "create_task keeps what it is given" "$(got 1 '.task | [.title, .description,
	.priority, .priority_level, .tags[0], .code_language, .execution_environment,
	.status] | join("|")')" \
	"One|of them|high|3|web|c|gcc 12|pending"
{
	tool 1 create_task "{\"title\":\"Two\",\"dependencies\":[\"$a\"]}"
	tool 2 create_task '{"title":"Three","description":"security migration","code_language":"python","estimated_hours":8,"file_refs":["src/a.c"]}'
	for s in in_progress blocked pending in_progress completed
	do
		tool "\"$s\"" update_task_status "{\"task_id\":\"$a\",\"status\":\"$s\"}"
	done
	tool 3 list_tasks '{"status":"completed"}'
	tool 4 list_tasks '{"code_language":"python"}'
	tool 5 list_tasks '{"include_metrics":true}'
	tool 6 list_tasks
	tool 7 get_task_graph '{"format":"mermaid"}'
} >in
serve <in
b=$(got 1 .task.id) c=$(got 2 .task.id)
is "a dependency" "$(got 1 '.task.dependencies[0]')" "$a"
is "each status" "$(for s in in_progress blocked pending completed; do
	ans "\"$s\"" '.result.structuredContent.task.status'; done | uniq | tr '\n' ' ')" \
	"in_progress blocked pending completed "
is "... completed_at comes and goes" "$(ans '"completed"' \
	'.result.structuredContent.task | has("completed_at")')$(ans '"pending"' \
	'.result.structuredContent.task | has("completed_at")')" truefalse
is "lists by status and language" "$(got 3 '.tasks[].title') $(got 4 '.tasks[].title')" \
	"One Three"
is "... with figures when asked" "$(got 5 'has("metrics")')$(got 6 'has("metrics")')" truefalse
like "a picture in Mermaid" "$(got 7 .graph)" '^flowchart'
{
	tool 1 execute_code "{\"task_id\":\"$c\",\"language\":\"bash\",\"code\":\"pwd; sleep 9\",\"timeout\":1,\"working_directory\":\"src\"}"
	tool 2 execute_code "{\"task_id\":\"$c\",\"language\":\"python\",\"code\":\"print(6 * 7)\"}"
	tool 3 get_task "{\"task_id\":\"$c\",\"include_executions\":true,\"include_analysis\":true}"
	tool 4 get_task "{\"task_id\":\"$c\"}"
	tool 5 execute_code "{\"task_id\":\"$c\",\"language\":\"python\",\"code\":\"1\",\"packages\":[\"x\"]}"
	tool 6 delete_task "{\"task_id\":\"$b\"}"
	tool 7 get_task "{\"task_id\":\"$b\"}"
} >in
serve --tools standard,execute_code <in
is "code runs where it is told, as long as it may" "$(got 1 '.execution |
	(.output | test("/src\n")), .timed_out' | tr '\n' ' ')" "true true "
is "members of a run" "$(got 2 '.execution | [.language, .code, .output, .error, .exit_code,
	(.execution_time | type), (.at | type)] | tojson')" \
	'["python","print(6 * 7)","42\n","",0,"number","string"]'
is "runs and analysis when asked" "$(got 3 '[(.executions | length), has("analysis")] |
	tojson')$(got 4 '[has("executions"), has("analysis")] | tojson')" '[2,true][false,false]'
is "... with all that was looked at" \
	"$(got 3 '.analysis.metadata.options | [.[]] | tojson')" '[true,true,true,true]'
like "packages only where they are allowed" "$(ans 5 '.result.content[0].text')" \
	'task.exec.packages'
is "deleted is told" "$(got 7 .task.deleted) $(git task list --all --count 'title=Two')" "true 0"

# switches of an analysis, one at a time
n=0
for s in analyze_dependencies estimate_code_volume assess_risk use_historical_data
do
	n=$((n + 1))
	tool $n analyze_complexity "{\"task_id\":\"$c\",\"$s\":false}"
	tool $((n + 10)) estimate_effort "{\"task_id\":\"$c\",\"$s\":false}"
done >in
tool 5 analyze_complexity "{\"task_id\":\"$c\"}" >>in
tool 15 estimate_effort "{\"task_id\":\"$c\"}" >>in
tool 6 estimate_effort "{\"task_id\":\"$c\",\"project_root\":\"src\"}" >>in
tool 7 estimate_effort "{\"task_id\":\"$c\",\"project_root\":\"/etc\"}" >>in
serve <in
is "each switch leaves its factor out" "$(for n in 1 2 3 4; do
	got $n '[.complexity.factors | to_entries[] | select(.value.used) | .key] |
	join(",")'; done | tr '\n' ' ')" \
	"code_volume,technical_risk dependencies,technical_risk code_volume,dependencies code_volume,dependencies,technical_risk "
is "... and says so" "$(for n in 1 2 3 4 5; do got $n \
	'[.complexity.metadata.options[]] | map(select(. == false)) | length'; done | tr -d '\n')" 11110
is "the hours follow" "$(for n in 12 13 14; do test "$(got $n .estimatedHours)" = \
	"$(got 15 .estimatedHours)" && echo same || echo other; done | tr '\n' ' ')" "other other same "
isnt "... and the root" "$(got 6 .estimatedHours)" "$(got 15 .estimatedHours)"
like "... which is inside" "$(ans 7 '.result.content[0].text')" inside

# what a choice goes by
tool 1 create_task '{"title":"Four","code_language":"rust","estimated_hours":4,"type":"bug","tags":["web"]}' >in
tool 2 create_task '{"title":"Five","estimated_hours":4,"project":"p","type":"bug"}' >>in
serve <in
{
	tool 1 get_next_task
	tool 2 get_next_task '{"preferred_languages":["rust"]}'
	tool 3 get_next_task '{"preferred_task_types":["bug"],"excluded_tags":["web"]}'
	tool 4 get_next_task '{"min_estimated_hours":5}'
	tool 5 get_next_task '{"max_estimated_hours":5,"required_tags":["web"]}'
	tool 6 get_next_task '{"hours_available_today":5}'
	tool 7 update_task_status "{\"task_id\":\"$(got 2 .task.id)\",\"status\":\"in_progress\"}"
	tool 8 create_task '{"title":"Six","project":"p"}'
	tool 9 get_next_task '{"minimize_context_switching":false}'
	tool 10 get_next_task '{"minimize_context_switching":true}'
} >in
serve <in
first='.selection.selectedTask.title'
is "without wishes all of them" "$(got 1 '[.selection.selectedTask, .selection.alternatives[]] |
	map(.title) | sort | join(" ")')" "Five Four Three"
is "a language that is preferred" "$(got 2 "$first")" Four
is "a type, without a tag" "$(got 3 "$first")" Five
is "at least so long" "$(got 4 "[$first, (.selection.alternatives | length)] | tojson")" '["Three",0]'
is "at most, with a tag" "$(got 5 "[$first, (.selection.alternatives | length)] | tojson")" '["Four",0]'
isnt "what fits into today" "$(got 6 "$first")" Three
is "what is at hand" "$(got 9 '[.selection.selectedTask, .selection.alternatives[]] |
	map(.title == "Six") | index(true) > 0')$(got 10 "$first")" trueSix

# what of a document is read
doc='# P\n\n## Features\n\n### FR-1: Cart\n- Acceptance Criteria:\n  - it keeps its goods\n\n### FR-2: Pay\n- Depends on: FR-1\n\n## User Stories\n\n- As a guest, I want to pay, so that I get my goods\n'
n=0
for s in '"detail":"short"' '"generate_tasks":false' '"extract_user_stories":false' \
	'"parse_acceptance_criteria":false' \
	'"confidence_threshold":0.97'
do
	n=$((n + 1))
	tool $n parse_prd "{\"content\":\"$doc\",\"dry_run\":true,$s}"
done >in
tool 6 parse_prd "{\"content\":\"$doc\",\"project_id\":\"shop\"}" >>in
tool 7 parse_prd "{\"content\":\"$doc\",\"project_id\":\"mill\",\"analyze_dependencies\":false}" >>in
serve <in
is "tasks, stories, criteria, and how sure" "$(for n in 1 2 3 4 5; do got $n '.prd |
	[(.tasks | length), (.user_stories | length), ([.items[].criteria | length] | add),
	(.items | length)] | tojson'; done | tr '\n' ' ')" \
	"[3,1,1,3] [0,1,1,3] [2,0,1,2] [3,1,0,3] [2,0,1,2] "
is "project and dependencies" "$(git task list --project shop --json |
	jq -c 'map(.dependencies | length) | sort') $(git task list --project mill --json |
	jq -c 'map(.dependencies | length) | sort')" "[0,0,1] [0,0,0]"

# ---- errors speak of the tool's arguments ----

python3 "$SRCDIR/tests/helpers/mcp-errors.py" "$c" >wrong
is "what is refused is said in a tool's words" "$(grep -v '^asked' wrong)" ""
ok "all parameters of all tools were tried" test \
	"$(sed -n 's/^asked //p' wrong)" -gt 120

done_testing
