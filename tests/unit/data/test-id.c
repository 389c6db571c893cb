/* test-id.c - ids, prefixes, stamps, and the randomness behind them. */
#include "unit.h"
#include "data/id.h"

static void test_ids(void **state)
{
	struct rnd seeded = rnd_seed(1), sys = RND_SYSTEM;
	char a[ID_LEN + 1], b[ID_LEN + 1];

	(void)state;
	id_new(a, &seeded);
	assert_true(id_valid(a));
	id_new(a, &sys);
	id_new(b, &sys);
	assert_true(id_valid(a));
	assert_string_not_equal(a, b);
	assert_false(id_valid(""));
	assert_false(id_valid("0123456789abcde"));
	assert_false(id_valid("0123456789abcdef0"));
	assert_false(id_valid("0123456789ABCDEF"));
	assert_false(id_valid("0123456789abcdeg"));
	assert_true(id_is_prefix("0123"));
	assert_true(id_is_prefix("ABCDEF0123456789"));
	assert_false(id_is_prefix("012"));
	assert_false(id_is_prefix("0123456789abcdef0"));
	assert_false(id_is_prefix("012x"));
	id_fold(a, "ABCDef01");
	assert_string_equal(a, "abcdef01");
	id_fold(a, "ABCDEF0123456789ffff");
	assert_string_equal(a, "abcdef0123456789");
}

static void test_stamp_syntax(void **state)
{
	static const char good[] = "01700000000000-00ff-0123abcd";
	static const char *const bad[] = {
		"", "01700000000000-00ff-0123abc", "01700000000000-00ff-0123abcde",
		"0170000000000-000ff-0123abcd", "01700000000000-00FF-0123abcd",
		"01700000000000_00ff-0123abcd", "+1700000000000-00ff-0123abcd",
		"01700000000000-00ff-0123abcg"
	};
	struct stamp st;
	char out[STAMP_LEN + 1];
	size_t i;

	(void)state;
	assert_int_equal(strlen(good), STAMP_LEN);
	assert_true(stamp_parse(&st, good));
	assert_int_equal(st.ms, INT64_C(1700000000000));
	assert_int_equal(st.counter, 255);
	assert_string_equal(st.actor, "0123abcd");
	stamp_format(out, &st);
	assert_string_equal(out, good);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(stamp_parse(&st, bad[i]));
}

static void test_stamp_next(void **state)
{
	char out[STAMP_LEN + 1];

	(void)state;
	stamp_next(out, 1000, NULL, "0000000a");
	assert_string_equal(out, "00000000001000-0000-0000000a");
	stamp_next(out, 1000, "00000000000999-ffff-ffffffff", "0000000a");
	assert_string_equal(out, "00000000001000-0000-0000000a");
	stamp_next(out, 1000, "00000000001000-0000-ffffffff", "0000000a");
	assert_string_equal(out, "00000000001000-0001-0000000a");
	stamp_next(out, 1000, "00000000005000-0007-ffffffff", "0000000a");
	assert_string_equal(out, "00000000005000-0008-0000000a");
	stamp_next(out, 1000, "00000000005000-ffff-ffffffff", "0000000a");
	assert_string_equal(out, "00000000005001-0000-0000000a");
	stamp_next(out, 1000, "99999999999999-ffff-ffffffff", "0000000a");
	assert_string_equal(out, "00000000001000-0000-0000000a");
	stamp_next(out, 1000, "98999999999999-ffff-ffffffff", "0000000a");
	assert_string_equal(out, "99000000000000-0000-0000000a");
	stamp_next(out, -5, "rubbish", "0000000a");
	assert_string_equal(out, "00000000000000-0000-0000000a");
	stamp_next(out, INT64_MAX, NULL, "0000000a");
	assert_string_equal(out, "98000000000000-0000-0000000a");
}

static void test_stamp_random(void **state)
{
	struct rnd r = unit_rnd("stamp");
	char a[STAMP_LEN + 1] = "", b[STAMP_LEN + 1];
	struct stamp st, back;
	int64_t now = 1000000;
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		st.ms = (int64_t)rnd_below(&r, (uint64_t)STAMP_MAX_MS + 1);
		st.counter = (unsigned)rnd_below(&r, 0x10000);
		snprintf(st.actor, sizeof(st.actor), "%08x",
			 (unsigned)rnd_below(&r, UINT32_MAX));
		stamp_format(b, &st);
		assert_true(stamp_parse(&back, b));
		assert_int_equal(back.ms, st.ms);
		assert_int_equal(back.counter, st.counter);
		assert_string_equal(back.actor, st.actor);
		/* Whatever the clock does, the next stamp is the greater. */
		now += (int64_t)rnd_below(&r, 2001) - 1000;
		stamp_next(b, now, *a ? a : NULL, st.actor);
		assert_true(strcmp(b, a) > 0);
		memcpy(a, b, sizeof(a));
	}
}

static void test_rand(void **state)
{
	struct rnd a = rnd_seed(0), b = rnd_seed(0);
	size_t counts[7] = { 0 }, i;

	(void)state;
	/* The first values of splitmix64 from 0, as published. */
	assert_int_equal(rnd_u64(&a), UINT64_C(0xe220a8397b1dcdaf));
	assert_int_equal(rnd_u64(&a), UINT64_C(0x6e789e6aa1b965f4));
	assert_int_equal(rnd_u64(&b), UINT64_C(0xe220a8397b1dcdaf));
	for (i = 0; i < 70000; i++)
		counts[rnd_below(&a, 7)]++;
	for (i = 0; i < 7; i++)
		assert_in_range(counts[i], 9500, 10500);
	assert_int_equal(rnd_below(&a, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_stamp_syntax),
		cmocka_unit_test(test_stamp_next),
		cmocka_unit_test(test_stamp_random),
		cmocka_unit_test(test_rand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
