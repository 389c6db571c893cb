/* test-complexity.c - scores within their scale, weights that add up, hours. */
#include "tasks.h"

#include <math.h>

#include "feat/plan/complexity.h"

static struct complexity analyse(struct db *db, const char *id,
				 const struct complexity_options *want)
{
	struct complexity_options opt;
	struct task t = TASK_INIT;
	struct complexity c;
	const struct view *v;
	struct err err = ERR_INIT;
	uint32_t row;
	double sum = 0;
	int i, used = 0;

	complexity_defaults(&opt, db);
	if (want)
		opt = *want;
	assert_int_equal(db_view(&v, db, NULL), 0);
	row = view_find(v, id);
	assert_int_equal(view_task(&t, v, row, NULL), 0);
	if (complexity_analyse(&c, db, v, row, &opt, &err) < 0)
		fail_msg("%s", err.msg);
	for (i = 0; i < FACTOR_NR; i++) {
		const struct complexity_factor *f = &c.factors[i];

		if (!f->used)
			continue;
		used++;
		sum += f->weight;
		assert_true(f->score >= 0 && f->score <= 10);
		assert_true(f->why.nr > 0);
	}
	assert_true(used == 0 || fabs(sum - 1) < 1e-9);
	assert_true(c.score >= 1 && c.score <= 10);
	assert_true(c.hours_low <= c.hours && c.hours <= c.hours_high);
	task_release(&t);
	return c;
}

static void small_and_large(void **state)
{
	struct db *db = tasks_db(*state, NOON);
	const char *small = task_make(db, '1', "{\"title\": \"Fix a typo\"}");
	const char *large = task_make(db, '2', "{\"title\": \"Rewrite the "
		"security and the concurrency of the payment migration\", "
		"\"dependencies\": [\"1111111111111111\"]}");
	struct complexity a = analyse(db, small, NULL);
	struct complexity b = analyse(db, large, NULL);
	struct complexity again = analyse(db, large, NULL);

	assert_true(b.score > a.score);
	assert_true(b.hours > a.hours);
	assert_true(again.score == b.score && again.hours == b.hours);
	/* without history the hours follow from the score */
	assert_false(a.hours_from_history);
	assert_true(fabs(a.hours - 0.5 * pow(1.6, a.score - 1)) < 0.06);
	complexity_release(&a);
	complexity_release(&b);
	complexity_release(&again);
	db_close(db);
}

static void switched_off(void **state)
{
	struct db *db = tasks_db(*state, NOON);
	const char *id = task_make(db, '1', "{\"title\": \"Change a thing\"}");
	struct complexity_options opt;
	struct complexity c;

	complexity_defaults(&opt, db);
	opt.risk = false;
	c = analyse(db, id, &opt);
	assert_false(c.factors[FACTOR_RISK].used);
	assert_true(c.factors[FACTOR_CODE].used);
	complexity_release(&c);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(small_and_large, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(switched_off, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
