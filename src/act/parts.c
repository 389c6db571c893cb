/*
 * parts.c - what happens to parts when the task above them is closed or deleted.
 */
#include "base/base.h"
#include "act/parts.h"

#include "db/index/view.h"

/* Is `row` below `root`? */
static bool is_part(const struct view *v, uint32_t row, uint32_t root)
{
	size_t steps;

	for (steps = 0; steps <= v->nr && row != NO_ROW; steps++) {
		row = v->rows[row].parent_row;
		if (row == root)
			return true;
	}
	return false;
}

static bool counts(const struct view *v, uint32_t row, uint32_t root,
		   const struct act_parts *p)
{
	const struct row *r = &v->rows[row];

	return !r->deleted && r->parent_row != NO_ROW && row != root &&
	       (!p->open || status_is_open(r->stored)) && is_part(v, row, root);
}

int parts_add(struct strvec *out, struct db *db, const struct strvec *ids,
	      const struct act_parts *p, struct err *err)
{
	const struct view *v;
	uint32_t root, i;
	size_t k;

	if (db_view(&v, db, err) < 0)
		return -1;
	for (k = 0; k < ids->nr; k++) {
		if (view_resolve(&root, v, ids->v[k], false, err) < 0)
			return -1;
		for (i = 0; i < v->nr; i++)
			if (counts(v, i, root, p) &&
			    !strvec_has(out, v->rows[i].id))
				strvec_push(out, v->rows[i].id);
		if (!strvec_has(out, v->rows[root].id))
			strvec_push(out, v->rows[root].id);
	}
	return 0;
}

void parts_warn(struct act_step *s, const struct act_parts *p)
{
	const char *open = p->open ? "open " : "";
	size_t nr = 0;
	uint32_t last = 0, i;

	for (i = 0; i < s->v->nr; i++) {
		if (!counts(s->v, i, s->row, p) ||
		    act_result_has(s->res, s->v->rows[i].id))
			continue;
		last = i;
		nr++;
	}
	if (nr == 1)
		act_warn(s, "task %s has %s %spart: %.8s %s (--with-parts "
			 "%s it, too)", s->item->shown, p->open ? "an" : "a",
			 open, s->v->rows[last].id, s->v->rows[last].title,
			 p->verb);
	else if (nr)
		act_warn(s, "task %s has %zu %sparts (--with-parts %s them, "
			 "too; see 'git task list %sunder:%s')", s->item->shown,
			 nr, open, p->verb, p->open ? "" : "--all ",
			 s->item->shown);
}
