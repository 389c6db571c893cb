/*
 * torn.h - files that somebody cuts while they are mapped.
 *
 * A page that the file no longer has raises SIGBUS, which ends a process in the
 * middle of what it does, and after a write was done without saying so.  Here the
 * missing page becomes one of zeros, and is counted: who reads a mapped file takes
 * the number before and looks at it again before trusting what was read.
 */
#ifndef BASE_TORN_H
#define BASE_TORN_H

#include "base/base.h"

/* From here on; called once, by main. */
void torn_survive(void);
/*
 * Between torn_trusting(true) and torn_trusting(false) a library reads a file that it
 * believes: libgit2 follows offsets of a damaged pack index out of its mapping
 * (SIGSEGV).  Nothing can go on from there; the process ends with a sentence and
 * exit status 128, as after any object that can not be read.  Anywhere else SIGSEGV is
 * what it always is.  May be nested.
 */
void torn_trusting(bool on);
/* How many pages were put so far.  Any thread may ask. */
unsigned torn_count(void);

#endif
