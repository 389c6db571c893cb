/*
 * session-series.c - what agents used, by day, by session and by task, and charts
 * of it.
 */
#include "base/base.h"
#include "feat/session/session.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "feat/measure/chart.h"

#define DAY INT64_C(86400000)
#define HOUR 3.6e6

static int64_t day_of(int64_t at)
{
	int64_t rest = at % DAY;

	return at - (rest < 0 ? rest + DAY : rest);
}

/* The one sum of a list over a time. */
static struct session_sum sum_of(bool *priced, const struct session_list *l,
				 int64_t since, int64_t until, struct db *db)
{
	struct session_sums sums;
	struct session_sum one;

	session_sums(&sums, l, SESSION_BY_ALL, since, until, db);
	one = sums.v[0];
	*priced = sums.priced;
	session_sums_release(&sums);
	return one;
}

static struct json *sum_json(const struct session_list *l, struct db *db)
{
	bool priced;
	struct session_sum s = sum_of(&priced, l, WHEN_NONE, INT64_MAX, db);

	return session_sum_json(&s, SESSION_BY_ALL, priced);
}

/* ---- by day ---- */

static int64_t first_of(const struct session_list *l)
{
	int64_t first = INT64_MAX;
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (l->v[i].started != WHEN_NONE && l->v[i].started < first)
			first = l->v[i].started;
	return first;
}

struct days {
	int64_t at[SESSION_DAYS_MAX];
	double in[SESSION_DAYS_MAX], back[SESSION_DAYS_MAX];
	double cost[SESSION_DAYS_MAX], hours[SESSION_DAYS_MAX];
	size_t nr;
	bool priced;
};

static struct json *drawn(const char *title, const struct days *d,
			  const struct bar_series *series, size_t nr,
			  double least)
{
	const struct bars bars = { title, d->at, d->nr, series, nr, least };
	struct strbuf sb = STRBUF_INIT;
	struct json *svg;

	chart_bars(&sb, &bars);
	svg = json_new_str(sb.buf);
	strbuf_release(&sb);
	return svg;
}

static void draw_days(struct json *out, const struct days *d)
{
	const struct bar_series tokens[] = {
		{ "input", "#38c", d->in }, { "output", "#b60", d->back },
	};
	const struct bar_series money = { "cost", "#2a7", d->cost };
	const struct bar_series hours = { "hours", "#86c", d->hours };

	json_set(out, "chart_tokens", drawn("Tokens a day", d, tokens, 2,
					     0));
	json_set(out, "chart_cost", d->priced ?
		 drawn("Cost a day", d, &money, 1, 0) : json_new_null());
	json_set(out, "chart_uptime",
		 drawn("Hours of sessions a day", d, &hours, 1, 1));
}

void session_days(struct json *out, const struct session_list *l, int64_t since,
		  int64_t now, bool charts, struct db *db)
{
	int64_t from = first_of(l), today = day_of(now);
	struct json *list = json_new_arr();
	struct days d = { .nr = 0 };

	if (since != WHEN_NONE && since > from)
		from = since;
	if (from < today - (SESSION_DAYS_MAX - 1) * DAY)
		from = today - (SESSION_DAYS_MAX - 1) * DAY;
	for (from = day_of(from); from <= today; from += DAY) {
		bool here;
		struct session_sum s = sum_of(&here, l, from, from + DAY, db);
		struct json *day = session_sum_json(&s, SESSION_BY_ALL, here);
		char date[WHEN_LEN];

		when_format(date, from);
		date[10] = '\0';
		json_set_str(day, "date", date);
		json_push(list, day);
		d.at[d.nr] = from;
		d.in[d.nr] = s.tokens.input + s.tokens.cache_read +
			     s.tokens.cache_creation;
		d.back[d.nr] = s.tokens.output;
		d.hours[d.nr] = round(s.uptime_ms / HOUR * 100) / 100;
		d.cost[d.nr++] = s.cost;
		d.priced |= here;
	}
	json_set(out, "days", list);
	if (charts)
		draw_days(out, &d);
}

/* ---- by session ---- */

struct json *session_each(const struct session_list *l, struct db *db)
{
	struct json *list = json_new_arr(), *o;
	size_t i;

	for (i = 0; i < l->nr; i++) {
		const struct session_list one = { &l->v[i], 1, 1, NULL };

		o = sum_json(&one, db);
		json_set_str(o, "session", l->v[i].name);
		json_set_str(o, "agent", l->v[i].agent);
		json_push(list, o);
	}
	return list;
}

/* ---- by task ---- */

/* What it was at when it used that: NULL: nothing. */
static const struct session_work *work_of(const struct session *s,
					  const struct session_use *u)
{
	size_t i = s->nr_works;

	while (u->task && i-- > 0)
		if (str_eq(s->works[i].task, u->task) ||
		    (u->task_id && str_eq(s->works[i].task_id, u->task_id)))
			return &s->works[i];
	return NULL;
}

/* The parts of sessions that were about one task: borrowed but for their lists. */
struct about {
	const struct session_work *work;
	struct session_list parts;
};

static struct session *part_of(struct about *a, const struct session *s)
{
	struct session_list *l = &a->parts;
	struct session *p;

	if (l->nr && l->v[l->nr - 1].name == s->name)
		return &l->v[l->nr - 1];
	ALLOC_GROW(l->v, l->nr + 1, l->alloc);
	p = &l->v[l->nr++];
	memset(p, 0, sizeof(*p));
	p->name = s->name;
	p->agent = s->agent;
	p->model = s->model;
	p->state = s->state;
	p->started = p->ended = p->seen = p->until = WHEN_NONE;
	return p;
}

static struct about *about(struct map *m, struct strvec *order,
			   const struct session_work *w)
{
	const char *key = w->task_id ? w->task_id : w->task;
	struct about *a = map_get(m, key);

	if (!a) {
		a = xcalloc(1, sizeof(*a));
		map_put(m, key, a);
		strvec_push(order, key);
	}
	a->work = w;
	return a;
}

static void split(struct map *m, struct strvec *order, const struct session *s)
{
	size_t i;

	for (i = 0; i < s->nr_works; i++) {
		struct session *p;

		if (!s->works[i].task && !s->works[i].task_id)
			continue;
		p = part_of(about(m, order, &s->works[i]), s);
		ALLOC_GROW(p->works, p->nr_works + 1, p->alloc_works);
		p->works[p->nr_works++] = s->works[i];
		p->started = s->started;
	}
	for (i = 0; i < s->nr_uses; i++) {
		const struct session_work *w = work_of(s, &s->uses[i]);
		struct session *p;

		if (!w || (!w->task && !w->task_id))
			continue;
		p = part_of(about(m, order, w), s);
		ALLOC_GROW(p->uses, p->nr_uses + 1, p->alloc_uses);
		p->uses[p->nr_uses++] = s->uses[i];
	}
}

static struct json *about_json(struct about *a, struct db *db)
{
	struct json *o = sum_json(&a->parts, db), *agents = json_new_arr();
	size_t i;

	json_del(o, "uptime_ms");	/* sessions are about several tasks */
	json_set(o, "task", json_new_str(a->work->task));
	json_set(o, "task_id", json_new_str(a->work->task_id));
	json_set(o, "description", json_new_str(a->work->description));
	for (i = 0; i < a->parts.nr; i++) {
		json_push_str(agents, a->parts.v[i].agent);
		free(a->parts.v[i].works);
		free(a->parts.v[i].uses);
	}
	json_set(o, "agents", agents);
	free(a->parts.v);
	return o;
}

struct json *session_tasks(const struct session_list *l, struct db *db)
{
	struct map m = MAP_INIT_FREE(free);
	struct strvec order = STRVEC_INIT;
	struct json *list = json_new_arr();
	size_t i;

	for (i = 0; i < l->nr; i++)
		split(&m, &order, &l->v[i]);
	for (i = 0; i < order.nr; i++)
		json_push(list, about_json(map_get(&m, order.v[i]), db));
	map_clear(&m);
	strvec_clear(&order);
	return list;
}

/* ---- of one session ---- */

char *session_spark(const struct session *s)
{
	double *values, sum = 0;
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	if (!s->nr_uses)
		return NULL;
	values = xcalloc(s->nr_uses + 1, sizeof(*values));
	for (i = 0; i < s->nr_uses; i++) {
		const struct session_tokens *n = &s->uses[i].n;

		sum += n->input + n->output + n->cache_read + n->cache_creation;
		values[i + 1] = sum;
	}
	chart_spark(&sb, "Tokens so far", values, s->nr_uses + 1);
	free(values);
	return strbuf_detach(&sb, NULL);
}
