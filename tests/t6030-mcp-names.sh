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

done_testing
