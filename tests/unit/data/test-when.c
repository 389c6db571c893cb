/* test-when.c - RFC 3339, human dates in several zones, durations. */
#include "unit.h"
#include "base/file.h"
#include "base/mem.h"
#include "data/due.h"

/* Zones as POSIX strings, so that no time zone files are needed. */
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define CAIRO "EET-2EEST,M4.5.5/0,M10.5.4/24"
#define HAVANA "CST5CDT,M3.2.0/0,M11.1.0/1"
#define AUCKLAND "NZST-12NZDT,M9.5.0,M4.1.0/3"

#define SATURDAY "2026-11-21T01:33:00Z"

static void zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

static int64_t at(const char *rfc3339)
{
	int64_t ms;

	if (!when_parse_rfc3339(&ms, rfc3339))
		fail_msg("not RFC 3339: %s", rfc3339);
	return ms;
}

static void test_rfc3339(void **state)
{
	static const char *const bad[] = {
		"", "2026-11-21", "2026-11-21T01:33Z", "2026-11-21T01:33:00",
		"2026-13-21T01:33:00Z", "2026-02-29T00:00:00Z",
		"2026-11-21T24:00:00Z", "2026-11-21T01:60:00Z",
		"2026-11-21T01:33:61Z", "2026-11-21T01:33:00.Z",
		"2026-11-21T01:33:00+1:00", "2026-11-21T01:33:00+0100",
		"2026-11-21T01:33:00Z ", " 2026-11-21T01:33:00Z",
		"2026-11-21 01:33:00Z", "0000-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01", "2026-11-21T01:33:00+24:00"
	};
	char out[WHEN_LEN];
	int64_t ms;
	size_t i;

	(void)state;
	assert_int_equal(at("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(at("1969-12-31T23:59:59.999Z"), -1);
	assert_int_equal(at("2026-11-21T02:33:00.123456+01:00"),
			 at(SATURDAY) + 123);
	assert_int_equal(at("2026-11-20t20:03:00.5-05:30"),
			 at(SATURDAY) + 500);
	assert_int_equal(at("2016-12-31T23:59:60z"), at("2017-01-01T00:00:00Z"));
	assert_int_equal(at("2000-02-29T00:00:00Z"), INT64_C(951782400000));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (when_parse_rfc3339(&ms, bad[i]))
			fail_msg("accepted: '%s'", bad[i]);
	when_format(out, -1);
	assert_string_equal(out, "1969-12-31T23:59:59Z");
	when_format(out, when_from_seconds(INT64_MAX));
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	when_format(out, when_from_seconds(INT64_MIN));
	assert_string_equal(out, "0000-01-01T00:00:00Z");
	assert_int_equal(when_from_seconds(-3), -3000);
	when_format(out, INT64_MAX);
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	when_format(out, INT64_MIN);
	assert_string_equal(out, "0000-01-01T00:00:00Z");
}

static void test_calendar(void **state)
{
	struct rnd r = unit_rnd("calendar");
	struct when_day d, e;
	char out[WHEN_LEN];
	int64_t n, ms;
	struct tm tm;
	time_t t;
	int i;

	(void)state;
	for (n = -719528; n <= 2932896; n += 13) {
		d = when_day_from(n);
		assert_int_equal(when_day_number(d), n);
	}
	for (i = 0; i < 20000; i++) {
		ms = (int64_t)rnd_below(&r, UINT64_C(253402300799)) * 1000;
		t = (time_t)(ms / 1000);
		gmtime_r(&t, &tm);
		when_format(out, ms);
		assert_int_equal(at(out), ms);
		e = when_day_from(ms / 86400000);
		assert_int_equal(e.year, tm.tm_year + 1900);
		assert_int_equal(e.month, tm.tm_mon + 1);
		assert_int_equal(e.day, tm.tm_mday);
		assert_int_equal(when_weekday(e), (tm.tm_wday + 6) % 7);
	}
}

static void means(const char *text, const char *now, bool end,
		  const char *want)
{
	struct err err = ERR_INIT;
	char out[WHEN_LEN];
	int64_t ms;

	if (when_parse(&ms, text, at(now), end, &err))
		fail_msg("'%s': %s", text, err.msg);
	when_format(out, ms);
	if (strcmp(out, want))
		fail_msg("'%s' is %s, not %s", text, out, want);
}

static void test_human(void **state)
{
	static const struct { const char *text, *start, *end; } v[] = {
		{ "now", "2026-11-21T01:33:00Z", NULL },
		{ "today", "2026-11-21T00:00:00Z", "2026-11-21T23:59:59Z" },
		{ "Tomorrow", "2026-11-22T00:00:00Z", "2026-11-22T23:59:59Z" },
		{ " yesterday ", "2026-11-20T00:00:00Z", NULL },
		{ "day after tomorrow", "2026-11-23T00:00:00Z", NULL },
		{ "tomorrow 14:00", "2026-11-22T14:00:00Z", NULL },
		{ "tomorrow at 9pm", "2026-11-22T21:00:00Z", NULL },
		{ "saturday", "2026-11-28T00:00:00Z", NULL },
		{ "this saturday", "2026-11-21T00:00:00Z", NULL },
		{ "last saturday", "2026-11-14T00:00:00Z", NULL },
		{ "next friday", "2026-11-27T00:00:00Z",
		  "2026-11-27T23:59:59Z" },
		{ "last friday", "2026-11-20T00:00:00Z", NULL },
		{ "sun 12am", "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z" },
		{ "2d", "2026-11-23T01:33:00Z", "2026-11-23T01:33:00Z" },
		{ "in 2 weeks", "2026-12-05T01:33:00Z", NULL },
		{ "3 days ago", "2026-11-18T01:33:00Z", NULL },
		{ "-90m", "2026-11-21T00:03:00Z", NULL },
		{ "1d 4h 30 min", "2026-11-22T06:03:00Z", NULL },
		{ "1.5h", "2026-11-21T03:03:00Z", NULL },
		{ "an hour ago", "2026-11-21T00:33:00Z", NULL },
		{ "last-week", "2026-11-14T01:33:00Z", NULL },
		{ "last_month", "2026-10-21T01:33:00Z", NULL },
		{ "next year", "2027-11-21T01:33:00Z", NULL },
		{ "2026-11-21", "2026-11-21T00:00:00Z",
		  "2026-11-21T23:59:59Z" },
		{ "2026-11-21 14:00", "2026-11-21T14:00:00Z",
		  "2026-11-21T14:00:00Z" },
		{ "2026-11-21T14:00:05+0130", "2026-11-21T12:30:05Z", NULL },
		{ "2026-11-21 14:00 Z", "2026-11-21T14:00:00Z", NULL },
		{ "21 nov", "2026-11-21T00:00:00Z", NULL },
		{ "Nov. 20", "2027-11-20T00:00:00Z", NULL },
		{ "24th of December 2027 9:30pm", "2027-12-24T21:30:00Z",
		  NULL },
		{ "December 1st, 2026", "2026-12-01T00:00:00Z", NULL },
		{ "noon", "2026-11-21T12:00:00Z", NULL },
		{ "12:05am", "2026-11-21T00:05:00Z", NULL },
		{ "end of month", "2026-11-30T23:59:59Z", NULL },
		{ "start of month", "2026-11-01T00:00:00Z",
		  "2026-11-01T00:00:00Z" },
		{ "eow", "2026-11-22T23:59:59Z", NULL },
		{ "start of the week", "2026-11-16T00:00:00Z", NULL },
		{ "eoy", "2026-12-31T23:59:59Z", NULL },
		{ "@1795225980", "2026-11-21T01:53:00Z", NULL },
		{ "@-1.5", "1969-12-31T23:59:58Z", NULL },
	};
	size_t i;

	(void)state;
	zone("UTC");
	for (i = 0; i < ARRAY_SIZE(v); i++) {
		means(v[i].text, SATURDAY, false, v[i].start);
		if (v[i].end)
			means(v[i].text, SATURDAY, true, v[i].end);
	}
	means("1 month", "2026-01-31T12:00:00Z", false, "2026-02-28T12:00:00Z");
	means("1y", "2028-02-29T12:00:00Z", false, "2029-02-28T12:00:00Z");
	means("13 months ago", "2026-01-31T12:00:00Z", false,
	      "2024-12-31T12:00:00Z");
}

/* A deadline that is a time of day is the next such moment, never one gone by. */
static void test_clock_ahead(void **state)
{
	static const struct { const char *typed, *now, *at; } v[] = {
		{ "midnight", "2026-11-21T10:00:00Z", "2026-11-22T00:00:00Z" },
		{ "midnight", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z" },
		{ "noon", "2026-11-21T10:00:00Z", "2026-11-21T12:00:00Z" },
		{ "noon", "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z" },
		{ "5pm", "2026-12-31T17:00:01Z", "2027-01-01T17:00:00Z" },
		{ "at 9:30", "2026-02-28T10:00:00Z", "2026-03-01T09:30:00Z" },
		{ "today 5pm", "2026-11-21T18:00:00Z", "2026-11-21T17:00:00Z" },
	};
	struct when_day d;
	char text[WHEN_LEN];
	int64_t now, ms;
	bool day;
	size_t i;

	(void)state;
	zone("UTC");
	for (i = 0; i < ARRAY_SIZE(v); i++) {
		assert_true(when_parse_rfc3339(&now, v[i].now));
		assert_int_equal(when_parse_end(&ms, &day, &d, v[i].typed, now,
						NULL), 0);
		when_format(text, ms);
		assert_string_equal(text, v[i].at);
		assert_false(day);
	}
}

static void test_human_refusals(void **state)
{
	static const char *const bad[] = {
		"", " ", "foo", "tomorow", "2026-02-30", "2026-11-21 25:00",
		"31 feb", "feb 30 2028", "5", "5 parsecs", "2d x", "ago",
		"in", "next", "next foo", "99999999 years", "@", "@x",
		"13pm", "0am", "2026-11-21 14:00 nowhere", "end of time",
		"1e3d", "--2d", "9999999999999d", "2026-11-21T14:00+25:00",
		"\xff", "1.5 months", "3000 years ago", "24365 months ago",
		"9000y"
	};
	struct err err = ERR_INIT;
	int64_t ms = 42;
	size_t i;

	(void)state;
	zone("UTC");
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (!when_parse(&ms, bad[i], at(SATURDAY), false, &err))
			fail_msg("accepted: '%s'", bad[i]);
		assert_int_equal(err.code, ERR_INVALID);
		assert_int_equal(ms, 42);
	}
	assert_non_null(strstr(err.msg, "is not a time; use"));
}

static void since(const char *text, const char *want)
{
	char out[WHEN_LEN];
	int64_t ms;

	assert_int_equal(when_parse_since(&ms, text, at(SATURDAY), NULL), 0);
	when_format(out, ms);
	assert_string_equal(out, want);
}

static void test_since(void **state)
{
	(void)state;
	zone("UTC");
	since("2d", "2026-11-19T01:33:00Z");
	since("week", "2026-11-14T01:33:00Z");
	since("last week", "2026-11-14T01:33:00Z");
	since("1 month", "2026-10-21T01:33:00Z");
	since("friday", "2026-11-20T00:00:00Z");
	since("saturday", "2026-11-14T00:00:00Z");
	since("25 nov", "2025-11-25T00:00:00Z");
	since("2026-01-01", "2026-01-01T00:00:00Z");
	since("in 2d", "2026-11-23T01:33:00Z");
}

/* Clock changes: the wall clock keeps its time over days, hours are exact. */
static void test_zones(void **state)
{
	(void)state;
	zone(BERLIN);	/* 25 October 2026: 03:00 CEST is 02:00 CET */
	means("1d", "2026-10-24T10:00:00Z", false, "2026-10-25T11:00:00Z");
	means("24h", "2026-10-24T10:00:00Z", false, "2026-10-25T10:00:00Z");
	means("2026-10-25", "2026-10-24T10:00:00Z", false,
	      "2026-10-24T22:00:00Z");
	means("2026-10-25", "2026-10-24T10:00:00Z", true,
	      "2026-10-25T22:59:59Z");
	means("tomorrow 12:00", "2026-03-28T12:00:00Z", false,
	      "2026-03-29T10:00:00Z");
	means("end of month", "2026-03-01T12:00:00Z", false,
	      "2026-03-31T21:59:59Z");
	zone(CAIRO);	/* 24 April 2026 has no midnight */
	means("2026-04-24", SATURDAY, false, "2026-04-23T22:00:00Z");
	means("2026-04-23", SATURDAY, true, "2026-04-23T21:59:59Z");
	zone(HAVANA);	/* 1 November 2026: midnight comes twice */
	means("2026-11-01", SATURDAY, false, "2026-11-01T04:00:00Z");
	means("2026-10-31", SATURDAY, true, "2026-11-01T03:59:59Z");
	means("2026-11-01", SATURDAY, true, "2026-11-02T04:59:59Z");
	zone(AUCKLAND);
	means("today", SATURDAY, false, "2026-11-20T11:00:00Z");
	zone("UTC");
}

/* In every zone and for every day: a day begins where the one before ends. */
static void test_day_starts(void **state)
{
	static const char *const zones[] = {
		"UTC", BERLIN, CAIRO, HAVANA, AUCKLAND,
		"EET-2EEST,M3.5.0/0,M10.5.0/0",		/* Beirut */
		"<-03>3<-02>,M11.1.0/0,M2.3.0/0",	/* Sao Paulo, 2017 */
		"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",	/* Lord Howe */
		"EST5EDT,M3.2.0,M11.1.0", "<+0545>-5:45"
	};
	struct when_day d;
	int64_t n, t, last;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		zone(zones[i]);
		last = 0;
		for (n = 17000; n < 17000 + 731; n++) {
			d = when_day_from(n);
			t = when_day_start(d);
			assert_int_equal(when_day_number(when_local_day(t)),
					 n);
			assert_int_equal(
				when_day_number(when_local_day(t - 1)), n - 1);
			if (last)
				assert_in_range(t - last, 22 * 3600000,
						26 * 3600000);
			last = t;
		}
	}
	zone("UTC");
}

static void lasts(const char *text, bool bare_hours, double want)
{
	double secs;

	if (when_parse_duration(&secs, text, bare_hours, NULL))
		fail_msg("refused: '%s'", text);
	assert_true(secs == want);
}

static void test_durations(void **state)
{
	static const char *const bad[] = {
		"", "x", "-3h", "1mo", "1y", "1e3", "2 3", "h", "1h x",
		"99999999999h", "40000d", "1..5h", "1h30"
	};
	double secs = 5;
	size_t i;

	(void)state;
	lasts("2h", false, 7200);
	lasts("1.5h", false, 5400);
	lasts("90m", true, 5400);
	lasts("2d", false, 172800);
	lasts("1w", false, 604800);
	lasts("1h30m", false, 5400);
	lasts("1 Day 4 hours and 2 min", false, 100920);
	lasts("45s", true, 45);
	lasts("3", true, 10800);
	lasts("3", false, 3);
	lasts("0.25", true, 900);
	lasts("0", false, 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (!when_parse_duration(&secs, bad[i], true, NULL))
			fail_msg("accepted: '%s'", bad[i]);
	assert_true(secs == 5);
}

/* The cells of "| `a` | `b` | ...": false when the line is no such row. */
static bool table_row(const char *line, char *cells[], size_t nr)
{
	const char *end;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (strncmp(line, "| `", 3) || !(end = strchr(line + 3, '`')))
			break;
		cells[i] = xstrndup(line + 3, (size_t)(end - line - 3));
		line = end + 2;
	}
	if (i == nr && !strncmp(line, "|\n", 2))
		return true;
	while (i)
		free(cells[--i]);
	return false;
}

static void is_due(const char *typed, const char *stored)
{
	char text[WHEN_LEN];
	int64_t due;

	assert_int_equal(due_parse(&due, typed, at(SATURDAY), NULL), 0);
	due_format(text, due);
	assert_string_equal(text, stored);
}

/* The tables of the document are what the program does. */
static void test_document(void **state)
{
	struct strbuf doc = STRBUF_INIT;
	const char *line;
	char *cells[3];
	size_t times = 0, durations = 0, dues = 0;

	(void)state;
	zone("UTC");
	assert_int_equal(file_read(&doc, "formats/time.md", 0, NULL), 0);
	for (line = doc.buf; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (table_row(line, cells, 3)) {
			means(cells[0], SATURDAY, false, cells[1]);
			means(cells[0], SATURDAY, true, cells[2]);
			free(cells[2]);
			times++;
		} else if (!table_row(line, cells, 2)) {
			continue;
		} else if (strchr(cells[1], '-')) {
			is_due(cells[0], cells[1]);
			dues++;
		} else {
			lasts(cells[0], false, strtod(cells[1], NULL));
			durations++;
		}
		free(cells[0]);
		free(cells[1]);
	}
	assert_true(times > 20 && durations > 5 && dues > 5);
	strbuf_release(&doc);
}

static void relative(int64_t secs, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	when_relative(&sb, secs * 1000, 0);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

static void span(double secs, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	when_span(&sb, secs);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

static void test_output(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	relative(0, "just now");
	relative(-44, "just now");
	relative(-60, "1 minute ago");
	relative(-3 * 3600, "3 hours ago");
	relative(2 * 86400, "in 2 days");
	relative(-21 * 86400, "3 weeks ago");
	relative(200 * 86400, "in 7 months");
	relative(-1000 * 86400, "3 years ago");
	span(0, "0s");
	span(59.9, "59s");
	span(2700, "45m");
	span(51 * 3600, "2d 3h");
	span(86400, "1d");
	span(3605, "1h");
	span(-90, "-1m 30s");
	zone(BERLIN);
	when_local(&sb, at("2026-07-21T12:05:59Z"));
	assert_string_equal(sb.buf, "2026-07-21 14:05");
	strbuf_release(&sb);
	zone("UTC");
}

static void test_clock(void **state)
{
	struct clock c;
	int64_t real;

	(void)state;
	setenv("GIT_TASK_TEST_NOW", SATURDAY, 1);
	c = clock_from_env();
	assert_int_equal(clock_now(&c), at(SATURDAY));
	setenv("GIT_TASK_TEST_NOW", "1234", 1);
	c = clock_from_env();
	assert_int_equal(clock_now(&c), 1234);
	setenv("GIT_TASK_TEST_NOW", "rubbish", 1);
	c = clock_from_env();
	assert_int_equal(c.fixed, WHEN_NONE);
	unsetenv("GIT_TASK_TEST_NOW");
	c = clock_from_env();
	real = (int64_t)time(NULL) * 1000;
	assert_in_range(clock_now(&c), real - 5000, real + 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc3339),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_human),
		cmocka_unit_test(test_clock_ahead),
		cmocka_unit_test(test_human_refusals),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_day_starts),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
