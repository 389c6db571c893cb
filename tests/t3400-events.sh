#!/bin/sh
# What happened, as events: made from two tips, here and by a sync, replayed from
# any tip, and told to those who listen once per command.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

tip()
{
	git rev-parse -q --verify refs/tasks/main
}
# the types of the last list, in order, each with the title
kinds()
{
	jqo '[.[] | "\(.event) \(.title)"] | join(", ")'
}
one()
{
	jqo ".[] | select(.event == \"$1\") | $2"
}
since()
{
	run git-task watch --since "$1" --peek --format json
}

new_bare hub.git
new_repo one
git remote add origin "$TRASH/hub.git"
git push -q origin main
git clone -q "$TRASH/hub.git" "$TRASH/two"
git -C "$TRASH/two" config user.name "Bob Builder"
git -C "$TRASH/two" config user.email bob@example.com

# ---- one kind after the other ----
a=$(at 2026-11-30T09:00:00Z git-task add -q Alpha -p high --type bug)
from=$(tip)
ok "from the beginning" git-task watch --events --peek --format json
is "a task is created" "$(kinds)" "created Alpha"
is "with what it is" "$(jqo '.[0].data | "\(.priority) \(.type) \(.status)"')" \
	"high bug pending"
is "by whom, when" "$(jqo '.[0] | "\(.by) <\(.email)> \(.at) \(.verb)"')" \
	"Tess Ter <tess@example.com> 2026-11-30T09:00:00Z add"
is "its commit and its place" "$(jqo '.[0] | "\(.commit) \(.tip)"')" \
	"$from $from"
ok "from the tip on" git-task watch --since "$from" --peek --format json
is "there is nothing" "$out" "[]"

b=$(git-task add -q Beta --depends-on "$a")
from=$(tip)
git-task update -q "$a" --title "Alpha 2" --tag x
since "$from"
is "fields" "$(kinds)" "updated Alpha 2"
is "old and new" "$(jqo '.[0].data | "\(.title.old) \(.title.new) \(.tags.old) \(.tags.new[0])"')" \
	"Alpha Alpha 2 null x"
is "and nothing else" "$(jqo '.[0].data | keys | join(" ")')" "tags title"

from=$(tip)
at 2026-11-30T10:00:00Z git-task start -q "$a"
since "$from"
is "a start" "$(kinds)" "status Alpha 2, assigned Alpha 2"
is "the status" "$(one status '.data | "\(.old) \(.new)"')" "pending in_progress"
is "to whom" "$(one assigned .data.new)" tess@example.com

from=$(tip)
at 2026-11-30T12:00:00Z git-task complete -q "$a" --summary "it works"
since "$from"
is "a completion lets others go on" "$(kinds)" \
	"updated Alpha 2, status Alpha 2, completed Alpha 2, unblocked Beta"
is "hours and summary" "$(one completed '.data | "\(.actual_hours) \(.summary)"')" \
	"2 it works"
is "the cause" "$(one unblocked .data.cause)" "$(git-task show "$a" --json | jq -r .id)"
from=$(tip)
git-task reopen -q "$a"
since "$from"
is "reopened: others wait again" "$(kinds)" "status Alpha 2, blocked Beta"
is "for this" "$(one blocked '.data.blocked_by[0][:8]')" "$a"

from=$(tip)
git-task block -q "$a" --reason "no key"
since "$from"
is "blocked by hand" "$(one blocked '"\(.title) \(.data.reason)"')" "Alpha 2 no key"
from=$(tip)
git-task unblock -q "$a"
since "$from"
is "and unblocked" "$(one unblocked '"\(.title) \(.data.cause)"')" "Alpha 2 null"

from=$(tip)
GIT_TASK_AGENT=robo git-task progress -q "$a" "half way"
git-task discover -q "$a" "a cave"
since "$from"
is "comments" "$(one commented '"\(.by) \(.agent) \(.data.kind): \(.data.text)"')" \
	"Tess Ter robo progress: half way
Tess Ter null discovery: a cave"

from=$(tip)
at 2026-11-30T13:00:00Z git-task claim "$a" --lease 2h >/dev/null
since "$from"
is "a claim" "$(one claimed '.data | "\(.owner) \(.until)"')" \
	"tess@example.com 2026-11-30T15:00:00Z"
from=$(tip)
at 2026-11-30T13:10:00Z git-task release -q "$a"
since "$from"
is "given back" "$(one lease-ended .data.why)" released
is "to nobody" "$(one assigned .data.new)" null
at 2026-11-30T14:00:00Z git-task claim "$a" --lease 2h
from=$(tip)
git-task cancel -q "$a"
since "$from"
is "a lease of a finished task" "$(one lease-ended .data.why)" closed

from=$(tip)
git-task delete -q "$b"
since "$from"
is "deleted" "$(kinds)" "deleted Beta"
from=$(tip)
git-task restore -q "$b"
since "$from"
is "restored" "$(kinds)" "restored Beta"

# ---- what others did ----
git-task sync -q
git-task -C "$TRASH/two" sync -q
from=$(tip)
git-task -C "$TRASH/two" update -q "$b" --title "Bob's Beta"
git-task -C "$TRASH/two" complete -q "$b"
git-task -C "$TRASH/two" add -q Gamma --assignee tess@example.com
git-task -C "$TRASH/two" sync -q
git-task sync -q
since "$from"
is "a sync is told like what was done here" "$(kinds)" \
	"updated Bob's Beta, status Bob's Beta, completed Bob's Beta, created Gamma, assigned Gamma"
is "with its author" "$(jqo '[.[] | "\(.by) \(.foreign)"] | unique | join(", ")')" \
	"Bob Builder true"
ok "what concerns one" git-task watch --format json
is "is a notice" "$(jqo '.[] | select(.kind == "assigned") | "\(.title) \(.by)"')" \
	"Gamma Bob Builder"

# both at once: each edit has its own author
from=$(tip)
at 2026-12-01T09:00:00Z git-task update -q "$b" --title "Tess says" -p low
at 2026-12-01T09:00:05Z git-task -C "$TRASH/two" update -q "$b" --title "Bob says" --type task
git-task -C "$TRASH/two" sync -q
git-task sync -q
since "$from"
is "two who edited one task are two" \
	"$(jqo '[.[] | select(.event == "updated") | "\(.by): \(.data | keys | join(" "))"] | sort | join(", ")')" \
	"Bob Builder: title type, Tess Ter: priority"
is "a conflict is told" "$(one conflict '.data | "\(.field) \(.kept) \(.lost) \(.lost_by)"')" \
	"title Bob says Tess says Tess Ter"

# ---- the stream ----
start=$(git rev-list --max-parents=0 refs/tasks/main | tail -n 1)
since "$start"
is "a week away: every change of status" \
	"$(jqo "[.[] | select(.event == \"status\" and .id[:8] == \"$a\") | .data.new] | sort | join(\" \")")" \
	"blocked cancelled completed in_progress in_progress in_progress pending pending"
is "in the order of time" "$(jqo '[.[].at] | . == sort')" true
is "one place at the end" "$(jqo '[.[].tip] | unique | join(" ")')" "$(tip)"
exit_is "a place that is not there" 2 git-task watch --since \
	0123456789012345678901234567890123456789
like "says what to do" "$err" "read everything anew"
exit_is "no commit" 129 git-task watch --since nonsense
ok "in words" git-task watch --since "$from" --peek
like "one line an event" "$out" "^20.*Z $b conflict +Bob says"
ok "nothing is written for it" git-task watch --since "$from" --peek
git-task watch >/dev/null
ok "the mark" git-task watch --events
is "is moved by reading" "$out" ""

# ---- taken back ----
git-task progress "$b" "A slip of the pen" >/dev/null
said=$(tip)
git-task undo >/dev/null 2>&1
run git-task watch --since "$said" --peek --json
is "a message that was taken back" "$(jqo '[.[] | [.event, (.data.progress | (.added | length),
	(.removed | length))]] | tojson')" '[["updated",0,1]]'

# ---- told once ----
cat >"$TRASH/hub.git/hooks/post-receive" <<'END'
#!/bin/sh
echo push >>pushes
END
chmod +x "$TRASH/hub.git/hooks/post-receive"
git config task.autoPush true
git-task add -q Delta >/dev/null
is "a write pushes once" "$(grep -c push "$TRASH/hub.git/pushes")" 1
GIT_TRACE2_EVENT=$TRASH/trace
export GIT_TRACE2_EVENT
ok "next --claim" git-task next --claim
unset GIT_TRACE2_EVENT
is "too" "$(grep -c push "$TRASH/hub.git/pushes")" 2
is "in one round" "$(grep -c '"argv":\["git",.*"fetch"' "$TRASH/trace")" 1

done_testing
