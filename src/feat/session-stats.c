/*
 * session-stats.c - sums over sessions, by agent and by model.
 */
#include "base/base.h"
#include "feat/session.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"

struct summing {
	struct session_sums *out;
	enum session_by by;
	int64_t since, until;
	struct db *db;
	struct map prices;	/* model -> struct price */
};

/* Per million tokens; NAN: not set. */
struct price {
	double input, output, cache_read, cache_creation;
};

static double price_of(struct db *db, const char *model, const char *what)
{
	char *key = xasprintf("task.price.%s.%s", model, what), *end;
	const char *text = db_git_config(db, key);
	double d = NAN;

	if (text && *text) {
		d = strtod(text, &end);
		if (*end || !(d >= 0 && d < 1e9))
			d = NAN;
	}
	free(key);
	return d;
}

/* NULL: the model has no price. */
static const struct price *find_price(struct summing *s, const char *model)
{
	struct price *p;

	if (!s->db || !*model)
		return NULL;
	p = map_get(&s->prices, model);
	if (!p) {
		p = xcalloc(1, sizeof(*p));
		p->input = price_of(s->db, model, "input");
		p->output = price_of(s->db, model, "output");
		p->cache_read = price_of(s->db, model, "cacheRead");
		p->cache_creation = price_of(s->db, model, "cacheCreation");
		map_put(&s->prices, model, p);
	}
	return isnan(p->input) && isnan(p->output) ? NULL : p;
}

static struct session_sum *sum_of(struct summing *s, const char *agent,
				  const char *model)
{
	struct session_sums *out = s->out;
	struct session_sum *x;
	size_t i;

	if (s->by == SESSION_BY_ALL || s->by == SESSION_BY_MODEL)
		agent = "";
	if (s->by == SESSION_BY_ALL || s->by == SESSION_BY_AGENT)
		model = "";
	for (i = 0; i < out->nr; i++)
		if (!strcmp(out->v[i].agent, agent) &&
		    !strcmp(out->v[i].model, model))
			return &out->v[i];
	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	x = &out->v[out->nr++];
	memset(x, 0, sizeof(*x));
	x->agent = agent;
	x->model = model;
	return x;
}

static bool inside(const struct summing *s, int64_t at)
{
	return at != WHEN_NONE && at < s->until &&
		(s->since == WHEN_NONE || at >= s->since);
}

/* Adds n tokens of one kind. */
static void add_cost(struct session_sum *x, double n, double price)
{
	if (isnan(price))
		x->unpriced += n;
	else
		x->cost += n * price / 1e6;
}

static void add_use(struct summing *s, struct session_sum *x,
		    const struct session_use *u)
{
	static const struct price none = { NAN, NAN, NAN, NAN };
	const struct price *p = find_price(s, u->model);

	if (p)
		s->out->priced = true;
	else
		p = &none;
	x->tokens.input += u->n.input;
	x->tokens.output += u->n.output;
	x->tokens.cache_read += u->n.cache_read;
	x->tokens.cache_creation += u->n.cache_creation;
	add_cost(x, u->n.input, p->input);
	add_cost(x, u->n.output, p->output);
	add_cost(x, u->n.cache_read, p->cache_read);
	add_cost(x, u->n.cache_creation, p->cache_creation);
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

static void add_session(struct summing *s, const struct session *one)
{
	/* sum_of moves what it gave out before: ask again each time */
	bool active = inside(s, one->started) || inside(s, one->seen) ||
		inside(s, one->ended);
	size_t i;

	for (i = 0; i < one->nr_uses; i++) {
		if (!inside(s, one->uses[i].at))
			continue;
		active = true;
		add_use(s, sum_of(s, one->agent, one->uses[i].model),
			&one->uses[i]);
	}
	for (i = 0; i < one->nr_works; i++) {
		active |= inside(s, one->works[i].started);
		if (!inside(s, one->works[i].finished))
			continue;
		active = true;
		add_work(sum_of(s, one->agent, one->model), &one->works[i]);
	}
	for (i = 0; i < one->nr_errors; i++) {
		if (!inside(s, one->errors[i].at))
			continue;
		active = true;
		sum_of(s, one->agent, one->model)
			->errors[one->errors[i].severity]++;
	}
	if (active) {
		struct session_sum *x = sum_of(s, one->agent, one->model);

		x->sessions++;
		x->states[one->state]++;
	}
}

static int by_name(const void *x, const void *y)
{
	const struct session_sum *a = x, *b = y;
	int order = strcmp(a->agent, b->agent);

	return order ? order : strcmp(a->model, b->model);
}

void session_sums(struct session_sums *out, const struct session_list *l,
		  enum session_by by, int64_t since, int64_t until,
		  struct db *db)
{
	struct summing s = { out, by, since, until, db,
			     MAP_INIT_FREE(free) };
	size_t i;

	memset(out, 0, sizeof(*out));
	if (by == SESSION_BY_ALL)
		sum_of(&s, "", "");
	for (i = 0; i < l->nr; i++)
		add_session(&s, &l->v[i]);
	if (out->nr)
		qsort(out->v, out->nr, sizeof(*out->v), by_name);
	map_clear(&s.prices);
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

struct json *session_sum_json(const struct session_sum *s, enum session_by by,
			      bool priced)
{
	struct json *o = json_new_obj(), *n = json_new_obj();
	double all = s->tokens.input + s->tokens.output;

	if (by == SESSION_BY_AGENT || by == SESSION_BY_BOTH)
		json_set_str(o, "agent", s->agent);
	if (by == SESSION_BY_MODEL || by == SESSION_BY_BOTH)
		json_set_str(o, "model", s->model);
	json_set_int(o, "sessions", (int64_t)s->sessions);
	json_set_int(o, "active", (int64_t)s->states[SESSION_ACTIVE]);
	json_set_int(o, "stale", (int64_t)s->states[SESSION_STALE]);
	json_set_int(o, "tasks", (int64_t)s->tasks);
	json_set_int(o, "succeeded", (int64_t)s->succeeded);
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
	json_set_num(o, "cost", priced ? rounded(s->cost, 1e4) : NAN);
	json_set_num(o, "unpriced_tokens", priced ? s->unpriced : NAN);
	return o;
}
