/*
 * clock.h - until when the clock of the active task counts: it books no night.
 *
 * Whoever forgets to stop it would else have worked 29 hours.  It stands still at the
 * first of these, by the calendar of the reader:
 *
 * - task.work.hours as hours of the day (9:00-17:30): the end of them on the day on
 *   which it was started, when that was before (22:00-6:00 ends on the next day, and
 *   midnight stops nothing then, for who began nearer to its 22:00 than to its 6:00);
 *   hours of a number (8): so many after the start.  Where the setting is not set, 8
 *   count, and only overnight.
 * - the end of that day;
 * - task.work.idle, when set: so long after the last sign of work, which is the
 *   start, or a later change of the index or of HEAD in this work tree.
 *
 * What is cut is said, with the way to say otherwise (`stop --hours` before,
 * `update --actual-hours` after).
 */
#ifndef ACT_CLOCK_H
#define ACT_CLOCK_H

#include "base/base.h"
#include "base/strbuf.h"
#include "db/core/db.h"

struct work_clock {
	int64_t since, until;	/* ms; until is `now` while it runs */
	const char *why;	/* the setting that stopped it, NULL: it runs */
};

/* `now` is not before `since`, else the clock has counted nothing. */
void clock_read(struct work_clock *out, struct db *db, int64_t since,
		int64_t now);
/* Seconds that it counted, 0 or more. */
double clock_seconds(const struct work_clock *c);
/* "stood still at 2026-11-02 17:30 (task.work.hours)" */
void clock_words(struct strbuf *out, const struct work_clock *c);

#endif
