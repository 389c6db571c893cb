/* test-map.c - the ordered hash table against a plain list. */
#include "unit.h"
#include "base/map.h"
#include "base/mem.h"

#define KEYS 300

static void test_order(void **state)
{
	struct map m = MAP_INIT_FREE(free);

	(void)state;
	assert_null(map_get(&m, "a"));
	assert_true(map_put(&m, "b", xstrdup("1")));
	assert_true(map_put(&m, "a", xstrdup("2")));
	assert_true(map_put(&m, "", xstrdup("3")));
	assert_false(map_put(&m, "b", xstrdup("4")));
	assert_int_equal(m.nr, 3);
	assert_string_equal(m.items[0].key, "b");
	assert_string_equal(map_get(&m, "b"), "4");
	assert_string_equal(map_get(&m, ""), "3");
	assert_int_equal(map_find(&m, "a"), 1);
	assert_int_equal(map_find(&m, "x"), SIZE_MAX);
	map_sort(&m);
	assert_string_equal(m.items[0].key, "");
	assert_string_equal(map_get(&m, "a"), "2");
	map_clear(&m);
	assert_int_equal(m.nr, 0);
	assert_true(map_put(&m, "again", NULL));
	assert_true(map_has(&m, "again"));
	assert_null(map_get(&m, "again"));
	map_clear(&m);
}

static void test_random(void **state)
{
	struct rnd r = unit_rnd("map");
	struct map m = MAP_INIT;
	uintptr_t want[KEYS] = { 0 };
	size_t step, k, nr;
	char key[16];

	(void)state;
	for (step = 0; step < 20000; step++) {
		k = rnd_below(&r, KEYS);
		snprintf(key, sizeof(key), "k%zu", k);
		assert_int_equal(map_put(&m, key,
					 (void *)(uintptr_t)(step + 1)),
				 !want[k]);
		want[k] = step + 1;
		if (!rnd_below(&r, 2000)) {
			map_clear(&m);
			memset(want, 0, sizeof(want));
		} else if (!rnd_below(&r, 500)) {
			map_sort(&m);
		}
		if (step % 97)
			continue;
		for (k = nr = 0; k < KEYS; k++) {
			snprintf(key, sizeof(key), "k%zu", k);
			assert_int_equal((uintptr_t)map_get(&m, key), want[k]);
			nr += want[k] != 0;
		}
		assert_int_equal(nr, m.nr);
	}
	map_clear(&m);
}

static void test_hash(void **state)
{
	(void)state;
	assert_int_equal(hash_bytes("abc", 3, 0), hash_bytes("abc", 3, 0));
	assert_int_not_equal(hash_bytes("abc", 3, 0), hash_bytes("abd", 3, 0));
	assert_int_not_equal(hash_bytes("abc", 3, 0), hash_bytes("abc", 3, 1));
}

/* A place in memory can hold another text by now; then nothing is known of it. */
static void test_memo(void **state)
{
	struct memo m = { 0 };
	char text[200][8];
	size_t i;

	(void)state;
	for (i = 0; i < 200; i++) {
		snprintf(text[i], sizeof(text[i]), "n%zu", i);
		assert_int_equal(memo_get(&m, text[i]), SIZE_MAX);
		memo_put(&m, text[i], i);
		assert_int_equal(memo_get(&m, text[i]), i);
	}
	for (i = 0; i < 200; i++)
		assert_true(memo_get(&m, text[i]) == i ||
			    memo_get(&m, text[i]) == SIZE_MAX);
	snprintf(text[199], sizeof(text[199]), "other");
	assert_int_equal(memo_get(&m, text[199]), SIZE_MAX);
	memo_clear(&m);
	assert_int_equal(memo_get(&m, text[198]), SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_memo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
