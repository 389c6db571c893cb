/* test-yaml.c - YAML to values, line numbers, refusals, writing. */
#include "unit.h"
#include "base/utf8.h"
#include "data/yaml.h"

static void reads(const char *yaml, const char *want)
{
	struct err err = ERR_INIT;
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	if (yaml_parse(&j, NULL, yaml, strlen(yaml), &err))
		fail_msg("%s: %s", yaml, err.msg);
	json_line(&sb, j);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	json_free(j);
}

static void refuse(const char *yaml, size_t len, const char *want)
{
	struct err err = ERR_INIT;
	struct json *j, *lines;

	if (!yaml_parse(&j, &lines, yaml, len, &err))
		fail_msg("accepted: %s", yaml);
	assert_null(j);
	assert_null(lines);
	if (!strstr(err.msg, want))
		fail_msg("'%s' is not in '%s'", want, err.msg);
}

static void test_scalars(void **state)
{
	(void)state;
	reads("", "null");
	reads("# nothing\n", "null");
	reads("--- a\n...\n", "\"a\"");
	reads("[~, null, Null, NULL, nUll]",
	      "[null,null,null,null,\"nUll\"]");
	reads("[true, Yes, ON, false, no, Off, y, n, 'true', \"no\"]",
	      "[true,true,true,false,false,false,\"y\",\"n\",\"true\",\"no\"]");
	reads("[0, -1, +7, 007, 0x1F, 0o17, 1.50, .5, 1., -0.25, 1e3, 1E-2]",
	      "[0,-1,7,7,31,15,1.5,0.5,1,-0.25,1000,0.01]");
	reads("[1_000, 1:30, 0x, 0o8, 0xg, ., -, +, 1e, 1e+, e3, 1.2.3, 0b1]",
	      "[\"1_000\",\"1:30\",\"0x\",\"0o8\",\"0xg\",\".\",\"-\",\"+\","
	      "\"1e\",\"1e+\",\"e3\",\"1.2.3\",\"0b1\"]");
	reads("[.inf, -.inf, .nan, 1e999]",
	      "[\".inf\",\"-.inf\",\".nan\",\"1e999\"]");
	reads("[9007199254740992, 9007199254740993, 00123456789012345678]",
	      "[9007199254740992,\"9007199254740993\","
	      "\"00123456789012345678\"]");
	reads("[2026-11-21, 3f9a1c2b, 12.5%]",
	      "[\"2026-11-21\",\"3f9a1c2b\",\"12.5%\"]");
	reads("[!!str 12, !!int 7, !!null '', !!bool yes, ! 12]",
	      "[\"12\",7,null,true,\"12\"]");
}

static void test_structure(void **state)
{
	(void)state;
	reads("a: {b: [1, x]}\nc:\n  - d: 1\n    e: 2\n  - []\n",
	      "{\"a\":{\"b\":[1,\"x\"]},\"c\":[{\"d\":1,\"e\":2},[]]}");
	reads("1: one\ntrue: t\n? x\n: y\n",
	      "{\"1\":\"one\",\"true\":\"t\",\"x\":\"y\"}");
	reads("t: |\n  a\n   b\n\nf: >-\n  a\n  b\nz:",
	      "{\"t\":\"a\\n b\\n\",\"f\":\"a b\",\"z\":null}");
	reads("a: &x {k: [1]}\nb: *x\nc: [*x, &y 5, *y]",
	      "{\"a\":{\"k\":[1]},\"b\":{\"k\":[1]},\"c\":[{\"k\":[1]},5,5]}");
	reads("a: 1\n---\nb: 2\n", "{\"a\":1}");
	reads("\xef\xbb\xbf" "a: \"\\u00e9\\x41\\n\"", "{\"a\":\"\xc3\xa9"
	      "A\\n\"}");
}

static void test_refusals(void **state)
{
	static const struct { const char *text, *want; } bad[] = {
		{ "a: 1\nb: 2\na: 3\n", "line 3, column 1: the same key twice" },
		{ "a: [1, 2", "line " }, { "a:\n\t- b", "line 2" },
		{ "a: *nope", "column 4: an alias to an anchor" },
		{ "a: &x [*x]", "inside of its own anchor" },
		{ "a: !foo 1", "column 4: this tag" },
		{ "a: !!python/object:os.system []", "this tag" },
		{ "a: !!int x", "does not fit its tag" },
		{ "a: !!map [1]", "this tag" },
		{ "? [1, 2]\n: 3", "a key must be" },
		{ "a: &x {k: 1}\nb:\n  <<: *x", "line 3, column 3: merge keys" },
		{ "&k a: 1", "anchor on a key" },
		{ "a: \"x\\0y\"", "NUL" }, { "a: \"\\ud800\"", "line 1" },
		{ "a: b: c", "line 1, column 5" },
		{ "a: \x01", "control characters" }, { "a: \xff", "UTF-8" },
		{ "{a: 1}}", "line 1" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		refuse(bad[i].text, strlen(bad[i].text), bad[i].want);
	refuse("a\0b", 3, "line 1");
}

static void test_limits(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	int i;

	(void)state;
	strbuf_addchars(&sb, '[', JSON_MAX_DEPTH + 1);
	refuse(sb.buf, sb.len, "more than 64 levels");
	/* A billion laughs. */
	strbuf_reset(&sb);
	strbuf_addstr(&sb, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (i = 1; i < 10; i++)
		strbuf_addf(&sb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, "
			    "*a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1,
			    i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1,
			    i - 1, i - 1);
	refuse(sb.buf, sb.len, "the aliases make the document too large");
	/* Depth by aliases. */
	strbuf_reset(&sb);
	strbuf_addstr(&sb, "- &a0 [x]\n");
	for (i = 1; i < 80; i++)
		strbuf_addf(&sb, "- &a%d [*a%d]\n", i, i - 1);
	refuse(sb.buf, sb.len, "more than 64 levels");
	strbuf_release(&sb);
}

static void test_lines(void **state)
{
	static const char text[] = "name: x\ntasks:\n  - title: a\n"
		"    list: [1,\n      2]\n  - title: |\n      long\n"
		"    none:\n\"\": 1\n";
	struct json *j, *lines;

	(void)state;
	assert_int_equal(yaml_parse(&j, &lines, text, sizeof(text) - 1, NULL),
			 0);
	assert_int_equal(yaml_line(lines, ""), 1);
	assert_int_equal(yaml_line(lines, "name"), 1);
	assert_int_equal(yaml_line(lines, "tasks"), 3);
	assert_int_equal(yaml_line(lines, "tasks.0.title"), 3);
	assert_int_equal(yaml_line(lines, "tasks.0.list.1"), 5);
	assert_int_equal(yaml_line(lines, "tasks.1"), 6);
	assert_int_equal(yaml_line(lines, "tasks.1.title"), 6);
	assert_int_equal(yaml_line(lines, "tasks.1.none"), 8);
	assert_int_equal(yaml_line(lines, "tasks.2"), 0);
	assert_int_equal(yaml_line(lines, "nope.x"), 0);
	assert_int_equal(yaml_line(NULL, "x"), 0);
	json_free(j);
	json_free(lines);
}

static void writes(const char *json, const char *want)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	assert_int_equal(json_parse(&j, json, strlen(json), NULL), 0);
	yaml_write(&sb, j);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	json_free(j);
}

static void test_write(void **state)
{
	(void)state;
	writes("{\"a\":[{\"b\":1,\"c\":[2]},[3,[4]],[],{}],\"t\":\"x\\ny\\n\"}",
	       "a:\n  - b: 1\n    c:\n      - 2\n  - - 3\n    - - 4\n  - []\n"
	       "  - {}\nt: |\n  x\n  y\n");
	writes("[\"yes\",\"12\",\"a: b\",\" x\",\"plain text\",\"\",\"-\",null]",
	       "- \"yes\"\n- \"12\"\n- \"a: b\"\n- \" x\"\n- plain text\n"
	       "- \"\"\n- \"-\"\n- null\n");
	writes("\"x\"", "x\n");
}

static struct json *random_value(struct rnd *r, int depth)
{
	static const char *const words[] = {
		"yes", "null", "1e3", "0x1f", "plain", "a b", "- x", "x\ny",
		"x\n\n  y\n", "x\n \n", "007", ".inf", "~", "#c", "a #b", "k: v",
		"x\ty", "\nx", "x\n\n", "'q'", "<<", "x \ny"
	};
	struct strbuf sb = STRBUF_INIT;
	struct json *j;
	uint64_t kind = rnd_below(r, depth ? 6 : 4), n = rnd_below(r, 5);

	if (kind == 0)
		return json_new_num((double)(int64_t)(rnd_u64(r) >> 12) / 64);
	if (kind == 1)
		return n > 2 ? json_new_null() : json_new_bool(n & 1);
	if (kind == 2)
		return json_new_str(words[rnd_below(r, ARRAY_SIZE(words))]);
	if (kind == 3) {
		for (n = rnd_below(r, 200); n; n--)
			utf8_add(&sb, unit_char(r));
		j = json_new_str(sb.buf);
	} else if (kind == 4) {
		j = json_new_arr();
		while (n--)
			json_push(j, random_value(r, depth - 1));
	} else {
		j = json_new_obj();
		while (n--) {
			strbuf_reset(&sb);
			if (n == 1)
				strbuf_addstr(&sb, words[rnd_below(r,
							ARRAY_SIZE(words))]);
			strbuf_addchars(&sb, 'k', n == 2 ? 400 : 0);
			utf8_add(&sb, unit_char(r));
			json_set(j, sb.buf, random_value(r, depth - 1));
		}
	}
	strbuf_release(&sb);
	return j;
}

static void test_round_trip(void **state)
{
	struct rnd r = unit_rnd("yaml");
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct json *j, *back;
	int i;

	(void)state;
	for (i = 0; i < 4000; i++) {
		j = random_value(&r, 4);
		strbuf_reset(&sb);
		yaml_write(&sb, j);
		if (yaml_parse(&back, NULL, sb.buf, sb.len, &err))
			fail_msg("%s\n%s", err.msg, sb.buf);
		if (!json_eq(j, back))
			fail_msg("not the same after reading:\n%s", sb.buf);
		json_free(back);
		json_free(j);
	}
	strbuf_release(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scalars),
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
