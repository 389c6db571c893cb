#!/bin/sh
# A lease is honoured to the second, by claim, next --claim and release.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo work
as()
{
	GIT_TASK_AGENT=$1
	export GIT_TASK_AGENT
	shift
	lib_as=0
	"$@" || lib_as=$?
	unset GIT_TASK_AGENT
	return "$lib_as"
}
holder()
{
	git task show "$1" --json | jq -r '.lease | "\(.owner) \(.until)"'
}

# ---- claim ----
id=$(git task add -q "Claimed")
at 2026-11-30T10:00:00Z as one git task claim "$id" --lease 90s >/dev/null
is "until a minute and a half later" "$(holder "$id")" "one 2026-11-30T10:01:30Z"
exit_is "a second before its end it is somebody's" 1 \
	at 2026-11-30T10:01:29Z as two git task claim "$id" --lease 1h
like "who is named" "$err" "claimed by 'one'"
exit_is "nor can another one give it back" 1 \
	at 2026-11-30T10:01:29Z as two git task release "$id"
ok "whose it is renews it" at 2026-11-30T10:01:29Z as one git task claim "$id" --lease 90s
is "for as long again" "$(holder "$id")" "one 2026-11-30T10:02:59Z"
exit_is "which counts to the second, too" 1 \
	at 2026-11-30T10:02:58Z as two git task claim "$id" --lease 1h
ok "at its end it is free" at 2026-11-30T10:02:59Z as two git task claim "$id" --lease 1h
is "and the other one's" "$(holder "$id")" "two 2026-11-30T11:02:59Z"
ok "given back" at 2026-11-30T10:03:00Z as two git task release "$id"
git task complete -q "$id"

# ---- next --claim ----
id=$(git task add -q "Left behind")
at 2026-11-30T10:00:00Z as one git task claim "$id" --lease 60s >/dev/null
exit_is "next finds nothing a second before the end" 1 \
	at 2026-11-30T10:00:59Z as two git task next --claim
ok "and takes it over at the end" at 2026-11-30T10:01:00Z as two git task next --claim --lease 30s
is "the same task" "$out" "$id"
is "for its own time" "$(holder "$id")" "two 2026-11-30T10:01:30Z"

# ---- lists ----
listed()
{
	at "$1" as two git task list --format ids "$2" 2>/dev/null | cut -c 1-8
}
is "claimed, a second before the end" "$(listed 2026-11-30T10:01:29Z is:claimed)" "$id"
is "and at the end no more" "$(listed 2026-11-30T10:01:30Z is:claimed)" ""
wait=$(git task add -q "Put back")
at 2026-11-30T10:00:00Z as one git task claim "$wait" --lease 60s >/dev/null
at 2026-11-30T10:00:00Z as one git task update -q "$wait" --status pending
is "a task that waits and is somebody's is not ready" \
	"$(listed 2026-11-30T10:00:59Z is:ready)" ""
is "but when the lease ends" "$(listed 2026-11-30T10:01:00Z is:ready)" "$wait"
exit_is "nor is it next" 1 at 2026-11-30T10:00:59Z as two git task next --anyone
ok "before that" at 2026-11-30T10:01:00Z as two git task next --anyone
like "then it is" "$out" "$wait"
git task delete -q "$wait"

# ---- who finishes what somebody else holds ----
held=$(git task add -q "Held without an end")
as one git task claim -q "$held" >/dev/null
for how in "complete" "cancel" "update --status completed" "delete"
do
	# shellcheck disable=SC2086 # words of a command
	exit_is "another agent: $how" 1 as two git task $how "$held"
	like "another agent: $how names who has it" "$err" "claimed by 'one'"
	is "another agent: $how changed nothing" \
		"$(git task show "$held" --json | jq -r '"\(.status) \(.deleted)"')" \
		"in_progress false"
done
GIT_TASK_AGENT=two git commit -q --allow-empty -m "fixes #$held"
run as two git task link --scan HEAD~1..HEAD
is "another agent: fixes #id does not finish it" \
	"$(git task show "$held" --json | jq -r .status)" in_progress
ok "another agent tells what it knows" as two git task progress "$held" "seen"
run git task cancel "$held"
is "a person may" "$status" 0
like "and learns whose it was" "$err" "claimed by 'one'"
git task reopen -q "$held" >/dev/null 2>&1
as one git task claim -q "$held" >/dev/null
ok "with --force" as two git task complete "$held" --force
held=$(git task add -q "Held by one")
as one git task claim -q "$held" >/dev/null
run as one git task complete "$held"
is "whose it is finishes it" "$status" 0
unlike "without a word of it" "$err" "claimed"

# ---- the event ----
tip=$(git rev-parse refs/tasks/main)
at 2026-11-30T10:01:10Z as two git task release "$id" >/dev/null
ok "who gives it back" git task watch --since "$tip" --peek --json
is "is told" "$(jqo '.[] | select(.event == "lease-ended") | "\(.data.owner) \(.data.why)"')" \
	"two released"

# one that runs out leaves no commit: who runs then is told, and to the second
printf '#!/bin/sh\ncat >>"%s/told"\n' "$TRASH" >"$TRASH/say"
chmod +x "$TRASH/say"
git task notify add said command "$TRASH/say" --when lease-ended >/dev/null 2>&1
short=$(git task add -q "Short")
at 2026-11-30T10:00:00Z git task notify flush -q
at 2026-11-30T10:00:00Z as one git task claim "$short" --lease 60s >/dev/null
: >"$TRASH/told"
ok "a second before" at 2026-11-30T10:00:59Z git task notify flush
is "nothing is told" "$(cat "$TRASH/told")" ""
ok "at the end" at 2026-11-30T10:01:00Z git task notify flush
is "it is told, with its time" \
	"$(jq -r '.. | objects | select(.event? == "lease-ended") | "\(.data.why) \(.at)"' \
		"$TRASH/told" | sort -u)" "expired 2026-11-30T10:01:00Z"
: >"$TRASH/told"
ok "a minute later" at 2026-11-30T10:02:00Z git task notify flush
is "it is not told again" "$(cat "$TRASH/told")" ""

done_testing
