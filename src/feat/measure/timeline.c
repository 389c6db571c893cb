/*
 * timeline.c - the states of a task in order, from its log.
 */
#include "base/base.h"
#include "feat/measure/timeline.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/when.h"

void timeline_release(struct timeline *t)
{
	FREE_AND_NULL(t->moments);
	t->nr = t->alloc = 0;
	t->deleted = WHEN_NONE;
}

/* Keeps the order by time; equal times stay in the order of arrival. */
static void add_moment(struct timeline *t, int64_t at, enum status to)
{
	size_t i;

	ALLOC_GROW(t->moments, t->nr + 1, t->alloc);
	for (i = t->nr; i > 0 && t->moments[i - 1].at > at; i--)
		t->moments[i] = t->moments[i - 1];
	t->moments[i].at = at;
	t->moments[i].to = to;
	t->nr++;
}

/* The time that belongs to a status which no transition explains. */
static int64_t likely_time(const struct row *r)
{
	if (!status_is_open(r->stored) && r->completed != WHEN_NONE)
		return r->completed;
	if (r->stored == STATUS_IN_PROGRESS && r->started != WHEN_NONE)
		return r->started;
	return r->updated != WHEN_NONE ? r->updated : r->created;
}

/* Adds one entry; later than the creation, whatever its clock said. */
static void add_entry(struct timeline *t, const struct json *e)
{
	const char *at = json_get_str(e, "at");
	const char *to = json_get_str(e, "to");
	enum status s;
	int64_t ms;

	if (at && to && when_parse_rfc3339(&ms, at) && status_parse(&s, to))
		add_moment(t, ms > t->moments[0].at ? ms : t->moments[0].at,
			   s);
}

/*
 * Entries of one second stand in the order of their ids.  Among those the one
 * that starts from the present status goes first.
 */
static void add_second(struct timeline *t, struct json *same)
{
	while (json_nr(same)) {
		enum status now = t->moments[t->nr - 1].to, from;
		size_t i = 0, pick = 0;
		struct json *e;

		json_each(e, same) {
			const char *s = json_get_str(e, "from");

			if (s && status_parse(&from, s) && from == now) {
				pick = i;
				break;
			}
			i++;
		}
		e = json_detach_at(same, pick);
		add_entry(t, e);
		json_free(e);
	}
}

static void add_log(struct timeline *t, const struct json *log)
{
	struct json *same = json_new_arr();
	const struct json *e;

	json_each(e, log) {
		const struct json *first = json_first(same);

		if (first && !str_eq(json_get_str(first, "at"),
				     json_get_str(e, "at")))
			add_second(t, same);
		json_push(same, json_copy(e));
	}
	add_second(t, same);
	json_free(same);
}

void timeline_read(struct timeline *out, const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];
	struct json *log = view_field(v, row, "transitions");
	const struct moment *last;

	out->nr = 0;
	out->deleted = r->deleted ? r->updated : WHEN_NONE;
	add_moment(out, r->created != WHEN_NONE ? r->created : 0,
		   STATUS_PENDING);
	if (log)
		add_log(out, log);
	json_free(log);
	if (out->nr == 1 && r->started != WHEN_NONE &&
	    r->stored != STATUS_PENDING && r->started >= out->moments[0].at)
		add_moment(out, r->started, STATUS_IN_PROGRESS);
	last = &out->moments[out->nr - 1];
	if (last->to != r->stored) {
		int64_t at = likely_time(r);

		add_moment(out, at > last->at ? at : last->at, r->stored);
	}
}

bool timeline_at(enum status *out, const struct timeline *t, int64_t at)
{
	bool found = false;

	if (t->deleted != WHEN_NONE && at >= t->deleted)
		return false;
	for (size_t i = 0; i < t->nr && t->moments[i].at <= at; i++) {
		*out = t->moments[i].to;
		found = true;
	}
	return found;
}

int64_t timeline_first(const struct timeline *t, enum status s, int64_t since)
{
	for (size_t i = 0; i < t->nr; i++)
		if (t->moments[i].to == s && t->moments[i].at >= since)
			return t->moments[i].at;
	return WHEN_NONE;
}

int64_t timeline_last(const struct timeline *t, enum status s, int64_t until)
{
	for (size_t i = t->nr; i > 0; i--)
		if (t->moments[i - 1].to == s && t->moments[i - 1].at < until)
			return t->moments[i - 1].at;
	return WHEN_NONE;
}

int64_t timeline_spent(const struct timeline *t, enum status s, int64_t since,
		       int64_t until)
{
	int64_t sum = 0;

	for (size_t i = 0; i < t->nr; i++) {
		int64_t from = t->moments[i].at;
		int64_t to = i + 1 < t->nr ? t->moments[i + 1].at : until;

		if (t->moments[i].to != s)
			continue;
		if (from < since)
			from = since;
		if (to > until)
			to = until;
		if (t->deleted != WHEN_NONE && to > t->deleted)
			to = t->deleted;
		if (to > from)
			sum += to - from;
	}
	return sum;
}

unsigned timeline_reopened(const struct timeline *t, int64_t since,
			   int64_t until)
{
	unsigned nr = 0;

	for (size_t i = 1; i < t->nr; i++)
		if (t->moments[i - 1].to == STATUS_COMPLETED &&
		    status_is_open(t->moments[i].to) &&
		    t->moments[i].at >= since && t->moments[i].at < until)
			nr++;
	return nr;
}
