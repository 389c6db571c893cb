/* test-jsontext.c - changes in a JSON text that leave the rest as it is. */
#include "unit.h"
#include "data/jsontext.h"

static const struct json_step servers_x[] = {
	JSON_KEY("servers"), JSON_KEY("x")
};

static struct json *value(void)
{
	struct json *j = json_new_obj(), *a = json_new_arr();

	json_set_str(j, "command", "git");
	json_push_str(a, "task");
	json_push_str(a, "mcp");
	json_set(j, "args", a);
	return j;
}

/* Adds servers.x, compares, takes it out, compares with `back`. */
static void check(const char *before, const char *after, const char *back)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *v = value();

	strbuf_addstr(&sb, before);
	jsontext_add(&sb, servers_x, 2, v);
	assert_string_equal(sb.buf, after);
	assert_true(jsontext_remove(&sb, servers_x, 2));
	if (jsontext_is_empty(&sb, servers_x, 1) &&
	    !strstr(before, "\"servers\""))
		jsontext_remove(&sb, servers_x, 1);
	assert_string_equal(sb.buf, back);
	assert_int_equal(sb.len, strlen(sb.buf));
	json_free(v);
	strbuf_release(&sb);
}

static void test_layout(void **state)
{
	(void)state;
	check("{}\n", "{\n  \"servers\": {\n    \"x\": {\n      \"command\": "
	      "\"git\",\n      \"args\": [\n        \"task\",\n        "
	      "\"mcp\"\n      ]\n    }\n  }\n}\n", "{}\n");
	/* tabs, CRLF, no line end at the end */
	check("{\r\n\t\"n\": 12345678901234567890.10\r\n}",
	      "{\r\n\t\"n\": 12345678901234567890.10,\r\n\t\"servers\": {\r\n"
	      "\t\t\"x\": {\r\n\t\t\t\"command\": \"git\",\r\n\t\t\t\"args\": "
	      "[\r\n\t\t\t\t\"task\",\r\n\t\t\t\t\"mcp\"\r\n\t\t\t]\r\n\t\t}"
	      "\r\n\t}\r\n}",
	      "{\r\n\t\"n\": 12345678901234567890.10\r\n}");
	/* one line stays one line */
	check("{\"servers\":{\"a\":1}}",
	      "{\"servers\":{\"a\":1,\"x\":{\"command\":\"git\",\"args\":"
	      "[\"task\",\"mcp\"]}}}", "{\"servers\":{\"a\":1}}");
	/* brackets and quotes in strings; a key that is written with escapes */
	check("{ \"s}\\\"{\": \"]\\\\\", \"serv\\u0065rs\": {\"b\": [1, {}]} }",
	      "{ \"s}\\\"{\": \"]\\\\\", \"serv\\u0065rs\": {\"b\": [1, {}],"
	      "\"x\":{\"command\":\"git\",\"args\":[\"task\",\"mcp\"]}} }",
	      "{ \"s}\\\"{\": \"]\\\\\", \"serv\\u0065rs\": {\"b\": [1, {}]} }");
	/* a byte order mark */
	check("\xef\xbb\xbf{\"a\":1}", "\xef\xbb\xbf{\"a\":1,\"servers\":{"
	      "\"x\":{\"command\":\"git\",\"args\":[\"task\",\"mcp\"]}}}",
	      "\xef\xbb\xbf{\"a\":1}");
	/* an empty container loses its blanks */
	check("{\"servers\": { }}", "{\"servers\": {\"x\":{\"command\":\"git\","
	      "\"args\":[\"task\",\"mcp\"]}}}", "{\"servers\": {}}");
}

static void remove_is(const char *before, const struct json_step *steps,
		      size_t nr, const char *after)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, before);
	assert_int_equal(jsontext_remove(&sb, steps, nr), after != NULL);
	assert_string_equal(sb.buf, after ? after : before);
	strbuf_release(&sb);
}

static void test_remove(void **state)
{
	const struct json_step second[] = { JSON_KEY("a"), JSON_INDEX(1) };
	const struct json_step first[] = { JSON_KEY("a"), JSON_INDEX(0) };
	const struct json_step member[] = { JSON_KEY("b") };

	(void)state;
	remove_is("{\"a\": [1, [2], 3]}", second, 2, "{\"a\": [1, 3]}");
	remove_is("{\"a\": [1, \"x]\"]}", second, 2, "{\"a\": [1]}");
	remove_is("{\"a\": [ 1 ]}", first, 2, "{\"a\": []}");
	remove_is("{\"a\": [1]}", second, 2, NULL);
	remove_is("{\"a\": {\"0\": 1}}", first, 2, NULL);
	remove_is("{\"b\": true,\n \"a\": 1}", member, 1, "{\"a\": 1}");
	remove_is("{\n \"a\": 1,\n \"b\": null\n}", member, 1,
		  "{\n \"a\": 1\n}");
	remove_is("{\"a\": 1}", member, 1, NULL);
}

static void test_replace(void **state)
{
	const struct json_step steps[] = { JSON_KEY("a"), JSON_INDEX(1) };
	struct strbuf sb = STRBUF_INIT;
	struct json *v = json_new_str("new \"one\"");

	(void)state;
	strbuf_addstr(&sb, "{\"a\": [1, \"old\" , 3]}");
	jsontext_replace(&sb, steps, 2, v);
	assert_string_equal(sb.buf, "{\"a\": [1, \"new \\\"one\\\"\" , 3]}");
	json_free(v);
	strbuf_release(&sb);
}

/* ---- any text: add and remove give the bytes of before ---- */

static struct rnd rnd;

static unsigned pick(unsigned n)
{
	return (unsigned)rnd_below(&rnd, n);
}

static void blanks(struct strbuf *sb)
{
	static const char *const some[] = {
		"", "", " ", "\n", "\n\t", "\r\n  ", "  \n",
	};

	strbuf_addstr(sb, some[pick(7)]);
}

static void any_value(struct strbuf *sb, int depth)
{
	static const char *const leaves[] = {
		"1", "-2.50e+10", "true", "null", "\"\"", "\"a\\\"}\"",
		"\"\\\\\"", "\"[{,:\"", "\"\\u007b\"", "123456789012345678901",
	};
	unsigned kind = depth ? pick(4) : 3, i, nr = pick(3) + 1;

	if (kind > 1) {
		strbuf_addstr(sb, leaves[pick(10)]);
		return;
	}
	strbuf_addch(sb, kind ? '{' : '[');
	for (i = 0; i < nr; i++) {
		if (i)
			strbuf_addch(sb, ',');
		blanks(sb);
		if (kind) {
			strbuf_addf(sb, "\"k%u\"", i);
			blanks(sb);
			strbuf_addch(sb, ':');
			blanks(sb);
		}
		any_value(sb, depth - 1);
		blanks(sb);
	}
	strbuf_addch(sb, kind ? '}' : ']');
}

static void any_text(struct strbuf *sb)
{
	unsigned i, nr = pick(3) + 1;

	blanks(sb);
	strbuf_addch(sb, '{');
	for (i = 0; i < nr; i++) {
		blanks(sb);
		if (i)
			strbuf_addch(sb, ',');
		blanks(sb);
		strbuf_addf(sb, "\"m%u\"", i);
		blanks(sb);
		strbuf_addch(sb, ':');
		blanks(sb);
		any_value(sb, 3);
	}
	if (pick(2)) {
		strbuf_addch(sb, ',');
		blanks(sb);
		strbuf_addstr(sb, "\"servers\": {");
		blanks(sb);
		strbuf_addstr(sb, "\"y\": 1");
		blanks(sb);
		strbuf_addch(sb, '}');
	}
	blanks(sb);
	strbuf_addch(sb, '}');
	blanks(sb);
}

static void round_trip(void)
{
	struct strbuf old = STRBUF_INIT, sb = STRBUF_INIT;
	struct json *v = value(), *before = NULL, *after = NULL, *all, *s;

	any_text(&old);
	strbuf_addbuf(&sb, &old);
	if (json_parse(&before, old.buf, old.len, NULL) < 0)
		fail_msg("not JSON: %s", old.buf);
	jsontext_add(&sb, servers_x, 2, v);
	if (json_parse(&after, sb.buf, sb.len, NULL) < 0)
		fail_msg("from %s\nto %s", old.buf, sb.buf);
	all = json_copy(before);
	s = json_get(all, "servers");
	if (!s) {
		s = json_new_obj();
		json_set(all, "servers", s);
	}
	json_set(s, "x", json_copy(v));
	if (!json_eq(all, after))
		fail_msg("from %s\nto %s", old.buf, sb.buf);
	assert_true(jsontext_remove(&sb, servers_x, 2));
	if (jsontext_is_empty(&sb, servers_x, 1))
		jsontext_remove(&sb, servers_x, 1);
	assert_string_equal(sb.buf, old.buf);
	json_free(all);
	json_free(after);
	json_free(before);
	json_free(v);
	strbuf_release(&sb);
	strbuf_release(&old);
}

static void test_any(void **state)
{
	int i;

	(void)state;
	rnd = unit_rnd("any text");
	for (i = 0; i < 3000; i++)
		round_trip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_remove),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
