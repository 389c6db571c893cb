/*
 * claim.c - claims and leases.
 */
#include "base/base.h"
#include "db/claim.h"
#include "base/mem.h"
#include "store/remote.h"
#include "db/internal.h"
#include "db/share.h"

/* How long others may go on being first before a claim gives up. */
#define PATIENCE_MS 120000

struct attempt {
	struct db *db;
	const struct claim *c;
	struct claim_result *out;
	bool none;		/* pick found nothing */
};

const char *claim_holder(const struct row *r, int64_t now)
{
	if (!*r->lease_owner || !status_is_open(r->stored) ||
	    (r->lease_until != WHEN_NONE && r->lease_until <= now))
		return NULL;
	return r->lease_owner;
}

static int taken_by(struct err *err, const struct row *r, const char *who)
{
	struct strbuf until = STRBUF_INIT;

	if (r->lease_until != WHEN_NONE && str_eq(who, r->lease_owner)) {
		strbuf_addstr(&until, " until ");
		when_local(&until, r->lease_until);
	}
	err_set(err, ERR_CONFLICT, "task %.8s is claimed by '%s'%s", r->id,
		who, until.buf);
	strbuf_release(&until);
	return -1;
}

/* May I have it? */
static int check_free(const struct attempt *a, const struct view *v,
		      uint32_t row, struct err *err)
{
	const struct row *r = &v->rows[row];
	const char *holder = claim_holder(r, db_now(a->db));
	struct strvec waits = STRVEC_INIT;

	if (r->deleted)
		return err_set(err, ERR_NOT_FOUND, "task %.8s is deleted",
			       r->id);
	if (!status_is_open(r->stored))
		return err_set(err, ERR_FAILED, "task %.8s is %s", r->id,
			       status_name(r->stored));
	if (a->c->force)
		return 0;
	if (holder && !str_eq(holder, db_me_name(a->db)))
		return taken_by(err, r, holder);
	/* Assigned without a lease: a person's word that does not expire. */
	if (!*r->lease_owner && *r->assignee &&
	    !db_is_me(a->db, r->assignee))
		return taken_by(err, r, r->assignee);
	if (r->status == STATUS_BLOCKED) {
		view_blockers(&waits, v, row);
		err_set(err, ERR_FAILED, waits.nr ? "task %.8s waits for task "
			"%.8s" : "task %.8s is blocked%.0s", r->id,
			waits.nr ? waits.v[0] : "");
		strvec_clear(&waits);
		return -1;
	}
	return 0;
}

static struct json *new_lease(const char *owner, int64_t until)
{
	struct json *lease = json_new_obj();
	char text[WHEN_LEN];

	json_set_str(lease, "owner", owner);
	if (until != WHEN_NONE) {
		when_format(text, until);
		json_set_str(lease, "until", text);
	}
	return lease;
}

/* The task's row in the transaction's view. */
static int find(uint32_t *row, const struct attempt *a, const struct view *v,
		struct err *err)
{
	*row = view_find(v, a->out->id);
	if (*row == NO_ROW)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found",
			       a->out->id);
	return 0;
}

static int claim_fn(struct txn *txn, void *data, struct err *err)
{
	struct attempt *a = data;
	const struct view *v = txn_view(txn);
	const char *me = db_me_name(a->db);
	const struct task *t;
	struct change c;
	uint32_t row;
	int rc;

	if (a->c->id) {
		snprintf(a->out->id, sizeof(a->out->id), "%s", a->c->id);
	} else {
		rc = a->c->pick(a->out->id, a->db, v, a->c->pick_data, err);
		a->none = rc == 0;
		if (rc <= 0)
			return -1;
	}
	if (find(&row, a, v, err) < 0 || check_free(a, v, row, err) < 0 ||
	    txn_task(&t, txn, a->out->id, err) < 0)
		return -1;
	a->out->until = a->c->lease > 0 ? db_now(a->db) +
		(int64_t)(a->c->lease * 1000) : WHEN_NONE;
	change_init(&c, a->out->id);
	if (v->rows[row].stored != STATUS_IN_PROGRESS)
		change_status(&c, t, STATUS_IN_PROGRESS, db_now(a->db));
	change_set_str(&c, F_ASSIGNEE, me);
	change_set(&c, F_LEASE, new_lease(me, a->out->until));
	txn_what(txn, "by %s", me);
	rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return rc;
}

static int release_fn(struct txn *txn, void *data, struct err *err)
{
	struct attempt *a = data;
	const struct view *v = txn_view(txn);
	const struct row *r;
	const struct task *t;
	const char *holder, *who;
	struct change c;
	uint32_t row;
	bool mine;
	int rc;

	snprintf(a->out->id, sizeof(a->out->id), "%s", a->c->id);
	if (find(&row, a, v, err) < 0 || txn_task(&t, txn, a->out->id,
						  err) < 0)
		return -1;
	r = &v->rows[row];
	holder = claim_holder(r, db_now(a->db));
	who = holder ? holder : *r->lease_owner ? "" : r->assignee;
	mine = holder ? str_eq(holder, db_me_name(a->db)) :
		!*who || db_is_me(a->db, who);
	if (!mine && !a->c->force)
		return taken_by(err, r, who);
	if (!*r->lease_owner && !*r->assignee)
		return err_set(err, ERR_FAILED, "nobody has claimed task %.8s",
			       r->id);
	change_init(&c, a->out->id);
	if (r->stored == STATUS_IN_PROGRESS)
		change_status(&c, t, STATUS_PENDING, db_now(a->db));
	if (*r->lease_owner)
		change_unset(&c, F_LEASE);
	if (*r->assignee)
		change_unset(&c, F_ASSIGNEE);
	rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return rc;
}

/* ---- across clones ---- */

struct publisher {
	struct db *db;
	const struct config *config;
	const char *remote;
};

static int publish(const struct oid *commit, void *data, struct err *err)
{
	struct publisher *p = data;

	return remote_push_commit(db_place(p->db), p->config, p->remote,
				  commit, err);
}

/*
 * One round: what the remote has, joined; then the edit, offered to the
 * remote.  0 done, 1 somebody else was first, -1.
 */
static int round_of(struct attempt *a, const char *verb, txn_fn fn,
		    struct err *err)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct publisher p = { a->db, NULL, NULL };
	struct db_result res;
	int rc = -1;

	if (db_git_conf(&p.config, a->db, err) < 0 ||
	    db_share(a->db, a->c->remote, SHARE_PULL | SHARE_CENTRAL, &rep,
		     err) < 0)
		goto out;
	if (rep.no_remote) {
		err_set(err, ERR_FAILED, "there is no remote to agree with: "
			"'git remote add origin <url>', or leave out --sync");
		goto out;
	}
	p.remote = rep.remote;
	a->out->rounds++;
	rc = db_write_published(a->db, verb, fn, a, publish, &p, &res, err);
out:
	share_report_release(&rep);
	return rc;
}

static int run(struct attempt *a, const char *verb, txn_fn fn,
	       struct err *err)
{
	static const struct clock wall = CLOCK_SYSTEM;
	int64_t end = clock_now(&wall) + PATIENCE_MS, start;
	int rc;

	if (!db_me_name(a->db))
		return err_set(err, ERR_FATAL, "git does not know who you "
			       "are: set user.name and user.email");
	if (!a->c->sync)
		return db_write(a->db, verb, DB_QUIET_EMPTY, fn, a, NULL,
				err);
	for (;;) {
		start = clock_now(&wall);
		rc = round_of(a, verb, fn, err);
		if (rc <= 0)
			return rc;
		if (clock_now(&wall) >= end)
			return err_set(err, ERR_CONFLICT, "the remote moved "
				       "%u times meanwhile: nothing is "
				       "claimed, try again", a->out->rounds);
		share_backoff(a->out->rounds, clock_now(&wall) - start);
	}
}

int db_claim(struct claim_result *out, struct db *db, const struct claim *c,
	     struct err *err)
{
	struct attempt a = { db, c, out, false };
	int rc;

	memset(out, 0, sizeof(*out));
	rc = run(&a, "claim", claim_fn, err);
	return rc < 0 && a.none ? 1 : rc;
}

int db_release(struct claim_result *out, struct db *db, const struct claim *c,
	       struct err *err)
{
	struct attempt a = { db, c, out, false };

	memset(out, 0, sizeof(*out));
	out->until = WHEN_NONE;
	return run(&a, "release", release_fn, err);
}
