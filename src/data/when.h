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

/* A clock set from GIT_TASK_TEST_NOW (RFC 3339 or ms) when present. */
struct clock clock_from_env(void);
int64_t clock_now(const struct clock *clock);

/* RFC 3339 with seconds, UTC: the form of every stored time. */
void when_format(char out[WHEN_LEN], int64_t ms);
/* Strict RFC 3339 (any offset, optional fraction).  False when it is not. */
bool when_parse_rfc3339(int64_t *out, const char *s);
/*
 * What people type: RFC 3339, 2026-11-21, "2026-11-21 14:00", today, tomorrow,
 * yesterday, now, weekday names with or without next/last, 2d, 3h, "in 2
 * weeks", "3 days ago", last-week (7 days before now), last-month, @epoch, "end of
 * month".  Dates without time mean their start in local time, or their last
 * second when `end_of_day` (deadlines).  ERR_INVALID names the accepted forms.
 */
int when_parse(int64_t *out, const char *s, int64_t now, bool end_of_day,
	       struct err *err);
/* "2h", "1.5h", "90m", "2d" (8 h a working day: no - 24 h), "1w", "1h30m",
 * "45s", a bare number is hours when `bare_hours`, else seconds.  In seconds,
 * not negative. */
int when_parse_duration(double *seconds, const char *s, bool bare_hours,
			struct err *err);
/* "3 hours ago", "in 2 days", "just now". */
void when_relative(struct strbuf *out, int64_t ms, int64_t now);
/* "2026-11-21 14:05" in local time. */
void when_local(struct strbuf *out, int64_t ms);
/* "2d 3h", "45m", "0s". */
void when_span(struct strbuf *out, double seconds);

#endif
