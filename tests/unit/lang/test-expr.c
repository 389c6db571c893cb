#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "lang/expr.h"

static const struct json *look_up(void *data, const char *name)
{
	return json_get_path(data, name);
}

static const char *judged(const char *text, const char *values)
{
	struct expr *e = NULL;
	struct json *v = NULL;
	struct err err = ERR_INIT;
	enum verdict verdict = VERDICT_UNKNOWN;
	struct strbuf why = STRBUF_INIT;

	if (json_parse(&v, values, strlen(values), &err) < 0)
		fail_msg("%s: %s", values, err.msg);
	if (expr_parse(&e, text, &err) == 0)
		verdict = expr_judge(e, look_up, v, &why);
	else
		assert_int_equal(err.code, ERR_INVALID);
	assert_int_equal(e && verdict == VERDICT_UNKNOWN, why.len != 0);
	strbuf_release(&why);
	expr_free(e);
	json_free(v);
	return verdict_name(verdict);
}

/* Cuts "`x` | " off a row of the table; NULL when there is none. */
static char *cell(const char **p)
{
	const char *start = *p, *end;

	if (*start != '`')
		return NULL;
	end = strstr(start + 1, "` | ");
	if (!end)
		return NULL;
	*p = end + 4;
	return xstrndup(start + 1, (size_t)(end - start - 1));
}

static void examples_hold(void **unused)
{
	struct strbuf doc = STRBUF_INIT;
	const char *p, *last, *outcome;
	char *text, *values;
	size_t nr = 0;

	(void)unused;
	assert_int_equal(file_read(&doc, "formats/criteria.md", 0, NULL), 0);
	p = strstr(doc.buf, "\n## Examples");
	assert_non_null(p);
	last = strstr(p + 2, "\n## ");
	assert_non_null(last);
	while ((p = strstr(p, "\n| `")) && p < last) {
		p += 3;
		text = cell(&p);
		values = cell(&p);
		if (!text || !values)
			fail_msg("a row that can not be read: %.60s", p);
		outcome = judged(text, values);
		if (!str_starts(p, outcome) ||
		    p[strlen(outcome)] != ' ')
			fail_msg("%s with %s is %s", text, values, outcome);
		free(text);
		free(values);
		nr++;
	}
	assert_true(nr > 30);
	strbuf_release(&doc);
}

static void assert_why(const char *text, const char *values,
		       const char *expected)
{
	struct expr *e = NULL;
	struct json *v = NULL;
	struct strbuf why = STRBUF_INIT;

	assert_int_equal(expr_parse(&e, text, NULL), 0);
	assert_int_equal(json_parse(&v, values, strlen(values), NULL), 0);
	assert_int_equal(expr_judge(e, look_up, v, &why), VERDICT_UNKNOWN);
	assert_string_equal(why.buf, expected);
	strbuf_release(&why);
	expr_free(e);
	json_free(v);
}

static void reasons_are_told(void **unused)
{
	(void)unused;
	assert_why("coverage > 80", "{}", "coverage is not set");
	assert_why("a.b.c > 80", "{\"a\":{\"b\":1}}", "a.b.c is not set");
	assert_why("a > 1 or b > 1", "{\"b\":0}", "a is not set");
	assert_why("(x and false) or y", "{}", "y is not set");
	assert_why("\"a\" < 3", "{}", "can not compare text with a number");
	assert_why("1 / zero", "{\"zero\":0}", "division by zero");
	assert_why("5ms + 2MB > 1", "{}", "the units do not fit");
	assert_why("a", "{\"a\":\"x\"}", "text is neither true nor false");
	assert_why("1e308 * 10 > 1", "{}", "the number is too large");
}

static void assert_error(const char *text, const char *expected)
{
	struct expr *e = NULL;
	struct err err = ERR_INIT;

	assert_true(expr_parse(&e, text, &err) < 0);
	assert_null(e);
	if (!strstr(err.msg, expected))
		fail_msg("%s: '%s' lacks '%s'", text, err.msg, expected);
}

static void mistakes_are_placed(void **unused)
{
	(void)unused;
	assert_error("", "column 1: expected a value");
	assert_error("a >", "column 4: expected a value");
	assert_error("a > 1 b", "column 7: expected an operator");
	assert_error("(a", "column 3: expected ')'");
	assert_error("[1", "column 3: expected ',' or ']'");
	assert_error("a == \"x", "column 6: text without");
	assert_error("1 < 2 < 3", "do not chain");
	assert_error("f(1)", "column 2: functions");
	assert_error("5 > 3kg", "not a number or a unit");
	assert_error("and", "expected a value");
	assert_error("a ; b", "column 3: expected an operator");
}

static char *repeated(const char *part, size_t nr, const char *end)
{
	struct strbuf sb = STRBUF_INIT;

	while (nr--)
		strbuf_addstr(&sb, part);
	strbuf_addstr(&sb, end);
	return strbuf_detach(&sb, NULL);
}

static void size_and_depth_are_bounded(void **unused)
{
	struct expr *e = NULL;
	char *text = repeated("(", 500, "1");

	(void)unused;
	assert_error(text, "too deep");
	free(text);
	text = repeated("not ", 500, "1");
	assert_error(text, "too deep");
	free(text);
	text = repeated("-", 500, "1");
	assert_error(text, "too deep");
	free(text);
	text = repeated("[", 500, "1");
	assert_error(text, "too deep");
	free(text);
	text = repeated("1+", 5000, "1");
	assert_error(text, "too long");
	free(text);
	text = repeated("1+", 2000, "1 == 2001");
	assert_int_equal(expr_parse(&e, text, NULL), 0);
	assert_int_equal(expr_judge(e, look_up, NULL, NULL), VERDICT_MET);
	expr_free(e);
	free(text);
}

static void names_are_listed(void **unused)
{
	struct expr *e = NULL;
	struct strvec names = STRVEC_INIT;
	char *all;

	(void)unused;
	assert_int_equal(expr_parse(&e, "a.b > c and a.b < 3 or d in [e]",
				    NULL), 0);
	expr_names(&names, e);
	all = strvec_join(&names, " ");
	assert_string_equal(all, "a.b c d e");
	free(all);
	strvec_clear(&names);
	expr_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_hold),
		cmocka_unit_test(reasons_are_told),
		cmocka_unit_test(mistakes_are_placed),
		cmocka_unit_test(size_and_depth_are_bounded),
		cmocka_unit_test(names_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
