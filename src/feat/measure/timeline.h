/*
 * timeline.h - the states a task went through, and when.
 *
 * Taken from the task's own `transitions` log, which every client writes
 * and every join keeps, so that a shallow clone, a deleted task or a rewritten
 * branch does not change the past.  A status that no transition explains
 * (written by hand, or imported) is placed at completed_at, started_at or
 * updated_at, whichever belongs to it.
 */
#ifndef FEAT_MEASURE_TIMELINE_H
#define FEAT_MEASURE_TIMELINE_H

#include "base/base.h"
#include "db/index/view.h"

struct moment {
	int64_t at;		/* ms */
	enum status to;
};

struct timeline {
	struct moment *moments;	/* ascending; the first is the creation */
	size_t nr, alloc;
	int64_t deleted;	/* when it was deleted, or WHEN_NONE */
};

#define TIMELINE_INIT { NULL, 0, 0, INT64_MIN }

void timeline_release(struct timeline *t);
/* Fills `out`, which may have been used before, from a row of the view. */
void timeline_read(struct timeline *out, const struct view *v, uint32_t row);

/* Status at an instant; false before the creation and after a deletion. */
bool timeline_at(enum status *out, const struct timeline *t, int64_t at);
/* First entry into a status at or after `since`, or WHEN_NONE. */
int64_t timeline_first(const struct timeline *t, enum status s,
		       int64_t since);
/* Last entry into a status before `until`, or WHEN_NONE. */
int64_t timeline_last(const struct timeline *t, enum status s, int64_t until);
/* Milliseconds spent in a status inside [since, until). */
int64_t timeline_spent(const struct timeline *t, enum status s,
		       int64_t since, int64_t until);
/* How often a completed task was opened again inside [since, until). */
unsigned timeline_reopened(const struct timeline *t, int64_t since,
			   int64_t until);

#endif
