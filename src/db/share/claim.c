/*
 * claim.c - claims, leases and their end: the edits, and the rounds with the
 * remote that decides.
 */
#include "base/base.h"
#include "db/share/claim.h"
#include "base/mem.h"
#include "store/net/remote.h"
#include "db/core/internal.h"
#include "db/share/choose.h"
#include "db/share/claimref.h"
#include "db/share/exchange.h"
#include "db/share/offer.h"
#include "db/share/share.h"

/* How long others may go on being first before a claim gives up. */
#define PATIENCE_MS 120000
/* Losses in a row after which the remote is asked what is left. */
#define LOSSES 2

struct attempt {
	struct db *db;
	const struct claim *c;
	struct claim_result *out;
	struct claimant me;
	struct offer *offer;	/* NULL: this clone decides */
	struct strvec lost;	/* ids that others were given */
	bool none;		/* pick found nothing */
};

void claim_result_release(struct claim_result *res)
{
	strvec_clear(&res->ids);
}

static int assigned_to(struct err *err, const struct row *r)
{
	return err_set(err, ERR_CONFLICT, "task %.8s is claimed by '%s'",
		       r->id, r->assignee);
}

/* What the remote said at the last fetch. */
static int check_remote(const struct attempt *a, const char *id, bool *mine,
			struct err *err)
{
	struct claimref ref;
	int rc;

	*mine = false;
	if (!a->offer)
		return 0;
	rc = claimref_find(&ref, a->db, a->offer->x.remote, id, err);
	if (rc > 0 && claimref_lives(&ref, db_now(a->db))) {
		*mine = claimref_is(&ref, &a->me);
		if (!*mine && !a->c->force)
			rc = claimref_taken(err, a->db, &ref);
	}
	claimref_release(&ref);
	return rc < 0 ? -1 : 0;
}

static int check_waits(const struct view *v, uint32_t row, struct err *err)
{
	const struct row *r = &v->rows[row];
	struct strvec waits = STRVEC_INIT;

	if (r->status != STATUS_BLOCKED)
		return 0;
	view_blockers(&waits, v, row);
	err_set(err, ERR_FAILED, waits.nr ? "task %.8s waits for task %.8s" :
		"task %.8s is blocked%.0s", r->id,
		waits.nr ? waits.v[0] : "");
	strvec_clear(&waits);
	return -1;
}

/* May I have it?  *mine: I have it already. */
static int check_free(const struct attempt *a, const struct view *v,
		      uint32_t row, const struct task *t, bool *mine,
		      struct err *err)
{
	const struct row *r = &v->rows[row];
	const struct json *lease = task_get(t, F_LEASE);
	bool lives = lease_lives(lease, db_now(a->db));

	*mine = false;
	if (r->deleted)
		return err_set(err, ERR_NOT_FOUND, "task %.8s is deleted",
			       r->id);
	if (!status_is_open(r->stored))
		return err_set(err, ERR_FAILED, "task %.8s is %s", r->id,
			       status_name(r->stored));
	if (check_remote(a, r->id, mine, err) < 0)
		return -1;
	if (a->c->force)
		return 0;
	if (lives && !lease_is(lease, &a->me))
		return taken_by_lease(err, a->db, r->id, lease);
	*mine |= lives;
	/* Assigned without a lease: a person's word that does not expire. */
	if (!*r->lease_owner && *r->assignee &&
	    !db_is_me(a->db, r->assignee))
		return assigned_to(err, r);
	return check_waits(v, row, err);
}

static struct json *new_lease(const struct claimant *me, int64_t until)
{
	struct json *lease = json_new_obj();
	char text[WHEN_LEN];

	json_set_str(lease, "owner", me->owner);
	json_set_str(lease, "clone", me->clone);
	if (*me->worktree)
		json_set_str(lease, "worktree", me->worktree);
	if (until != WHEN_NONE) {
		when_format(text, until);
		json_set_str(lease, "until", text);
	}
	return lease;
}

/* The task's row and state in the transaction. */
static int find(uint32_t *row, const struct task **t, struct txn *txn,
		const char *id, struct err *err)
{
	*row = view_find(txn_view(txn), id);
	if (*row == NO_ROW)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found", id);
	return txn_task(t, txn, id, err);
}

static int take(struct attempt *a, struct txn *txn, const char *id,
		struct err *err)
{
	const struct view *v = txn_view(txn);
	const struct task *t;
	struct change c;
	uint32_t row;
	int rc;

	if (find(&row, &t, txn, id, err) < 0 ||
	    check_free(a, v, row, t, &a->out->again, err) < 0)
		return -1;
	a->out->until = a->c->lease > 0 ? db_now(a->db) +
		(int64_t)(a->c->lease * 1000) : WHEN_NONE;
	change_init(&c, id);
	if (v->rows[row].stored != STATUS_IN_PROGRESS)
		change_want(&c, STATUS_IN_PROGRESS);
	change_set_str(&c, F_ASSIGNEE, a->me.owner);
	change_set(&c, F_LEASE, new_lease(&a->me, a->out->until));
	rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	if (rc == 0)
		strvec_push(&a->out->ids, id);
	return rc;
}

/* ---- which one ---- */

/* What the remote has given us of a batch. */
static int take_won(struct attempt *a, struct txn *txn, struct err *err)
{
	const struct strvec *won = &a->offer->won;
	size_t i;
	int rc = 0;

	for (i = 0; i < won->nr && rc == 0; i++)
		rc = take(a, txn, won->v[i], err);
	return rc;
}

/*
 * Claims that are ours at the remote and were never noted here: its answer got
 * lost on the way, or we died before we could note it.
 */
static int take_orphan(struct attempt *a, struct txn *txn, unsigned want,
		       struct err *err)
{
	struct remote_refs *claims = &a->offer->x.claims;
	const struct view *v = txn_view(txn);
	size_t i;
	int rc = 0;

	for (i = 0; i < claims->nr && rc == 0 && a->out->ids.nr < want; i++) {
		const char *id = claims->v[i].name + strlen("claims/");
		uint32_t row = id_valid(id) ? view_find(v, id) : NO_ROW;
		const struct claimref *ref;

		if (row == NO_ROW || v->rows[row].deleted ||
		    !status_is_open(v->rows[row].stored) ||
		    strvec_has(&a->lost, id))
			continue;
		ref = remote_ref_claim(a->db, &claims->v[i]);
		if (ref && claimref_lives(ref, db_now(a->db)) &&
		    claimref_is(ref, &a->me) &&
		    !held_find(NULL, a->db, id, &a->me))
			rc = take(a, txn, id, err);
	}
	return rc;
}

static int take_best(struct attempt *a, struct txn *txn, struct err *err)
{
	unsigned want = a->c->count ? a->c->count : 1;
	struct chooser from = {
		a->db, &a->me, a->offer ? &a->offer->x.claims : NULL,
		&a->out->ids, &a->lost
	};
	const struct claim_choice *one;
	struct claim_choice *all = NULL;
	ssize_t nr = a->c->pick(&all, a->db, txn_view(txn), a->c->pick_data,
				err);
	int rc = nr < 0 ? -1 : 0;

	if (rc == 0 && a->offer && a->offer->settled)
		rc = take_won(a, txn, err);
	else if (rc == 0 && a->offer)
		rc = take_orphan(a, txn, want, err);
	while (rc == 0 && a->out->ids.nr < want &&
	       !(a->offer && a->offer->settled)) {
		one = choose(&from, all, (size_t)nr);
		if (!one)
			break;
		rc = take(a, txn, one->id, err);
	}
	free(all);
	a->none = rc == 0 && !a->out->ids.nr;
	return a->none ? -1 : rc;
}

static int claim_fn(struct txn *txn, void *data, struct err *err)
{
	struct attempt *a = data;
	int rc;

	strvec_clear(&a->out->ids);
	rc = a->c->id ? take(a, txn, a->c->id, err) : take_best(a, txn, err);
	if (rc < 0)
		return -1;
	snprintf(a->out->id, sizeof(a->out->id), "%s", a->out->ids.v[0]);
	txn_what(txn, "by %s", a->me.owner);
	if (a->offer)
		return offer_claims(a->offer, &a->out->ids, a->out->until,
				    err);
	return 0;
}

/* ---- giving back ---- */

static int check_release(const struct attempt *a, const struct row *r,
			 const struct json *lease, struct err *err)
{
	bool mine;

	if (check_remote(a, r->id, &mine, err) < 0)
		return -1;
	if (a->c->force)
		return 0;
	if (lease_lives(lease, db_now(a->db)))
		return lease_is(lease, &a->me) ? 0 :
			taken_by_lease(err, a->db, r->id, lease);
	if (!*r->lease_owner && *r->assignee &&
	    !db_is_me(a->db, r->assignee))
		return assigned_to(err, r);
	return 0;
}

static int release_fn(struct txn *txn, void *data, struct err *err)
{
	struct attempt *a = data;
	const struct view *v = txn_view(txn);
	const struct row *r;
	const struct task *t;
	struct change c;
	uint32_t row;
	int rc;

	snprintf(a->out->id, sizeof(a->out->id), "%s", a->c->id);
	strvec_clear(&a->out->ids);
	strvec_push(&a->out->ids, a->c->id);
	if (find(&row, &t, txn, a->out->id, err) < 0)
		return -1;
	r = &v->rows[row];
	if (check_release(a, r, task_get(t, F_LEASE), err) < 0)
		return -1;
	if (!*r->lease_owner && !*r->assignee)
		return err_set(err, ERR_FAILED, "nobody has claimed task %.8s",
			       r->id);
	change_init(&c, a->out->id);
	if (r->stored == STATUS_IN_PROGRESS)
		change_want(&c, STATUS_PENDING);
	if (*r->lease_owner)
		change_unset(&c, F_LEASE);
	if (*r->assignee)
		change_unset(&c, F_ASSIGNEE);
	rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	if (rc == 0 && a->offer)
		rc = offer_end(a->offer, &a->out->ids, a->c->force, err);
	return rc;
}

/* ---- across clones ---- */

/* Somebody else was given it: who that is stands in the ref. */
static int learn_who(struct attempt *a, const char *id, struct err *err)
{
	struct claimref ref;
	int rc;

	if (remote_fetch(db_place(a->db), a->offer->x.config,
			 a->offer->x.remote, false, NULL, err) < 0)
		return -1;
	rc = claimref_find(&ref, a->db, a->offer->x.remote, id, err);
	if (rc > 0 && claimref_lives(&ref, db_now(a->db)) &&
	    !claimref_is(&ref, &a->me))
		rc = claimref_taken(err, a->db, &ref);
	claimref_release(&ref);
	return rc < 0 ? -1 : 0;
}

/* 0 done, 1 look at the remote again, -1. */
static int after(struct attempt *a, struct db_result *res, int rc,
		 struct err *err)
{
	size_t i;

	if (rc == 2)
		rc = db_join(a->db, res->commit, false, NULL, err);
	if (rc <= 0)
		return rc;
	if (!a->offer->lost.nr)
		return 1;
	for (i = 0; i < a->offer->lost.nr; i++)
		strvec_push(&a->lost, a->offer->lost.v[i]);
	if (a->c->id)
		return learn_who(a, a->c->id, err) < 0 ? -1 : 1;
	/* who knew of nobody learns who is about */
	if (!a->offer->settled && (a->lost.nr % LOSSES == 0 ||
				   !a->offer->x.claims.nr))
		return 1;
	return 2;
}

/* What the remote has, joined; then the edit, offered to it.  0 done, 1 again
 * with a look at the remote, -1. */
static int round_of(struct attempt *a, const char *verb, txn_fn fn,
		    struct err *err)
{
	struct db_result res;
	int rc = exchange_pull(&a->offer->x, err);

	if (rc < 0)
		return -1;
	do {
		rc = db_write_published(a->db, verb, fn, a, offer_publish,
					a->offer, &res, err);
		rc = after(a, &res, rc, err);
	} while (rc == 2);
	return rc;
}

/* Who is told that there is nothing to do may go away: what it has done and not
 * delivered goes now. */
static void deliver_rest(struct attempt *a)
{
	struct err why = ERR_INIT;

	if (exchange_unsent(a->db, a->offer->x.remote, 1) > 0 &&
	    exchange_push(&a->offer->x, &why))
		db_warn(a->db, "the tasks were not pushed: %s", why.msg);
}

static int run_synced(struct attempt *a, const char *verb, txn_fn fn,
		      struct err *err)
{
	static const struct clock wall = CLOCK_SYSTEM;
	int64_t end = clock_now(&wall) + PATIENCE_MS, start;
	struct offer offer;
	int rc = offer_open(&offer, a->db, a->c->remote, &a->me, err);

	/* taken back below, before it ends */
	/* cppcheck-suppress autoVariables */
	a->offer = &offer;
	while (rc == 0) {
		start = clock_now(&wall);
		rc = round_of(a, verb, fn, err);
		a->out->rounds = offer.report.pushes;
		if (rc <= 0)
			break;
		if (clock_now(&wall) >= end) {
			rc = err_set(err, ERR_CONFLICT, "the remote moved "
				     "%u times meanwhile: nothing is "
				     "claimed, try again", a->out->rounds);
			break;
		}
		if (!offer.lost.nr)
			share_backoff(a->out->rounds, clock_now(&wall) -
				      start);
		rc = 0;
	}
	if (rc == 0)
		rc = offer_settle(&offer, &a->out->ids, err);
	else if (a->none)
		deliver_rest(a);
	offer_close(&offer);
	a->offer = NULL;
	return rc;
}

static int run(struct attempt *a, const char *verb, txn_fn fn,
	       struct err *err)
{
	int rc;

	a->out->until = WHEN_NONE;
	if (claimant_get(&a->me, a->db, err) < 0)
		return -1;
	if (a->c->sync)
		rc = run_synced(a, verb, fn, err);
	else
		rc = db_write(a->db, verb, DB_QUIET_EMPTY, fn, a, NULL, err);
	strvec_clear(&a->lost);
	return rc;
}

int db_claim(struct claim_result *out, struct db *db, const struct claim *c,
	     struct err *err)
{
	struct attempt a;
	size_t i;
	int rc;

	memset(out, 0, sizeof(*out));
	strvec_init(&out->ids);
	memset(&a, 0, sizeof(a));
	a.db = db;
	a.c = c;
	a.out = out;
	strvec_init(&a.lost);
	rc = run(&a, "claim", claim_fn, err);
	for (i = 0; i < out->ids.nr && rc == 0 && !c->sync; i++)
		held_note(db, out->ids.v[i], &a.me, NULL);
	claimant_release(&a.me);
	return rc < 0 && a.none ? 1 : rc;
}

int db_release(struct claim_result *out, struct db *db, const struct claim *c,
	       struct err *err)
{
	struct attempt a;
	int rc;

	memset(out, 0, sizeof(*out));
	strvec_init(&out->ids);
	memset(&a, 0, sizeof(a));
	a.db = db;
	a.c = c;
	a.out = out;
	strvec_init(&a.lost);
	rc = run(&a, "release", release_fn, err);
	if (rc == 0)
		held_forget(db, c->id, &a.me);
	claimant_release(&a.me);
	return rc;
}

/* ---- any edit, decided at the remote ---- */

struct synced {
	struct offer *offer;
	txn_fn fn;
	void *data;
};

static int synced_fn(struct txn *txn, void *data, struct err *err)
{
	struct strvec open = STRVEC_INIT, over = STRVEC_INIT;
	struct synced *s = data;
	int rc = s->fn(txn, s->data, err);

	if (rc == 0) {
		txn_touched(txn, &open, &over);
		rc = offer_keep(s->offer, &open, &over, err);
	}
	strvec_clear(&open);
	strvec_clear(&over);
	return rc;
}

static int synced_round(struct synced *s, struct db *db, const char *verb,
			struct db_result *res, struct err *err)
{
	int rc = exchange_pull(&s->offer->x, err);

	if (rc == 0)
		rc = db_write_published(db, verb, synced_fn, s, offer_publish,
					s->offer, res, err);
	if (rc == 2)
		rc = db_join(db, res->commit, false, NULL, err);
	return rc;
}

static int write_synced(struct db *db, const char *verb, txn_fn fn,
			void *data, struct db_result *res, struct err *err)
{
	struct synced s = { NULL, fn, data };
	struct strvec none = STRVEC_INIT;
	struct claimant me;
	struct offer offer;
	struct db_result own;
	unsigned tries;
	int rc;

	if (claimant_get(&me, db, err) < 0)
		return -1;
	rc = offer_open(&offer, db, db->through_remote, &me, err);
	s.offer = &offer;
	for (tries = 0; rc == 0 && tries < SHARE_ROUNDS; tries++) {
		rc = synced_round(&s, db, verb, res ? res : &own, err);
		if (rc <= 0)
			break;
		rc = 0;		/* look who was first, and say so */
	}
	if (rc == 0 && tries == SHARE_ROUNDS)
		rc = err_set(err, ERR_CONFLICT, "the remote moved %u times "
			     "meanwhile: nothing is written, try again",
			     offer.report.pushes);
	if (rc == 0)
		rc = offer_settle(&offer, &none, err);
	offer_close(&offer);
	claimant_release(&me);
	return rc;
}

void db_sync_writes(struct db *db, const char *remote)
{
	free(db->through_remote);
	db->through_remote = xstrdup(remote);
	db->through = write_synced;
}
