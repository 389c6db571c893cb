#include "base/base.h"
#include "feat/plan.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/graph.h"

/* The plan being made: one item a node of the graph. */
struct net {
	struct plan_item *items;
	struct task_graph tg;
	uint32_t *nr_in;	/* unfinished dependencies of an item */
	const struct view *v;
};

static bool plannable(const struct row *r)
{
	return !r->deleted && status_is_open(r->stored);
}

/*
 * Rows that can be scheduled, in *rows (freed by the caller).  What is in a cycle,
 * or waits for an open task outside the plan, can not; nor can what waits for
 * such a task: left out and counted.
 */
static size_t choose_rows(uint32_t **rows, struct plan *p,
			  const struct view *v,
			  const struct plan_options *opt)
{
	size_t asked = opt->rows ? opt->nr_rows : v->nr, nr = 0;
	bool *in = xcalloc(v->nr + 1, sizeof(*in)), again = true;

	for (size_t i = 0; i < asked; i++) {
		uint32_t row = opt->rows ? opt->rows[i] : (uint32_t)i;

		if (!plannable(&v->rows[row]))
			continue;
		if (v->rows[row].in_cycle)
			p->left_out++;
		else
			in[row] = true;
	}
	while (again) {
		again = false;
		for (uint32_t i = 0; i < v->nr; i++) {
			const struct row *r = &v->rows[i];

			for (uint32_t d = 0; in[i] && d < r->nr_deps; d++) {
				uint32_t dep = r->deps[d];

				if (dep == NO_ROW || in[dep] ||
				    !plannable(&v->rows[dep]))
					continue;
				in[i] = false;
				p->left_out++;
				again = true;
			}
		}
	}
	*rows = xcalloc(v->nr + 1, sizeof(**rows));
	for (uint32_t i = 0; i < v->nr; i++)
		if (in[i])
			(*rows)[nr++] = i;
	free(in);
	return nr;
}

static void fill_items(struct net *n, struct plan *p)
{
	const struct task_graph *tg = &n->tg;

	n->items = xcalloc(tg->nr + 1, sizeof(*n->items));
	n->nr_in = xcalloc(tg->nr + 1, sizeof(*n->nr_in));
	p->length = tg->total;
	for (uint32_t i = 0; i < tg->nr; i++) {
		struct plan_item *it = &n->items[i];

		it->row = tg->row[i];
		it->hours = tg->hours[i];
		it->guessed = !(n->v->rows[it->row].estimated > 0);
		it->earliest = tg->begin[i];
		it->slack = tg->slack[i] < 1e-9 ? 0 : tg->slack[i];
		it->latest = it->earliest + it->slack;
		it->tail = tg->total - it->latest;
		n->nr_in[i] = tg->start[i + 1] - tg->start[i];
	}
}

/* Does item a go before item b when both are ready? */
static bool goes_first(const struct net *n, uint32_t a, uint32_t b)
{
	const struct plan_item *x = &n->items[a], *y = &n->items[b];
	const struct row *r = &n->v->rows[x->row], *s = &n->v->rows[y->row];

	if ((r->stored == STATUS_IN_PROGRESS) !=
	    (s->stored == STATUS_IN_PROGRESS))
		return r->stored == STATUS_IN_PROGRESS;
	if (fabs(x->tail - y->tail) > 1e-9)
		return x->tail > y->tail;
	if (r->priority != s->priority)
		return r->priority > s->priority;
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

/* Free lane for an item: the one its assignee already has, else any. */
static unsigned pick_lane(const struct net *n, const uint32_t *busy,
			  const char **owner, unsigned lanes, uint32_t item,
			  bool *wait)
{
	const char *who = n->v->rows[n->items[item].row].assignee;
	unsigned any = lanes, unowned = lanes;

	*wait = false;
	for (unsigned l = 0; l < lanes; l++) {
		if (*who && owner[l] && str_eq(owner[l], who)) {
			*wait = busy[l] != NO_ROW;
			return l;
		}
		if (busy[l] != NO_ROW)
			continue;
		if (any == lanes)
			any = l;
		if (!owner[l] && unowned == lanes)
			unowned = l;
	}
	return *who && unowned < lanes ? unowned : any;
}

static double finish_next(struct net *n, uint32_t *busy, unsigned lanes,
			  uint32_t *left, struct heap *ready)
{
	double end = INFINITY;

	for (unsigned l = 0; l < lanes; l++)
		if (busy[l] != NO_ROW)
			end = fmin(end, n->items[busy[l]].end);
	for (unsigned l = 0; l < lanes; l++) {
		uint32_t i = busy[l];

		if (i == NO_ROW || n->items[i].end > end)
			continue;
		busy[l] = NO_ROW;
		for (uint32_t e = n->tg.rstart[i]; e < n->tg.rstart[i + 1]; e++)
			if (!--left[n->tg.rto[e]])
				heap_push(ready, n->tg.rto[e]);
	}
	return end;
}

/* Starts what can start at `now`; what waits for its assignee goes back. */
static void start_ready(struct net *n, struct heap *ready, uint32_t *busy,
			const char **owner, unsigned lanes, double now,
			struct plan *p, uint32_t *aside)
{
	unsigned idle = 0;
	size_t nr_aside = 0;

	for (unsigned l = 0; l < lanes; l++)
		idle += busy[l] == NO_ROW;
	while (idle && ready->nr) {
		uint32_t i = heap_pop(ready);
		struct plan_item *it = &n->items[i];
		const char *who = n->v->rows[it->row].assignee;
		bool wait;
		unsigned l = pick_lane(n, busy, owner, lanes, i, &wait);

		if (wait) {
			aside[nr_aside++] = i;
			continue;
		}
		if (*who && !owner[l])
			owner[l] = who;
		busy[l] = i;
		it->lane = l;
		it->start = now;
		it->end = now + it->hours;
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
	uint32_t *busy = xmalloc(lanes * sizeof(*busy));
	uint32_t *aside = xmalloc((n->tg.nr + 1) * sizeof(*aside));
	const char **owner = xcalloc(lanes, sizeof(*owner));
	double now = 0;

	for (unsigned l = 0; l < lanes; l++)
		busy[l] = NO_ROW;
	for (size_t i = 0; i < n->tg.nr; i++)
		if (!left[i])
			heap_push(&ready, (uint32_t)i);
	while (isfinite(now)) {
		start_ready(n, &ready, busy, owner, lanes, now, p, aside);
		now = finish_next(n, busy, lanes, left, &ready);
	}
	free(ready.v);
	free(left);
	free(busy);
	free(aside);
	free(owner);
}

static int by_start(const void *a, const void *b)
{
	const struct plan_item *x = a, *y = b;

	if (x->start < y->start || x->start > y->start)
		return x->start < y->start ? -1 : 1;
	return x->lane < y->lane ? -1 : x->lane > y->lane;
}

int plan_make(struct plan *out, const struct view *v,
	      const struct plan_options *opt, struct err *err)
{
	struct net n = { .v = v };
	uint32_t *rows, *nodes;
	size_t nr;

	memset(out, 0, sizeof(*out));
	if (opt->developers < 1 || opt->developers > 1000)
		return err_set(err, ERR_INVALID,
			       "developers must be between 1 and 1000");
	nr = choose_rows(&rows, out, v, opt);
	task_graph_build(&n.tg, v, rows, nr, PLAN_DEFAULT_HOURS);
	fill_items(&n, out);
	out->nr_critical = task_graph_critical(&nodes, &n.tg, v);
	for (size_t i = 0; i < out->nr_critical; i++)
		nodes[i] = n.tg.row[nodes[i]];
	out->critical = nodes;
	out->lanes = opt->developers;
	schedule(&n, out, opt->developers);
	out->items = n.items;
	out->nr = nr;
	qsort(out->items, out->nr, sizeof(*out->items), by_start);
	task_graph_release(&n.tg);
	free(n.nr_in);
	free(rows);
	return 0;
}

void plan_release(struct plan *p)
{
	free(p->items);
	free(p->critical);
	memset(p, 0, sizeof(*p));
}
