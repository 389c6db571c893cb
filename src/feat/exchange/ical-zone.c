/*
 * ical-zone.c - moments of an iCalendar file by the zones that it brings along.
 */
#include "base/base.h"
#include "feat/exchange/ical-zone.h"

#include "base/mem.h"

#define YEAR_MAX 9999

static const char *behind(const char *line, const char *name)
{
	size_t n = strlen(name);

	if (!str_istarts(line, name) || (line[n] != ':' && line[n] != ';'))
		return NULL;
	line = strchr(line, ':');
	return line ? line + 1 : NULL;
}

/* Exactly `n` digits; -1: they are not. */
static int number(const char *s, int n)
{
	int v = 0;

	while (n--) {
		if (*s < '0' || *s > '9')
			return -1;
		v = v * 10 + (*s++ - '0');
	}
	return v;
}

/* "20261224T180000", also with 'Z' behind it. */
static bool read_local(struct when_day *day, int *secs, const char *s)
{
	int h, m, sec;

	if (strlen(s) < 15 || s[8] != 'T')
		return false;
	day->year = number(s, 4);
	day->month = number(s + 4, 2);
	day->day = number(s + 6, 2);
	h = number(s + 9, 2);
	m = number(s + 11, 2);
	sec = number(s + 13, 2);
	*secs = h * 3600 + m * 60 + sec;
	return day->year >= 1 && day->month >= 1 && day->month <= 12 &&
	       day->day >= 1 && day->day <= 31 && h >= 0 && m >= 0 &&
	       sec >= 0 && *secs < 86400;
}

/* "+0100", "-053000" */
static int read_offset(const char *s)
{
	int sign = *s == '-' ? -1 : 1, h, m, sec;

	if ((*s != '+' && *s != '-') || strlen(s) < 5)
		return 0;
	h = number(s + 1, 2);
	m = number(s + 3, 2);
	sec = s[5] ? number(s + 5, 2) : 0;
	return h < 0 || m < 0 || sec < 0 ? 0 :
	       sign * (h * 3600 + m * 60 + sec);
}

/* "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=2006..." */
static void read_rule(struct ical_onset *o, const char *s)
{
	static const char days[] = "SUMOTUWETHFRSA";
	const char *month = strstr(s, "BYMONTH="), *by = strstr(s, "BYDAY=");
	const char *until = strstr(s, "UNTIL=");
	char *end;
	int i;

	if (!str_istarts(s, "FREQ=YEARLY") || !month || !by)
		return;
	o->nth = (int)strtol(by + 6, &end, 10);
	for (i = 0; i < 7; i++)
		if (!strncmp(end, days + i * 2, 2))
			o->weekday = i;
	o->month = (int)strtol(month + 8, NULL, 10);
	if (o->month < 1 || o->month > 12 || o->nth < -4 || o->nth > 4 ||
	    !o->nth)
		o->month = 0;
	if (until && strlen(until) >= 10 && number(until + 6, 4) > 0)
		o->until = number(until + 6, 4);
}

static void zone_line(struct ical_zone *zone, bool *in_onset,
		      const char *line)
{
	const char *s;

	if (str_ieq(line, "BEGIN:STANDARD") || str_ieq(line, "BEGIN:DAYLIGHT")) {
		ALLOC_GROW(zone->v, zone->nr + 1, zone->alloc);
		memset(&zone->v[zone->nr++], 0, sizeof(*zone->v));
		*in_onset = true;
	} else if (str_istarts(line, "END:")) {
		*in_onset = false;
	} else if (!*in_onset && (s = behind(line, "TZID"))) {
		free(zone->id);
		zone->id = xstrdup(s);
	}
}

static void onset_line(struct ical_onset *o, const char *line)
{
	const char *s;

	if ((s = behind(line, "DTSTART"))) {
		if (!read_local(&o->day, &o->secs, s))
			o->day.year = YEAR_MAX;
	} else if ((s = behind(line, "TZOFFSETTO"))) {
		o->offset = read_offset(s);
	} else if ((s = behind(line, "RRULE"))) {
		read_rule(o, s);
	}
}

void ical_zones_line(struct ical_zones *z, const char *line)
{
	struct ical_zone *zone;

	if (str_ieq(line, "BEGIN:VTIMEZONE")) {
		ALLOC_GROW(z->v, z->nr + 1, z->alloc);
		memset(&z->v[z->nr++], 0, sizeof(*z->v));
		z->in_zone = true;
		z->in_onset = false;
	} else if (str_ieq(line, "END:VTIMEZONE")) {
		z->in_zone = z->in_onset = false;
	} else if (z->in_zone) {
		zone = &z->v[z->nr - 1];
		zone_line(zone, &z->in_onset, line);
		if (z->in_onset)
			onset_line(&zone->v[zone->nr - 1], line);
	}
}

void ical_zones_release(struct ical_zones *z)
{
	size_t i;

	for (i = 0; i < z->nr; i++) {
		free(z->v[i].id);
		free(z->v[i].v);
	}
	free(z->v);
}

/* The day in `year` on which it begins, counted from 1970. */
static int64_t day_in(const struct ical_onset *o, int year)
{
	struct when_day first = { year, o->month, 1 };
	int64_t n;

	if (!o->month)
		return when_day_number(o->day);
	if (o->nth < 0) {
		first.month = o->month % 12 + 1;
		first.year += o->month == 12;
	}
	n = when_day_number(first);
	/* the first of January 1970 was a Thursday */
	if (o->nth > 0)
		return n + ((o->weekday - (n + 4)) % 7 + 7) % 7 +
		       7 * (o->nth - 1);
	n--;
	return n - (((n + 4) - o->weekday) % 7 + 7) % 7 + 7 * (o->nth + 1);
}

/* What holds at a local time: of all that have begun the last one to begin. */
static int offset_at(const struct ical_zone *zone, int year, int64_t local)
{
	int64_t best = INT64_MIN;
	int offset = 0, y;
	size_t i;

	for (i = 0; i < zone->nr; i++) {
		const struct ical_onset *o = &zone->v[i];

		for (y = year - 1; y <= year; y++) {
			int last = o->until && y > o->until ? o->until : y;
			int64_t at = day_in(o, last) * 86400 + o->secs;

			if (last < o->day.year || at > local || at <= best)
				continue;
			best = at;
			offset = o->offset;
		}
	}
	/* before the first of all: what it began with */
	if (best == INT64_MIN && zone->nr)
		offset = zone->v[0].offset;
	return offset;
}

char *ical_zone_moment(const struct ical_zones *z, const char *id,
		       const char *local)
{
	size_t n, i;
	struct when_day day;
	int secs, offset;

	id += *id == '"';
	n = strcspn(id, ";:\"");
	if (!read_local(&day, &secs, local))
		return NULL;
	for (i = 0; i < z->nr; i++) {
		const struct ical_zone *zone = &z->v[i];

		if (!zone->id || !zone->nr || strlen(zone->id) != n ||
		    strncmp(zone->id, id, n) != 0)
			continue;
		offset = offset_at(zone, day.year, when_day_number(day) *
				   86400 + secs);
		return xasprintf("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
				 day.year, day.month, day.day, secs / 3600,
				 secs / 60 % 60, secs % 60,
				 offset < 0 ? '-' : '+', abs(offset) / 3600,
				 abs(offset) / 60 % 60);
	}
	return NULL;
}
