/*
 * when-human.c - times and durations as people type them.
 */
#include "base/base.h"
#include "data/when.h"
#include "base/mem.h"

#include <math.h>

#define MIN_MS INT64_C(-62167219200000)
#define MAX_MS INT64_C(253402300799999)
#define MAX_SPAN (100 * 366 * 86400.0)

/* What is read, and what it says so far: an instant, or a day and a time. */
struct in {
	const char *p;		/* lower case, single spaces */
	int64_t now;
	bool end_of_day, past;
	bool ahead;		/* a time of day alone is still to come */
	struct when_day day;
	int secs;		/* of the day; -1: no time given */
	bool at_end;		/* the last second of the day in any case */
	bool days;		/* a span of whole days */
	int64_t ms;		/* an instant; WHEN_NONE: use the day */
};

static const char *const weekdays[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"sunday"
};

static const char *const months[] = {
	"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december"
};

enum unit { SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, YEAR };

static const struct { const char *name; enum unit unit; } unit_names[] = {
	{ "s", SECOND }, { "sec", SECOND }, { "secs", SECOND },
	{ "second", SECOND }, { "seconds", SECOND },
	{ "m", MINUTE }, { "min", MINUTE }, { "mins", MINUTE },
	{ "minute", MINUTE }, { "minutes", MINUTE },
	{ "h", HOUR }, { "hr", HOUR }, { "hrs", HOUR }, { "hour", HOUR },
	{ "hours", HOUR },
	{ "d", DAY }, { "day", DAY }, { "days", DAY },
	{ "w", WEEK }, { "wk", WEEK }, { "week", WEEK }, { "weeks", WEEK },
	{ "mo", MONTH }, { "month", MONTH }, { "months", MONTH },
	{ "y", YEAR }, { "yr", YEAR }, { "year", YEAR }, { "years", YEAR },
};

static const double unit_secs[] = { 1, 60, 3600, 86400, 604800 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static void skip_space(struct in *in)
{
	while (*in->p == ' ' || *in->p == ',')
		in->p++;
}

/* Takes `word` when it stands here as a whole word, and the space behind. */
static bool eat_word(struct in *in, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(in->p, word, n) != 0 || is_letter(in->p[n]) ||
	    is_digit(in->p[n]))
		return false;
	in->p += n;
	skip_space(in);
	return true;
}

/* Takes one of `names`, whole or cut to three letters or more; or -1. */
static int eat_name(struct in *in, const char *const *names, int nr)
{
	size_t n = 0;
	int i;

	while (is_letter(in->p[n]))
		n++;
	if (n < 3)
		return -1;
	for (i = 0; i < nr; i++) {
		if (n > strlen(names[i]) ||
		    strncmp(in->p, names[i], n) != 0)
			continue;
		in->p += n;
		if (*in->p == '.')
			in->p++;
		skip_space(in);
		return i;
	}
	return -1;
}

/* Reads 1 to `max` digits; -1 when there are none, or more. */
static int eat_int(struct in *in, int max)
{
	const char *from = in->p;
	int v = 0;

	while (is_digit(*in->p) && in->p - from <= max)
		v = v * 10 + (*in->p++ - '0');
	if (in->p > from && in->p - from <= max && !is_digit(*in->p))
		return v;
	in->p = from;
	return -1;
}

static bool valid_day(struct when_day d)
{
	return d.month >= 1 && d.month <= 12 && d.day >= 1 &&
		d.day <= when_month_days(d.year, d.month);
}

static struct when_day day_plus(struct when_day d, int64_t days)
{
	return when_day_from(when_day_number(d) + days);
}

/* A month that has no such day ends earlier: 31 January + 1 is 28 February. */
static struct when_day month_plus(struct when_day d, int64_t n)
{
	int64_t m = (int64_t)d.year * 12 + d.month - 1 + n;
	int last;

	d.year = (int)(m / 12 - (m % 12 < 0));
	d.month = (int)(m - (int64_t)d.year * 12) + 1;
	last = when_month_days(d.year, d.month);
	if (d.day > last)
		d.day = last;
	return d;
}

/* ---- times of day ------------------------------------------------------ */

/* HH:MM[:SS[.fraction]], 9am, 9:30 pm, noon, midnight. */
static bool eat_clock(struct in *in)
{
	const char *from = in->p;
	int h, m = 0, s = 0;
	bool colon = false;

	if (eat_word(in, "noon") || eat_word(in, "midnight")) {
		in->secs = from[0] == 'n' ? 12 * 3600 : 0;
		return true;
	}
	h = eat_int(in, 2);
	if (h >= 0 && *in->p == ':') {
		colon = true;
		in->p++;
		m = eat_int(in, 2);
		if (*in->p == ':') {
			in->p++;
			s = eat_int(in, 2);
			if ((*in->p == '.' || *in->p == ',') &&
			    is_digit(in->p[1]))
				for (in->p++; is_digit(*in->p); in->p++)
					;
		}
	}
	if (*in->p == ' ' && (in->p[1] == 'a' || in->p[1] == 'p') &&
	    in->p[2] == 'm')
		in->p++;
	if (eat_word(in, "am") && h >= 1 && h <= 12)
		h %= 12;
	else if (eat_word(in, "pm") && h >= 1 && h <= 12)
		h = h % 12 + 12;
	else if (!colon)
		h = -1;
	if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) {
		in->p = from;
		return false;
	}
	in->secs = h * 3600 + m * 60 + s;
	return true;
}

static bool try_clock(struct in *in)
{
	in->day = when_local_day(in->now);
	eat_word(in, "at");
	if (!eat_clock(in) || *in->p)
		return false;
	if (in->ahead && when_day_at(in->day, in->secs) <= in->now)
		in->day = day_plus(in->day, 1);
	return true;
}

/* ---- days -------------------------------------------------------------- */

/* With an offset behind day and time it is an instant and no local time. */
static bool rest_is_offset(struct in *in)
{
	int h = 0, m = 0, sign = 1;

	if (!strcmp(in->p, "z") || !strcmp(in->p, "utc") ||
	    !strcmp(in->p, "gmt")) {
		in->p += strlen(in->p);
	} else if (*in->p == '+' || *in->p == '-') {
		sign = *in->p++ == '-' ? -1 : 1;
		if (!is_digit(in->p[0]) || !is_digit(in->p[1]))
			return false;
		h = (in->p[0] - '0') * 10 + in->p[1] - '0';
		in->p += 2;
		if (*in->p == ':')
			in->p++;
		m = *in->p ? eat_int(in, 2) : 0;
	} else {
		return false;
	}
	if (*in->p || h > 23 || m < 0 || m > 59)
		return false;
	in->ms = (when_day_number(in->day) * 86400 + in->secs -
		  sign * (h * 60 + m) * 60) * 1000;
	return true;
}

/* Behind a day: nothing, or [at] a time, or that and an offset from UTC where the
 * day is known to the year. */
static bool rest_is_time(struct in *in, bool offset)
{
	skip_space(in);
	if (!*in->p)
		return true;
	eat_word(in, "at");
	if (!eat_clock(in))
		return false;
	skip_space(in);
	return !*in->p || (offset && rest_is_offset(in));
}

/* 2026-11-21, with a time and an offset or without. */
static bool try_date(struct in *in)
{
	struct when_day *d = &in->day;

	d->year = eat_int(in, 4);
	if (d->year < 1000 || *in->p++ != '-')
		return false;
	d->month = eat_int(in, 2);
	if (d->month < 0 || *in->p++ != '-')
		return false;
	d->day = eat_int(in, 2);
	if (!valid_day(*d))
		return false;
	if (*in->p == 't')
		in->p++;
	return rest_is_time(in, true);
}

static bool try_named(struct in *in)
{
	static const struct { const char *name; int days; } names[] = {
		{ "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 },
		{ "day after tomorrow", 2 }, { "day before yesterday", -2 },
	};
	size_t i;

	if (eat_word(in, "now")) {
		in->ms = in->now;
		return !*in->p;
	}
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!eat_word(in, names[i].name))
			continue;
		in->day = day_plus(when_local_day(in->now), names[i].days);
		return rest_is_time(in, false);
	}
	return false;
}

/* [this|next|last] friday */
static bool try_weekday(struct in *in)
{
	struct when_day today = when_local_day(in->now);
	bool this = eat_word(in, "this");
	bool next = !this && (eat_word(in, "next") || eat_word(in, "on"));
	bool last = !this && !next && eat_word(in, "last");
	int want = eat_name(in, weekdays, 7), ahead;

	if (want < 0)
		return false;
	ahead = (want - when_weekday(today) + 7) % 7;
	if (last || (in->past && !this && !next))
		ahead -= 7;
	else if (!ahead && !this)
		ahead = 7;
	in->day = day_plus(today, ahead);
	return rest_is_time(in, false);
}

/* [sat,] 21 nov [2026], nov 21[, 2026], 21st of november */
static bool try_month(struct in *in)
{
	struct when_day today = when_local_day(in->now);
	int weekday = eat_name(in, weekdays, 7), day, month, tries;

	month = eat_name(in, months, 12);
	day = eat_int(in, 2);
	if (day < 0)
		return false;
	if (month < 0 && !*in->p)
		return false;
	if (!strncmp(in->p, "st", 2) || !strncmp(in->p, "nd", 2) ||
	    !strncmp(in->p, "rd", 2) || !strncmp(in->p, "th", 2))
		in->p += 2;
	if (*in->p == '.')
		in->p++;
	skip_space(in);
	eat_word(in, "of");
	if (month < 0)
		month = eat_name(in, months, 12);
	if (month < 0)
		return false;
	in->day = (struct when_day){ today.year, month + 1, day };
	if (is_digit(in->p[0]) && is_digit(in->p[1]) && is_digit(in->p[2]) &&
	    is_digit(in->p[3])) {
		in->day.year = eat_int(in, 4);
		return valid_day(in->day) &&
			(weekday < 0 || weekday == when_weekday(in->day)) &&
			rest_is_time(in, true);
	}
	if (weekday >= 0)
		return false;
	/* Without a year: the next one, or the latest. */
	if (day < 1 || day > when_month_days(2000, month + 1))
		return false;
	if (!in->past && when_day_number(in->day) < when_day_number(today))
		in->day.year++;
	if (in->past && when_day_number(in->day) > when_day_number(today))
		in->day.year--;
	/* a leap day: at most eight years away (1896 to 1904) */
	for (tries = 0; tries < 8 && !valid_day(in->day); tries++)
		in->day.year += in->past ? -1 : 1;
	return valid_day(in->day) && rest_is_time(in, false);
}

/* The first (or last) day of the period that `today` lies in; false: none. */
static bool edge_day(struct in *in, char period, bool end)
{
	struct when_day d = when_local_day(in->now);

	switch (period) {
	case 'd':
		break;
	case 'w':
		d = day_plus(d, (end ? 6 : 0) - when_weekday(d));
		break;
	case 'm':
		d.day = end ? when_month_days(d.year, d.month) : 1;
		break;
	case 'y':
		d.month = end ? 12 : 1;
		d.day = end ? 31 : 1;
		break;
	default:
		return false;
	}
	in->day = d;
	in->at_end = end;
	in->secs = end ? -1 : 0;
	return true;
}

/* end of month, start of week, eom */
static bool try_edge(struct in *in)
{
	static const char *const periods[] = { "day", "week", "month",
					       "year" };
	bool end, start;
	size_t i;

	if (in->p[0] == 'e' && in->p[1] == 'o' && in->p[2] && !in->p[3]) {
		in->p += 3;
		return edge_day(in, in->p[-1], true);
	}
	end = eat_word(in, "end");
	start = !end && (eat_word(in, "start") || eat_word(in, "beginning"));
	if (!end && !start)
		return false;
	eat_word(in, "of");
	if (!eat_word(in, "the"))
		eat_word(in, "this");
	for (i = 0; i < ARRAY_SIZE(periods); i++)
		if (eat_word(in, periods[i]))
			return edge_day(in, periods[i][0], end) && !*in->p;
	return false;
}

/* ---- spans ------------------------------------------------------------- */

static bool eat_amount(struct in *in, double *out)
{
	double v = 0, scale = 1;
	const char *from = in->p;

	for (; is_digit(*in->p) && in->p - from < 10; in->p++)
		v = v * 10 + (*in->p - '0');
	if (in->p == from)
		return false;
	if (*in->p == '.') {
		for (in->p++; is_digit(*in->p) && in->p - from < 20; in->p++) {
			scale /= 10;
			v += (*in->p - '0') * scale;
		}
	}
	if (is_digit(*in->p))
		return false;
	skip_space(in);
	*out = v;
	return true;
}

static bool eat_unit(struct in *in, enum unit *out)
{
	size_t n = 0, i;

	while (is_letter(in->p[n]))
		n++;
	for (i = 0; i < ARRAY_SIZE(unit_names); i++) {
		if (strlen(unit_names[i].name) != n ||
		    strncmp(unit_names[i].name, in->p, n) != 0)
			continue;
		in->p += n;
		skip_space(in);
		*out = unit_names[i].unit;
		return true;
	}
	return false;
}

/* A span that is being added up: calendar parts and exact ones. */
struct span {
	int64_t months, days;
	double secs;
};

static bool span_add(struct span *s, double n, enum unit unit)
{
	bool whole = n == floor(n);

	if (n > 1e9)
		return false;
	if (unit == YEAR || unit == MONTH) {
		n *= unit == YEAR ? 12 : 1;
		if (n != floor(n) || n > 240000)
			return false;
		s->months += (int64_t)n;
	} else if (whole && (unit == DAY || unit == WEEK)) {
		s->days += (int64_t)n * (unit == WEEK ? 7 : 1);
	} else {
		s->secs += n * unit_secs[unit];
	}
	return true;
}

/* Moves `now` by a span; the wall clock keeps its time over whole days. */
static int64_t moved(const struct in *in, const struct span *s, int sign)
{
	int64_t ms = in->now;
	struct when_day to;

	if (s->months > 240000 || s->days > 4000000 || s->secs > 4e11)
		return WHEN_NONE;
	if (s->months || s->days) {
		to = month_plus(when_local_day(ms), sign * s->months);
		to = day_plus(to, sign * s->days);
		if (to.year < 0 || to.year > 9999)
			return WHEN_NONE;
		ms = when_day_at(to, when_local_secs(ms));
	}
	return ms + (int64_t)(sign * s->secs * 1000);
}

/* next week, last month: one period from now. */
static bool try_period(struct in *in)
{
	struct span span = { 0, 0, 0 };
	bool next = eat_word(in, "next");
	bool last = !next && (eat_word(in, "last") || eat_word(in, "past") ||
			      eat_word(in, "previous"));
	enum unit unit;

	if (!next && !last && !in->past)
		return false;
	if (!eat_unit(in, &unit) || *in->p || unit < HOUR ||
	    !span_add(&span, 1, unit))
		return false;
	in->ms = moved(in, &span, next ? 1 : -1);
	in->days = span.secs <= 0;
	return in->ms != WHEN_NONE;
}

/* 2d, +3h, -1w, 1d 4h, in 2 weeks, 3 days ago, a week ago */
static bool try_span(struct in *in)
{
	struct span span = { 0, 0, 0 };
	int sign = in->past ? -1 : 1;
	enum unit unit;
	double n;

	if (*in->p == '+' || *in->p == '-') {
		sign = *in->p++ == '-' ? -1 : 1;
		skip_space(in);
	} else if (eat_word(in, "in")) {
		sign = 1;
	}
	do {
		if (eat_word(in, "a") || eat_word(in, "an") ||
		    eat_word(in, "one"))
			n = 1;
		else if (!eat_amount(in, &n))
			return false;
		if (!eat_unit(in, &unit) || !span_add(&span, n, unit))
			return false;
		eat_word(in, "and");
	} while (*in->p && strcmp(in->p, "ago") != 0);
	if (eat_word(in, "ago"))
		sign = -1;
	in->ms = moved(in, &span, sign);
	in->days = span.secs <= 0 && (span.days || span.months);
	return !*in->p && in->ms != WHEN_NONE;
}

/* @1795225980, @1795225980.5 */
static bool try_epoch(struct in *in)
{
	double n;
	int sign = 1;

	if (*in->p++ != '@')
		return false;
	if (*in->p == '-') {
		sign = -1;
		in->p++;
	}
	/* Ten digits before the point reach the year 2286. */
	if (!eat_amount(in, &n) || *in->p)
		return false;
	in->ms = (int64_t)(sign * n * 1000);
	return true;
}

/* ---- entry points ------------------------------------------------------ */

/* Lower case, white space to one space, none at the ends; caller frees.
 * A dash between letters ("last-month") is a space. */
static char *normalise(const char *s)
{
	char *out = xmalloc(strlen(s) + 1), *q = out, c;
	const char *from = s;

	for (; *s; s++) {
		c = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
		if (c == '\t' || c == '\n' || c == '\r' || c == '_')
			c = ' ';
		if (c == '-' && s > from && is_letter((char)(s[-1] | 32)) &&
		    is_letter((char)(s[1] | 32)))
			c = ' ';
		if (c == ' ' && (q == out || q[-1] == ' '))
			continue;
		*q++ = c;
	}
	while (q > out && q[-1] == ' ')
		q--;
	*q = '\0';
	return out;
}

static int64_t resolve(const struct in *in)
{
	if (in->ms != WHEN_NONE)
		return in->ms;
	if (in->secs > 0)
		return when_day_at(in->day, in->secs);
	if (in->secs < 0 && (in->at_end || in->end_of_day))
		return when_day_start(day_plus(in->day, 1)) - 1000;
	return when_day_start(in->day);
}

static int parse(int64_t *out, struct in *found, const char *s,
		 struct in start, struct err *err)
{
	static bool (*const forms[])(struct in *) = {
		try_date, try_named, try_edge, try_weekday, try_period,
		try_month, try_span, try_clock, try_epoch,
	};
	char *text = normalise(s);
	struct in in;
	int64_t ms;
	size_t i;
	int ret = -1;

	start.secs = -1;
	start.ms = WHEN_NONE;
	start.p = text;
	for (i = 0; i < ARRAY_SIZE(forms) && ret; i++) {
		in = start;
		if (!forms[i](&in))
			continue;
		ms = resolve(&in);
		if (ms < MIN_MS || ms > MAX_MS)
			continue;
		*out = ms;
		*found = in;
		ret = 0;
	}
	free(text);
	if (ret)
		err_set(err, ERR_INVALID,
			"'%.200s' is not a time; use a date (2026-11-21), a "
			"date and time (2026-11-21T14:00:00Z), today, "
			"tomorrow, next friday, 2d, 'in 2 weeks', "
			"'3 days ago' or 'end of month'", s);
	return ret;
}

int when_parse(int64_t *out, const char *s, int64_t now, bool end_of_day,
	       struct err *err)
{
	struct in in = { .now = now, .end_of_day = end_of_day };

	if (when_parse_rfc3339(out, s))
		return 0;
	return parse(out, &in, s, in, err);
}

int when_parse_since(int64_t *out, const char *s, int64_t now,
		     struct err *err)
{
	struct in in = { .now = now, .past = true };

	if (when_parse_rfc3339(out, s))
		return 0;
	return parse(out, &in, s, in, err);
}

int when_parse_end(int64_t *out, bool *is_day, struct when_day *d,
		   const char *s, int64_t now, struct err *err)
{
	struct in in = { .now = now, .end_of_day = true, .ahead = true };

	*is_day = false;
	if (when_parse_rfc3339(out, s))
		return 0;
	if (parse(out, &in, s, in, err) < 0)
		return -1;
	*is_day = in.ms == WHEN_NONE ? in.secs < 0 : in.days;
	*d = in.ms == WHEN_NONE ? in.day : when_local_day(*out);
	return 0;
}

int when_parse_duration(double *seconds, const char *s, bool bare_hours,
			struct err *err)
{
	char *text = normalise(s);
	struct in in = { .p = text };
	double total = 0, n;
	enum unit unit;
	bool ok = *text != '\0';

	while (ok && *in.p) {
		ok = eat_amount(&in, &n);
		if (!ok)
			break;
		if (!*in.p && !strpbrk(text, "abcdefghijklmnopqrstuvwxyz")) {
			total = n * (bare_hours ? 3600 : 1);
			break;
		}
		ok = eat_unit(&in, &unit) && unit <= WEEK;
		if (ok)
			total += n * unit_secs[unit];
		eat_word(&in, "and");
	}
	free(text);
	if (!ok || total > MAX_SPAN)
		return err_set(err, ERR_INVALID,
			       "'%.200s' is not a duration; use 90m, 1.5h, "
			       "2d, 1w or 1h30m", s);
	*seconds = total;
	return 0;
}
