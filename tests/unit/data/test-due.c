/* test-due.c - days and moments at which something is due, in several zones. */
#include "unit.h"
#include "data/due.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define ANGELES "PST8PDT,M3.2.0,M11.1.0"
#define KIRITIMATI "XXX-14"
#define BAKER "XXX12"
#define HAVANA "CST5CDT,M3.2.0/0,M11.1.0/1"

static const char *const zones[] = {
	"UTC", BERLIN, ANGELES, KIRITIMATI, BAKER, HAVANA,
};

static void zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

static int64_t at(const char *rfc3339)
{
	int64_t ms;

	assert_true(when_parse_rfc3339(&ms, rfc3339));
	return ms;
}

static void typed(const char *s, const char *now, const char *stored)
{
	char buf[WHEN_LEN];
	int64_t due;

	assert_int_equal(due_parse(&due, s, at(now), NULL), 0);
	due_format(buf, due);
	assert_string_equal(buf, stored);
}

static void words(const char *stored, const char *now, const char *want)
{
	struct strbuf sb = STRBUF_INIT;
	int64_t due;

	assert_true(due_parse_stored(&due, stored));
	due_words(&sb, due, at(now), false);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

#define MONDAY "2026-11-30T03:22:00Z"

static void test_typed(void **state)
{
	(void)state;
	zone("UTC");
	typed("2026-12-04", MONDAY, "2026-12-04");
	typed("today", MONDAY, "2026-11-30");
	typed("tomorrow", MONDAY, "2026-12-01");
	typed("friday", MONDAY, "2026-12-04");
	typed("4 dec", MONDAY, "2026-12-04");
	typed("end of month", MONDAY, "2026-11-30");
	typed("eow", MONDAY, "2026-12-06");
	typed("2d", MONDAY, "2026-12-02");
	typed("in 2 weeks", MONDAY, "2026-12-14");
	typed("next month", MONDAY, "2026-12-30");
	typed("friday 14:00", MONDAY, "2026-12-04T14:00:00Z");
	typed("3h", MONDAY, "2026-11-30T06:22:00Z");
	typed("1d 4h", MONDAY, "2026-12-01T07:22:00Z");
	typed("now", MONDAY, "2026-11-30T03:22:00Z");
	typed("2026-12-01T00:00:00.001Z", MONDAY, "2026-12-01T00:00:00Z");
	typed("2026-12-01T23:00:00+01:00", MONDAY, "2026-12-01T22:00:00Z");
	/* It is still Sunday in Los Angeles. */
	zone(ANGELES);
	typed("tomorrow", MONDAY, "2026-11-30");
	zone(KIRITIMATI);
	typed("today", "2026-11-30T12:00:00Z", "2026-12-01");
	zone("UTC");
}

static void test_stored(void **state)
{
	static const char *const bad[] = {
		"", "2026-12-4", "2026-02-29", "2026-13-01", "2026-00-01",
		"2026-12-00", "2026-12-01 ", "2026/12/01", "2026-12-01T",
		"tomorrow",
	};
	int64_t due;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(due_parse_stored(&due, bad[i]));
	assert_true(due_parse_stored(&due, "2028-02-29"));
	assert_true(due_is_day(due));
	assert_true(due_parse_stored(&due, "2026-12-01T00:00:00Z"));
	assert_false(due_is_day(due));
	assert_false(due_is_day(WHEN_NONE));
	assert_true(due_parse_stored(&due, "1969-12-31"));
	assert_true(due_is_day(due));
}

static void test_words(void **state)
{
	(void)state;
	zone("UTC");
	words("2026-11-30", MONDAY, "today");
	words("2026-12-01", MONDAY, "tomorrow");
	words("2026-12-02", MONDAY, "Wed 2 Dec");
	words("2026-12-04", MONDAY, "Fri 4 Dec");
	words("2027-01-04", MONDAY, "4 Jan 2027");
	words("2026-11-29", MONDAY, "1 day late");
	words("2026-11-27", MONDAY, "3 days late");
	words("2026-11-07", MONDAY, "23 days late");
	words("2026-11-30T14:05:00Z", MONDAY, "today 14:05");
	words("2026-11-30T23:59:59Z", MONDAY, "today");
	words("2026-11-30T01:22:00Z", MONDAY, "2 hours late");
	words("2026-11-30T03:10:00Z", MONDAY, "12 minutes late");
	words("2026-11-28T23:00:00Z", MONDAY, "2 days late");
	/* The same day for every reader, late by the reader's own day. */
	zone(ANGELES);
	words("2026-11-30", MONDAY, "tomorrow");
	words("2026-11-29", MONDAY, "today");
	zone(KIRITIMATI);
	words("2026-11-30", MONDAY, "today");
	words("2026-11-30", "2026-11-30T10:00:00Z", "1 day late");
	zone("UTC");
}

/* Through the night in which the clocks change, and the day of 23 hours. */
static void test_clock_changes(void **state)
{
	int64_t due;

	(void)state;
	zone(BERLIN);
	assert_true(due_parse_stored(&due, "2026-03-29"));
	assert_int_equal(due_end(due), at("2026-03-29T21:59:59Z"));
	assert_true(due_parse_stored(&due, "2026-10-25"));
	assert_int_equal(due_end(due), at("2026-10-25T22:59:59Z"));
	words("2026-03-30", "2026-03-28T23:30:00Z", "tomorrow");
	words("2026-03-30", "2026-03-29T21:59:00Z", "tomorrow");
	words("2026-03-30", "2026-03-29T22:00:00Z", "today");
	/* Havana's days begin at one o'clock when summer begins. */
	zone(HAVANA);
	assert_true(due_parse_stored(&due, "2026-03-07"));
	assert_int_equal(due_end(due), at("2026-03-08T04:59:59Z"));
	zone("UTC");
}

/*
 * due_cmp answers as due_end does, in every zone; a day typed is the day stored
 * and shown, whoever reads it where.
 */
static void test_laws(void **state)
{
	uint64_t x = 88172645463325252u;
	size_t z;
	int i;

	(void)state;
	for (z = 0; z < ARRAY_SIZE(zones); z++) {
		zone(zones[z]);
		for (i = 0; i < 20000; i++) {
			struct when_day d;
			char stored[WHEN_LEN];
			int64_t due, end, ms, again;

			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			d = when_day_from((int64_t)(x % 40000));
			due = due_from_day(d);
			due_format(stored, due);
			assert_true(due_parse_stored(&again, stored));
			assert_int_equal(again, due);
			end = due_end(due);
			ms = end + (int64_t)(x >> 20 & 0xfffffff) - 0x8000000;
			assert_int_equal(due_cmp(due, ms),
					 (end > ms) - (end < ms));
			assert_int_equal(due_cmp(due, end), 0);
			assert_int_equal(when_day_number(when_local_day(end)),
					 when_day_number(d));
			assert_false(due_late(due, end + 999));
			assert_true(due_late(due, end + 1000));
		}
	}
	zone("UTC");
	assert_false(due_late(WHEN_NONE, at(MONDAY)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_stored),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_clock_changes),
		cmocka_unit_test(test_laws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
