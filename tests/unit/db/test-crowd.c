/*
 * test-crowd.c - many actors at one hub, in one process: what a claim costs, and
 * that it is a claim, when calls are slow, answers get lost, machines die and
 * clocks differ.
 *
 * Each actor has a clone and a stack of its own and does what a worker does by
 * commands: `next --claim --sync`, work, `complete`, `sync`.  Whenever one waits
 * (for the hub, for its work), the one that wakes up first in simulated time
 * goes on, from where it was.  Everything but fetch, push, the files of objects
 * and those of the index is the program's own code.
 *
 * CROWD="10x100 100x1000" (actors x tasks) prints a row of a table each;
 * GIT_TASK_TEST_SEED is the first seed, GIT_TASK_TEST_SEEDS how many there are.
 */
#include "fakehub.h"
#include "fakeindex.h"
#include "fakeodb.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/mman.h>
#ifdef __linux__
#include <sys/random.h>
#endif
#include <sys/resource.h>
#include <time.h>
#include <ucontext.h>

#include "data/rand.h"
#include "db/core/internal.h"
#include "db/core/joined.h"
#include "db/share/claim.h"
#include "db/share/share.h"
#include "store/odb/known.h"

#define START INT64_C(1800000000000)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define LEASE (30 * MINUTE)
#define SKEW (2 * MINUTE)	/* a clock is off by at most this */
#define FAULTS 50		/* one call of so many goes wrong */
#define KILLS 200		/* one call of so many is an actor's last */
#define MANY 64
#define STACK ((size_t)1 << 20)
#define OVERSLEEP 60		/* one task of so many takes longer than a lease */

struct truth;

/* A task that somebody has finished, and when the claim of it ends. */
struct finished {
	struct truth *t;
	int64_t until;
};

struct actor {
	ucontext_t at;		/* where it goes on */
	size_t nr;
	int64_t wake, skew;
	char name[32];
	bool dead, gone;
	struct finished unsent[MANY];	/* finished here, not delivered */
	size_t nr_unsent;
	bool claiming;
};

/* What happened to a task, as somebody who sees all of it knows. */
struct truth {
	char id[ID_LEN + 1];
	const struct actor *who;	/* NULL: free */
	int64_t until;			/* of true time */
	unsigned claims, in_time;	/* delivered within the lease */
	unsigned done;			/* delivered; so many notes there are */
};

struct crowd {
	struct scratch *s;
	struct fakehub hub;
	struct rnd rnd, ids;
	uint64_t seed;
	ucontext_t at;		/* who started it all */
	struct actor *actors, *me;
	size_t nr, living, dead;
	struct truth *truths;
	size_t tasks;
	int64_t now;
	bool calm;		/* no more faults */
	struct joined *joined;	/* what one has worked out others need not */
	struct known *known;
	size_t claims, claim_pushes, claim_fetches, taken_over, refused, late;
	size_t double_claims;
};

static struct crowd *crowd;

static uint64_t below(uint64_t n)
{
	return rnd_below(&crowd->rnd, n);
}

static void check(bool ok, const char *what)
{
	if (!ok)
		fail_msg("seed %" PRIu64 ": %s", crowd->seed, what);
}

/* ---- time ---- */

/* Goes on with who wakes up first, and with the caller when it is its turn. */
static void pass_on(ucontext_t *here)
{
	struct actor *next = NULL, *a;
	size_t i;

	for (i = 0; i < crowd->nr; i++) {
		a = &crowd->actors[i];
		if (!a->dead && !a->gone && (!next || a->wake < next->wake))
			next = a;
	}
	crowd->me = next;
	if (next && next->wake > crowd->now)
		crowd->now = next->wake;
	swapcontext(here, next ? &next->at : &crowd->at);
}

static void nap(struct actor *a, int64_t ms)
{
	a->wake = crowd->now + ms;
	pass_on(&a->at);
}

/*
 * Everybody's clock and chance, so that a seed is one history: the program looks
 * at the wall clock for how long it goes on trying, and asks the system for ids.
 */
int clock_gettime(clockid_t id, struct timespec *ts)
{
	int64_t ms = crowd ? crowd->now : START;

	(void)id;
	ts->tv_sec = (time_t)(ms / 1000);
	ts->tv_nsec = (long)(ms % 1000) * 1000000;
	return 0;
}

ssize_t getrandom(void *buf, size_t len, unsigned flags)
{
	static struct rnd early = { true, 1 };
	struct rnd *r = crowd ? &crowd->ids : &early;
	size_t i;

	(void)flags;
	for (i = 0; i < len; i++)
		((unsigned char *)buf)[i] = (unsigned char)rnd_u64(r);
	return (ssize_t)len;
}

/* Instead of db/share/backoff.c. */
void share_backoff(unsigned rounds, int64_t took)
{
	struct actor *a = crowd->me;

	(void)took;
	if (a)
		nap(a, (int64_t)below(SECOND * (rounds < 8 ? rounds : 8)));
}

/* Some stay until all is done, others leave when they have been idle twice. */
static bool stays(const struct actor *a)
{
	return a->nr % 16 == 0;
}

/* The machine is gone, in the middle of whatever it did. */
static void die(struct actor *a)
{
	a->dead = true;
	crowd->dead++;
	crowd->living--;
	pass_on(&a->at);	/* and never comes back */
}

static enum fake_fate travel(const struct place *p, bool push, bool there)
{
	struct actor *a = crowd->me;

	(void)p;
	if (!a)
		return FAKE_ARRIVES;
	if (there && a->claiming) {
		crowd->claim_pushes += push;
		crowd->claim_fetches += !push;
	}
	nap(a, 50 + (int64_t)below(below(10) ? 500 : 5000));
	if (crowd->calm)
		return FAKE_ARRIVES;
	if (!below(KILLS * 2) && !stays(a))
		die(a);
	if (!there || below(FAULTS))
		return FAKE_ARRIVES;
	return below(2) ? FAKE_NO_REQUEST : FAKE_NO_ANSWER;
}

/* ---- what an actor does ---- */

static struct db *open_db(struct actor *a)
{
	struct clock clock = { crowd->now + a->skew };
	struct db_options opt = { NULL, NULL, NULL, &clock };
	struct err err = ERR_INIT;
	struct repo *r;
	struct db *db;

	opt.dir = at(crowd->s, a->name);
	opt.agent = a->name;
	if (db_open(&db, &opt, &err) < 0)
		fail_msg("seed %" PRIu64 ": %s", crowd->seed, err.msg);
	if (db_repo(&r, db, &err) < 0)
		fail_msg("seed %" PRIu64 ": %s", crowd->seed, err.msg);
	db->joined = crowd->joined;
	r->known = crowd->known;
	return db;
}

static void close_db(struct db *db)
{
	db->joined = NULL;
	db->repo->known = NULL;
	db_close(db);
}

static struct truth *truth_of(const char *id)
{
	size_t lo = 0, hi = crowd->tasks;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(crowd->truths[mid].id, id) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	assert_string_equal(crowd->truths[lo].id, id);
	return &crowd->truths[lo];
}

/* Who has the row's task by a lease that has not run out, or NULL. */
static const char *claim_holder(const struct row *r, int64_t now)
{
	if (!*r->lease_owner || !status_is_open(r->stored) ||
	    (r->lease_until != WHEN_NONE && r->lease_until <= now))
		return NULL;
	return r->lease_owner;
}

static bool is_free(const struct row *r, int64_t now)
{
	return !r->deleted && (r->status == STATUS_PENDING ||
			       (r->status == STATUS_IN_PROGRESS &&
				!claim_holder(r, now)));
}

/* All that is free; those whose owner is gone first. */
static ssize_t pick(struct claim_choice **out, struct db *db,
		    const struct view *v, void *data, struct err *err)
{
	size_t i, n = 0;
	unsigned pass;

	(void)data;
	(void)err;
	*out = xcalloc(v->nr + 1, sizeof(**out));
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < v->nr; i++) {
			const struct row *r = &v->rows[i];

			if (!is_free(r, db_now(db)) ||
			    (r->status == STATUS_PENDING) != (pass == 1))
				continue;
			memcpy((*out)[n].id, r->id, sizeof((*out)[n].id));
			(*out)[n++].rank = pass ? 50 : 100;
		}
	return (ssize_t)n;
}

/* Somebody was told that a task is theirs. */
static void note_claim(struct actor *a, const char *id)
{
	struct truth *t = truth_of(id);

	crowd->claims++;
	if (t->claims++)
		crowd->taken_over++;
	/* Who reads a lease may be fast, who wrote it slow. */
	if ((t->who && t->who != a && crowd->now < t->until - 2 * SKEW) ||
	    t->done)
		crowd->double_claims++;
	t->who = a;
	t->until = crowd->now + LEASE;
}

/* 0 claimed, 1 nothing is left that could be, -1 it did not work. */
static int claim_next(struct actor *a, char id[ID_LEN + 1], bool *open_left)
{
	struct db *db = open_db(a);
	struct claim_result res;
	const struct view *v;
	struct claim c;
	size_t i;
	int rc;

	memset(&c, 0, sizeof(c));
	c.pick = pick;
	c.lease = (double)LEASE / 1000;
	c.sync = true;
	a->claiming = true;
	rc = db_claim(&res, db, &c, NULL);
	a->claiming = false;
	if (rc == 0) {
		memcpy(id, res.id, ID_LEN + 1);
		note_claim(a, id);
	}
	*open_left = rc < 0;
	if (rc == 1 && db_view(&v, db, NULL) == 0)
		for (i = 0; i < v->nr && !*open_left; i++)
			*open_left = status_is_open(v->rows[i].stored);
	claim_result_release(&res);
	close_db(db);
	return rc;
}

static int finish_fn(struct txn *txn, void *data, struct err *err)
{
	struct change c;
	char text[64];
	const char *id = data;
	int rc;

	snprintf(text, sizeof(text), "done by %s", crowd->me->name);
	change_init(&c, id);
	change_want(&c, STATUS_COMPLETED);
	change_append(&c, F_PROGRESS, entry_new(text, NULL));
	rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return rc;
}

/* The hub has it, and said so. */
static void delivered(struct actor *a, const struct finished *f)
{
	struct truth *t = f->t;

	t->done++;
	if (crowd->now < f->until - 2 * SKEW)
		t->in_time++;
	else
		crowd->late++;
	if (t->who == a)
		t->who = NULL;
}

/* `complete`, or `complete --sync`, which the hub decides. */
static void finish(struct actor *a, const char *id, bool synced)
{
	struct db *db = open_db(a);
	struct truth *t = truth_of(id);
	struct finished f = { t, t->who == a ? t->until : crowd->now };
	struct err err = ERR_INIT;
	int rc;

	if (synced)
		db_sync_writes(db, NULL);
	rc = db_write(db, "complete", 0, finish_fn, (void *)(uintptr_t)id,
		      NULL, &err);
	if (rc < 0 && err.code == ERR_CONFLICT) {
		crowd->refused++;
		if (t->who == a)
			t->who = NULL;
	} else if (rc < 0 && synced) {
		/* The network: done here all the same, told later. */
		close_db(db);
		finish(a, id, false);
		return;
	} else if (rc == 0) {
		if (synced)
			delivered(a, &f);
		else
			a->unsent[a->nr_unsent++] = f;
	} else {
		fail_msg("seed %" PRIu64 ": %s", crowd->seed, err.msg);
	}
	close_db(db);
}

static bool sync_now(struct actor *a)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct db *db = open_db(a);
	int rc = db_share(db, NULL, SHARE_PULL | SHARE_PUSH, &rep, NULL);

	share_report_release(&rep);
	close_db(db);
	while (rc == 0 && a->nr_unsent)
		delivered(a, &a->unsent[--a->nr_unsent]);
	return rc == 0;
}

/* Work that nobody hears of is done again when its lease has run out. */
static void deliver(struct actor *a)
{
	unsigned tries;

	for (tries = 0; a->nr_unsent && tries < 3 && !sync_now(a); tries++)
		nap(a, 10 * SECOND);
	check(a->nr_unsent < MANY, "nothing gets through");
}

static void work(struct actor *a)
{
	char id[ID_LEN + 1];
	bool left = true;
	unsigned idle = 0;
	int rc;

	while (left && (idle < 2 || stays(a))) {
		rc = claim_next(a, id, &left);
		if (rc) {
			idle += rc > 0;
			deliver(a);
			nap(a, rc > 0 ? LEASE / 3 : 10 * SECOND);
			continue;
		}
		left = true;
		nap(a, below(OVERSLEEP) || crowd->calm ?
		    MINUTE + (int64_t)below(4 * MINUTE) : LEASE + 5 * MINUTE);
		finish(a, id, a->nr % 3 == 0);
		deliver(a);
	}
	while (a->nr_unsent && !sync_now(a))
		nap(a, MINUTE);
}

static void live(void)
{
	struct actor *a = crowd->me;

	work(a);
	a->gone = true;
	crowd->living--;
	pass_on(&a->at);
}

/* ---- setting up ---- */

struct making {
	size_t nr;
};

static int make_fn(struct txn *txn, void *data, struct err *err)
{
	const struct making *m = data;
	struct change c;
	char title[32], id[ID_LEN + 1];
	size_t i;
	int rc = 0;

	for (i = 0; i < m->nr && rc == 0; i++) {
		txn_new_id(txn, id);
		snprintf(title, sizeof(title), "Task %zu", i);
		change_init(&c, id);
		c.create = true;
		change_set_str(&c, F_TITLE, title);
		rc = txn_apply(txn, &c, NULL, err);
		change_release(&c);
	}
	return rc;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct truth *)a)->id,
		      ((const struct truth *)b)->id);
}

/* The boss's clone, with all tasks at the hub. */
static void make_tasks(struct actor *boss)
{
	struct making m = { crowd->tasks };
	struct err err = ERR_INIT;
	const struct view *v = NULL;
	struct db *db;
	size_t i;

	fakehub_clone(crowd->s, boss->name);
	db = open_db(boss);
	if (db_write(db, "import", 0, make_fn, &m, NULL, &err) < 0 ||
	    db_view(&v, db, &err) < 0)
		fail_msg("%s", err.msg);
	crowd->truths = xcalloc(v->nr, sizeof(*crowd->truths));
	for (i = 0; i < v->nr; i++)
		memcpy(crowd->truths[i].id, v->rows[i].id, ID_LEN + 1);
	qsort(crowd->truths, v->nr, sizeof(*crowd->truths), by_id);
	close_db(db);
	assert_true(sync_now(boss));
}

/* A clone as `git clone` and a first look at the list leave it. */
static void join_crowd(struct actor *a, size_t nr)
{
	static const char *const files[] = { "index", "index.tip" };
	char name[64], *from, *to;
	size_t i;

	a->nr = nr;
	snprintf(a->name, sizeof(a->name), "a%04zu", nr);
	a->wake = START + (int64_t)below(5 * MINUTE);
	a->skew = (int64_t)below(2 * SKEW) - SKEW;
	fakehub_clone(crowd->s, a->name);
	snprintf(name, sizeof(name), "%s/.git/refs/tasks", a->name);
	assert_int_equal(file_mkdirs(at(crowd->s, name), NULL), 0);
	snprintf(name, sizeof(name), "%s/.git/refs/tasks/main", a->name);
	assert_int_equal(link(at(crowd->s, "boss/.git/refs/tasks/main"),
			      at(crowd->s, name)), 0);
	snprintf(name, sizeof(name), "%s/.git/git-task", a->name);
	assert_int_equal(file_mkdirs(at(crowd->s, name), NULL), 0);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(name, sizeof(name), "boss/.git/git-task/%s", files[i]);
		from = xstrdup(at(crowd->s, name));
		snprintf(name, sizeof(name), "%s/.git/git-task/%s", a->name,
			 files[i]);
		to = xstrdup(at(crowd->s, name));
		if (file_exists(from))
			assert_int_equal(link(from, to), 0);
		free(from);
		free(to);
	}
}

static void run_all(void)
{
	size_t i;

	for (i = 0; i < crowd->nr; i++) {
		ucontext_t *u = &crowd->actors[i].at;

		assert_int_equal(getcontext(u), 0);
		u->uc_stack.ss_sp = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANON, -1, 0);
		assert_true(u->uc_stack.ss_sp != MAP_FAILED);
		u->uc_stack.ss_size = STACK;
		u->uc_link = NULL;
		makecontext(u, live, 0);
	}
	pass_on(&crowd->at);
	for (i = 0; i < crowd->nr; i++)
		munmap(crowd->actors[i].at.uc_stack.ss_sp, STACK);
}

/* ---- what must be true in the end ---- */

static size_t notes_of(const struct row *r)
{
	const char *s = r->blob;
	size_t nr = 0;

	while (s && (s = strstr(s, "\"done by "))) {
		nr++;
		s++;
	}
	return nr;
}

struct outcome {
	size_t done, twice, lost;
};

static void judge(struct outcome *o, struct actor *boss)
{
	struct db *db;
	const struct view *v;
	size_t i;
	int tries;

	memset(o, 0, sizeof(*o));
	/* traffic has paused: one sync, and one more for what it made needless */
	for (tries = 0; tries < 2; tries++)
		assert_true(sync_now(boss));
	db = open_db(boss);
	assert_int_equal(db_view(&v, db, NULL), 0);
	for (i = 0; i < crowd->tasks; i++) {
		const struct truth *t = &crowd->truths[i];
		const struct row *r = &v->rows[view_find(v, t->id)];

		o->done += r->stored == STATUS_COMPLETED;
		o->twice += t->in_time > 1;
		o->lost += notes_of(r) < t->done;
	}
	close_db(db);
}

static void print_row(const struct outcome *o)
{
	double n = (double)(crowd->claims ? crowd->claims : 1);
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	printf("%6zu %6zu %6zu %6zu %6zu %6zu %6zu %6zu %6zu %7.2f %7.2f %7.2f "
	       "%6zu %6ld\n", crowd->nr, crowd->tasks, o->done,
	       crowd->double_claims + o->twice, o->lost, crowd->dead,
	       crowd->taken_over, crowd->late, crowd->refused,
	       (double)crowd->claim_pushes / n,
	       (double)crowd->claim_fetches / n,
	       (double)crowd->hub.pushes / (double)crowd->tasks,
	       crowd->hub.most_inboxes,
	       (long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec));
	fflush(stdout);
}

/* All actors look up what one of them has worked out. */
static void share_work(struct crowd *c)
{
	static const struct oid none;
	static const struct link nothing;

	joined_note(&c->joined, &none, &none, &none, 1);
	known_add(&c->known, &none, &nothing);
	c->hub.r->known = c->known;
}

static void run_crowd(struct scratch *s, size_t actors, size_t tasks,
		      uint64_t seed)
{
	struct crowd c;
	struct actor boss;
	struct outcome o;
	size_t i;

	memset(&c, 0, sizeof(c));
	memset(&boss, 0, sizeof(boss));
	crowd = &c;
	c.s = s;
	c.seed = seed;
	c.rnd = rnd_seed(seed);
	c.ids = rnd_seed(~seed);
	c.tasks = tasks;
	c.now = START;
	fakehub_start(&c.hub, s);
	c.hub.travel = travel;
	share_work(&c);
	snprintf(boss.name, sizeof(boss.name), "boss");
	make_tasks(&boss);
	c.nr = c.living = actors;
	c.actors = xcalloc(actors, sizeof(*c.actors));
	for (i = 0; i < actors; i++)
		join_crowd(&c.actors[i], i);
	c.hub.pushes = 0;
	run_all();
	judge(&o, &boss);
	print_row(&o);
	check(o.done == tasks, "a task is not done");
	check(!c.double_claims, "two actors were given one task");
	check(!o.twice, "a task was done twice within its leases");
	check(!o.lost, "an edit is not in main");
	check(fake_count(&c.hub.refs, "inbox/") == 0, "an inbox is left");
	check(c.hub.most_inboxes <= actors, "more inboxes than actors");
	check(c.claim_pushes * 2 <= c.claims * 3, "more than 1.5 pushes a claim");
	check(c.hub.pushes <= tasks * 3, "more than 3 pushes a task");
	c.hub.r->known = NULL;
	fakehub_release(&c.hub);
	joined_free(c.joined);
	known_free(c.known);
	fakeindex_clear();
	fakeodb_clear();
	free(c.truths);
	free(c.actors);
	crowd = NULL;
}

/* "12x40": actors and tasks. */
static void run_size(struct scratch *s, const char *size, uint64_t seed)
{
	char *end;
	size_t actors = strtoul(size, &end, 10);
	size_t tasks = *end == 'x' ? strtoul(end + 1, NULL, 10) : 0;

	assert_true(actors && tasks);
	run_crowd(s, actors, tasks, seed);
	assert_int_equal(file_remove_tree(s->dir, NULL), 0);
	assert_int_equal(mkdir(s->dir, 0700), 0);
}

static void test_crowd(void **state)
{
	const char *first = getenv("GIT_TASK_TEST_SEED");
	uint64_t seed = first ? strtoull(first, NULL, 10) :
		(uint64_t)time(NULL) % 100000, last;
	const char *sizes = getenv("CROWD"), *n = getenv("GIT_TASK_TEST_SEEDS");
	struct strvec list = STRVEC_INIT;
	struct scratch *s = *state;
	size_t i;

#ifdef __GLIBC__
	/* Every view is large: not a mapping of its own each time. */
	mallopt(M_MMAP_THRESHOLD, 512 << 20);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
	strvec_split(&list, sizes ? sizes : "8x24", " ");
	last = seed + (n ? strtoull(n, NULL, 10) : 1);
	printf("# seeds %" PRIu64 " to %" PRIu64 "\n"
	       "actors  tasks   done double   lost   dead  again   late refused"
	       " pushes/ fetches/ pushes/ most CPU\n%71s%8s%9s%7s%5s\n", seed,
	       last - 1, "claim", "claim", "task", "inboxes", "s");
	for (; seed < last; seed++)
		for (i = 0; i < list.nr; i++)
			run_size(s, list.v[i], seed);
	strvec_clear(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_crowd, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
