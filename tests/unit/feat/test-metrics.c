/* test-metrics.c - the numbers of a period, of tasks whose times are known. */
#include "tasks.h"

#include <math.h>

#include "feat/measure/metrics.h"

static struct metrics_set compute(struct db *db, int64_t since, int64_t until,
				  const char *by)
{
	struct metrics_options opt = { until, since, until, by };
	struct metrics_set set;
	const struct view *v;
	struct err err = ERR_INIT;

	memset(&set, 0, sizeof(set));
	assert_int_equal(db_view(&v, db, NULL), 0);
	if (metrics_compute(&set, v, &opt, &err) < 0)
		fail_msg("%s", err.msg);
	return set;
}

/* Two are finished after 4 and 8 hours, worked on for 1 and 6; one goes on. */
static struct db *make_three(void **state)
{
	struct db *db = tasks_db(*state, NOON);
	const char *a = task_make(db, 'a', "{\"estimated_hours\": 2, "
				  "\"actual_hours\": 1, \"type\": \"bug\"}");
	const char *b = task_make(db, 'b', "{\"type\": \"feature\"}");
	const char *c = task_make(db, 'c', "{\"type\": \"bug\"}");

	db = tasks_at(*state, db, NOON + 2 * HOUR);
	task_move(db, b, STATUS_IN_PROGRESS);
	db = tasks_at(*state, db, NOON + 3 * HOUR);
	task_move(db, a, STATUS_IN_PROGRESS);
	task_move(db, c, STATUS_IN_PROGRESS);
	db = tasks_at(*state, db, NOON + 4 * HOUR);
	task_move(db, a, STATUS_COMPLETED);
	db = tasks_at(*state, db, NOON + 8 * HOUR);
	task_move(db, b, STATUS_COMPLETED);
	return db;
}

static void times(void **state)
{
	struct db *db = make_three(state);
	struct metrics_set set;
	const struct metrics *m;

	db = tasks_at(*state, db, NOON + 10 * HOUR);
	set = compute(db, NOON, NOON + 7 * DAY, NULL);
	m = &set.items[0];
	assert_int_equal(m->tasks, 3);
	assert_int_equal(m->created, 3);
	assert_int_equal(m->completed, 2);
	assert_int_equal(m->wip, 1);
	assert_true(fabs(m->per_week - 2) < 1e-9);
	assert_true(fabs(m->lead_median - 6) < 1e-9);
	assert_true(fabs(m->cycle_median - 3.5) < 1e-9);
	/* 1 + 6 hours of work in 4 + 8 of waiting and work */
	assert_true(m->flow_efficiency > 0 && m->flow_efficiency < 1);
	assert_true(fabs(m->estimation_accuracy - 50) < 1e-9);
	assert_int_equal(m->estimated, 1);
	assert_true(isnan(m->quality));
	assert_true(isnan(m->on_time));
	metrics_release(&set);
	db_close(db);
}

/* [since, until): what happens in the last millisecond counts, at `until` not. */
static void edges(void **state)
{
	struct db *db = make_three(state);
	struct metrics_set set;

	set = compute(db, NOON, NOON + 4 * HOUR, NULL);
	assert_int_equal(set.items[0].completed, 0);
	assert_int_equal(set.items[0].wip, 3);
	metrics_release(&set);
	set = compute(db, NOON + 4 * HOUR, NOON + 8 * HOUR, NULL);
	assert_int_equal(set.items[0].completed, 1);
	assert_int_equal(set.items[0].created, 0);
	metrics_release(&set);
	db_close(db);
}

/* Groups add up to the whole; who is opened again is not completed. */
static void groups_and_reopened(void **state)
{
	struct db *db = make_three(state);
	struct metrics_options opt = { NOON, NOON, NOON, "colour" };
	struct metrics_set set;
	const struct view *v;
	size_t i, tasks = 0, completed = 0;
	struct err err = ERR_INIT;

	set = compute(db, NOON, NOON + DAY, "type");
	assert_int_equal(set.nr, 3);
	for (i = 1; i < set.nr; i++) {
		tasks += set.items[i].tasks;
		completed += set.items[i].completed;
	}
	assert_int_equal(tasks, set.items[0].tasks);
	assert_int_equal(completed, set.items[0].completed);
	metrics_release(&set);
	db = tasks_at(*state, db, NOON + 9 * HOUR);
	task_move(db, "aaaaaaaaaaaaaaaa", STATUS_PENDING);
	set = compute(db, NOON, NOON + DAY, NULL);
	assert_int_equal(set.items[0].completed, 1);
	assert_int_equal(set.items[0].reopened, 1);
	metrics_release(&set);
	assert_int_equal(db_view(&v, db, NULL), 0);
	memset(&set, 0, sizeof(set));
	assert_int_equal(metrics_compute(&set, v, &opt, &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	metrics_release(&set);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(times, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(edges, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(groups_and_reopened,
						scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
