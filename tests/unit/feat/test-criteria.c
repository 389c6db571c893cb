#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/file.h"
#include "feat/judge/criteria.h"
#include "model/taskio.h"

#define HEAD "{\"id\":\"3f9a1c2b7d4e5f60\",\"title\":\"Log in with a pass " \
	"key\","

static struct json *value(const char *text)
{
	struct json *v = NULL;
	struct err err = ERR_INIT;

	if (json_parse(&v, text, strlen(text), &err) < 0)
		fail_msg("%s", err.msg);
	return v;
}

static struct json *judge(const char *task, const char *shared,
			  const char *const *sets)
{
	struct task t = TASK_INIT;
	struct json *settings = value(shared), *report = NULL;
	struct values v;
	struct err err = ERR_INIT;

	assert_int_equal(task_parse(&t, task, strlen(task), NULL), 0);
	values_init(&v);
	for (; *sets; sets++)
		assert_int_equal(values_set(&v, *sets, NULL), 0);
	values_task(&v, task_public(&t, task_status(&t), NULL));
	if (criteria_judge(&report, &t, settings, &v, &err) < 0)
		fail_msg("%s", err.msg);
	values_release(&v);
	task_release(&t);
	json_free(settings);
	return report;
}

/* The report in formats/criteria.md is what is really made. */
static void documented_report(void **unused)
{
	static const char *const sets[] = { NULL };
	struct strbuf doc = STRBUF_INIT;
	const char *start, *end;
	struct json *expected = NULL, *report;
	struct json *results;

	(void)unused;
	assert_int_equal(file_read(&doc, "formats/criteria.md", 0, NULL), 0);
	start = strstr(doc.buf, "```json\n");
	assert_non_null(start);
	end = strstr(start + 8, "```");
	assert_int_equal(json_parse(&expected, start + 8,
				    (size_t)(end - start - 8), NULL), 0);
	setenv("TASK_VAR_test_failures", "0", 1);
	setenv("TASK_VAR_COVERAGE", "71.5", 1);
	report = judge(HEAD "\"success_criteria\":["
		       "{\"criterion\":\"Tests pass\",\"measurable\":"
		       "\"test_failures == 0\"},"
		       "{\"criterion\":\"Well covered\",\"measurable\":"
		       "\"coverage >= 85\"}]}",
		       "{\"definition_of_done\":[\"Somebody else has read "
		       "it\"]}", sets);
	unsetenv("TASK_VAR_test_failures");
	unsetenv("TASK_VAR_COVERAGE");
	/* what the command adds; and values from the environment are text */
	assert_false(criteria_pass(report, false));
	assert_false(json_get_bool(expected, "pass", true));
	json_del(expected, "pass");
	json_del(expected, "id");
	json_del(expected, "title");
	results = json_get(expected, "results");
	json_set_str(json_get(json_at(results, 0), "values"),
		     "test_failures", "0");
	json_set_str(json_get(json_at(results, 1), "values"), "coverage",
		     "71.5");
	assert_true(json_eq(report, expected));
	json_free(report);
	json_free(expected);
	strbuf_release(&doc);
}

static const char *outcome(const struct json *report, size_t i)
{
	return json_get_str(json_at(json_get(report, "results"), i),
			    "outcome");
}

#define TICK(n, text, outcome)						\
	"{\"id\":\"" n "\",\"at\":\"2026-11-2" n "T09:00:00Z\",\"by\":"	\
	"\"Bo\",\"kind\":\"criterion\",\"criterion\":\"" text		\
	"\",\"outcome\":\"" outcome "\"}"

static void ticks_decide_where_nothing_else_does(void **unused)
{
	static const char *const sets[] = { "x=1", NULL };
	struct json *report = judge(HEAD "\"success_criteria\":["
		"{\"criterion\":\"a\"},{\"criterion\":\"b\"},"
		"{\"criterion\":\"c\",\"measurable\":\"x > 1\"},"
		"{\"criterion\":\"d\",\"measurable\":\"y > 1\"}],"
		"\"progress\":[" TICK("1", "a", "met") ","
		TICK("2", "b", "met") "," TICK("3", "c", "met") ","
		TICK("4", "d", "met") "," TICK("5", "b", "undetermined")
		"]}", "{}", sets);
	struct strbuf text = STRBUF_INIT;

	(void)unused;
	assert_string_equal(outcome(report, 0), "met");
	assert_string_equal(outcome(report, 1), "undetermined");
	assert_string_equal(outcome(report, 2), "unmet");
	assert_string_equal(outcome(report, 3), "met");
	criteria_text(&text, report);
	assert_non_null(strstr(text.buf, "Ticked by Bo, 2026-11-21"));
	strbuf_release(&text);
	json_free(report);
}

static void the_task_gives_values(void **unused)
{
	static const char *const sets[] = { "priority=low", NULL };
	struct json *report = judge(HEAD "\"priority\":\"high\","
		"\"tags\":[\"api\"],\"estimated_hours\":4,"
		"\"success_criteria\":["
		"{\"criterion\":\"a\",\"measurable\":\"api in tags\"},"
		"{\"criterion\":\"b\",\"measurable\":\"priority == low and "
		"task.priority == high\"},"
		"{\"criterion\":\"c\",\"measurable\":\"actual_hours <= "
		"estimated_hours\"}]}", "{}", sets);

	(void)unused;
	/* the left side is never a word */
	assert_string_equal(outcome(report, 0), "undetermined");
	assert_string_equal(outcome(report, 1), "met");
	assert_string_equal(outcome(report, 2), "undetermined");
	json_free(report);
}

static void records_stay_small(void **unused)
{
	static const char *const sets[] = { NULL };
	struct strbuf task = STRBUF_INIT, text = STRBUF_INIT;
	struct json *report, *record;
	int i;

	(void)unused;
	strbuf_addstr(&text, "x");
	strbuf_addchars(&text, 'y', 3000);
	strbuf_addstr(&task, HEAD "\"success_criteria\":[");
	for (i = 0; i < 200; i++)
		strbuf_addf(&task, "%s{\"criterion\":\"%s\"}", i ? "," : "",
			    text.buf);
	strbuf_addstr(&task, "]}");
	report = judge(task.buf, "{}", sets);
	record = criteria_record(report, 0, "Ann", true);
	assert_int_equal(field_check(F_CRITERIA_RESULTS, record, NULL), 0);
	assert_null(json_get(record, "results"));
	assert_true(json_get_num(record, "undetermined", 0) == 200);
	assert_true(json_get_bool(record, "forced", false));
	json_free(record);
	json_free(report);
	strbuf_release(&task);
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documented_report),
		cmocka_unit_test(ticks_decide_where_nothing_else_does),
		cmocka_unit_test(the_task_gives_values),
		cmocka_unit_test(records_stay_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
