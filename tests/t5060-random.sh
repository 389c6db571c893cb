#!/bin/sh
# Random commands, claims and syncs in four to six clones of one remote, with the
# real programs; tests/unit/db/test-share.c and test-claims.c do many more seeds in
# one process.
#
# GIT_TASK_TEST_SEEDS (4) is the number of seeds, GIT_TASK_TEST_SEED the first.
# Every run takes other ones; CI takes 60.

if test -z "${TMPDIR:-}" && test -w /dev/shm
then
	TMPDIR=/dev/shm
	export TMPDIR
fi
seeds=${GIT_TASK_TEST_SEEDS:-4}
. "${0%/*}/lib.sh"

seed=${GIT_TASK_TEST_SEED:-$(($(date +%s) % 100000))}
last=$((seed + seeds - 1))

random()
{
	state=$(((state * 1103515245 + 12345) % 2147483648))
	picked=$((state / 65536 % $1))
}

any_id()
{
	# shellcheck disable=SC2046 # ids are single words
	set -- $(cd "$1" && git-task list --all --format ids 2>/dev/null)
	id=
	test $# -gt 0 || return 0
	random $#
	shift "$picked"
	id=$1
}

# One command in clone $1; the clone 0 lives ten years ahead.
step()
{
	any_id "$1"
	random 12
	test -n "$id" || picked=0
	case $picked in
	0)
		set -- "$1" add "task $seed $count" ;;
	1)
		set -- "$1" update "$id" --title "title $count" ;;
	2)
		set -- "$1" tag "$id" "t$((count % 3))" ;;
	3)
		set -- "$1" start "$id" ;;
	4)
		set -- "$1" complete "$id" ;;
	5)
		set -- "$1" delete "$id" --force ;;
	6)
		set -- "$1" sync ;;
	7)
		set -- "$1" claim "$id" --sync ;;
	8)
		set -- "$1" next --claim --sync ;;
	9)
		set -- "$1" release "$id" --sync ;;
	10)
		set -- "$1" complete "$id" --sync ;;
	*)
		set -- "$1" progress "$id" "note $seed-$count" ;;
	esac
	dir=$1
	shift
	(
		cd "$dir" || exit 99
		if test "$dir" = c0
		then
			export GIT_TASK_TEST_NOW=2036-01-01T00:00:00Z
		fi
		export TM_AGENT_ID="agent-$dir"
		exec git-task "$@"
	) >"$TRASH/out" 2>&1
	result=$?
	test $result -gt 2 && fail "$dir: $* exits with $result"
	if test $result -eq 0
	then
		case $1 in
		add) titles=$((titles + 1)) ;;
		progress) echo "$3" >>notes ;;
		esac
	fi
	return 0
}

while test "$seed" -le "$last"
do
	diag "GIT_TASK_TEST_SEED=$seed"
	state=$seed
	rm -rf hub.git c? notes
	: >notes
	new_bare hub.git
	random 3
	clones=$(seq -f 'c%g' 0 $((picked + 3)))
	nr=$((picked + 4))
	for d in $clones
	do
		git init -q "$d"
		git -C "$d" remote add origin ../hub.git
		git -C "$d" config task.fsync false
	done
	count=0
	titles=0
	while test "$count" -lt 40
	do
		random "$nr"
		step "c$picked"
		count=$((count + 1))
	done
	# shellcheck disable=SC2086 # a list of words
	for d in $clones $clones
	do
		git -C "$d" task sync >/dev/null 2>&1 ||
			fail "last sync of $d"
	done
	is "seed $seed: one tip" "$(for d in $clones hub.git
		do
			git -C "$d" rev-parse refs/tasks/main
		done | sort -u | wc -l | tr -d ' ')" 1
	is "seed $seed: every task" "$(git -C hub.git ls-tree -r --name-only \
		refs/tasks/main | grep -c '^../')" "$titles"
	git -C hub.git grep -h -o 'note [0-9]*-[0-9]*' refs/tasks/main |
		sort >found
	sort notes >wanted
	same "seed $seed: every note" found wanted
	for d in $clones
	do
		ok "seed $seed: fsck of $d" git -C "$d" task fsck
	done
	is "seed $seed: all deliveries are in main" "$(git -C hub.git \
		for-each-ref --format='%(refname)' refs/tasks/inbox)" ""
	ok "seed $seed: git fsck" git -C hub.git fsck --strict
	seed=$((seed + 1))
done

done_testing
