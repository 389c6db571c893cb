/*
 * Sessions: the example of formats/session.md against the code; sums survive
 * joins in any order, and odd values.
 */
#include "base/base.h"

#include <math.h>

#include "unit.h"

#include "base/file.h"
#include "base/mem.h"
#include "data/when.h"
#include "feat/session/session.h"
#include "model/join.h"
#include "model/taskio.h"

#define NOW INT64_C(1795860000000)
#define TIMEOUT (INT64_C(1800) * 1000)

/* The nr-th ```json block of formats/session.md. */
static char *block(int nr)
{
	struct strbuf doc = STRBUF_INIT;
	struct err err = ERR_INIT;
	const char *p, *end = NULL;
	char *text;

	if (file_read(&doc, "formats/session.md", 0, &err) < 0)
		fail_msg("%s", err.msg);
	for (p = doc.buf; nr >= 0; nr--) {
		p = strstr(p, "```json\n");
		assert_non_null(p);
		p += 8;
		end = strstr(p, "\n```");
		assert_non_null(end);
	}
	text = xstrndup(p, (size_t)(end + 1 - p));
	strbuf_release(&doc);
	return text;
}

static struct task parse(const char *text)
{
	struct task t = TASK_INIT;
	struct err err = ERR_INIT;

	if (task_parse(&t, text, strlen(text), &err) < 0)
		fail_msg("%s", err.msg);
	return t;
}

static void example(void **unused)
{
	char *stored = block(0), *shown = block(1);
	struct strbuf sb = STRBUF_INIT;
	struct session s;
	struct task t = parse(stored);
	struct json *j;

	(void)unused;
	task_write(&sb, &t);
	assert_string_equal(sb.buf, stored);
	session_read(&s, &t, NOW, TIMEOUT);
	j = session_json(&s);
	strbuf_reset(&sb);
	json_pretty(&sb, j);
	assert_string_equal(sb.buf, shown);
	json_free(j);
	session_release(&s);
	strbuf_release(&sb);
	free(stored);
	free(shown);
}

static void ids(void **unused)
{
	char id[ID_LEN + 1];

	(void)unused;
	session_id(id, "task-002-session");
	assert_string_equal(id, "a127603e847b3696");
	session_id(id, "0123456789abcdef");
	assert_string_equal(id, "0123456789abcdef");
	session_id(id, "0123456789ABCDEF");
	assert_string_not_equal(id, "0123456789abcdef");
}

/* ---- sums ---- */

static struct change *begin(struct change *c, bool create)
{
	change_init(c, "a127603e847b3696");
	c->create = create;
	if (create) {
		change_set_str(c, F_TITLE, "task-002-session");
		change_set_str(c, F_STATUS, "in_progress");
		change_set_str(c, F_ASSIGNEE, "dev");
	}
	return c;
}

static void log_tokens(struct task *t, struct rnd *r, int64_t now,
		       const char *actor, double input, const char *request)
{
	struct edit edit = { now, actor, "Tess", r, NULL, NULL, NULL };
	struct json *e = json_new_obj();
	struct err err = ERR_INIT;
	struct change c;
	bool changed;

	begin(&c, !t->doc);
	json_set_str(e, "kind", "tokens");
	json_set_num(e, "input", input);
	if (request)
		json_set_str(e, "request", request);
	change_append(&c, F_PROGRESS, e);
	if (change_apply(t, &c, &edit, &changed, &err) < 0)
		fail_msg("%s", err.msg);
	change_release(&c);
}

static double input_of(const struct task *t)
{
	struct task copy;
	struct session s;
	double sum;

	task_copy(&copy, t);
	session_read(&s, &copy, NOW, TIMEOUT);
	sum = s.tokens.input;
	session_release(&s);
	return sum;
}

static bool near(double a, double b)
{
	return fabs(a - b) < 0.5;
}

/* Clones that log and join at random end with every number, counted once. */
static void joins_lose_nothing(void **unused)
{
	static const char *const actors[] = {
		"aaaaaaaa", "bbbbbbbb", "cccccccc"
	};
	struct rnd r = unit_rnd("sums");
	struct task t[3] = { TASK_INIT, TASK_INIT, TASK_INIT };
	struct task j;
	double sum = 0, most[4] = { 0, 0, 0, 0 }, n;
	int i, k, q;

	(void)unused;
	for (i = 0; i < 300; i++) {
		k = (int)rnd_below(&r, 3);
		q = (int)rnd_below(&r, 12);
		n = (double)rnd_below(&r, 10000);
		if (q < 4) {	/* of a request: the greatest counts */
			char request[16];

			snprintf(request, sizeof(request), "r%d", q);
			log_tokens(&t[k], &r, NOW - 1000 * i, actors[k], n,
				   request);
			most[q] = fmax(most[q], n);
		} else if (q < 11 || !t[0].doc || !t[1].doc || !t[2].doc) {
			log_tokens(&t[k], &r, NOW - 1000 * i, actors[k], n,
				   NULL);
			sum += n;
		} else {
			join_tasks(&j, &t[k], &t[(k + 1) % 3], NULL, NULL);
			task_release(&t[k]);
			t[k] = j;
		}
	}
	for (q = 0; q < 4; q++)
		sum += most[q];
	for (i = 0; i < 6; i++) {
		k = i % 3;
		join_tasks(&j, &t[k], &t[(k + 1) % 3], NULL, NULL);
		task_release(&t[k]);
		t[k] = j;
	}
	for (k = 0; k < 3; k++) {
		assert_true(near(input_of(&t[k]), sum));
		assert_true(json_eq(t[k].doc, t[0].doc));
	}
	for (k = 0; k < 3; k++)
		task_release(&t[k]);
}

static struct session read_entries(const char *entries, int64_t now)
{
	char *text = xasprintf("{\"id\":\"a127603e847b3696\",\"title\":\"s\","
			       "\"status\":\"in_progress\",\"updated_at\":"
			       "\"2026-11-28T09:00:00Z\",\"progress\":[%s]}",
			       entries);
	struct task t = parse(text);
	struct session s;

	session_read(&s, &t, now, TIMEOUT);
	free(text);
	return s;
}

#define AT "\"at\":\"2026-11-28T09:00:00Z\","

static void odd_values(void **unused)
{
	struct session s = read_entries(
		"7,null,\"x\",{\"kind\":\"tokens\",\"input\":5},"
		"{" AT "\"kind\":\"tokens\",\"input\":-5,\"output\":\"7\"},"
		"{" AT "\"kind\":\"tokens\",\"input\":1e300},"
		"{" AT "\"kind\":\"tokens\",\"input\":1.9,"
		"\"context_window\":0},"
		"{" AT "\"kind\":\"error\",\"severity\":\"awful\"},"
		"{" AT "\"kind\":9}", NOW);

	(void)unused;
	assert_true(near(s.tokens.input, SESSION_COUNT_MAX + 1));
	assert_true(near(s.tokens.output, 0));
	assert_true(isnan(session_context(&s)));
	assert_int_equal(s.nr_errors, 1);
	assert_int_equal(s.errors[0].severity, SEVERITY_MEDIUM);
	assert_string_equal(s.errors[0].message, "");
	assert_string_equal(s.agent, "");
	session_release(&s);
}

static void states(void **unused)
{
	int64_t at;
	struct session s;

	(void)unused;
	assert_true(when_parse_rfc3339(&at, "2026-11-28T09:00:00Z"));
	s = read_entries("", at + TIMEOUT - 1);
	assert_int_equal(s.state, SESSION_ACTIVE);
	session_release(&s);
	s = read_entries("", at + TIMEOUT);
	assert_int_equal(s.state, SESSION_STALE);
	session_release(&s);
	s = read_entries("{\"at\":\"2026-11-28T09:20:00Z\",\"kind\":\"x\"}",
			 at + TIMEOUT);
	assert_int_equal(s.state, SESSION_ACTIVE);
	session_release(&s);
}

#define TASK(status, more) "{" AT "\"kind\":\"task\",\"task\":\"a\"," \
	"\"status\":\"" status "\"" more "}"

/* Start and end of one second are one stretch, in whatever order they are. */
static void stretches(void **unused)
{
	struct session s = read_entries(TASK("success", "") ","
					TASK("started", ",\"description\":"
					     "\"d\""), NOW);

	(void)unused;
	assert_int_equal(s.nr_works, 1);
	assert_string_equal(s.works[0].status, "success");
	assert_string_equal(s.works[0].description, "d");
	assert_null(session_current(&s));
	session_release(&s);
	s = read_entries(TASK("started", "") "," TASK("failed", "") ","
			 "{\"at\":\"2026-11-28T09:05:00Z\",\"kind\":\"task\","
			 "\"task\":\"a\"}", NOW);
	assert_int_equal(s.nr_works, 2);
	assert_string_equal(session_current(&s)->status, "started");
	session_release(&s);
}

/* Two agents; one changed its model, and one number is before the period. */
static void groups(void **unused)
{
	struct session v[2];
	struct session_list l = { v, 2, 2, NULL };
	struct session_sums sums;
	int64_t at;

	(void)unused;
	assert_true(when_parse_rfc3339(&at, "2026-11-28T09:00:00Z"));
	v[0] = read_entries(
		"{" AT "\"kind\":\"tokens\",\"input\":5,\"model\":\"m1\"},"
		"{" AT "\"kind\":\"tokens\",\"input\":7,\"model\":\"m2\"},"
		TASK("success", ",\"duration_ms\":10") ","
		TASK("failed", ",\"duration_ms\":20") ","
		TASK("cancelled", ",\"duration_ms\":90"), NOW);
	v[0].agent = "b";
	v[1] = read_entries(
		"{\"at\":\"2026-11-27T09:00:00Z\",\"kind\":\"tokens\","
		"\"input\":100,\"model\":\"m1\"},"
		"{" AT "\"kind\":\"tokens\",\"input\":1,\"model\":\"m1\"}",
		NOW);
	v[1].agent = "a";
	session_sums(&sums, &l, SESSION_BY_ALL, at, at + 1, NULL);
	assert_int_equal(sums.nr, 1);
	assert_true(near(sums.v[0].tokens.input, 13));
	assert_int_equal(sums.v[0].sessions, 2);
	assert_int_equal(sums.v[0].tasks, 2);
	assert_int_equal(sums.v[0].succeeded, 1);
	assert_true(near(sums.v[0].duration_ms, 30));
	session_sums_release(&sums);
	session_sums(&sums, &l, SESSION_BY_MODEL, WHEN_NONE, INT64_MAX, NULL);
	assert_int_equal(sums.nr, 3);	/* "", m1, m2 */
	assert_true(near(sums.v[1].tokens.input, 106));
	assert_true(near(sums.v[2].tokens.input, 7));
	session_sums_release(&sums);
	session_sums(&sums, &l, SESSION_BY_AGENT, WHEN_NONE, INT64_MAX, NULL);
	assert_int_equal(sums.nr, 2);
	assert_string_equal(sums.v[0].agent, "a");
	assert_true(near(sums.v[1].tokens.input, 12));
	session_sums_release(&sums);
	session_release(&v[0]);
	session_release(&v[1]);
}

/* Three sessions of two agents; two overlap, one is outside of the period in part. */
static void uptimes(void **unused)
{
	const int64_t hour = 3600000, day = 20000 * 24 * hour;
	struct session v[4];
	struct session_list l = { v, 4, 4, NULL };
	struct session_sums sums;
	size_t i;

	(void)unused;
	memset(v, 0, sizeof(v));
	for (i = 0; i < 4; i++) {
		v[i].agent = i == 1 ? "b" : "a";
		v[i].model = "m";
		v[i].ended = WHEN_NONE;
	}
	v[0].started = day + 20 * hour;
	v[0].until = day + 30 * hour;	/* over midnight */
	v[1].started = day + 22 * hour;
	v[1].until = day + 31 * hour;
	v[2].started = day + 22 * hour;
	v[2].until = day + 23 * hour;	/* within the first */
	v[3].started = day + 40 * hour;
	v[3].until = day + 39 * hour;	/* a clock that was wrong */
	session_sums(&sums, &l, SESSION_BY_ALL, WHEN_NONE, INT64_MAX, NULL);
	assert_true(near(sums.v[0].uptime_ms, 11. * (double)hour));
	session_sums_release(&sums);
	session_sums(&sums, &l, SESSION_BY_ALL, day + 21 * hour,
		     day + 30 * hour + 1, NULL);
	assert_true(near(sums.v[0].uptime_ms, 9. * (double)hour + 1));
	session_sums_release(&sums);
	session_sums(&sums, &l, SESSION_BY_AGENT, WHEN_NONE, INT64_MAX, NULL);
	assert_true(near(sums.v[0].uptime_ms, 10. * (double)hour));
	assert_true(near(sums.v[1].uptime_ms, 9. * (double)hour));
	session_sums_release(&sums);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(example),
		cmocka_unit_test(ids),
		cmocka_unit_test(joins_lose_nothing),
		cmocka_unit_test(odd_values),
		cmocka_unit_test(states),
		cmocka_unit_test(stretches),
		cmocka_unit_test(groups),
		cmocka_unit_test(uptimes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
