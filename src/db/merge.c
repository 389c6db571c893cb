/*
 * merge.c - the rule that decides between adopting and merging.
 */
#include "base/base.h"
#include "db/merge.h"
#include "base/mem.h"
#include "model/taskio.h"
#include "db/internal.h"
#include "db/treejoin.h"

/* How often a ref that keeps moving is tried before giving up. */
#define TRIES 200
/* Trailers of one merge: a merge that lost more says how many. */
#define TRAILERS 100

struct side {
	struct oid oid;
	struct commit c;
	bool edits;		/* has commits of its own that are edits */
};

static int stop_at_edit(const struct oid *oid, const struct commit *c,
			void *data)
{
	(void)oid;
	(void)data;
	return c->nr_parents < 2;
}

/* Does `a` have commits that b lacks and that are more than merges? */
static int has_edits(bool *out, struct repo *r, const struct oid *a,
		     const struct oid *b, struct err *err)
{
	int rc = history_walk(r, a, b, false, stop_at_edit, NULL, err);

	*out = rc > 0;
	return rc < 0 ? -1 : 0;
}

static void load_release(struct side *s)
{
	commit_release(&s->c);
}

static int load(struct side *s, struct repo *r, const struct oid *oid,
		struct err *err)
{
	s->oid = *oid;
	return commit_read(&s->c, r, oid, err);
}

/* ---- the merge commit ---- */

static void copy_ident(struct ident *out, const struct ident *in)
{
	*out = *in;
	out->name = xstrdup(in->name);
	out->email = xstrdup(in->email);
}

/* The later side: by committer time, then by object id. */
static const struct side *later(const struct side *a, const struct side *b)
{
	if (a->c.committer.when != b->c.committer.when)
		return a->c.committer.when > b->c.committer.when ? a : b;
	return memcmp(a->oid.b, b->oid.b, sizeof(a->oid.b)) > 0 ? a : b;
}

static void add_losses(struct strbuf *msg, const struct join_report *rep)
{
	size_t i, nr = rep->nr < TRAILERS ? rep->nr : TRAILERS;

	for (i = 0; i < nr; i++) {
		const struct join_loss *l = &rep->losses[i];

		strbuf_addf(msg, "Task-Conflict: %s %s kept=%s lost=%s\n",
			    l->id, l->field, *l->kept_stamp ? l->kept_stamp :
			    "*", *l->lost_stamp ? l->lost_stamp : "*");
	}
	if (rep->nr > nr)
		strbuf_addf(msg, "Task-Conflicts-More: %zu\n", rep->nr - nr);
}

static void message(struct strbuf *msg, const struct tree_join *j)
{
	if (j->ids.nr == 1)
		strbuf_addf(msg, "join %.8s: edits of two clones",
			    j->ids.v[0]);
	else
		strbuf_addf(msg, "join: %zu tasks", j->ids.nr);
	strbuf_addstr(msg, "\n\nTask-Op: join\n");
	add_losses(msg, &j->report);
}

/*
 * The same commit whoever makes it: parents in order of their ids, author,
 * committer and time of the later one.  With task.mergeIdentity = user, for
 * servers that check who pushes, author and committer are the user.
 */
static int write_merge(struct oid *out, struct db *db, struct repo *r,
		       const struct side *a, const struct side *b,
		       const struct tree_join *j, struct err *err)
{
	const char *who = db_config(db, "task.mergeIdentity");
	bool a_first = memcmp(a->oid.b, b->oid.b, sizeof(a->oid.b)) < 0;
	struct oid parents[2] = { a_first ? a->oid : b->oid,
				  a_first ? b->oid : a->oid };
	struct strbuf msg = STRBUF_INIT;
	struct commit c;
	int rc;

	message(&msg, j);
	if (who && str_ieq(who, "user")) {
		rc = db_commit(out, db, &j->tree, parents, 2, msg.buf, err);
		strbuf_release(&msg);
		return rc;
	}
	memset(&c, 0, sizeof(c));
	c.tree = j->tree;
	c.parents = xmemdup(parents, sizeof(parents));
	c.nr_parents = 2;
	copy_ident(&c.author, &later(a, b)->c.committer);
	copy_ident(&c.committer, &later(a, b)->c.committer);
	c.message = strbuf_detach(&msg, NULL);
	rc = commit_write(out, r, &c, err);
	commit_release(&c);
	return rc;
}

/* ---- the rule ---- */

static int base_tree(struct oid *out, struct repo *r, const struct oid *a,
		     const struct oid *b)
{
	struct oid base;
	struct commit c;

	if (!history_base(&base, r, a, b) ||
	    commit_read(&c, r, &base, NULL) < 0)
		return 0;
	*out = c.tree;
	commit_release(&c);
	return 1;
}

/*
 * What the ref should become.  Two clones that pull from each other must not
 * answer each other's merges with merges: a side whose commits are merges
 * only, and whose state the other side has, gives way.
 */
static int decide(struct oid *out, struct db *db, struct repo *r,
		  struct side *ours, struct side *theirs, bool to_push,
		  struct tree_join *j, struct err *err)
{
	struct oid base;
	bool based, same;

	if (db_check_schema(r, &ours->c.tree, err) < 0 ||
	    db_check_schema(r, &theirs->c.tree, err) < 0)
		return -1;
	based = base_tree(&base, r, &ours->oid, &theirs->oid);
	if (tree_join(j, r, &ours->c.tree, &theirs->c.tree,
		      based ? &base : NULL, err) < 0 ||
	    has_edits(&ours->edits, r, &ours->oid, &theirs->oid, err) < 0 ||
	    has_edits(&theirs->edits, r, &theirs->oid, &ours->oid, err) < 0)
		return -1;
	same = oid_eq(&ours->c.tree, &theirs->c.tree);
	if (same && !ours->edits && !theirs->edits && !to_push)
		*out = memcmp(ours->oid.b, theirs->oid.b,
			      sizeof(ours->oid.b)) > 0 ?
			ours->oid : theirs->oid;
	else if (oid_eq(&j->tree, &theirs->c.tree) && !ours->edits)
		*out = theirs->oid;
	else if (oid_eq(&j->tree, &ours->c.tree) && !theirs->edits &&
		 !to_push)
		*out = ours->oid;
	else
		return write_merge(out, db, r, ours, theirs, j, err);
	return 0;
}

/* What one attempt found out, for the report. */
struct outcome {
	struct oid tip;
	struct tree_join join;
	size_t got;
};

static int count_task(const char *path, const struct oid *a,
		      const struct oid *b, void *data)
{
	char id[ID_LEN + 1];

	(void)a;
	(void)b;
	if (task_path_id(id, path))
		(*(size_t *)data)++;
	return 0;
}

static int count_got(struct outcome *o, struct repo *r,
		     const struct oid *old_tree, struct err *err)
{
	struct commit c;
	int rc = commit_read(&c, r, &o->tip, err);

	if (rc == 0)
		rc = tree_diff(r, old_tree, &c.tree, count_task, &o->got, err);
	commit_release(&c);
	return rc;
}

static int plan(struct outcome *o, struct db *db, struct repo *r,
		const struct oid *ours, const struct oid *theirs,
		bool to_push, struct err *err)
{
	struct side a, b;
	int rc = -1;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	if (load(&a, r, ours, err) < 0 || load(&b, r, theirs, err) < 0)
		goto out;
	if (history_contains(r, ours, theirs)) {
		o->tip = *ours;
		rc = 0;
	} else if (history_contains(r, theirs, ours)) {
		o->tip = *theirs;
		rc = 0;
	} else {
		rc = decide(&o->tip, db, r, &a, &b, to_push, &o->join, err);
	}
	if (rc == 0 && !oid_eq(&o->tip, ours))
		rc = count_got(o, r, &a.c.tree, err);
out:
	load_release(&a);
	load_release(&b);
	return rc;
}

static void add_to_report(struct share_report *report, struct outcome *o)
{
	struct join_report *in = &o->join.report, *to;
	size_t i;

	if (!report)
		return;
	to = &report->joins;
	report->got += o->got;
	strvec_pushv(&report->broken, o->join.broken.v);
	for (i = 0; i < in->nr; i++) {
		ALLOC_GROW(to->losses, to->nr + 1, to->alloc);
		to->losses[to->nr++] = in->losses[i];
	}
	in->nr = 0;	/* moved */
}

/* One attempt: as ref_swap, 0 with *changed, 1 try again, -1. */
static int attempt(struct outcome *o, struct db *db, struct repo *r,
		   const char *name, const struct oid *theirs, bool to_push,
		   bool *changed, struct err *err)
{
	static const struct oid none;
	struct oid ours;
	int found = ref_read(&ours, r, name, err), rc = 0;

	*changed = false;
	if (found < 0)
		return -1;
	if (!found) {
		o->tip = *theirs;
		rc = count_got(o, r, &none, err);
	} else {
		rc = plan(o, db, r, &ours, theirs, to_push, err);
	}
	if (rc < 0 || (found && oid_eq(&o->tip, &ours)))
		return rc;
	*changed = true;
	return db_swap_ref(db, name, &o->tip, found ? &ours : NULL, "join",
			   err);
}

int merge_into(struct oid *tip, struct db *db, const char *name,
	       const struct oid *theirs, bool to_push,
	       struct share_report *report, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct repo *r;
	bool changed = false;
	unsigned tries;
	int rc = 1;

	if (db_repo(&r, db, err) < 0 || db_lock(&lock, db, err) < 0)
		return -1;
	db_set_sync(db, r);
	for (tries = 1; rc == 1 && tries <= TRIES; tries++) {
		struct outcome o = { { { 0 } }, TREE_JOIN_INIT, 0 };

		rc = attempt(&o, db, r, name, theirs, to_push, &changed, err);
		if (rc == 0)
			add_to_report(report, &o);
		*tip = o.tip;
		tree_join_release(&o.join);
		if (rc == 1)
			db_backoff(tries);
	}
	file_unlock(&lock);
	if (rc == 1)
		rc = db_taken(db, err);
	if (rc == 0 && changed && !strcmp(name, db_ref(db)))
		db_moved(db);
	return rc < 0 ? -1 : changed;
}
