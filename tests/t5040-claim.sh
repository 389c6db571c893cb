#!/bin/sh
# Claims: one gets the task, the others learn who; leases end; releases give
# back; with --sync all of that across clones.
. "${0%/*}/lib.sh"

now=2030-06-01T12:00:00Z

as()
{
	who=$1
	when=$2
	shift 2
	run env TM_AGENT_ID="$who" GIT_TASK_TEST_NOW="$when" git task "$@"
}

field()
{
	git task show "$1" --json | jq -r "$2"
}

new_repo work
git config task.fsync false
x=$(git task add "One" 2>/dev/null)
y=$(git task add "Two" --depends-on "$x" 2>/dev/null)

as bob $now claim "$x" --lease 2h
is "claim" "$status $out" "0 claimed $x until 2030-06-01T14:00:00Z"
is "it is started and mine" "$(field "$x" '"\(.status) \(.assignee)"')" \
	"in_progress bob"
as eve 2030-06-01T13:00:00Z claim "$x"
is "the loser's exit" "$status" 1
like "the owner's name" "$err" "claimed by 'bob' until"
as bob 2030-06-01T13:00:00Z claim "$x" --lease 2h --json
is "renewed" "$status $(jqo .until)" "0 2030-06-01T15:00:00Z"
as eve 2030-06-01T14:30:00Z claim "$x"
is "the renewed lease holds" "$status" 1
as eve 2030-06-01T14:59:59Z claim "$x"
is "to its last second" "$status" 1
as bob 2030-06-01T14:59:59Z release "$x"
as bob 2030-06-01T13:00:00Z claim "$x" --lease 2h
as eve 2030-06-01T15:00:00Z claim "$x"
is "a lease that ran out" "$status" 0
is "is taken over" "$(field "$x" .assignee)" eve
as bob 2030-06-01T16:00:00Z release "$x"
is "only the holder releases" "$status" 1
like "and learns who that is" "$err" "'eve'"
as eve 2030-06-01T16:00:00Z release "$x"
is "release" "$status $out" "0 released $x"
is "it is nobody's" "$(field "$x" '"\(.status) \(.assignee)"')" \
	"pending null"
as eve $now release "$x"
is "release twice" "$status" 1
as bob $now claim "$y"
is "a task that waits" "$status" 1
like "says for what" "$err" "waits for task $x"
as bob $now claim "$x" --lease 0s
is "a lease of nothing" "$status" 1
as bob $now claim "$x" --lease bananas
isnt "a lease that is none" "$status" 0
as bob $now claim dddddddd
is "no such task" "$status" 2
as bob $now claim "$x" --sync
is "no remote to agree with" "$status" 1
is "nothing is claimed then" "$(field "$x" .status)" pending
git task complete "$x" >/dev/null 2>&1
as bob $now claim "$x"
is "a finished task" "$status" 1
like "says so" "$err" "is completed"

# next --claim
as bob $now next --claim --lease 1h
is "next --claim prints the id alone" "$status $out" "0 $y"
as eve $now next --claim
is "nothing is ready" "$status $out" "1 "
as eve 2030-06-01T12:59:59Z next --claim
is "nor in the last second of the lease" "$status $out" "1 "
like "it is not even tried" "$err" "no task is ready"
as eve 2030-06-01T12:59:59Z list --ready --format ids
is "nor for list" "$status $out" "0 "
as eve 2030-06-01T13:00:00Z next --claim --lease 1h
is "what was abandoned is taken over" "$status $out" "0 $y"
as bob 2030-06-01T13:59:59Z progress "$y" late
is "who lost it does not write" "$status" 1
like "and learns who has it" "$err" "'eve'"
as eve 2030-06-01T13:59:59Z release "$y"
is "who has it gives it back in the last second" "$status" 0
as eve 2030-06-01T13:00:00Z claim "$y" --lease 1h
as bob 2030-06-01T14:00:00Z release "$y"
is "and who does not, not after it" "$status" 0
as eve $now claim "$y"
as eve $now next --sync
is "--sync without --claim" "$status" 129
git config task.lease 30m
z=$(git task add "Three" 2>/dev/null)
as bob $now claim "$z"
like "task.lease" "$out" "until 2030-06-01T12:30:00Z"
as root $now claim "$z" --force
is "--force" "$status $(field "$z" .assignee)" "0 root"

# 16 at once in one clone: one wins
w=$(git task add "Race" 2>/dev/null)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
do
	TM_AGENT_ID=racer$i git task claim "$w" >"out$i" 2>&1 &
done
wait
is "16 racers, one winner" "$(cat out? out?? | grep -c '^claimed')" 1
is "15 know who has it" "$(cat out? out?? | grep -c "claimed by 'racer")" 15

# across clones
new_bare "$TRASH/hub.git"
git remote add origin ../hub.git
git task sync >/dev/null 2>&1
q=$(git task add "Queue" 2>/dev/null)
git task sync >/dev/null 2>&1
for i in 1 2 3 4
do
	git init -q "$TRASH/c$i"
	git -C "$TRASH/c$i" remote add origin ../hub.git
	git -C "$TRASH/c$i" config task.fsync false
	(cd "$TRASH/c$i" && git task pull && exec env TM_AGENT_ID=far$i \
		git task claim "$q" --sync) >"far$i" 2>&1 &
done
wait
is "4 clones, one winner" "$(cat far? | grep -c '^claimed')" 1
is "3 know who has it" "$(cat far? | grep -c "claimed by 'far")" 3
git task pull >/dev/null 2>&1
owner=$(field "$q" .assignee)
like "the remote knows the winner" "$(cat "$owner")" '^claimed'
for i in 1 2 3 4
do
	is "no claim is left behind in c$i" "$(cd "$TRASH/c$i" &&
		git task pull >/dev/null 2>&1 && field "$q" .assignee)" \
		"$owner"
done
git remote set-url origin ../gone.git
as bob $now release "$q" --sync --force
is "an unreachable remote" "$status" 1
is "changes nothing here" "$(field "$q" .assignee)" "$owner"

done_testing
