/*
 * test-usage.c - help, manual, completion and schema of a small table.
 */
#include "base/base.h"
#include "unit.h"

#include "front/cmd.h"
#include "front/usage.h"

static const struct opt add_opts[] = {
	{ "title", 0, OPT_STR, NULL, "the title", OPT_POS | OPT_REQUIRED,
	  NULL, 0, 0, NULL },
	{ "tag", 't', OPT_STR, "<tag>", "a label", OPT_MANY, NULL, 0, 0,
	  "label" },
	{ "score", 0, OPT_INT, NULL, "how good", 0, NULL, 1, 5, NULL },
	{ "parent-id", 0, OPT_ID, NULL, "belongs to", 0, NULL, 0, 0, NULL },
	{ "wait", 0, OPT_FLAG, NULL, "don't return", OPT_NEG, NULL, 0, 0,
	  NULL },
	{ "secret", 0, OPT_FLAG, NULL, "hidden one", OPT_HIDDEN, NULL, 0, 0,
	  NULL },
	OPT_FORMAT("text"),
	OPT_END
};

static const struct opt sub_opts[] = {
	{ "file", 0, OPT_PATH, NULL, "what to read", OPT_POS | OPT_MANY, NULL,
	  0, 0, NULL },
	OPT_END
};

static const struct cmd add = {
	.name = "add", .alias = "new|create", .group = "create",
	.summary = "make a task", .opts = add_opts,
	.detail = "First paragraph.\n\nSecond - with .dots\n.and 'quotes'.\n\n"
		  "\tgit task add \"x\\n\"\n",
};
static const struct cmd parse = {
	.name = "doc parse", .group = "create", .summary = "read a document",
	.opts = sub_opts,
};
static const struct cmd show = {
	.name = "doc show", .group = "look", .summary = "show a document",
};
static const struct cmd hidden = {
	.name = "internal", .group = "care", .summary = "not for people",
	.needs = HIDDEN,
};
static const struct cmd *const table[] = {
	&add, &parse, &show, &hidden, NULL
};

static void has(const struct strbuf *sb, const char *text)
{
	if (!strstr(sb->buf, text))
		fail_msg("no '%s' in: %s", text, sb->buf);
}

static void lacks(const struct strbuf *sb, const char *text)
{
	if (strstr(sb->buf, text))
		fail_msg("'%s' in: %s", text, sb->buf);
}

static void test_help(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	usage_help(&sb, &add, false);
	assert_true(str_starts(sb.buf, "usage: git task add [<options>] "
			       "<title>\n   or: new, create\n\nmake a task\n"
			       "\nFirst paragraph.\n\n"));
	has(&sb, "-t, --tag <tag>");
	has(&sb, "a label; can be repeated; also --label");
	has(&sb, "how good (1 to 5)");
	has(&sb, "--[no-]wait");
	has(&sb, "(text, json, ndjson,");
	lacks(&sb, "secret");
	lacks(&sb, "Second");
	strbuf_reset(&sb);
	usage_help(&sb, &parse, true);
	has(&sb, "usage: tm doc parse [<file>...]\n");
	strbuf_reset(&sb);
	usage_overview(&sb, table, false);
	has(&sb, "   doc parse          read a document\n");
	lacks(&sb, "internal");
	strbuf_release(&sb);
}

static void test_man(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct strvec pages = STRVEC_INIT;

	(void)state;
	assert_int_equal(usage_man(&sb, table, "git-task-add"), 0);
	has(&sb, ".TH GIT\\-TASK\\-ADD 1");
	has(&sb, "git\\-task\\-add \\- make a task\n");
	has(&sb, "\\fBgit task add\\fR [<options>] <title>\n");
	has(&sb, "\n.PP\nSecond \\- with .dots\n\\&.and \\(aqquotes\\(aq.\n");
	has(&sb, ".nf\ngit task add \"x\\en\"\n.fi\n");
	has(&sb, ".TP\n.B \\-t, \\-\\-tag <tag>\nA label;");
	lacks(&sb, "secret");
	strbuf_reset(&sb);
	assert_int_equal(usage_man(&sb, table, "git-task-doc"), 0);
	has(&sb, ".SS git task doc parse\n");
	has(&sb, ".SS git task doc show\n");
	strbuf_reset(&sb);
	assert_int_equal(usage_man(&sb, table, "git-task-nope"), -1);
	assert_int_equal(usage_man(&sb, table, "git-task-internal"), -1);
	usage_pages(&pages, table);
	assert_int_equal(pages.nr, 3);
	assert_string_equal(pages.v[2], "git-task-doc");
	strvec_clear(&pages);
	strbuf_release(&sb);
}

static void test_completion(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	assert_int_equal(usage_completion(&sb, table, "bash"), 0);
	has(&sb, "'add' 'make a task'");
	has(&sb, "'--wait' 'don'\\''t return'");
	has(&sb, "'add --score') echo '@text'");
	has(&sb, "'add --parent-id') echo '@id'");
	has(&sb, "'add --tag'|'add -t'|'add --label')");
	has(&sb, "'doc parse <1>'|'doc parse <*>') echo '@file'");
	has(&sb, "new|create) echo 'add'");
	lacks(&sb, "secret");
	lacks(&sb, "internal");
	strbuf_reset(&sb);
	assert_int_equal(usage_completion(&sb, table, "fish"), 0);
	has(&sb, "-l wait -d 'don\\'t return'");
	has(&sb, "-l format -x -a 'text json ndjson yaml csv tsv markdown'");
	lacks(&sb, "secret");
	assert_int_equal(usage_completion(&sb, table, "csh"), -1);
	strbuf_release(&sb);
}

static void test_schema(void **state)
{
	struct json *s = usage_schema(&add), *p = json_get(s, "properties");

	(void)state;
	assert_string_equal(json_str(json_at(json_get(s, "required"), 0)),
			    "title");
	assert_string_equal(json_str(json_get_path(p, "tag.type")), "array");
	assert_true(json_num(json_get_path(p, "score.maximum")) == 5);
	assert_non_null(json_get(p, "parent_id"));
	assert_null(json_get(p, "secret"));
	assert_false(json_get_bool(s, "additionalProperties", true));
	json_free(s);
}

static void test_closest(void **state)
{
	(void)state;
	assert_string_equal(usage_closest(table, "ad"), "add");
	assert_string_equal(usage_closest(table, "creat"), "add");
	assert_string_equal(usage_closest(table, "doc prase"), "doc parse");
	assert_null(usage_closest(table, "zzzzzz"));
	assert_null(usage_closest(table, "internal"));
}

static void test_find(void **state)
{
	(void)state;
	assert_ptr_equal(cmd_find(table, "create"), &add);
	assert_ptr_equal(cmd_find(table, "doc show"), &show);
	assert_null(cmd_find(table, "crea"));
	assert_null(cmd_find(table, "new|create"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_man),
		cmocka_unit_test(test_completion),
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_closest),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
