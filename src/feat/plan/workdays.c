/*
 * workdays.c - working days, working hours, and time over them.
 */
#include "base/base.h"
#include "feat/plan/workdays.h"

#include <math.h>

#include "base/strvec.h"
#include "data/when.h"

#define LAST_DAY 3650000.0	/* ten thousand years */
#define EPS 1e-9

static int weekday(const char *s, size_t len)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday", "sunday" };
	int i;

	for (i = 0; i < 7 && len >= 2; i++)
		if (len <= strlen(names[i]) && !strncasecmp(names[i], s, len))
			return i;
	return -1;
}

int workdays_parse(unsigned *days, const char *s, struct err *err)
{
	struct strvec parts = STRVEC_INIT;
	unsigned found = 0;
	bool ok;
	size_t i;

	strvec_split(&parts, s, ", ");
	ok = parts.nr > 0;
	for (i = 0; i < parts.nr && ok; i++) {
		const char *p = parts.v[i], *dash = strchr(p, '-');
		int a = weekday(p, dash ? (size_t)(dash - p) : strlen(p));
		int b = dash ? weekday(dash + 1, strlen(dash + 1)) : a;

		ok = a >= 0 && b >= 0;
		while (ok) {
			found |= 1u << a;
			if (a == b)
				break;
			a = (a + 1) % 7;
		}
	}
	strvec_clear(&parts);
	if (!ok)
		return err_set(err, ERR_INVALID, "'%s' are no working days; "
			       "use mon-fri or mon,tue,thu", s);
	*days = found;
	return 0;
}

/* "9", "09:30" -> seconds of the day; false when it is none. */
static bool clock_time(int *secs, const char **s)
{
	char *end;
	long h = strtol(*s, &end, 10), m = 0;

	if (end == *s || h < 0 || h > 24 || !strchr("0123456789", **s))
		return false;
	if (*end == ':') {
		const char *from = end + 1;

		m = strtol(from, &end, 10);
		if (end != from + 2 || m < 0 || m > 59)
			return false;
	}
	*secs = (int)(h * 3600 + m * 60);
	*s = end;
	return *secs <= 86400;
}

int workhours_parse(double *hours, int *from, int *to, const char *s,
		    struct err *err)
{
	const char *p = s;
	int a = -1, b = -1;
	char *end;
	double h;

	if (strchr(s, '-') && clock_time(&a, &p) && *p++ == '-' &&
	    clock_time(&b, &p) && !*p && b != a) {
		h = (b - a + (b < a ? 86400 : 0)) / 3600.0;
	} else {
		a = b = -1;
		h = strtod(s, &end);
		if (end == s || (*end && strcmp(end, "h") != 0) ||
		    !(h > 0 && h <= 24))
			return err_set(err, ERR_INVALID, "'%s' are no working "
				       "hours; use 8 or 9:00-17:30", s);
	}
	*hours = h;
	if (from)
		*from = a;
	if (to)
		*to = b;
	return 0;
}

static bool is_holiday(const struct calendar *c, int64_t day)
{
	size_t lo = 0, hi = c->nr_holidays;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->holidays[mid] < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->nr_holidays && c->holidays[lo] == day;
}

static bool works_on(const struct calendar *c, const struct worker *w,
		     double day)
{
	int64_t number = c->first + (int64_t)day;

	if (number >= w->away_from && number < w->away_to)
		return false;
	return w->days >> when_weekday(when_day_from(number)) & 1 &&
	       !is_holiday(c, number);
}

double work_begin(const struct calendar *c, const struct worker *w, double t)
{
	double day = floor(t + EPS), part = t - day;

	if (part < EPS)
		part = 0;
	while (day < LAST_DAY && !works_on(c, w, day)) {
		day++;
		part = 0;
	}
	return fmin(day + part, LAST_DAY);
}

static int days_a_week(const struct worker *w)
{
	int i, n = 0;

	for (i = 0; i < 7; i++)
		n += w->days >> i & 1;
	return n;
}

double work_end(const struct calendar *c, const struct worker *w, double t,
		double hours)
{
	double week = w->hours * days_a_week(w), weeks;

	/* Work of years is counted in whole weeks. */
	if (hours > 60 * week) {
		weeks = floor(hours / week) - 1;
		if (!(weeks * 7 < LAST_DAY - t))
			return LAST_DAY;
		t = work_begin(c, w, t + weeks * 7);
		hours -= weeks * week;
	}
	for (;;) {
		double day = floor(t + EPS), part = fmax(0, t - day);
		double left = (1 - part) * w->hours;

		if (hours <= left + EPS || day >= LAST_DAY)
			return fmin(t + hours / w->hours, LAST_DAY);
		hours -= left;
		t = work_begin(c, w, day + 1);
	}
}

double work_hours(const struct calendar *c, const struct worker *w, double t)
{
	double day = floor(t + EPS), weeks = floor(day / 7), n;
	int64_t d;
	size_t i;

	n = weeks * days_a_week(w);
	for (i = 0; i < c->nr_holidays; i++) {
		int64_t at = c->holidays[i] - c->first;

		if (at >= 0 && (double)at < weeks * 7 && w->days >>
		    when_weekday(when_day_from(c->holidays[i])) & 1)
			n--;
	}
	for (d = (int64_t)weeks * 7; (double)d < day; d++)
		n += works_on(c, w, (double)d);
	return (n + fmax(0, t - day)) * w->hours;
}
