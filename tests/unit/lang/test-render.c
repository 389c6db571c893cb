/* Templates: values, sections, escaping, errors. */
#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "lang/render.h"

static const char data_text[] =
	"{\"name\": \"<Ann> & \\\"co\\\"\", \"n\": 3, \"none\": [], "
	"\"yes\": true, \"list\": [{\"x\": 1}, {\"x\": 2, \"name\": \"in\"}], "
	"\"deep\": {\"er\": \"*d*\"}, \"words\": [\"a\", \"b\"], \"nil\": null}";

static char *rendered(const char *text, enum escape escape, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *data;

	assert_int_equal(json_parse(&data, data_text, strlen(data_text), NULL),
			 0);
	if (render(&sb, text, data, escape, err) < 0)
		strbuf_release(&sb);
	json_free(data);
	return strbuf_detach(&sb, NULL);
}

static void check(const char *text, enum escape escape, const char *want)
{
	struct err err = ERR_INIT;
	char *got = rendered(text, escape, &err);

	assert_string_equal(err.msg, "");
	assert_string_equal(got, want);
	free(got);
}

static void values(void **state)
{
	(void)state;
	check("{{n}} {{ n }} {{deep.er}}|{{absent}}|{{nil}}|", ESCAPE_NONE,
	      "3 3 *d*|||");
	check("{{name}}", ESCAPE_HTML,
	      "&lt;Ann&gt; &amp; &quot;co&quot;");
	check("{{{name}}}", ESCAPE_HTML, "<Ann> & \"co\"");
	check("{{deep.er}}", ESCAPE_MARKDOWN, "\\*d\\*");
	check("a{{! words }}b", ESCAPE_NONE, "ab");
	check("no tags at all", ESCAPE_NONE, "no tags at all");
}

static void sections(void **state)
{
	(void)state;
	check("{{#list}}{{x}}{{name}};{{/list}}", ESCAPE_NONE,
	      "1<Ann> & \"co\";2in;");
	check("{{#words}}<{{.}}>{{/words}}", ESCAPE_NONE, "<a><b>");
	check("{{^none}}empty{{/none}}{{#none}}no{{/none}}", ESCAPE_NONE,
	      "empty");
	check("{{#yes}}y{{/yes}}{{^yes}}n{{/yes}}", ESCAPE_NONE, "y");
	check("{{#deep}}{{er}}{{/deep}}", ESCAPE_NONE, "*d*");
	check("{{#n}}{{.}}{{/n}}{{^absent}}!{{/absent}}", ESCAPE_NONE, "3!");
	/* a section of the same name inside itself */
	check("{{#list}}{{#list}}{{x}}{{/list}}{{/list}}", ESCAPE_NONE,
	      "1212");
}

static void lines(void **state)
{
	(void)state;
	check("a\n{{#list}}\n- {{x}}\n{{/list}}\nb\n", ESCAPE_NONE,
	      "a\n- 1\n- 2\nb\n");
	check("a\n  {{#none}}\n- {{x}}\n  {{/none}}\nb\n", ESCAPE_NONE,
	      "a\nb\n");
	check("{{#words}}\n{{.}}\n{{/words}}", ESCAPE_NONE, "a\nb\n");
}

static void errors(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "a\n{{#list}}x", "the section 'list' is not closed" },
		{ "a\nb {{name", "line 2: a tag does not end" },
		{ "a\n{{/list}}", "line 2: 'list' was not opened" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;
		char *got = rendered(cases[i].text, ESCAPE_NONE, &err);

		assert_int_equal(err.code, ERR_INVALID);
		assert_non_null(strstr(err.msg, cases[i].want));
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(sections),
		cmocka_unit_test(lines),
		cmocka_unit_test(errors),
	};

	return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
