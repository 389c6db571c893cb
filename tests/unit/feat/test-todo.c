/* Comments are found in comments only, in every kind of language. */
#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/strbuf.h"
#include "feat/project/todo.h"

static struct todo_list scan(const char *path, const char *text)
{
	struct todo_list l = TODO_LIST_INIT;

	todo_scan(&l, path, text, strlen(text));
	return l;
}

/* "line:WORD:text;" for each. */
static void check(const char *path, const char *text, const char *want)
{
	struct todo_list l = scan(path, text);
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < l.nr; i++)
		strbuf_addf(&sb, "%d:%s:%s;", l.items[i].line,
			    l.items[i].word, l.items[i].text);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	todo_list_release(&l);
}

static void languages(void **state)
{
	(void)state;
	check("a.c", "int x; /* TODO: one */\n// FIXME two\n",
	      "1:TODO:one;2:FIXME:two;");
	check("a.c", "char *s = \"// TODO: no\"; // TODO: yes\n",
	      "1:TODO:yes;");
	check("a.c", "/*\n * text\n * TODO: deep in it\n */\nint TODO = 1;\n",
	      "3:TODO:deep in it;");
	check("a.py", "s = '# TODO no'\n# TODO: yes\n\"\"\"doc\nHACK: d\n\"\"\"\n",
	      "2:TODO:yes;4:HACK:d;");
	check("a.sh", "echo \"TODO: no\"  # XXX: yes\n", "1:XXX:yes;");
	check("Makefile", "all: # TODO: rules\n", "1:TODO:rules;");
	check("a.sql", "-- TODO: index\nSELECT 'TODO: no';\n",
	      "1:TODO:index;");
	check("a.html", "<p>TODO: no</p>\n<!-- TODO: yes -->\n",
	      "2:TODO:yes;");
	check("a.lisp", "; TODO: car\n", "1:TODO:car;");
	check("a.js", "const t = `\n// TODO: no\n`;\n// TODO: yes\n",
	      "4:TODO:yes;");
	check("a.rs", "fn f<'a>() {} // TODO: lifetime\n",
	      "1:TODO:lifetime;");
	check("a.lua", "--[[\nTODO: long\n]]\n-- TODO: short\n",
	      "2:TODO:long;4:TODO:short;");
	check("a.txt", "TODO: prose\n", "");
	check("a.bin", "// TODO: unknown kind\n", "");
}

static void words(void **state)
{
	(void)state;
	check("a.c", "// TODOS: no\n// MYTODO: no\n// my-TODO: no\n"
	      "// todo: no\n// TODO\n// TODO:\n", "");
	check("a.c", "// TODO  many   blanks\t here \n",
	      "1:TODO:many blanks here;");
	check("a.c", "// TODO(ann): x\r\n", "1:TODO:x;");
	check("a.c", "/* TODO: unclosed", "1:TODO:unclosed;");
	check("a.c", "// TODO: \x1b[31mred\n",
	      "1:TODO:\xef\xbf\xbd[31mred;");
}

static void options(void **state)
{
	struct todo_list l = scan("src/auth.py",
		"x\n# TODO(bob): Fix race [priority:critical] [estimate:90m] "
		"[criteria:performance<100ms] [tag:api] [see 4]\n");
	const struct todo *t;

	(void)state;
	assert_int_equal(l.nr, 1);
	t = &l.items[0];
	assert_string_equal(t->text, "Fix race [see 4]");
	assert_string_equal(t->assignee, "bob");
	assert_string_equal(t->criteria, "performance<100ms");
	assert_int_equal(t->priority, PRIO_CRITICAL);
	assert_true(t->hours > 1.49 && t->hours < 1.51);
	assert_int_equal(t->tags.nr, 1);
	assert_string_equal(t->tags.v[0], "api");
	assert_int_equal(t->line, 2);
	todo_list_release(&l);
}

static void keys(void **state)
{
	struct todo_list a = scan("a.c", "// TODO: same\n// TODO: same\n");
	struct todo_list b = scan("a.c", "\n\n//  TODO:  Same [priority:low]\n");

	(void)state;
	assert_int_equal(a.nr, 2);
	assert_int_equal(b.nr, 1);
	assert_string_not_equal(a.items[0].key, a.items[1].key);
	assert_string_equal(a.items[0].key, b.items[0].key);
	todo_list_release(&a);
	todo_list_release(&b);
}

static void binary_has_none(void **state)
{
	struct todo_list l = TODO_LIST_INIT;

	(void)state;
	todo_scan(&l, "a.c", "// TODO: x\n\0", 12);
	assert_int_equal(l.nr, 0);
	todo_list_release(&l);
}

/* Many begins of options: each is looked at for a bounded length. */
static void brackets(void **state)
{
	static const char *const line[] = { "// TODO [", "[a:" };
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(line); i++) {
		struct strbuf sb = STRBUF_INIT;
		struct todo_list l;
		clock_t t = clock();

		memset(&l, 0, sizeof(l));
		strbuf_addstr(&sb, "// TODO x ");
		for (j = 0; j < 400000; j++)
			strbuf_addstr(&sb, line[i]);
		strbuf_addstr(&sb, "]\n");
		todo_scan(&l, "a.c", sb.buf, sb.len);
		assert_int_equal(l.nr, 1);
		if ((clock() - t) / CLOCKS_PER_SEC > 5)
			fail_msg("'%s' takes long", line[i]);
		todo_list_release(&l);
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages),
		cmocka_unit_test(words),
		cmocka_unit_test(options),
		cmocka_unit_test(brackets),
		cmocka_unit_test(keys),
		cmocka_unit_test(binary_has_none),
	};

	return cmocka_run_group_tests_name("todo", tests, NULL, NULL);
}
