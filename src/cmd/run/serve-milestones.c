/*
 * serve-milestones.c - tasks counted by the milestone that they belong to.
 */
#include "base/base.h"
#include "cmd/run/serve-milestones.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "data/due.h"
#include "data/when.h"
#include "db/index/attr.h"
#include "db/index/view.h"

struct milestone {
	char *name;
	size_t nr[STATUS_NR];
	int64_t due;		/* WHEN_NONE: no task has one */
};

struct milestones {
	struct milestone *v;
	size_t nr, alloc;
};

static struct milestone *find(struct milestones *all, const char *name)
{
	struct milestone *m;
	size_t i;

	for (i = 0; i < all->nr; i++)
		if (!strcmp(all->v[i].name, name))
			return &all->v[i];
	ALLOC_GROW(all->v, all->nr + 1, all->alloc);
	m = &all->v[all->nr++];
	memset(m, 0, sizeof(*m));
	m->name = xstrdup(name);
	m->due = WHEN_NONE;
	return m;
}

static void count(struct milestones *all, const struct view *v)
{
	struct attr_walk walk = ATTR_WALK_INIT;
	struct attr a;
	uint32_t i;

	if (!attr_find(&a, "phase", 0))
		return;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *name = r->deleted ? NULL :
				   attr_first(&walk, v, i, &a);
		struct milestone *m;

		if (!name)
			continue;
		m = find(all, name);
		m->nr[r->status]++;
		if (r->deadline != WHEN_NONE &&
		    (m->due == WHEN_NONE ||
		     due_order(r->deadline) > due_order(m->due)))
			m->due = r->deadline;
	}
	attr_walk_release(&walk);
	attr_release(&a);
}

static int by_name(const void *a, const void *b)
{
	const struct milestone *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct json *one(const struct milestone *m)
{
	struct json *j = json_new_obj(), *by = json_new_obj();
	char due[WHEN_LEN];
	size_t tasks = 0;
	int s;

	json_set_str(j, "name", m->name);
	for (s = 0; s < STATUS_NR; s++) {
		json_set_int(by, status_name((enum status)s), (int64_t)m->nr[s]);
		tasks += s == STATUS_CANCELLED ? 0 : m->nr[s];
	}
	json_set_int(j, "tasks", (int64_t)tasks);
	json_set(j, "by_status", by);
	json_set_num(j, "done", tasks ? (double)m->nr[STATUS_COMPLETED] /
		     (double)tasks : NAN);
	if (m->due != WHEN_NONE)
		due_format(due, m->due);
	json_set_str(j, "last_deadline", m->due != WHEN_NONE ? due : NULL);
	return j;
}

int milestones_json(struct json **out, struct db *db, struct err *err)
{
	struct milestones all = { NULL, 0, 0 };
	const struct view *v;
	size_t i;

	if (db_view(&v, db, err) < 0)
		return -1;
	count(&all, v);
	if (all.nr)
		qsort(all.v, all.nr, sizeof(*all.v), by_name);
	*out = json_new_arr();
	for (i = 0; i < all.nr; i++) {
		json_push(*out, one(&all.v[i]));
		free(all.v[i].name);
	}
	free(all.v);
	return 0;
}
