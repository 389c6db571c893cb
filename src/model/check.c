/*
 * check.c - cycles and paths in a set of tasks.
 */
#include "base/base.h"
#include "model/check.h"

#include "base/mem.h"

#define UNSEEN UINT32_MAX

/* Tarjan's state; `call` replaces the recursion. */
struct tarjan {
	const struct graph *g;
	uint32_t *comp;
	uint32_t *order, *low;	/* discovery number; least one reachable */
	uint32_t *stack, nr_stack;
	uint32_t *call, nr_call;
	uint32_t *edge;		/* next edge to look at, of nodes in `call` */
	uint32_t next_order, nr_comp;
};

static void enter(struct tarjan *t, uint32_t v)
{
	t->order[v] = t->low[v] = t->next_order++;
	t->edge[v] = t->g->start[v];
	t->stack[t->nr_stack++] = v;
	t->call[t->nr_call++] = v;
}

/* All edges of the node on top are done: closes its component if it is the
 * component's first node. */
static void leave(struct tarjan *t)
{
	uint32_t v = t->call[--t->nr_call], w, parent;

	if (t->low[v] == t->order[v]) {
		do {
			w = t->stack[--t->nr_stack];
			t->comp[w] = t->nr_comp;
		} while (w != v);
		t->nr_comp++;
	}
	if (!t->nr_call)
		return;
	parent = t->call[t->nr_call - 1];
	if (t->low[v] < t->low[parent])
		t->low[parent] = t->low[v];
}

static void walk(struct tarjan *t, uint32_t root)
{
	const struct graph *g = t->g;
	uint32_t v, w;

	enter(t, root);
	while (t->nr_call) {
		v = t->call[t->nr_call - 1];
		if (t->edge[v] == g->start[v + 1]) {
			leave(t);
			continue;
		}
		w = g->to[t->edge[v]++];
		if (t->order[w] == UNSEEN)
			enter(t, w);
		else if (t->comp[w] == UNSEEN && t->order[w] < t->low[v])
			t->low[v] = t->order[w];
	}
}

size_t graph_components(uint32_t *comp, const struct graph *g)
{
	struct tarjan t = { g, comp, NULL, NULL, NULL, 0, NULL, 0, NULL,
			    0, 0 };
	uint32_t *room = xreallocarray(NULL, g->nr + 1, 5 * sizeof(*room));
	size_t i;

	t.order = room;
	t.low = room + g->nr;
	t.stack = room + 2 * g->nr;
	t.call = room + 3 * g->nr;
	t.edge = room + 4 * g->nr;
	for (i = 0; i < g->nr; i++)
		comp[i] = t.order[i] = UNSEEN;
	for (i = 0; i < g->nr; i++)
		if (t.order[i] == UNSEEN)
			walk(&t, (uint32_t)i);
	free(room);
	return t.nr_comp;
}

/* The way back from `to` along `from_of`, written front to back. */
static size_t trace(uint32_t *path, const uint32_t *from_of, uint32_t from,
		    uint32_t to)
{
	size_t len = 1, i;
	uint32_t v;

	for (v = to; v != from; v = from_of[v])
		len++;
	for (v = to, i = len; i-- > 0; v = from_of[v])
		path[i] = v;
	return len;
}

size_t graph_path(uint32_t *path, const struct graph *g, uint32_t from,
		  uint32_t to)
{
	uint32_t *from_of = xreallocarray(NULL, g->nr + 1, sizeof(*from_of));
	uint32_t *queue = xreallocarray(NULL, g->nr + 1, sizeof(*queue));
	size_t head = 0, tail = 0, i, len = 0;
	uint32_t v, e;

	for (i = 0; i < g->nr; i++)
		from_of[i] = UNSEEN;
	from_of[from] = from;
	queue[tail++] = from;
	while (head < tail && from_of[to] == UNSEEN) {
		v = queue[head++];
		for (e = g->start[v]; e < g->start[v + 1]; e++) {
			if (from_of[g->to[e]] != UNSEEN)
				continue;
			from_of[g->to[e]] = v;
			queue[tail++] = g->to[e];
		}
	}
	if (from_of[to] != UNSEEN)
		len = trace(path, from_of, from, to);
	free(from_of);
	free(queue);
	return len;
}
