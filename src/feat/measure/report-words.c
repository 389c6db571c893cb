/*
 * report-words.c - a report's headline, decisions, numbers and people in words.
 */
#include "base/base.h"
#include "feat/measure/report-words.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/due.h"
#include "data/when.h"
#include "feat/measure/metricsio.h"

#define PEOPLE_MAX 50
#define DECISIONS_MAX 10

/* "8.9 days", "3.2 h", "40 min"; nothing for NAN. */
static void words_hours(struct strbuf *out, double hours)
{
	if (isnan(hours))
		return;
	if (hours >= 48)
		strbuf_addf(out, "%.1f days", hours / 24);
	else if (hours >= 1)
		strbuf_addf(out, "%.1f h", hours);
	else
		strbuf_addf(out, "%.0f min", hours * 60);
}

/* "1 task", "3 tasks". */
static void words_count(struct strbuf *out, size_t nr, const char *what)
{
	strbuf_addf(out, "%zu %s%s", nr, what, nr == 1 ? "" : "s");
}

/* ---- numbers ---- */

static void set_words(struct json *o, const char *key, struct strbuf *sb)
{
	if (sb->len)
		json_set_str(o, key, sb->buf);
	strbuf_reset(sb);
}

/* "8.9 days (85% within 10.2 days)" */
static void set_span(struct json *o, const char *key, double median,
		     double p85)
{
	struct strbuf sb = STRBUF_INIT;

	words_hours(&sb, median);
	if (sb.len && !isnan(p85)) {
		strbuf_addstr(&sb, " (85% within ");
		words_hours(&sb, p85);
		strbuf_addch(&sb, ')');
	}
	set_words(o, key, &sb);
	strbuf_release(&sb);
}

static struct json *number_words(const struct metrics *m)
{
	struct json *o = json_new_obj();
	struct strbuf sb = STRBUF_INIT;

	set_span(o, "lead_time", m->lead_median, m->lead_p85);
	set_span(o, "cycle_time", m->cycle_median, m->cycle_p85);
	if (!isnan(m->estimation_accuracy)) {
		strbuf_addf(&sb, "%.0f%% (",
			    m->estimation_accuracy + 1e-9);
		words_count(&sb, m->estimated, "task");
		strbuf_addch(&sb, ')');
	}
	set_words(o, "estimation_accuracy", &sb);
	if (!isnan(m->on_time))
		strbuf_addf(&sb, "%.0f%% (%zu with a deadline)",
			    100 * m->on_time + 1e-9, m->with_deadline);
	set_words(o, "on_time", &sb);
	if (!isnan(m->quality))
		strbuf_addf(&sb, "%.1f of 5", m->quality);
	set_words(o, "quality", &sb);
	if (!isnan(m->timeliness))
		strbuf_addf(&sb, "%.1f of 5", m->timeliness);
	set_words(o, "timeliness", &sb);
	if (isnan(m->per_week))
		strbuf_addch(&sb, '-');
	else
		strbuf_addf(&sb, "%.1f", m->per_week);
	set_words(o, "per_week", &sb);
	strbuf_release(&sb);
	return o;
}

/* "23 to 30 Nov 2026", "30 Nov to 6 Dec 2026", "28 Dec 2026 to 3 Jan 2027" */
static void set_period(struct json *o, int64_t since, int64_t until)
{
	static const char months[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};
	char a[WHEN_LEN], b[WHEN_LEN];
	struct strbuf sb = STRBUF_INIT;
	const char *ma, *mb;

	when_format_day(a, since);
	when_format_day(b, until - 1);
	ma = months[(strtol(a + 5, NULL, 10) + 11) % 12];
	mb = months[(strtol(b + 5, NULL, 10) + 11) % 12];
	strbuf_addf(&sb, "%ld", strtol(a + 8, NULL, 10));
	if (strncmp(a, b, 7) != 0)
		strbuf_addf(&sb, " %s", ma);
	if (strncmp(a, b, 4) != 0)
		strbuf_addf(&sb, " %.4s", a);
	if (strncmp(a, b, 10) != 0 || strncmp(a, b, 7) != 0)
		strbuf_addf(&sb, " to %ld", strtol(b + 8, NULL, 10));
	strbuf_addf(&sb, " %s %.4s", mb, b);
	json_set_str(o, "period", sb.buf);
	strbuf_release(&sb);
}

static void set_headline(struct json *o)
{
	struct strbuf sb = STRBUF_INIT;
	const char *lead = json_get_str(json_get(o, "words"), "lead_time");

	strbuf_addf(&sb, "%zu done, %zu overdue, %zu blocked.",
		    json_nr(json_get(o, "completed")),
		    json_nr(json_get(o, "overdue")),
		    json_nr(json_get(o, "blocked")));
	if (lead)
		strbuf_addf(&sb, " Lead time %s.", lead);
	json_set_str(o, "headline", sb.buf);
	strbuf_release(&sb);
}

/* ---- decisions ---- */

static void decide(struct json *list, const char *text)
{
	struct json *o;

	if (json_nr(list) == DECISIONS_MAX)
		return;
	o = json_new_obj();
	json_set_str(o, "text", text);
	json_push(list, o);
}

/* "Image CDN (ben): the CDN contract is not signed", what waits for no task. */
static void decide_blocked(struct json *list, const struct json *blocked)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *e;

	json_each(e, blocked) {
		const char *who = json_get_str(e, "who");

		if (!json_get_bool(e, "outside", false))
			continue;
		strbuf_reset(&sb);
		strbuf_addf(&sb, "%s (%s): %s", json_get_str(e, "title"),
			    who ? who : "nobody", json_get_str(e, "reason"));
		decide(list, sb.buf);
	}
	strbuf_release(&sb);
}

static void decide_overdue(struct json *list, const struct json *overdue)
{
	const struct json *worst = json_at(overdue, 0);
	struct strbuf sb = STRBUF_INIT;
	const char *who;

	if (!worst)
		return;
	who = json_get_str(worst, "who");
	words_count(&sb, json_nr(overdue), "task");
	strbuf_addf(&sb, " overdue, the oldest %s: %s (%s)",
		    json_get_str(worst, "late"), json_get_str(worst, "title"),
		    who ? who : "nobody");
	decide(list, sb.buf);
	strbuf_release(&sb);
}

void report_words(struct json *o, const struct metrics *m, int64_t since,
		  int64_t until)
{
	struct json *decisions = json_new_arr();

	set_period(o, since, until);
	json_set(o, "words", number_words(m));
	set_headline(o);
	decide_blocked(decisions, json_get(o, "blocked"));
	decide_overdue(decisions, json_get(o, "overdue"));
	json_set(o, "decisions", decisions);
}

/* ---- people ---- */

struct person {
	const char *name;
	const struct metrics *done;	/* NULL: nothing in the period */
	size_t open, doing, late, unknown;
	double hours;
};

static struct person *person_of(struct map *all, const char *name)
{
	struct person *p = map_get(all, name);

	if (!p) {
		p = xcalloc(1, sizeof(*p));
		map_put(all, name, p);
		p->name = all->items[all->nr - 1].key;
	}
	return p;
}

static void add_open(struct person *p, const struct row *r, int64_t now)
{
	p->open++;
	p->doing += r->stored == STATUS_IN_PROGRESS;
	p->late += due_late(r->deadline, now);
	if (r->estimated > 0)
		p->hours += r->estimated;
	else
		p->unknown++;
}

static int more_to_do(const void *a, const void *b)
{
	const struct person *x = *(const struct person *const *)a;
	const struct person *y = *(const struct person *const *)b;

	if (x->hours > y->hours || x->hours < y->hours)
		return x->hours > y->hours ? -1 : 1;
	if (x->open != y->open)
		return x->open > y->open ? -1 : 1;
	return strcmp(x->name, y->name);
}

static struct json *person_json(const struct person *p,
				const struct report_names *names)
{
	/* nothing was completed: every number is unknown */
	char nobody[] = "";
	const struct metrics none = {
		.name = nobody,
		.lead_median = NAN, .lead_p85 = NAN, .cycle_median = NAN,
		.cycle_p85 = NAN, .age_median = NAN, .age_p85 = NAN,
		.age_max = NAN, .flow_efficiency = NAN,
		.estimation_accuracy = NAN, .quality = NAN, .timeliness = NAN,
		.on_time = NAN, .reopen_rate = NAN,
	};
	struct json *o = metrics_json(p->done ? p->done : &none,
				      SHOW_FEEDBACK | SHOW_TIME);
	struct strbuf sb = STRBUF_INIT;
	const char *who = names && *p->name ?
			  names->name(names->data, p->name) : p->name;
	bool known = p->open > p->unknown;

	json_set_str(o, "name", p->name);
	json_set_str(o, "who", *who ? who : "nobody");
	json_set_int(o, "tasks_completed", p->done ?
		     (int64_t)p->done->completed : 0);
	json_set_int(o, "open", (int64_t)p->open);
	json_set_int(o, "in_progress", (int64_t)p->doing);
	json_set_int(o, "overdue", (int64_t)p->late);
	json_set(o, "open_hours", known ? json_new_num(p->hours) :
		 json_new_null());
	json_set_int(o, "unestimated", (int64_t)p->unknown);
	if (known)
		strbuf_addf(&sb, "%.4g h%s", p->hours, p->unknown ? "+" : "");
	else
		strbuf_addstr(&sb, p->open ? "no estimates" : "-");
	json_set_str(o, "hours", sb.buf);
	strbuf_release(&sb);
	return o;
}

void report_people(struct json *o, const struct view *v, int64_t now,
		   const struct metrics_set *done,
		   const struct report_names *names)
{
	struct map all = MAP_INIT_FREE(free);
	struct json *list = json_new_arr();
	struct person **order;
	size_t i;

	for (i = 1; i < done->nr; i++)
		if (done->items[i].completed)
			person_of(&all, strcmp(done->items[i].name, "(none)") ?
				  done->items[i].name : "")->done =
				&done->items[i];
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted && status_is_open(v->rows[i].stored))
			add_open(person_of(&all, v->rows[i].assignee),
				 &v->rows[i], now);
	order = xcalloc(all.nr + 1, sizeof(struct person *));
	for (i = 0; i < all.nr; i++)
		order[i] = all.items[i].value;
	qsort(order, all.nr, sizeof(struct person *), more_to_do);
	for (i = 0; i < all.nr && i < PEOPLE_MAX; i++)
		json_push(list, person_json(order[i], names));
	json_set(o, "people", list);
	free(order);
	map_clear(&all);
}
