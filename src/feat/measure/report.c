/*
 * report.c - the data of a report, and its text from a template.
 */
#include "base/base.h"
#include "feat/measure/report.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/due.h"
#include "feat/measure/chart-text.h"
#include "feat/measure/metrics.h"
#include "feat/measure/metricsio.h"
#include "feat/measure/report-more.h"
#include "feat/measure/report-words.h"
#include "feat/measure/timeline.h"

#define MS_DAY INT64_C(86400000)
#define LIST_MAX 200
#define FORECAST_DAYS 60

struct report {
	const struct view *v;
	int64_t since, until, now;
	const struct report_names *names;
	struct metrics_set set;
	struct json *o;
};

static void set_date(struct json *o, const char *key, int64_t ms)
{
	char at[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	when_format_day(at, ms);
	json_set_str(o, key, at);
}

/* The same in words: "Fri 4 Dec", "10 Jan 2027". */
static void set_day(struct json *o, const char *key, int64_t ms, int64_t now)
{
	struct strbuf sb = STRBUF_INIT;

	if (ms == WHEN_NONE)
		return;
	day_words(&sb, when_local_day(ms), now);
	json_set_str(o, key, sb.buf);
	strbuf_release(&sb);
}

static const char *short_name(const struct report *rep, const char *stored)
{
	return rep->names && *stored ?
	       rep->names->name(rep->names->data, stored) : stored;
}

static struct json *task_item(const struct report *rep, const struct row *r)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *o = json_new_obj();
	char id[ID_SHORT + 1];

	memcpy(id, r->id, ID_SHORT);
	id[ID_SHORT] = '\0';
	json_set_str(o, "id", id);
	json_set_str(o, "title", r->title);
	json_set_str(o, "priority", priority_name(r->priority));
	json_set_str(o, "status", status_name(r->status));
	if (*r->assignee) {
		json_set_str(o, "assignee", r->assignee);
		json_set_str(o, "who", short_name(rep, r->assignee));
	}
	if (r->deadline != WHEN_NONE) {
		char at[WHEN_LEN];

		due_format(at, r->deadline);
		at[10] = '\0';
		json_set_str(o, "deadline", at);
		day_name(&sb, due_day(r->deadline));
		json_set_str(o, "due", sb.buf);
	}
	if (status_is_open(r->stored) && due_late(r->deadline, rep->now)) {
		strbuf_reset(&sb);
		due_words(&sb, r->deadline, rep->now, false);
		json_set_str(o, "late", sb.buf);
	}
	strbuf_release(&sb);
	set_date(o, "started", r->started);
	set_day(o, "since", r->started, rep->now);
	set_date(o, "completed", r->completed);
	if (r->quality)
		json_set_int(o, "quality", r->quality);
	return o;
}

/* "the contract is not signed; waits for 4df1b62d Backup drill (nobody)" */
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
	for (size_t i = 0; i < ids.nr; i++) {
		uint32_t on = view_find(rep->v, ids.v[i]);

		strbuf_addf(&sb, "%s %.8s", i ? "," : "", ids.v[i]);
		if (on != NO_ROW)
			strbuf_addf(&sb, " %s (%s)", rep->v->rows[on].title,
				    *rep->v->rows[on].assignee ?
				    short_name(rep, rep->v->rows[on].assignee) :
				    "nobody");
	}
	if (!sb.len)
		strbuf_addstr(&sb, "no reason is given");
	json_set_str(item, "reason", sb.buf);
	json_set_bool(item, "outside",
		      rep->v->rows[row].stored == STATUS_BLOCKED);
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

static const char *text_of(const struct json *item, const char *key)
{
	const char *s = json_get_str(item, key);

	return s ? s : "";
}

/* Longest overdue first. */
static int by_deadline(const struct json *a, const struct json *b)
{
	return strcmp(text_of(a, "deadline"), text_of(b, "deadline"));
}

/* What was finished last comes first. */
static int by_completion(const struct json *a, const struct json *b)
{
	return strcmp(text_of(b, "completed"), text_of(a, "completed"));
}

/* Lists are short (LIST_MAX), so that insertion does; what is equal keeps its order. */
static void sort_list(struct json *o, const char *key,
		      int (*cmp)(const struct json *, const struct json *))
{
	struct json *old = json_get(o, key), *sorted = json_new_arr(), *e;
	size_t nr = json_nr(old), i, k;
	struct json **v = xcalloc(nr + 1, sizeof(struct json *));

	i = 0;
	json_each(e, old) {
		for (k = i++; k && cmp(v[k - 1], e) > 0; k--)
			v[k] = v[k - 1];
		v[k] = e;
	}
	for (i = 0; i < nr; i++)
		json_push(sorted, json_copy(v[i]));
	free(v);
	json_set(o, key, sorted);
}

static int by_rank(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a;
	const struct row *y = *(const struct row *const *)b;
	int64_t p = due_order(x->deadline), q = due_order(y->deadline);

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	if (p != q)
		return p < q ? -1 : 1;
	if (x->created != y->created)
		return x->created < y->created ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* All rows, what matters most first: by priority, deadline, age. */
static const struct row **ranked(const struct view *v)
{
	const struct row **rows = xcalloc((size_t)v->nr + 1,
					  sizeof(const struct row *));

	for (uint32_t i = 0; i < v->nr; i++)
		rows[i] = &v->rows[i];
	qsort(rows, v->nr, sizeof(const struct row *), by_rank);
	return rows;
}

static void add_lists(struct report *rep)
{
	const struct row **rows = ranked(rep->v);

	static const char *const names[] = {
		"completed", "in_progress", "blocked", "overdue", "created",
		"ready",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		json_set(rep->o, names[i], json_new_arr());
	for (uint32_t i = 0; i < rep->v->nr; i++) {
		const struct row *r = rows[i];

		if (r->deleted)
			continue;
		if (r->stored == STATUS_COMPLETED &&
		    in_period(rep, r->completed))
			add_to(rep->o, "completed", task_item(rep, r));
		if (in_period(rep, r->created))
			add_to(rep->o, "created", task_item(rep, r));
		if (r->status == STATUS_PENDING)
			add_to(rep->o, "ready", task_item(rep, r));
		if (r->status == STATUS_IN_PROGRESS)
			add_to(rep->o, "in_progress", task_item(rep, r));
		if (r->status == STATUS_BLOCKED) {
			struct json *item = task_item(rep, r);

			add_reason(item, rep, (uint32_t)(r - rep->v->rows));
			add_to(rep->o, "blocked", item);
		}
		if (status_is_open(r->stored) &&
		    due_late(r->deadline, rep->now))
			add_to(rep->o, "overdue", task_item(rep, r));
	}
	free(rows);
	sort_list(rep->o, "overdue", by_deadline);
	sort_list(rep->o, "completed", by_completion);
}

static int add_people(struct report *rep, struct err *err)
{
	struct metrics_options opt = { rep->now, rep->since, rep->until,
				       "assignee" };
	struct metrics_set set;

	if (metrics_compute(&set, rep->v, &opt, err) < 0)
		return -1;
	report_people(rep->o, rep->v, rep->now, &set, rep->names);
	json_set_bool(rep->o, "has_people",
		      json_nr(json_get(rep->o, "people")) > 0);
	metrics_release(&set);
	return 0;
}

/* The project, when all tasks are of one. */
static void add_project(struct report *rep)
{
	const char *name = NULL;
	uint32_t i;

	for (i = 0; i < rep->v->nr; i++) {
		const struct row *r = &rep->v->rows[i];

		if (r->deleted)
			continue;
		if (name && strcmp(name, r->project) != 0)
			return;
		name = r->project;
	}
	if (name && *name)
		json_set_str(rep->o, "project", name);
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

/* A bar, padded so that the numbers behind stand below each other. */
static void set_bar(struct json *e, const char *key, enum bar kind,
		    const struct metrics_point *p, size_t top, size_t width)
{
	struct strbuf bar = STRBUF_INIT;

	bar_add(&bar, kind, p, top, width);
	strbuf_addchars(&bar, ' ', width - bar.len);
	json_set_str(e, key, bar.buf);
	strbuf_release(&bar);
}

/* The points as bars of text (chart-text.h). */
static void add_bars(struct report *rep, const struct metrics_point *p,
		     size_t nr)
{
	size_t width = rep->names && rep->names->bar ? rep->names->bar :
		       BAR_WIDTH;
	struct json *list = json_new_arr();
	size_t top = bar_top(p, nr), i;
	struct strbuf sb = STRBUF_INIT;

	for (i = 0; i < nr; i++) {
		struct json *e = json_new_obj();

		set_date(e, "date", p[i].at - 1);
		set_bar(e, "bar", BAR_UP, &p[i], top, width);
		set_bar(e, "down", BAR_DOWN, &p[i], top, width);
		set_bar(e, "flow", BAR_FLOW, &p[i], top, width);
		strbuf_reset(&sb);
		bar_numbers(&sb, BAR_FLOW, &p[i], top);
		json_set_str(e, "counts", sb.buf);
		json_set_int(e, "done", (int64_t)p[i].completed);
		json_set_int(e, "scope", (int64_t)p[i].scope);
		json_set_int(e, "left", (int64_t)(p[i].scope -
						  p[i].completed));
		json_push(list, e);
	}
	strbuf_release(&sb);
	json_set(rep->o, "bars", list);
}

static int add_series(struct report *rep, struct err *err)
{
	int64_t since = rep->set.since, until = rep->set.until;
	struct metrics_point *p;
	size_t nr;

	if (metrics_series(&p, &nr, rep->v, since, until,
			   metrics_step(since, until), err) < 0)
		return -1;
	json_set(rep->o, "series", metrics_series_json(p, nr));
	add_bars(rep, p, nr);
	add_chart(rep->o, "chart_burnup", chart_burnup, p, nr);
	add_chart(rep->o, "chart_burndown", chart_burndown, p, nr);
	add_chart(rep->o, "chart_flow", chart_flow, p, nr);
	add_chart(rep->o, "chart_throughput", chart_throughput, p, nr);
	free(p);
	return 0;
}

/* What was completed in the period, a dot a task that had been started. */
static void add_scatter(struct report *rep)
{
	struct chart_dot *dots = xcalloc(rep->v->nr + 1, sizeof(*dots));
	struct strbuf sb = STRBUF_INIT;
	size_t nr = 0;
	uint32_t i;

	for (i = 0; i < rep->v->nr; i++) {
		const struct row *r = &rep->v->rows[i];

		if (r->deleted || r->stored != STATUS_COMPLETED ||
		    !in_period(rep, r->completed) || r->started == WHEN_NONE ||
		    r->started > r->completed)
			continue;
		dots[nr].at = r->completed;
		dots[nr++].days = (double)(r->completed - r->started) /
				  (double)MS_DAY;
	}
	chart_scatter(&sb, dots, nr, rep->set.since, rep->set.until,
		      rep->set.items[0].cycle_p85 / 24);
	json_set_str(rep->o, "chart_scatter", sb.buf);
	strbuf_release(&sb);
	free(dots);
}

static void add_forecast(struct report *rep)
{
	static const char *const keys[3] = { "p50", "p85", "p95" };
	static const char *const words[3] = { "by50", "by85", "by95" };
	struct json *o;
	double days[3];
	size_t open;

	if (!metrics_forecast(days, &open, rep->v, rep->now, FORECAST_DAYS) ||
	    !open)
		return;
	o = json_new_obj();
	json_set_int(o, "open", (int64_t)open);
	for (int i = 0; i < 3; i++) {
		int64_t at = rep->now + (int64_t)days[i] * MS_DAY;

		set_date(o, keys[i], at);
		set_day(o, words[i], at, rep->now);
	}
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
			 int64_t now, const struct report_names *names,
			 struct err *err)
{
	struct report rep = { .v = v, .since = since, .until = until,
			      .now = now, .names = names };
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
	add_project(&rep);
	add_lists(&rep);
	report_projects(rep.o, v, now);
	report_calendar(rep.o, v, now, names);
	report_timeline(rep.o, v, rep.set.since, rep.set.until, now, names);
	report_words(rep.o, &rep.set.items[0], rep.set.since, rep.set.until);
	add_quality(&rep);
	add_advice(&rep);
	add_forecast(&rep);
	add_scatter(&rep);
	json_set_bool(rep.o, "has_overdue",
		      json_nr(json_get(rep.o, "overdue")) > 0);
	ok = add_people(&rep, err) == 0 && add_series(&rep, err) == 0;
	metrics_release(&rep.set);
	if (ok)
		return rep.o;
	json_free(rep.o);
	return NULL;
}
