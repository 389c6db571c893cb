/*
 * board.h - tasks sorted into the lanes of a kanban board.
 */
#ifndef FEAT_PLAN_BOARD_H
#define FEAT_PLAN_BOARD_H

#include "base/base.h"
#include "base/strbuf.h"
#include "db/index/attr.h"
#include "db/index/view.h"

struct board_lane {
	enum status status;	/* effective; of lanes by status */
	char *value;		/* of lanes by a field, "" for those without one;
				 * NULL of lanes by status */
	uint32_t *rows;		/* most urgent first; done: newest first */
	size_t nr;
};

struct board {
	struct board_lane *lanes;
	size_t nr;
};

/*
 * Lanes pending, in_progress, blocked, completed and, when asked for, cancelled; with
 * `by` a lane for each of its values in order, tasks without one last.  Completed
 * tasks only since `since` (ms); those without a time always.  `first`: only so many of
 * each lane need be in order, those in front; 0: all.
 */
void board_build(struct board *b, const struct view *v, const uint32_t *rows,
		 size_t nr, const struct attr *by, bool cancelled,
		 int64_t since, size_t first);
void board_release(struct board *b);

/*
 * Adds line 0 or 1 of a title broken into two lines of `width` columns, at a
 * space where there is one; the second is cut with "…".
 */
void board_title_line(struct strbuf *out, const char *title, size_t width,
		      int line);

#endif
