/* test-json.c - parsing, refusals, values, the canonical form. */
#include "unit.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/json.h"

#include <math.h>

static struct json *parse(const char *s)
{
	struct err err = ERR_INIT;
	struct json *j;

	if (json_parse(&j, s, strlen(s), &err))
		fail_msg("%s: %s", s, err.msg);
	return j;
}

static void refuse(const char *s, size_t len, const char *want)
{
	struct err err = ERR_INIT;
	struct json *j;

	if (!json_parse(&j, s, len, &err))
		fail_msg("accepted: %s", s);
	assert_null(j);
	assert_int_equal(err.code, ERR_INVALID);
	if (!strstr(err.msg, want))
		fail_msg("'%s' is not in '%s'", want, err.msg);
}

static void test_refusals(void **state)
{
	static const struct { const char *text, *want; } bad[] = {
		{ "", "line 1, column 1: a value is missing" },
		{ "[", "value is missing" },
		{ "[1", "'[' is never closed" },
		{ "{\"a\":1", "'{' is never closed" },
		{ "[1,]", "line 1, column 4: not a JSON value" },
		{ "{\"a\":1,}", "member name in quotes" },
		{ "{a:1}", "member name in quotes" },
		{ "{\"a\" 1}", "':' is missing" },
		{ "[1 2]", "',' is missing" },
		{ "1 2", "text behind the value" },
		{ "01", "text behind" }, { "+1", "not a JSON value" },
		{ "1.", "malformed number" }, { ".5", "not a JSON value" },
		{ "-", "malformed number" }, { "1e", "malformed number" },
		{ "0x10", "text behind" }, { "NaN", "not a JSON value" },
		{ "nul", "not a JSON value" }, { "True", "not a JSON value" },
		{ "'a'", "not a JSON value" },
		{ "[1,\n 1e999]", "line 2, column 2: number out of range" },
		{ "{\"a\":1,\"b\":[-1e400]}", "column 13: number out of" },
		{ "\"a", "unfinished string" }, { "\"\\", "unfinished string" },
		{ "\"\\x\"", "unknown escape" }, { "\"\\u12g4\"", "four hex" },
		{ "\"\\u0000\"", "'\\u0000' is not accepted" },
		{ "\"\\ud800\"", "surrogate" }, { "\"\\udc00\"", "surrogate" },
		{ "\"\\ud800\\u0041\"", "surrogate" },
		{ "\"a\nb\"", "control character" },
		{ "\"ä\xff\"", "line 1, column 3: invalid UTF-8" },
		{ "{\"a\":1,\"a\":2}", "column 8: the same member name twice" },
		{ "{\"a\":1,\n\"\\u0061\":2}", "line 2, column 1: the same" },
		{ "[{\"b\":1,\"a\":{\"x\":0},\"c\":0,\"a\":2}]",
		  "column 27: the same member name" },
		{ "1234567890123456789012345678901234567890123456789012345678901",
		  "more than 60 characters" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		refuse(bad[i].text, strlen(bad[i].text), bad[i].want);
	refuse("\"a\0b\"", 5, "control character");
	refuse("1\0", 2, "text behind");
}

static void test_depth(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_addchars(&sb, '[', JSON_MAX_DEPTH);
	strbuf_addchars(&sb, ']', JSON_MAX_DEPTH);
	json_free(parse(sb.buf));
	strbuf_reset(&sb);
	strbuf_addchars(&sb, '[', JSON_MAX_DEPTH + 1);
	refuse(sb.buf, sb.len, "column 65: more than 64 levels");
	strbuf_reset(&sb);
	strbuf_addchars(&sb, '[', 1000000);
	refuse(sb.buf, sb.len, "more than 64 levels");
	strbuf_release(&sb);
}

/* Many members: neither the search for twins nor the printer is quadratic. */
static void test_large_object(void **state)
{
	struct strbuf sb = STRBUF_INIT, out = STRBUF_INIT;
	const size_t nr = 200000;
	struct json *j;
	size_t i;

	(void)state;
	strbuf_addch(&sb, '{');
	for (i = 0; i < nr; i++)
		strbuf_addf(&sb, "\"k%06zu\":1,", (i * 7919) % nr);
	strbuf_addstr(&sb, "\"z\":1}");
	j = parse(sb.buf);
	assert_int_equal(json_nr(j), nr + 1);
	json_canon(&out, j);
	assert_true(str_starts(out.buf, "{\n  \"k000000\": 1,\n  \"k000001\""));
	json_free(j);
	strbuf_setlen(&sb, sb.len - 6);
	strbuf_addstr(&sb, "\"k000007\":1}");
	refuse(sb.buf, sb.len, "the same member name twice");
	strbuf_release(&sb);
	strbuf_release(&out);
}

static void test_values(void **state)
{
	struct json *j = parse("\xef\xbb\xbf {\"s\":\"x\\u00e9\\ud83d\\ude00\\n\","
			       "\"n\":-1.5e1,\"t\":true,\"f\":false,\"z\":null,"
			       "\"a\":[1,{\"b\":[\"q\"]}]}");
	struct json *copy, *c;
	size_t nr = 0;

	(void)state;
	assert_string_equal(json_get_str(j, "s"), "x\xc3\xa9\xf0\x9f\x98\x80\n");
	assert_true(json_get_num(j, "n", 0) == -15);
	assert_true(json_get_num(j, "s", 7) == 7);
	assert_true(json_get_bool(j, "t", false));
	assert_false(json_get_bool(j, "f", true));
	assert_true(json_get_bool(j, "n", true));
	assert_true(json_is(json_get(j, "z"), JSON_NULL));
	assert_null(json_get(j, "S"));
	assert_null(json_get(NULL, "s"));
	assert_string_equal(json_str(json_get_path(j, "a.1.b.0")), "q");
	assert_null(json_get_path(j, "a.2"));
	assert_null(json_get_path(j, "a.x"));
	assert_null(json_get_path(j, "a."));
	assert_null(json_get_path(j, "s.x"));
	json_each(c, j)
		nr++;
	assert_int_equal(nr, json_nr(j));
	assert_true(json_has_str(json_get_path(j, "a.1.b"), "q"));
	copy = json_copy(j);
	assert_true(json_eq(copy, j));
	json_set_str(copy, "s", "other");
	assert_string_equal(json_key(json_first(copy)), "s");
	assert_false(json_eq(copy, j));
	json_set(copy, "s", json_new_null());
	assert_true(json_del(copy, "z"));
	assert_false(json_del(copy, "z"));
	c = json_detach(copy, "a");
	assert_null(json_key(c));
	json_free(json_detach_at(c, 0));
	assert_int_equal(json_nr(c), 1);
	json_push_str(c, "end");
	json_set(copy, "new", c);
	assert_string_equal(json_key(c), "new");
	assert_string_equal(json_str(json_at(c, 1)), "end");
	assert_false(json_eq(NULL, j));
	assert_true(json_eq(NULL, NULL));
	json_free(copy);
	json_free(j);
	json_free(NULL);
}

static void canon_is(const char *text, const char *want)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j = parse(text);

	json_canon(&sb, j);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	json_free(j);
}

static void test_canon(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	(void)state;
	canon_is("{\"b\":[],\"a\":{},\"A\":[1,[true]],\"é\":null,\"\":\"\"}",
		 "{\n  \"\": \"\",\n  \"A\": [\n    1,\n    [\n      true\n    ]\n"
		 "  ],\n  \"a\": {},\n  \"b\": [],\n  \"é\": null\n}\n");
	canon_is("\"\\u0001\\u001F\\b\\f\\n\\r\\t\\/\\\"\\\\\\u007f\\u2028\"",
		 "\"\\u0001\\u001f\\b\\f\\n\\r\\t/\\\"\\\\\x7f\xe2\x80\xa8\"\n");
	j = parse("{\"b\":1,\"a\":[1,{}]}");
	json_line(&sb, j);
	assert_string_equal(sb.buf, "{\"b\":1,\"a\":[1,{}]}");
	strbuf_reset(&sb);
	json_pretty(&sb, j);
	assert_string_equal(sb.buf,
			    "{\n  \"b\": 1,\n  \"a\": [\n    1,\n    {}\n  ]\n}\n");
	strbuf_release(&sb);
	json_free(j);
}

static void test_numbers(void **state)
{
	static const struct { const char *in, *out; } v[] = {
		{ "-0", "0" }, { "-0.0", "0" }, { "1.0", "1" },
		{ "1e3", "1000" }, { "0.1", "0.1" }, { "100.50", "100.5" },
		{ "1e-5", "0.00001" }, { "1.25e-5", "0.0000125" },
		{ "9.9e-6", "9.9e-6" }, { "1e15", "1000000000000000" },
		{ "9007199254740991", "9007199254740991" },
		{ "9007199254740993", "9007199254740992" },
		{ "1e16", "1e+16" }, { "1.5e300", "1.5e+300" },
		{ "1234567890123456.5", "1234567890123456.5" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ "1.7976931348623157e308", "1.7976931348623157e+308" },
		{ "-12345.678", "-12345.678" }, { "1e-400", "0" },
	};
	struct strbuf sb = STRBUF_INIT;
	struct json *j;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(v); i++) {
		strbuf_reset(&sb);
		j = parse(v[i].in);
		json_line(&sb, j);
		assert_string_equal(sb.buf, v[i].out);
		json_free(j);
	}
	j = json_new_num(NAN);
	assert_true(json_is(j, JSON_NULL));
	json_free(j);
	strbuf_release(&sb);
}

static double random_double(struct rnd *r)
{
	uint64_t bits = rnd_u64(r);
	double d;

	switch (rnd_below(r, 3)) {
	case 0:
		memcpy(&d, &bits, sizeof(d));
		return isfinite(d) ? d : 0;
	case 1:
		return (double)(int64_t)(bits >> rnd_below(r, 64));
	default:
		return (double)(int64_t)(bits % 20000000) / 1000 - 10000;
	}
}

/* Significant digits: no sign, point, exponent, zeros at either end. */
static int digits_of(const char *s)
{
	int nr = 0, zeros = 0;

	for (; *s && *s != 'e'; s++) {
		if (*s < '0' || *s > '9' || (*s == '0' && !nr))
			continue;
		nr++;
		zeros = *s == '0' ? zeros + 1 : 0;
	}
	return nr - zeros;
}

static void test_number_round_trip(void **state)
{
	struct rnd r = unit_rnd("json numbers");
	struct strbuf sb = STRBUF_INIT;
	char text[40];
	double d;
	int i, prec;

	(void)state;
	for (i = 0; i < 200000; i++) {
		d = random_double(&r);
		strbuf_reset(&sb);
		json_add_num(&sb, d);
		if (strtod(sb.buf, NULL) != d)
			fail_msg("%a is printed as %s", d, sb.buf);
		/* No form with fewer digits (of 15 or more) reads back. */
		for (prec = 15; prec < 17; prec++) {
			snprintf(text, sizeof(text), "%.*g", prec, d);
			if (strtod(text, NULL) == d)
				break;
		}
		if (digits_of(sb.buf) > prec)
			fail_msg("%s has more than %d digits", sb.buf, prec);
	}
	strbuf_release(&sb);
}

static struct json *random_value(struct rnd *r, int depth)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;
	uint64_t kind = rnd_below(r, depth ? 6 : 4), n = rnd_below(r, 6);

	switch (kind) {
	case 0:
		return json_new_num(random_double(r));
	case 1:
		return json_new_bool(n & 1);
	case 2:
		return json_new_null();
	case 3:
		while (n--)
			utf8_add(&sb, unit_char(r));
		j = json_new_str(sb.buf);
		strbuf_release(&sb);
		return j;
	case 4:
		j = json_new_arr();
		while (n--)
			json_push(j, random_value(r, depth - 1));
		return j;
	default:
		j = json_new_obj();
		while (n--) {
			strbuf_reset(&sb);
			utf8_add(&sb, unit_char(r));
			utf8_add(&sb, unit_char(r));
			json_set(j, sb.buf, random_value(r, depth - 1));
		}
		strbuf_release(&sb);
		return j;
	}
}

/* Objects with their members in another order. */
static struct json *shuffled(const struct json *j, struct rnd *r)
{
	struct json *out, *c, *copy;
	size_t i;

	if (json_is(j, JSON_ARR)) {
		out = json_new_arr();
		json_each(c, j)
			json_push(out, shuffled(c, r));
		return out;
	}
	if (!json_is(j, JSON_OBJ))
		return json_copy(j);
	copy = json_copy(j);
	out = json_new_obj();
	while (json_nr(copy)) {
		i = rnd_below(r, json_nr(copy));
		c = json_at(copy, i);
		json_set(out, json_key(c), shuffled(c, r));
		json_del(copy, json_key(c));
	}
	json_free(copy);
	return out;
}

static void test_random(void **state)
{
	struct rnd r = unit_rnd("json values");
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	struct json *j, *k, *back;
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		strbuf_reset(&a);
		strbuf_reset(&b);
		j = random_value(&r, 4);
		k = shuffled(j, &r);
		json_canon(&a, j);
		json_canon(&b, k);
		assert_string_equal(a.buf, b.buf);
		assert_true(json_eq(j, k));
		back = parse(a.buf);
		strbuf_reset(&b);
		json_canon(&b, back);
		assert_string_equal(a.buf, b.buf);
		json_free(back);
		strbuf_reset(&b);
		json_line(&b, k);
		back = parse(b.buf);
		assert_int_equal(json_cmp(back, j), 0);
		json_free(back);
		json_free(j);
		json_free(k);
	}
	strbuf_release(&a);
	strbuf_release(&b);
}

/*
 * The examples of the format's document: after the line "Input:" a fenced
 * block, after "Canonical:" what the program makes of it.
 */
static void test_document(void **state)
{
	struct strbuf doc = STRBUF_INIT, out = STRBUF_INIT;
	const char *p, *end;
	struct json *j;
	int nr = 0;

	(void)state;
	assert_int_equal(file_read(&doc, "formats/canonical-json.md", 0, NULL),
			 0);
	for (p = doc.buf; (p = strstr(p, "\nInput:\n")); nr++) {
		p = strstr(p, "```json\n");
		assert_non_null(p);
		p += 8;
		end = strstr(p, "\n```");
		assert_non_null(end);
		assert_int_equal(json_parse(&j, p, (size_t)(end - p), NULL), 0);
		p = strstr(end, "\nCanonical:\n");
		assert_non_null(p);
		p = strstr(p, "```json\n");
		assert_non_null(p);
		p += 8;
		strbuf_reset(&out);
		json_canon(&out, j);
		strbuf_addstr(&out, "```\n");
		if (!str_starts(p, out.buf))
			fail_msg("example %d is:\n%s", nr + 1, out.buf);
		json_free(j);
	}
	assert_true(nr >= 4);
	strbuf_release(&doc);
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_large_object),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_canon),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_number_round_trip),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
