/*
 * query.c - making a query and running it on a view.
 */
#include "base/base.h"
#include "db/query/query.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "db/query/internal.h"

struct query *query_new(int64_t now)
{
	struct query *q = xcalloc(1, sizeof(*q));

	q->now = now;
	strvec_init(&q->me_forms);
	return q;
}

void query_free(struct query *q)
{
	size_t i;

	if (!q)
		return;
	for (i = 0; i < q->nr; i++)
		cond_release(&q->conds[i]);
	for (i = 0; i < q->nr_sort; i++)
		attr_release(&q->sort[i].attr);
	free(q->conds);
	free(q->nodes);
	free(q->me);
	free(q->email);
	free(q->after);
	strvec_clear(&q->me_forms);
	free(q);
}

void query_set_me(struct query *q, const char *me, const char *email)
{
	free(q->me);
	free(q->email);
	q->me = xstrdup(me);
	q->email = xstrdup(email);
}

void query_set_people(struct query *q, query_person_fn fn, void *data)
{
	q->person = fn;
	q->person_data = data;
}

static void resolve_people(struct query *q)
{
	size_t i, k;

	if (!q->person)
		return;
	strvec_clear(&q->me_forms);
	if (q->email && *q->email)
		q->person(&q->me_forms, q->email, q->person_data);
	for (i = 0; i < q->nr; i++) {
		struct cond *c = &q->conds[i];

		if (c->name != Q_ATTR ||
		    field_defs[c->attr.field].type != TYPE_PERSON)
			continue;
		for (k = 0; k < c->nr; k++) {
			strvec_clear(&c->values[k].forms);
			if (!c->values[k].none && c->op != OP_LIKE)
				q->person(&c->values[k].forms,
					  c->values[k].text, q->person_data);
		}
	}
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

void query_after(struct query *q, const char *place)
{
	free(q->after);
	q->after = xstrdup(place);
}

static int resolve_ids(struct query *q, const struct view *v,
		       struct err *err)
{
	size_t i, k;

	for (i = 0; i < q->nr; i++) {
		struct cond *c = &q->conds[i];

		if (c->kind != QK_ID)
			continue;
		for (k = 0; k < c->nr; k++)
			if (!c->values[k].none &&
			    view_resolve(&c->values[k].row, v,
					 c->values[k].text, true, err) < 0)
				return -1;
	}
	return 0;
}

/* Words that are no field: keys that some task has, or a mistake. */
static int check_loose(const struct query *q, const struct view *v,
		       struct err *err)
{
	size_t i, k;

	for (i = 0; i < q->nr; i++) {
		const struct cond *c = &q->conds[i];

		if (c->loose && !attr_used(v, &c->attr))
			return query_unknown_field(c->attr.key, err);
		for (k = 0; k < c->nr; k++)
			if (c->values[k].loose &&
			    !attr_used(v, &c->values[k].attr))
				return query_unknown_has(c->values[k].text,
							 err);
	}
	for (i = 0; i < q->nr_sort; i++)
		if (q->sort[i].loose && !attr_used(v, &q->sort[i].attr))
			return query_unknown_key(q->sort[i].attr.key, err);
	return 0;
}

/* Does a row fulfil the tree that begins at node `i`?  As deep as QUERY_DEPTH. */
static bool node_match(const struct query *q, size_t i, const struct view *v,
		       uint32_t row)
{
	const struct qnode *n = &q->nodes[i], *kid;
	bool yes = n->kind == QN_ALL;

	if (n->kind == QN_COND)
		return query_match(q, &q->conds[n->cond], v, row);
	for (kid = n + 1; kid < q->nodes + n->end; kid = q->nodes + kid->end) {
		yes = node_match(q, (size_t)(kid - q->nodes), v, row);
		if (yes != (n->kind == QN_ALL))
			break;
	}
	return yes != n->negated;
}

static bool all_match(const struct query *q, const struct view *v,
		      uint32_t row)
{
	size_t i;

	if (v->rows[row].deleted && !q->deleted_too)
		return false;
	for (i = 0; i < q->nr_nodes; i = q->nodes[i].end)
		if (!node_match(q, i, v, row))
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
	if (check_loose(q, v, err) < 0 || resolve_ids(q, v, err) < 0)
		return -1;
	resolve_people(q);
	found = xmalloc(st_mul(v->nr, sizeof(*found)));
	for (i = 0; i < v->nr; i++)
		if (all_match(q, v, i))
			found[n++] = i;
	*rows = found;
	if (q->after && query_cut(&n, q, v, found, err) < 0) {
		FREE_AND_NULL(*rows);
		return -1;
	}
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
	*nr = n;
	return 0;
}
