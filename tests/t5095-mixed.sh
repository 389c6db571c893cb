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

# ---- a program that knows main only, its transport by hand ----

clone old
git init -q --bare main-only.git

old_pull()
{
	git -C main-only.git fetch -q ../hub.git \
		+refs/tasks/main:refs/tasks/main &&
	git -C old task pull ../main-only.git >/dev/null 2>&1
}

# Again and again until main is taken, as 0.1.0 did.
old_sync()
{
	for _ in 1 2 3 4 5
	do
		old_pull || return 1
		git -C old push -q ../hub.git refs/tasks/main 2>/dev/null &&
			return 0
	done
	return 1
}

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

cat >functions <<'EOS'
old_sync()
{
	git -C main-only.git fetch -q ../hub.git \
		+refs/tasks/main:refs/tasks/main
	git -C old task pull ../main-only.git
	git -C old push -q ../hub.git refs/tasks/main
}
EOS
rm -f a/.git/git-task/hosts b/.git/git-task/hosts
quiet a
quiet b
ok "the old one starts" old_sync
git -C a task update "$x" --title "By a" >/dev/null 2>&1
git -C old task update "$y" --title "By the old one" --force >/dev/null 2>&1
before_push a old_sync
run git -C a task sync
is "overtaken by the old one" "$status" 0
like "delivers beside main" "$(refs)" "inbox/"
is "main is the old one's" "$(git -C hub.git rev-parse refs/tasks/main)" \
	"$(git -C old rev-parse refs/tasks/main)"
old_pull
is "which does not see it yet" "$(get old "$x" title)" "First"
git -C old task add "Old again" >/dev/null 2>&1
ok "and goes on" old_sync
quiet b
is "a new one joins both" "$(get b "$x" title), $(get b "$y" title)" \
	"By a, By the old one"
is "and brings them to main" "$(refs | tr ' ' '\n' | grep -c inbox)" 0
old_pull
is "where the old one finds it" "$(get old "$x" title)" "By a"
is "nothing of it is lost" "$(git -C b task list --all --json |
	jq -r '[.[] | select(.title == "Old again")] | length')" 1

w=$(git -C old task add "Claimed by the old one" 2>/dev/null)
TM_AGENT_ID=oldie git -C old task claim "$w" >/dev/null 2>&1
old_sync
as ann a claim "$w" --sync
is "a claim of the old one in main" "$status" 1
like "is respected" "$err" "claimed by 'oldie'"

# ---- everybody at once ----

for i in 1 2 3 4 5 6
do
	for c in a b old
	do
		git -C $c task progress "$y" "note $i of $c" --force \
			>/dev/null 2>&1
	done
	quiet a &
	quiet b &
	old_sync &
	wait
done
quiet a
quiet b
old_sync
quiet a
quiet b
for c in a b old
do
	is "$c has every note once" "$(get $c "$y" 'progress[].text' |
		grep '^note' | sort | uniq -c | awk '$1 == 1' | wc -l |
		tr -d ' ')" 18
done
is "one tip" "$(git -C a rev-parse refs/tasks/main)" \
	"$(git -C b rev-parse refs/tasks/main)"
is "main has it" "$(git -C hub.git rev-parse refs/tasks/main)" \
	"$(git -C a rev-parse refs/tasks/main)"
ok "and is whole" git -C a task fsck

done_testing
