/*
 * report-more.c - a report's projects, and its calendar of what is due.
 */
#include "base/base.h"
#include "feat/measure/report-more.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/due.h"
#include "data/when.h"

#define LIST_MAX 200
#define TIMELINE_MAX 40
#define BAR 20
#define MONTHS 2
#define WEEKS 6

/* ---- projects ---- */

struct project {
	const char *name;
	size_t tasks, open, doing, blocked, late, known;
	double hours;
};

static void count(struct map *all, const struct row *r, int64_t now)
{
	struct project *p = map_get(all, r->project);

	if (!p) {
		p = xcalloc(1, sizeof(*p));
		map_put(all, r->project, p);
		p->name = all->items[all->nr - 1].key;
	}
	p->tasks++;
	if (!status_is_open(r->stored))
		return;
	p->open++;
	p->doing += r->status == STATUS_IN_PROGRESS;
	p->blocked += r->status == STATUS_BLOCKED;
	p->late += due_late(r->deadline, now);
	if (r->estimated > 0) {
		p->known++;
		p->hours += r->estimated;
	}
}

static struct json *project_json(const struct project *p)
{
	size_t done = p->tasks - p->open;
	struct json *o = json_new_obj();
	struct strbuf sb = STRBUF_INIT;

	json_set_str(o, "name", *p->name ? p->name : "no project");
	json_set_int(o, "tasks", (int64_t)p->tasks);
	json_set_int(o, "open", (int64_t)p->open);
	json_set_int(o, "in_progress", (int64_t)p->doing);
	json_set_int(o, "blocked", (int64_t)p->blocked);
	json_set_int(o, "overdue", (int64_t)p->late);
	json_set_int(o, "completed", (int64_t)done);
	json_set_int(o, "percent", (int64_t)(done * 100 / p->tasks));
	strbuf_addchars(&sb, '#', done * BAR / p->tasks);
	strbuf_addchars(&sb, '.', BAR - sb.len);
	json_set_str(o, "bar", sb.buf);
	json_set(o, "open_hours", p->known ? json_new_num(p->hours) :
		 json_new_null());
	strbuf_reset(&sb);
	if (p->known)
		strbuf_addf(&sb, "%.4g h%s", p->hours,
			    p->known < p->open ? "+" : "");
	else
		strbuf_addstr(&sb, p->open ? "no estimates" : "-");
	json_set_str(o, "hours", sb.buf);
	strbuf_release(&sb);
	return o;
}

static int more_open(const void *a, const void *b)
{
	const struct project *x = *(const struct project *const *)a;
	const struct project *y = *(const struct project *const *)b;

	if (x->open != y->open)
		return x->open > y->open ? -1 : 1;
	return strcmp(x->name, y->name);
}

void report_projects(struct json *o, const struct view *v, int64_t now)
{
	struct map all = MAP_INIT_FREE(free);
	struct json *list = json_new_arr();
	struct project **order;
	size_t i;

	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted &&
		    v->rows[i].stored != STATUS_CANCELLED)
			count(&all, &v->rows[i], now);
	order = xcalloc(all.nr + 1, sizeof(struct project *));
	for (i = 0; i < all.nr; i++)
		order[i] = all.items[i].value;
	qsort(order, all.nr, sizeof(struct project *), more_open);
	for (i = 0; i < all.nr && i < LIST_MAX; i++)
		json_push(list, project_json(order[i]));
	json_set(o, "projects", list);
	json_set_bool(o, "has_projects", all.nr > 0);
	free(order);
	map_clear(&all);
}

/* ---- calendar ---- */

struct month {
	struct when_day first;
	int64_t start, end;	/* numbers of days, [start, end) */
	bool due[31], late[31];
};

static struct month month_of(int year, int month)
{
	struct month m = { .first = { year, month, 1 } };

	m.start = when_day_number(m.first);
	m.end = m.start + when_month_days(year, month);
	return m;
}

/* A week of the month, from Monday: "  2   3   4*  5 ..." */
static void add_week(struct json *lines, const struct month *m, int week,
		     int64_t today)
{
	int64_t day = m->start - when_weekday(m->first) + 7 * week;
	struct strbuf sb = STRBUF_INIT;
	struct json *o;
	int i;

	if (day >= m->end)
		return;
	for (i = 0; i < 7; i++, day++) {
		int64_t n = day - m->start;
		char mark = ' ';

		if (day < m->start || day >= m->end) {
			strbuf_addchars(&sb, ' ', 4);
			continue;
		}
		if (m->late[n])
			mark = '!';
		else if (m->due[n])
			mark = '*';
		else if (day == today)
			mark = '<';
		strbuf_addf(&sb, "%3d%c", (int)n + 1, mark);
	}
	while (sb.len && sb.buf[sb.len - 1] == ' ')
		strbuf_setlen(&sb, sb.len - 1);
	o = json_new_obj();
	json_set_str(o, "text", sb.buf);
	json_push(lines, o);
	strbuf_release(&sb);
}

static struct json *month_json(const struct month *m, int64_t today)
{
	static const char *const names[12] = {
		"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"
	};
	struct json *o = json_new_obj(), *lines = json_new_arr();
	char *name = xasprintf("%s %d", names[m->first.month - 1],
			       m->first.year);
	int week;

	for (week = 0; week < WEEKS; week++)
		add_week(lines, m, week, today);
	json_set_str(o, "name", name);
	json_set(o, "lines", lines);
	free(name);
	return o;
}

static int by_due(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a;
	const struct row *y = *(const struct row *const *)b;
	int64_t p = due_order(x->deadline), q = due_order(y->deadline);

	if (p != q)
		return p < q ? -1 : 1;
	return strcmp(x->id, y->id);
}

static struct json *date_json(const struct row *r, int64_t now,
			      const struct report_names *names)
{
	struct json *o = json_new_obj();
	struct strbuf sb = STRBUF_INIT;

	strbuf_add(&sb, r->id, ID_SHORT);
	json_set_str(o, "id", sb.buf);
	json_set_str(o, "title", r->title);
	if (*r->assignee)
		json_set_str(o, "who", names ? names->name(names->data,
							   r->assignee) :
			     r->assignee);
	strbuf_reset(&sb);
	day_name(&sb, due_day(r->deadline));
	json_set_str(o, "due", sb.buf);
	strbuf_reset(&sb);
	if (due_late(r->deadline, now)) {
		due_words(&sb, r->deadline, now, false);
		json_set_str(o, "late", sb.buf);
	}
	strbuf_release(&sb);
	return o;
}

static void mark(struct month *months, const struct row *r, int64_t now)
{
	int64_t day = when_day_number(due_day(r->deadline));
	bool late = due_late(r->deadline, now);
	size_t i;

	for (i = 0; i < MONTHS; i++)
		if (day >= months[i].start && day < months[i].end) {
			months[i].due[day - months[i].start] = true;
			months[i].late[day - months[i].start] |= late;
		}
}

void report_calendar(struct json *o, const struct view *v, int64_t now,
		     const struct report_names *names)
{
	struct when_day today = when_local_day(now);
	struct month months[MONTHS];
	struct json *list = json_new_arr(), *dates = json_new_arr();
	const struct row **due = xcalloc((size_t)v->nr + 1,
					 sizeof(const struct row *));
	size_t nr = 0, i;

	months[0] = month_of(today.year, today.month);
	months[1] = month_of(today.year + (today.month == 12),
			     today.month % 12 + 1);
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored) ||
		    r->deadline == WHEN_NONE ||
		    when_day_number(due_day(r->deadline)) >= months[1].end)
			continue;
		mark(months, r, now);
		due[nr++] = r;
	}
	qsort(due, nr, sizeof(const struct row *), by_due);
	for (i = 0; i < nr && i < LIST_MAX; i++)
		json_push(dates, date_json(due[i], now, names));
	for (i = 0; i < MONTHS; i++)
		json_push(list, month_json(&months[i],
					   when_day_number(today)));
	json_set(o, "months", list);
	json_set(o, "dates", dates);
	free(due);
}

/* ---- timeline ---- */

struct stretch {
	const struct row *r;
	int64_t from, to;
};

static int by_start(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return strcmp(x->r->id, y->r->id);
}

/* When the task was in work, as far as it is known; false: not in the period. */
static bool in_work(struct stretch *out, const struct row *r, int64_t since,
		    int64_t until, int64_t now)
{
	bool done = r->stored == STATUS_COMPLETED && r->completed != WHEN_NONE;

	out->r = r;
	out->from = r->started;
	out->to = done ? r->completed : now;
	return !r->deleted && r->started != WHEN_NONE && out->from < until &&
	       (done || r->stored == STATUS_IN_PROGRESS ||
		r->stored == STATUS_BLOCKED) &&
	       out->to >= since && out->to >= out->from;
}

static void set_day(struct json *o, const char *key, int64_t ms)
{
	struct strbuf sb = STRBUF_INIT;

	day_name(&sb, when_local_day(ms));
	json_set_str(o, key, sb.buf);
	strbuf_release(&sb);
}

/* Percent of the period, a tenth exact, at least `least`. */
static double percent_of(int64_t ms, int64_t span, double least)
{
	int64_t tenths = ms * 1000 / span;
	double p = (double)tenths / 10;

	return p < least ? least : p;
}

static struct json *stretch_json(const struct stretch *t, int64_t since,
				 int64_t until,
				 const struct report_names *names)
{
	int64_t span = until > since ? until - since : 1;
	int64_t from = t->from > since ? t->from : since;
	int64_t to = t->to < until ? t->to : until;
	double left = percent_of(from - since, span, 0);
	double width = percent_of(to - from, span, 1);
	struct json *o = json_new_obj();

	json_set_str(o, "title", t->r->title);
	if (*t->r->assignee)
		json_set_str(o, "who", names ? names->name(names->data,
							   t->r->assignee) :
			     t->r->assignee);
	json_set_str(o, "status", status_name(t->r->stored));
	set_day(o, "from", t->from);
	set_day(o, "to", t->to);
	json_set_bool(o, "done", t->r->stored == STATUS_COMPLETED);
	json_set_num(o, "left", left > 99 ? 99 : left);
	json_set_num(o, "width", left + width > 100 ? 100 - left : width);
	return o;
}

void report_timeline(struct json *o, const struct view *v, int64_t since,
		     int64_t until, int64_t now,
		     const struct report_names *names)
{
	struct stretch *list = xcalloc((size_t)v->nr + 1, sizeof(*list));
	struct json *out = json_new_arr();
	size_t nr = 0, i;

	for (i = 0; i < v->nr; i++)
		nr += in_work(&list[nr], &v->rows[i], since, until, now);
	qsort(list, nr, sizeof(*list), by_start);
	for (i = 0; i < nr && i < TIMELINE_MAX; i++)
		json_push(out, stretch_json(&list[i], since, until, names));
	json_set(o, "timeline", out);
	json_set_bool(o, "has_timeline", nr > 0);
	free(list);
}
