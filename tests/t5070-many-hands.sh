#!/bin/sh
# Many hands at one remote: deliveries beside main, claims as refs, who is who,
# hosts that do not take everything, several places to push to.
. "${0%/*}/lib.sh"

now=2030-06-01T12:00:00Z
hub=$TRASH/hub.git

refs()
{
	git -C "$hub" for-each-ref --format='%(refname)' |
		sed 's,^refs/tasks/,,' | tr '\n' ' '
}

# The same without claims that have ended: those rest for two minutes.
live()
{
	git -C "$hub" for-each-ref --format='%(refname)|%(subject)' |
		sed -n -e '/^refs.tasks.claims.*|release /d' \
			-e 's,^refs/tasks/,,; s/|.*//p' | tr '\n' ' '
}

# The hub notes each push in a file.
count_pushes()
{
	cat >"$1/hooks/pre-receive" <<-'EOS'
	#!/bin/sh
	cat >>"$GIT_DIR/pushed"
	echo . >>"$GIT_DIR/pushes"
	EOS
	chmod +x "$1/hooks/pre-receive"
	: >"$1/pushes"
}

pushes()
{
	wc -l <"$hub/pushes" | tr -d ' '
}

clone()
{
	git init -q "$TRASH/$1"
	git -C "$TRASH/$1" remote add origin "${2:-$hub}"
	git -C "$TRASH/$1" config task.fsync false
}

as()
{
	who=$1
	where=$2
	shift 2
	run env TM_AGENT_ID="$who" GIT_TASK_TEST_NOW="${at:-$now}" \
		git -C "$TRASH/$where" task "$@"
}

# Lets $2 sync right before the next push of clone $1 reaches the hub.
overtake()
{
	cat >"$TRASH/slow" <<-EOS
	#!/bin/sh
	git -C "$TRASH/$1" config --unset remote.origin.receivepack
	(unset GIT_DIR GIT_WORK_TREE
	 git -C "$TRASH/$2" task sync >/dev/null 2>&1)
	exec git-receive-pack "\$@"
	EOS
	chmod +x "$TRASH/slow"
	git -C "$TRASH/$1" config remote.origin.receivepack "$TRASH/slow"
}

get()
{
	git -C "$TRASH/$1" task show "$2" --json | jq -r ".$3"
}

title()
{
	get "$1" "$2" title
}

actor()
{
	cat "$TRASH/$1/.git/git-task/actor"
}

cd "$TRASH" || exit 99
new_bare hub.git
count_pushes hub.git
for d in a b c
do
	clone $d
done
x=$(git -C a task add "First" 2>/dev/null)
y=$(git -C a task add "Second" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
git -C c task sync >/dev/null 2>&1
is "alone: one push and main only" "$(pushes) $(refs)" "1 main "

# ---- overtaken: delivered, not repeated ----

git -C a task update "$x" --title "By a" >/dev/null 2>&1
git -C b task update "$y" --title "By b" >/dev/null 2>&1
overtake a b
: >hub.git/pushes
run git -C a task sync --json
is "overtaken: done in one round" "$status $(jqo .rounds)" "0 1"
is "overtaken: says where it is" "$(jqo .delivered)" inbox
# Git refuses the first one of a by itself
is "overtaken: one of b, two of a" "$(pushes)" 2
is "overtaken: beside main" "$(refs)" "inbox/$(actor a) main "
is "overtaken: nothing is unsent" "$(git -C a task status --json |
	jq -r '.unsynced // 0')" 0
ok "somebody else" git -C c task sync
is "has both" "$(title c "$x"), $(title c "$y")" "By a, By b"
is "and has brought it to main" "$(refs)" "main "
git -C b task pull >/dev/null 2>&1
is "where plain readers find it" "$(title b "$x")" "By a"
ok "the one who delivered" git -C a task sync
is "has the same" "$(git -C a rev-parse refs/tasks/main)" \
	"$(git -C hub.git rev-parse refs/tasks/main)"
is "and forgets what is gone there" \
	"$(git -C a for-each-ref refs/task-remotes/origin/inbox)" ""

# ---- a delivery that is no tree of tasks, one of a copied clone ----

blob=$(echo code | git -C hub.git hash-object -w --stdin)
tree=$(printf '100644 blob %s\tmain.c\n' "$blob" | git -C hub.git mktree)
code=$(git -C hub.git -c user.name=E -c user.email=e commit-tree -m code "$tree")
git -C hub.git update-ref refs/tasks/inbox/0badc0de "$code"
run git -C b task sync
is "code in an inbox: sync" "$status" 0
like "is left alone" "$err" "left 'inbox/0badc0de' of the remote alone"
is "and not deleted" "$(refs)" "inbox/0badc0de main "
git -C hub.git update-ref -d refs/tasks/inbox/0badc0de

# ---- claims ----

rm a/.git/git-task/hosts
: >hub.git/pushes
as bob a claim "$x" --sync --lease 2h
is "claim" "$status $out" "0 claimed $x until 2030-06-01T14:00:00Z"
id=$(git -C a task show "$x" --json | jq -r .id)
is "one push: the claim, and main with it" "$(pushes) $(refs)" \
	"1 claims/$id main "
is "others see it in main" "$(git -C hub.git show \
	"refs/tasks/main:$(printf %.2s "$id")/$id.json" | jq -r .assignee)" bob
is "and by plain Git" "$(git -C hub.git log -1 --format=%s \
	"refs/tasks/claims/$id")" "claim $x: by bob"
as eve b claim "$x" --sync
is "the second one" "$status" 1
like "learns who, until when, where" "$err" \
	"claimed by 'bob' until .* in clone $(actor a)"
as bob b claim "$x" --sync
is "the same name in another clone is somebody else" "$status" 1
as bob a claim "$x" --sync --lease 3h
is "the same one renews" "$status $out" \
	"0 claimed $x until 2030-06-01T15:00:00Z"
like "and is told" "$err" "yours already"
at=2030-06-01T14:30:00Z
as eve b claim "$x" --sync
is "the renewed lease holds" "$status" 1
at=2030-06-01T15:00:01Z
as eve b claim "$x" --sync --lease 1h
is "one that has run out is taken over" "$status" 0
like "by the same ref" "$(git -C hub.git log --format=%s \
	"refs/tasks/claims/$id" | tr '\n' ';')" "by eve;.*by bob;"

# ---- who lost a task leaves it alone ----

as bob a complete "$x" --sync
is "who lost it can not complete it" "$status" 1
like "and learns who has it" "$err" "claimed by 'eve'"
as bob a update "$x" --title "Mine"
is "nor change it" "$status" 1
like "or how to" "$err" "'eve'.*--force|--force.*'eve'"
as bob a release "$x" --sync
is "nor give it back" "$status" 1
as bob a update "$x" --title "Mine all the same" --force
is "with --force it can" "$status" 0
as eve b complete "$x" --sync
is "who has it completes it" "$status" 0
is "and the claim is over" "$(live)" "main "
unset at

# ---- release, finished tasks ----

as bob a claim "$y" --sync
as bob a release "$y" --sync
is "release" "$status $(live)" "0 main "
as eve b next --claim --sync --lease 1h
is "and next --claim finds it" "$status $out" "0 $y"
as eve b complete "$y"
is "completed here" "$status" 0
as eve b sync
is "sync leaves a claim that young" "$(live | wc -w)" 2
at=2030-06-01T15:04:00Z
git -C b task tag "$y" +pushed >/dev/null 2>&1
as eve b sync
is "and ends it when it has rested" "$(refs)" "main "
unset at

# ---- two sessions of one clone fetch at once ----

mkdir "$TRASH/bin"
cat >"$TRASH/bin/git" <<-EOS
#!/bin/sh
case " \$* " in
*" fetch "*)
	if test -e "$TRASH/overtaken"
	then
		rm "$TRASH/overtaken"
		echo "error: cannot lock ref 'refs/task-remotes/origin/main': is at 1 but expected 2" >&2
		exit 1
	fi ;;
esac
exec "$(command -v git)" "\$@"
EOS
chmod +x "$TRASH/bin/git"
: >"$TRASH/overtaken"
run env PATH="$TRASH/bin:$PATH" sh -c 'cd "$1" && git-task sync' sh "$TRASH/a"
is "the second one looks again" "$status $(test -e "$TRASH/overtaken"; echo $?)" "0 1"
rm -r "${TRASH:?}/bin"

# ---- claimed and finished between somebody's look and his push ----

quick=$(git -C a task add "Quick" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
cat >"$TRASH/quick" <<-EOS
#!/bin/sh
git -C "$TRASH/a" config --unset remote.origin.receivepack
(unset GIT_DIR GIT_WORK_TREE
 export TM_AGENT_ID=eve GIT_TASK_TEST_NOW=$now
 git -C "$TRASH/b" task claim "$quick" --sync &&
 git -C "$TRASH/b" task complete "$quick" --sync &&
 git -C "$TRASH/b" task sync) >"$TRASH/quick.out" 2>&1
exec git-receive-pack "\$@"
EOS
chmod +x "$TRASH/quick"
git -C a config remote.origin.receivepack "$TRASH/quick"
as bob a claim "$quick" --sync
like "somebody was quick" "$(cat "$TRASH/quick.out")" "completed"
is "what is finished is not claimed" "$status" 1
like "but told" "$err" "task $quick is completed"
is "nor opened again" "$(git -C b task sync >/dev/null 2>&1
	git -C b task show "$quick" --json | jq -r .status)" completed

# ---- a race for one ref ----

z=$(git -C a task add "Race" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
for i in 1 2 3 4 5 6
do
	clone r$i
	(exec env TM_AGENT_ID=racer git -C "$TRASH/r$i" task claim "$z" \
		--sync) >"race$i" 2>&1 &
done
wait
is "the same name in six clones: one winner" \
	"$(cat race? | grep -c '^claimed')" 1
is "one claim" "$(refs | tr ' ' '\n' | grep -c ^claims/)" 1

# ---- a batch ----

git -C a task sync >/dev/null 2>&1
seq -f '{"title":"batch %g"}' 1 5 >batch.ndjson
git -C a task import ../batch.ndjson >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
: >hub.git/pushes
as bob b next --claim 4 --sync --lease 1h
is "four at once" "$status $(printf '%s\n' "$out" | grep -c .)" "0 4"
is "two pushes for all" "$(pushes)" 2
is "four claims and the one of the race" \
	"$(refs | tr ' ' '\n' | grep -c ^claims/)" 5
as eve c next --claim 4 --sync --lease 1h
is "the next gets what is left" "$status $(printf '%s\n' "$out" |
	grep -c .)" "0 1"
as eve c next --claim 4 --sync
is "then nothing" "$status $out" "1 "
as eve c next --claim 1000 --sync
is "too many" "$status" 129

# ---- nothing is ready: what was done is delivered all the same ----

t=$(git -C c task list --all --status in_progress --format ids |
	while read -r i
	do
		test "$(get c "$i" assignee)" != eve || echo "$i"
	done | head -1)
as eve c complete "$t"
is "completed here" "$status" 0
as eve c next --claim --sync
is "nothing is ready" "$status $out" "1 "
like "which is told" "$err" "no task is ready"
as bob a sync
is "and what was done is there" "$(get a "$t" status)" completed

# ---- the same through the tools of coding agents ----

tool()
{
	printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}\n' \
		"$3" "$4" | env GIT_TASK_AGENT="$1" \
		GIT_TASK_TEST_NOW="${at:-$now}" git -C "$TRASH/$2" task mcp \
		>answer 2>&1
}

said()
{
	jq -r "$1" answer
}

for i in 1 2 3
do
	git -C a task add "Tool $i" >/dev/null 2>&1
done
git -C a task sync >/dev/null 2>&1
: >hub.git/pushes
tool ann b claim_task '{"count":2,"lease":"1h","sync":true}'
is "a tool claims two" "$(said '.result.structuredContent |
	"\(.message): \(.tasks | length)"')" "2 tasks are yours: 2"
is "in two pushes" "$(pushes)" 2
t1=$(said '.result.structuredContent.tasks[0].id')
tool ben c claim_task '{"count":5,"lease":"1h","sync":true}'
is "another agent gets the one that is left" "$(said '.result.structuredContent
	| "\(.message): \(.tasks | length)"')" "1 task is yours: 1"
tool ben c claim_task "{\"task_id\":\"$t1\",\"sync\":true}"
is "not one of the others" "$(said .result.isError)" true
like "whose it is" "$(said '.result.content[0].text')" \
	"claimed by 'ann' until .* in clone $(actor b)"
tool ann b claim_task "{\"task_id\":\"$t1\",\"count\":2}"
is "an id and a number" "$(said '.result.content[0].text')" \
	"project and count go without a task_id"
at=2030-06-01T13:00:01Z
tool ben c claim_task "{\"task_id\":\"$t1\",\"sync\":true}"
is "after the lease" "$(said '.result.structuredContent.message')" \
	"Task $t1 is yours"
tool ann b update_task_status \
	"{\"task_id\":\"$t1\",\"status\":\"completed\",\"sync\":true}"
is "who lost it can not complete it" "$(said .result.isError)" true
like "and learns who has it" "$(said '.result.content[0].text')" \
	"claimed by 'ben'"
tool ann b update_task "{\"task_id\":\"$t1\",\"title\":\"Mine\",\"sync\":true}"
is "nor change it" "$(said .result.isError)" true
like "and learns it again" "$(said '.result.content[0].text')" \
	"claimed by 'ben'"
tool ben c update_task "{\"task_id\":\"$t1\",\"progress\":\"half\",\"sync\":true}"
is "who has it can" "$(said .result.isError)" false
as bob a sync
is "and all see it at once" "$(get a "$t1" 'progress[].text')" half
tool ben c update_task_status \
	"{\"task_id\":\"$t1\",\"status\":\"completed\",\"sync\":true}"
is "who has it can" "$(said '.result.structuredContent.task.status')" completed
is "and the claim is over at once" "$(live | grep -c "claims/$t1")" 0
unset at

# ---- two sessions under one identity, in one clone ----

git -C a commit -q --allow-empty -m first
git -C a worktree add -q ../a2 2>/dev/null
w=$(git -C a task add "Two trees" 2>/dev/null)
ok "the first session" git -C a task claim "$w"
run git -C a2 task claim "$w"
is "the second session" "$status" 1
like "is told where the first one sits" "$err" \
	"claimed by 'tess@example.com' in the work tree '$TRASH/a'"
run git -C a task claim "$w"
is "the first one again" "$status" 0
like "has it already" "$err" "yours already"
ok "--force" git -C a2 task claim "$w" --force
run git -C a task progress "$w" "too late"
is "who lost it" "$status" 1
like "learns where it is now" "$err" "in the work tree '$TRASH/a2'"

# ---- two sessions of an agent, as setup makes them, through tools ----

# $1: the session, $2: the clone, $3 and $4: a tool and its arguments
session_tool()
{
	printf '{"session_id":"%s","hook_event_name":"PreToolUse","tool_name":"mcp__git-task__%s","tool_input":%s}\n' \
		"$1" "$3" "$4" |
		git -C "$TRASH/$2" task hook claude PreToolUse
	printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}\n' \
		"$3" "$4" | git -C "$TRASH/$2" task mcp >answer 2>&1
}

u=$(git -C a task add "Two sessions" 2>/dev/null)
session_tool aaaa1111-0 a claim_task "{\"task_id\":\"$u\"}"
is "a session claims under its own name" "$(get a "$u" assignee)" \
	claude-aaaa1111
session_tool bbbb2222-0 a claim_task "{\"task_id\":\"$u\"}"
is "the second one in the same work tree" "$(said .result.isError)" true
like "is told whose it is" "$(said '.result.content[0].text')" \
	"claimed by 'claude-aaaa1111'"
session_tool aaaa1111-0 a claim_task "{\"task_id\":\"$u\"}"
like "the first one has it already" "$(cat answer)" "yours already"
session_tool aaaa1111-0 a update_task \
	"{\"progress\":\"half\",\"task_id\":\"$u\"}"
is "notes stay under it" "$(said .result.isError)" false
ok "and its commands have the same one" env GIT_TASK_AGENT=claude-aaaa1111 \
	git -C a task complete "$u"
is "no note is left" "$(ls a/.git/git-task/calls)" ""

done_testing
