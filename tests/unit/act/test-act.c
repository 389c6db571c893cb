/* test-act.c - operations: one transaction, one result; the rule of a status; who
 * is told. */
#include "unit.h"
#include "gitrepo.h"

#include "act/act.h"
#include "act/fields.h"
#include "act/rule.h"
#include "act/state.h"
#include "act/update.h"
#include "db/events/events.h"

static struct clock clock_at(const char *text)
{
	struct clock c = CLOCK_SYSTEM;

	assert_true(when_parse_rfc3339(&c.fixed, text));
	return c;
}

static struct db *open_at(struct scratch *s, const struct clock *clock)
{
	struct db_options opt = { at(s, "r"), NULL, NULL, clock };
	struct db *db;

	assert_int_equal(db_open(&db, &opt, NULL), 0);
	act_attach(db);
	return db;
}

static void repo(struct scratch *s)
{
	run(s, "git init -q r; cd r; " IDENT "git config task.fsync false");
}

static int title(struct change *c, const struct view *v, const struct task *t,
		 struct strvec *warn, void *data, struct err *err)
{
	(void)v;
	(void)t;
	(void)warn;
	(void)err;
	change_set_str(c, F_TITLE, data);
	return 0;
}

static void add(char id[ID_LEN + 1], struct db *db, const char *name)
{
	struct act_result res = ACT_RESULT_INIT;
	char *copy = xstrdup(name);
	struct act_create create = { NULL, title, copy };

	assert_int_equal(act_create(&res, db, &create, NULL), 0);
	assert_int_equal(res.nr, 1);
	assert_true(res.wrote);
	memcpy(id, res.v[0].id, ID_LEN + 1);
	act_result_release(&res);
	free(copy);
}

static double hours_of(struct db *db, const char *id)
{
	struct task t = TASK_INIT;
	const struct view *v;
	double hours;

	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_int_equal(view_task(&t, v, view_find(v, id), NULL), 0);
	hours = task_num(&t, F_ACTUAL_HOURS, -1);
	task_release(&t);
	return hours;
}

static void test_result(void **state)
{
	struct scratch *s = *state;
	struct clock clock = clock_at("2026-11-30T10:00:00Z");
	struct act_result res = ACT_RESULT_INIT;
	struct strvec ids = STRVEC_INIT;
	struct act_start start = { &ids, NULL, NULL };
	struct act_complete done = { .ids = &ids };
	char a[ID_LEN + 1], b[ID_LEN + 1];
	struct err err = ERR_INIT;
	struct strvec on = STRVEC_INIT;
	struct db *db;

	repo(s);
	db = open_at(s, &clock);
	add(a, db, "A");
	add(b, db, "B");
	strvec_push(&on, a);
	assert_int_equal(act_depend(&res, db, b, &on, true, NULL), 0);
	strvec_push(&ids, a);
	assert_int_equal(act_start(&res, db, &start, NULL), 0);
	assert_int_equal(res.v[0].was, STATUS_PENDING);
	assert_int_equal(res.v[0].is, STATUS_IN_PROGRESS);
	assert_true(res.v[0].changed);
	db_close(db);
	clock.fixed += INT64_C(90) * 60 * 1000;
	db = open_at(s, &clock);
	assert_int_equal(act_complete(&res, db, &done, NULL), 0);
	assert_int_equal(res.v[0].is, STATUS_COMPLETED);
	assert_int_equal(res.unblocked.nr, 1);
	assert_string_equal(res.unblocked.v[0], b);
	assert_true(hours_of(db, a) > 1.49 && hours_of(db, a) < 1.51);
	/* a name that is wrong: nothing of it */
	strvec_push(&ids, "deadbeefdeadbeef");
	assert_int_equal(act_reopen(&res, db, &ids, NULL, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(res.wrote);
	act_result_release(&res);
	strvec_clear(&ids);
	strvec_clear(&on);
	db_close(db);
}

static void test_bundle(void **state)
{
	struct scratch *s = *state;
	struct clock clock = clock_at("2026-11-30T10:00:00Z");
	struct act_result res = ACT_RESULT_INIT;
	struct strvec ids = STRVEC_INIT;
	char name[] = "Other", id[ID_LEN + 1];
	struct act_update u = { .ids = &ids, .fields = title, .data = name,
				.progress = "  " };
	const struct view *v;
	struct db *db;

	repo(s);
	db = open_at(s, &clock);
	add(id, db, "A");
	strvec_push(&ids, id);
	assert_int_equal(act_update(&res, db, &u, NULL), -1);
	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_string_equal(v->rows[view_find(v, id)].title, "A");
	u.progress = "p";
	u.context = "c";
	assert_int_equal(act_update(&res, db, &u, NULL), 0);
	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_string_equal(v->rows[view_find(v, id)].title, "Other");
	assert_int_equal(v->rows[view_find(v, id)].nr_progress, 1);
	act_result_release(&res);
	strvec_clear(&ids);
	db_close(db);
}

/* ---- subscribers ---- */

/* What the rows below saw; the only way from a row to its test. */
static size_t *seen(void)
{
	static size_t counts[3];	/* asked, told, events */

	return counts;
}

static bool never(struct db *db)
{
	(void)db;
	seen()[0]++;
	return false;
}

static bool always(struct db *db)
{
	(void)db;
	return true;
}

static int told(struct db *db, const struct events *ev, struct err *err)
{
	(void)db;
	seen()[1]++;
	seen()[2] += ev ? ev->nr : 0;
	return err_set(err, ERR_NETWORK, "nobody there");
}

static void test_told(void **state)
{
	static const struct subscriber deaf = { "deaf", "deaf", never, true,
						told };
	static const struct subscriber plain = { "plain", "not sent", always,
						 false, told };
	static const struct subscriber full = { "full", "not told", always,
						true, told };
	const struct subscriber *const none[] = { &deaf, NULL };
	const struct subscriber *const both[] = { &full, &plain, NULL };
	struct scratch *s = *state;
	struct clock clock = clock_at("2026-11-30T10:00:00Z");
	char id[ID_LEN + 1];
	struct db *db;

	repo(s);
	db = open_at(s, &clock);
	add(id, db, "A");
	events_tell(db, none, db_wrote(db));
	assert_int_equal(seen()[0], 1);
	assert_int_equal(seen()[1], 0);
	add(id, db, "B");
	add(id, db, "C");
	events_tell(db, both, db_wrote(db));
	assert_int_equal(seen()[1], 2);
	assert_int_equal(seen()[2], 2);		/* two created, once */
	assert_int_equal(db_warnings(db)->nr, 2);
	assert_string_equal(db_warnings(db)->v[0], "not sent: nobody there");
	events_tell(db, both, db_wrote(db));	/* nothing since */
	assert_int_equal(seen()[1], 2);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_result, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_bundle, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_told, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
