#!/bin/sh
# Workers in clones of their own drain a queue of tasks through one plain bare
# remote with contrib/worker-loop.sh: each task is done exactly once.  Then
# the same with workers that are killed at random, and leases.
#
# GIT_TASK_TEST_WORKERS, GIT_TASK_TEST_TASKS set the size (6 and 60);
# CI drains 200.

# Thousands of small files: in memory where there is such a place.
if test -z "${TMPDIR:-}" && test -w /dev/shm
then
	TMPDIR=/dev/shm
	export TMPDIR
fi
workers=${GIT_TASK_TEST_WORKERS:-6}
tasks=${GIT_TASK_TEST_TASKS:-60}
. "${0%/*}/lib.sh"

fill()
{
	rm -rf "$TRASH/hub.git" "$TRASH"/w* "$TRASH"/log.* "$TRASH/seed"
	new_bare "$TRASH/hub.git"
	new_repo "$TRASH/seed"
	git remote add origin ../hub.git
	seq -f '{"title":"task %g"}' 1 "$1" >../tasks.ndjson
	git task import ../tasks.ndjson >/dev/null 2>&1
	git task sync >/dev/null 2>&1
	cd "$TRASH" || exit 99
	i=1
	while test "$i" -le "$workers"
	do
		git init -q "w$i"
		git -C "w$i" remote add origin ../hub.git
		git -C "w$i" config task.fsync false
		i=$((i + 1))
	done
}

cat >job <<\END
#!/bin/sh
cat >/dev/null
echo "$1" >>"$TRASH/log.$TM_AGENT_ID"
END
chmod +x job

# runs one worker until the queue is empty
worker()
{
	cd "$TRASH/w$1" || exit 99
	TM_AGENT_ID=worker$1
	export TM_AGENT_ID
	# a process group of its own, so that all of it can be killed
	exec perl -e 'setpgrp(0, 0); exec @ARGV or die' \
		sh "$SRCDIR/contrib/worker-loop.sh" "$TRASH/job"
}

statuses()
{
	git -C seed task sync >/dev/null 2>&1
	git -C seed task list --all --json | jq -r '[.[].status] |
		group_by(.) | map("\(.[0]) \(length)") | join(" ")'
}

# ---- each task exactly once ----

fill "$tasks"
began=$(date +%s)
i=1
while test "$i" -le "$workers"
do
	worker "$i" >"out.$i" 2>&1 &
	i=$((i + 1))
done
wait
diag "$workers workers, $tasks tasks: $(($(date +%s) - began)) s"
is "every task was done" "$(cat log.* | sort -u | wc -l | tr -d ' ')" "$tasks"
is "none was done twice" "$(cat log.* | sort | uniq -d)" ""
is "and all are completed" "$(statuses)" "completed $tasks"
ok "several workers had work" test \
	"$(find . -maxdepth 1 -name 'log.*' | grep -c .)" -ge 2
ok "fsck" git -C seed task fsck
cat out.* | grep -v '^$' | sort | uniq -c | sort -rn | head -5 >notes
while read -r line
do
	diag "$line"
done <notes

# ---- killed workers, leases ----

seed=${GIT_TASK_TEST_SEED:-$(date +%s)}
diag "GIT_TASK_TEST_SEED=$seed"
few=$((tasks / 10 + 4))
fill "$few"
LEASE=4s
export LEASE

random()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	echo $((seed / 65536 % $1))
}

# A worker that dies right after its claim, or after the job and before it
# could say so: the task's lease runs out and another takes it over.
die_after_claim()
{
	env TM_AGENT_ID="doomed$1" git -C "$TRASH/w$1" task next --claim \
		--sync --lease "$LEASE"
}

i=1
while test "$i" -le 3
do
	ok "worker $i claims and dies" die_after_claim "$i"
	i=$((i + 1))
done
deaths=0
while test "$deaths" -lt 6
do
	victim=$(($(random "$workers") + 1))
	worker "$victim" >"out.$victim" 2>&1 &
	pid=$!
	# some 50 to 450 ms of life, then kill -9 to it and what it started
	perl -e 'select undef, undef, undef, $ARGV[0] / 1000' \
		$((50 + $(random 400)))
	kill -9 -- "-$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	deaths=$((deaths + 1))
done

all_done()
{
	(worker 1) >out.1 2>&1
	test "$(statuses)" = "completed $few"
}
wait_for "the others finish everything" 60 all_done
is "every task was done" "$(cat log.* | sort -u | wc -l | tr -d ' ')" "$few"
for d in seed w1 w2
do
	git -C "$d" task sync >/dev/null 2>&1
	ok "fsck of $d" git -C "$d" task fsck
done
ok "git fsck of the remote" git -C hub.git fsck --strict
unset LEASE

done_testing
