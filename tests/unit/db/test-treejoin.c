/*
 * test-treejoin.c - the join of trees is commutative, associative and
 * idempotent, unreadable blobs included.
 */
#include "gitrepo.h"
#include "data/rand.h"
#include "model/taskio.h"
#include "store/odb/object.h"
#include "db/share/treejoin.h"

#define NR_IDS 3
#define LEAVES 10

static const char *const ids[NR_IDS] = {
	"00000000000000aa", "00000000000000bb", "11000000000000cc"
};

static struct repo *open_repo(struct scratch *s)
{
	struct place p;
	struct repo *r;

	run(s, "git init -q a");
	assert_int_equal(place_find(&p, at(s, "a"), NULL), 0);
	assert_int_equal(repo_open(&r, &p, NULL), 0);
	place_release(&p);
	return r;
}

/* A readable state, edited by one of three actors, or an unreadable one. */
static void random_blob(struct oid *out, struct repo *r, struct rnd *rnd,
			const char *id)
{
	struct strbuf sb = STRBUF_INIT, canon = STRBUF_INIT;
	unsigned n = (unsigned)rnd_below(rnd, 8);
	unsigned who = (unsigned)rnd_below(rnd, 3);
	struct task t;

	if (n < 3) {
		strbuf_addf(&canon, "{ broken %u", n);
	} else {
		strbuf_addf(&sb, "{\"id\":\"%s\",\"title\":\"t%u\","
			    "\"tags\":[\"x%u\"],\"stamps\":{"
			    "\"*\":\"01700000000000-0000-00000000\","
			    "\"title\":\"0170000000%04u-0000-0000000%u\","
			    "\"tags/x%u\":\"+0170000000%04u-0000-0000000%u\"}}",
			    id, n, n % 2, n, who, n % 2, n, who);
		assert_int_equal(task_parse(&t, sb.buf, sb.len, NULL), 0);
		task_write(&canon, &t);
		task_release(&t);
	}
	assert_int_equal(blob_write(out, r, canon.buf, canon.len, NULL), 0);
	strbuf_release(&sb);
	strbuf_release(&canon);
}

static void random_tree(struct oid *out, struct repo *r, struct rnd *rnd)
{
	char paths[NR_IDS][TASK_PATH_LEN + 1];
	struct tree_edit edits[NR_IDS + 3];
	size_t nr = 0, i;

	memset(edits, 0, sizeof(edits));
	assert_int_equal(blob_write(&edits[nr].oid, r, "{}\n", 3, NULL), 0);
	edits[nr++].path = "meta.json";
	for (i = 0; i < NR_IDS; i++) {
		if (!rnd_below(rnd, 4))
			continue;
		task_path(paths[i], ids[i]);
		random_blob(&edits[nr].oid, r, rnd, ids[i]);
		edits[nr++].path = paths[i];
	}
	/* somebody's submodules, also where a task belongs */
	for (i = 0; i < 2; i++) {
		if (rnd_below(rnd, 3))
			continue;
		task_path(paths[0], ids[0]);
		edits[nr].path = i ? "vendor" : paths[0];
		edits[nr].oid.b[0] = (unsigned char)(1 + rnd_below(rnd, 3));
		edits[nr].oid.len = edits[0].oid.len;
		edits[nr++].mode = rnd_below(rnd, 4) ? TREE_LINK : 0;
		if (!edits[nr - 1].mode)
			edits[nr - 1].oid = edits[0].oid;
	}
	assert_int_equal(tree_update(out, r, NULL, edits, nr, NULL), 0);
}

static struct oid join_with(struct repo *r, struct oid a, struct oid b,
			    const struct oid *base, struct joined **known,
			    size_t *lost)
{
	struct tree_join j = TREE_JOIN_INIT;
	struct err err = ERR_INIT;
	struct oid out;

	if (tree_join(&j, r, &a, &b, base, known, &err) < 0)
		fail_msg("%s", err.msg);
	out = j.tree;
	*lost = j.report.nr;
	tree_join_release(&j);
	return out;
}

static struct oid join(struct repo *r, struct oid a, struct oid b)
{
	size_t lost;

	return join_with(r, a, b, NULL, NULL, &lost);
}

/* What is remembered of joins changes none, nor what is told of it. */
static void test_known(void **state)
{
	struct rnd rnd = rnd_seed(11);
	struct scratch *s = *state;
	struct repo *r = open_repo(s);
	struct joined *known = NULL;
	struct oid t[LEAVES], x, y;
	size_t a, b, base, lost, lost_known;
	int noted = 0;

	for (a = 0; a < LEAVES; a++)
		random_tree(&t[a], r, &rnd);
	for (base = 0; base <= LEAVES; base++)
		for (a = 0; a < LEAVES; a++)
			for (b = 0; b < LEAVES; b++) {
				const struct oid *from = base < LEAVES ?
					&t[base] : NULL;

				x = join_with(r, t[a], t[b], from, NULL,
					      &lost);
				y = join_with(r, t[a], t[b], from, &known,
					      &lost_known);
				assert_true(oid_eq(&x, &y));
				assert_int_equal(lost, lost_known);
				y = join_with(r, t[a], t[b], from, &known,
					      &lost_known);
				assert_true(oid_eq(&x, &y));
				assert_int_equal(lost, lost_known);
			}
	/* a version that was gone on from is remembered as that */
	x = join(r, t[0], t[1]);
	for (a = 0; a < 3; a++) {
		y = join_with(r, x, t[0], NULL, &known, &lost);
		assert_true(oid_eq(&x, &y));
		noted += known != NULL;
	}
	assert_int_equal(noted, 3);
	joined_free(known);
	repo_close(r);
}

static void test_laws(void **state)
{
	const char *env = getenv("GIT_TASK_TEST_SEED");
	uint64_t seed = env ? strtoull(env, NULL, 10) : 7;
	struct rnd rnd = rnd_seed(seed);
	struct scratch *s = *state;
	struct repo *r = open_repo(s);
	struct oid t[LEAVES], ab;
	size_t a, b, c;

	print_message("# GIT_TASK_TEST_SEED=%" PRIu64 "\n", seed);
	for (a = 0; a < LEAVES; a++)
		random_tree(&t[a], r, &rnd);
	for (a = 0; a < LEAVES; a++) {
		ab = join(r, t[a], t[a]);
		assert_true(oid_eq(&ab, &t[a]));
		for (b = 0; b < LEAVES; b++) {
			struct oid ba = join(r, t[b], t[a]);

			ab = join(r, t[a], t[b]);
			assert_true(oid_eq(&ab, &ba));
			ba = join(r, ab, t[a]);
			assert_true(oid_eq(&ab, &ba));
			for (c = 0; c < LEAVES; c++) {
				struct oid left = join(r, ab, t[c]);
				struct oid right = join(r, t[a],
							join(r, t[b], t[c]));

				assert_true(oid_eq(&left, &right));
			}
		}
	}
	repo_close(r);
}

struct lookup {
	size_t lost, nr;
};

static int count(const char *path, const struct oid *oid, void *data)
{
	struct lookup *l = data;

	(void)oid;
	l->nr++;
	l->lost += str_starts(path, "lost+found/");
	return 0;
}

/* Two unreadable ones and a readable one of the same task. */
static void test_lost_and_found(void **state)
{
	static const char *const texts[] = { "{ x", "{ y",
		"{\"id\":\"00000000000000bb\"}" };
	struct scratch *s = *state;
	struct repo *r = open_repo(s);
	struct lookup l = { 0, 0 };
	struct oid tree[3];
	struct tree_edit e = { "00/00000000000000aa.json", { { 0 }, 0 }, 0 };
	size_t i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(blob_write(&e.oid, r, texts[i],
					    strlen(texts[i]), NULL), 0);
		assert_int_equal(tree_update(&tree[i], r, NULL, &e, 1, NULL),
				 0);
	}
	tree[0] = join(r, join(r, tree[0], tree[1]), tree[2]);
	assert_int_equal(tree_walk(r, &tree[0], count, &l, NULL), 0);
	assert_int_equal(l.nr, 3);
	assert_int_equal(l.lost, 2);
	repo_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_laws, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_known, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_lost_and_found,
						scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
