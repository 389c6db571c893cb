/*
 * merge.c - the rule that decides between adopting and merging.
 */
#include "base/base.h"
#include "db/share/merge.h"
#include "base/mem.h"
#include "store/odb/oidmap.h"
#include "model/taskio.h"
#include "db/core/internal.h"
#include "db/share/told.h"
#include "db/share/treejoin.h"

/* How often a ref that keeps moving is tried before giving up. */
#define TRIES 200
/* Trailers of one merge: a merge that lost more says how many. */
#define TRAILERS 100
/* Common ancestors are looked for, for the report of lost edits, among so many
 * sides at most. */
#define BASED 12

struct side {
	struct oid oid;
	struct commit c;
};

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

/* The latest side: by committer time, then by object id. */
static const struct side *latest(const struct side *sides, size_t nr)
{
	const struct side *best = sides;
	size_t i;

	for (i = 1; i < nr; i++) {
		const struct side *s = &sides[i];

		if (s->c.committer.when != best->c.committer.when ?
		    s->c.committer.when > best->c.committer.when :
		    oid_cmp(&s->oid, &best->oid) > 0)
			best = s;
	}
	return best;
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

/* Tasks that one side had thrown out or set back. */
static void add_kept(struct strbuf *msg, const struct strvec *kept)
{
	size_t i, nr = kept->nr < TRAILERS ? kept->nr : TRAILERS;

	for (i = 0; i < nr; i++)
		strbuf_addf(msg, "Task-Kept: %s\n", kept->v[i]);
	if (kept->nr > nr)
		strbuf_addf(msg, "Task-Kept-More: %zu\n", kept->nr - nr);
}

static void message(struct strbuf *msg, const struct tree_join *j,
		    const struct strvec *kept, size_t nr)
{
	if (j->ids.nr == 1 && nr == 2)
		strbuf_addf(msg, "join %.8s: edits of two clones",
			    j->ids.v[0]);
	else if (j->ids.nr == 1)
		strbuf_addf(msg, "join %.8s: edits of %zu clones",
			    j->ids.v[0], nr);
	else
		strbuf_addf(msg, "join: %zu tasks", j->ids.nr);
	strbuf_addstr(msg, "\n\nTask-Op: join\n");
	add_losses(msg, &j->report);
	add_kept(msg, kept);
}

static int by_oid(const void *a, const void *b)
{
	return oid_cmp(a, b);
}

/*
 * The same commit whoever makes it: parents in order of their ids, author,
 * committer and time of the latest one.  With task.mergeIdentity = user, for
 * servers that check who pushes, author and committer are the user.
 */
static int write_merge(struct oid *out, struct db *db, struct repo *r,
		       const struct side *sides, size_t nr,
		       const struct tree_join *j, const struct strvec *kept,
		       struct err *err)
{
	const char *who = db_config(db, "task.mergeIdentity");
	struct oid *parents = xcalloc(nr, sizeof(*parents));
	struct strbuf msg = STRBUF_INIT;
	struct commit c;
	size_t i;
	int rc;

	for (i = 0; i < nr; i++)
		parents[i] = sides[i].oid;
	qsort(parents, nr, sizeof(*parents), by_oid);
	message(&msg, j, kept, nr);
	if (who && str_ieq(who, "user")) {
		rc = db_commit(out, db, &j->tree, parents, nr, msg.buf, err);
		free(parents);
		strbuf_release(&msg);
		return rc;
	}
	memset(&c, 0, sizeof(c));
	c.tree = j->tree;
	c.parents = parents;
	c.nr_parents = nr;
	copy_ident(&c.author, &latest(sides, nr)->c.committer);
	copy_ident(&c.committer, &latest(sides, nr)->c.committer);
	c.message = strbuf_detach(&msg, NULL);
	rc = commit_write(out, r, &c, err);
	commit_release(&c);
	return rc;
}

/* ---- the rule ---- */

/* What one attempt found out, for the report. */
struct outcome {
	struct oid tip;
	struct tree_join join;
	struct strvec kept;	/* tasks that a side had dropped, set back */
	size_t got;
};

#define OUTCOME_INIT { { { 0 }, 0 }, TREE_JOIN_INIT, STRVEC_INIT, 0 }

static void outcome_release(struct outcome *o)
{
	tree_join_release(&o->join);
	strvec_clear(&o->kept);
}

/* A tree of tasks has our meta.json: code has none. */
static bool is_ours(struct repo *r, const struct oid *tree)
{
	struct oid meta;

	return tree_entry(&meta, r, tree, "meta.json", NULL) > 0;
}

static int not_ours(struct err *err, const struct oid *commit)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, commit);
	return err_set(err, ERR_INVALID, "commit %.10s holds no tasks (its "
		       "tree has no meta.json), so it was not joined: see 'git "
		       "config task.remoteRef' and 'git show %.10s'", hex,
		       hex);
}

static int add_dropped(const char *path, const struct oid *a,
		       const struct oid *b, void *data)
{
	char id[ID_LEN + 1];

	(void)a;
	if (oid_is_zero(b) && task_path_id(id, path))
		strvec_push(data, id);
	return 0;
}

/* Tasks of `from` that `to` has no file of. */
static int find_dropped(struct strvec *out, struct repo *r,
			const struct oid *from, const struct oid *to,
			struct err *err)
{
	return tree_diff(r, from, to, add_dropped, out, err);
}

static int add_changed(const char *path, const struct oid *a,
		       const struct oid *b, void *data)
{
	char id[ID_LEN + 1];

	(void)a;
	(void)b;
	if (task_path_id(id, path))
		strvec_push(data, id);
	return 0;
}

static bool newer_schema(struct db *db, struct repo *r,
			 const struct oid *tree)
{
	(void)db;
	return db_check_schema(r, tree, NULL) < 0;
}

/*
 * sides[up] contains the other one, so its state should be the later one.  It is not
 * where somebody removed files or put old ones back: no edit of ours does
 * that, so it is joined like any other edit, and what was there stays.
 */
static int step_up(struct outcome *o, struct db *db, struct repo *r,
		   const struct side *sides, size_t up, struct err *err)
{
	const struct side *top = &sides[up], *below = &sides[!up];

	o->tip = top->oid;
	if (oid_eq(&below->c.tree, &top->c.tree) ||
	    newer_schema(db, r, &top->c.tree))
		return 0;
	if (!is_ours(r, &top->c.tree) && !is_ours(r, &below->c.tree))
		return not_ours(err, &top->oid);
	if (tree_join(&o->join, r, &top->c.tree, &below->c.tree, NULL,
		      &db->joined, err) < 0)
		return -1;
	if (oid_eq(&o->join.tree, &top->c.tree))
		return 0;
	strvec_clear(&o->join.ids);
	if (tree_diff(r, &top->c.tree, &o->join.tree, add_changed, &o->kept,
		      err) < 0)
		return -1;
	strvec_pushv(&o->join.ids, o->kept.v);
	return write_merge(&o->tip, db, r, sides, 2, &o->join, &o->kept, err);
}

static bool tree_of(struct oid *out, struct repo *r, const struct oid *commit)
{
	struct commit c;

	if (commit_read(&c, r, commit, NULL) < 0)
		return false;
	*out = c.tree;
	commit_release(&c);
	return true;
}

static bool base_tree(struct oid *out, struct repo *r, const struct oid *a,
		      const struct oid *b)
{
	struct oid base;

	return history_base(&base, r, a, b) && tree_of(out, r, &base);
}

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

/* Is it code, say, and no tip of tasks at all?  (One of the oldest versions has no
 * meta.json.) */
static bool holds_none(struct repo *r, const struct oid *tree)
{
	static const struct oid none;
	size_t nr = 0;

	return !is_ours(r, tree) &&
		tree_diff(r, &none, tree, count_task, &nr, NULL) == 0 && !nr;
}

/*
 * What the ref should become.  Two clones that pull from each other must not
 * answer each other's merges with merges: a side whose commits are merges
 * only, and whose state the other side has, gives way.
 */
static int decide(struct oid *out, struct db *db, struct repo *r,
		  const struct side *sides, const struct relation *rel,
		  bool to_push, struct outcome *o, struct err *err)
{
	const struct side *ours = &sides[0], *theirs = &sides[1];
	struct tree_join *j = &o->join;
	struct oid base;
	bool based, same;

	if (db_check_schema(r, &ours->c.tree, err) < 0 ||
	    db_check_schema(r, &theirs->c.tree, err) < 0)
		return -1;
	based = rel->based && tree_of(&base, r, &rel->base);
	if (!is_ours(r, &theirs->c.tree) && !(based && is_ours(r, &base)))
		return not_ours(err, &theirs->oid);
	if (based && find_dropped(&o->kept, r, &base, &theirs->c.tree,
				  err) < 0)
		return -1;
	if (tree_join(j, r, &ours->c.tree, &theirs->c.tree,
		      based ? &base : NULL, &db->joined, err) < 0)
		return -1;
	same = oid_eq(&ours->c.tree, &theirs->c.tree);
	if (same && !rel->a_edits && !rel->b_edits && !to_push)
		*out = oid_cmp(&ours->oid, &theirs->oid) > 0 ?
			ours->oid : theirs->oid;
	else if (oid_eq(&j->tree, &theirs->c.tree) && !rel->a_edits)
		*out = theirs->oid;
	else if (oid_eq(&j->tree, &ours->c.tree) && !rel->b_edits &&
		 !to_push)
		*out = ours->oid;
	else
		return write_merge(out, db, r, sides, 2, j, &o->kept, err);
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
		unsigned flags, struct err *err)
{
	struct relation rel;
	struct side s[2];
	int rc = -1;

	memset(s, 0, sizeof(s));
	if (load(&s[0], r, ours, err) < 0 || load(&s[1], r, theirs, err) < 0 ||
	    history_relate(&rel, r, ours, theirs, err) < 0)
		goto out;
	if (rel.a_has_b) {
		o->tip = *ours;
		rc = flags & MERGE_HEAL ? step_up(o, db, r, s, 0, err) : 0;
	} else if (rel.b_has_a) {
		rc = step_up(o, db, r, s, 1, err);
	} else if (!holds_none(r, &s[0].c.tree)) {
		rc = decide(&o->tip, db, r, s, &rel, flags & MERGE_TO_PUSH, o,
			    err);
	} else if (flags & MERGE_HEAL) {
		o->tip = *theirs;
		rc = 0;
	} else {
		rc = not_ours(err, ours);
	}
	if (rc == 0 && !oid_eq(&o->tip, ours))
		rc = count_got(o, r, &s[0].c.tree, err);
out:
	load_release(&s[0]);
	load_release(&s[1]);
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
	strvec_pushv(&report->kept, o->kept.v);
	for (i = 0; i < in->nr; i++) {
		ALLOC_GROW(to->losses, to->nr + 1, to->alloc);
		to->losses[to->nr++] = in->losses[i];
	}
	in->nr = 0;	/* moved */
}

/* What is joined: one commit by the rule, or all that is new in many. */
struct request {
	const char *name;
	const struct oid *tips;
	size_t nr;
	bool many;
	unsigned flags;
};

static int plan_many(struct outcome *o, struct db *db, struct repo *r,
		     const struct oid *ours, const struct request *q,
		     struct err *err);

struct checker {
	struct repo *r;
	struct err *err;
};

static int check_one(const char *path, const struct oid *a,
		     const struct oid *b, void *data)
{
	struct checker *c = data;

	(void)a;
	if (blob_check(c->r, b, c->err) < 0)
		return err_prefix(c->err, "cannot take '%s'", path);
	return 0;
}

/* What is taken over as a whole, into a clone without tasks. */
static int check_files(struct repo *r, const struct oid *tree,
		       struct err *err)
{
	static const struct oid none;
	struct checker c = { r, err };

	return tree_diff(r, &none, tree, check_one, &c, err);
}

static int plan_first(struct outcome *o, struct repo *r,
		      const struct oid *theirs, struct err *err)
{
	static const struct oid none;
	struct commit c;
	int rc = commit_read(&c, r, theirs, err);

	o->tip = *theirs;
	if (rc == 0 && !is_ours(r, &c.tree))
		rc = not_ours(err, theirs);
	if (rc == 0)
		rc = check_files(r, &c.tree, err);
	commit_release(&c);
	return rc < 0 ? rc : count_got(o, r, &none, err);
}

/* One attempt: as ref_swap, 0 with *changed, 1 try again, -1. */
static int attempt(struct outcome *o, struct db *db, struct repo *r,
		   const struct request *q, bool *changed, struct oid *before,
		   struct err *err)
{
	struct oid ours;
	int found = ref_read(&ours, r, q->name, err), rc;

	*changed = *changed && q->many;
	if (found < 0)
		return -1;
	if (found)
		*before = ours;
	if (!found)
		rc = plan_first(o, r, q->tips, err);
	else if (q->many)
		rc = plan_many(o, db, r, &ours, q, err);
	else
		rc = plan(o, db, r, &ours, q->tips, q->flags, err);
	if (rc < 0 || (found && oid_eq(&o->tip, &ours)))
		return rc;
	*changed = true;
	rc = db_swap_ref(db, q->name, &o->tip, found ? &ours : NULL, "join",
			 err);
	/* The first of many is there now: the others are joined into it. */
	return rc == 0 && !found && q->many && q->nr > 1 ? 1 : rc;
}

static int run(struct oid *tip, struct db *db, const struct request *q,
	       struct share_report *report, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct oid before = { { 0 }, 0 };
	struct repo *r;
	bool changed = false;
	unsigned tries;
	int rc = 1;

	if (db_repo(&r, db, err) < 0 || db_lock(&lock, db, err) < 0)
		return -1;
	db_set_sync(db, r);
	for (tries = 1; rc == 1 && tries <= TRIES; tries++) {
		struct outcome o = OUTCOME_INIT;

		rc = attempt(&o, db, r, q, &changed, &before, err);
		if (rc == 0)
			add_to_report(report, &o);
		*tip = o.tip;
		outcome_release(&o);
		if (rc == 1)
			db_backoff(tries);
	}
	file_unlock(&lock);
	if (rc == 1)
		rc = db_taken(db, err);
	if (rc == 0 && changed && !strcmp(q->name, db_ref(db)))
		db_moved(db);
	if (rc == 0 && changed && report && !oid_is_zero(&before))
		told_by_others(report, db, r, &before,
			       q->many ? tip : q->tips);
	return rc < 0 ? -1 : changed;
}

int merge_into(struct oid *tip, struct db *db, const char *name,
	       const struct oid *theirs, unsigned flags,
	       struct share_report *report, struct err *err)
{
	struct request q = { name, theirs, 1, false, flags };

	return run(tip, db, &q, report, err);
}

/* ---- many at once ---- */

/* What the tips have that ours has not. */
struct news {
	struct oidmap fresh;	/* those commits */
	struct oidmap below;	/* parents of one of them */
	bool edits;		/* is one of them more than a merge? */
};

static int note_commit(const struct oid *oid, const struct oid *parents,
		       size_t nr, void *data)
{
	struct news *n = data;
	bool is_new;
	size_t i;

	oidmap_add(&n->fresh, oid, &is_new);
	n->edits |= nr < 2;
	for (i = 0; i < nr; i++)
		oidmap_add(&n->below, &parents[i], &is_new);
	return 0;
}

static bool in_map(const struct oidmap *m, const struct oid *oid)
{
	return oidmap_find(m, oid) != SIZE_MAX;
}

/*
 * sides[0] is ours; loads the tips that are news and that no other tip
 * contains.  None when they have nothing but merges to add.
 */
static int load_news(struct side *sides, size_t *nr, struct repo *r,
		     const struct oid *ours, const struct request *q,
		     struct err *err)
{
	struct news n = { OIDMAP_INIT, OIDMAP_INIT, false };
	size_t i, k;
	int rc = history_new(r, q->tips, q->nr, ours, note_commit, &n, err);

	*nr = 1;
	if (rc == 0)
		rc = load(&sides[0], r, ours, err);
	for (i = 0; i < q->nr && rc == 0 && n.edits; i++) {
		if (!in_map(&n.fresh, &q->tips[i]) ||
		    in_map(&n.below, &q->tips[i]))
			continue;
		for (k = 1; k < *nr && !oid_eq(&sides[k].oid, &q->tips[i]);)
			k++;
		if (k == *nr)
			rc = load(&sides[(*nr)++], r, &q->tips[i], err);
	}
	oidmap_clear(&n.fresh);
	oidmap_clear(&n.below);
	return rc;
}

static void add_step(struct tree_join *all, struct tree_join *step)
{
	struct join_report *to = &all->report, *from = &step->report;
	size_t i;

	all->tree = step->tree;
	strvec_pushv(&all->ids, step->ids.v);
	strvec_pushv(&all->broken, step->broken.v);
	for (i = 0; i < from->nr; i++) {
		ALLOC_GROW(to->losses, to->nr + 1, to->alloc);
		to->losses[to->nr++] = from->losses[i];
	}
	from->nr = 0;	/* moved */
}

/* Joins the trees of all sides, one after the other. */
static int join_sides(struct tree_join *j, struct db *db, struct repo *r,
		      const struct side *sides, size_t nr, struct err *err)
{
	size_t i;
	int rc = 0;

	j->tree = sides[0].c.tree;
	for (i = 1; i < nr && rc == 0; i++) {
		struct tree_join step = TREE_JOIN_INIT;
		struct oid base;
		bool based = nr <= BASED && base_tree(&base, r,
						      &sides[0].oid,
						      &sides[i].oid);

		rc = tree_join(&step, r, &j->tree, &sides[i].c.tree,
			       based ? &base : NULL, &db->joined, err);
		if (rc == 0)
			add_step(j, &step);
		tree_join_release(&step);
	}
	strvec_sort(&j->ids);
	strvec_uniq(&j->ids);
	return rc;
}

static int plan_many(struct outcome *o, struct db *db, struct repo *r,
		     const struct oid *ours, const struct request *q,
		     struct err *err)
{
	struct side *sides = xcalloc(q->nr + 1, sizeof(*sides));
	size_t nr = 0, i;
	int rc = load_news(sides, &nr, r, ours, q, err);

	o->tip = *ours;
	if (rc == 0 && nr > 1 && holds_none(r, &sides[0].c.tree)) {
		rc = not_ours(err, ours);
	} else if (rc == 0 && nr == 2 &&
		   history_contains(r, &sides[1].oid, ours)) {
		rc = step_up(o, db, r, sides, 1, err);
	} else if (rc == 0 && nr > 1) {
		for (i = 0; i < nr && rc == 0; i++)
			rc = db_check_schema(r, &sides[i].c.tree, err);
		if (rc == 0)
			rc = join_sides(&o->join, db, r, sides, nr, err);
		if (rc == 0)
			rc = write_merge(&o->tip, db, r, sides, nr, &o->join,
					 &o->kept, err);
	}
	if (rc == 0 && !oid_eq(&o->tip, ours))
		rc = count_got(o, r, &sides[0].c.tree, err);
	for (i = 0; i < q->nr + 1; i++)
		load_release(&sides[i]);
	free(sides);
	return rc;
}

int merge_many(struct oid *tip, struct db *db, const char *name,
	       const struct oid *tips, size_t nr, struct share_report *report,
	       struct err *err)
{
	struct request q = { name, tips, nr, true, MERGE_TO_PUSH };

	return run(tip, db, &q, report, err);
}
