/*
 * exec-box.h - the box that code runs in: bubblewrap's namespaces.
 *
 * In the box there are the system's programs and libraries, read-only, the work tree,
 * for reading or for writing, its Git directory, for reading, a home and a /tmp that
 * are empty and gone afterwards, processes of its own, and no network unless it is
 * asked for.  A child in it is sealed (base/proc.h).  Nothing else of the machine is
 * there: no other file, no socket, no process, no variable.  When the program ends, all
 * that it started ends.
 *
 * bubblewrap (bwrap(1)) needs user namespaces; where the kernel does not give them to
 * users, there is no box.
 */
#ifndef FEAT_EXEC_EXEC_BOX_H
#define FEAT_EXEC_EXEC_BOX_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"

/* Processes that the box may have.  The kernel does not hold root to that. */
#define BOX_PROCESSES 256
/* The home directory in the box. */
#define BOX_HOME "/tmp/home"

struct box {
	const char *worktree, *gitdir;	/* gitdir: NULL when there is none */
	const char *dir;		/* where to start, inside worktree */
	bool write;			/* the work tree can be written to */
	bool network;
	uint64_t scratch;		/* bytes that /tmp with the home can hold,
					 * and as many in /dev/shm */
	/* of the work tree what can not be written to all the same; NULL: nothing
	 * (exec-guard.h) */
	const struct strvec *guarded;
	/* further places, each NULL or there as it is outside */
	const char *readable[3];
	const char *writable;
};

/* Is bwrap there, and does it get its namespaces?  `why` (may be NULL) says what is
 * missing.  Starts it once. */
bool box_works(struct err *why);
/* Adds the words that go in front of a command; the environment is the child's. */
void box_words(struct strvec *argv, const struct box *b);

#endif
