#include "base/base.h"
#include "feat/report.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/when.h"
#include "feat/metrics.h"
#include "feat/metricsio.h"
#include "feat/timeline.h"

#define MS_DAY INT64_C(86400000)
#define LIST_MAX 200
#define PEOPLE_MAX 10
#define FORECAST_DAYS 60

struct report {
	const struct view *v;
	int64_t since, until, now;
	struct metrics_set set;
	struct json *o;
};

static void set_date(struct json *o, const char *key, int64_t ms)
{
	char at[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	when_format(at, ms);
	at[10] = '\0';
	json_set_str(o, key, at);
}

static struct json *task_item(const struct row *r)
{
	struct json *o = json_new_obj();
	char id[ID_SHORT + 1];

	memcpy(id, r->id, ID_SHORT);
	id[ID_SHORT] = '\0';
	json_set_str(o, "id", id);
	json_set_str(o, "title", r->title);
	json_set_str(o, "priority", priority_name(r->priority));
	json_set_str(o, "status", status_name(r->status));
	if (*r->assignee)
		json_set_str(o, "assignee", r->assignee);
	set_date(o, "deadline", r->deadline);
	set_date(o, "started", r->started);
	set_date(o, "completed", r->completed);
	if (r->quality)
		json_set_int(o, "quality", r->quality);
	return o;
}

static void add_reason(struct json *item, const struct report *rep,
		       uint32_t row)
{
	struct strvec ids = STRVEC_INIT;
	struct json *reason = view_field(rep->v, row, "blocked_reason");
	struct strbuf sb = STRBUF_INIT;

	if (json_str(reason))
		strbuf_addstr(&sb, json_str(reason));
	view_blockers(&ids, rep->v, row);
	if (ids.nr)
		strbuf_addstr(&sb, sb.len ? "; waits for" : "waits for");
	for (size_t i = 0; i < ids.nr; i++)
		strbuf_addf(&sb, " %.8s", ids.v[i]);
	json_set_str(item, "reason", sb.buf);
	json_free(reason);
	strbuf_release(&sb);
	strvec_clear(&ids);
}

static void add_to(struct json *o, const char *list, struct json *item)
{
	struct json *l = json_get(o, list);

	if (json_nr(l) < LIST_MAX)
		json_push(l, item);
	else
		json_free(item);
}

static bool in_period(const struct report *r, int64_t at)
{
	return at != WHEN_NONE && at >= r->set.since && at < r->set.until;
}

static void add_lists(struct report *rep)
{
	static const char *const names[] = {
		"completed", "in_progress", "blocked", "overdue", "created",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		json_set(rep->o, names[i], json_new_arr());
	for (uint32_t i = 0; i < rep->v->nr; i++) {
		const struct row *r = &rep->v->rows[i];

		if (r->deleted)
			continue;
		if (r->stored == STATUS_COMPLETED &&
		    in_period(rep, r->completed))
			add_to(rep->o, "completed", task_item(r));
		if (in_period(rep, r->created))
			add_to(rep->o, "created", task_item(r));
		if (r->status == STATUS_IN_PROGRESS)
			add_to(rep->o, "in_progress", task_item(r));
		if (r->status == STATUS_BLOCKED) {
			struct json *item = task_item(r);

			add_reason(item, rep, i);
			add_to(rep->o, "blocked", item);
		}
		if (status_is_open(r->stored) && r->deadline != WHEN_NONE &&
		    r->deadline < rep->now)
			add_to(rep->o, "overdue", task_item(r));
	}
}

static int by_completed(const void *a, const void *b)
{
	const struct metrics *x = a, *y = b;

	if (x->completed != y->completed)
		return x->completed > y->completed ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int add_people(struct report *rep, struct err *err)
{
	struct metrics_options opt = { rep->now, rep->since, rep->until,
				       "assignee" };
	struct json *list = json_new_arr();
	struct metrics_set set;

	json_set(rep->o, "people", list);
	if (metrics_compute(&set, rep->v, &opt, err) < 0)
		return -1;
	qsort(set.items + 1, set.nr - 1, sizeof(*set.items), by_completed);
	for (size_t i = 1; i < set.nr && i <= PEOPLE_MAX; i++) {
		struct json *o;

		if (!set.items[i].completed)
			break;
		o = metrics_json(&set.items[i], SHOW_FEEDBACK | SHOW_TIME);
		json_push(list, o);
	}
	metrics_release(&set);
	return 0;
}

static void advise(struct json *list, bool when, const char *title,
		   const char *text, double value, const char *rule)
{
	struct json *o;

	if (!when)
		return;
	o = json_new_obj();
	json_set_str(o, "title", title);
	json_set_str(o, "text", text);
	if (!isnan(value))
		json_set_num(o, "value", round(value * 10) / 10);
	json_set_str(o, "rule", rule);
	json_push(list, o);
}

static void add_advice(struct report *rep)
{
	const struct metrics *m = &rep->set.items[0];
	size_t blocked = json_nr(json_get(rep->o, "blocked"));
	size_t overdue = json_nr(json_get(rep->o, "overdue"));
	struct json *list = json_new_arr();

	advise(list, m->quality < 4, "Quality",
	       "The average quality score is below 4: look at reviews and at "
	       "the success criteria.", m->quality, "quality < 4");
	advise(list, m->timeliness < 4, "Timeliness",
	       "The average timeliness score is below 4: look at estimates and "
	       "planning.", m->timeliness, "timeliness < 4");
	advise(list, m->estimation_accuracy < 80, "Estimates",
	       "Estimation accuracy is below 80%: smaller tasks are easier to "
	       "estimate.", m->estimation_accuracy, "accuracy < 80");
	advise(list, blocked > 3, "Dependencies",
	       "Many tasks are blocked: finish what they wait for first.",
	       (double)blocked, "blocked > 3");
	advise(list, overdue > 0, "Deadlines",
	       "Tasks are past their deadline: move the date or the work.",
	       (double)overdue, "overdue > 0");
	advise(list, m->cycle_median > 0 && m->age_p85 > 2 * m->cycle_p85,
	       "Ageing work", "Work in progress is much older than what was "
	       "finished lately: finish before starting more.", m->age_p85,
	       "age p85 > 2 x cycle time p85");
	json_set(rep->o, "recommendations", list);
}

static void add_chart(struct json *o, const char *key,
		      void (*draw)(struct strbuf *, const struct metrics_point
				   *, size_t),
		      const struct metrics_point *p, size_t nr)
{
	struct strbuf sb = STRBUF_INIT;

	draw(&sb, p, nr);
	json_set_str(o, key, sb.buf);
	strbuf_release(&sb);
}

#define BAR_WIDTH 40

/* The burn-up of the points as bars of text: '#' done, '.' open. */
static void add_bars(struct json *o, const struct metrics_point *p, size_t nr)
{
	struct json *list = json_new_arr();
	size_t top = 1;

	for (size_t i = 0; i < nr; i++)
		top = p[i].scope > top ? p[i].scope : top;
	for (size_t i = 0; i < nr; i++) {
		size_t done = p[i].completed * BAR_WIDTH / top;
		size_t all = p[i].scope * BAR_WIDTH / top;
		struct strbuf bar = STRBUF_INIT;
		struct json *e = json_new_obj();

		strbuf_addchars(&bar, '#', done);
		strbuf_addchars(&bar, '.', all - done);
		strbuf_addchars(&bar, ' ', BAR_WIDTH - all);
		set_date(e, "date", p[i].at - 1);
		json_set_str(e, "bar", bar.buf);
		json_set_int(e, "done", (int64_t)p[i].completed);
		json_set_int(e, "scope", (int64_t)p[i].scope);
		json_push(list, e);
		strbuf_release(&bar);
	}
	json_set(o, "bars", list);
}

static int add_series(struct report *rep, struct err *err)
{
	int64_t length = rep->set.until - rep->set.since;
	int64_t step = length <= 31 * MS_DAY ? MS_DAY : length <= 400 * MS_DAY
		? 7 * MS_DAY : 30 * MS_DAY;
	struct metrics_point *p;
	size_t nr;

	while (length / step > 2000)
		step *= 2;
	if (metrics_series(&p, &nr, rep->v, rep->set.since, rep->set.until,
			   step, err) < 0)
		return -1;
	json_set(rep->o, "series", metrics_series_json(p, nr));
	add_bars(rep->o, p, nr);
	add_chart(rep->o, "chart_burnup", chart_burnup, p, nr);
	add_chart(rep->o, "chart_flow", chart_flow, p, nr);
	add_chart(rep->o, "chart_throughput", chart_throughput, p, nr);
	free(p);
	return 0;
}

static void add_forecast(struct report *rep)
{
	static const char *const keys[3] = { "p50", "p85", "p95" };
	struct json *o;
	double days[3];
	size_t open;

	if (!metrics_forecast(days, &open, rep->v, rep->now, FORECAST_DAYS) ||
	    !open)
		return;
	o = json_new_obj();
	json_set_int(o, "open", (int64_t)open);
	for (int i = 0; i < 3; i++)
		set_date(o, keys[i], rep->now + (int64_t)days[i] * MS_DAY);
	json_set(rep->o, "forecast", o);
}

/* Scores of what was completed: how many are 4 or 5. */
static void add_quality(struct report *rep)
{
	struct json *e, *o = json_new_obj();
	int high = 0, rated = 0;

	json_each(e, json_get(rep->o, "completed")) {
		double q = json_get_num(e, "quality", 0);

		rated += q > 0;
		high += q >= 4;
	}
	json_set_int(o, "high", high);
	json_set_int(o, "rated", rated);
	json_set_int(o, "percent", rated ? high * 100 / rated : 0);
	json_set(rep->o, "quality", o);
}

struct json *report_data(const struct view *v, int64_t since, int64_t until,
			 int64_t now, struct err *err)
{
	struct report rep = { .v = v, .since = since, .until = until,
			      .now = now };
	struct metrics_options opt = { now, since, until, NULL };
	char at[WHEN_LEN];
	bool ok = false;

	if (metrics_compute(&rep.set, v, &opt, err) < 0)
		return NULL;
	rep.o = json_new_obj();
	set_date(rep.o, "since", rep.set.since);
	set_date(rep.o, "until", rep.set.until - 1);
	when_format(at, now);
	json_set_str(rep.o, "generated", at);
	json_set(rep.o, "metrics", metrics_json(&rep.set.items[0], SHOW_FLOW |
						SHOW_TIME | SHOW_FEEDBACK));
	add_lists(&rep);
	add_quality(&rep);
	add_advice(&rep);
	add_forecast(&rep);
	ok = add_people(&rep, err) == 0 && add_series(&rep, err) == 0;
	metrics_release(&rep.set);
	if (ok)
		return rep.o;
	json_free(rep.o);
	return NULL;
}
