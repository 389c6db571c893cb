/*
 * link.c - the transactions that make, move and take back links to commits.
 */
#include "base/base.h"
#include "act/link.h"

#include "act/internal.h"
#include "base/mem.h"

#define BULK_FROM 100		/* links that are worth a pack */

/* What was planned, in one commit. */
static int write_plan(struct db *db, struct linking_plan *p, struct err *err)
{
	size_t nr = linking_plan_size(p);

	if (!nr)
		return 0;
	return db_write(db, "link", DB_QUIET_EMPTY |
			(nr > BULK_FROM ? DB_BULK : 0) |
			(linking_plan_few(p) ? DB_FEW : 0), linking_edit, p, NULL,
			err);
}

int act_link(struct linking *l, struct db *db, struct gitcommit *commits,
	     size_t nr, struct err *err)
{
	struct linking_plan *p;
	int ret = linking_of_messages(&p, l, db, commits, nr, err);

	if (ret == 0)
		ret = write_plan(db, p, err);
	linking_plan_free(p);
	return ret;
}

int act_relink(struct linking *l, struct db *db, const struct rewrite *pairs,
	       size_t nr, struct err *err)
{
	struct linking_plan *p;
	int ret = linking_of_rewrites(&p, l, db, pairs, nr, err);

	if (ret == 0)
		ret = write_plan(db, p, err);
	linking_plan_free(p);
	return ret;
}

/* ---- by hand ---- */

static int read_commits(struct gitcommits *out, struct db *db,
			const struct strvec *revs, struct err *err)
{
	char oid[OBJECT_HEX + 1];
	struct gitcommit c;
	size_t i;

	for (i = 0; i < revs->nr; i++) {
		if (gitlog_resolve(oid, db, revs->v[i], err) < 0 ||
		    gitlog_read(&c, db, oid, err) < 0)
			return -1;
		gitcommits_keep(&c, out);
	}
	return 0;
}

static void say_linked(struct act_step *s, const struct linking *l,
		       const struct gitcommits *c)
{
	if (c->nr != 1)
		act_note(s, "Task %s linked to %zu of %zu commits; the others "
			 "were before", s->item->shown, l->links, c->nr);
	else if (l->links)
		act_note(s, "Task %s linked to %.7s", s->item->shown,
			 c->v[0].oid);
	else
		act_note(s, "Task %s was linked to %.7s already",
			 s->item->shown, c->v[0].oid);
}

int act_link_by_hand(struct act_result *res, struct db *db, const char *id,
		     const struct strvec *revs, struct err *err)
{
	struct gitcommits c = GITCOMMITS_INIT;
	struct linking l = LINKING_INIT;
	struct linking_plan *p = NULL;
	struct act_step s = { .db = db, .res = res };
	uint32_t row;
	int ret = -1;

	act_result_reset(res);
	if (db_view(&s.v, db, err) < 0 ||
	    view_resolve(&row, s.v, id, false, err) < 0 ||
	    read_commits(&c, db, revs, err) < 0)
		goto out;
	s.item = act_result_add(res, s.v->rows[row].id);
	view_short_row(s.item->shown, s.v, row);
	linking_of_hand(&p, &l, db, s.item->id, c.v, c.nr);
	ret = write_plan(db, p, err);
	if (ret == 0)
		say_linked(&s, &l, &c);
	res->wrote = s.item->changed = ret == 0 && l.links;
out:
	linking_plan_free(p);
	gitcommits_release(&c);
	linking_release(&l);
	return ret;
}

static int unlink_one(struct act_step *s, struct err *err)
{
	const struct strvec *revs = s->args;
	char oid[OBJECT_HEX + 1];
	size_t i;

	for (i = 0; i < revs->nr; i++) {
		if (gitlog_resolve(oid, s->db, revs->v[i], err) < 0 ||
		    linking_remove(s->c, s->t, oid, err) < 0)
			return -1;
		act_note(s, "Task %s is no longer linked to %.7s",
			 s->item->shown, oid);
	}
	return 0;
}

int act_unlink(struct act_result *res, struct db *db, const char *id,
	       const struct strvec *revs, struct err *err)
{
	return act_run_one(res, db, "unlink", id, revs, unlink_one, err);
}
