#!/bin/sh
# The work clock books no night, and the active task marks no chore of another branch.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo work
git config task.fsync false
clock() { GIT_TASK_TEST_NOW=$1; export GIT_TASK_TEST_NOW; }
task() { id=$(git task add -q "$1"); }
last() { git task show "$id" --json | jq -r '.worklog[-1] | "\(.seconds / 3600) \(.until)"'; }

# ---- nothing is set: one day counts whole, a night does not ----
clock 2026-11-02T08:00:00Z; task "Long day"; git task start -q "$id"
clock 2026-11-02T21:30:00Z; run git task stop
is "a long day is booked" "$(last)" "13.5 2026-11-02T21:30:00Z"
unlike "without a word" "$err" 'clock'
clock 2026-11-02T14:40:00Z; task "Forgotten"; git task start -q "$id"
clock 2026-11-03T20:16:00Z
run git task current
like "current says that it stands still" "$err" 'its clock stood still at 2026-11-02 22:40 \(task\.work\.hours\)'
run git task stop
is "no night is booked" "$(last)" "8 2026-11-02T22:40:00Z"
like "what is booked" "$err" 'stopped after 8h'
like "and what is not, and how to say otherwise" "$err" \
	"the clock of $id stood still at 2026-11-02 22:40 \(task\.work\.hours\): 8h are booked, not 1d 5h; if it was more, 'git task update $id --actual-hours <n>'"
clock 2026-11-03T20:00:00Z; task "Evening"; git task start -q "$id"
clock 2026-11-04T09:00:00Z; git task stop -q 2>/dev/null
is "an evening ends at midnight" "$(last)" "4 2026-11-04T00:00:00Z"

# ---- hours of the day, in the zone of the reader, over a change of the clocks ----
git config task.work.hours 9:00-17:30
clock 2026-11-04T14:40:00Z; task "Office"; git task start -q "$id"
clock 2026-11-05T10:00:00Z; run git task complete "$id"
is "to the end of the day's work" "$(git task show "$id" --json | jq -c '[.actual_hours, .worklog[0].until]')" \
	'[2.83,"2026-11-04T17:30:00Z"]'
like "completing says so, too" "$err" 'stood still at 2026-11-04 17:30'
clock 2026-11-05T18:00:00Z; task "After hours"; git task start -q "$id"
clock 2026-11-05T19:30:00Z; git task stop -q
is "who begins later works later" "$(last)" "1.5 2026-11-05T19:30:00Z"
clock 2026-10-24T23:30:00Z; task "Clocks go back"
TZ=Europe/Berlin git task start -q "$id"
clock 2026-10-25T20:00:00Z
TZ=Europe/Berlin git task stop -q 2>/dev/null
is "a Sunday of 25 hours: 17:30 is 16:30 in UTC" "$(last)" "17 2026-10-25T16:30:00Z"
git config task.work.hours 6
clock 2026-11-06T08:00:00Z; task "So many hours"; git task start -q "$id"
clock 2026-11-06T18:00:00Z; git task stop -q 2>/dev/null
is "a number is a number of hours" "$(last)" "6 2026-11-06T14:00:00Z"
clock 2026-11-06T18:00:00Z; git task start -q "$id"
clock 2026-11-09T09:00:00Z; run git task stop --hours 7.5
is "what is said counts" "$(last)" "7.5 2026-11-07T01:30:00Z"
unlike "and nothing is cut" "$err" 'stood still'
exit_is "hours below nothing" 129 git task stop --hours -1
first=$id
clock 2026-11-09T09:00:00Z; git task start -q "$first"; task "The next"
clock 2026-11-10T09:00:00Z; run git task start "$id"
like "starting another one cuts, too" "$err" "the clock of $first stood still"
git task stop -q
# ---- hours over midnight: a night shift is no forgotten clock ----
git config task.work.hours 22:00-06:00
clock 2026-10-24T20:30:00Z; task "Night shift"
TZ=Europe/Berlin git task start -q "$id"
clock 2026-10-25T04:30:00Z
TZ=Europe/Berlin run git task stop
is "it goes on over midnight, also when the clocks go back" "$(last)" "8 2026-10-25T04:30:00Z"
unlike "and nothing is cut" "$err" 'stood still'
clock 2026-11-06T23:00:00Z; git task start -q "$id"
clock 2026-11-07T12:00:00Z; git task stop -q 2>/dev/null
is "it ends in the morning" "$(last)" "7 2026-11-07T06:00:00Z"
clock 2026-11-07T02:00:00Z; git task start -q "$id"
clock 2026-11-07T12:00:00Z; git task stop -q 2>/dev/null
is "begun after midnight, too" "$(last)" "4 2026-11-07T06:00:00Z"
clock 2026-11-07T20:50:00Z; git task start -q "$id"
clock 2026-11-08T05:50:00Z; git task stop -q 2>/dev/null
is "an hour before it begins is its hour, too" "$(last)" "9 2026-11-08T05:50:00Z"
clock 2026-11-08T13:00:00Z; git task start -q "$id"
clock 2026-11-09T12:00:00Z; git task stop -q 2>/dev/null
is "who begins by day stops at midnight" "$(last)" "11 2026-11-09T00:00:00Z"
for hours in 25:00-26:00 9:00-9:00 often
do
	exit_is "hours of $hours" 1 git task config set task.work.hours "$hours"
done
exit_is "days of none" 1 git task config set task.work.days never
is "nothing is set" "$(git config task.work.hours) $(git config task.work.days)" "22:00-06:00 "
git config --unset task.work.hours

# ---- nothing was done for a while ----
git config task.work.idle 45m
touch -d 2026-11-11T08:00:00Z .git/index .git/logs/HEAD
clock 2026-11-11T09:00:00Z; task "Idle"; git task start -q "$id"
touch -d 2026-11-11T10:30:00Z .git/index
clock 2026-11-11T15:00:00Z; run git task stop
is "so long after the last sign" "$(last)" "2.25 2026-11-11T11:15:00Z"
like "the setting is named" "$err" 'task\.work\.idle'
git config --unset task.work.idle

# ---- whose commits ----
git task hooks install -q 2>/dev/null
clock 2026-11-12T09:00:00Z
task "Active"; a=$id
task "Other"; b=$id
git task start -q "$a"
git commit -q --allow-empty -m "unrelated chore" 2>/dev/null
unlike "a chore elsewhere is not the active task's" "$(git log -1 --format=%B)" 'Task-Id'
git config task.hooks.active true
git commit -q --allow-empty -m "all are" 2>/dev/null
like "unless the setting says so" "$(git log -1 --format=%B)" "^Task-Id: $a"
git config --unset task.hooks.active
git task branch -q "$a" 2>/dev/null
git commit -q --allow-empty -m "on its branch" 2>/dev/null
like "its own branch" "$(git log -1 --format=%B)" "^Task-Id: $a"
git branch -q -m short
git task update -q "$a" --branch short
git commit -q --allow-empty -m "of another name" 2>/dev/null
like "whatever its name" "$(git log -1 --format=%B)" "^Task-Id: $a"
git -c core.hooksPath=/dev/null checkout -q -b "fix/$b-other"
run git task current
is "the active task" "$status" 0
like "current says whose the branch is" "$err" "the branch is that of $b Other, .* \(use 'git task start $b'\)"
git task start -q "$b"
run git task current
unlike "when they agree it says nothing" "$err" 'branch'
git task stop -q
git task cancel -q "$a" 2>/dev/null; git task update -q "$b" --status pending 2>/dev/null
exit_is "nothing is active" 1 git task current
like "but the branch has a task" "$err" "the branch is that of $b Other"
done_testing
