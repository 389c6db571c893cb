/* test-ref.c - compare-and-swap, reflog, locks, history. */
#include "gitrepo.h"
#include "data/rand.h"
#include "store/odb/object.h"

static struct repo *open_repo(struct scratch *s, const char *dir)
{
	struct place p;
	struct repo *r;
	struct err err = ERR_INIT;

	assert_int_equal(place_find(&p, at(s, dir), NULL), 0);
	if (repo_open(&r, &p, &err) < 0)
		fail_msg("%s", err.msg);
	place_release(&p);
	return r;
}

static struct oid rev(struct scratch *s, const char *dir, const char *name)
{
	char *cmd = xasprintf("git -C %s rev-parse %s", dir, name);
	char *hex = sh(s, cmd);
	struct oid oid;

	assert_true(oid_parse(&oid, hex));
	free(cmd);
	free(hex);
	return oid;
}

#define REF "refs/tasks/main"
#define COMMIT "git commit -q --allow-empty -m "

static void test_swap(void **state)
{
	struct scratch *s = *state;
	struct repo *r;
	struct oid a, b, got;
	struct err err = ERR_INIT;
	struct strbuf sb = STRBUF_INIT;
	bool tables = str_eq(getenv("REFS"), "reftable");
	char *log;

	run(s, "git init -q a; cd a; " IDENT COMMIT "1;" COMMIT "2");
	a = rev(s, "a", "HEAD~");
	b = rev(s, "a", "HEAD");
	r = open_repo(s, "a");
	assert_int_equal(ref_read(&got, r, REF, &err), 0);
	assert_int_equal(ref_swap(r, REF, &b, &a, "x", &err), 1);
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_int_equal(ref_swap(r, REF, &a, NULL, "first", &err), 0);
	assert_int_equal(ref_swap(r, REF, &b, NULL, "x", &err), 1);
	assert_int_equal(ref_swap(r, REF, &a, &b, "x", &err), 1);
	run(s, "git -C a pack-refs --all");
	assert_int_equal(ref_swap(r, REF, &b, &a, "second", &err), 0);
	assert_int_equal(ref_read(&got, r, REF, &err), 1);
	assert_true(oid_eq(&got, &b));
	run(s, "git -C a update-ref " REF " HEAD~");
	log = sh(s, "git -C a log -g --format='%gs|%gn|%ge' " REF);
	assert_string_equal(log, "|Ann|a@example.com\n"
			    "second|Ann|a@example.com\n"
			    "first|Ann|a@example.com");
	free(log);
	assert_int_equal(ref_swap(r, REF, &a, &b, "x", &err), 1);
	run(s, tables ? ": >a/.git/reftable/tables.list.lock" :
	    ": >a/.git/" REF ".lock");
	assert_int_equal(ref_swap(r, REF, &b, &a, "x", &err), 1);
	assert_non_null(strstr(err.msg, "remove '"));
	assert_true(ref_lock_hint(&sb, r, REF));
	run(s, tables ? "rm a/.git/reftable/tables.list.lock" :
	    "rm a/.git/" REF ".lock");
	assert_false(ref_lock_hint(&sb, r, REF));
	assert_int_equal(ref_delete(r, REF, &b, &err), -1);
	assert_int_equal(ref_delete(r, REF, &a, &err), 0);
	assert_int_equal(ref_delete(r, REF, NULL, &err), 0);
	strbuf_release(&sb);
	repo_close(r);
}

/* A ref that can not be made leaves no entry in its log. */
static void test_no_entry(void **state)
{
	struct scratch *s = *state;
	struct repo *r;
	struct oid a, b, got;
	struct err err = ERR_INIT;
	char *log;

	run(s, "GIT_DEFAULT_REF_FORMAT=files git init -q a; cd a; "
	    IDENT COMMIT "1;" COMMIT "2;"
	    "mkdir -p .git/" REF "/sub; : >.git/" REF "/sub/file");
	a = rev(s, "a", "HEAD~");
	b = rev(s, "a", "HEAD");
	r = open_repo(s, "a");
	assert_int_equal(ref_swap(r, REF, &a, NULL, "one", &err), -1);
	assert_int_equal(ref_swap(r, REF, &b, NULL, "two", &err), -1);
	/* what is in its way is told, not taken for "none" */
	assert_int_equal(ref_read(&got, r, REF, &err), -1);
	log = sh(s, "cat a/.git/logs/" REF " 2>/dev/null || :");
	assert_string_equal(log, "");
	free(log);
	run(s, "rm -r a/.git/" REF);
	assert_int_equal(ref_swap(r, REF, &a, NULL, "one", &err), 0);
	assert_int_equal(ref_swap(r, REF, &b, &a, "two", &err), 0);
	log = sh(s, "git -C a log -g --format=%gs " REF);
	assert_string_equal(log, "two\none");
	free(log);
	repo_close(r);
}

static void test_list(void **state)
{
	struct scratch *s = *state;
	struct strvec names = STRVEC_INIT;
	struct repo *r;
	struct err err = ERR_INIT;

	run(s, "git init -q a; cd a; " IDENT COMMIT "1;"
	    "git update-ref refs/tasks/main HEAD; git pack-refs --all;"
	    "git update-ref refs/tasks/a/b HEAD;"
	    "git update-ref refs/tasksx HEAD");
	r = open_repo(s, "a");
	assert_int_equal(ref_list(&names, r, "refs/tasks/", &err), 0);
	assert_int_equal(names.nr, 2);
	assert_string_equal(names.v[0], "refs/tasks/a/b");
	assert_string_equal(names.v[1], REF);
	strvec_clear(&names);
	assert_int_equal(ref_list(&names, r, "refs/none/", &err), 0);
	assert_int_equal(names.nr, 0);
	repo_close(r);
}

static int subjects(const struct oid *oid, const struct commit *c, void *data)
{
	(void)oid;
	strbuf_add(data, c->message, strcspn(c->message, "\n"));
	strbuf_addch(data, ' ');
	return strstr(c->message, "stop") != NULL;
}

static int walk(struct strbuf *sb, struct repo *r, struct oid tip,
		const struct oid *hide, bool first)
{
	struct err err = ERR_INIT;
	int rc;

	strbuf_reset(sb);
	rc = history_walk(r, &tip, hide, first, subjects, sb, &err);
	if (rc < 0)
		fail_msg("%s", err.msg);
	strbuf_trim(sb);
	return rc;
}

/*
 *	1 - 2 - 3 ------- m - 6
 *	     \- 4 - 5 ---/		with clocks that go backwards
 */
static void make_history(struct scratch *s)
{
	run(s, "git init -q -b main a; cd a; " IDENT
	    "c() { GIT_COMMITTER_DATE=\"@$2 +0000\" " COMMIT "$1; }\n"
	    "c 1 1000; c 2 2000; git checkout -q -b side; c 4 900000;"
	    "c 5 500; git checkout -q main; c 3 3000;"
	    "export GIT_COMMITTER_DATE='@4000 +0000';"
	    "git merge -q -m m side; c 6 100;"
	    "git checkout -q --orphan other; c other 5000");
}

static void test_history(void **state)
{
	struct scratch *s = *state;
	struct strbuf sb = STRBUF_INIT;
	struct repo *r;
	struct oid main_tip, side, two, other, three, base;

	make_history(s);
	r = open_repo(s, "a");
	main_tip = rev(s, "a", "main");
	side = rev(s, "a", "side");
	two = rev(s, "a", "main~2^");
	three = rev(s, "a", "main~^1");
	other = rev(s, "a", "other");
	walk(&sb, r, main_tip, NULL, false);
	assert_string_equal(sb.buf, "6 m 3 5 4 2 1");
	walk(&sb, r, main_tip, NULL, true);
	assert_string_equal(sb.buf, "6 m 3 2 1");
	walk(&sb, r, main_tip, &three, false);
	assert_string_equal(sb.buf, "6 m 5 4");
	walk(&sb, r, side, &three, false);
	assert_string_equal(sb.buf, "5 4");
	walk(&sb, r, main_tip, &main_tip, false);
	assert_string_equal(sb.buf, "");
	walk(&sb, r, side, &other, false);
	assert_string_equal(sb.buf, "5 4 2 1");
	assert_int_equal(history_contains(r, &main_tip, &side), 1);
	assert_int_equal(history_contains(r, &main_tip, &main_tip), 1);
	assert_int_equal(history_contains(r, &side, &main_tip), 0);
	assert_int_equal(history_contains(r, &side, &three), 0);
	assert_int_equal(history_contains(r, &other, &three), 0);
	assert_int_equal(history_base(&base, r, &side, &three), 1);
	assert_true(oid_eq(&base, &two));
	assert_int_equal(history_base(&base, r, &other, &three), 0);
	strbuf_release(&sb);
	repo_close(r);
}

static void test_shallow(void **state)
{
	struct scratch *s = *state;
	struct strbuf sb = STRBUF_INIT;
	struct repo *r;
	struct oid tip, old;
	struct err err = ERR_INIT;

	make_history(s);
	run(s, "git clone -q --depth 2 -b main file://$PWD/a b");
	r = open_repo(s, "b");
	tip = rev(s, "b", "main");
	old = rev(s, "a", "main~2^");
	walk(&sb, r, tip, NULL, false);
	assert_string_equal(sb.buf, "6 m");
	assert_int_equal(history_contains(r, &tip, &old), 0);
	assert_int_equal(history_base(&old, r, &tip, &old), 0);
	memset(&old, 5, sizeof(old));
	assert_int_equal(history_walk(r, &old, NULL, false, subjects, &sb,
				      &err), -1);
	strbuf_release(&sb);
	repo_close(r);
}

static void test_stop(void **state)
{
	struct scratch *s = *state;
	struct strbuf sb = STRBUF_INIT;
	struct repo *r;

	run(s, "git init -q -b main a; cd a; " IDENT COMMIT "1;" COMMIT
	    "stop;" COMMIT "3");
	r = open_repo(s, "a");
	assert_int_equal(walk(&sb, r, rev(s, "a", "main"), NULL, false), 1);
	assert_string_equal(sb.buf, "3 stop");
	strbuf_release(&sb);
	repo_close(r);
}

/* ---- all refs below a directory ---- */

static int note_ref(const char *name, const struct oid *oid, void *data)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, oid);
	strbuf_addf(data, "%s %s\n", hex, name);
	return 0;
}

static int stop_at(const char *name, const struct oid *oid, void *data)
{
	(void)oid;
	return str_ends(name, data) ? 7 : 0;
}

#define BELOW "refs/task-remotes/origin/claims/"
#define GIT_LIST "git -C a for-each-ref --format='%(objectname) %(refname)' " \
	BELOW

static void check_each(struct scratch *s, struct repo *r)
{
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	char *want = sh(s, GIT_LIST);

	if (ref_each(r, BELOW, note_ref, &sb, &err) != 0)
		fail_msg("%s", err.msg);
	strbuf_trim(&sb);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	free(want);
}

static void test_each(void **state)
{
	struct scratch *s = *state;
	struct repo *r;

	run(s, "git init -q a; cd a; " IDENT COMMIT "1;" COMMIT "2;"
	    "git tag -a -m t v1");
	r = open_repo(s, "a");
	check_each(s, r);
	run(s, "cd a; for i in 1 2 3 b/4 b/c/5; do"
	    "  git update-ref " BELOW "$i HEAD; done;"
	    "git update-ref " BELOW "tag v1;"
	    "git update-ref refs/task-remotes/origin/claimsx HEAD;"
	    "git update-ref refs/task-remotes/origin/main HEAD");
	check_each(s, r);
	run(s, "git -C a pack-refs --all");
	check_each(s, r);
	/* newer files, a new one, one that is gone, a lock in between */
	run(s, "cd a; git update-ref " BELOW "2 HEAD~;"
	    "git update-ref " BELOW "0 HEAD~; git update-ref -d " BELOW "3;"
	    "test -d .git/reftable || : >.git/" BELOW "1.lock; git pack-refs; git update-ref " BELOW
	    "b/4 HEAD~");
	check_each(s, r);
	assert_int_equal(ref_each(r, BELOW, stop_at,
				  (void *)(uintptr_t)"b/4", NULL), 7);
	/* what is not plain is left to Git */
	run(s, "rm -f a/.git/" BELOW "1.lock;"
	    "git -C a symbolic-ref " BELOW "sym " BELOW "1");
	check_each(s, r);
	repo_close(r);
}

/* ---- what two commits are to each other ---- */

#define COMMITS 40
#define PAIRS 300

struct dag {
	struct repo *r;
	struct oid oids[COMMITS];
	uint64_t reach[COMMITS];	/* itself included */
	bool merge[COMMITS], tells[COMMITS];
};

static void make_dag(struct dag *d, struct repo *r, struct rnd *rnd)
{
	struct ident who = { .name = (char *)(uintptr_t)"Ann",
		.email = (char *)(uintptr_t)"a@example.com" };
	/* one a second, some, or all within one */
	static const size_t a_second[] = { 1, 5, COMMITS };
	size_t rate = a_second[rnd_below(rnd, ARRAY_SIZE(a_second))];
	size_t i, k, n;

	d->r = r;
	for (i = 0; i < COMMITS; i++) {
		struct oid parents[3];
		struct commit c;

		memset(&c, 0, sizeof(c));
		assert_int_equal(tree_update(&c.tree, r, NULL, NULL, 0, NULL),
				 0);
		who.when = 1800000000 + (int64_t)(i / rate);
		c.author = c.committer = who;
		d->reach[i] = UINT64_C(1) << i;
		for (k = 0; i && k < 1 + rnd_below(rnd, 3); k++) {
			n = rnd_below(rnd, i);
			parents[c.nr_parents++] = d->oids[n];
			d->reach[i] |= d->reach[n];
		}
		c.parents = parents;
		d->merge[i] = c.nr_parents > 1;
		d->tells[i] = d->merge[i] && !rnd_below(rnd, 4);
		/* the number: two of one second are two all the same */
		c.message = xasprintf("join %zu\n\nTask-Op: join\n%s", i,
				      d->tells[i] ? "Task-Conflict: x\n" : "");
		assert_int_equal(commit_write(&d->oids[i], r, &c, NULL), 0);
		free(c.message);
	}
}

static int count_commit(const struct oid *oid, const struct commit *c,
			void *data)
{
	(void)oid;
	assert_non_null(strstr(c->message, "Task-Conflict"));
	++*(size_t *)data;
	return 0;
}

static void check_pair(const struct dag *d, size_t a, size_t b)
{
	uint64_t only_a = d->reach[a] & ~d->reach[b], bit;
	uint64_t only_b = d->reach[b] & ~d->reach[a];
	bool edits_a = false, edits_b = false;
	struct relation rel;
	struct oid base;
	size_t i, tells = 0, told = 0;

	for (i = 0; i < COMMITS; i++) {
		bit = UINT64_C(1) << i;
		edits_a |= only_a & bit && !d->merge[i];
		edits_b |= only_b & bit && !d->merge[i];
		tells += only_a & bit && d->tells[i];
	}
	assert_int_equal(history_relate(&rel, d->r, &d->oids[a], &d->oids[b],
					NULL), 0);
	assert_int_equal(rel.a_has_b, d->reach[a] >> b & 1);
	assert_int_equal(rel.b_has_a, d->reach[b] >> a & 1);
	assert_int_equal(rel.a_edits, edits_a);
	assert_int_equal(rel.b_edits, edits_b);
	assert_int_equal(rel.based, (d->reach[a] & d->reach[b]) != 0);
	assert_int_equal(rel.based, history_base(&base, d->r, &d->oids[a],
						 &d->oids[b]));
	assert_true(!rel.based || oid_eq(&base, &rel.base));
	assert_int_equal(history_contains(d->r, &d->oids[b], &d->oids[a]),
			 rel.b_has_a);
	assert_int_equal(history_tellers(d->r, &d->oids[a], &d->oids[b],
					 count_commit, &told, NULL), 0);
	assert_int_equal(told, tells);
}

static void test_relate(void **state)
{
	const char *env = getenv("GIT_TASK_TEST_SEED");
	uint64_t seed = env ? strtoull(env, NULL, 10) :
		(uint64_t)time(NULL) % 100000;
	struct rnd rnd = rnd_seed(seed);
	struct scratch *s = *state;
	struct repo *r;
	struct dag d;
	size_t i;

	print_message("# GIT_TASK_TEST_SEED=%" PRIu64 "\n", seed);
	memset(&d, 0, sizeof(d));
	run(s, "git init -q a");
	r = open_repo(s, "a");
	make_dag(&d, r, &rnd);
	for (i = 0; i < PAIRS; i++)
		check_pair(&d, rnd_below(&rnd, COMMITS),
			   rnd_below(&rnd, COMMITS));
	repo_close(r);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, scratch_setup, \
					      scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_swap), T(test_no_entry), T(test_list), T(test_history),
		T(test_shallow), T(test_stop), T(test_each), T(test_relate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
