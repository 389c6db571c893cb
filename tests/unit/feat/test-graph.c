/* Task graphs: schedule and critical path against brute force, trees. */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/rand.h"
#include "feat/plan/graph-layers.h"
#include "feat/plan/graph.h"

#define GRAPHS 3000
#define ROWS_MAX 14

struct made {
	struct view v;
	struct row rows[ROWS_MAX];
	char ids[ROWS_MAX][ID_LEN + 1];
	uint32_t deps[ROWS_MAX][ROWS_MAX];
	uint32_t all[ROWS_MAX];
};

static void make_random(struct made *m, struct rnd *rnd, bool cyclic)
{
	uint32_t i, k, nr = 1 + (uint32_t)rnd_below(rnd, ROWS_MAX);

	memset(m, 0, sizeof(*m));
	m->v.nr = nr;
	m->v.rows = m->rows;
	for (i = 0; i < nr; i++) {
		struct row *r = &m->rows[i];

		snprintf(m->ids[i], sizeof(m->ids[i]), "%016x", i);
		m->all[i] = i;
		r->id = m->ids[i];
		r->title = "t";
		r->assignee = r->tags = r->files = "";
		r->estimated = rnd_below(rnd, 4) ?
			       (double)rnd_below(rnd, 9) : NAN;
		r->actual = NAN;
		r->stored = rnd_below(rnd, 5) ? STATUS_PENDING :
			    STATUS_COMPLETED;
		r->parent_row = NO_ROW;
		r->deps = m->deps[i];
		for (k = 0; k < (cyclic ? nr : i); k++)
			if (k != i && rnd_below(rnd, 4) == 0)
				m->deps[i][r->nr_deps++] = k;
	}
}

static double hours_of(const struct made *m, uint32_t i)
{
	const struct row *r = &m->rows[i];

	return r->stored == STATUS_COMPLETED ? 0 :
	       r->estimated > 0 ? r->estimated : 1;
}

static bool is_done(const struct made *m, uint32_t i)
{
	return m->rows[i].stored == STATUS_COMPLETED;
}

/* The longest work in front of `i`, by trying every path.  What is finished waits for
 * nothing, and nobody behind it waits for what it depends on. */
static double earliest(const struct made *m, uint32_t i)
{
	double best = 0, d;
	uint32_t k;

	for (k = 0; !is_done(m, i) && k < m->rows[i].nr_deps; k++) {
		uint32_t n = m->deps[i][k];

		d = earliest(m, n) + hours_of(m, n);
		if (d > best)
			best = d;
	}
	return best;
}

/* The longest work behind `i`, itself included. */
static double rest_of(const struct made *m, uint32_t i)
{
	double best = 0, d;
	uint32_t k, n;

	for (n = 0; n < m->v.nr; n++)
		for (k = 0; k < m->rows[n].nr_deps; k++)
			if (m->deps[n][k] == i && !is_done(m, n)) {
				d = rest_of(m, n);
				if (d > best)
					best = d;
			}
	return best + hours_of(m, i);
}

static bool depends(const struct made *m, uint32_t from, uint32_t to)
{
	uint32_t k;

	for (k = 0; k < m->rows[from].nr_deps; k++)
		if (m->deps[from][k] == to)
			return true;
	return false;
}

static void check_path(const struct made *m, const struct task_graph *tg)
{
	uint32_t *path;
	size_t nr = task_graph_critical(&path, tg, &m->v), i;
	double sum = 0;

	for (i = 0; i < nr; i++) {
		assert_int_not_equal(m->rows[path[i]].stored,
				     STATUS_COMPLETED);
		if (i)
			assert_true(depends(m, path[i], path[i - 1]));
		sum += tg->hours[path[i]];
	}
	assert_true(fabs(sum - tg->total) < 1e-9);
	free(path);
}

static void schedule_is_right(void **state)
{
	struct rnd rnd = rnd_seed(20261121);
	size_t n;
	uint32_t i;

	(void)state;
	for (n = 0; n < GRAPHS; n++) {
		struct task_graph tg;
		struct made m;
		double total = 0;

		make_random(&m, &rnd, false);
		task_graph_build(&tg, &m.v, m.all, m.v.nr, 1);
		for (i = 0; i < m.v.nr; i++)
			if (earliest(&m, i) + hours_of(&m, i) > total)
				total = earliest(&m, i) + hours_of(&m, i);
		assert_true(fabs(total - tg.total) < 1e-9);
		for (i = 0; i < m.v.nr; i++) {
			double slack = total - earliest(&m, i) -
				       rest_of(&m, i);

			assert_true(fabs(tg.begin[i] - earliest(&m, i)) <
				    1e-9);
			assert_true(fabs(tg.slack[i] - slack) < 1e-9);
			assert_false(task_graph_cyclic(&tg, i));
		}
		check_path(&m, &tg);
		task_graph_release(&tg);
	}
}

/* Can `from` reach `to`? */
static bool reaches(const struct made *m, uint32_t from, uint32_t to,
		    bool *seen)
{
	uint32_t k;

	for (k = 0; k < m->rows[from].nr_deps; k++) {
		uint32_t n = m->deps[from][k];

		if (n == to)
			return true;
		if (seen[n])
			continue;
		seen[n] = true;
		if (reaches(m, n, to, seen))
			return true;
	}
	return false;
}

/* Every task with an edge is in the tree, opened once, also in cycles. */
static void check_tree(const struct made *m, const struct task_graph *tg)
{
	struct tree_line *lines;
	size_t nr = task_graph_tree(&lines, tg, true), i;
	size_t opened[ROWS_MAX] = { 0 }, edges = 0;
	uint32_t k;

	for (i = 0; i < nr; i++)
		if (!lines[i].cycle && !lines[i].again)
			opened[lines[i].row]++;
	for (k = 0; k < m->v.nr; k++) {
		edges += m->rows[k].nr_deps;
		assert_true(opened[k] >= 1);
		if (m->rows[k].nr_deps)
			assert_int_equal(opened[k], 1);
	}
	/* one line for each edge and each root */
	assert_true(nr >= edges && nr <= edges + m->v.nr);
	tree_lines_free(lines, nr);
}

static void cycles_are_found(void **state)
{
	struct rnd rnd = rnd_seed(4711);
	size_t n;
	uint32_t i;

	(void)state;
	for (n = 0; n < GRAPHS; n++) {
		struct task_graph tg;
		struct made m;

		make_random(&m, &rnd, n % 2);
		task_graph_build(&tg, &m.v, m.all, m.v.nr, 1);
		for (i = 0; i < m.v.nr; i++) {
			bool seen[ROWS_MAX] = { false };

			assert_int_equal(task_graph_cyclic(&tg, i),
					 reaches(&m, i, i, seen));
			assert_true(tg.slack[i] > -1e-9);
		}
		check_tree(&m, &tg);
		task_graph_release(&tg);
	}
}

static void a_part_of_a_graph(void **state)
{
	struct rnd rnd = rnd_seed(7);
	struct task_graph tg;
	struct made m;
	uint32_t two[2];

	(void)state;
	do {
		make_random(&m, &rnd, false);
	} while (m.v.nr < 3 || !depends(&m, 2, 0));
	two[0] = 2;
	two[1] = 0;
	task_graph_build(&tg, &m.v, two, 2, 1);
	assert_int_equal(tg.nr, 2);
	assert_int_equal(tg.start[2], 1);
	assert_int_equal(tg.to[0], 1);
	assert_int_equal(tg.node[1], NO_ROW);
	task_graph_release(&tg);
	task_graph_build(&tg, &m.v, two, 0, 1);
	assert_true(tg.total == 0);
	task_graph_release(&tg);
}

#define MANY 60

/* Sparse: several blocks, some of them wide. */
static void make_many(struct view *v, struct row *rows, char (*ids)[17],
		      uint32_t (*deps)[MANY], struct rnd *rnd, bool cyclic)
{
	uint32_t i, k;

	memset(v, 0, sizeof(*v));
	memset(rows, 0, MANY * sizeof(*rows));
	v->nr = 1 + rnd_below(rnd, MANY);
	v->rows = rows;
	for (i = 0; i < v->nr; i++) {
		snprintf(ids[i], 17, "%016x", i);
		rows[i].id = ids[i];
		rows[i].title = rows[i].assignee = "t";
		rows[i].tags = rows[i].files = "";
		rows[i].estimated = rows[i].actual = NAN;
		rows[i].stored = STATUS_PENDING;
		rows[i].parent_row = NO_ROW;
		rows[i].deps = deps[i];
		for (k = 0; k < (cyclic ? v->nr : i); k++)
			if (k != i && (k < 2 ? rnd_below(rnd, 3) == 0 :
				       rnd_below(rnd, 40) == 0))
				deps[i][rows[i].nr_deps++] = k;
	}
}

/* Boxes lie within the picture, never on each other, and what depends on something stands
 * to the right of it. */
static void layers_are_clear(void **state)
{
	static const struct layers_look look = { 19, 5, 6, 2, 2.0 };
	static struct row rows[MANY];
	static char ids[MANY][17];
	static uint32_t deps[MANY][MANY], all[MANY];
	struct rnd rnd = rnd_seed(20261201);
	size_t n;

	(void)state;
	for (n = 0; n < GRAPHS; n++) {
		struct task_graph tg;
		struct view v;
		double x[MANY], y[MANY], width, height;
		bool wanted[MANY];
		uint32_t i, k, e;

		make_many(&v, rows, ids, deps, &rnd, n % 2);
		for (i = 0; i < v.nr; i++) {
			all[i] = i;
			wanted[i] = true;
		}
		task_graph_build(&tg, &v, all, v.nr, 1);
		graph_layers(x, y, &width, &height, &tg, wanted, &look);
		for (i = 0; i < tg.nr; i++) {
			assert_true(x[i] > 9 && x[i] < width - 9);
			assert_true(y[i] > 2 && y[i] < height - 2);
			for (k = 0; k < i; k++)
				assert_true(fabs(x[i] - x[k]) > 19 ||
					    fabs(y[i] - y[k]) > 5);
			for (e = tg.start[i]; e < tg.start[i + 1]; e++)
				assert_true(tg.comp[i] == tg.comp[tg.to[e]] ||
					    x[tg.to[e]] < x[i]);
		}
		task_graph_release(&tg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schedule_is_right),
		cmocka_unit_test(layers_are_clear),
		cmocka_unit_test(cycles_are_found),
		cmocka_unit_test(a_part_of_a_graph),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
