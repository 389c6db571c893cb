#include "base/base.h"
#include "db/query.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "db/query-int.h"

struct query *query_new(int64_t now)
{
	struct query *q = xcalloc(1, sizeof(*q));

	q->now = now;
	return q;
}

void query_free(struct query *q)
{
	size_t i, k;

	if (!q)
		return;
	for (i = 0; i < q->nr; i++) {
		for (k = 0; k < q->conds[i].nr; k++)
			free(q->conds[i].values[k].text);
		free(q->conds[i].values);
	}
	free(q->conds);
	free(q->me);
	free(q->email);
	free(q);
}

void query_set_me(struct query *q, const char *me, const char *email)
{
	free(q->me);
	free(q->email);
	q->me = xstrdup(me);
	q->email = xstrdup(email);
}

void query_deleted(struct query *q, bool too)
{
	q->deleted_too = too;
}

void query_limit(struct query *q, size_t offset, size_t limit)
{
	q->offset = offset;
	q->limit = limit;
}

static int resolve_ids(struct query *q, const struct view *v,
		       struct err *err)
{
	size_t i, k;

	for (i = 0; i < q->nr; i++) {
		struct cond *c = &q->conds[i];

		if (query_fields[c->name].kind != QK_ID)
			continue;
		for (k = 0; k < c->nr; k++)
			if (!c->values[k].none &&
			    view_resolve(&c->values[k].row, v,
					 c->values[k].text, true, err) < 0)
				return -1;
	}
	return 0;
}

static bool all_match(const struct query *q, const struct view *v,
		      uint32_t row)
{
	size_t i;

	if (v->rows[row].deleted && !q->deleted_too)
		return false;
	for (i = 0; i < q->nr; i++)
		if (!query_match(q, &q->conds[i], v, row))
			return false;
	return true;
}

void query_unsorted(struct query *q)
{
	q->unsorted = true;
}

int query_run(uint32_t **rows, size_t *nr, size_t *total, struct query *q,
	      const struct view *v, struct err *err)
{
	uint32_t *found, i;
	size_t n = 0, want = 0;

	*rows = NULL;
	*nr = 0;
	if (resolve_ids(q, v, err) < 0)
		return -1;
	found = xmalloc(st_mul(v->nr, sizeof(*found)));
	for (i = 0; i < v->nr; i++)
		if (all_match(q, v, i))
			found[n++] = i;
	if (total)
		*total = n;
	if (q->limit && q->offset < n && q->limit < n - q->offset)
		want = q->offset + q->limit;
	if (!q->unsorted)
		query_order(q, v, found, n, want);
	if (want)
		n = want;
	if (q->offset) {
		n = q->offset < n ? n - q->offset : 0;
		memmove(found, found + q->offset, n * sizeof(*found));
	}
	*rows = found;
	*nr = n;
	return 0;
}
