#!/bin/sh
# A deadline typed as a day is that day in every zone, view and export; a moment is
# a moment; distances count days of the calendar.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

# Monday; it is still Sunday in Los Angeles.
GIT_TASK_TEST_NOW=2026-11-30T03:22:00Z
export GIT_TASK_TEST_NOW
BERLIN=CET-1CEST,M3.5.0,M10.5.0/3
ANGELES=PST8PDT,M3.2.0,M11.1.0
TOKYO=JST-9
TZ=$BERLIN
export TZ

new_repo work
add() { git-task add -q "$@"; }
today=$(add "Today" --deadline today)
tom=$(add "Tomorrow" --due tomorrow)
fri=$(add "Friday" --deadline friday)
year=$(add "Next year" --deadline 2027-01-04)
late=$(add "Late" --deadline 2026-11-27)
mom=$(add "Moment" --deadline "tomorrow 14:00")
old=$(add "Stored as once" --deadline 2026-12-01T22:59:59Z)

# ---- stored ----
stored() { git-task show "$1" --format json | jq -r .deadline; }
is "today is a day" "$(stored "$today")" 2026-11-30
is "--due is --deadline" "$(stored "$tom")" 2026-12-01
is "friday" "$(stored "$fri")" 2026-12-04
is "a moment is UTC" "$(stored "$mom")" 2026-12-01T13:00:00Z
is "what was stored stays" "$(stored "$old")" 2026-12-01T22:59:59Z
blob=$(git ls-tree -r --name-only refs/tasks/main | grep "/$tom")
like "the blob has the date" "$(git show "refs/tasks/main:$blob")" '"deadline": "2026-12-01",'

# a day that not every year has is the next there is
leap=$(add "Leap" --deadline "29 feb")
is "a leap day" "$(stored "$leap")" 2028-02-29
git-task delete -q "$leap"
exit_is "a day that no year has" 129 git-task update "$fri" --deadline "31 feb"

# ---- shown ----
due() { TZ=$2 git-task list --columns id,due | sed -n "s/^$1 *//p" | sed 's/ *$//'; }
is "today" "$(due "$today" $BERLIN)" today
is "tomorrow" "$(due "$tom" $BERLIN)" tomorrow
is "a weekday" "$(due "$fri" $BERLIN)" "Fri 4 Dec"
is "another year" "$(due "$year" $BERLIN)" "4 Jan 2027"
is "late" "$(due "$late" $BERLIN)" "3 days late"
is "a moment" "$(due "$mom" $BERLIN)" "tomorrow 14:00"
is "the old form is its day" "$(due "$old" $BERLIN)" tomorrow
is "in Los Angeles it is Sunday" "$(due "$tom" $ANGELES)" "Tue 1 Dec"
is "and 2 days late" "$(due "$late" $ANGELES)" "2 days late"
is "a moment moves" "$(due "$mom" $TOKYO)" "tomorrow 22:00"
run git-task show "$tom"
like "show: word and date" "$out" '^  due +tomorrow \(2026-12-01\)$'

# ---- exports and data are the same in every zone ----
for f in json csv markdown todo.txt; do
	TZ=$BERLIN git-task export --format $f >"$TRASH/b.$f"
	TZ=$ANGELES git-task export --format $f >"$TRASH/a.$f"
	same "export $f in two zones" "$TRASH/b.$f" "$TRASH/a.$f"
done
like "todo.txt" "$(cat "$TRASH/a.todo.txt")" "Friday.* due:2026-12-04"
like "CSV" "$(cat "$TRASH/a.csv")" "Friday.*2026-12-04[,\"]"

# ---- over when the reader's day is ----
n() { TZ=$2 GIT_TASK_TEST_NOW=$1 git-task list --overdue --format json | jq -r '[.[].title] | sort | join(",")'; }
is "Friday's task on Friday night" "$(n 2026-11-27T22:59:59Z $BERLIN)" ""
is "a second later" "$(n 2026-11-27T23:00:00Z $BERLIN)" Late
is "not yet in Los Angeles" "$(n 2026-11-27T23:00:00Z $ANGELES)" ""
is "long ago in Tokyo" "$(n 2026-11-27T15:00:00Z $TOKYO)" Late
# The night of the change to summer time, 23 hours long.
add "Spring" --deadline 2027-03-28 >/dev/null
git-task cancel -q "$year" 2>/dev/null
is "day of 23 hours: on it" "$(n 2027-03-28T21:59:00Z $BERLIN | tr , '\n' | grep -c Spring)" 0
is "... behind it" "$(n 2027-03-28T22:00:00Z $BERLIN | tr , '\n' | grep -c Spring)" 1

# ---- asked for ----
q() { git-task list --format json "$@" | jq -r '[.[].title] | sort | join(",")'; }
is "due today" "$(q due:today)" Today
is "due tomorrow" "$(q due:tomorrow)" "Moment,Stored as once,Tomorrow"
is "up to tomorrow" "$(q 'due<=tomorrow')" "Late,Moment,Stored as once,Today,Tomorrow"
is "before tomorrow" "$(q 'due<tomorrow')" "Late,Today"
is "after Tuesday" "$(q 'due>2026-12-01')" "Friday,Spring"
is "by a moment of the day" "$(q 'due<2026-12-01T12:30:00Z')" "Late,Today"
run git-task list --sort due --format csv --columns title
is "sorted" "$(echo "$out" | sed 1d | tr '\n' ,)" "Late,Today,Moment,Stored as once,Tomorrow,Friday,Spring,"

# ---- every entrance ----
printf 'title,due_date\nFrom CSV,2026-12-24\n' >in.csv
ok "CSV" git-task import in.csv
is "is a day" "$(q due:2026-12-24)" "From CSV"
printf '[{"title":"From JSON","deadline":"2026-12-25"},{"title":"With time","deadline":"2026-12-25T10:00:00Z"}]' >in.json
ok "JSON" git-task import in.json
run git-task list due:2026-12-25 --sort title --format csv --columns deadline
is "a day and a moment" "$(echo "$out" | sed 1d | tr '\n' ' ')" "2026-12-25 2026-12-25T10:00:00Z "
exit_is "no date" 129 git-task update "$fri" --due 2026-02-30
like "says so" "$err" "2026-02-30"
is "and nothing changed" "$(stored "$fri")" 2026-12-04
ok "unset by the alias" git-task update "$fri" --due ''
is "gone" "$(stored "$fri")" null
ok "fsck knows days" git-task fsck

done_testing
