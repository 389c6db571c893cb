#include "base/base.h"
#include "feat/plan.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"

/* The graph of the plan: items and the edges between them. */
struct net {
	struct plan_item *items;
	size_t nr;
	uint32_t *item_of;	/* row -> item or NO_ROW */
	uint32_t *order;	/* items, dependencies first */
	uint32_t *out_start, *out_to;	/* item -> its dependents */
	uint32_t *nr_in;	/* unfinished dependencies of an item */
	const struct view *v;
};

static void net_release(struct net *n)
{
	free(n->item_of);
	free(n->order);
	free(n->out_start);
	free(n->out_to);
	free(n->nr_in);
}

static double own_hours(const struct row *r, bool *guessed)
{
	double left;

	*guessed = !(r->estimated > 0);
	if (*guessed)
		return PLAN_DEFAULT_HOURS;
	left = r->estimated;
	if (r->stored == STATUS_IN_PROGRESS && r->actual > 0)
		left -= r->actual;
	return left > 0.25 ? left : 0.25;
}

static bool plannable(const struct row *r)
{
	return !r->deleted && status_is_open(r->stored);
}

static void add_item(struct net *n, uint32_t row, struct plan *p)
{
	const struct row *r = &n->v->rows[row];
	struct plan_item *it;

	if (!plannable(r) || n->item_of[row] != NO_ROW)
		return;
	if (r->in_cycle) {
		p->in_cycle++;
		return;
	}
	n->item_of[row] = (uint32_t)n->nr;
	it = &n->items[n->nr++];
	it->row = row;
	it->hours = own_hours(r, &it->guessed);
}

static void collect(struct net *n, struct plan *p,
		    const struct plan_options *opt)
{
	size_t nr = opt->rows ? opt->nr_rows : n->v->nr;

	n->items = xcalloc(n->v->nr + 1, sizeof(*n->items));
	n->item_of = xmalloc((n->v->nr + 1) * sizeof(*n->item_of));
	for (size_t i = 0; i < n->v->nr; i++)
		n->item_of[i] = NO_ROW;
	for (size_t i = 0; i < nr; i++)
		add_item(n, opt->rows ? opt->rows[i] : (uint32_t)i, p);
}

/* Item of a dependency that still has to be done, or NO_ROW. */
static uint32_t dep_item(const struct net *n, uint32_t row)
{
	return row == NO_ROW ? NO_ROW : n->item_of[row];
}

/*
 * A task that waits for an open one outside the plan (another project, a
 * cycle) can not be scheduled: drop it, and then what waits for it.
 */
static void drop_unreachable(struct net *n, struct plan *p)
{
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < n->nr; i++) {
			const struct row *r = &n->v->rows[n->items[i].row];

			for (uint32_t d = 0; d < r->nr_deps; d++) {
				uint32_t dep = r->deps[d];

				if (dep == NO_ROW ||
				    !plannable(&n->v->rows[dep]) ||
				    n->item_of[dep] != NO_ROW)
					continue;
				n->item_of[n->items[i].row] = NO_ROW;
				n->items[i] = n->items[--n->nr];
				if (i < n->nr)
					n->item_of[n->items[i].row] =
						(uint32_t)i;
				p->in_cycle++;
				again = true;
				i--;
				break;
			}
		}
	}
}

static void link_items(struct net *n)
{
	uint32_t *fill;
	size_t edges = 0;

	n->out_start = xcalloc(n->nr + 2, sizeof(*n->out_start));
	n->nr_in = xcalloc(n->nr + 1, sizeof(*n->nr_in));
	for (size_t i = 0; i < n->nr; i++) {
		const struct row *r = &n->v->rows[n->items[i].row];

		for (uint32_t d = 0; d < r->nr_deps; d++) {
			uint32_t dep = dep_item(n, r->deps[d]);

			if (dep == NO_ROW)
				continue;
			n->out_start[dep + 1]++;
			n->nr_in[i]++;
			edges++;
		}
	}
	for (size_t i = 0; i < n->nr; i++)
		n->out_start[i + 1] += n->out_start[i];
	n->out_to = xmalloc((edges + 1) * sizeof(*n->out_to));
	fill = xmemdup(n->out_start, (n->nr + 1) * sizeof(*fill));
	for (size_t i = 0; i < n->nr; i++) {
		const struct row *r = &n->v->rows[n->items[i].row];

		for (uint32_t d = 0; d < r->nr_deps; d++) {
			uint32_t dep = dep_item(n, r->deps[d]);

			if (dep != NO_ROW)
				n->out_to[fill[dep]++] = (uint32_t)i;
		}
	}
	free(fill);
}

/* Kahn's order; there is one, since cycles were left out. */
static void sort_items(struct net *n)
{
	uint32_t *left = xmemdup(n->nr_in, (n->nr + 1) * sizeof(*left));
	size_t head = 0, tail = 0;

	n->order = xmalloc((n->nr + 1) * sizeof(*n->order));
	for (size_t i = 0; i < n->nr; i++)
		if (!left[i])
			n->order[tail++] = (uint32_t)i;
	while (head < tail) {
		uint32_t i = n->order[head++];

		for (uint32_t e = n->out_start[i]; e < n->out_start[i + 1]; e++)
			if (!--left[n->out_to[e]])
				n->order[tail++] = n->out_to[e];
	}
	if (tail != n->nr)
		BUG("a cycle among tasks that are in no cycle");
	free(left);
}

static void passes(struct net *n, struct plan *p)
{
	for (size_t k = 0; k < n->nr; k++) {
		struct plan_item *it = &n->items[n->order[k]];
		uint32_t i = n->order[k];

		if (it->earliest + it->hours > p->length)
			p->length = it->earliest + it->hours;
		for (uint32_t e = n->out_start[i]; e < n->out_start[i + 1];
		     e++) {
			struct plan_item *to = &n->items[n->out_to[e]];

			to->earliest = fmax(to->earliest,
					    it->earliest + it->hours);
		}
	}
	for (size_t k = n->nr; k > 0; k--) {
		uint32_t i = n->order[k - 1];
		struct plan_item *it = &n->items[i];
		double behind = 0;

		for (uint32_t e = n->out_start[i]; e < n->out_start[i + 1]; e++)
			behind = fmax(behind, n->items[n->out_to[e]].tail);
		it->tail = it->hours + behind;
		it->latest = p->length - it->tail;
		it->slack = it->latest - it->earliest;
		if (it->slack < 1e-9)
			it->slack = 0;
	}
}

/* Follows the longest tail from a critical start. */
static void critical_path(struct net *n, struct plan *p)
{
	uint32_t at = NO_ROW;

	p->critical = xmalloc((n->nr + 1) * sizeof(*p->critical));
	for (size_t k = 0; k < n->nr; k++) {
		uint32_t i = n->order[k];

		if (n->nr_in[i])
			continue;
		if (at == NO_ROW || n->items[i].tail > n->items[at].tail)
			at = i;
	}
	while (at != NO_ROW) {
		uint32_t next = NO_ROW;

		p->critical[p->nr_critical++] = n->items[at].row;
		for (uint32_t e = n->out_start[at]; e < n->out_start[at + 1];
		     e++) {
			uint32_t to = n->out_to[e];

			if (next == NO_ROW ||
			    n->items[to].tail > n->items[next].tail)
				next = to;
		}
		at = next;
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
		for (uint32_t e = n->out_start[i]; e < n->out_start[i + 1]; e++)
			if (!--left[n->out_to[e]])
				heap_push(ready, n->out_to[e]);
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
	struct heap ready = { xmalloc((n->nr + 1) * sizeof(uint32_t)), 0, n };
	uint32_t *left = xmemdup(n->nr_in, (n->nr + 1) * sizeof(*left));
	uint32_t *busy = xmalloc(lanes * sizeof(*busy));
	uint32_t *aside = xmalloc((n->nr + 1) * sizeof(*aside));
	const char **owner = xcalloc(lanes, sizeof(*owner));
	double now = 0;

	for (unsigned l = 0; l < lanes; l++)
		busy[l] = NO_ROW;
	for (size_t i = 0; i < n->nr; i++)
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

	memset(out, 0, sizeof(*out));
	if (opt->developers < 1 || opt->developers > 1000)
		return err_set(err, ERR_INVALID,
			       "developers must be between 1 and 1000");
	collect(&n, out, opt);
	drop_unreachable(&n, out);
	link_items(&n);
	sort_items(&n);
	passes(&n, out);
	critical_path(&n, out);
	out->lanes = opt->developers;
	schedule(&n, out, opt->developers);
	out->items = n.items;
	out->nr = n.nr;
	qsort(out->items, out->nr, sizeof(*out->items), by_start);
	net_release(&n);
	return 0;
}

void plan_release(struct plan *p)
{
	free(p->items);
	free(p->critical);
	memset(p, 0, sizeof(*p));
}
