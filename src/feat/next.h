/*
 * next.h - which task to do next: the ready ones, ranked.
 *
 * Ready: open and not started, no unfinished dependency, not claimed or
 * assigned to somebody else.  The score is a sum of independent parts, each
 * of which can be shown:
 *
 *	priority	10 a step: none 0 ... critical 40
 *	deadline	30 overdue, 25 within a day, 15 within three, 8 within seven
 *	unblocks	4 for each open task that waits for it, at most 20
 *	mine		10 when it is assigned to the one who asks
 *	age		1 for every 10 days since it was created, at most 5
 *
 * Ties: earlier deadline, then older, then id, so that the order is total and
 * the same on every machine.
 */
#ifndef FEAT_NEXT_H
#define FEAT_NEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "db/db.h"

struct next_item {
	uint32_t row;
	int priority, deadline, unblocks, mine, age;
	int score;
	uint32_t dependents;	/* open tasks that wait for it */
};

/*
 * Ranks those of `rows` that are ready, best first.  *out: caller frees.
 * `anyone`: tasks assigned to others too.
 */
size_t next_rank(struct next_item **out, struct db *db, const struct view *v,
		 const uint32_t *rows, size_t nr, bool anyone, int64_t now);

/* "high priority, due in 2 days, lets 3 tasks go on". */
void next_reasons(struct strbuf *out, const struct view *v,
		  const struct next_item *it, int64_t now);

#endif
