/* test-linecount.c - the fewest lines that differ, against all ways to pair them. */
#include "unit.h"
#include "base/mem.h"
#include "feat/project/linecount.h"

/* Longest common subsequence of two texts of one-letter lines. */
static size_t common(const char *a, size_t n, const char *b, size_t m)
{
	static size_t t[64][64];
	size_t i, j;

	for (i = 0; i <= n; i++)
		for (j = 0; j <= m; j++)
			t[i][j] = !i || !j ? 0 :
				a[2 * i - 2] == b[2 * j - 2] ?
				t[i - 1][j - 1] + 1 :
				t[i - 1][j] > t[i][j - 1] ? t[i - 1][j] :
				t[i][j - 1];
	return t[n][m];
}

static size_t random_text(char *out, struct rnd *r)
{
	size_t n = rnd_below(r, 60), letters = 1 + rnd_below(r, 20), i;

	for (i = 0; i < n; i++) {
		out[2 * i] = (char)('a' + (int)rnd_below(r, letters));
		out[2 * i + 1] = '\n';
	}
	return n;
}

static void test_random(void **state)
{
	struct rnd r = unit_rnd("linecount");
	char a[128], b[128];
	int i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		size_t n = random_text(a, &r), m = random_text(b, &r), lcs;
		unsigned long added = 9, taken = 9;

		lcs = common(a, n, b, m);
		assert_true(linecount_texts(&added, &taken, a, 2 * n, b,
					    2 * m));
		assert_int_equal(added, m - lcs);
		assert_int_equal(taken, n - lcs);
	}
}

static void check(const char *a, const char *b, unsigned long want_added,
		  unsigned long want_taken)
{
	unsigned long added, taken;

	assert_true(linecount_texts(&added, &taken, a, strlen(a), b,
				    strlen(b)));
	assert_int_equal(added, want_added);
	assert_int_equal(taken, want_taken);
}

static void test_ends(void **state)
{
	(void)state;
	check("", "", 0, 0);
	check("", "a", 1, 0);
	check("a\n", "", 0, 1);
	check("a", "a\n", 1, 1);
	check("a\nb", "a\nb\n", 1, 1);
	check("a\n\n\nb\n", "a\n\nb\n", 0, 1);
	check("a\r\n", "a\n", 1, 1);
}

/* What would take long is left to Git. */
static void test_large(void **state)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	unsigned long added, taken;
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		strbuf_addf(&a, "%d\n", i);
		strbuf_addf(&b, "%d\n", 2999 - i);
	}
	assert_false(linecount_texts(&added, &taken, a.buf, a.len, b.buf,
				     b.len));
	/* however long, when little differs, or one side has nothing */
	strbuf_reset(&b);
	strbuf_addbuf(&b, &a);
	strbuf_addstr(&b, "one more\n");
	assert_true(linecount_texts(&added, &taken, a.buf, a.len, b.buf,
				    b.len));
	assert_int_equal(added, 1);
	assert_int_equal(taken, 0);
	strbuf_release(&a);
	strbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
