#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "model/check.h"
#include "randtask.h"

#define NR 12

/* Random graphs against the closure of the edge relation. */
struct matrix {
	bool edge[NR][NR], reach[NR][NR];
	uint32_t start[NR + 1], to[NR * NR];
};

static void random_matrix(struct matrix *m, struct rnd *r)
{
	size_t i, j, k, sparse = 2 + rnd_below(r, 12);

	memset(m, 0, sizeof(*m));
	for (i = 0; i < NR; i++) {
		m->start[i + 1] = m->start[i];
		for (j = 0; j < NR; j++) {
			m->edge[i][j] = !rnd_below(r, sparse);
			m->reach[i][j] = m->edge[i][j] || i == j;
			if (m->edge[i][j])
				m->to[m->start[i + 1]++] = (uint32_t)j;
		}
	}
	for (k = 0; k < NR; k++)
		for (i = 0; i < NR; i++)
			for (j = 0; j < NR; j++)
				if (m->reach[i][k] && m->reach[k][j])
					m->reach[i][j] = true;
}

static void check_graph(struct matrix *m)
{
	struct graph g = { NR, m->start, m->to };
	uint32_t comp[NR], path[NR], i, j;
	size_t nr = graph_components(comp, &g), len, k;

	for (i = 0; i < NR; i++) {
		assert_true(comp[i] < nr);
		for (j = 0; j < NR; j++) {
			assert_int_equal(comp[i] == comp[j],
					 m->reach[i][j] && m->reach[j][i]);
			if (m->edge[i][j])
				assert_true(comp[j] <= comp[i]);
			len = graph_path(path, &g, i, j);
			assert_int_equal(len != 0, m->reach[i][j]);
			if (!len)
				continue;
			assert_int_equal(path[0], i);
			assert_int_equal(path[len - 1], j);
			for (k = 1; k < len; k++)
				assert_true(m->edge[path[k - 1]][path[k]]);
		}
	}
}

static void random_graphs(void **unused)
{
	uint64_t seed = rand_test_seed();
	struct rnd r = rnd_seed(seed);
	struct matrix m;
	int i;

	(void)unused;
	print_message("seed %" PRIu64 "\n", seed);
	for (i = 0; i < 500; i++) {
		random_matrix(&m, &r);
		check_graph(&m);
	}
}

static void long_chains_need_no_stack(void **unused)
{
	enum { LONG = 300000 };
	uint32_t *start = xreallocarray(NULL, LONG + 1, sizeof(*start));
	uint32_t *to = xreallocarray(NULL, LONG, sizeof(*to));
	uint32_t *comp = xreallocarray(NULL, LONG, sizeof(*comp));
	struct graph g = { LONG, start, to };
	uint32_t i;

	(void)unused;
	for (i = 0; i < LONG; i++) {
		start[i] = i;
		to[i] = (i + 1) % LONG;
	}
	start[LONG] = LONG;
	assert_int_equal(graph_components(comp, &g), 1);
	assert_int_equal(graph_path(comp, &g, 1, 0), LONG);
	start[LONG] = LONG - 1;		/* cut the ring */
	assert_int_equal(graph_components(comp, &g), LONG);
	assert_int_equal(comp[LONG - 1], 0);
	g.nr = 0;
	assert_int_equal(graph_components(comp, &g), 0);
	free(start);
	free(to);
	free(comp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_graphs),
		cmocka_unit_test(long_chains_need_no_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
