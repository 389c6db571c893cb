/*
 * test-opts.c - option tables filled from argv and from JSON.
 */
#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "data/json.h"
#include "front/opts.h"

static const struct opt opts[] = {
	{ "title", 0, OPT_STR, NULL, "the title", OPT_POS | OPT_REQUIRED,
	  NULL, 0, 0, NULL },
	{ "more", 0, OPT_STR, NULL, "more words", OPT_POS | OPT_REST, NULL,
	  0, 0, NULL },
	{ "force", 'f', OPT_FLAG, NULL, "do it", 0, NULL, 0, 0, NULL },
	{ "fetch", 0, OPT_FLAG, NULL, "look", OPT_NEG, NULL, 0, 0, "look" },
	{ "tag", 't', OPT_STR, NULL, "a tag", OPT_MANY, NULL, 0, 0, NULL },
	{ "quality", 'q', OPT_INT, NULL, "score", 0, NULL, 1, 5, NULL },
	{ "hours", 0, OPT_NUM, NULL, "hours", 0, NULL, 0, 0, NULL },
	{ "status", 's', OPT_ENUM, NULL, "status", 0, "open|done", 0, 0,
	  NULL },
	{ "priority", 'p', OPT_PRIO, NULL, "priority", 0, NULL, 0, 0, NULL },
	{ "depends-on", 0, OPT_ID, NULL, "waits for", OPT_WORDS, NULL, 0, 0,
	  NULL },
	{ "summary", 0, OPT_STR, NULL, "words", OPT_REST | OPT_EMPTY, NULL, 0,
	  0, NULL },
	{ "meta", 0, OPT_KV, NULL, "pair", OPT_MANY, NULL, 0, 0, NULL },
	{ "took", 0, OPT_DUR, NULL, "time", 0, NULL, 0, 0, NULL },
	{ "when", 0, OPT_ENUM, NULL, "when", OPT_BARE, "always|never", 0, 0,
	  NULL },
	{ "old-name", 0, OPT_FLAG, NULL, "old", OPT_HIDDEN, NULL, 0, 0, NULL },
	OPT_END
};

static const struct opt common[] = {
	{ "json", 0, OPT_FLAG, NULL, "json", 0, NULL, 0, 0, NULL },
	{ "directory", 'C', OPT_PATH, NULL, "dir", 0, NULL, 0, 0, NULL },
	OPT_END
};

#define MAX_WORDS 24

/* Parses words separated by '|' (so that they can hold spaces). */
static int parse_in(struct args *a, const struct opt *table, const char *line,
		    bool *help, struct err *err)
{
	char buf[1024], *argv[MAX_WORDS + 1];
	int argc = 0;
	char *p = buf;

	snprintf(buf, sizeof(buf), "cmd|%s", line);
	while (p && argc < MAX_WORDS) {
		argv[argc++] = p;
		p = strchr(p, '|');
		if (p)
			*p++ = '\0';
	}
	argv[argc] = NULL;
	return args_parse(a, table, common, argc, argv, help, err);
}

static struct args good(const char *line)
{
	struct args a = ARGS_INIT;
	struct err err = ERR_INIT;

	if (parse_in(&a, opts, line, NULL, &err) < 0)
		fail_msg("'%s': %s", line, err.msg);
	return a;
}

static void bad(const char *line, const char *words)
{
	struct args a = ARGS_INIT;
	struct err err = ERR_INIT;

	if (parse_in(&a, opts, line, NULL, &err) == 0)
		fail_msg("'%s' was accepted", line);
	assert_int_equal(err.code, ERR_USAGE);
	if (!strstr(err.msg, words))
		fail_msg("'%s': got '%s', wanted '%s'", line, err.msg, words);
	args_release(&a);
}

static void test_forms(void **state)
{
	struct args a = good("-f|T|--quality=3|-t|a|-tb|--tag|c|-C|/x|--json");

	(void)state;
	assert_string_equal(args_str(&a, "title"), "T");
	assert_true(args_flag(&a, "force"));
	assert_int_equal(args_int(&a, "quality", 0), 3);
	assert_int_equal(args_list(&a, "tag")->nr, 3);
	assert_string_equal(args_list(&a, "tag")->v[1], "b");
	assert_string_equal(args_str(&a, "directory"), "/x");
	assert_true(args_flag(&a, "json"));
	assert_null(args_str(&a, "summary"));
	assert_false(args_has(&a, "hours"));
	args_release(&a);

	a = good("-fq4|T");
	assert_true(args_flag(&a, "force"));
	assert_int_equal(args_int(&a, "quality", 0), 4);
	args_release(&a);
}

static void test_prefixes(void **state)
{
	struct args a = good("T|--qual|2|--pri|high|--old-name");

	(void)state;
	assert_int_equal(args_int(&a, "quality", 0), 2);
	assert_string_equal(args_str(&a, "priority"), "high");
	assert_true(args_flag(&a, "old-name"));
	args_release(&a);
	bad("T|--f", "ambiguous");
	bad("T|--old", "unknown option '--old'");
	bad("T|--titel", "unknown option '--titel'");
	bad("T|--statsu|x", "did you mean '--status'");
	bad("T|-x", "unknown option '-x'");
}

static void test_negation(void **state)
{
	struct args a = good("T|--no-fetch");

	(void)state;
	assert_int_equal(args_tri(&a, "fetch"), -1);
	assert_false(args_flag(&a, "fetch"));
	args_release(&a);
	a = good("T|--no-fetch|--fetch");
	assert_int_equal(args_tri(&a, "fetch"), 1);
	args_release(&a);
	a = good("T|--no-look");
	assert_int_equal(args_tri(&a, "fetch"), -1);
	args_release(&a);
	bad("T|--no-force", "unknown option '--no-force'");
}

static void test_rest_and_words(void **state)
{
	struct args a = good("T|--summary|a|b|c|--force|x|y");

	(void)state;
	assert_string_equal(args_str(&a, "summary"), "a b c");
	assert_string_equal(args_str(&a, "more"), "x y");
	args_release(&a);
	a = good("--depends-on|1234abcd|#beef|T");
	assert_int_equal(args_list(&a, "depends-on")->nr, 2);
	assert_string_equal(args_str(&a, "title"), "T");
	args_release(&a);
	a = good("T|--summary=|--|--force|-x");
	assert_string_equal(args_str(&a, "summary"), "");
	assert_false(args_flag(&a, "force"));
	assert_string_equal(args_str(&a, "more"), "--force -x");
	args_release(&a);
	a = good("T|--when|- a bullet");
	assert_string_equal(args_str(&a, "when"), "always");
	assert_string_equal(args_str(&a, "more"), "- a bullet");
	args_release(&a);
	a = good("T|--summary|a|-5% less|--- b|--force|--new: c|-9 d");
	assert_string_equal(args_str(&a, "summary"), "a -5% less --- b");
	assert_true(args_flag(&a, "force"));
	assert_string_equal(args_str(&a, "more"), "--new: c -9 d");
	args_release(&a);
	a = good("T|--hours|-2.5|--when=never|-");
	assert_true(args_num(&a, "hours", 0) < -2.4);
	assert_string_equal(args_str(&a, "when"), "never");
	assert_string_equal(args_str(&a, "more"), "-");
	args_release(&a);
}

static void test_wrong_values(void **state)
{
	(void)state;
	bad("--force", "<title> is missing");
	bad("T|--quality|6", "between 1 and 5");
	bad("T|--quality 5", "unknown option '--quality 5'");
	bad("T|--qualify=a b", "unknown option '--qualify'");
	bad("T|--quality|2.5", "whole number");
	bad("T|--quality|", "must not be empty");
	bad("T|--quality", "needs a value");
	bad("T|--quality|--force", "needs a value");
	bad("T|--hours|abc", "needs a number");
	bad("T|--hours|nan", "needs a number");
	bad("T|--hours|0x10", "needs a number");
	bad("T|--hours|1e999", "needs a number");
	bad("T|--status|opne", "Invalid status 'opne': use open or done");
	bad("T|--priority|urgent", "Invalid priority 'urgent'");
	bad("T|--priority|5", "Invalid priority '5'");
	bad("T|--meta|novalue", "key=value");
	bad("T|--meta|=v", "key=value");
	bad("T|--took|soon", "took");
	bad("T|--force=yes", "takes no value");
	bad("T|--tag|\xff", "not valid UTF-8");
	bad("T|--when=maybe", "Invalid when 'maybe'");
}

static void test_help(void **state)
{
	struct args a = ARGS_INIT;
	struct err err = ERR_INIT;
	bool help;

	(void)state;
	assert_int_equal(parse_in(&a, opts, "-h", &help, &err), 0);
	assert_true(help);
	args_release(&a);
	assert_int_equal(parse_in(&a, opts, "T|--help", &help, &err), 0);
	assert_true(help);
	args_release(&a);
	assert_int_equal(parse_in(&a, opts, "T|--|-h", &help, &err), 0);
	assert_false(help);
	args_release(&a);
}

static void test_unexpected(void **state)
{
	static const struct opt one[] = {
		{ "id", 0, OPT_ID, NULL, "an id", OPT_POS, NULL, 0, 0, NULL },
		OPT_END
	};
	struct args a = ARGS_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(parse_in(&a, one, "a|b", NULL, &err), -1);
	assert_string_equal(err.msg, "unexpected argument 'b'");
	args_release(&a);
}

/* ---- JSON ---- */

static int from_json(struct args *a, const char *text, struct err *err)
{
	struct json *j = NULL;
	int ret;

	assert_int_equal(json_parse(&j, text, strlen(text), err), 0);
	ret = args_parse_json(a, opts, common, j, err);
	json_free(j);
	return ret;
}

static void test_json(void **state)
{
	struct args a = ARGS_INIT;
	struct err err = ERR_INIT;

	(void)state;
	if (from_json(&a, "{\"title\":\"T\",\"quality\":3,\"force\":true,"
		      "\"tag\":[\"a\",\"b\"],\"depends_on\":[\"abcd\"],"
		      "\"meta\":{\"k\":\"v\",\"n\":2},\"priority\":4,"
		      "\"hours\":0.5,\"fetch\":false,\"took\":null}",
		      &err) < 0)
		fail_msg("%s", err.msg);
	assert_int_equal(args_int(&a, "quality", 0), 3);
	assert_true(args_flag(&a, "force"));
	assert_int_equal(args_list(&a, "tag")->nr, 2);
	assert_string_equal(args_list(&a, "meta")->v[1], "n=2");
	assert_string_equal(args_str(&a, "priority"), "4");
	assert_string_equal(args_str(&a, "hours"), "0.5");
	assert_int_equal(args_tri(&a, "fetch"), -1);
	assert_false(args_has(&a, "took"));
	assert_string_equal(args_str(&a, "depends-on"), "abcd");
	args_release(&a);
}

static void bad_json(const char *text, const char *words)
{
	struct args a = ARGS_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(from_json(&a, text, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	if (!strstr(err.msg, words))
		fail_msg("'%s': got '%s', wanted '%s'", text, err.msg, words);
	args_release(&a);
}

static void test_json_wrong(void **state)
{
	(void)state;
	bad_json("{}", "'title' is missing");
	bad_json("[]", "must be an object");
	bad_json("{\"title\":\"T\",\"nope\":1}", "unknown argument 'nope'");
	bad_json("{\"title\":\"T\",\"quality\":9}", "between 1 and 5");
	bad_json("{\"title\":\"T\",\"quality\":true}", "must be a number");
	bad_json("{\"title\":\"T\",\"force\":1}", "true or false");
	bad_json("{\"title\":\"T\",\"quality\":[1,2]}", "single value");
	bad_json("{\"title\":\"T\",\"tag\":[{}]}", "must be a string");
	bad_json("{\"title\":\"\"}", "must not be empty");
}

static void test_set(void **state)
{
	struct args a = good("T");
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(args_set(&a, "tag", "x", &err), 0);
	assert_int_equal(args_set(&a, "quality", "7", &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	assert_int_equal(args_set(&a, "force", NULL, &err), 0);
	assert_string_equal(args_str(&a, "tag"), "x");
	assert_false(args_has(&a, "quality"));
	assert_true(args_flag(&a, "force"));
	args_release(&a);
}

static void test_for_servers(void **state)
{
	static const struct { const char *name; enum opt_type type;
			      bool looks, writes; } all[] = {
		{ "title", OPT_STR, true, true },
		{ "file", OPT_PATH, false, false },
		{ "sync", OPT_FLAG, false, false },
		{ "provider", OPT_STR, false, false },
		{ "claim", OPT_FLAG, false, true },
		{ "save", OPT_FLAG, false, true },
	};
	struct opt o = OPT_END;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		o.name = all[i].name;
		o.type = all[i].type;
		assert_int_equal(opt_for_servers(&o, false), all[i].looks);
		assert_int_equal(opt_for_servers(&o, true), all[i].writes);
	}
	o.flags = OPT_HIDDEN;
	assert_false(opt_for_servers(&o, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_negation),
		cmocka_unit_test(test_rest_and_words),
		cmocka_unit_test(test_wrong_values),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_unexpected),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_wrong),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_for_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
