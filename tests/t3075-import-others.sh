#!/bin/sh
# Tasks of other programs: what they export comes in, the same file again changes
# nothing, wrong files get a sentence with a line.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

data=$SRCDIR/tests/data/import
new_repo repo

# value KEY JQ: of the task that another program knows as KEY
value() {
	git task show "$1" --format json | jq -r "$2"
}

# brings FILE LABEL COUNT
brings() {
	run git task import -n "$data/$1"
	like "$1: a dry run counts" "$err" "would import: $3 created"
	like "$1: says what it is" "$err" "read as $2"
	before=$(git rev-parse -q --verify refs/tasks/main)
	ok "$1: comes in" git task import "$data/$1"
	isnt "$1: a commit" "$(git rev-parse refs/tasks/main)" "$before"
	before=$(git rev-parse refs/tasks/main)
	run git task import "$data/$1"
	like "$1: again, nothing" "$err" "0 created, 0 updated, $3 unchanged"
	is "$1: no commit" "$(git rev-parse refs/tasks/main)" "$before"
}

brings taskwarrior.json 'tasks of Taskwarrior' 7
like 'urgency is told' "$err" 'left out: urgency'
tw=$(jq -r '.[] | select(.description == "Both") | .uuid' "$data/taskwarrior.json")
is 'Taskwarrior: two dependencies' "$(value "taskwarrior:$tw" '.dependencies | length')" 2
is 'Taskwarrior: priority' "$(value "$tw" .priority)" low
run git task import "$data/taskwarrior-depends-text.json"
like 'dependencies as one text are the same' "$err" '0 created, 0 updated, 7 unchanged'
brings taskmaster.json 'tasks of Task Master' 5
is 'Task Master: review is kept' "$(value taskmaster:2.1 .fields.status)" review
is 'Task Master: 2.1 is a dependency' "$(value taskmaster:2.2 '.dependencies[0]')" "$(value taskmaster:2.1 .id)"
is 'Task Master: a subtask' "$(value taskmaster:2.2 .parent)" "$(value taskmaster:2 .id)"
is 'Task Master: a tag is a project' "$(value taskmaster:auth:1 .project)" auth
brings beads.jsonl 'issues of beads' 4
is 'beads: 0 is the highest' "$(value bd-1f3 .priority)" critical
is 'beads: 4 is the lowest' "$(value bd-44a .priority)" none
is 'beads: blocks' "$(value bd-1f3.1 '.dependencies[0]')" "$(value bd-9c2 .id)"
is 'beads: parent-child' "$(value bd-1f3.1 .parent)" "$(value bd-1f3 .id)"
is 'beads: other links' "$(value bd-1f3.1 '.fields.links[0].type')" discovered-from
is 'beads: closed_at' "$(value bd-9c2 .completed_at)" 2026-11-03T09:00:00Z
is 'beads: minutes' "$(value bd-1f3.1 .estimated_hours)" 1.5
brings gh.json 'issues of GitHub' 3
is 'gh: a label is a priority' "$(value gh#12 .priority)" high
is 'gh: depends on' "$(value gh:ann/shop#12 '.dependencies | length')" 2
is 'gh: not planned' "$(value gh#10 .status)" cancelled
is 'gh: a comment' "$(value gh#12 '.progress[0].text')" 'I see it, too'
brings gitlab.json 'issues of GitLab' 2
is 'GitLab: estimate' "$(value gl#4 .estimated_hours)" 2
brings gitea.json 'issues of Gitea or Forgejo' 1
is 'Gitea: a day' "$(value gt#5 .deadline)" 2026-12-01
brings git-bug.json 'bugs of git-bug' 1
is 'git-bug: its own short id' "$(value 3f9a1c2 .title)" 'Fix the thing'
brings jira.json 'issues of Jira' 2
is 'Jira: is blocked by' "$(value SHOP-12 '.dependencies[0]')" "$(value SHOP-13 .id)"
is "Jira: won't do" "$(value SHOP-13 .status)" cancelled
is 'Jira: a zone' "$(value SHOP-12 .created_at)" 2026-11-01T08:00:00Z
like 'Jira: a document' "$(value SHOP-12 .description)" '- fast'
brings jira.csv 'issues of Jira' 2
is 'Jira: columns of one name' "$(value SHOP-1 '.tags | join(" ")')" 'auth web'
is 'Jira: the parent by its number' "$(value SHOP-2 .parent)" "$(value SHOP-1 .id)"
is 'Jira: a day' "$(value SHOP-1 .deadline)" 2026-12-24
brings linear.csv 'issues of Linear' 2
is 'Linear: blocked by' "$(value ENG-1 '.dependencies[0]')" "$(value ENG-2 .id)"
is 'Linear: a date of JavaScript' "$(value ENG-1 .created_at)" 2026-11-01T10:00:00Z
brings trello.json 'cards of Trello' 3
like 'Trello: a check list' "$(value AbCd1234 .description)" '- \[x\] peas'
brings todo.ics 'to-dos of iCalendar' 2
is 'iCalendar: a fold' "$(value ical:a1@example.org .title)" 'Call the bank, then write'
is 'iCalendar: a part' "$(value ical:a2@example.org .parent)" "$(value ical:a1@example.org .id)"
brings work.org 'headlines of Org mode' 4
is 'Org: effort' "$(value org:8a1f-cart .estimated_hours)" 2.5
is 'Org: a deadline' "$(value org:8a1f-cart .deadline)" 2026-12-24
brings specs/001-photo 'tasks of spec-kit' 4
is 'spec-kit: depends on' "$(value T011 '.dependencies[0]')" "$(value T010 .id)"
brings kiro/photo/tasks.md 'tasks of Kiro' 4
is 'Kiro: a part' "$(value kiro:photo:2.1 .parent)" "$(value kiro:photo:2 .id)"
brings backlog 'tasks of Backlog.md' 5
mkdir -p archived/backlog/tasks archived/backlog/archive/tasks
printf -- '---\nid: TASK-1\ntitle: Here\nstatus: To Do\n---\n' >archived/backlog/tasks/'task-1 - Here.md'
run git task import --dry-run archived
unlike 'an archive that is empty is not told' "$err" archived
for i in 2 3
do
	sed "s/TASK-1/TASK-$i/" archived/backlog/tasks/*.md >"archived/backlog/archive/tasks/task-$i - x.md"
done
run git task import --dry-run archived
like 'one that is not, with a number' "$err" 'left out: archived tasks \(2\)'
rm -r archived
is 'Backlog.md: the final summary' "$(value TASK-1 .completion_summary)" Works.
is 'Backlog.md: dependencies' "$(value TASK-3 '.dependencies | length')" 2
brings tm 'tasks of a .task-orchestrator' 2
is 'tm: the id stays, and a file' "$(git task show 3f9a1c2b --format json | jq -r '.file_refs[0]')" src/login.c:12

# ---- streams and pages ----
jq -c '.[]' "$data/gh.json" >lines.json
run sh -c 'git task import - <lines.json'
like 'a line each is the same' "$err" '0 created, 0 updated, 3 unchanged'
cat "$data/gh.json" "$data/gh.json" >pages.json
run sh -c 'git task import - <pages.json'
like 'a page that came twice' "$err" 'left out: the same task again'
is 'no such file: one sentence' "$(git task import gitlab 2>&1 | wc -l)" 1

# ---- unusual, and right all the same ----
# odd LABEL COUNT: standard input in a repository of its own, the options before it
odd() {
	new_repo "$TRASH/odd-$1"
	cat >"$TRASH/odd"
	run git task import "$TRASH/${3:-odd}"
	like "$1: comes in" "$err" "^$2 created"
	odd_err=$err
	run git task import "$TRASH/${3:-odd}"
	like "$1: again, nothing" "$err" "0 created, 0 updated, $2 unchanged"
}
printf '\357\273\277[\r\n{"uuid":"u1","description":"a","entry":"20260101T000000Z","status":"waiting","depends":["u2"]},\r\n{"uuid":"u2","description":"b","entry":"20260101T000000Z","status":"pending","priority":"","depends":["u1"],"tags":[]}]\r\n' >lines
odd taskwarrior 2 <lines
like 'a circle is cut, and told' "$odd_err" 'left out: a dependency that would close a circle: taskwarrior:u1 of taskwarrior:u2'
is 'one way of it stays' "$(value u1 '.dependencies | length') $(value u2 '.dependencies | length')" '1 0'
odd taskwarrior 5 <<\END
[{"uuid":"p1","description":"Report","entry":"20260101T000000Z","status":"recurring","recur":"weekly"},
{"uuid":"p2","description":"Never","entry":"20260101T000000Z","status":"recurring","recur":"weekly"},
{"uuid":"i1","description":"Report","entry":"20260101T000000Z","status":"completed","end":"20260109T000000Z","parent":"p1"},
{"uuid":"i2","description":"Report","entry":"20260101T000000Z","status":"pending","parent":"p1","depends":["p1","d1"]},
{"uuid":"i3","description":"Report","entry":"20260101T000000Z","status":"deleted","parent":"p1"},
{"uuid":"d1","description":"Data","entry":"20260101T000000Z","status":"pending","depends":["p2"]},
{"uuid":"w1","description":"Waits","entry":"20260101T000000Z","status":"pending","depends":"p1,d1"}]
END
is 'Taskwarrior: who waits for a recurring task waits for its instances' \
	"$(value w1 '.dependencies | length') $(value i2 '.dependencies | length') $(value taskwarrior:d1 '.dependencies | length')" '3 2 0'
like 'one without instances is told' "$odd_err" 'left out: a dependency on a recurring task without instances \(1\)'
instances()
{
	printf '[{"uuid":"p1","description":"Water","entry":"20260101T000000Z","status":"recurring"}'
	seq "$1" | sed 's/.*/,{"uuid":"i&","description":"Water","entry":"20260101T000000Z","status":"'"$2"'","parent":"p1"}/'
	seq "$3" | sed 's/.*/,{"uuid":"w&","description":"Waits","entry":"20260101T000000Z","status":"pending","depends":["p1"]}/'
	echo ']'
}
instances 1500 pending 1500 >lines
exit_is "1,500 tasks that wait for 1,500 instances, in 5 s of CPU" 0 \
	sh -c 'ulimit -t 5; exec git task import --dry-run lines'
like "what is too much is told" "$err" 'more than 64 open instances \(1500\)'
instances 100 completed 1 >lines
exit_is "a hundred that are done" 0 git task import --dry-run lines
unlike "are not too many" "$err" 'more than'
odd beads 2 <<\END
{"id":"bd-1","title":"a","status":"open","priority":0,"issue_type":"epic","dependencies":[{"issue_id":"bd-1","depends_on_id":"bd-2","type":"parent-child"}]}
{"id":"bd-2","title":"b","status":"open","priority":2,"issue_type":"task","dependencies":[{"issue_id":"bd-2","depends_on_id":"bd-1","type":"parent-child"}]}
END
like 'so is one of parents' "$odd_err" 'left out: a parent that would close a circle: beads:bd-2 of beads:bd-1'
odd taskmaster 3 <<\END
{"tasks":[{"id":1,"title":"A","description":"","status":"pending","dependencies":[]},{"id":"2","title":"B","status":"done","dependencies":["1"],"subtasks":[{"id":1,"title":"s","status":"review"}]}]}
END
is 'Task Master: the first task need not have all' "$(value taskmaster:2.1 .parent)" "$(value taskmaster:2 .id)"
odd org 3 <<\END
#+FILETAGS: :file:all:
* Project A                            :proj:
** TODO Top one [1/2]                  :x:
   DEADLINE: <2026-12-24 Thu 18:00-19:00 +1w -3d>
*** DONE Sub
** TODO
** TODO Next
END
is 'Org: a repeater and a warning' "$(value 'org:Project A/Top one' .deadline)" 2026-12-24T18:00:00Z
is 'Org: tags of the headlines above and of the file' "$(value 'org:Project A/Top one/Sub' '.tags | join(" ")') $(value 'org:Project A/Next' '.tags | join(" ")')" \
	'all file proj x all file proj'
is 'Org: what counts the parts is no name' "$(value 'org:Project A/Top one/Sub' .parent)" "$(value 'org:Project A/Top one' .id)"
like 'Org: a headline of a keyword alone' "$odd_err" 'left out: a headline without a text'
odd spec-kit 3 <<\END
- [ ] T001 [P] One
- [ ] T002 Two
- [ ] T003 [US1] Three (depends on T001, T002)
END
is 'spec-kit: in an item' "$(value T003 '.dependencies | length')" 2
mkdir -p "$TRASH/folder/backlog/tasks"
printf -- '\357\273\277---\r\nid: task-1\r\ntitle: >-\r\n  One\r\n  title\r\nstatus: Done\r\nassignee: "@bob"\r\nlabels: ui\r\n---\r\nText\r\n' \
	>"$TRASH/folder/backlog/tasks/task-1 - x.md"
odd backlog 1 folder </dev/null
is 'Backlog.md: lines of Windows, texts for lists' "$(value task-1 '"\(.title) \(.assignee) \(.tags[0])"')" 'One title bob ui'
odd ical 5 <<\END
BEGIN:VCALENDAR
BEGIN:VTIMEZONE
BEGIN:STANDARD
BEGIN:VTIMEZONE
DTSTART:torn
TZOFFSETTO:+01
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VTODO
UID:winter
SUMMARY:s
DUE;TZID=Europe/Berlin:20261224T180000
END:VTODO
BEGIN:VTODO
UID:summer
SUMMARY:s
DUE;TZID="Europe/Berlin":20260724T180000
END:VTODO
BEGIN:VTODO
UID:before
SUMMARY:s
DUE;TZID=Europe/Berlin:20261025T025900
END:VTODO
BEGIN:VTODO
UID:after
SUMMARY:s
DUE;TZID=Europe/Berlin:20261025T030000
END:VTODO
BEGIN:VTODO
UID:unknown
SUMMARY:s
DUE;TZID=Mars/Base:20261224T180000
END:VTODO
END:VCALENDAR
END
is 'iCalendar: moments of its zones' "$(for uid in winter summer before after; do value "ical:$uid" .deadline; done | tr '\n' ' ')" \
	'2026-12-24T17:00:00Z 2026-07-24T16:00:00Z 2026-10-25T00:59:00Z 2026-10-25T02:00:00Z '
like 'iCalendar: a zone that it does not describe is told' "$odd_err" 'left out: a time zone'
cd "$TRASH/repo" || exit 1

# ---- damaged files of every kind: in once, or refused with a line ----
seed=${GIT_TASK_TEST_SEED:-$$}
mkdir "$TRASH/damaged" && cd "$TRASH/damaged" || exit 1
run python3 "$SRCDIR/tests/helpers/import-mutate.py" "$data" 2 "$seed"
is "damaged files (seed $seed)" "$status $out" "0 "
cd "$TRASH/repo" || exit 1

# ---- wrong files ----
# wrong TEXT SENTENCE
wrong() {
	printf '%s\n' "$1" >wrong.txt
	before=$(git rev-parse refs/tasks/main)
	exit_is "refused: $2" 1 sh -c 'git task import - <wrong.txt'
	like "refused: $2" "$err" "$2"
	is 'in one sentence' "$(printf '%s\n' "$err" | wc -l)" 1
	is 'and nothing is written' "$(git rev-parse refs/tasks/main)" "$before"
}
wrong '{"id":"bd-1","title":"a","issue_type":"task","priority":1}
{"id":"bd-2","title":"b","issue_type":"task","priority":7}' 'line 2: a priority of beads is 0'
wrong '{"id":"bd-1","title":"a","issue_type":"task","priority":1}
{"id":"bd-2","title":"b' 'line 2, column 22: unfinished string'
wrong '[{"uuid":"u-1","description":"a","entry":"20260101T000000Z","status":"pending"},

{"uuid":"u-2","description":"b","entry":"20260101T000000Z","status":"odd"}]' "line 3: 'odd' is no status of Taskwarrior"
wrong '[{"number":1,"title":"a","state":"OPEN"},
{"number":2,"state":"OPEN"}]' 'line 2: no title'
wrong '{"tasks":[{"id":1,"title":"a","subtasks":[],"status":"odd"}]}' "line 1: 'odd' is no status of Task Master"
wrong 'BEGIN:VCALENDAR
BEGIN:VTODO
SUMMARY:x' 'line 2: a VTODO that does not end'
wrong 'Summary,Issue key,Status
a,,Open' 'line 2: no issue key'
wrong '[{"uuid":"u-1","description":"a\u0000b","entry":"20260101T000000Z","status":"pending"}]' "line 1"
printf 'a\nb\0c\n' >nul.json
run git task import nul.json
like "a NUL byte has a line" "$err" "a NUL byte in it \(line 2\)"
printf 'a\n\nb\377\n' >latin.csv
run git task import latin.csv
like "so has what is no UTF-8" "$err" "not valid UTF-8 \(line 3\)"
printf 'BEGIN:VCALENDER\nSUMMARY:x\n' >torn.ics
exit_is "a calendar that is none is no list of lines" 1 git task import torn.ics
like "but told" "$err" "line 1: no BEGIN:VCALENDAR"
printf '* TODO a\a\n** TODO b\n' >bell.org
ok "Org: a control character in a headline" git task import -n bell.org
printf 'x 2026-01-01 one\n\n(B) two\n' >some.thing
run git task import -n some.thing
like "a guess is told" "$err" "read as lines of todo.txt"
is "as data, too" "$(git task import -n some.thing --json 2>/dev/null | jq -r .format)" todo.txt
run sh -c 'printf "%s\n" "title,priority" "a,odd" "b,high" "c,odder" | git task import --from csv -'
is "several errors are in the file's order" "$(printf '%s\n' "$err" | cut -d: -f 2 | tr -d '\n')" " line 2 line 4"
exit_is "a folder of nobody" 1 git task import "$data/kiro"
done_testing
