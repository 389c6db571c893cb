/*
 * due.h - when something is due: a calendar day, or a moment.
 *
 * A day is the same day for everybody, whatever their time zone: it is stored
 * as "2026-12-04" and ends when the reader's own day ends.  A moment is stored
 * as RFC 3339 and is the same instant everywhere (formats/time.md).
 *
 * One int64_t holds either, so that it goes where an instant goes: a moment is
 * milliseconds since 1970 in whole seconds, a day is the first millisecond of
 * that day in UTC plus one.  WHEN_NONE is neither.  Compare them only through
 * this header: the number of a day is no instant.
 */
#ifndef DATA_DUE_H
#define DATA_DUE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/when.h"

bool due_is_day(int64_t due);
int64_t due_from_day(struct when_day d);
/* A moment as such a number: its fraction of a second goes. */
int64_t due_from_moment(int64_t ms);
/* The day itself, or the local day of a moment. */
struct when_day due_day(int64_t due);
/* The last instant at which it is not late: a moment itself, or the last second
 * of the local day. */
int64_t due_end(int64_t due);
/*
 * Compares due_end(due) with an instant: < 0, 0, > 0.  Cheap where no time
 * zone of the world could change the answer, which is nearly always.
 */
int due_cmp(int64_t due, int64_t ms);
/* Is it over at `now`?  Never of WHEN_NONE. */
bool due_late(int64_t due, int64_t now);
/* Days of the local calendar from today: 0 today, 1 tomorrow, -3 three days
 * ago. */
int64_t due_days(int64_t due, int64_t now);
/* A number that sorts days among moments, without asking for the time zone;
 * INT64_MAX for WHEN_NONE. */
int64_t due_order(int64_t due);

/* "2026-12-04" or RFC 3339, nothing else; false when it is neither. */
bool due_parse_stored(int64_t *out, const char *s);
/* The stored form of either. */
void due_format(char out[WHEN_LEN], int64_t due);
/*
 * What people type (as when_parse takes it): what names no time of day is a
 * day ("2026-12-04", "friday", "end of month", and spans of whole days, "2d",
 * "in 2 weeks"), everything else a moment ("friday 14:00", "3h", RFC 3339).
 * ERR_INVALID as when_parse.
 */
int due_parse(int64_t *out, const char *typed, int64_t now, struct err *err);

/*
 * For people: "today", "tomorrow", "Fri 4 Dec", "4 Jan 2027" (another year),
 * "3 days late"; moments add the time of day ("tomorrow 14:00"), and one that
 * passed today reads "2 hours late".  With `closed` nothing is late any more:
 * "Fri 27 Nov".
 */
void due_words(struct strbuf *out, int64_t due, int64_t now, bool closed);
/* The day part of that: "today", "yesterday", "Fri 4 Dec", "4 Jan 2027". */
void day_words(struct strbuf *out, struct when_day d, int64_t now);
/* "Fri 4 Dec", never a word. */
void day_name(struct strbuf *out, struct when_day d);

#endif
