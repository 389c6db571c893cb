/*
 * The examples of formats/task.md and formats/merge.md, and the names in the
 * documents, against the code.
 */
#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/join.h"
#include "model/taskio.h"

#define MAX_BLOCKS 32

static void slurp(struct strbuf *out, const char *path)
{
	struct err err = ERR_INIT;

	if (file_read(out, path, 0, &err) < 0)
		fail_msg("%s", err.msg);
}

/* The ```json blocks of a document. */
static void blocks(struct strvec *out, const char *path)
{
	struct strbuf doc = STRBUF_INIT;
	const char *p, *end;

	slurp(&doc, path);
	for (p = doc.buf; (p = strstr(p, "```json\n")); p = end + 4) {
		p += 8;
		end = strstr(p, "\n```");
		assert_non_null(end);
		strvec_push_len(out, p, (size_t)(end + 1 - p));
	}
	strbuf_release(&doc);
}

static struct task parse(const char *text)
{
	struct task t = TASK_INIT;
	struct err err = ERR_INIT;

	if (task_parse(&t, text, strlen(text), &err) < 0)
		fail_msg("%s", err.msg);
	return t;
}

static void assert_written(const struct task *t, const char *expected)
{
	struct strbuf sb = STRBUF_INIT;

	task_write(&sb, t);
	assert_string_equal(sb.buf, expected);
	strbuf_release(&sb);
}

/* The entry of a log: canonical, and fit for it. */
static void execution_example(const char *text)
{
	struct strbuf again = STRBUF_INIT;
	struct json *e = NULL;
	struct err err = ERR_INIT;

	if (json_parse(&e, text, strlen(text), &err) < 0 ||
	    field_check(F_EXECUTIONS, e, &err) < 0)
		fail_msg("%s", err.msg);
	json_canon(&again, e);
	assert_string_equal(again.buf, text);
	strbuf_release(&again);
	json_free(e);
}

static void task_example(void **unused)
{
	struct strvec b = STRVEC_INIT;
	struct task t;
	int f;

	(void)unused;
	blocks(&b, "formats/task.md");
	assert_int_equal(b.nr, 2);
	t = parse(b.v[0]);
	assert_written(&t, b.v[0]);
	execution_example(b.v[1]);
	for (f = 0; f < F_NR; f++) {
		const struct json *v = json_get(t.doc, field_defs[f].name);
		struct json *c;
		struct err err = ERR_INIT;

		if (!v)
			continue;
		if (field_defs[f].kind == KIND_REGISTER) {
			assert_int_equal(field_check((enum field)f, v, &err),
					 0);
			continue;
		}
		json_each(c, v)
			assert_int_equal(field_check((enum field)f, c, &err),
					 0);
	}
	task_release(&t);
	strvec_clear(&b);
}

static void merge_examples(void **unused)
{
	struct strvec b = STRVEC_INIT;
	struct task x, y, j = TASK_INIT;
	size_t i;

	(void)unused;
	blocks(&b, "formats/merge.md");
	assert_true(b.nr >= 6);
	for (i = 0; i + 2 < b.nr; i += 3) {
		x = parse(b.v[i]);
		y = parse(b.v[i + 1]);
		join_tasks(&j, &x, &y, NULL, NULL);
		assert_written(&j, b.v[i + 2]);
		task_release(&j);
		join_tasks(&j, &y, &x, NULL, NULL);
		assert_written(&j, b.v[i + 2]);
		task_release(&j);
		task_release(&x);
		task_release(&y);
	}
	strvec_clear(&b);
}

/* The row of each field starts with "| `name` | kind |". */
static void field_table(void **unused)
{
	static const char *const kinds[] = {
		"register", "set", "map", "log"
	};
	struct strbuf doc = STRBUF_INIT;
	const char *p = NULL, *last;
	char *row;
	int f;

	(void)unused;
	slurp(&doc, "formats/task.md");
	last = doc.buf;
	for (f = 0; f < F_NR; f++) {
		row = xasprintf("\n| `%s` | %s | ", field_defs[f].name,
				field_defs[f].type == TYPE_CRITERIA ?
				"criteria" : kinds[field_defs[f].kind]);
		p = strstr(last, row);
		if (!p)
			fail_msg("formats/task.md lacks, or has not in "
				 "order:%s", row);
		last = p + 1;
		free(row);
	}
	strbuf_release(&doc);
}

static void check_schema(const char *path)
{
	struct strbuf text = STRBUF_INIT;
	struct json *schema = NULL;
	const struct json *props, *v;
	int f;

	slurp(&text, path);
	assert_int_equal(json_parse(&schema, text.buf, text.len, NULL), 0);
	props = json_get(schema, "properties");
	for (f = 0; f < F_NR; f++)
		if (!json_get(props, field_defs[f].name))
			fail_msg("%s lacks %s", path, field_defs[f].name);
	json_each(v, json_get(schema, "required"))
		if (!json_get(props, json_str(v)))
			fail_msg("%s requires %s", path, json_str(v));
	json_free(schema);
	strbuf_release(&text);
}

static void schemas(void **unused)
{
	(void)unused;
	check_schema("formats/task.schema.json");
	check_schema("formats/task-output.schema.json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(task_example),
		cmocka_unit_test(merge_examples),
		cmocka_unit_test(field_table),
		cmocka_unit_test(schemas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
