#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/when.h"
#include "model/taskio.h"

#define ID "3f9a1c2b7d4e5f60"
#define HEAD "{\"id\":\"" ID "\","

static struct task parse(const char *text)
{
	struct task t = TASK_INIT;
	struct err err = ERR_INIT;

	if (task_parse(&t, text, strlen(text), &err) < 0)
		fail_msg("%s", err.msg);
	return t;
}

static void names(void **unused)
{
	enum status s;
	enum priority p;
	int i;

	(void)unused;
	for (i = 0; i < STATUS_NR; i++) {
		assert_true(status_parse(&s, status_name((enum status)i)));
		assert_int_equal(s, i);
	}
	assert_true(status_parse(&s, "Done"));
	assert_int_equal(s, STATUS_COMPLETED);
	assert_true(status_parse(&s, "in-progress"));
	assert_int_equal(s, STATUS_IN_PROGRESS);
	assert_false(status_parse(&s, "invalid"));
	assert_false(status_parse(&s, NULL));
	for (i = 0; i < PRIO_NR; i++) {
		char digit[2] = { (char)('0' + i), '\0' };

		assert_true(priority_parse(&p, digit));
		assert_int_equal(p, i);
		assert_true(priority_parse(&p, priority_name(p)));
		assert_int_equal(p, i);
	}
	assert_false(priority_parse(&p, "5"));
	assert_false(priority_parse(&p, "urgent!"));
	for (i = 0; i < F_NR; i++)
		assert_int_equal(field_find(field_defs[i].name), i);
	assert_int_equal(field_find("quality_score"), F_NR);
}

static void getters_ignore_odd_values(void **unused)
{
	struct task t = parse(HEAD "\"title\":7,\"status\":\"gone\","
			      "\"priority\":[],\"tags\":\"x\",\"deadline\":"
			      "\"soon\",\"estimated_hours\":\"2\","
			      "\"deleted\":\"yes\",\"external\":[]}");

	(void)unused;
	assert_null(task_str(&t, F_TITLE));
	assert_int_equal(task_status(&t), STATUS_PENDING);
	assert_int_equal(task_priority(&t), PRIO_MEDIUM);
	assert_null(task_get(&t, F_TAGS));
	assert_null(task_get(&t, F_EXTERNAL));
	assert_true(task_time(&t, F_DEADLINE) == WHEN_NONE);
	assert_true(task_num(&t, F_ESTIMATED_HOURS, -1) == -1);
	assert_false(task_deleted(&t));
	assert_null(task_newest_stamp(&t));
	assert_null(task_stamp(&t, "title"));
	task_release(&t);
}

static void stamps(void **unused)
{
	struct task t = parse(HEAD "\"stamps\":{"
		"\"*\":\"00000000000001-0000-0000000a\","
		"\"title\":\"00000000000002-0000-0000000a\","
		"\"tags/a\":\"-00000000000003-0000-0000000a\","
		"\"tags/b\":\"zzz\"}}");

	(void)unused;
	assert_string_equal(task_newest_stamp(&t),
			    "00000000000003-0000-0000000a");
	assert_string_equal(task_stamp(&t, "tags/a"),
			    "-00000000000003-0000-0000000a");
	assert_string_equal(task_stamp(&t, "status"),
			    "00000000000001-0000-0000000a");
	task_release(&t);
}

static void refuses_what_is_no_task(void **unused)
{
	static const char *const bad[] = {
		"", "[]", "7", "{}", "{\"id\":7}", "{\"id\":\"3f9a\"}",
		"{\"id\":\"3F9A1C2B7D4E5F60\"}", HEAD "}", HEAD "\"a\":1",
		HEAD "\"a\":1,\"a\":2}"
	};
	struct task t = TASK_INIT;
	struct err err;
	size_t i;

	(void)unused;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		err_clear(&err);
		assert_true(task_parse(&t, bad[i], strlen(bad[i]),
				       &err) < 0);
		assert_int_equal(err.code, ERR_INVALID);
		assert_null(t.doc);
	}
}

static void paths(void **unused)
{
	char path[TASK_PATH_LEN + 1], id[ID_LEN + 1];

	(void)unused;
	task_path(path, ID);
	assert_string_equal(path, "3f/" ID ".json");
	assert_true(task_path_id(id, path));
	assert_string_equal(id, ID);
	assert_false(task_path_id(id, "3e/" ID ".json"));
	assert_false(task_path_id(id, "3f/" ID ".JSON"));
	assert_false(task_path_id(id, "3f/3F9a1c2b7d4e5f60.json"));
	assert_false(task_path_id(id, "meta.json"));
}

static void public_form(void **unused)
{
	struct task t = parse(HEAD "\"title\":\"x\",\"status\":\"pending\","
			      "\"future\":[1],\"feedback_quality\":4,"
			      "\"stamps\":{}}");
	struct strvec blockers = STRVEC_INIT;
	struct json *o;
	int i;

	(void)unused;
	strvec_push(&blockers, "aaaaaaaaaaaaaaaa");
	o = task_public(&t, STATUS_BLOCKED, &blockers);
	for (i = 0; i < F_NR; i++)
		assert_non_null(json_get(o, field_defs[i].name));
	assert_string_equal(json_get_str(o, "status"), "blocked");
	assert_string_equal(json_get_str(o, "stored_status"), "pending");
	assert_string_equal(json_get_str(o, "priority"), "medium");
	assert_int_equal(json_nr(json_get(o, "blocked_by")), 1);
	assert_true(json_get_num(o, "quality_score", 0) == 4);
	assert_true(json_is(json_get(o, "deadline"), JSON_NULL));
	assert_int_equal(json_nr(json_get(o, "tags")), 0);
	assert_int_equal(json_nr(json_get(o, "future")), 1);
	assert_null(json_get(o, "stamps"));
	json_free(o);
	o = task_public(&t, STATUS_PENDING, NULL);
	assert_null(json_get(o, "stored_status"));
	json_free(o);
	strvec_clear(&blockers);
	task_release(&t);
}

/* ---- field_check ---- */

static void accepts(enum field f, struct json *v)
{
	struct err err = ERR_INIT;

	if (field_check(f, v, &err) < 0)
		fail_msg("%s: %s", field_defs[f].name, err.msg);
	json_free(v);
}

static void refuses(enum field f, struct json *v, const char *words)
{
	struct err err = ERR_INIT;

	assert_true(field_check(f, v, &err) < 0);
	assert_int_equal(err.code, ERR_INVALID);
	if (!strstr(err.msg, words))
		fail_msg("'%s' lacks '%s'", err.msg, words);
	json_free(v);
}

static struct json *text(const char *unit, size_t nr)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *v;

	while (nr--)
		strbuf_addstr(&sb, unit);
	v = json_new_str(sb.buf);
	strbuf_release(&sb);
	return v;
}

static struct json *value(const char *json)
{
	struct json *v = NULL;

	assert_int_equal(json_parse(&v, json, strlen(json), NULL), 0);
	return v;
}

static void texts_are_checked(void **unused)
{
	(void)unused;
	accepts(F_TITLE, text("\xc3\xa9", 500));
	refuses(F_TITLE, text("\xc3\xa9", 501), "too long");
	refuses(F_TITLE, text("", 0), "empty");
	refuses(F_TITLE, text(" ", 3), "empty");
	refuses(F_TITLE, json_new_num(1), "must be text");
	refuses(F_TITLE, text("a\nb", 1), "one line");
	refuses(F_TITLE, text("a\033b", 1), "control");
	refuses(F_TITLE, text("a\xff", 1), "UTF-8");
	accepts(F_DESCRIPTION, text("a\nb\tc", 10));
	accepts(F_DESCRIPTION, text("x", TEXT_MAX));
	refuses(F_DESCRIPTION, text("x", TEXT_MAX + 1), "too long");
	refuses(F_DESCRIPTION, text("a\001", 1), "control");
	refuses(F_TAGS, text("x", 201), "too long");
}

static void words_and_numbers_are_checked(void **unused)
{
	(void)unused;
	accepts(F_STATUS, json_new_str("in_progress"));
	refuses(F_STATUS, json_new_str("done"), "Invalid status");
	accepts(F_PRIORITY, json_new_str("critical"));
	refuses(F_PRIORITY, json_new_str("3"), "Invalid priority");
	accepts(F_DEADLINE, json_new_str("2026-11-21T14:00:00Z"));
	refuses(F_DEADLINE, json_new_str("2026-11-21T14:00:00+01:00"),
		"Invalid deadline");
	refuses(F_DEADLINE, json_new_str("soon"), "Invalid deadline");
	accepts(F_ESTIMATED_HOURS, json_new_num(0.5));
	refuses(F_ESTIMATED_HOURS, json_new_num(-1), "estimated hours");
	refuses(F_ESTIMATED_HOURS, json_new_num(1e9), "between 0 and");
	accepts(F_FEEDBACK_QUALITY, json_new_num(5));
	refuses(F_FEEDBACK_QUALITY, json_new_num(6), "between 1 and 5");
	refuses(F_FEEDBACK_TIMELINESS, json_new_num(2.5), "between 1 and 5");
	refuses(F_COMPLEXITY, json_new_num(11), "between 0 and 10");
	accepts(F_DELETED, json_new_bool(true));
	refuses(F_DELETED, json_new_num(1), "true or false");
	accepts(F_PARENT, json_new_str(ID));
	refuses(F_DEPENDENCIES, json_new_str("x"), "Invalid dependency ID");
	refuses(F_PARENT, json_new_str("x"), "Invalid parent ID");
}

static void containers_are_checked(void **unused)
{
	(void)unused;
	accepts(F_SUCCESS_CRITERIA, value("[{\"criterion\":\"a\"},"
		"{\"criterion\":\"b\",\"measurable\":\"x > 1\"}]"));
	refuses(F_SUCCESS_CRITERIA, value("{}"), "Invalid criteria");
	refuses(F_SUCCESS_CRITERIA, value("[{\"measurable\":\"1\"}]"),
		"number 1");
	refuses(F_SUCCESS_CRITERIA, value("[{\"criterion\":\"\"}]"),
		"empty");
	refuses(F_SUCCESS_CRITERIA,
		value("[{\"criterion\":\"a\",\"measurable\":7}]"),
		"measurable");
	accepts(F_PROGRESS, value("{\"id\":\"a\",\"at\":"
				  "\"2026-11-21T14:00:00Z\"}"));
	refuses(F_PROGRESS, value("{\"id\":\"a\"}"), "needs a time");
	refuses(F_PROGRESS, value("{\"at\":\"2026-11-21T14:00:00Z\"}"),
		"needs an id");
	refuses(F_PROGRESS, value("[]"), "object");
	accepts(F_EXTERNAL, json_new_str("PROJ-1"));
	refuses(F_EXTERNAL, json_new_null(), "null");
	refuses(F_EXTERNAL, value("{\"a\":[\"\\u0001\"]}"), "control");
	refuses(F_SOURCE, json_new_str("x"), "object");
	refuses(F_FIELDS, text("x", OBJECT_MAX), "too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(getters_ignore_odd_values),
		cmocka_unit_test(stamps),
		cmocka_unit_test(refuses_what_is_no_task),
		cmocka_unit_test(paths),
		cmocka_unit_test(public_form),
		cmocka_unit_test(texts_are_checked),
		cmocka_unit_test(words_and_numbers_are_checked),
		cmocka_unit_test(containers_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
