#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "model/change.h"
#include "model/taskio.h"

#include "randtask.h"

#define NOW INT64_C(1700000000000)

struct place {
	struct rnd rnd;
	struct edit edit;
};

static void place_init(struct place *p)
{
	memset(p, 0, sizeof(*p));
	p->rnd = rnd_seed(1);
	p->edit.now = NOW;
	p->edit.actor = "0000000a";
	p->edit.author = "Ann";
	p->edit.rnd = &p->rnd;
}

static struct task new_task(struct place *p)
{
	struct task t = TASK_INIT;
	struct change c;
	bool changed;

	change_init(&c, RAND_ID);
	c.create = true;
	change_set_str(&c, F_TITLE, "Login");
	change_add(&c, F_TAGS, "web");
	assert_int_equal(change_apply(&t, &c, &p->edit, &changed, NULL), 0);
	assert_true(changed);
	change_release(&c);
	return t;
}

/* Applies, frees the change, moves the clock. */
static bool apply(struct task *t, struct change *c, struct place *p)
{
	struct err err = ERR_INIT;
	bool changed;

	if (change_apply(t, c, &p->edit, &changed, &err) < 0)
		fail_msg("%s", err.msg);
	change_release(c);
	p->edit.now += 1000;
	return changed;
}

static void creation_sets_defaults(void **unused)
{
	struct place p;
	struct task t;
	struct strbuf sb = STRBUF_INIT;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	task_write(&sb, &t);
	assert_string_equal(sb.buf,
		"{\n"
		"  \"created_at\": \"2023-11-14T22:13:20Z\",\n"
		"  \"created_by\": \"Ann\",\n"
		"  \"id\": \"" RAND_ID "\",\n"
		"  \"priority\": \"medium\",\n"
		"  \"stamps\": {\n"
		"    \"*\": \"01700000000000-0000-0000000a\"\n"
		"  },\n"
		"  \"status\": \"pending\",\n"
		"  \"tags\": [\n"
		"    \"web\"\n"
		"  ],\n"
		"  \"title\": \"Login\",\n"
		"  \"updated_at\": \"2023-11-14T22:13:20Z\"\n"
		"}\n");
	strbuf_release(&sb);
	task_release(&t);
}

static void same_value_is_no_edit(void **unused)
{
	struct place p;
	struct task t;
	struct change c;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "Login");
	change_add(&c, F_TAGS, "web");
	change_remove(&c, F_TAGS, "none");
	change_drop(&c, F_EXTERNAL, "none");
	change_unset(&c, F_PARENT);
	change_retract(&c, F_PROGRESS, "none");
	assert_false(apply(&t, &c, &p));
	assert_null(json_get(t.doc, "progress"));
	assert_string_equal(task_stamp(&t, "title"),
			    "01700000000000-0000-0000000a");
	task_release(&t);
}

static void edits_get_later_stamps(void **unused)
{
	struct place p;
	struct task t;
	struct change c;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	p.edit.now -= 5000;	/* our clock is behind the task's */
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "Sign in");
	change_remove(&c, F_TAGS, "web");
	change_add(&c, F_TAGS, "api");
	change_put(&c, F_EXTERNAL, "jira", json_new_str("P-1"));
	assert_true(apply(&t, &c, &p));
	assert_string_equal(task_stamp(&t, "title"),
			    "01700000000000-0001-0000000a");
	assert_string_equal(task_stamp(&t, "tags/web"),
			    "-01700000000000-0001-0000000a");
	assert_string_equal(task_stamp(&t, "tags/api"),
			    "+01700000000000-0001-0000000a");
	assert_string_equal(task_stamp(&t, "external/jira"),
			    "01700000000000-0001-0000000a");
	assert_string_equal(task_stamp(&t, "updated_at"),
			    "01700000000000-0001-0000000a");
	assert_string_equal(task_stamp(&t, "status"),
			    "01700000000000-0000-0000000a");
	task_release(&t);
}

static void log_entries_are_filled_in(void **unused)
{
	struct place p;
	struct task t;
	struct change c;
	const struct json *e;
	char *id;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	change_init(&c, RAND_ID);
	change_append(&c, F_PROGRESS, entry_new("half way", "note"));
	assert_true(apply(&t, &c, &p));
	e = json_first(task_get(&t, F_PROGRESS));
	assert_string_equal(json_get_str(e, "by"), "Ann");
	assert_string_equal(json_get_str(e, "at"), "2023-11-14T22:13:20Z");
	assert_string_equal(json_get_str(e, "kind"), "note");
	assert_true(id_valid(json_get_str(e, "id")));
	id = xstrdup(json_get_str(e, "id"));
	change_init(&c, RAND_ID);
	change_retract(&c, F_PROGRESS, id);
	assert_true(apply(&t, &c, &p));
	assert_null(task_get(&t, F_PROGRESS));
	free(id);
	task_release(&t);
}

static void refusals_leave_the_task(void **unused)
{
	struct place p;
	struct task t, copy;
	struct change c;
	struct err err = ERR_INIT;
	bool changed;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	task_copy(&copy, &t);
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "fine");
	change_set_str(&c, F_PRIORITY, "urgent!");
	assert_true(change_apply(&t, &c, &p.edit, &changed, &err) < 0);
	assert_non_null(strstr(err.msg, "Invalid priority"));
	assert_false(changed);
	assert_true(json_eq(t.doc, copy.doc));
	change_release(&c);
	change_init(&c, RAND_ID);
	change_unset(&c, F_TITLE);
	assert_true(change_apply(&t, &c, &p.edit, NULL, &err) < 0);
	assert_non_null(strstr(err.msg, "empty"));
	change_release(&c);
	change_init(&c, RAND_ID);
	change_op(&c, OP_SET, "stamps", NULL, json_new_obj());
	assert_true(change_apply(&t, &c, &p.edit, NULL, &err) < 0);
	change_release(&c);
	task_release(&t);
	task_release(&copy);
	change_init(&c, RAND_ID);
	c.create = true;
	assert_true(change_apply(&t, &c, &p.edit, NULL, &err) < 0);
	assert_non_null(strstr(err.msg, "empty"));
	assert_null(t.doc);
	change_release(&c);
}

static void tasks_have_a_size_limit(void **unused)
{
	struct place p;
	struct task t;
	struct change c;
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	int i, ret = 0;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	strbuf_addchars(&text, 'x', OBJECT_MAX - 1000);
	for (i = 0; i < 100 && ret == 0; i++) {
		change_init(&c, RAND_ID);
		change_append(&c, F_PROGRESS, entry_new(text.buf, NULL));
		ret = change_apply(&t, &c, &p.edit, NULL, &err);
		change_release(&c);
	}
	assert_true(ret < 0);
	assert_true(i > 60 && i < 70);
	assert_non_null(strstr(err.msg, "too long"));
	strbuf_release(&text);
	task_release(&t);
}

static void unknown_fields_survive(void **unused)
{
	struct place p;
	struct task t = TASK_INIT;
	struct change c;
	const char *text = "{\"id\":\"" RAND_ID "\",\"title\":\"x\","
		"\"future\":{\"a\":[1,2]},\"stamps\":{\"future/a\":"
		"\"00000000000001-0000-0000000a\"},\"tags\":\"odd\"}";

	(void)unused;
	place_init(&p);
	assert_int_equal(task_parse(&t, text, strlen(text), NULL), 0);
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "y");
	change_add(&c, F_TAGS, "new");
	assert_true(apply(&t, &c, &p));
	assert_int_equal(json_nr(json_get_path(t.doc, "future.a")), 2);
	assert_string_equal(task_stamp(&t, "future/a"),
			    "00000000000001-0000-0000000a");
	assert_true(json_has_str(task_get(&t, F_TAGS), "odd"));
	assert_true(json_has_str(task_get(&t, F_TAGS), "new"));
	task_release(&t);
}

static void status_keeps_companions(void **unused)
{
	struct place p;
	struct task t;
	struct change c;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	change_init(&c, RAND_ID);
	change_want(&c, STATUS_BLOCKED);
	change_set_str(&c, F_BLOCKED_REASON, "waits");
	apply(&t, &c, &p);
	change_init(&c, RAND_ID);
	change_want(&c, STATUS_IN_PROGRESS);
	apply(&t, &c, &p);
	assert_null(task_get(&t, F_BLOCKED_REASON));
	assert_true(task_time(&t, F_STARTED_AT) == NOW + 1000);
	change_init(&c, RAND_ID);
	change_want(&c, STATUS_COMPLETED);
	apply(&t, &c, &p);
	assert_true(task_time(&t, F_COMPLETED_AT) == NOW + 2000);
	change_init(&c, RAND_ID);
	change_want(&c, STATUS_IN_PROGRESS);
	apply(&t, &c, &p);
	assert_null(task_get(&t, F_COMPLETED_AT));
	assert_true(task_time(&t, F_STARTED_AT) == NOW + 1000);
	task_release(&t);
}

static void descriptions(void **unused)
{
	struct place p;
	struct task t, before;
	struct change c;
	struct strbuf sb = STRBUF_INIT;
	struct strvec fields = STRVEC_INIT;
	char *names;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	change_describe(&sb, NULL, &t);
	assert_string_equal(sb.buf, "Login");
	strbuf_reset(&sb);
	task_copy(&before, &t);
	change_init(&c, RAND_ID);
	change_want(&c, STATUS_COMPLETED);
	change_set_str(&c, F_DESCRIPTION, "text");
	change_add(&c, F_TAGS, "auth");
	change_remove(&c, F_TAGS, "web");
	apply(&t, &c, &p);
	change_describe(&sb, &before, &t);
	assert_string_equal(sb.buf, "description, status pending -> "
			    "completed, tags -web +auth");
	change_fields(&fields, &before, &t);
	names = strvec_join(&fields, " ");
	assert_true(str_starts(names, "completed_at description status "
			       "tags/web tags/auth transitions/"));
	free(names);
	strvec_clear(&fields);
	strbuf_release(&sb);
	task_release(&before);
	task_release(&t);
}

/* Everything but the times and stamps is as it was. */
static void assert_restored(const struct task *a, const struct task *b)
{
	struct strvec fields = STRVEC_INIT;

	change_fields(&fields, a, b);
	if (fields.nr)
		fail_msg("'%s' differs", fields.v[0]);
}

#define OLD_LIST "{\"id\":\"" RAND_ID "\",\"title\":\"t\",\"success_criteria\":[" \
	"{\"criterion\":\"a\"},{\"criterion\":\"b\"}]," \
	"\"stamps\":{\"*\":\"00000000000001-0000-0000000a\"}}"

/* A criterion a letter. */
static struct json *criteria(const char *letters)
{
	struct json *list = json_new_arr(), *c;
	char text[2] = "";

	for (; *letters; letters++) {
		c = json_new_obj();
		text[0] = *letters;
		json_set_str(c, "criterion", text);
		json_push(list, c);
	}
	return list;
}

static void assert_criteria(const struct task *t, const char *letters)
{
	struct strbuf sb = STRBUF_INIT;
	const struct json *c;

	json_each(c, task_get(t, F_SUCCESS_CRITERIA))
		strbuf_addstr(&sb, json_get_str(c, "criterion"));
	assert_string_equal(sb.buf, letters);
	strbuf_release(&sb);
}

static void criteria_keep_their_ids(void **unused)
{
	static const char *const lists[] = {
		"abc", "abcd", "acd", "dca", "xdca", "xaa", "aax", "a", "ba"
	};
	struct place p;
	struct task t;
	struct change c;
	struct strvec names = STRVEC_INIT;
	struct task before;
	size_t i;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		change_init(&c, RAND_ID);
		change_set(&c, F_SUCCESS_CRITERIA, criteria(lists[i]));
		task_copy(&before, &t);
		assert_true(apply(&t, &c, &p));
		assert_criteria(&t, lists[i]);
		strvec_clear(&names);
		change_fields(&names, &before, &t);
		if (i == 1 || i == 2)	/* one came, one went: nothing else */
			assert_int_equal(names.nr, 1);
		task_release(&before);
		change_init(&c, RAND_ID);
		change_set(&c, F_SUCCESS_CRITERIA, criteria(lists[i]));
		assert_false(apply(&t, &c, &p));
	}
	strvec_clear(&names);
	task_release(&t);
	/* those of older versions stay what they are while they can */
	assert_int_equal(task_parse(&t, OLD_LIST, strlen(OLD_LIST), NULL), 0);
	change_init(&c, RAND_ID);
	change_set(&c, F_SUCCESS_CRITERIA, criteria("abc"));
	assert_true(apply(&t, &c, &p));
	assert_criteria(&t, "abc");
	assert_null(json_get_str(json_at(task_get(&t, F_SUCCESS_CRITERIA), 1),
				 "id"));
	assert_string_equal(task_stamp(&t, "success_criteria"),
			    "00000000000001-0000-0000000a");
	change_init(&c, RAND_ID);
	change_set(&c, F_SUCCESS_CRITERIA, criteria("bc"));
	assert_true(apply(&t, &c, &p));
	assert_criteria(&t, "bc");
	assert_string_not_equal(task_stamp(&t, "success_criteria"),
				"00000000000001-0000-0000000a");
	task_release(&t);
}

static void undo_restores(void **unused)
{
	struct place p;
	struct task t, before, after;
	struct change c, inverse;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	change_init(&c, RAND_ID);
	change_append(&c, F_PROGRESS, entry_new("one", NULL));
	change_put(&c, F_FIELDS, "a", json_new_num(1));
	change_set(&c, F_SUCCESS_CRITERIA, criteria("abc"));
	apply(&t, &c, &p);
	task_copy(&before, &t);
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "Other");
	change_set(&c, F_SUCCESS_CRITERIA, criteria("cx"));
	change_want(&c, STATUS_COMPLETED);
	change_remove(&c, F_TAGS, "web");
	change_add(&c, F_TAGS, "api");
	change_put(&c, F_FIELDS, "a", json_new_num(2));
	change_put(&c, F_FIELDS, "b", json_new_num(3));
	change_append(&c, F_PROGRESS, entry_new("two", NULL));
	change_retract(&c, F_PROGRESS, json_get_str(
		json_first(task_get(&t, F_PROGRESS)), "id"));
	change_op(&c, OP_SET, "future", NULL, json_new_bool(true));
	apply(&t, &c, &p);
	task_copy(&after, &t);
	/* another field may change in between */
	change_init(&c, RAND_ID);
	change_set_str(&c, F_ASSIGNEE, "bob");
	apply(&t, &c, &p);
	assert_int_equal(change_invert(&inverse, &before, &after, &t, NULL),
			 0);
	assert_true(apply(&t, &inverse, &p));
	assert_string_equal(task_str(&t, F_ASSIGNEE), "bob");
	change_init(&c, RAND_ID);
	change_unset(&c, F_ASSIGNEE);
	apply(&t, &c, &p);
	assert_restored(&before, &t);
	task_release(&t);
	task_release(&before);
	task_release(&after);
}

static void undo_refuses_later_edits(void **unused)
{
	struct place p;
	struct task t, before, after;
	struct change c, inverse;
	struct err err = ERR_INIT;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	task_copy(&before, &t);
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "Other");
	change_add(&c, F_TAGS, "api");
	apply(&t, &c, &p);
	task_copy(&after, &t);
	change_init(&c, RAND_ID);
	change_set_str(&c, F_TITLE, "Third");
	apply(&t, &c, &p);
	assert_true(change_invert(&inverse, &before, &after, &t, &err) < 0);
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "title"));
	assert_null(strstr(err.msg, "tags"));
	change_release(&inverse);
	task_release(&t);
	task_release(&before);
	task_release(&after);
}

static void undo_of_creation_deletes(void **unused)
{
	struct place p;
	struct task t, after;
	struct change c, inverse;

	(void)unused;
	place_init(&p);
	t = new_task(&p);
	task_copy(&after, &t);
	assert_int_equal(change_invert(&inverse, NULL, &after, &t, NULL), 0);
	apply(&t, &inverse, &p);
	assert_true(task_deleted(&t));
	change_init(&c, RAND_ID);
	change_unset(&c, F_DELETED);
	change_set_str(&c, F_TITLE, "Edited");
	apply(&t, &c, &p);
	assert_true(change_invert(&inverse, NULL, &after, &t, NULL) < 0);
	change_release(&inverse);
	task_release(&t);
	task_release(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(creation_sets_defaults),
		cmocka_unit_test(same_value_is_no_edit),
		cmocka_unit_test(edits_get_later_stamps),
		cmocka_unit_test(log_entries_are_filled_in),
		cmocka_unit_test(refusals_leave_the_task),
		cmocka_unit_test(tasks_have_a_size_limit),
		cmocka_unit_test(unknown_fields_survive),
		cmocka_unit_test(status_keeps_companions),
		cmocka_unit_test(descriptions),
		cmocka_unit_test(criteria_keep_their_ids),
		cmocka_unit_test(undo_restores),
		cmocka_unit_test(undo_refuses_later_edits),
		cmocka_unit_test(undo_of_creation_deletes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
