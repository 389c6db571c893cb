#!/bin/sh
# worker-loop.sh - a worker that takes tasks from a shared queue until it is
# empty.
#
#	TM_AGENT_ID=worker-1 contrib/worker-loop.sh ./do-one-task.sh
#
# Run as many as you like, each in a clone of its own and with a name of its
# own in TM_AGENT_ID.  The remote is the queue: a task is given to one worker
# only, whatever the timing.  The command is run with the task's id as its
# argument and the task as JSON on its standard input.  When it succeeds the
# task is completed, else it is released with the exit status as a note.  A
# worker that dies leaves a lease behind; after LEASE the others go on with
# its task, so LEASE has to be longer than the longest task.
#
# LEASE (default 30m), IDLE: what to do when nothing is ready: "stop" (the
# default) or a number of seconds to wait before looking again.

set -u

LEASE=${LEASE:-30m}
IDLE=${IDLE:-stop}

if test $# -eq 0
then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 129
fi

while :
do
	id=$(git task next --claim --sync --lease "$LEASE" --quiet)
	status=$?
	if test "$status" -eq 1 && test -z "$id"
	then
		# Nothing is ready, or the remote can not be reached.
		test "$IDLE" = stop && break
		sleep "$IDLE"
		continue
	fi
	test "$status" -eq 0 || exit "$status"
	git task show "$id" --json | "$@" "$id"
	result=$?
	if test "$result" -eq 0
	then
		git task complete "$id" --quiet >/dev/null || exit
	else
		git task progress "$id" "worker failed: exit $result" \
			--quiet >/dev/null
		git task release "$id" --sync --quiet >/dev/null || exit
		test "$IDLE" = stop && exit 1
		sleep "$IDLE"
	fi
done

# What was completed last is not at the remote yet.  When many workers end at
# once, each of them may have to wait for its turn more than once.
tries=1
until git task sync --quiet >/dev/null
do
	test "$tries" -lt 10 || exit 1
	tries=$((tries + 1))
done
