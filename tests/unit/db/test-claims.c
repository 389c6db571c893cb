/*
 * test-claims.c - random histories of 4 to 6 clones with claims, batches,
 * releases and deliveries, through a hub whose answers get lost at times: nobody
 * is given what somebody else holds, all end with one tip, and nothing is lost.
 *
 * While a call is on its way to the hub, or back, others do whole steps of theirs:
 * what was fetched is old when it is used, a claim is won before its owner knows,
 * a lease runs out under who renews it.
 *
 * In a star everybody syncs with the hub; in a ring edits go from neighbour to
 * neighbour, and the hub only decides claims.  Everything but fetch and push is
 * the program's own code, the objects are Git's.
 * GIT_TASK_TEST_SEEDS sets the number of seeds, GIT_TASK_TEST_SEED the first.
 */
#include "fakehub.h"

#include <time.h>

#include "data/rand.h"
#include "db/core/internal.h"
#include "db/share/claim.h"
#include "db/share/share.h"

#define CLONES 6
#define TASKS 12
#define STEPS 40
#define DEEP 3			/* steps within steps */
#define LEASE INT64_C(1800000)
#define REF "refs/tasks/main"

/* What happened to a task, as somebody who sees all of it knows. */
struct truth {
	char id[ID_LEN + 1];
	size_t who;		/* CLONES: nobody that we know of */
	int64_t until;
	bool done;		/* by who held it; nobody opens one again */
	unsigned had;		/* a bit for each that won it, and kept it */
};

struct world {
	struct scratch *s;
	struct fakehub hub;
	struct rnd rnd;
	uint64_t seed;
	size_t nr;
	int64_t now;
	bool ring, calm;
	bool busy[CLONES];	/* in the middle of something */
	unsigned depth;
	struct truth truths[TASKS];
	struct strvec notes;
	size_t claims, taken, refused, lost_answers, meanwhile, edits;
};

static struct world *world;

static uint64_t below(uint64_t n)
{
	return rnd_below(&world->rnd, n);
}

static void check(bool ok, const char *what)
{
	if (!ok)
		fail_msg("seed %" PRIu64 ": %s", world->seed, what);
}

/* Instead of db/share/backoff.c. */
void share_backoff(unsigned rounds, int64_t took)
{
	(void)rounds;
	(void)took;
}

static void step(size_t i);

/* Somebody else goes on while this call is on its way. */
static void others_work(void)
{
	size_t i = below(world->nr);

	if (world->busy[i] || world->depth >= DEEP)
		return;
	world->meanwhile++;
	world->depth++;
	step(i);
	world->depth--;
}

static enum fake_fate travel(const struct place *p, bool push, bool there)
{
	(void)p;
	(void)push;
	world->now += (int64_t)below(500);
	if (!world->calm && !below(3))
		others_work();
	if (world->calm || !there || below(12))
		return FAKE_ARRIVES;
	world->lost_answers++;
	return below(2) ? FAKE_NO_REQUEST : FAKE_NO_ANSWER;
}

static void name_of(char out[32], size_t i)
{
	snprintf(out, 32, "c%zu", i);
}

static struct db *open_db(size_t i)
{
	struct clock clock = { world->now };
	struct db_options opt = { NULL, NULL, NULL, &clock };
	struct err err = ERR_INIT;
	char name[32];
	struct db *db;

	name_of(name, i);
	opt.dir = at(world->s, name);
	opt.agent = name;
	if (db_open(&db, &opt, &err) < 0)
		fail_msg("seed %" PRIu64 ": %s", world->seed, err.msg);
	return db;
}

static struct truth *truth_of(const char *id)
{
	size_t i;

	for (i = 0; i < TASKS; i++)
		if (str_eq(world->truths[i].id, id))
			return &world->truths[i];
	fail_msg("seed %" PRIu64 ": no task %s", world->seed, id);
	return NULL;
}

/* The network may fail, others may be first: nothing else may happen. */
static void allowed(int rc, const struct err *err)
{
	if (rc < 0 && err->code != ERR_NETWORK && err->code != ERR_CONFLICT &&
	    err->code != ERR_FAILED)
		fail_msg("seed %" PRIu64 ": %s", world->seed, err->msg);
}

/* ---- what a clone does ---- */

/* Who has the row's task by a lease that has not run out, or NULL. */
static const char *claim_holder(const struct row *r, int64_t now)
{
	if (!*r->lease_owner || !status_is_open(r->stored) ||
	    (r->lease_until != WHEN_NONE && r->lease_until <= now))
		return NULL;
	return r->lease_owner;
}

static ssize_t pick(struct claim_choice **out, struct db *db,
		    const struct view *v, void *data, struct err *err)
{
	size_t i, n = 0;

	(void)data;
	(void)err;
	*out = xcalloc(v->nr + 1, sizeof(**out));
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored) ||
		    claim_holder(r, db_now(db)))
			continue;
		memcpy((*out)[n].id, r->id, sizeof((*out)[n].id));
		(*out)[n++].rank = 50;
	}
	return (ssize_t)n;
}

/* until: as the clone was told. */
static void note_claim(size_t i, const char *id, int64_t until, bool again)
{
	struct truth *t = truth_of(id);

	world->claims++;
	if (until <= world->now)	/* over before it was heard of */
		return;
	world->taken += t->who < CLONES && t->who != i;
	check(!t->done || again, "a finished task was given to somebody");
	check(t->who == CLONES || t->who == i || world->now >= t->until,
	      "two were given one task");
	t->who = i;
	t->had |= 1u << i;
	t->until = until;
}

/* `next --claim [N] --sync`, or `claim <id> --sync`. */
static void claim_some(size_t i)
{
	struct db *db = open_db(i);
	struct claim_result res;
	struct err err = ERR_INIT;
	struct claim c;
	size_t k;
	int rc;

	memset(&c, 0, sizeof(c));
	c.lease = (double)LEASE / 1000;
	c.sync = true;
	if (below(3)) {
		c.pick = pick;
		c.count = below(3) ? 1 : 3;
	} else {
		c.id = world->truths[below(TASKS)].id;
	}
	rc = db_claim(&res, db, &c, &err);
	if (rc != 1)
		allowed(rc, &err);
	for (k = 0; rc == 0 && k < res.ids.nr; k++)
		note_claim(i, res.ids.v[k], res.until, res.again);
	world->refused += rc < 0;
	claim_result_release(&res);
	db_close(db);
}

/* One that it holds, or (`once`) held and may have lost since. */
static struct truth *held_by(size_t i, bool once)
{
	size_t k, from = below(TASKS);

	for (k = 0; k < TASKS; k++) {
		struct truth *t = &world->truths[(from + k) % TASKS];

		if (!t->done && (t->who == i || (once && t->had & 1u << i)))
			return t;
	}
	return NULL;
}

static void give_back(size_t i)
{
	struct truth *t = held_by(i, false);
	struct claim_result res;
	struct err err = ERR_INIT;
	struct claim c;
	struct db *db;
	int rc;

	if (!t)
		return;
	db = open_db(i);
	memset(&c, 0, sizeof(c));
	c.id = t->id;
	c.sync = true;
	/* From now on the hub may give it to others, whatever this one hears. */
	t->who = CLONES;
	rc = db_release(&res, db, &c, &err);
	allowed(rc, &err);
	if (rc == 0)	/* who gave it back writes like anybody else */
		t->had &= ~(1u << i);
	claim_result_release(&res);
	db_close(db);
}

struct edit_of {
	const char *id;
	char note[64];
	bool complete;
};

static int edit_fn(struct txn *txn, void *data, struct err *err)
{
	const struct edit_of *e = data;
	struct change c;
	int rc;

	change_init(&c, e->id);
	if (e->complete)
		change_want(&c, STATUS_COMPLETED);
	change_append(&c, F_PROGRESS, entry_new(e->note, NULL));
	rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return rc;
}

/* A note on any task, or on one's own, which may complete it. */
static void edit(size_t i, bool complete)
{
	struct truth *t = complete ? held_by(i, true) :
		&world->truths[below(TASKS)];
	struct err err = ERR_INIT;
	struct edit_of e;
	struct db *db;
	int rc;

	if (!t)
		return;
	db = open_db(i);
	e.id = t->id;
	e.complete = complete;
	snprintf(e.note, sizeof(e.note), "note %zu", world->edits++);
	if (complete || !below(3))
		db_sync_writes(db, NULL);
	rc = db_write(db, "edit", 0, edit_fn, &e, NULL, &err);
	allowed(rc, &err);
	if (rc == 0) {
		strvec_push(&world->notes, e.note);
		check(!complete || t->who == CLONES || t->who == i ||
		      world->now >= t->until,
		      "completed by somebody who had lost it");
		if (complete && t->who == i && world->now < t->until)
			t->done = true;
	}
	db_close(db);
}

static bool sync_now(size_t i)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct err err = ERR_INIT;
	struct db *db = open_db(i);
	int rc = db_share(db, NULL, SHARE_PULL | SHARE_PUSH, &rep, &err);

	allowed(rc, &err);
	share_report_release(&rep);
	db_close(db);
	return rc == 0;
}

static void tip_of(char out[OID_HEX + 1], size_t i)
{
	struct db *db = open_db(i);
	struct oid tip;

	out[0] = '\0';
	if (db_tip(&tip, db, NULL) > 0)
		oid_hex(out, &tip);
	db_close(db);
}

static void pull_neighbour(size_t i)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct db *db = open_db(i);
	struct err err = ERR_INIT;
	char hex[OID_HEX + 1];

	tip_of(hex, (i + 1) % world->nr);
	if (*hex && db_join(db, hex, false, &rep, &err) < 0)
		fail_msg("seed %" PRIu64 ": %s", world->seed, err.msg);
	share_report_release(&rep);
	db_close(db);
}

static void step(size_t i)
{
	world->busy[i] = true;
	switch (below(9)) {
	case 0: case 1: case 2:
		claim_some(i);
		break;
	case 3:
		edit(i, true);
		break;
	case 4: case 5:
		edit(i, false);
		break;
	case 6:
		give_back(i);
		break;
	default:
		if (world->ring && below(4))
			pull_neighbour(i);
		else
			sync_now(i);
	}
	world->busy[i] = false;
	/* now and then a lease runs out */
	world->now += (int64_t)below(below(10) ? 60000 : 2 * LEASE);
}

/* ---- beginning and end ---- */

static int make_fn(struct txn *txn, void *data, struct err *err)
{
	struct change c;
	char id[ID_LEN + 1];
	size_t i;
	int rc = 0;

	(void)data;
	for (i = 0; i < TASKS && rc == 0; i++) {
		txn_new_id(txn, id);
		memcpy(world->truths[i].id, id, sizeof(id));
		world->truths[i].who = CLONES;
		change_init(&c, id);
		c.create = true;
		change_set_str(&c, F_TITLE, "task");
		rc = txn_apply(txn, &c, NULL, err);
		change_release(&c);
	}
	return rc;
}

static void start(struct world *w, struct scratch *s, uint64_t seed)
{
	struct err err = ERR_INIT;
	char name[32];
	struct db *db;
	size_t i;

	memset(w, 0, sizeof(*w));
	world = w;
	w->s = s;
	w->seed = seed;
	w->rnd = rnd_seed(seed);
	w->nr = 4 + below(CLONES - 3);
	w->ring = seed % 2;
	w->now = INT64_C(1800000000000);
	w->calm = true;
	strvec_init(&w->notes);
	fakehub_start(&w->hub, s);
	w->hub.travel = travel;
	for (i = 0; i < w->nr; i++) {
		name_of(name, i);
		fakehub_clone(s, name);
	}
	db = open_db(0);
	if (db_write(db, "import", 0, make_fn, NULL, NULL, &err) < 0)
		fail_msg("seed %" PRIu64 ": %s", seed, err.msg);
	db_close(db);
	for (i = 0; i < w->nr; i++)
		check(sync_now(i), "the first sync");
	w->calm = false;
}

static void converge(void)
{
	char tip[OID_HEX + 1], hex[OID_HEX + 1], main[OID_HEX + 1];
	size_t i, rounds;
	bool same = false;

	world->calm = true;
	world->now += 5 * 60000;	/* claims have rested, and can be deleted */
	for (rounds = 0; rounds < 3 && !same; rounds++) {
		for (i = 0; i < world->nr; i++)
			check(sync_now(i), "a sync when all is calm");
		oid_hex(main, fake_find(&world->hub.refs, "main"));
		tip_of(tip, 0);
		same = str_eq(main, tip);
		for (i = 1; i < world->nr; i++) {
			tip_of(hex, i);
			same &= str_eq(hex, tip);
		}
	}
	check(same, "the clones do not agree in the end");
	check(fake_count(&world->hub.refs, "inbox/") == 0,
	      "an inbox is left although main has it all");
}

static void judge(void)
{
	struct db *db = open_db(world->nr - 1);
	const struct view *v;
	char *text, name[48];
	size_t i, k;

	assert_int_equal(db_view(&v, db, NULL), 0);
	check(v->nr == TASKS, "a task is lost, or there are more");
	for (i = 0; i < world->notes.nr; i++) {
		text = xasprintf("\"%s\"", world->notes.v[i]);
		for (k = 0; k < v->nr; k++)
			if (memmem(v->rows[k].blob, v->rows[k].blob_len, text,
				   strlen(text)))
				break;
		check(k < v->nr, "a note is lost");
		free(text);
	}
	for (i = 0; i < TASKS; i++) {
		const struct truth *t = &world->truths[i];
		enum status now = v->rows[view_find(v, t->id)].stored;

		check(!t->done || now == STATUS_COMPLETED,
		      "a task is not done any more");
		snprintf(name, sizeof(name), "claims/%s", t->id);
		check(status_is_open(now) ||
		      !fake_find(&world->hub.refs, name),
		      "a finished task is claimed at the hub");
	}
	db_close(db);
}

static void history(struct scratch *s, uint64_t seed)
{
	struct world w;
	size_t i;

	start(&w, s, seed);
	for (i = 0; i < STEPS; i++)
		step(below(w.nr));
	converge();
	judge();
	print_message("# seed %" PRIu64 ": %s of %zu, %zu claims, %zu taken "
		      "over, %zu refused, %zu calls lost, %zu steps meanwhile, %zu "
		      "notes\n", seed, w.ring ? "ring" : "star", w.nr,
		      w.claims, w.taken, w.refused, w.lost_answers,
		      w.meanwhile, w.notes.nr);
	check(w.claims > 3, "nothing happens");
	run(s, "git -C c0 fsck --strict --no-dangling 2>/dev/null");
	fakehub_release(&w.hub);
	strvec_clear(&w.notes);
	assert_int_equal(file_remove_tree(s->dir, NULL), 0);
	assert_int_equal(mkdir(s->dir, 0700), 0);
}

static void test_random(void **state)
{
	const char *n = getenv("GIT_TASK_TEST_SEEDS");
	const char *first = getenv("GIT_TASK_TEST_SEED");
	uint64_t seed = first ? strtoull(first, NULL, 10) :
		(uint64_t)time(NULL) % 100000;
	uint64_t last = seed + (n ? strtoull(n, NULL, 10) : 2);

	print_message("# seeds %" PRIu64 " to %" PRIu64 "\n", seed, last - 1);
	for (; seed < last; seed++)
		history(*state, seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
