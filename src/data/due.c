/*
 * due.c - days and moments at which something is due.
 */
#include "base/base.h"
#include "data/due.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)

static int64_t floor_mod(int64_t a, int64_t b)
{
	return (a % b + b) % b;
}

bool due_is_day(int64_t due)
{
	return due != WHEN_NONE && floor_mod(due, 1000) == 1;
}

int64_t due_from_day(struct when_day d)
{
	return when_day_number(d) * DAY_MS + 1;
}

int64_t due_from_moment(int64_t ms)
{
	return ms == WHEN_NONE ? ms : ms - floor_mod(ms, 1000);
}

static int64_t number_of(int64_t due)
{
	return (due - floor_mod(due, DAY_MS)) / DAY_MS;
}

struct when_day due_day(int64_t due)
{
	return due_is_day(due) ? when_day_from(number_of(due)) :
	       when_local_day(due);
}

int64_t due_end(int64_t due)
{
	if (!due_is_day(due))
		return due;
	return when_day_start(when_day_from(number_of(due) + 1)) - 1000;
}

int due_cmp(int64_t due, int64_t ms)
{
	int64_t end = due;

	if (due_is_day(due)) {
		/* Days end between UTC+14 and UTC-12. */
		if (due + DAY_MS - 15 * HOUR_MS > ms)
			return 1;
		if (due + DAY_MS + 13 * HOUR_MS < ms)
			return -1;
		end = due_end(due);
	}
	return (end > ms) - (end < ms);
}

bool due_late(int64_t due, int64_t now)
{
	/* The whole last second still counts. */
	return due != WHEN_NONE && due_cmp(due, due_from_moment(now)) < 0;
}

int64_t due_days(int64_t due, int64_t now)
{
	return when_day_number(due_day(due)) -
	       when_day_number(when_local_day(now));
}

int64_t due_order(int64_t due)
{
	if (due == WHEN_NONE)
		return INT64_MAX;
	return due_is_day(due) ? due + DAY_MS - 2 : due;
}

/* Exactly "2026-12-04". */
static bool parse_day(struct when_day *d, const char *s)
{
	size_t i;

	for (i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return false;
	d->year = (int)strtol(s, NULL, 10);
	d->month = (int)strtol(s + 5, NULL, 10);
	d->day = (int)strtol(s + 8, NULL, 10);
	return !s[10] && d->month >= 1 && d->month <= 12 && d->day >= 1 &&
	       d->day <= when_month_days(d->year, d->month);
}

bool due_parse_stored(int64_t *out, const char *s)
{
	struct when_day d;

	if (parse_day(&d, s)) {
		*out = due_from_day(d);
		return true;
	}
	if (!when_parse_rfc3339(out, s))
		return false;
	*out = due_from_moment(*out);
	return true;
}

void due_format(char out[WHEN_LEN], int64_t due)
{
	when_format(out, due);
	if (due_is_day(due))
		out[10] = '\0';
}

int due_parse(int64_t *out, const char *typed, int64_t now, struct err *err)
{
	struct when_day d;
	bool day;
	int64_t ms;

	if (due_parse_stored(out, typed))
		return 0;
	if (when_parse_end(&ms, &day, &d, typed, now, err) < 0)
		return -1;
	*out = day ? due_from_day(d) : due_from_moment(ms);
	return 0;
}

void day_name(struct strbuf *out, struct when_day d)
{
	static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri",
					"Sat", "Sun" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
					  "Jun", "Jul", "Aug", "Sep", "Oct",
					  "Nov", "Dec" };

	strbuf_addf(out, "%s %d %s", days[when_weekday(d)], d.day,
		    months[d.month - 1]);
}

void day_words(struct strbuf *out, struct when_day d, int64_t now)
{
	struct when_day today = when_local_day(now);
	int64_t ahead = when_day_number(d) - when_day_number(today);
	size_t at = out->len;

	if (ahead >= -1 && ahead <= 1) {
		strbuf_addstr(out, ahead ? ahead > 0 ? "tomorrow" :
			      "yesterday" : "today");
		return;
	}
	day_name(out, d);
	if (d.year != today.year) {
		strbuf_remove(out, at, 4);
		strbuf_addf(out, " %d", d.year);
	}
}

static void add_late(struct strbuf *out, int64_t n, const char *unit)
{
	strbuf_addf(out, "%" PRId64 " %s%s late", n, unit, n == 1 ? "" : "s");
}

/* A moment that passed today. */
static void late_today(struct strbuf *out, int64_t ms)
{
	int64_t minutes = ms / 60000;

	if (minutes < 1)
		strbuf_addstr(out, "just late");
	else if (minutes < 90)
		add_late(out, minutes, "minute");
	else
		add_late(out, (minutes + 30) / 60, "hour");
}

void due_words(struct strbuf *out, int64_t due, int64_t now, bool closed)
{
	int64_t days = due_days(due, now);
	int secs;

	if (!closed && due_late(due, now)) {
		if (days)
			add_late(out, -days, "day");
		else
			late_today(out, now - due);
		return;
	}
	day_words(out, due_day(due), now);
	if (due_is_day(due))
		return;
	/* The last minute of a day is how days were stored once. */
	secs = when_local_secs(due);
	if (secs / 60 != 24 * 60 - 1)
		strbuf_addf(out, " %02d:%02d", secs / 3600, secs / 60 % 60);
}
