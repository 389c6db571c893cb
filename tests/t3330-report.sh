#!/bin/sh
# Reports: the weekly one, HTML, data, templates of one's own.
. "${0%/*}/lib.sh"

new_repo work
a=$(at 2026-11-02T09:00:00Z git task add "Sell <b>more</b> & *less*" \
	--assignee ann --estimated-hours 4 2>/dev/null)
at 2026-11-03T09:00:00Z git task complete "$a" --actual-hours 5 2>/dev/null
at 2026-11-03T10:00:00Z git task feedback "$a" --quality 3 --timeliness 5 \
	2>/dev/null
b=$(at 2026-11-02T09:00:00Z git task add "Wait" 2>/dev/null)
at 2026-11-03T09:00:00Z git task block "$b" --reason "no key" 2>/dev/null
at 2026-11-02T09:00:00Z git task add "Late" --deadline 2026-11-03 \
	>/dev/null 2>&1

run at 2026-11-05T09:00:00Z git task report weekly
is "weekly report" "$status" 0
like "completed" "$out" '^- \*\*Completed:\*\* 1 '
like "accuracy is a percentage" "$out" 'accuracy:\*\* 80%'
like "blocked with its reason" "$out" 'Wait: no key'
like "overdue" "$out" 'Late, 2 days late, due Tue 3 Nov'
like "people with what they have to do" "$out" '^\| nobody \| 0 \| 2 \| 0 \| 1 \| no estimates \|$'
like "and what they did" "$out" '^\| ann \| 1 \| 0 \| 0 \| 0 \| - \|$'
like "the headline" "$out" '^1 done, 1 overdue, 1 blocked\. Lead time 24\.0 h '
like "the period in words" "$out" '^# 29 Oct to 5 Nov 2026$'
like "what needs a decision" "$out" '^- Wait \(nobody\): no key$'
like "late and open is not on time" "$out" 'On time:\*\* 0% \(1 with a deadline\)'
is "decisions come before what is completed" "$(printf '%s\n' "$out" | grep -n '^## ' |
	sed 's/.*## //' | tr '\n' ',')" \
	"Needs a decision,Overdue,Blocked,In progress,Completed,People,Numbers,Burn-up,Recommendations,"
like "advice with its rule" "$out" 'quality < 4: 3'
unlike "markup in titles is harmless" "$out" '<b>more'
like "bars for the terminal" "$out" '^2026-11-04 #+\.+ +1/3$'
unlike "no tag is left" "$out" '[{][{]'

run at 2026-11-05T09:00:00Z git task report --format html -o report.html
is "html to a file" "$status" 0
is "nothing on stdout" "$out" ""
html=$(cat report.html)
like "charts are inside" "$html" '<svg '
like "text is escaped" "$html" 'Sell &lt;b&gt;more'
unlike "nothing is loaded" "$html" '<script|src=|href='
is "five charts" "$(printf '%s\n' "$html" | grep -c '<svg ')" 5
unlike "whole numbers at the axes" "$(printf '%s\n' "$html" | grep 'text-anchor="end"')" '>[0-9]+\.[0-9]+<'

run at 2026-11-05T09:00:00Z git task report --format json
is "data: the period" "$(jqo '.since + " " + .until')" "2026-10-29 2026-11-05"
is "data: lists" "$(jqo '[.completed, .blocked, .overdue] |
	map(length) | join(" ")')" "1 1 1"
run at 2026-11-05T09:00:00Z git task report --days 1 --format json
is "--days" "$(jqo '.completed | length')" 0

mkdir -p .git-task/templates
echo 'Done: {{#completed}}{{title}};{{/completed}}' \
	>.git-task/templates/report-mine.md
run at 2026-11-05T09:00:00Z git task report mine
like "a template of the repository" "$out" '^Done: Sell'
cp .git-task/templates/report-mine.md other.md
run at 2026-11-05T09:00:00Z git task report ./other.md
like "a template by path" "$out" '^Done: Sell'
echo '{{#open}}' >bad.md
exit_is "a broken template" 1 git task report ./bad.md
like "says what is wrong" "$err" "'open' is not closed"
exit_is "an unknown template" 129 git task report nowhere
like "says where they are" "$err" '.git-task/templates'

# one series, whoever shows it
for days in 7 31 32 366 380 400 401
do
	run at 2026-11-05T09:00:00Z git task report --days $days --format json
	series=$(jqo '.series | map(.at) | tojson')
	first=$(jqo '.bars[0].date')
	run at 2026-11-05T09:00:00Z git task metrics --series \
		--period ${days}d --json
	is "$days days: metrics has the series of the report" \
		"$(jqo '.series | map(.at) | tojson')" "$series"
	run at 2026-11-05T09:00:00Z git task metrics --series --period ${days}d
	is "$days days: and starts on the same day" "$(printf '%s\n' "$out" |
		sed -n '/^Burn-up/{n;s/^ *\([^ ]*\) .*/\1/p;}')" "$first"
done

run at 2026-11-05T09:00:00Z git task board --format html
is "the board as a page" "$status" 0
like "with every lane" "$(printf '%s' "$out" | tr '\n' ' ')" 'TO DO.*IN PROGRESS.*BLOCKED.*DONE'
like "late tasks say so" "$out" 'class="late">2 days late'
like "text is escaped there, too" "$out" 'Sell &lt;b&gt;more'
unlike "and nothing is loaded" "$out" '<script|src=|href='

# ---- reports of text ----

new_repo curves
git config task.fsync false
export GIT_TASK_TEST_NOW=2026-10-05T09:00:00Z
x=$(git task add -q "First" --project web --estimate 3h)
git task add -q "Due <b>soon</b>" --project web --due 2026-11-06 -a zoe >/dev/null 2>&1
git task add -q "Due late" --due 2026-11-02 >/dev/null
git task add -q "Not this year" --due 2027-03-01 >/dev/null
y=$(git task add -q "Waits")
GIT_TASK_TEST_NOW=2026-10-13T09:00:00Z
git task complete -q "$x" 2>/dev/null
git task block -q "$y" "no key"
GIT_TASK_TEST_NOW=2026-11-04T09:00:00Z
run git task report burndown
is "a burn-down" "$status" 0
like "from the first task on" "$out" '^2026-10-1[01] #+ +5$'
like "to today" "$out" '^2026-11-04 #{32} {8} 4$'
unlike "never more than there are" "$out" '#{41}'
run git task report flow --period 2026-10
like "a cumulative flow, with its numbers" "$out" '^2026-10-31 #{8}!{8}\.{24} 1 0 1 3$'
run git task report projects
like "a project a line" "$out" '^\| web \| 50% \| 1 \| 0 \| 0 \| no estimates \| `#{10}\.{10}` \|$'
like "and what has none" "$out" '^\| no project \| 0% \| 3 \| 1 \| 1 \|'
run git task report calendar
like "the month" "$out" '^ +November 2026$'
like "late, today, due" "$out" '^  2!  3   4<  5   6\*  7   8$'
like "the next month" "$out" '^ +December 2026$'
like "the first comes first" "$(printf '%s' "$out" | tr '\n' '~')" '~- Mon 2 Nov: Due late, 2 days late `[0-9a-f]{8}`~- Fri 6 Nov: Due .* \(zoe\)'
unlike "what is far away is not there" "$out" 'Not this year'
run env TZ=Pacific/Auckland git task report calendar
like "today is the reader's day" "$out" '^  2!  3   4<  5   6\*'
run env TZ=America/Los_Angeles GIT_TASK_TEST_NOW=2026-11-04T03:00:00Z git task report calendar
like "and so is yesterday" "$out" '^  2!  3<  4   5   6\*'
run env GIT_TASK_TEST_NOW=2026-12-31T12:00:00Z git task report calendar
like "over the end of the year" "$out" '^ +January 2027$'
run env GIT_TASK_TEST_NOW=2028-02-29T12:00:00Z git task report calendar
like "a leap day" "$out" '^ 28  29<$'
git task add -q "Needs the <first>" --depends-on "$y" >/dev/null 2>&1
git task start -q "$(git task list --format ids title~soon)" 2>/dev/null
run git task report --format html --days 40
like "the page has a timeline" "$out" 'Due &lt;b&gt;soon&lt;/b&gt; <small>zoe, Wed 4 Nov to today'
like "with a bar in its place" "$out" 'class="in_progress" style="margin-left:99%;width:[0-9.]+%"'
like "and a picture of what waits for what" "$out" 'class="node blocked"'
run git task report --json
is "which data have on demand only" "$(jqo '[has("chart_graph"), has("chart_flow"), (.timeline | length)] | tostring')" '[false,false,1]'
exit_is "there is no page of them" 129 git task report calendar --format html
like "which is said" "$err" "no report template 'calendar'"
run git task metrics --series
like "burn-up" "$out" '^Burn-up \(# done, \. open\):$'
like "burn-down" "$out" '^Burn-down \(# open\):$'
like "cumulative flow" "$out" '^Cumulative flow \(# done, = in progress, ! blocked, \. to do\):$'
unset GIT_TASK_TEST_NOW
done_testing
