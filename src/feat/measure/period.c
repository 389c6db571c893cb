/*
 * period.c - periods as people type them.
 */
#include "base/base.h"
#include "feat/measure/metrics.h"

#include "base/strbuf.h"
#include "data/when.h"

#define MS_DAY INT64_C(86400000)

static const struct {
	const char *name;
	int days;
} named[] = {
	{ "last-week", 7 }, { "week", 7 }, { "last-month", 30 },
	{ "month", 30 }, { "last-quarter", 90 }, { "quarter", 90 },
	{ "last-year", 365 }, { "year", 365 },
};

/* "2026-11": a calendar month in local time. */
static bool calendar_month(int64_t *since, int64_t *until, const char *s)
{
	int year, month, end = 0;
	char a[32];
	struct err ignored = ERR_INIT;

	if (sscanf(s, "%4d-%2d%n", &year, &month, &end) != 2 ||
	    end != 7 || s[end] || month < 1 || month > 12)
		return false;
	snprintf(a, sizeof(a), "%04d-%02d-01", year, month);
	if (when_parse(since, a, 0, false, &ignored) < 0)
		return false;
	snprintf(a, sizeof(a), "%04d-%02d-01", month == 12 ? year + 1 : year,
		 month == 12 ? 1 : month + 1);
	return when_parse(until, a, 0, false, &ignored) == 0;
}

int metrics_period(int64_t *since, int64_t *until, const char *s, int64_t now,
		   struct err *err)
{
	struct err ignored = ERR_INIT;
	double seconds;

	*until = now + 1;
	if (str_ieq(s, "all")) {
		*since = WHEN_NONE;
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		if (str_ieq(s, named[i].name)) {
			*since = now - named[i].days * MS_DAY;
			return 0;
		}
	if (str_ieq(s, "today"))
		return when_parse(since, "today", now, false, err);
	if (str_ieq(s, "yesterday")) {
		if (when_parse(until, "today", now, false, err) < 0)
			return -1;
		return when_parse(since, "yesterday", now, false, err);
	}
	if (calendar_month(since, until, s))
		return 0;
	if (when_parse_duration(&seconds, s, false, &ignored) == 0 &&
	    seconds > 0) {
		*since = now - (int64_t)(seconds * 1000);
		return 0;
	}
	return err_set(err, ERR_INVALID, "unknown period '%s': use today, "
		       "yesterday, last-week, last-month, quarter, year, all, "
		       "a duration such as 14d, or a month such as 2026-11", s);
}
