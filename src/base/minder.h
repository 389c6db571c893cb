/*
 * minder.h - the process between us and a stranger that we run.
 *
 * A program that was started with limits may leave processes behind in sessions
 * and groups of their own (setsid(2), daemons).  So that none outlives it, the
 * minder is its parent and, on Linux, the parent of every process of its family
 * whose own parent has gone (PR_SET_CHILD_SUBREAPER).  When the program has ended
 * the minder gives what is left 100 ms, kills it, and ends with the program's
 * status.  It does the same when we die, however we die.
 *
 * It holds nothing that the program should not see: /proc/$PPID/environ of the
 * program is the minder's, and is blank.
 *
 * Everything here runs between fork and exec or instead of an exec, so it calls
 * only what is safe after a fork of a process with threads.
 */
#ifndef BASE_MINDER_H
#define BASE_MINDER_H

#include "base/base.h"

#include <signal.h>

/* To the minder: kill all of it.  SIGTERM and other signals that it gets are for
 * the program and go to its group. */
#define MINDER_KILL SIGUSR2

/*
 * The first act of the minder: a session of its own, all signals blocked.
 * `parent` is the one that forked it; `env` is blanked in place (NULL: none).
 * 0 or an errno.
 */
int minder_begin(pid_t parent, char **env);
/* The first act of the program, which the minder forked: its own session, and
 * its end when the minder ends.  0 or an errno. */
int minder_child(pid_t minder);
/* The rest of the minder's life: minds `child`, never returns.  The exit status
 * is the child's, 128 + n after signal n. */
_Noreturn void minder_mind(pid_t child);

#endif
