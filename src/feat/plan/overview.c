/*
 * overview.c - what matters now, as lists of rows.
 */
#include "base/base.h"
#include "feat/plan/overview.h"

#include "base/mem.h"
#include "data/due.h"
#include "feat/plan/next.h"

static void push(struct row_list *l, size_t cap, uint32_t row)
{
	if (!l->rows)
		l->rows = xcalloc(cap + 1, sizeof(*l->rows));
	l->rows[l->nr++] = row;
}

static void sort_open(struct overview *o, struct db *db, const struct view *v,
		      uint32_t row, int64_t now)
{
	const struct row *r = &v->rows[row];
	bool mine = *r->assignee && db_is_me(db, r->assignee);

	o->open++;
	if (r->status == STATUS_PENDING)
		o->ready++;
	if (r->status == STATUS_IN_PROGRESS) {
		o->in_progress++;
		push(mine ? &o->mine : &o->others, v->nr, row);
	} else if (r->status == STATUS_BLOCKED) {
		o->blocked++;
		push(&o->waiting, v->nr, row);
	}
	if (due_late(r->deadline, now) &&
	    !(mine && r->status == STATUS_IN_PROGRESS))
		push(&o->overdue, v->nr, row);
}

static int by_due(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a;
	const struct row *y = *(const struct row *const *)b;
	int64_t due = due_order(x->deadline), than = due_order(y->deadline);
	int c;

	if (due != than)
		return due < than ? -1 : 1;
	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	c = strcmp(x->title, y->title);
	return c ? c : strcmp(x->id, y->id);
}

void overview_first(struct row_list *l, const struct view *v, size_t want)
{
	const struct row **first, *r;
	size_t i, k;

	if (want > l->nr)
		want = l->nr;
	first = xcalloc(want + 1, sizeof(*first));
	for (i = 0; i < want; i++)
		first[i] = &v->rows[l->rows[i]];
	if (want > 1)
		qsort(first, want, sizeof(*first), by_due);
	/* those that belong further on change places with those that do not */
	for (i = want; want && i < l->nr; i++) {
		r = &v->rows[l->rows[i]];
		if (by_due(&r, &first[want - 1]) > 0)
			continue;
		l->rows[i] = (uint32_t)(first[want - 1] - v->rows);
		for (k = want - 1; k && by_due(&r, &first[k - 1]) < 0; k--)
			first[k] = first[k - 1];
		first[k] = r;
	}
	for (i = 0; i < want; i++)
		l->rows[i] = (uint32_t)(first[i] - v->rows);
	free(first);
}

void overview_build(struct overview *o, struct db *db, const struct view *v,
		    int64_t now)
{
	uint32_t *all = xcalloc(v->nr + 1, sizeof(*all)), i;
	struct next_item *items;
	struct next_options opt = NEXT_OPTIONS_INIT;
	size_t k, nr = 0, nr_next;

	memset(o, 0, sizeof(*o));
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted)
			continue;
		if (r->status == STATUS_COMPLETED)
			o->completed++;
		if (!status_is_open(r->status))
			continue;
		all[nr++] = i;
		sort_open(o, db, v, i, now);
	}
	nr_next = next_rank(&items, db, v, all, nr, &opt, now);
	for (k = 0; k < nr_next; k++)
		push(&o->next, v->nr, items[k].row);
	free(items);
	free(all);
}

void overview_release(struct overview *o)
{
	free(o->mine.rows);
	free(o->others.rows);
	free(o->next.rows);
	free(o->waiting.rows);
	free(o->overdue.rows);
	memset(o, 0, sizeof(*o));
}
