/*
 * limit.h - what a child may use, as the kernel enforces it (setrlimit(2)).
 *
 * These are limits against accidents, not a sandbox: the child has the rights
 * of its user.  How long it may run is proc's business (timeout_ms).
 */
#ifndef BASE_LIMIT_H
#define BASE_LIMIT_H

#include "base/base.h"

/*
 * 0: as it is now.  A limit that is already lower stays.  Core dumps are always
 * off.  There is no limit of processes: RLIMIT_NPROC counts all processes of
 * the user, so that a number that stops a fork bomb stops an innocent child of
 * a busy user, too; a bomb ends with its family (minder.h).
 */
struct limit {
	uint64_t memory;	/* bytes a process can write to, see below */
	uint64_t cpu;		/* seconds of processor time a process;
				 * then SIGXCPU, a second later SIGKILL */
	uint64_t file_size;	/* bytes of a file that it writes; SIGXFSZ */
};

/*
 * Applies to the calling process, for good: between fork and exec, where only
 * setrlimit(2) is called.  Returns 0 or an errno.
 *
 * Memory is RLIMIT_DATA on Linux: it counts private writable mappings, and
 * leaves alone the address space that V8, the JVM and others reserve without
 * using it (node 20 does not start with RLIMIT_AS of 512 MB, and does with
 * RLIMIT_DATA of that).  Shared memory is not counted.  Elsewhere it is
 * RLIMIT_AS; macOS accepts that and does not enforce it.
 */
int limit_apply(const struct limit *l);

#endif
