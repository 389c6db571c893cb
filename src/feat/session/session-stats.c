/*
 * session-stats.c - sums over sessions, by agent and by model.
 */
#include "base/base.h"
#include "feat/session/session.h"

#include <math.h>

#include "base/mem.h"
#include "data/when.h"
#include "feat/session/prices.h"

struct summing {
	struct session_sums *out;
	enum session_by by;
	int64_t since, until;
	struct prices prices;
};

/* The group of what happened: NULL and WHEN_NONE where it is not told by. */
struct group {
	const char *agent, *model, *task;
	int64_t at;
};

static const char *wanted(bool by, const char *name)
{
	return by && name ? name : "";
}

static struct session_sum *sum_of(struct summing *s, const struct group *g)
{
	enum session_by by = s->by;
	const char *agent = wanted(by == SESSION_BY_AGENT ||
				   by == SESSION_BY_BOTH, g->agent);
	const char *model = wanted(by == SESSION_BY_MODEL ||
				   by == SESSION_BY_BOTH, g->model);
	const char *task = wanted(by == SESSION_BY_TASK, g->task);
	struct session_sums *out = s->out;
	char day[WHEN_LEN] = "";
	struct session_sum *x;
	size_t i;

	if (by == SESSION_BY_DAY && g->at != WHEN_NONE) {
		when_format(day, g->at);
		day[10] = '\0';
	}
	for (i = 0; i < out->nr; i++)
		if (!strcmp(out->v[i].agent, agent) &&
		    !strcmp(out->v[i].model, model) &&
		    !strcmp(out->v[i].task, task) &&
		    !strcmp(out->v[i].day, day))
			return &out->v[i];
	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	x = &out->v[out->nr++];
	memset(x, 0, sizeof(*x));
	x->agent = agent;
	x->model = model;
	x->task = task;
	memcpy(x->day, day, 11);
	return x;
}

static bool inside(const struct summing *s, int64_t at)
{
	return at != WHEN_NONE && at < s->until &&
		(s->since == WHEN_NONE || at >= s->since);
}

static void add_use(struct summing *s, struct session_sum *x,
		    const struct session_use *u)
{
	const struct price *p = prices_find(&s->prices, u->model);

	if (p)
		s->out->priced = true;
	x->tokens.input += u->n.input;
	x->tokens.output += u->n.output;
	x->tokens.cache_read += u->n.cache_read;
	x->tokens.cache_creation += u->n.cache_creation;
	prices_add(&x->cost, &x->unpriced, p, &u->n);
}

static void add_work(struct session_sum *x, const struct session_work *w)
{
	if (!strcmp(w->status, "cancelled"))
		return;
	x->tasks++;
	x->succeeded += !strcmp(w->status, "success");
	if (w->duration_ms >= 0) {
		x->duration_ms += (double)w->duration_ms;
		x->timed++;
	}
}

static const char *task_of(const char *id, const char *name)
{
	return id ? id : name;
}

/* The session counts in this group; once, whatever else of it is there. */
static void add_presence(struct summing *s, const struct group *g,
			 const struct session *one)
{
	struct session_sum *x = sum_of(s, g);

	if (x->counted == one)
		return;
	x->counted = one;
	x->sessions++;
	x->states[one->state]++;
}

/* sum_of moves what it gave out before: it is asked again each time. */
static void add_session(struct summing *s, const struct session *one)
{
	bool active = inside(s, one->started) || inside(s, one->seen) ||
		inside(s, one->ended);
	bool apart = s->by == SESSION_BY_TASK || s->by == SESSION_BY_DAY;
	struct group g = { one->agent, one->model, NULL, one->started };
	size_t i;

	for (i = 0; i < one->nr_uses; i++) {
		const struct session_use *u = &one->uses[i];

		if (!inside(s, u->at))
			continue;
		active = true;
		g = (struct group){ one->agent, u->model,
				    task_of(u->task_id, u->task), u->at };
		add_use(s, sum_of(s, &g), u);
		if (apart)
			add_presence(s, &g, one);
	}
	for (i = 0; i < one->nr_works; i++) {
		const struct session_work *w = &one->works[i];

		active |= inside(s, w->started);
		if (!inside(s, w->finished))
			continue;
		active = true;
		g = (struct group){ one->agent, one->model,
				    task_of(w->task_id, w->task),
				    w->finished };
		add_work(sum_of(s, &g), w);
		if (apart)
			add_presence(s, &g, one);
	}
	for (i = 0; i < one->nr_errors; i++) {
		const struct session_error *x = &one->errors[i];

		if (!inside(s, x->at))
			continue;
		active = true;
		g = (struct group){ one->agent, one->model,
				    task_of(x->task_id, x->task), x->at };
		sum_of(s, &g)->errors[x->severity] += x->count;
		if (apart)
			add_presence(s, &g, one);
	}
	g = (struct group){ one->agent, one->model, NULL, one->started };
	if (active && !apart)
		add_presence(s, &g, one);
}

/* ---- how long somebody was there ---- */

#define DAY_MS INT64_C(86400000)

struct stretch {
	int64_t from, to;
};

static int by_from(const void *x, const void *y)
{
	const struct stretch *a = x, *b = y;

	return a->from < b->from ? -1 : a->from > b->from;
}

/* How long any of them lasts; `v` gets sorted. */
static double covered(struct stretch *v, size_t nr)
{
	int64_t sum = 0, end = INT64_MIN;
	size_t i;

	if (nr)
		qsort(v, nr, sizeof(*v), by_from);
	for (i = 0; i < nr; i++) {
		int64_t from = v[i].from > end ? v[i].from : end;

		if (v[i].to <= from)
			continue;
		sum += v[i].to - from;
		end = v[i].to;
	}
	return (double)sum;
}

/* What of a session falls into the time of a sum; false: nothing. */
static bool cut_stretch(struct stretch *out, const struct summing *s,
			const struct session_sum *x, const struct session *one)
{
	char midnight[WHEN_LEN];
	int64_t day;

	if (one->started == WHEN_NONE || one->until == WHEN_NONE)
		return false;
	*out = (struct stretch){ one->started, one->until };
	if (s->since != WHEN_NONE && out->from < s->since)
		out->from = s->since;
	if (out->to > s->until)
		out->to = s->until;
	if (s->by == SESSION_BY_DAY) {
		snprintf(midnight, sizeof(midnight), "%sT00:00:00Z", x->day);
		if (!*x->day || !when_parse_rfc3339(&day, midnight))
			return false;
		out->from = out->from > day ? out->from : day;
		out->to = out->to < day + DAY_MS ? out->to : day + DAY_MS;
	}
	return out->from < out->to;
}

static void add_uptime(struct summing *s, const struct session_list *l)
{
	/* "" is a name like others: the model that nobody told */
	bool agents = s->by == SESSION_BY_AGENT || s->by == SESSION_BY_BOTH;
	bool models = s->by == SESSION_BY_MODEL || s->by == SESSION_BY_BOTH;
	struct stretch *v = xcalloc(l->nr + 1, sizeof(*v));
	size_t i, k, nr;

	for (i = 0; i < s->out->nr; i++) {
		struct session_sum *x = &s->out->v[i];

		for (k = nr = 0; k < l->nr; k++) {
			const struct session *one = &l->v[k];

			if ((!agents || !strcmp(x->agent, one->agent)) &&
			    (!models || !strcmp(x->model, one->model)) &&
			    cut_stretch(&v[nr], s, x, one))
				nr++;
		}
		x->uptime_ms = s->by == SESSION_BY_TASK ? NAN : covered(v, nr);
	}
	free(v);
}

static int by_name(const void *x, const void *y)
{
	const struct session_sum *a = x, *b = y;
	int order = strcmp(a->agent, b->agent);

	order = order ? order : strcmp(a->model, b->model);
	order = order ? order : strcmp(a->day, b->day);
	return order ? order : strcmp(a->task, b->task);
}

void session_sums(struct session_sums *out, const struct session_list *l,
		  enum session_by by, int64_t since, int64_t until,
		  struct db *db)
{
	const struct group all = { NULL, NULL, NULL, WHEN_NONE };
	struct summing s = { .out = out, .by = by, .since = since,
			     .until = until };
	size_t i;

	memset(out, 0, sizeof(*out));
	prices_init(&s.prices, db);
	if (by == SESSION_BY_ALL)
		sum_of(&s, &all);
	for (i = 0; i < l->nr; i++)
		add_session(&s, &l->v[i]);
	if (out->nr)
		qsort(out->v, out->nr, sizeof(*out->v), by_name);
	add_uptime(&s, l);
	if (s.prices.used_builtin)
		snprintf(out->prices_of, sizeof(out->prices_of), "%s",
			 prices_date(&s.prices));
	snprintf(out->currency, sizeof(out->currency), "%s",
		 prices_currency(&s.prices));
	prices_release(&s.prices);
}

void session_sums_release(struct session_sums *s)
{
	free(s->v);
	memset(s, 0, sizeof(*s));
}

static double ratio(double a, size_t n)
{
	return n ? a / (double)n : NAN;
}

static double rounded(double d, double digits)
{
	return isnan(d) ? d : round(d * digits) / digits;
}

static struct json *errors_json(const struct session_sum *s)
{
	struct json *o = json_new_obj();
	int i;

	for (i = 0; i < SEVERITY_NR; i++)
		json_set_int(o, severity_names[i], (int64_t)s->errors[i]);
	return o;
}

bool session_cost_known(const struct session_sum *s)
{
	double all = s->tokens.input + s->tokens.output +
		s->tokens.cache_read + s->tokens.cache_creation;

	return s->cost > 0 || (all > 0 && !(s->unpriced > 0));
}

struct json *session_sum_json(const struct session_sum *s, enum session_by by,
			      bool priced)
{
	struct json *o = json_new_obj(), *n = json_new_obj();
	double all = s->tokens.input + s->tokens.output;

	if (by == SESSION_BY_AGENT || by == SESSION_BY_BOTH)
		json_set_str(o, "agent", s->agent);
	if (by == SESSION_BY_MODEL || by == SESSION_BY_BOTH)
		json_set_str(o, "model", s->model);
	if (by == SESSION_BY_DAY)
		json_set_str(o, "day", *s->day ? s->day : NULL);
	if (by == SESSION_BY_TASK)
		json_set_str(o, "task", *s->task ? s->task : NULL);
	json_set_int(o, "sessions", (int64_t)s->sessions);
	json_set_int(o, "active", (int64_t)s->states[SESSION_ACTIVE]);
	json_set_int(o, "stale", (int64_t)s->states[SESSION_STALE]);
	json_set_int(o, "tasks", (int64_t)s->tasks);
	json_set_int(o, "succeeded", (int64_t)s->succeeded);
	if (by != SESSION_BY_TASK)
		json_set_num(o, "uptime_ms", s->uptime_ms);
	json_set_num(o, "success_rate",
		     rounded(ratio((double)s->succeeded, s->tasks), 1e4));
	json_set_num(o, "mean_duration_ms",
		     rounded(ratio(s->duration_ms, s->timed), 1));
	json_set_num(n, "input", s->tokens.input);
	json_set_num(n, "output", s->tokens.output);
	json_set_num(n, "cache_read", s->tokens.cache_read);
	json_set_num(n, "cache_creation", s->tokens.cache_creation);
	json_set(o, "tokens", n);
	json_set_num(o, "tokens_per_task", rounded(ratio(all, s->tasks), 1));
	json_set(o, "errors", errors_json(s));
	json_set_num(o, "cost", priced && session_cost_known(s) ?
		     rounded(s->cost, 1e4) : NAN);
	json_set_num(o, "unpriced_tokens", priced ? s->unpriced : NAN);
	return o;
}
