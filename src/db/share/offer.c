/*
 * offer.c - pushing claims with the commit that they belong to.
 */
#include "base/base.h"
#include "db/share/offer.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/hosts.h"
#include "store/net/remote.h"

/* ---- where ---- */

int claims_place(char **out, struct db *db, const char *remote,
		 struct err *err)
{
	struct strvec places = STRVEC_INIT;
	const struct config *c;
	int rc;

	*out = NULL;
	if (db_git_conf(&c, db, err) < 0)
		return -1;
	if (remote)
		*out = xstrdup(remote);
	rc = remote ? 0 : remote_pick(out, db_place(db), c, err);
	/* The first place that is pushed to decides, and is asked. */
	if (rc == 0)
		rc = remote_places(&places, db_place(db), c, *out, err);
	if (rc == 0 && places.nr) {
		free(*out);
		*out = xstrdup(places.v[0]);
	}
	strvec_clear(&places);
	return rc;
}

int offer_open(struct offer *o, struct db *db, const char *remote,
	       const struct claimant *me, struct err *err)
{
	const struct config *c;
	int rc;

	memset(o, 0, sizeof(*o));
	o->db = db;
	o->me = me;
	strvec_init(&o->lost);
	strvec_init(&o->won);
	strvec_init(&o->report.broken);
	strvec_init(&o->report.kept);
	strvec_init(&o->report.restored);
	if (db_git_conf(&c, db, err) < 0)
		return -1;
	rc = claims_place(&o->place, db, remote, err);
	if (rc > 0)
		return err_set(err, ERR_FAILED, "there is no remote to agree "
			       "with: 'git remote add origin <url>', or leave "
			       "out --sync");
	exchange_init(&o->x, db, c, o->place,
		      SHARE_PULL | SHARE_PUSH | SHARE_CENTRAL, &o->report);
	return rc;
}

void offer_close(struct offer *o)
{
	exchange_release(&o->x);
	share_report_release(&o->report);
	free(o->place);
	free(o->ops);
	strvec_clear(&o->lost);
	strvec_clear(&o->won);
}

/* ---- what ---- */

static bool takes_refs(const struct offer *o)
{
	return !host_is(o->db, o->place, HOST_NO_REFS);
}

/* The ref as of the last fetch; zero: there is none. */
static int seen(struct oid *out, struct offer *o, const char *name,
		struct err *err)
{
	struct strbuf track = STRBUF_INIT;
	struct repo *r;
	int rc = db_repo(&r, o->db, err);

	memset(out, 0, sizeof(*out));
	remote_tracking(&track, o->place, name);
	if (rc == 0)
		rc = ref_read(out, r, track.buf, err);
	strbuf_release(&track);
	return rc < 0 ? -1 : 0;
}

static struct claim_op *add_op(struct offer *o, const char *id)
{
	struct claim_op *op;

	ALLOC_GROW(o->ops, o->nr + 1, o->alloc);
	op = &o->ops[o->nr++];
	memset(op, 0, sizeof(*op));
	snprintf(op->id, sizeof(op->id), "%s", id);
	claimref_name(op->name, id);
	return op;
}

/* A claim that goes on from what was seen, or (held false) a note that it is
 * given back. */
static int add_claim(struct offer *o, const char *id, int64_t until,
		     bool held, struct err *err)
{
	struct claim_op *op = add_op(o, id);

	if (seen(&op->old, o, op->name, err) < 0)
		return -1;
	return claimref_write(&op->oid, o->db, id, o->me, until, held,
			      oid_is_zero(&op->old) ? NULL : &op->old, err);
}

/* By a note, which is deleted when it has rested: somebody who looked before there was a
 * claim would be given one that is gone. */
static int add_end(struct offer *o, const char *id, struct err *err)
{
	return add_claim(o, id, WHEN_NONE, false, err);
}

int offer_claims(struct offer *o, const struct strvec *ids, int64_t until,
		 struct err *err)
{
	size_t i;
	int rc = 0;

	if (o->settled)		/* the rest of a batch: won already */
		return 0;
	o->nr = 0;
	o->ends = false;
	for (i = 0; i < ids->nr && rc == 0 && takes_refs(o); i++)
		rc = add_claim(o, ids->v[i], until, true, err);
	return rc;
}

int offer_end(struct offer *o, const struct strvec *ids, bool force,
	      struct err *err)
{
	struct claimref ref;
	size_t i;
	int rc = 0;

	o->nr = 0;
	o->ends = true;
	for (i = 0; i < ids->nr && rc >= 0; i++) {
		rc = claimref_find(&ref, o->db, o->place, ids->v[i], err);
		if (rc > 0 && ref.held && (force || claimref_is(&ref, o->me)))
			rc = add_end(o, ids->v[i], err);
		claimref_release(&ref);
	}
	return rc < 0 ? -1 : 0;
}

/* One that was won: is it still there, as it was? */
static int keep_one(struct offer *o, const char *id, bool over,
		    struct err *err)
{
	bool force = o->db->force;
	struct claimref ref;
	struct oid won;
	int rc;

	if (!held_find(&won, o->db, id, o->me) || oid_is_zero(&won))
		return 0;
	rc = claimref_find(&ref, o->db, o->place, id, err);
	if (rc > 0 && ref.held && claimref_is(&ref, o->me))
		rc = over ? add_end(o, id, err) :
			add_claim(o, id, ref.until, true, err);
	else if (rc > 0 && ref.held && !force)
		rc = claimref_taken(err, o->db, &ref);
	else if (rc >= 0 && !force)
		rc = err_set(err, ERR_CONFLICT, "your claim of task %.8s has "
			     "ended: claim it again, or --force", id);
	claimref_release(&ref);
	return rc < 0 ? -1 : 0;
}

int offer_keep(struct offer *o, const struct strvec *open,
	       const struct strvec *over, struct err *err)
{
	size_t i;
	int rc = 0;

	o->nr = 0;
	o->keeps = true;
	for (i = 0; i < open->nr && rc == 0 && takes_refs(o); i++)
		rc = keep_one(o, open->v[i], false, err);
	for (i = 0; i < over->nr && rc == 0 && takes_refs(o); i++)
		rc = keep_one(o, over->v[i], true, err);
	return rc;
}

/* ---- the push ---- */

/* Does somebody else hold a claim there? */
static bool has_company(struct offer *o)
{
	int64_t now = db_now(o->db);
	const struct claimref *c;
	size_t i;

	for (i = 0; i < o->x.claims.nr; i++) {
		c = remote_ref_claim(o->db, &o->x.claims.v[i]);
		if (c && claimref_lives(c, now) && !claimref_is(c, o->me))
			return true;
	}
	return false;
}

/* Pushes the claims and, with `name`, the commit there. */
static int push_once(struct push_ref *refs, struct offer *o, const char *name,
		     const struct oid *commit, bool atomic, struct err *err)
{
	size_t i, nr = 0;

	for (i = 0; i < o->nr; i++, nr++) {
		memset(&refs[nr], 0, sizeof(refs[nr]));
		refs[nr].name = o->ops[i].name;
		refs[nr].oid = o->ops[i].oid;
		refs[nr].lease = true;
		refs[nr].old = o->ops[i].old;
	}
	if (name) {
		memset(&refs[nr], 0, sizeof(refs[nr]));
		refs[nr].name = name;
		refs[nr++].oid = *commit;
	}
	if (!nr)
		return 0;
	o->report.pushes++;
	return push_refs(db_place(o->db), o->x.config, o->place, refs, nr,
			 atomic ? PUSH_ATOMIC : 0, err);
}

/* Results of a try besides -1. */
enum tried { TOOK, LOST, MAIN_LOST, DISLIKED, NO_ATOMIC };

static int judge(struct offer *o, const struct push_ref *refs, bool with_name)
{
	size_t nr = o->nr + (with_name ? 1 : 0), i;

	if (push_find(refs, nr, PUSH_REFUSED))
		return DISLIKED;
	if (with_name && refs[nr - 1].answer == PUSH_RACED)
		return MAIN_LOST;
	for (i = 0; i < o->nr; i++)
		if (refs[i].answer == PUSH_RACED)
			strvec_push(&o->lost, o->ops[i].id);
	if (o->lost.nr)
		return LOST;
	return push_find(refs, nr, PUSH_UNTRIED) ? MAIN_LOST : TOOK;
}

static int try_with(struct offer *o, const char *name,
		    const struct oid *commit, struct err *err)
{
	struct push_ref *refs = xcalloc(o->nr + 1, sizeof(*refs));
	int rc = push_once(refs, o, name, commit, true, err);

	if (rc == 0)
		rc = judge(o, refs, name != NULL);
	else if (rc > 0)
		rc = NO_ATOMIC;
	free(refs);
	return rc;
}

/* Many claims, each for itself; the commit comes when it is known which were
 * won. */
static int try_batch(struct offer *o, struct err *err)
{
	struct push_ref *refs = xcalloc(o->nr + 1, sizeof(*refs));
	int rc = push_once(refs, o, NULL, NULL, false, err);
	size_t i, nr = 0;

	if (rc == 0 && push_find(refs, o->nr, PUSH_REFUSED)) {
		rc = DISLIKED;
	} else if (rc == 0) {
		for (i = 0; i < o->nr; i++) {
			if (refs[i].answer == PUSH_TAKEN) {
				strvec_push(&o->won, o->ops[i].id);
				o->ops[nr++] = o->ops[i];
			} else {
				strvec_push(&o->lost, o->ops[i].id);
			}
		}
		rc = o->lost.nr ? LOST : TOOK;
		o->nr = nr;
		o->settled = nr > 0;
		o->later = nr > 0;
	}
	free(refs);
	return rc;
}

/* The host does not take claims: there are none but those that main tells of. */
static int adapt(struct offer *o, const struct oid *commit, struct err *err)
{
	int rc;

	o->nr = 0;
	rc = try_with(o, "main", commit, err);
	if ((rc == TOOK || rc == MAIN_LOST) &&
	    host_learn(o->db, o->place, HOST_NO_REFS))
		db_warn(o->db, "remote '%s' takes no refs/tasks/claims: "
			"claims are made by main, one at a time", o->place);
	return rc;
}

/* The commit travels with the claims: to main, else to the inbox. */
static int try_single(struct offer *o, const struct oid *commit,
		      struct err *err)
{
	bool inbox = takes_refs(o);
	char mine[40];
	int rc = MAIN_LOST;

	if (host_is(o->db, o->place, HOST_NO_ATOMIC) && o->nr)
		return NO_ATOMIC;
	if (!inbox || (!exchange_is_busy(&o->x) && !has_company(o))) {
		rc = try_with(o, "main", commit, err);
		if (rc == MAIN_LOST)
			host_learn(o->db, o->place, HOST_BUSY);
	}
	if (rc == MAIN_LOST && inbox &&
	    inbox_mine(mine, o->db, "main", err) == 0)
		rc = try_with(o, mine, commit, err);
	return rc;
}

/* Everything else failing, the claims alone decide, and the commit follows. */
static int try_alone(struct offer *o, const struct oid *commit,
		     struct err *err)
{
	int rc = try_with(o, NULL, commit, err);

	o->later = rc == TOOK;
	return rc;
}

int offer_publish(const struct oid *commit, void *data, struct err *err)
{
	struct offer *o = data;
	struct err why = ERR_INIT;
	int rc;

	strvec_clear(&o->lost);
	if (o->settled)
		return 0;
	if (o->nr > 1 && !o->ends && !o->keeps)
		rc = try_batch(o, &why);
	else
		rc = try_single(o, commit, &why);
	if (rc == NO_ATOMIC)
		host_learn(o->db, o->place, HOST_NO_ATOMIC);
	if (rc == NO_ATOMIC || (rc == MAIN_LOST && o->nr))
		rc = try_alone(o, commit, &why);
	if (rc == DISLIKED) {
		rc = adapt(o, commit, &why);
		o->later = rc == TOOK && o->nr;
	}
	if (rc < 0 || rc == DISLIKED) {
		if (err)
			*err = why;
		return -1;
	}
	return rc == TOOK ? 0 : 1;
}

int offer_settle(struct offer *o, const struct strvec *ids, struct err *err)
{
	struct err why = ERR_INIT;
	size_t i, k;

	(void)err;
	for (i = 0; i < o->nr && o->keeps; i++)
		if (!oid_is_zero(&o->ops[i].oid))
			held_note(o->db, o->ops[i].id, o->me, &o->ops[i].oid);
	for (i = 0; i < ids->nr && !o->ends; i++) {
		const struct oid *claim = NULL;

		for (k = 0; k < o->nr; k++)
			if (str_eq(o->ops[k].id, ids->v[i]))
				claim = &o->ops[k].oid;
		held_note(o->db, ids->v[i], o->me, claim);
	}
	/* Ours in any case; what others see of it can wait. */
	if (o->later && exchange_push(&o->x, &why))
		db_warn(o->db, "claimed, but the tasks were not pushed: %s",
			why.msg);
	return 0;
}
