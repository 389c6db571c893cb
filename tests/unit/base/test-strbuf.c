/* test-strbuf.c - growing strings, string helpers, string vectors. */
#include "unit.h"
#include "base/mem.h"
#include "base/strvec.h"

static void test_build(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len;
	char *s;

	(void)state;
	assert_string_equal(sb.buf, "");
	strbuf_addstr(&sb, "b");
	strbuf_addch(&sb, 'c');
	strbuf_addchars(&sb, 'd', 3);
	strbuf_addf(&sb, "-%d-%s", 42, "x");
	strbuf_insert(&sb, 0, "a", 1);
	assert_string_equal(sb.buf, "abcddd-42-x");
	strbuf_remove(&sb, 1, 3);
	assert_string_equal(sb.buf, "add-42-x");
	strbuf_addbuf(&sb, &sb);
	assert_string_equal(sb.buf, "add-42-xadd-42-x");
	strbuf_setlen(&sb, 3);
	s = strbuf_detach(&sb, &len);
	assert_string_equal(s, "add");
	assert_int_equal(len, 3);
	free(s);
	s = strbuf_detach(&sb, &len);
	assert_string_equal(s, "");
	free(s);
	strbuf_addstr(&sb, "again");
	assert_string_equal(sb.buf, "again");
	strbuf_release(&sb);
	assert_string_equal(sb.buf, "");
}

static void test_nul_bytes(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_add(&sb, "a\0b", 3);
	assert_int_equal(sb.len, 3);
	assert_memory_equal(sb.buf, "a\0b", 4);
	strbuf_release(&sb);
}

static void test_cap(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_cap(&sb, 4);
	strbuf_addstr(&sb, "abc");
	assert_false(sb.full);
	strbuf_addstr(&sb, "de");
	assert_true(sb.full);
	assert_string_equal(sb.buf, "abc");
	strbuf_addch(&sb, 'd');	/* full stays full: nothing with a hole */
	assert_string_equal(sb.buf, "abc");
	strbuf_reset(&sb);
	assert_false(sb.full);
	strbuf_addf(&sb, "%s", "abcd");
	assert_string_equal(sb.buf, "abcd");
	strbuf_addf(&sb, "%s", "e");
	assert_true(sb.full);
	strbuf_release(&sb);
}

static void test_trim_replace(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_addstr(&sb, " \t\r\n x y \v\f ");
	strbuf_trim(&sb);
	assert_string_equal(sb.buf, "x y");
	strbuf_reset(&sb);
	strbuf_addstr(&sb, "  \n");
	strbuf_trim(&sb);
	assert_string_equal(sb.buf, "");
	strbuf_addreplace(&sb, "aXXbXX", "XX", "-");
	assert_string_equal(sb.buf, "a-b-");
	strbuf_reset(&sb);
	strbuf_addreplace(&sb, "abc", "", "-");
	assert_string_equal(sb.buf, "abc");
	strbuf_reset(&sb);
	strbuf_trim(&sb);
	strbuf_release(&sb);
}

static void test_read_fd(void **state)
{
	struct strbuf sb = STRBUF_INIT, in = STRBUF_INIT;
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	strbuf_addchars(&in, 'x', 100001);
	assert_int_equal(fwrite(in.buf, 1, in.len, f), in.len);
	fflush(f);
	assert_int_equal(lseek(fileno(f), 0, SEEK_SET), 0);
	assert_int_equal(strbuf_read_fd(&sb, fileno(f)), 0);
	assert_int_equal(sb.len, in.len);
	assert_memory_equal(sb.buf, in.buf, in.len + 1);
	strbuf_reset(&sb);
	strbuf_cap(&sb, 1000);
	assert_int_equal(lseek(fileno(f), 0, SEEK_SET), 0);
	assert_int_equal(strbuf_read_fd(&sb, fileno(f)), 0);
	assert_true(sb.full);
	assert_true(sb.len <= 1000);
	assert_int_equal(strbuf_read_fd(&in, -1), -1);
	fclose(f);
	strbuf_release(&sb);
	strbuf_release(&in);
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(str_starts("abc", "ab"));
	assert_false(str_starts("a", "ab"));
	assert_true(str_ends("abc", "bc"));
	assert_false(str_ends("c", "bc"));
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq(NULL, ""));
	assert_true(str_ieq("HeLLo", "hEllO"));
	assert_false(str_ieq("a", "ab"));
	assert_false(str_ieq("[", "{"));	/* differ by 32, no letters */
	assert_true(str_istarts("HELLO", "hel"));
	assert_false(str_istarts("he", "hel"));
}

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(str_distance("", ""), 0);
	assert_int_equal(str_distance("", "abc"), 3);
	assert_int_equal(str_distance("abc", ""), 3);
	assert_int_equal(str_distance("kitten", "sitting"), 3);
	assert_int_equal(str_distance("lsit", "list"), 1);
	assert_int_equal(str_distance("list", "list"), 0);
}

static void test_strvec(void **state)
{
	struct strvec sv = STRVEC_INIT;
	char *s;

	(void)state;
	assert_null(sv.v[0]);
	strvec_split(&sv, " b, a ,,c\t,b, ", ",");
	assert_int_equal(sv.nr, 4);
	assert_null(sv.v[4]);
	strvec_sort(&sv);
	strvec_uniq(&sv);
	s = strvec_join(&sv, "|");
	assert_string_equal(s, "a|b|c");
	free(s);
	assert_true(strvec_has(&sv, "b"));
	strvec_remove(&sv, 1);
	assert_false(strvec_has(&sv, "b"));
	assert_string_equal(sv.v[1], "c");
	assert_null(sv.v[2]);
	strvec_pushf(&sv, "%d%%", 5);
	strvec_pushl(&sv, "x", "y", NULL);
	strvec_push_len(&sv, "zzz", 1);
	s = strvec_join(&sv, "");
	assert_string_equal(s, "ac5%xyz");
	free(s);
	strvec_clear(&sv);
	assert_int_equal(sv.nr, 0);
	strvec_split(&sv, "", ",");
	strvec_split(&sv, " , ", ",");
	assert_int_equal(sv.nr, 0);
	strvec_clear(&sv);
}

/* RFC 4648, section 10, and bytes of all kinds. */
static void test_base64(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xff\xef\xbe\xfb", "/++++w==" },
	};
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		strbuf_reset(&sb);
		strbuf_addbase64(&sb, pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(sb.buf, pairs[i][1]);
	}
	strbuf_reset(&sb);
	strbuf_addbase64(&sb, "\0\0x", 3);
	assert_string_equal(sb.buf, "AAB4");
	strbuf_release(&sb);
}

static void test_mem(void **state)
{
	char *s = xasprintf("%s-%d", "a", 7);
	int *v = NULL;
	size_t alloc = 0, i;

	(void)state;
	assert_string_equal(s, "a-7");
	free(s);
	assert_null(xstrdup(NULL));
	s = xstrndup("abc\0def", 7);
	assert_string_equal(s, "abc");
	free(s);
	for (i = 0; i < 1000; i++) {
		ALLOC_GROW(v, i + 1, alloc);
		v[i] = (int)i;
	}
	assert_int_equal(v[999], 999);
	FREE_AND_NULL(v);
	assert_null(v);
	assert_true(alloc_next(10, 1000) >= 1000);
	assert_int_equal(st_mul(0, SIZE_MAX), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build),
		cmocka_unit_test(test_nul_bytes),
		cmocka_unit_test(test_cap),
		cmocka_unit_test(test_trim_replace),
		cmocka_unit_test(test_read_fd),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_strvec),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_mem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
