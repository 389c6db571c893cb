/*
 * test-hands.c - how actors share out tasks without talking, against the long
 * way of working it out.
 */
#include "unit.h"

#include <time.h>

#include "base/mem.h"
#include "base/strvec.h"
#include "data/rand.h"
#include "db/share/hands.h"

#define ACTORS 60
#define TASKS 80

struct pair {
	uint64_t weight;
	size_t actor, task;
};

static int heavier(const void *a, const void *b)
{
	uint64_t x = ((const struct pair *)a)->weight;
	uint64_t y = ((const struct pair *)b)->weight;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* The greatest pair first, one task each. */
static void share_out(size_t *out, const struct strvec *actors,
		      const char *const *ids, size_t nr)
{
	struct pair *pairs = xcalloc(actors->nr * nr + 1, sizeof(*pairs)), *p;
	bool given[TASKS] = { false };
	size_t a, t, n = 0, i;

	for (a = 0; a < actors->nr; a++) {
		out[a] = nr;
		for (t = 0; t < nr; t++) {
			p = &pairs[n++];
			p->weight = hands_weight(actors->v[a], ids[t]);
			p->actor = a;
			p->task = t;
		}
	}
	qsort(pairs, n, sizeof(*pairs), heavier);
	for (i = 0; i < n; i++) {
		p = &pairs[i];
		if (out[p->actor] < nr || given[p->task])
			continue;
		out[p->actor] = p->task;
		given[p->task] = true;
	}
	free(pairs);
}

static void check_shares(struct rnd *rnd, size_t nr_actors, size_t nr)
{
	struct strvec actors = STRVEC_INIT, names = STRVEC_INIT;
	const char *ids[TASKS];
	size_t wanted[ACTORS], a, i;

	for (i = 0; i < nr_actors; i++)
		strvec_pushf(&actors, "%016" PRIx64 "//w", rnd_u64(rnd));
	for (i = 0; i < nr; i++)
		strvec_pushf(&names, "%016" PRIx64, rnd_u64(rnd));
	for (i = 0; i < nr; i++)
		ids[i] = names.v[i];
	share_out(wanted, &actors, ids, nr);
	for (a = 0; a < nr_actors; a++) {
		struct strvec others = STRVEC_INIT;

		for (i = 0; i < nr_actors; i++)
			if (i != a)
				strvec_push(&others, actors.v[i]);
		assert_int_equal(hands_share(actors.v[a], &others, ids, nr),
				 wanted[a]);
		strvec_clear(&others);
	}
	strvec_clear(&actors);
	strvec_clear(&names);
}

static void test_shares(void **state)
{
	const char *env = getenv("GIT_TASK_TEST_SEED");
	uint64_t seed = env ? strtoull(env, NULL, 10) :
		(uint64_t)time(NULL) % 100000;
	struct rnd rnd = rnd_seed(seed);
	size_t i;

	(void)state;
	print_message("# GIT_TASK_TEST_SEED=%" PRIu64 "\n", seed);
	check_shares(&rnd, 1, 0);
	check_shares(&rnd, ACTORS, 1);
	for (i = 0; i < 40; i++)
		check_shares(&rnd, 1 + rnd_below(&rnd, ACTORS),
			     rnd_below(&rnd, TASKS + 1));
}

/* Hundreds of actors: each finds its share, and no two the same. */
static void test_many(void **state)
{
	struct strvec actors = STRVEC_INIT, names = STRVEC_INIT;
	const char *ids[1000];
	bool given[1000] = { false };
	size_t i, k, mine;

	(void)state;
	for (i = 0; i < 501; i++)
		strvec_pushf(&actors, "clone%zu//", i);
	for (i = 0; i < 1000; i++)
		strvec_pushf(&names, "%016zx", i);
	for (i = 0; i < 1000; i++)
		ids[i] = names.v[i];
	for (k = 0; k < 501; k += 20) {
		struct strvec others = STRVEC_INIT;

		for (i = 0; i < 501; i++)
			if (i != k)
				strvec_push(&others, actors.v[i]);
		mine = hands_share(actors.v[k], &others, ids, 1000);
		assert_true(mine < 1000);
		assert_false(given[mine]);
		given[mine] = true;
		strvec_clear(&others);
	}
	strvec_clear(&actors);
	strvec_clear(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
