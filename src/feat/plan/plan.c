/*
 * plan.c - critical path and schedule.
 */
#include "base/base.h"
#include "feat/plan/plan.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/due.h"
#include "feat/plan/graph.h"

/* The plan being made: one item a node of the graph. */
struct net {
	struct plan_item *items;
	struct task_graph tg;
	uint32_t *nr_in;	/* unfinished dependencies of an item */
	int64_t *due;		/* earliest deadline of it or what waits */
	uint32_t *todo;		/* memory of count_down */
	const struct view *v;
	const struct plan_options *opt;
};

static bool plannable(const struct row *r)
{
	return !r->deleted && status_is_open(r->stored);
}

static void leave_out(struct plan *p, uint32_t row, enum plan_out_why why,
		      uint32_t on)
{
	p->out[p->nr_out++] = (struct plan_out){ row, why, on };
}

/* A dependency that is neither finished nor in the plan, or NO_ROW. */
static uint32_t waits_for(const struct view *v, const struct row *r,
			  const bool *in)
{
	for (uint32_t d = 0; d < r->nr_deps; d++) {
		uint32_t dep = r->deps[d];

		if (dep != NO_ROW && !in[dep] && plannable(&v->rows[dep]))
			return dep;
	}
	return NO_ROW;
}

static int by_row(const void *a, const void *b)
{
	const struct plan_out *x = a, *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

/*
 * Rows that can be scheduled, in *rows (freed by the caller).  What is in a cycle,
 * is blocked, or waits for an open task outside the plan, can not; nor can what
 * waits for such a task.
 */
static size_t choose_rows(uint32_t **rows, struct plan *p,
			  const struct view *v,
			  const struct plan_options *opt)
{
	size_t asked = opt->rows ? opt->nr_rows : v->nr, nr = 0;
	bool *in = xcalloc(v->nr + 1, sizeof(*in)), again = true;

	p->out = xcalloc(v->nr + 1, sizeof(*p->out));
	for (size_t i = 0; i < asked; i++) {
		uint32_t row = opt->rows ? opt->rows[i] : (uint32_t)i;
		const struct row *r = &v->rows[row];

		if (!plannable(r))
			continue;
		if (r->in_cycle)
			leave_out(p, row, PLAN_CYCLE, NO_ROW);
		else if (r->stored == STATUS_BLOCKED)
			leave_out(p, row, PLAN_BLOCKED, NO_ROW);
		else
			in[row] = true;
	}
	while (again) {
		again = false;
		for (uint32_t i = 0; i < v->nr; i++) {
			uint32_t up = v->rows[i].parent_row;
			uint32_t on = in[i] ? waits_for(v, &v->rows[i], in) :
				      NO_ROW;

			if (on != NO_ROW) {
				in[i] = false;
				leave_out(p, i, PLAN_WAITS, on);
				again = true;
			}
			/* nor is done what has a part that nobody can do */
			if (up != NO_ROW && in[up] && !in[i] &&
			    plannable(&v->rows[i])) {
				in[up] = false;
				leave_out(p, up, PLAN_WAITS, i);
				again = true;
			}
		}
	}
	if (p->nr_out > 1)
		qsort(p->out, p->nr_out, sizeof(*p->out), by_row);
	*rows = xcalloc(v->nr + 1, sizeof(**rows));
	for (uint32_t i = 0; i < v->nr; i++)
		if (in[i])
			(*rows)[nr++] = i;
	free(in);
	return nr;
}

/* What waits for a task makes its own deadline the task's. */
static void pass_deadlines(struct net *n)
{
	bool again = true;
	uint32_t i, e;

	n->due = xcalloc(n->tg.nr + 1, sizeof(*n->due));
	for (i = 0; i < n->tg.nr; i++)
		n->due[i] = due_order(n->v->rows[n->tg.row[i]].deadline);
	while (again) {
		again = false;
		for (i = 0; i < n->tg.nr; i++)
			for (e = n->tg.rstart[i]; e < n->tg.rstart[i + 1]; e++)
				if (n->due[n->tg.rto[e]] < n->due[i]) {
					n->due[i] = n->due[n->tg.rto[e]];
					again = true;
				}
	}
}

static void fill_items(struct net *n, struct plan *p)
{
	const struct task_graph *tg = &n->tg;

	bool *epics = graph_epics(n->v);

	n->items = xcalloc(tg->nr + 1, sizeof(*n->items));
	n->nr_in = xcalloc(tg->nr + 1, sizeof(*n->nr_in));
	p->length = tg->total;
	for (uint32_t i = 0; i < tg->nr; i++) {
		struct plan_item *it = &n->items[i];

		it->row = tg->row[i];
		it->hours = tg->hours[i];
		it->epic = epics[it->row];
		it->guessed = !it->epic &&
			      !(n->v->rows[it->row].estimated > 0);
		it->earliest = tg->begin[i];
		it->slack = tg->slack[i] < 1e-9 ? 0 : tg->slack[i];
		it->latest = it->earliest + it->slack;
		it->tail = tg->total - it->latest;
		n->nr_in[i] = tg->start[i + 1] - tg->start[i];
	}
	free(epics);
}

/* Does item a go before item b when both are ready? */
static bool goes_first(const struct net *n, uint32_t a, uint32_t b)
{
	const struct plan_item *x = &n->items[a], *y = &n->items[b];
	const struct row *r = &n->v->rows[x->row], *s = &n->v->rows[y->row];

	if ((r->stored == STATUS_IN_PROGRESS) !=
	    (s->stored == STATUS_IN_PROGRESS))
		return r->stored == STATUS_IN_PROGRESS;
	if (n->due[a] != n->due[b])
		return n->due[a] < n->due[b];
	if (fabs(x->tail - y->tail) > 1e-9)
		return x->tail > y->tail;
	if (r->priority != s->priority)
		return r->priority > s->priority;
	if (r->created != s->created)
		return r->created < s->created;
	return strcmp(r->id, s->id) < 0;
}

/* A binary heap of item numbers, best first. */
struct heap {
	uint32_t *v;
	size_t nr;
	const struct net *n;
};

static void heap_push(struct heap *h, uint32_t item)
{
	size_t i = h->nr++;

	while (i && goes_first(h->n, item, h->v[(i - 1) / 2])) {
		h->v[i] = h->v[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	h->v[i] = item;
}

static uint32_t heap_pop(struct heap *h)
{
	uint32_t top = h->v[0], last = h->v[--h->nr];
	size_t i = 0, kid;

	while ((kid = 2 * i + 1) < h->nr) {
		if (kid + 1 < h->nr &&
		    goes_first(h->n, h->v[kid + 1], h->v[kid]))
			kid++;
		if (!goes_first(h->n, h->v[kid], last))
			break;
		h->v[i] = h->v[kid];
		i = kid;
	}
	h->v[i] = last;
	return top;
}

/* The lanes while the schedule is made. */
struct lanes {
	uint32_t *busy;		/* item, or NO_ROW */
	const char **owner;	/* without worker_of: whose tasks come here */
	unsigned nr;
};

static const struct worker *worker_at(const struct net *n, unsigned lane)
{
	/* one hour a day on every day: times are hours */
	static const struct worker nobody = { NULL, 1, 0x7f, 0, 0 };

	return n->opt->workers ? &n->opt->workers[lane] : &nobody;
}

static double begin_in(const struct net *n, unsigned lane, double now)
{
	return work_begin(&n->opt->calendar, worker_at(n, lane), now);
}

static double end_in(const struct net *n, unsigned lane, double now,
		     double hours)
{
	return work_end(&n->opt->calendar, worker_at(n, lane),
			begin_in(n, lane, now), hours);
}

/* The lane that is this item's own, or NO_WORKER. */
static unsigned own_lane(const struct net *n, const struct lanes *l,
			 uint32_t item)
{
	uint32_t row = n->items[item].row;
	const char *who = n->v->rows[row].assignee;
	unsigned i;

	if (n->opt->worker_of)
		return n->opt->worker_of[row];
	for (i = 0; *who && i < l->nr; i++)
		if (l->owner[i] && str_eq(l->owner[i], who))
			return i;
	return NO_WORKER;
}

/*
 * The free lane in which an item ends first; NO_WORKER when there is none, or when
 * one that is busy now would be back before that lane begins to work.
 */
static unsigned best_lane(const struct net *n, const struct lanes *l,
			  uint32_t item, double now)
{
	const char *who = n->v->rows[n->items[item].row].assignee;
	unsigned best = NO_WORKER, i;
	double best_end = INFINITY, back = INFINITY;

	for (i = 0; i < l->nr; i++) {
		double end;

		if (l->busy[i] != NO_ROW) {
			back = fmin(back, n->items[l->busy[i]].end);
			continue;
		}
		/* somebody's first task would rather have a lane of its own */
		end = end_in(n, i, now, n->items[item].hours) +
		      (*who && l->owner[i] ? 1e-6 : 0);
		if (end < best_end - 1e-9) {
			best_end = end;
			best = i;
		}
	}
	return best != NO_WORKER && begin_in(n, best, now) > back + 1 ?
	       NO_WORKER : best;
}

/*
 * One thing less that an item waits for.  A task with parts needs no hands: when the
 * last part is done it is, and what waits for it can go on.
 */
static void count_down(struct net *n, uint32_t *left, struct heap *ready,
		       uint32_t item)
{
	uint32_t e, *todo = n->todo;
	size_t nr = 0;

	if (!--left[item])
		todo[nr++] = item;
	while (nr) {
		item = todo[--nr];
		if (!n->items[item].epic) {
			heap_push(ready, item);
			continue;
		}
		for (e = n->tg.rstart[item]; e < n->tg.rstart[item + 1]; e++)
			if (!--left[n->tg.rto[e]])
				todo[nr++] = n->tg.rto[e];
	}
}

static double finish_next(struct net *n, struct lanes *l, uint32_t *left,
			  struct heap *ready)
{
	double end = INFINITY;

	for (unsigned i = 0; i < l->nr; i++)
		if (l->busy[i] != NO_ROW)
			end = fmin(end, n->items[l->busy[i]].end);
	for (unsigned i = 0; i < l->nr; i++) {
		uint32_t item = l->busy[i], e;

		if (item == NO_ROW || n->items[item].end > end)
			continue;
		l->busy[i] = NO_ROW;
		for (e = n->tg.rstart[item]; e < n->tg.rstart[item + 1]; e++)
			count_down(n, left, ready, n->tg.rto[e]);
	}
	return end;
}

/* Starts what can start at `now`; what waits for its assignee goes back. */
static void start_ready(struct net *n, struct heap *ready, struct lanes *l,
			double now, struct plan *p, uint32_t *aside)
{
	size_t nr_aside = 0;
	unsigned idle = 0;

	for (unsigned i = 0; i < l->nr; i++)
		idle += l->busy[i] == NO_ROW;
	while (idle && ready->nr) {
		uint32_t item = heap_pop(ready);
		struct plan_item *it = &n->items[item];
		const char *who = n->v->rows[it->row].assignee;
		unsigned lane = own_lane(n, l, item);

		if (lane == NO_WORKER)
			lane = best_lane(n, l, item, now);
		if (lane == NO_WORKER || l->busy[lane] != NO_ROW) {
			aside[nr_aside++] = item;
			continue;
		}
		if (*who && !l->owner[lane])
			l->owner[lane] = who;
		l->busy[lane] = item;
		it->lane = lane;
		it->start = begin_in(n, lane, now);
		it->end = end_in(n, lane, now, it->hours);
		p->makespan = fmax(p->makespan, it->end);
		idle--;
	}
	while (nr_aside)
		heap_push(ready, aside[--nr_aside]);
}

static void schedule(struct net *n, struct plan *p, unsigned lanes)
{
	struct heap ready = { xmalloc((n->tg.nr + 1) * sizeof(uint32_t)), 0, n };
	uint32_t *left = xmemdup(n->nr_in, (n->tg.nr + 1) * sizeof(*left));
	uint32_t *aside = xmalloc((n->tg.nr + 1) * sizeof(*aside));
	struct lanes l = { xmalloc(lanes * sizeof(*l.busy)),
			   xcalloc(lanes, sizeof(*l.owner)), lanes };
	double now = 0;

	n->todo = xmalloc((n->tg.nr + 1) * sizeof(*n->todo));
	for (unsigned i = 0; i < lanes; i++)
		l.busy[i] = NO_ROW;
	for (uint32_t i = 0; i < n->tg.nr; i++)
		left[i]++;	/* the beginning of the plan */
	for (uint32_t i = 0; i < n->tg.nr; i++)
		count_down(n, left, &ready, i);
	while (isfinite(now)) {
		start_ready(n, &ready, &l, now, p, aside);
		now = finish_next(n, &l, left, &ready);
	}
	free(n->todo);
	free(ready.v);
	free(left);
	free(aside);
	free(l.busy);
	free(l.owner);
}

/* A task with open parts lasts from the first of them that is planned to the last, at
 * any depth; it is its assignee's, else of who ends it. */
static void span_epics(struct net *n)
{
	const struct row *rows = n->v->rows;
	bool *spans = xcalloc(n->tg.nr + 1, sizeof(*spans));

	for (uint32_t i = 0; i < n->tg.nr; i++) {
		const struct plan_item *it = &n->items[i];
		uint32_t up = rows[it->row].parent_row;
		size_t steps = 0;

		if (it->epic)
			continue;
		for (; up != NO_ROW && steps++ <= n->v->nr;
		     up = rows[up].parent_row) {
			uint32_t k = n->tg.node[up];
			struct plan_item *e = k == NO_ROW ? NULL : &n->items[k];

			if (!e || !e->epic)
				continue;
			if (!spans[k] || it->end > e->end)
				e->lane = it->lane;
			e->start = spans[k] ? fmin(e->start, it->start) :
				   it->start;
			e->end = spans[k] ? fmax(e->end, it->end) : it->end;
			spans[k] = true;
		}
	}
	for (uint32_t i = 0; i < n->tg.nr; i++) {
		unsigned own = n->opt->worker_of ?
			       n->opt->worker_of[n->items[i].row] : NO_WORKER;

		if (n->items[i].epic && own != NO_WORKER)
			n->items[i].lane = own;
	}
	free(spans);
}

/* Does the last day of work lie behind the day of the deadline? */
static void mark_late(struct net *n)
{
	for (uint32_t i = 0; i < n->tg.nr; i++) {
		struct plan_item *it = &n->items[i];
		int64_t due = n->v->rows[it->row].deadline, last;

		if (due == WHEN_NONE)
			continue;
		last = n->opt->calendar.first + (int64_t)(ceil(it->end - 1e-9)
							  - 1);
		it->late = last > when_day_number(due_day(due));
	}
}

/* What has parts stands above them. */
static int by_start(const void *a, const void *b)
{
	const struct plan_item *x = a, *y = b;

	if (x->start < y->start || x->start > y->start)
		return x->start < y->start ? -1 : 1;
	if (x->lane != y->lane)
		return x->lane < y->lane ? -1 : 1;
	if (x->epic != y->epic)
		return x->epic ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

int plan_make(struct plan *out, const struct view *v,
	      const struct plan_options *opt, struct err *err)
{
	struct net n = { .v = v, .opt = opt };
	uint32_t *rows, *nodes;
	size_t nr;

	memset(out, 0, sizeof(*out));
	if (opt->developers < 1 || opt->developers > 1000)
		return err_set(err, ERR_INVALID,
			       "developers must be between 1 and 1000");
	nr = choose_rows(&rows, out, v, opt);
	task_graph_build_work(&n.tg, v, rows, nr, PLAN_DEFAULT_HOURS);
	fill_items(&n, out);
	pass_deadlines(&n);
	out->nr_critical = task_graph_critical(&nodes, &n.tg, v);
	for (size_t i = 0; i < out->nr_critical; i++)
		nodes[i] = n.tg.row[nodes[i]];
	out->critical = nodes;
	out->lanes = opt->developers;
	schedule(&n, out, opt->developers);
	span_epics(&n);
	mark_late(&n);
	out->items = n.items;
	out->nr = nr;
	qsort(out->items, out->nr, sizeof(*out->items), by_start);
	task_graph_release(&n.tg);
	free(n.nr_in);
	free(n.due);
	free(rows);
	return 0;
}

void plan_release(struct plan *p)
{
	free(p->items);
	free(p->critical);
	free(p->out);
	memset(p, 0, sizeof(*p));
}
