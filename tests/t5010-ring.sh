#!/bin/sh
# Four clones in a ring, each pulling from its neighbour only, agree in the
# end: no merge answers a merge for ever.
. "${0%/*}/lib.sh"

tips()
{
	for i in 0 1 2 3
	do
		git -C "c$i" rev-parse refs/tasks/main
	done | sort -u | wc -l | tr -d ' '
}

for i in 0 1 2 3
do
	new_repo "$TRASH/c$i"
	git config task.fsync false
	git remote add origin "../c$(((i + 1) % 4))"
	git task add "from $i" >/dev/null 2>&1
	cd "$TRASH" || exit 99
done
is "four histories that are not related" "$(tips)" 4

# all at the same moment: everybody reads the neighbour's old tip
round()
{
	for i in 0 1 2 3
	do
		git -C "c$i" fetch -q origin \
			'+refs/tasks/main:refs/task-remotes/origin/main'
	done
	for i in 0 1 2 3
	do
		git -C "c$i" task pull >"out$i" 2>&1 || fail "pull in c$i"
	done
}

rounds=0
while test "$(tips)" -gt 1 && test "$rounds" -lt 12
do
	round
	rounds=$((rounds + 1))
done
is "one tip" "$(tips)" 1
for i in 0 1 2 3
do
	is "c$i has all tasks" "$(git -C "c$i" task list --all --json |
		jq -r '[.[].title] | sort | join(",")')" \
		"from 0,from 1,from 2,from 3"
	ok "fsck in c$i" git -C "c$i" task fsck
done

before=$(git -C c0 rev-parse refs/tasks/main)
round
round
is "and it stays" "$(git -C c0 rev-parse refs/tasks/main) $(tips)" "$before 1"

# peers that push to each other
git -C c0 task add "pushed" >/dev/null 2>&1
run git -C c0 task sync
is "sync between peers" "$status" 0
is "the peer has it" "$(git -C c1 rev-parse refs/tasks/main)" \
	"$(git -C c0 rev-parse refs/tasks/main)"

done_testing
