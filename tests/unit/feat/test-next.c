/* test-next.c - which task is next: every part of the score, who is ready, ties. */
#include "tasks.h"

#include "feat/plan/next.h"

/* All rows, ranked; the item of a task, or NULL when it is not ready. */
static struct next_item *rank(struct next_item **all, size_t *nr,
			      struct db *db, const struct next_options *opt,
			      const char *id)
{
	uint32_t rows[16];
	const struct view *v;
	uint32_t i;

	assert_int_equal(db_view(&v, db, NULL), 0);
	for (i = 0; i < v->nr; i++)
		rows[i] = i;
	*nr = next_rank(all, db, v, rows, v->nr, opt, db_now(db));
	for (i = 0; i < *nr; i++)
		if (id && !strcmp(v->rows[(*all)[i].row].id, id))
			return &(*all)[i];
	return NULL;
}

/* What a part of the score is for a task; -99: it is not ready. */
static int part(struct db *db, const struct next_options *opt, const char *id,
		const char *name)
{
	struct next_item *all = NULL, *it;
	int points = -99, sum = 0, n;
	const char *what;
	size_t nr, i;

	it = rank(&all, &nr, db, opt, id);
	for (i = 0; it && next_part(&what, &n, it, i); i++) {
		sum += n;
		if (!strcmp(what, name))
			points = n;
	}
	if (it)
		assert_int_equal(sum, it->score);
	free(all);
	return points;
}

static void deadlines_and_priorities(void **state)
{
	static const struct { const char *at; int points; } due[] = {
		{ "2030-06-01T11:00:00Z", 30 }, { "2030-06-02T11:59:59Z", 25 },
		{ "2030-06-02T12:00:00Z", 15 }, { "2030-06-04T11:59:59Z", 15 },
		{ "2030-06-04T12:00:00Z", 8 }, { "2030-06-08T11:59:59Z", 8 },
		{ "2030-06-08T12:00:00Z", 0 },
	};
	struct next_options opt = NEXT_OPTIONS_INIT;
	struct db *db = tasks_db(*state, NOON);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(due); i++) {
		char *text = xasprintf("{\"deadline\": \"%s\"}", due[i].at);
		const char *id = task_make(db, (char)('1' + i), text);

		assert_int_equal(part(db, &opt, id, "deadline"),
				 due[i].points);
		free(text);
	}
	assert_int_equal(part(db, &opt, task_make(db, 'a',
		"{\"priority\": \"critical\"}"), "priority"), 40);
	assert_int_equal(part(db, &opt, task_make(db, 'b',
		"{\"priority\": \"none\"}"), "priority"), 0);
	db_close(db);
}

static void dependents_age_hours(void **state)
{
	struct next_options opt = NEXT_OPTIONS_INIT;
	struct strvec types = STRVEC_INIT;
	struct db *db = tasks_db(*state, NOON - 25 * DAY);
	const char *old = task_make(db, '1', "{\"estimated_hours\": 9}");
	const char *young;
	char dep[64], digit;

	db = tasks_at(*state, db, NOON);
	young = task_make(db, '2', "{\"type\": \"bug\"}");
	assert_int_equal(part(db, &opt, old, "age"), 2);
	assert_int_equal(part(db, &opt, young, "age"), 0);
	db = tasks_at(*state, db, NOON + 400 * DAY);
	assert_int_equal(part(db, &opt, young, "age"), 5);
	db = tasks_at(*state, db, NOON);
	snprintf(dep, sizeof(dep), "{\"dependencies\": [\"%s\"]}", old);
	for (digit = 'a'; digit <= 'f'; digit++) {
		const char *id = task_make(db, digit, dep);

		assert_int_equal(part(db, &opt, old, "unblocks"),
				 digit - 'a' < 5 ? 4 * (digit - 'a' + 1) : 20);
		assert_int_equal(part(db, &opt, id, "unblocks"), -99);
	}
	opt.hours_today = 9;
	assert_int_equal(part(db, &opt, old, "hours"), 0);
	opt.hours_today = 8.5;
	assert_int_equal(part(db, &opt, old, "hours"), -20);
	strvec_push(&types, "bug");
	opt.types = &types;
	assert_int_equal(part(db, &opt, young, "fit"), 6);
	assert_int_equal(part(db, &opt, old, "fit"), 0);
	strvec_clear(&types);
	db_close(db);
}

static void who_is_ready(void **state)
{
	struct next_options opt = NEXT_OPTIONS_INIT;
	struct db *db = tasks_db(*state, NOON);
	const char *mine, *other, *leased, *started;
	char text[128];

	snprintf(text, sizeof(text), "{\"assignee\": \"%s\"}",
		 db_me_name(db));
	mine = task_make(db, '1', text);
	other = task_make(db, '2', "{\"assignee\": \"bob@example.org\"}");
	leased = task_make(db, '3', "{\"lease\": {\"owner\": "
			   "\"bob@example.org\", \"until\": "
			   "\"2030-06-01T12:00:01Z\"}}");
	started = task_make(db, '4', "{}");
	task_move(db, started, STATUS_IN_PROGRESS);
	assert_int_equal(part(db, &opt, mine, "mine"), 10);
	assert_int_equal(part(db, &opt, other, "mine"), -99);
	assert_int_equal(part(db, &opt, leased, "mine"), -99);
	assert_int_equal(part(db, &opt, started, "mine"), -99);
	opt.anyone = true;
	assert_int_equal(part(db, &opt, other, "mine"), 0);
	assert_int_equal(part(db, &opt, leased, "mine"), -99);
	/* the lease ends in this second, not in the one before */
	db = tasks_at(*state, db, NOON + 1000);
	assert_int_equal(part(db, &opt, leased, "mine"), 0);
	db_close(db);
}

/* The order is total: whatever order the rows come in, the answer is one. */
static void order_is_total(void **state)
{
	static const char *const prio[] = { "low", "high" };
	struct next_options opt = NEXT_OPTIONS_INIT;
	struct rnd rnd = unit_rnd("next");
	struct db *db = tasks_db(*state, NOON);
	struct next_item *all, *again;
	const struct view *v;
	uint32_t rows[12], i, k, tmp;
	char text[64];
	size_t nr;
	int n;

	for (i = 0; i < 12; i++) {
		snprintf(text, sizeof(text), "{\"priority\": \"%s\"}",
			 prio[i % 2]);
		task_make(db, "0123456789ab"[i], text);
	}
	rank(&all, &nr, db, &opt, NULL);
	assert_int_equal(nr, 12);
	assert_int_equal(db_view(&v, db, NULL), 0);
	for (i = 1; i < nr; i++) {
		assert_true(all[i - 1].score >= all[i].score);
		if (all[i - 1].score == all[i].score)
			assert_true(strcmp(v->rows[all[i - 1].row].id,
					   v->rows[all[i].row].id) < 0);
	}
	for (n = 0; n < 50; n++) {
		for (i = 0; i < 12; i++)
			rows[i] = i;
		for (i = 11; i > 0; i--) {
			k = (uint32_t)rnd_below(&rnd, i + 1);
			tmp = rows[i];
			rows[i] = rows[k];
			rows[k] = tmp;
		}
		nr = next_rank(&again, db, v, rows, 12, &opt, NOON);
		assert_int_equal(nr, 12);
		for (i = 0; i < nr; i++)
			assert_int_equal(again[i].row, all[i].row);
		free(again);
	}
	free(all);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(deadlines_and_priorities,
						scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(dependents_age_hours,
						scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(who_is_ready, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(order_is_total, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
