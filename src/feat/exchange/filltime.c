/*
 * filltime.c - the times of other programs.
 */
#include "base/base.h"
#include "feat/exchange/fill.h"

#include "data/due.h"

/* 1 to `max` digits, at least `min`. */
static bool digits(int *out, const char **p, int min, int max)
{
	int n = 0, v = 0;

	while (n < max && (*p)[n] >= '0' && (*p)[n] <= '9')
		v = v * 10 + ((*p)[n++] - '0');
	if (n < min)
		return false;
	*out = v;
	*p += n;
	return true;
}

static bool month_name(int *out, const char **p)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; i < 12; i++) {
		char name[4] = { names[i * 3], names[i * 3 + 1],
				 names[i * 3 + 2], '\0' };

		if (!str_istarts(*p, name))
			continue;
		*out = i + 1;
		*p += 3;
		return true;
	}
	return false;
}

static void skip(const char **p, const char *set)
{
	*p += strspn(*p, set);
}

static void skip_word(const char **p)
{
	while ((**p >= 'a' && **p <= 'z') || (**p >= 'A' && **p <= 'Z') ||
	       **p == ',' || **p == '.')
		(*p)++;
}

/* 2026-11-30, 2026/11/30, 20261130 */
static bool iso_day(struct when_day *d, const char **p)
{
	char sep;

	if (!digits(&d->year, p, 4, 4))
		return false;
	sep = **p;
	if (sep == '-' || sep == '/')
		(*p)++;
	else
		sep = 0;
	if (!digits(&d->month, p, 2, 2) || (sep && *(*p)++ != sep))
		return false;
	return digits(&d->day, p, 2, 2);
}

/* 30/Nov/26, 30 Nov 2026 */
static bool named_day(struct when_day *d, const char **p)
{
	if (!digits(&d->day, p, 1, 2))
		return false;
	skip(p, "/- ");
	if (!month_name(&d->month, p))
		return false;
	skip_word(p);
	skip(p, "/- ");
	if (!digits(&d->year, p, 2, 4))
		return false;
	if (d->year < 100)
		d->year += 2000;
	return true;
}

/* Mon Nov 30 2026; Nov 30, 2026 */
static bool english_day(struct when_day *d, const char **p)
{
	if (!month_name(&d->month, p)) {
		skip_word(p);
		skip(p, " ");
		if (!month_name(&d->month, p))
			return false;
	}
	skip_word(p);
	skip(p, " ");
	if (!digits(&d->day, p, 1, 2))
		return false;
	skip(p, ", ");
	return digits(&d->year, p, 4, 4);
}

static bool any_day(struct when_day *d, const char **p)
{
	const char *start = *p;

	if (iso_day(d, p))
		return true;
	*p = start;
	if (named_day(d, p))
		return true;
	*p = start;
	return english_day(d, p);
}

/* "07:20", "072025", "7:20:05.123 AM" -> ms of the day; -1: none there */
static int64_t day_time(const char **p)
{
	int h, m, s = 0;

	if (!digits(&h, p, 1, 2))
		return -1;
	skip(p, ":");
	if (!digits(&m, p, 2, 2))
		return -1;
	if (**p == ':' || (**p >= '0' && **p <= '9')) {
		skip(p, ":");
		if (!digits(&s, p, 2, 2))
			return -1;
	}
	if (**p == '.' || **p == ',') {
		(*p)++;
		skip(p, "0123456789");
	}
	if (str_istarts(*p, " AM") || str_istarts(*p, " PM")) {
		if (h > 12)
			return -1;
		h = h % 12 + (str_istarts(*p, " PM") ? 12 : 0);
		*p += 3;
	}
	if (h > 23 || m > 59 || s > 60)
		return -1;
	return (((int64_t)h * 60 + m) * 60 + (s > 59 ? 59 : s)) * 1000;
}

/* "Z", "+0200", "-05:30", "GMT+0000 (UTC)", nothing -> ms east of UTC */
static bool zone(int64_t *out, const char **p)
{
	int h, m = 0, sign;

	*out = 0;
	skip(p, " ");
	if (str_istarts(*p, "GMT") || str_istarts(*p, "UTC"))
		*p += 3;
	if (**p == 'Z' || **p == 'z')
		(*p)++;
	if (**p != '+' && **p != '-')
		return true;
	sign = **p == '-' ? -1 : 1;
	(*p)++;
	if (!digits(&h, p, 2, 2))
		return false;
	skip(p, ":");
	if (**p >= '0' && **p <= '9' && !digits(&m, p, 2, 2))
		return false;
	*out = sign * ((int64_t)h * 60 + m) * 60000;
	return h < 24 && m < 60;
}

static bool valid_day(const struct when_day *d)
{
	return d->year >= 1 && d->year <= 9999 && d->month >= 1 &&
	       d->month <= 12 && d->day >= 1 &&
	       d->day <= when_month_days(d->year, d->month);
}

/* What may follow a time: Org's repeaters and brackets, "(UTC)". */
static bool is_end(const char *p)
{
	skip(&p, " ");
	return !*p || strchr(">])(+-.", *p);
}

bool fill_parse_time(int64_t *out, const char *s)
{
	struct when_day d;
	int64_t ms, east;
	const char *before;

	if (!s)
		return false;
	skip(&s, " <[\t");
	if (!any_day(&d, &s) || !valid_day(&d))
		return false;
	before = s;
	if (*s == 'T' || *s == 't' || *s == ',')
		s++;
	skip(&s, " ");
	if (*s < '0' || *s > '9') {
		/* Org names the day of the week */
		s = before;
		skip(&s, " ");
		skip_word(&s);
		skip(&s, " ");
	}
	if (*s < '0' || *s > '9') {
		*out = due_from_day(d);
		return is_end(s);
	}
	ms = day_time(&s);
	if (ms < 0 || !zone(&east, &s) || !is_end(s))
		return false;
	*out = due_from_moment(when_day_number(d) * 86400000 + ms - east);
	return true;
}
