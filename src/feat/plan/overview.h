/*
 * overview.h - what matters now: the lists behind `git task` alone.
 */
#ifndef FEAT_PLAN_OVERVIEW_H
#define FEAT_PLAN_OVERVIEW_H

#include "base/base.h"
#include "db/core/db.h"

struct row_list {
	uint32_t *rows;
	size_t nr;
};

struct overview {
	/* ready: pending, whoever it is assigned to */
	size_t open, ready, in_progress, blocked, completed;
	struct row_list mine;		/* my tasks in progress */
	struct row_list others;		/* what others have in progress */
	struct row_list next;		/* ready, best first (feat/next.h) */
	struct row_list waiting;	/* my blocked tasks, else all blocked */
	struct row_list overdue;	/* open, past the deadline, not in mine */
};

/* All lists but `next` are in the order of the view; overview_first sorts them. */
void overview_build(struct overview *o, struct db *db, const struct view *v,
		    int64_t now);
/*
 * Puts the first `want` of a list in front and in order: the longest overdue first,
 * then by deadline, by priority, and by title.  The rest stays behind them in no order:
 * who shows five of three thousand need not sort all.
 */
void overview_first(struct row_list *l, const struct view *v, size_t want);
void overview_release(struct overview *o);

#endif
