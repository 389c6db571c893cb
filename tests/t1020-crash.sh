#!/bin/sh
# Writers killed at random moments leave no broken ref, no half task, and no
# lock that blocks the next one.
. "${0%/*}/lib.sh"

seed=${GIT_TASK_TEST_SEED:-$(date +%s)}
diag "GIT_TASK_TEST_SEED=$seed"

# delays SEED N MAX: N random fractions of a second below MAX milliseconds
delays()
{
	awk -v s="$1" -v n="$2" -v max="$3" 'BEGIN {
		srand(s)
		for (i = 0; i < n; i++)
			printf "%.4f\n", (1 + rand() * max * 1000) / 1000000
	}'
}

tasks()
{
	git ls-tree -r --name-only refs/tasks/main | grep -c '/'
}

new_repo work
git config task.fsync false
git task add "the first" >/dev/null 2>&1

# How long a whole command takes here decides when it is killed.
start=$(date +%s%N)
git-task add "measured" >/dev/null 2>&1
whole=$(( ($(date +%s%N) - start) / 1000000 + 2 ))
diag "one add takes about $whole ms"

# A dead `git update-ref` leaves the lock of reftables, which can be anybody's: it
# stays, and is named (below).
unlock()
{
	test ! -d .git/reftable || rm -f "$(ref_lock)"
}

before=$(tasks)
killed=0
done_=0
for d in $(delays "$seed" 320 "$whole")
do
	if timeout -s KILL "$d" git-task add "task $d" >id 2>/dev/null
	then
		done_=$((done_ + 1))
	else
		killed=$((killed + 1))
		unlock
	fi
done
diag "$killed adds killed, $done_ finished"
ok "most of them were killed" test "$killed" -ge 100
after=$(tasks)
ok "what finished is there" test "$after" -ge $((before + done_))
ok "no more than what was begun" test "$after" -le $((before + 320))
exit_is "the next add works" 0 git-task add "after the kills"
is "and is one more" "$(tasks)" $((after + 1))
is "no lock file is left" "$(find .git -name '*.lock' \
	! -path '.git/reftable/*')" ""
exit_is "git finds nothing broken" 0 git fsck --connectivity-only \
	--no-dangling
exit_is "fsck finds nothing wrong" 0 git-task fsck
like "nothing at all" "$out" ': ok$'

# ---- import: all of it or nothing ----

awk 'BEGIN {
	for (i = 0; i < 200; i++)
		printf "{\"title\": \"imported %d\"}\n", i
}' >list.ndjson
start=$(date +%s%N)
git-task import --dry-run list.ndjson >/dev/null 2>&1
whole=$(( ($(date +%s%N) - start) / 1000000 + 8 ))
before=$(tasks)
killed=0
odd=0
for d in $(delays "$((seed + 1))" 100 "$whole")
do
	timeout -s KILL "$d" git-task import list.ndjson >/dev/null 2>&1 ||
		killed=$((killed + 1))
	unlock
	now=$(tasks)
	test $(( (now - before) % 200 )) -eq 0 || odd=$((odd + 1))
done
diag "$killed imports killed"
ok "many of them were killed" test "$killed" -ge 20
is "never a part of an import" "$odd" 0
exit_is "the next import works" 0 git-task import list.ndjson
exit_is "git finds nothing broken" 0 git fsck --connectivity-only \
	--no-dangling
exit_is "fsck finds nothing wrong" 0 git-task fsck
is "no lock file is left" "$(find .git -name '*.lock' \
	! -path '.git/reftable/*')" ""

# ---- the worst moments, one by one ----

# Between making and renaming the ref's lock file.
if test ! -d .git/reftable
then
	tip=$(git rev-parse refs/tasks/main)
	printf '%s refs/tasks/main\n' "$tip" >.git/git-task/lock
	printf '%s\n' "$tip" >.git/refs/tasks/main.lock
	exit_is "a written lock file of a dead writer is removed" 0 git-task add x
	printf '%s refs/tasks/main\n' "$tip" >.git/git-task/lock
	: >.git/refs/tasks/main.lock
	exit_is "an empty one too" 0 git-task add x
	ok "the lock is gone" test ! -e .git/refs/tasks/main.lock
fi

# A lock file that is not ours stays, and the message names it.
: >"$(ref_lock)"
exit_is "somebody else's lock file is respected" 1 git-task add x
like "the message names the file" "$err" "remove '.*$(basename "$(ref_lock)")'"
rm "$(ref_lock)"
exit_is "without it all is well" 0 git-task add x

# Between the ref and the index.
git-task list >/dev/null
cp -r .git/git-task saved
git-task add "not in the saved index" >/dev/null 2>&1
cp saved/index* .git/git-task/
exit_is "an index of before is noticed" 0 git-task list --all
like "and brought up to date" "$out" 'not in the saved index'
: >.git/git-task/index
exit_is "so is an empty one" 0 git-task list --all
like "with all tasks" "$out" 'not in the saved index'

done_testing
