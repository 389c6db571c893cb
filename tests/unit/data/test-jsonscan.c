/* test-jsonscan.c - lines of JSON, judged as the parser does, in any pieces. */
#include "unit.h"
#include "base/mem.h"
#include "data/jsonscan.h"

static const struct jsonscan_step steps[] = {
	{ -1, NULL }, { 0, "a" }, { 1, "b" }, { 2, "[]" }, { 3, "n" },
	{ 0, "n" }
};

struct seen {
	struct strbuf text;
	int good, bad;
};

static void value(int id, enum json_type type, const char *text, void *data)
{
	struct seen *s = data;

	if (type != JSON_OBJ && type != JSON_ARR)
		strbuf_addf(&s->text, "%d=%s;", id, text ? text : "(none)");
}

static void line(bool good, void *data)
{
	struct seen *s = data;

	s->good += good;
	s->bad += !good;
}

static void scan(struct seen *s, const char *text, struct rnd *r)
{
	size_t len = strlen(text), at = 0, nr;
	struct jsonscan *sc = xcalloc(1, sizeof(*sc));

	strbuf_reset(&s->text);
	s->good = s->bad = 0;
	jsonscan_init(sc, steps, ARRAY_SIZE(steps), value, line, s);
	while (at < len) {
		nr = r ? 1 + (size_t)rnd_below(r, 7) : len;
		nr = nr < len - at ? nr : len - at;
		jsonscan_feed(sc, text + at, nr);
		at += nr;
	}
	jsonscan_end(sc);
	free(sc);
}

static void test_paths(void **state)
{
	struct seen s = { STRBUF_INIT, 0, 0 };

	(void)state;
	scan(&s, "{\"a\":{\"b\":[{\"n\":1},{\"n\":-2.5e3,\"x\":{\"n\":7}}]},"
	     "\"n\":\"q\\\"\\u00e9\\n\",\"x\":{\"a\":{\"b\":[{\"n\":8}]}}}\n",
	     NULL);
	assert_string_equal(s.text.buf, "4=1;4=-2.5e3;5=q\"\xc3\xa9\n;");
	assert_int_equal(s.good, 1);
	/* text that looks like members is text */
	scan(&s, "{\"z\":\"{\\\"n\\\":5}\",\"n\":true}\n", NULL);
	assert_string_equal(s.text.buf, "5=true;");
	/* what is wrong ends with its line; the last one may be unfinished */
	scan(&s, "{\"n\":1,}\nnonsense\n\n \r\n{\"n\":2}\n{\"n\":3", NULL);
	assert_int_equal(s.good, 1);
	assert_int_equal(s.bad, 2);
	scan(&s, "{\"n\":1}", NULL);
	assert_int_equal(s.good, 1);
	strbuf_release(&s.text);
}

static void test_long(void **state)
{
	struct seen s = { STRBUF_INIT, 0, 0 };
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_addstr(&sb, "{\"n\":\"");
	strbuf_addchars(&sb, 'x', 100000);
	strbuf_addstr(&sb, "\",\"");
	strbuf_addchars(&sb, 'k', 100000);
	strbuf_addstr(&sb, "\":[");
	strbuf_addchars(&sb, '[', 200);
	strbuf_addchars(&sb, ']', 200);
	strbuf_addstr(&sb, "],\"a\":{\"b\":[{\"n\":3}]}}\n");
	scan(&s, sb.buf, NULL);
	assert_string_equal(s.text.buf, "5=(none);4=3;");
	assert_int_equal(s.good, 1);
	strbuf_reset(&sb);
	strbuf_addchars(&sb, '[', 5000);
	strbuf_addstr(&sb, "\n{\"n\":1}\n");
	scan(&s, sb.buf, NULL);
	assert_int_equal(s.bad, 1);
	assert_int_equal(s.good, 1);
	strbuf_release(&sb);
	strbuf_release(&s.text);
}

/* What the parser takes is good, what it refuses is bad, in whatever pieces. */
static void test_as_parser(void **state)
{
	static const char *const bits[] = {
		"{", "}", "[", "]", ":", ",", "\"a\"", "\"n\"", "\"b\\\\\"",
		"\"\\u00e9\"", "\"\\x\"", "\"\\u12g4\"", "1", "-0", "01",
		"1.", "2.5", "1e-5", "-", "true", "tru", "null", " ", "\t"
	};
	struct rnd r = unit_rnd("jsonscan");
	struct seen s = { STRBUF_INIT, 0, 0 }, t = { STRBUF_INIT, 0, 0 };
	struct strbuf sb = STRBUF_INIT;
	int good = 0, i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		struct err err = ERR_INIT;
		struct json *j = NULL;
		size_t n = 1 + (size_t)rnd_below(&r, 9);
		int want;

		strbuf_reset(&sb);
		while (n--)
			strbuf_addstr(&sb, bits[rnd_below(&r,
							  ARRAY_SIZE(bits))]);
		want = json_parse(&j, sb.buf, sb.len, &err);
		json_free(j);
		if (strstr(err.msg, "twice") || strstr(err.msg, "duplicate"))
			continue;
		strbuf_addch(&sb, '\n');
		if (!sb.buf[strspn(sb.buf, " \t\n")])
			continue;
		scan(&s, sb.buf, NULL);
		scan(&t, sb.buf, &r);
		if (s.good != (want == 0) || s.good + s.bad != 1)
			fail_msg("'%s': %d", sb.buf, s.good);
		if (t.good != s.good || strcmp(s.text.buf, t.text.buf) != 0)
			fail_msg("'%s' in pieces", sb.buf);
		good += s.good;
	}
	assert_true(good > 100);
	strbuf_release(&sb);
	strbuf_release(&s.text);
	strbuf_release(&t.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_as_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
