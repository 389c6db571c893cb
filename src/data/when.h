/*
 * when.h - instants (milliseconds since 1970 UTC), RFC 3339, human dates and
 * durations, and the clock, which tests can set.
 */
#ifndef DATA_WHEN_H
#define DATA_WHEN_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"

#define WHEN_NONE INT64_MIN
#define WHEN_LEN 21	/* "2026-11-21T01:33:00Z" and NUL */

/* fixed: WHEN_NONE for the system's clock, else the time it always tells. */
struct clock {
	int64_t fixed;
};

#define CLOCK_SYSTEM { WHEN_NONE }

/*
 * A clock set from GIT_TASK_TEST_NOW (RFC 3339, or milliseconds since 1970)
 * when present; a value that is neither is ignored.
 */
struct clock clock_from_env(void);
int64_t clock_now(const struct clock *clock);

/*
 * RFC 3339 with seconds, UTC: the form of every stored time.  Rounded down;
 * held to the years 0000 to 9999.
 */
void when_format(char out[WHEN_LEN], int64_t ms);
/* The day of the local calendar that it is on: "2026-11-21". */
void when_format_day(char out[WHEN_LEN], int64_t ms);
/* Seconds, as commits have them, held to the same years: who made the commit
 * may have written any number. */
int64_t when_from_seconds(int64_t seconds);
/* Strict RFC 3339 (any offset, optional fraction).  False when it is not. */
bool when_parse_rfc3339(int64_t *out, const char *s);
/*
 * What people type (formats/time.md); upper and lower case are the same:
 *
 *   RFC 3339, 2026-11-21, 2026-11-21 14:00[:30][Z|+01:00], 21 nov [2026],
 *   nov 21, now, today, tomorrow, yesterday, weekdays with or without this,
 *   next or last, 14:00, 2pm, noon, each of the days also with a time behind
 *   it; 2d, 3h, 1d 4h, in 2 weeks, 3 days ago, next week, last-month, end of
 *   month, start of week (Monday), eod eow eom eoy, @1795225980.
 *
 * Dates without a time mean their first second in local time, or their last
 * one when `end_of_day` (deadlines).  Days, weeks, months and years count on
 * the local calendar, so that a clock change does not move the time of day;
 * hours and less are exact.  A weekday alone is the first after today.  The
 * 31st plus a month is the last day of that month.  ERR_INVALID names the
 * accepted forms.
 */
int when_parse(int64_t *out, const char *s, int64_t now, bool end_of_day,
	       struct err *err);
/* A day of the proleptic Gregorian calendar; month and day from 1. */
struct when_day {
	int year, month, day;
};

/*
 * when_parse of an end, which also says whether what was typed names a calendar
 * day and no time of it: a date, a weekday, "end of month", a span of whole days,
 * weeks, months or years.  Then *d is that day.  A time of day alone is the next such
 * moment: "midnight" is tonight's, "9am" typed at 10 tomorrow's.
 */
int when_parse_end(int64_t *out, bool *is_day, struct when_day *d,
		   const char *s, int64_t now, struct err *err);
/*
 * The same for the start of a period in the past (--since): spans without
 * "in" or "ago" count back ("2d", "1 month", "week"), and weekdays and dates
 * without a year mean the latest before now.
 */
int when_parse_since(int64_t *out, const char *s, int64_t now,
		     struct err *err);
/*
 * "2h", "1.5h", "90m", "2d" (of 24 hours), "1w", "1h30m", "1 day 4 hours",
 * "45s"; a bare number is hours when `bare_hours`, else seconds.  In seconds,
 * 0 to 100 years.
 */
int when_parse_duration(double *seconds, const char *s, bool bare_hours,
			struct err *err);

/*
 * Days since 1970-01-01 and back (the era arithmetic of H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", 2013).
 */
int64_t when_day_number(struct when_day d);
struct when_day when_day_from(int64_t number);
/* 0 Monday to 6 Sunday. */
int when_weekday(struct when_day d);
int when_month_days(int year, int month);	/* 28 to 31 */
/* The local day of an instant, and the first instant of a local day, which
 * need not be midnight where the clocks change at night. */
struct when_day when_local_day(int64_t ms);
int64_t when_day_start(struct when_day d);
/* What the wall clock shows, in seconds since midnight. */
int when_local_secs(int64_t ms);
/* An instant of a local day, `secs` (0 to 86399) by the wall clock. */
int64_t when_day_at(struct when_day d, int secs);

/* "3 hours ago", "in 2 days", "just now" (within 45 seconds). */
void when_relative(struct strbuf *out, int64_t ms, int64_t now);
/* "2026-11-21 14:05" in local time. */
void when_local(struct strbuf *out, int64_t ms);
/* "2d 3h", "45m", "0s": the two greatest units, rounded down. */
void when_span(struct strbuf *out, double seconds);

#endif
