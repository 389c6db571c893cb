#include "base/base.h"
#include "feat/next.h"

#include "base/mem.h"
#include "data/when.h"

#define DAY INT64_C(86400000)

static bool is_ready(struct db *db, const struct row *r, bool anyone,
		     int64_t now)
{
	if (r->deleted || r->status != STATUS_PENDING)
		return false;
	if (r->lease_until != WHEN_NONE && r->lease_until > now &&
	    !db_is_me(db, r->lease_owner))
		return false;
	return anyone || !*r->assignee || db_is_me(db, r->assignee);
}

/* Open tasks that wait for each row. */
static uint32_t *count_dependents(const struct view *v)
{
	uint32_t *nr = xcalloc(v->nr + 1, sizeof(*nr));
	size_t i;
	uint32_t k;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored))
			continue;
		for (k = 0; k < r->nr_deps; k++)
			if (r->deps[k] != NO_ROW)
				nr[r->deps[k]]++;
	}
	return nr;
}

static int deadline_points(int64_t deadline, int64_t now)
{
	if (deadline == WHEN_NONE)
		return 0;
	if (deadline < now)
		return 30;
	if (deadline < now + DAY)
		return 25;
	if (deadline < now + 3 * DAY)
		return 15;
	return deadline < now + 7 * DAY ? 8 : 0;
}

static void score(struct next_item *it, struct db *db, const struct row *r,
		  int64_t now)
{
	int64_t days = r->created == WHEN_NONE || r->created > now ? 0 :
		       (now - r->created) / DAY;

	it->priority = 10 * (int)r->priority;
	it->deadline = deadline_points(r->deadline, now);
	it->unblocks = it->dependents > 5 ? 20 : 4 * (int)it->dependents;
	it->mine = *r->assignee && db_is_me(db, r->assignee) ? 10 : 0;
	it->age = days > 50 ? 5 : (int)(days / 10);
	it->score = it->priority + it->deadline + it->unblocks + it->mine +
		    it->age;
}

struct sort_item {
	struct next_item it;
	int64_t deadline, created;
	const char *id;
};

static int compare(const void *pa, const void *pb)
{
	const struct sort_item *a = pa, *b = pb;
	int64_t da = a->deadline == WHEN_NONE ? INT64_MAX : a->deadline;
	int64_t db_ = b->deadline == WHEN_NONE ? INT64_MAX : b->deadline;

	if (a->it.score != b->it.score)
		return a->it.score > b->it.score ? -1 : 1;
	if (da != db_)
		return da < db_ ? -1 : 1;
	if (a->created != b->created)
		return a->created < b->created ? -1 : 1;
	return strcmp(a->id, b->id);
}

size_t next_rank(struct next_item **out, struct db *db, const struct view *v,
		 const uint32_t *rows, size_t nr, bool anyone, int64_t now)
{
	uint32_t *dependents = count_dependents(v);
	struct sort_item *list = xcalloc(nr + 1, sizeof(*list));
	struct next_item *items;
	size_t i, n = 0;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		if (!is_ready(db, r, anyone, now))
			continue;
		list[n].it.row = rows[i];
		list[n].it.dependents = dependents[rows[i]];
		list[n].deadline = r->deadline;
		list[n].created = r->created_ms;
		list[n].id = r->id;
		score(&list[n].it, db, r, now);
		n++;
	}
	qsort(list, n, sizeof(*list), compare);
	items = xcalloc(n + 1, sizeof(*items));
	for (i = 0; i < n; i++)
		items[i] = list[i].it;
	free(list);
	free(dependents);
	*out = items;
	return n;
}

static void reason(struct strbuf *out, size_t start, const char *text)
{
	if (out->len > start)
		strbuf_addstr(out, ", ");
	strbuf_addstr(out, text);
}

void next_reasons(struct strbuf *out, const struct view *v,
		  const struct next_item *it, int64_t now)
{
	const struct row *r = &v->rows[it->row];
	size_t start = out->len;

	strbuf_addf(out, "%s priority", priority_name(r->priority));
	if (r->deadline != WHEN_NONE && r->deadline < now) {
		reason(out, start, "overdue");
	} else if (it->deadline) {
		reason(out, start, "due ");
		when_relative(out, r->deadline, now);
	}
	if (it->dependents) {
		reason(out, start, "lets ");
		strbuf_addf(out, "%u task%s go on", it->dependents,
			    it->dependents == 1 ? "" : "s");
	}
	if (it->mine)
		reason(out, start, "assigned to you");
	if (it->age)
		reason(out, start, "waiting long");
}
