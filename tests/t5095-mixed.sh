#!/bin/sh
# Ended claims that gc takes away; a program that knows main only beside new ones.
. "${0%/*}/lib.sh"

now=2030-06-01T12:00:00Z

refs()
{
	git -C hub.git for-each-ref --format='%(refname)' |
		sed 's,^refs/tasks/,,' | tr '\n' ' '
}

clone()
{
	git init -q "$1"
	git -C "$1" remote add origin "$TRASH/hub.git"
	git -C "$1" config task.fsync false
}

as()
{
	who=$1
	where=$2
	shift 2
	run env TM_AGENT_ID="$who" GIT_TASK_TEST_NOW="$now" \
		git -C "$where" task "$@"
}

quiet()
{
	git -C "$1" task sync >/dev/null 2>&1
}

get()
{
	git -C "$1" task show "$2" --json | jq -r ".$3"
}

cd "$TRASH" || exit 99
new_bare hub.git
clone a
clone b

# ---- gc ----

x=$(git -C a task add "First" 2>/dev/null)
y=$(git -C a task add "Second" 2>/dev/null)
z=$(git -C a task add "Third" 2>/dev/null)
quiet a
quiet b
as ann a claim "$x" --sync --lease 1h
as ann a claim "$y" --sync --lease 3h
as bob b claim "$z" --sync --lease 1h
is "three claims" "$(refs | tr ' ' '\n' | grep -c ^claims/)" 3
as ann a sync
as ann a gc
is "while leases hold" "$status" 0
unlike "gc leaves claims alone" "$out" "claim"
now=2030-06-01T13:05:00Z
as ann a gc
unlike "and those that ended a moment ago: clocks differ" "$out" "claim"
# Bob's goes on, which a does not know
as bob b claim "$z" --sync --lease 3h
now=2030-06-01T13:11:00Z
mv hub.git away.git
as ann a gc
is "a remote that is away: gc" "$status" 0
like "is done here" "$out" "loose objects"
like "and says what stays" "$err" "ended claims at the remote stay: .*hub"
mv away.git hub.git
as ann a gc
like "one has ended" "$out" "^1 ended claim deleted at the remote"
is "the one that was renewed stays" "$(refs | tr ' ' '\n' |
	grep -c ^claims/)" 2
as ann a gc
unlike "nothing more to do" "$out$err" "claim"
as bob b gc
is "somebody who does not know yet" "$status" 0
unlike "has nothing to complain about" "$err" "claim"
as cy b claim "$x" --sync
is "it can be claimed as before" "$status" 0
as bob b complete "$z" --sync
is "and who held on has kept it" "$status" 0

cat >hub.git/hooks/update <<'EOS'
#!/bin/sh
case $3 in *[!0]*) ;; *) exit 1 ;; esac
EOS
chmod +x hub.git/hooks/update
now=2030-06-03T12:00:00Z
as ann a sync
as ann a gc
is "a host that deletes nothing: gc" "$status" 0
unlike "claims no success" "$out" "claim"
rm hub.git/hooks/update

# ---- a program that knows main only ----
#
# OLD_PROGRAM names such a program (0.1.0).  Without it its transport is done by
# hand, as that one does it: fetch all of refs/tasks, join main, push main, again
# when somebody was faster.  Its clone has no remote that this program could see.

clone old
git init -q --bare main-only.git
test -n "${OLD_PROGRAM:-}" || git -C old remote remove origin

cat >functions <<'EOS'
old()
{
	if test -n "${OLD_PROGRAM:-}"
	then
		(cd old && "$OLD_PROGRAM" "$@")
	else
		git -C old task "$@"
	fi
}

old_pull()
{
	if test -n "${OLD_PROGRAM:-}"
	then
		old pull
		return
	fi
	git -C old fetch -q --prune ../hub.git \
		'+refs/tasks/*:refs/task-remotes/origin/*' &&
	git -C main-only.git fetch -q ../old \
		+refs/task-remotes/origin/main:refs/tasks/main &&
	git -C old task pull ../main-only.git
}

old_sync()
{
	if test -n "${OLD_PROGRAM:-}"
	then
		old sync
		return
	fi
	for _ in 1 2 3 4 5 6 7 8
	do
		old_pull || return 1
		git -C old push -q ../hub.git refs/tasks/main && return 0
	done
	return 1
}
EOS
. ./functions

# Runs $2 right before the next push of clone $1 arrives.
before_push()
{
	cat >slow <<-EOS
	#!/bin/sh
	git -C "$TRASH/$1" config --unset remote.origin.receivepack
	(unset GIT_DIR GIT_WORK_TREE; cd "$TRASH" && . ./functions && $2) \
		>/dev/null 2>&1
	exec git-receive-pack "\$@"
	EOS
	chmod +x slow
	git -C "$1" config remote.origin.receivepack "$TRASH/slow"
}

rm -f a/.git/git-task/hosts b/.git/git-task/hosts
p=$(git -C a task add "Plain" 2>/dev/null)
q=$(git -C a task add "Other" 2>/dev/null)
quiet a
quiet b
ok "the old one starts" old_sync
git -C a task update "$p" --title "By a" >/dev/null 2>&1
old update "$q" --title "By the old one" >/dev/null 2>&1
before_push a old_sync
run git -C a task sync
is "overtaken by the old one" "$status" 0
like "delivers beside main" "$(refs)" "inbox/"
is "main is the old one's" "$(git -C hub.git rev-parse refs/tasks/main)" \
	"$(git -C old rev-parse refs/tasks/main)"
ok "which pulls" old_pull
old_title()
{
	old show "$1" --json | jq -r .title
}
is "and does not see it yet" "$(old_title "$p")" "Plain"
ok "has the inbox as a ref and leaves it alone" \
	git -C old rev-parse -q --verify \
	"refs/task-remotes/origin/inbox/$(cat a/.git/git-task/actor)"
old add "Old again" >/dev/null 2>&1
ok "and goes on" old_sync
like "the inbox is still there" "$(refs)" "inbox/"
quiet b
is "a new one joins both" "$(get b "$p" title), $(get b "$q" title)" \
	"By a, By the old one"
is "and brings them to main" "$(refs | tr ' ' '\n' | grep -c inbox)" 0
ok "the old one pulls again" old_pull
is "and finds it there" "$(old_title "$p")" "By a"
is "nothing of its own is lost" "$(git -C b task list --all --json |
	jq -r '[.[] | select(.title == "Old again")] | length')" 1

# ---- claims of both ----

w=$(old add "Claimed by the old one" 2>/dev/null)
(TM_AGENT_ID=oldie && export TM_AGENT_ID && old claim "$w") >/dev/null 2>&1
ok "a claim of the old one goes to main" old_sync
as ann a claim "$w" --sync
is "and is respected" "$status" 1
like "by name" "$err" "claimed by 'oldie'"
as ann a claim "$p" --sync --lease 3h
is "a claim of a new one" "$status" 0
like "is a ref, which the old one leaves alone" "$(refs)" \
	"claims/$(git -C a task show "$p" --json | jq -r .id)"
quiet b
ok "once it is in main" old_pull
(TM_AGENT_ID=oldie && export TM_AGENT_ID && old claim "$p") >claimed 2>&1
is "the old one respects it" "$?" 1
like "by name, too" "$(cat claimed)" "claimed by 'ann'"

# ---- everybody at once: three new ones claim, the old one writes ----

# what has been given up would come first
git -C a task complete "$x" "$y" --force >/dev/null 2>&1
clone c
quiet c
git -C a task list --all --format ids | sort >before
seq -f '{"title":"race %g","priority":"critical"}' 1 9 >race.ndjson
git -C a task import ../race.ndjson >/dev/null 2>&1
for d in a b c
do
	quiet $d
done
git -C a task list --all --format ids | sort >after
comm -13 before after | cut -c1-8 >race-ids
for d in a b c
do
	for _ in 1 2 3
	do
		TM_AGENT_ID=racer GIT_TASK_TEST_NOW="$now" git -C $d task \
			next --claim --sync --lease 1h
	done >"got-$d" 2>"why-$d" &
done
for i in 1 2 3 4
do
	old progress "$q" "note $i of old" >/dev/null 2>&1
	old_sync >/dev/null 2>&1
done
wait
cat got-a got-b got-c | sort >got
is "every task is given once" "$(uniq got)" "$(sort race-ids)"
diag "$(cat why-a why-b why-c)"

for i in 1 2 3 4
do
	for c in a b
	do
		git -C $c task progress "$q" "note $i of $c" >/dev/null 2>&1
	done
	quiet a &
	quiet b &
	old_sync >/dev/null 2>&1 &
	wait
done
quiet a
quiet b
ok "a last sync of the old one" old_sync
quiet a
quiet b
for c in a b
do
	is "$c has every note once" "$(get $c "$q" 'progress[].text' |
		grep '^note' | sort | uniq -c | awk '$1 == 1' | wc -l |
		tr -d ' ')" 12
done
is "the old one, too" "$(old show "$q" --json | jq -r '.progress[].text' |
	grep '^note' | sort -u | wc -l | tr -d ' ')" 12
is "and who has which" "$(old list --all --json | jq -r \
	'.[] | select(.title | startswith("race")) | .assignee' | sort -u)" \
	racer
is "one tip" "$(git -C a rev-parse refs/tasks/main)" \
	"$(git -C b rev-parse refs/tasks/main)"
is "main has it" "$(git -C hub.git rev-parse refs/tasks/main)" \
	"$(git -C a rev-parse refs/tasks/main)"
for c in a b
do
	ok "fsck of $c" git -C $c task fsck
done
ok "of the old one" old fsck
ok "of the hub" git -C hub.git fsck --strict

done_testing
