/*
 * stop.h - a loop that lives long and ends when it is asked to.
 *
 * From stop_begin to stop_end SIGINT and SIGTERM do not kill the process: they
 * are kept until the loop asks, and a child that runs meanwhile is ended with
 * SIGTERM (proc.h).  One that was ignored before (nohup) stays ignored.
 */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <signal.h>

#include "base/base.h"

struct stop {
	sigset_t old_mask;
	struct sigaction old_int, old_term;
	bool wanted;		/* seen already */
};

/* Holds the two signals back in this thread.  Begun once, by the loop's owner. */
void stop_begin(struct stop *s);
/* All as it was before; a request that came and was not asked for is used up. */
void stop_end(struct stop *s);

/* Was the end asked for?  Never waits; once true it stays so. */
bool stop_wanted(struct stop *s);
/* Waits that many ms, or until the end is asked for: true.  A moment that is not
 * positive only asks. */
bool stop_wait(struct stop *s, int64_t ms);

#endif
