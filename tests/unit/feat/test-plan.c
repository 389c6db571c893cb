/* Plans: no dependency and no capacity is ever violated. */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"
#include "data/rand.h"
#include "data/when.h"
#include "feat/plan/plan.h"

#define GRAPHS 4000
#define ROWS_MAX 40

struct made {
	struct view v;
	struct row rows[ROWS_MAX];
	char ids[ROWS_MAX][ID_LEN + 1];
	uint32_t deps[ROWS_MAX][ROWS_MAX];
};

static void make_rows(struct made *m, size_t nr)
{
	memset(m, 0, sizeof(*m));
	m->v.nr = nr;
	m->v.rows = m->rows;
	for (size_t i = 0; i < nr; i++) {
		struct row *r = &m->rows[i];

		snprintf(m->ids[i], sizeof(m->ids[i]), "%016zx", i);
		r->id = m->ids[i];
		r->title = "t";
		r->assignee = "";
		r->tags = r->files = "";
		r->estimated = 1;
		r->actual = NAN;
		r->priority = PRIO_MEDIUM;
		r->parent_row = NO_ROW;
		r->deps = m->deps[i];
	}
}

static void depend(struct made *m, uint32_t from, uint32_t to)
{
	m->deps[from][m->rows[from].nr_deps++] = to;
}

static void make_random(struct made *m, struct rnd *rnd, bool assign)
{
	static const char *const who[] = { "", "", "ann", "bob" };
	size_t nr = 1 + rnd_below(rnd, ROWS_MAX);

	make_rows(m, nr);
	for (uint32_t i = 0; i < nr; i++) {
		struct row *r = &m->rows[i];

		r->estimated = rnd_below(rnd, 5) ?
			(double)(1 + rnd_below(rnd, 40)) / 2 : NAN;
		r->priority = (enum priority)rnd_below(rnd, PRIO_NR);
		r->stored = (enum status)rnd_below(rnd, 10);
		if (r->stored > STATUS_COMPLETED)
			r->stored = STATUS_PENDING;
		if (assign)
			r->assignee = who[rnd_below(rnd, 4)];
		for (uint32_t d = 0; d < i; d++)
			if (!rnd_below(rnd, 6))
				depend(m, i, d);
	}
}

static const struct plan_item *find(const struct plan *p, uint32_t row)
{
	for (size_t i = 0; i < p->nr; i++)
		if (p->items[i].row == row)
			return &p->items[i];
	return NULL;
}

static void check_plan(const struct made *m, const struct plan *p,
		       bool assigned)
{
	double work = 0, bound;

	for (size_t i = 0; i < p->nr; i++) {
		const struct plan_item *a = &p->items[i];
		const struct row *r = &m->rows[a->row];

		work += a->hours;
		assert_true(a->lane < p->lanes);
		assert_true(fabs(a->end - a->start - a->hours) < 1e-9);
		assert_true(a->slack >= 0);
		assert_true(a->start + 1e-9 >= a->earliest);
		for (uint32_t d = 0; d < r->nr_deps; d++) {
			const struct plan_item *b = find(p, r->deps[d]);

			if (b)
				assert_true(a->start + 1e-9 >= b->end);
			else
				assert_false(status_is_open(
					m->rows[r->deps[d]].stored));
		}
		for (size_t k = 0; k < i; k++) {
			const struct plan_item *b = &p->items[k];

			if (a->lane == b->lane)
				assert_true(a->start + 1e-9 >= b->end ||
					    b->start + 1e-9 >= a->end);
		}
	}
	assert_true(p->makespan + 1e-6 >= p->length);
	/* Graham: at most 2 - 1/m times the lower bound */
	bound = fmax(p->length, work / p->lanes);
	if (!assigned)
		assert_true(p->makespan <=
			    (2 - 1.0 / p->lanes) * bound + 1e-6);
}

static void random_plans(void **state)
{
	struct rnd rnd = rnd_seed(20261121);
	struct made *m = xmalloc(sizeof(*m));

	(void)state;
	for (int g = 0; g < GRAPHS; g++) {
		bool assign = g % 2;
		struct plan_options opt = { 0 };
		struct plan p;
		size_t open = 0;

		make_random(m, &rnd, assign);
		opt.developers = 1 + (unsigned)rnd_below(&rnd, 5);
		assert_int_equal(plan_make(&p, &m->v, &opt, NULL), 0);
		for (size_t i = 0; i < m->v.nr; i++)
			open += status_is_open(m->rows[i].stored);
		assert_int_equal(p.nr + p.nr_out, open);
		check_plan(m, &p, assign);
		plan_release(&p);
	}
	free(m);
}

/* a(1) -> b(2) -> d(1), a -> c(1) -> d: c can wait an hour. */
static void critical_path_and_slack(void **state)
{
	struct made m;
	struct plan_options opt = { .developers = 2 };
	struct plan p;

	(void)state;
	make_rows(&m, 4);
	m.rows[1].estimated = 2;
	depend(&m, 1, 0);
	depend(&m, 2, 0);
	depend(&m, 3, 1);
	depend(&m, 3, 2);
	assert_int_equal(plan_make(&p, &m.v, &opt, NULL), 0);
	assert_true(fabs(p.length - 4) < 1e-9);
	assert_true(fabs(p.makespan - 4) < 1e-9);
	assert_int_equal(p.nr_critical, 3);
	assert_int_equal(p.critical[0], 0);
	assert_int_equal(p.critical[1], 1);
	assert_int_equal(p.critical[2], 3);
	assert_true(fabs(find(&p, 2)->slack - 1) < 1e-9);
	assert_true(find(&p, 1)->slack < 1e-9);
	plan_release(&p);
}

static void cycles_are_left_out(void **state)
{
	struct made m;
	struct plan_options opt = { .developers = 1 };
	struct plan p;

	(void)state;
	make_rows(&m, 4);
	depend(&m, 0, 1);
	depend(&m, 1, 0);
	m.rows[0].in_cycle = m.rows[1].in_cycle = true;
	depend(&m, 2, 1);	/* waits for the cycle */
	assert_int_equal(plan_make(&p, &m.v, &opt, NULL), 0);
	assert_int_equal(p.nr, 1);
	assert_int_equal(p.items[0].row, 3);
	assert_int_equal(p.nr_out, 3);
	plan_release(&p);
}

static void bad_number_of_developers(void **state)
{
	struct made m;
	struct plan_options opt = { .developers = 0 };
	struct plan p;
	struct err err = ERR_INIT;

	(void)state;
	make_rows(&m, 1);
	assert_int_equal(plan_make(&p, &m.v, &opt, &err), -1);
	assert_non_null(strstr(err.msg, "between 1 and 1000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_plans),
		cmocka_unit_test(critical_path_and_slack),
		cmocka_unit_test(cycles_are_left_out),
		cmocka_unit_test(bad_number_of_developers),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
