/*
 * when.c - instants, days of the calendar, RFC 3339 and the clock.
 */
#include "base/base.h"
#include "data/when.h"

#include <math.h>

#define DAY_MS INT64_C(86400000)
#define MIN_MS INT64_C(-62167219200000)	/* 0000-01-01T00:00:00Z */
#define MAX_MS INT64_C(253402300799999)	/* 9999-12-31T23:59:59Z */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads exactly n digits; -1 when they are not there. */
static int digits(const char **p, int n)
{
	int v = 0;

	while (n--) {
		if (!is_digit(**p))
			return -1;
		v = v * 10 + (*(*p)++ - '0');
	}
	return v;
}

static bool eat(const char **p, char c)
{
	if (**p != c)
		return false;
	++*p;
	return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t when_day_number(struct when_day d)
{
	int64_t y = (int64_t)d.year - (d.month <= 2);
	int64_t era = floor_div(y, 400), yoe = y - era * 400, doy, doe;

	doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct when_day when_day_from(int64_t number)
{
	int64_t z = number + 719468, era = floor_div(z, 146097);
	int64_t doe = z - era * 146097, yoe, doy, mp;
	struct when_day d;

	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	d.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	d.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	d.year = (int)(yoe + era * 400 + (d.month <= 2));
	return d;
}

int when_weekday(struct when_day d)
{
	/* 1970-01-01 was a Thursday. */
	int64_t n = when_day_number(d) + 3;

	return (int)(n - floor_div(n, 7) * 7);
}

int when_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
				    30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

struct clock clock_from_env(void)
{
	const char *s = getenv("GIT_TASK_TEST_NOW");
	struct clock c = CLOCK_SYSTEM;
	char *end;
	long long ms;

	if (!s || !*s)
		return c;
	if (when_parse_rfc3339(&c.fixed, s))
		return c;
	errno = 0;
	ms = strtoll(s, &end, 10);
	if (!*end && !errno && ms >= MIN_MS && ms <= MAX_MS)
		c.fixed = ms;
	return c;
}

int64_t clock_now(const struct clock *clock)
{
	struct timespec ts;

	if (clock->fixed != WHEN_NONE)
		return clock->fixed;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void when_format(char out[WHEN_LEN], int64_t ms)
{
	int64_t day, left;
	struct when_day d;

	if (ms < MIN_MS)
		ms = MIN_MS;
	if (ms > MAX_MS)
		ms = MAX_MS;
	day = floor_div(ms, DAY_MS);
	left = (ms - day * DAY_MS) / 1000;
	d = when_day_from(day);
	snprintf(out, WHEN_LEN, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		 (unsigned)d.year % 10000, (unsigned)d.month % 100,
		 (unsigned)d.day % 100, (unsigned)(left / 3600) % 100,
		 (unsigned)(left / 60 % 60), (unsigned)(left % 60));
}

void when_format_day(char out[WHEN_LEN], int64_t ms)
{
	struct when_day d = when_local_day(ms);

	snprintf(out, WHEN_LEN, "%04u-%02u-%02u", (unsigned)d.year % 10000,
		 (unsigned)d.month % 100, (unsigned)d.day % 100);
}

int64_t when_from_seconds(int64_t seconds)
{
	if (seconds < MIN_MS / 1000)
		return MIN_MS;
	if (seconds > MAX_MS / 1000)
		return MAX_MS;
	return seconds * 1000;
}

/* The offset from UTC in minutes: Z, z, +hh:mm, -hh:mm. */
static bool parse_offset(const char **p, int *minutes)
{
	int sign, h, m;

	*minutes = 0;
	if (eat(p, 'Z') || eat(p, 'z'))
		return true;
	if (**p != '+' && **p != '-')
		return false;
	sign = *(*p)++ == '-' ? -1 : 1;
	h = digits(p, 2);
	if (h < 0 || h > 23 || !eat(p, ':'))
		return false;
	m = digits(p, 2);
	if (m < 0 || m > 59)
		return false;
	*minutes = sign * (h * 60 + m);
	return true;
}

bool when_parse_rfc3339(int64_t *out, const char *s)
{
	struct when_day d;
	int h, m, sec, ms = 0, scale = 100, offset;
	int64_t v;

	d.year = digits(&s, 4);
	if (d.year < 0 || !eat(&s, '-'))
		return false;
	d.month = digits(&s, 2);
	if (d.month < 1 || d.month > 12 || !eat(&s, '-'))
		return false;
	d.day = digits(&s, 2);
	if (d.day < 1 || d.day > when_month_days(d.year, d.month) ||
	    (!eat(&s, 'T') && !eat(&s, 't')))
		return false;
	h = digits(&s, 2);
	if (h < 0 || h > 23 || !eat(&s, ':'))
		return false;
	m = digits(&s, 2);
	if (m < 0 || m > 59 || !eat(&s, ':'))
		return false;
	sec = digits(&s, 2);	/* 60: a leap second is the next second */
	if (sec < 0 || sec > 60)
		return false;
	if (eat(&s, '.')) {
		if (!is_digit(*s))
			return false;
		for (; is_digit(*s); s++, scale /= 10)
			ms += (*s - '0') * scale;
	}
	if (!parse_offset(&s, &offset) || *s)
		return false;
	v = when_day_number(d) * DAY_MS +
		(h * INT64_C(3600) + (m - offset) * 60 + sec) * 1000 + ms;
	if (v < MIN_MS || v > MAX_MS)
		return false;
	*out = v;
	return true;
}

static struct tm local_tm(int64_t ms)
{
	time_t t = (time_t)floor_div(ms, 1000);
	struct tm tm;

	memset(&tm, 0, sizeof(tm));
	tzset();
	if (!localtime_r(&t, &tm)) {
		t = 0;
		localtime_r(&t, &tm);
	}
	return tm;
}

struct when_day when_local_day(int64_t ms)
{
	struct tm tm = local_tm(ms);

	return (struct when_day){ tm.tm_year + 1900, tm.tm_mon + 1,
				  tm.tm_mday };
}

int when_local_secs(int64_t ms)
{
	struct tm tm = local_tm(ms);

	return tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec % 60;
}

int64_t when_day_at(struct when_day d, int secs)
{
	struct tm tm;

	memset(&tm, 0, sizeof(tm));
	tm.tm_year = d.year - 1900;
	tm.tm_mon = d.month - 1;
	tm.tm_mday = d.day;
	tm.tm_hour = secs / 3600;
	tm.tm_min = secs / 60 % 60;
	tm.tm_sec = secs % 60;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm) * 1000;
}

int64_t when_day_start(struct when_day d)
{
	int64_t t = when_day_at(d, 0), day = when_day_number(d);

	/* Where midnight is skipped, mktime(3) may land on the day before. */
	while (when_day_number(when_local_day(t)) < day)
		t += 15 * 60 * 1000;
	/* Where it comes twice, the day begins with the first. */
	while (when_day_number(when_local_day(t - 1000)) == day)
		t -= 15 * 60 * 1000;
	return t;
}

/* The greatest unit that fits, and how many of it. */
static const char *rough(int64_t *n, int64_t secs)
{
	int64_t minutes = (secs + 30) / 60, hours = (minutes + 30) / 60;
	int64_t days = (hours + 12) / 24;

	if (minutes < 90) {
		*n = minutes ? minutes : 1;
		return "minute";
	}
	if (hours < 36) {
		*n = hours;
		return "hour";
	}
	if (days < 14) {
		*n = days;
		return "day";
	}
	if (days < 70) {
		*n = (days + 3) / 7;
		return "week";
	}
	if (days < 730) {
		*n = (days + 15) / 30;
		return "month";
	}
	*n = (days + 183) / 365;
	return "year";
}

/* How many midnights lie between: at 9 on Monday, Saturday at 22 was two days
 * ago. */
static int64_t calendar_days(int64_t a, int64_t b)
{
	int64_t n = when_day_number(when_local_day(a)) -
		    when_day_number(when_local_day(b));

	return n < 0 ? -n : n;
}

void when_relative(struct strbuf *out, int64_t ms, int64_t now)
{
	bool past = ms <= now;
	int64_t secs = (past ? now - ms : ms - now) / 1000, n;
	const char *unit;

	if (secs < 45) {
		strbuf_addstr(out, "just now");
		return;
	}
	unit = rough(&n, secs);
	if (!strcmp(unit, "day"))
		n = calendar_days(ms, now);
	strbuf_addf(out, "%s%" PRId64 " %s%s%s", past ? "" : "in ", n, unit,
		    n == 1 ? "" : "s", past ? " ago" : "");
}

void when_local(struct strbuf *out, int64_t ms)
{
	struct tm tm = local_tm(ms);

	strbuf_addf(out, "%04d-%02d-%02d %02d:%02d", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min);
}

void when_span(struct strbuf *out, double seconds)
{
	static const struct { int64_t secs; char name; } units[] = {
		{ 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' }
	};
	double size = fabs(seconds);
	int64_t left = size < 1e15 ? (int64_t)size : INT64_C(1000000000000000);
	size_t i = 0;

	if (isnan(seconds))
		left = 0;
	if (seconds <= -1)
		strbuf_addch(out, '-');
	while (i < 3 && left < units[i].secs)
		i++;
	strbuf_addf(out, "%" PRId64 "%c", left / units[i].secs, units[i].name);
	left %= units[i].secs;
	if (i < 3 && left / units[i + 1].secs)
		strbuf_addf(out, " %" PRId64 "%c", left / units[i + 1].secs,
			    units[i + 1].name);
}
