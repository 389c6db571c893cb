/*
 * metrics.c - the numbers of a period, its series and forecast.
 */
#include "base/base.h"
#include "feat/measure/metrics.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/due.h"
#include "feat/measure/timeline.h"

#define MS_HOUR 3600000.0
#define MS_DAY INT64_C(86400000)
#define MS_WEEK (7 * MS_DAY)

/* What a group collects before its numbers are drawn from it. */
struct gather {
	struct metrics m;
	struct sample lead, cycle, age, accuracy, quality, timeliness;
	double progress_ms, lead_ms;	/* of completed tasks */
	size_t on_time;
};

struct grouping {
	struct map names;		/* name -> struct gather * */
	const char *by;
};

static void gather_free(void *p)
{
	struct gather *g = p;

	sample_release(&g->lead);
	sample_release(&g->cycle);
	sample_release(&g->age);
	sample_release(&g->accuracy);
	sample_release(&g->quality);
	sample_release(&g->timeliness);
	free(g->m.name);
	free(g);
}

static struct gather *group(struct grouping *gs, const char *name)
{
	struct gather *g = map_get(&gs->names, name);

	if (g)
		return g;
	g = xcalloc(1, sizeof(*g));
	g->m.name = xstrdup(name);
	map_put(&gs->names, name, g);
	return g;
}

static void add_criteria(struct gather *g, const struct view *v, uint32_t row)
{
	struct json *res, *list;
	const struct json *e;

	if (!v->rows[row].has_criteria)
		return;
	res = view_field(v, row, "criteria_results");
	list = res ? json_get(res, "results") : NULL;
	json_each(e, list) {
		const char *outcome = json_get_str(e, "outcome");

		if (!outcome)
			continue;
		g->m.criteria_checked++;
		if (str_eq(outcome, "met"))
			g->m.criteria_met++;
	}
	json_free(res);
}

/* A task that was completed inside the period, at `done`. */
static void add_completed(struct gather *g, const struct view *v,
			  uint32_t row, const struct timeline *t,
			  int64_t done)
{
	const struct row *r = &v->rows[row];
	int64_t created = t->moments[0].at;
	int64_t start = timeline_first(t, STATUS_IN_PROGRESS, created);

	g->m.completed++;
	sample_add(&g->lead, (double)(done - created) / MS_HOUR);
	g->lead_ms += (double)(done - created);
	g->progress_ms += (double)timeline_spent(t, STATUS_IN_PROGRESS,
						 created, done);
	if (start != WHEN_NONE && start <= done)
		sample_add(&g->cycle, (double)(done - start) / MS_HOUR);
	if (r->estimated > 0 && r->actual > 0)
		sample_add(&g->accuracy, 100 *
			   fmin(r->estimated, r->actual) /
			   fmax(r->estimated, r->actual));
	if (r->deadline != WHEN_NONE) {
		g->m.with_deadline++;
		g->on_time += due_cmp(r->deadline, due_from_moment(done)) >= 0;
	}
	if (r->quality)
		sample_add(&g->quality, r->quality);
	if (r->timeliness)
		sample_add(&g->timeliness, r->timeliness);
	g->m.with_feedback += r->quality || r->timeliness;
	add_criteria(g, v, row);
}

static bool inside(int64_t at, int64_t since, int64_t until)
{
	return at != WHEN_NONE && at >= since && at < until;
}

static void add_task(struct gather *g, const struct view *v, uint32_t row,
		     const struct timeline *t, const struct metrics_set *set,
		     int64_t now)
{
	const struct row *r = &v->rows[row];
	int64_t since = set->since, until = set->until;
	int64_t done = timeline_last(t, STATUS_COMPLETED, until);
	enum status at_end;
	bool exists = timeline_at(&at_end, t, until - 1);
	enum status last = STATUS_PENDING;

	for (size_t i = 0; i < t->nr && t->moments[i].at < until; i++)
		last = t->moments[i].to;
	if (exists) {
		if (until >= now)
			at_end = r->status;
		g->m.tasks++;
		g->m.by_status[at_end]++;
		if (last == STATUS_IN_PROGRESS) {
			int64_t start = timeline_last(t, STATUS_IN_PROGRESS,
						      until);

			g->m.wip++;
			sample_add(&g->age, (double)((until < now ? until :
				   now) - start) / MS_HOUR);
		}
	}
	/* what is late and still open is not on time */
	if (exists && status_is_open(last) && r->deadline != WHEN_NONE &&
	    due_late(r->deadline, until < now ? until : now))
		g->m.with_deadline++;
	g->m.created += inside(t->moments[0].at, since, until);
	g->m.reopened += timeline_reopened(t, since, until);
	g->m.blocked_hours += (double)timeline_spent(t, STATUS_BLOCKED, since,
			until < now ? until : now) / MS_HOUR;
	if (last == STATUS_CANCELLED &&
	    inside(timeline_last(t, STATUS_CANCELLED, until), since, until))
		g->m.cancelled++;
	if (last == STATUS_COMPLETED && inside(done, since, until))
		add_completed(g, v, row, t, done);
}

static void draw(struct gather *g, const struct metrics_set *set)
{
	struct metrics *m = &g->m;
	double weeks = (double)(set->until - set->since) / (double)MS_WEEK;

	/* less than a day says nothing about a week */
	m->per_week = weeks > 0 ?
		(double)m->completed / fmax(weeks, 1.0 / 7) : NAN;
	m->lead_median = sample_quantile(&g->lead, 0.5);
	m->lead_p85 = sample_quantile(&g->lead, 0.85);
	m->cycle_median = sample_quantile(&g->cycle, 0.5);
	m->cycle_p85 = sample_quantile(&g->cycle, 0.85);
	m->age_median = sample_quantile(&g->age, 0.5);
	m->age_p85 = sample_quantile(&g->age, 0.85);
	m->age_max = sample_quantile(&g->age, 1);
	m->flow_efficiency = g->lead_ms > 0 ? g->progress_ms / g->lead_ms :
		NAN;
	m->estimation_accuracy = sample_mean(&g->accuracy);
	m->estimated = g->accuracy.nr;
	m->quality = sample_mean(&g->quality);
	m->timeliness = sample_mean(&g->timeliness);
	m->on_time = m->with_deadline ?
		(double)g->on_time / (double)m->with_deadline : NAN;
	m->reopen_rate = m->completed ?
		(double)m->reopened / (double)m->completed : NAN;
}

/* Every group that a row belongs to, the whole not counted. */
static void groups_of(struct strvec *out, const struct row *r, const char *by)
{
	const char *s = NULL;

	strvec_clear(out);
	if (!by)
		return;
	if (str_eq(by, "tag")) {
		const char *tag = r->tags;

		for (uint32_t i = 0; i < r->nr_tags; i++) {
			strvec_push(out, tag);
			tag += strlen(tag) + 1;
		}
		if (!r->nr_tags)
			strvec_push(out, "(none)");
		return;
	}
	if (str_eq(by, "assignee"))
		s = r->assignee;
	else if (str_eq(by, "project"))
		s = r->project;
	else if (str_eq(by, "type"))
		s = r->type;
	else
		s = priority_name(r->priority);
	strvec_push(out, *s ? s : "(none)");
}

static bool known_by(const char *by)
{
	return !by || str_eq(by, "assignee") || str_eq(by, "tag") ||
		str_eq(by, "project") || str_eq(by, "type") ||
		str_eq(by, "priority");
}

/* From the first creation, when no start was asked for. */
static int64_t earliest(const struct view *v, int64_t until)
{
	int64_t first = until;

	for (size_t i = 0; i < v->nr; i++)
		if (v->rows[i].created != WHEN_NONE &&
		    v->rows[i].created < first)
			first = v->rows[i].created;
	return first;
}

/* By name; what has none comes last. */
static int by_name(const void *a, const void *b)
{
	const struct metrics *x = a, *y = b;
	bool p = !strcmp(x->name, "(none)"), q = !strcmp(y->name, "(none)");

	return p != q ? p - q : strcmp(x->name, y->name);
}

int metrics_compute(struct metrics_set *out, const struct view *v,
		    const struct metrics_options *opt, struct err *err)
{
	struct grouping gs = { MAP_INIT_FREE(gather_free), opt->by };
	struct timeline t = TIMELINE_INIT;
	struct strvec names = STRVEC_INIT;
	struct gather *all;

	memset(out, 0, sizeof(*out));
	if (!known_by(opt->by))
		return err_set(err, ERR_INVALID, "cannot group by '%s': use "
			       "assignee, tag, project, type or priority",
			       opt->by);
	out->until = opt->until;
	out->since = opt->since != WHEN_NONE ? opt->since :
		earliest(v, opt->until);
	if (out->since > out->until)
		return err_set(err, ERR_INVALID,
			       "the period ends before it starts");
	all = group(&gs, "");
	for (uint32_t i = 0; i < v->nr; i++) {
		timeline_read(&t, v, i);
		if (t.moments[0].at >= out->until)
			continue;
		add_task(all, v, i, &t, out, opt->now);
		groups_of(&names, &v->rows[i], opt->by);
		for (size_t k = 0; k < names.nr; k++)
			add_task(group(&gs, names.v[k]), v, i, &t, out,
				 opt->now);
	}
	for (size_t i = 0; i < gs.names.nr; i++) {
		struct gather *g = gs.names.items[i].value;

		draw(g, out);
		ALLOC_GROW(out->items, out->nr + 1, out->alloc);
		out->items[out->nr++] = g->m;
		g->m.name = NULL;
	}
	qsort(out->items + 1, out->nr - 1, sizeof(*out->items), by_name);
	timeline_release(&t);
	strvec_clear(&names);
	map_clear(&gs.names);
	return 0;
}

void metrics_release(struct metrics_set *set)
{
	for (size_t i = 0; i < set->nr; i++)
		free(set->items[i].name);
	free(set->items);
	memset(set, 0, sizeof(*set));
}

/*
 * The end of the bucket that is `back` before the last one.  Whole days are days of the
 * calendar: where a clock changes they have 23 or 25 hours.
 */
static int64_t bucket_end(int64_t until, int64_t back, int64_t step)
{
	struct when_day day = when_local_day(until);
	int64_t days = back * (step / MS_DAY);

	if (!back || step % MS_DAY || days > 4000000)
		return until - back * step;
	return when_day_at(when_day_from(when_day_number(day) - days),
			   when_local_secs(until));
}

/* Adds one task to every bucket that it was alive in. */
static void add_points(struct metrics_point *p, size_t nr,
		       const struct timeline *t, int64_t step)
{
	size_t m = 0;

	for (size_t i = 0; i < nr; i++) {
		while (m < t->nr && t->moments[m].at < p[i].at) {
			if (t->moments[m].to == STATUS_COMPLETED &&
			    t->moments[m].at >= (i ? p[i - 1].at :
						 p[i].at - step))
				p[i].done_in_bucket++;
			m++;
		}
		if (!m || (t->deleted != WHEN_NONE && p[i].at > t->deleted))
			continue;
		p[i].by_status[t->moments[m - 1].to]++;
		if (t->moments[m - 1].to != STATUS_CANCELLED)
			p[i].scope++;
		if (t->moments[m - 1].to == STATUS_COMPLETED)
			p[i].completed++;
	}
}

int64_t metrics_step(int64_t since, int64_t until)
{
	int64_t length = until - since, step = length <= 31 * MS_DAY ? MS_DAY :
		length <= 400 * MS_DAY ? 7 * MS_DAY : 30 * MS_DAY;

	while (length / step > 2000)
		step *= 2;
	return step;
}

int metrics_series(struct metrics_point **out, size_t *nr,
		   const struct view *v, int64_t since, int64_t until,
		   int64_t step, struct err *err)
{
	struct timeline t = TIMELINE_INIT;

	*out = NULL;
	*nr = 0;
	if (since == WHEN_NONE)
		since = earliest(v, until);
	if (step <= 0 || since > until || (until - since) / step > 5000)
		return err_set(err, ERR_INVALID, "too many points: choose a "
			       "shorter period or a larger step");
	*nr = (size_t)((until - since + step - 1) / step);
	if (!*nr)
		*nr = 1;
	*out = xcalloc(*nr, sizeof(**out));
	for (size_t i = 0; i < *nr; i++)
		(*out)[i].at = bucket_end(until, (int64_t)(*nr - 1 - i), step);
	for (uint32_t i = 0; i < v->nr; i++) {
		timeline_read(&t, v, i);
		add_points(*out, *nr, &t, step);
	}
	timeline_release(&t);
	return 0;
}

/* Days to learn from: not more than the tasks are old, at least a week. */
static size_t days_known(const struct view *v, int64_t now, size_t days)
{
	int64_t age = (now - earliest(v, now)) / MS_DAY + 1;

	if (age < 7)
		age = 7;
	return (size_t)age < days ? (size_t)age : days;
}

bool metrics_forecast(double days_out[3], size_t *open, const struct view *v,
		      int64_t now, size_t days_max)
{
	size_t days = days_known(v, now, days_max);
	unsigned *per_day = xcalloc(days, sizeof(*per_day));
	struct timeline t = TIMELINE_INIT;
	unsigned long done = 0, runs;
	bool ok;

	*open = 0;
	for (uint32_t i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		int64_t at;

		if (r->deleted)
			continue;
		if (status_is_open(r->stored)) {
			++*open;
			continue;
		}
		if (r->stored != STATUS_COMPLETED)
			continue;
		timeline_read(&t, v, i);
		at = timeline_last(&t, STATUS_COMPLETED, now + 1);
		if (at == WHEN_NONE || now - at >= (int64_t)days * MS_DAY)
			continue;
		per_day[(now - at) / MS_DAY]++;
		done++;
	}
	timeline_release(&t);
	/* about two million draws are enough, and quick */
	runs = done ? 2000000 / (*open * days / done + 1) : 1;
	runs = runs > 10000 ? 10000 : runs < 200 ? 200 : runs;
	ok = forecast_days(days_out, per_day, days, *open, (unsigned)runs);
	free(per_day);
	return ok;
}
