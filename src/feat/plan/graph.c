/*
 * graph.c - order, levels and critical path of dependencies.
 */
#include "base/base.h"
#include "feat/plan/graph.h"

#include <math.h>

#include "base/mem.h"

/* ---- building ---- */

/* What a node waits for, one after the other: dependencies, then parts. */
struct edges {
	const struct task_graph *tg;
	const struct view *v;
	const uint32_t *first, *next;	/* rows of parts; NULL: none count */
	uint32_t node, dep, part;
	bool apart;	/* no part of the component that the node is in */
};

static void edges_begin(struct edges *e, uint32_t node)
{
	e->node = node;
	e->dep = 0;
	e->part = e->first ? e->first[e->tg->row[node]] : NO_ROW;
}

/* The next node, or NO_ROW at the end. */
static uint32_t edges_next(struct edges *e)
{
	const struct task_graph *tg = e->tg;
	const struct row *r = &e->v->rows[tg->row[e->node]];

	while (e->dep < r->nr_deps) {
		uint32_t row = r->deps[e->dep++];

		if (row != NO_ROW && tg->node[row] != NO_ROW)
			return tg->node[row];
	}
	while (e->part != NO_ROW) {
		uint32_t n = tg->node[e->part];

		e->part = e->next[e->part];
		if (n != NO_ROW &&
		    !(e->apart && tg->comp[n] == tg->comp[e->node]))
			return n;
	}
	return NO_ROW;
}

static void count_edges(struct task_graph *tg, struct edges *e)
{
	uint32_t i, n;

	memset(tg->start, 0, (tg->nr + 1) * sizeof(*tg->start));
	memset(tg->rstart, 0, (tg->nr + 1) * sizeof(*tg->rstart));
	for (i = 0; i < tg->nr; i++) {
		edges_begin(e, i);
		while ((n = edges_next(e)) != NO_ROW) {
			tg->start[i + 1]++;
			tg->rstart[n + 1]++;
		}
	}
	for (i = 0; i < tg->nr; i++) {
		tg->start[i + 1] += tg->start[i];
		tg->rstart[i + 1] += tg->rstart[i];
	}
}

static void fill_edges(struct task_graph *tg, struct edges *e)
{
	uint32_t *at = xcalloc(tg->nr + 1, sizeof(*at));
	uint32_t i, n, k = 0;

	free(tg->to);
	free(tg->rto);
	tg->to = xcalloc(tg->start[tg->nr] + 1, sizeof(*tg->to));
	tg->rto = xcalloc(tg->start[tg->nr] + 1, sizeof(*tg->rto));
	for (i = 0; i < tg->nr; i++) {
		edges_begin(e, i);
		while ((n = edges_next(e)) != NO_ROW) {
			tg->to[k++] = n;
			tg->rto[tg->rstart[n] + at[n]++] = i;
		}
	}
	free(at);
}

/* Edges, and components from them. */
static void connect(struct task_graph *tg, struct edges *e)
{
	size_t i;

	count_edges(tg, e);
	fill_edges(tg, e);
	tg->g.nr = tg->nr;
	tg->g.start = tg->start;
	tg->g.to = tg->to;
	tg->nr_comp = graph_components(tg->comp, &tg->g);
	free(tg->comp_size);
	tg->comp_size = xcalloc(tg->nr_comp + 1, sizeof(*tg->comp_size));
	for (i = 0; i < tg->nr; i++)
		tg->comp_size[tg->comp[i]]++;
}

/* The open parts of each row, as lists. */
static void list_parts(uint32_t **first, uint32_t **next, const struct view *v)
{
	uint32_t i;

	*first = xmalloc((v->nr + 1) * sizeof(**first));
	*next = xmalloc((v->nr + 1) * sizeof(**next));
	memset(*first, 0xff, v->nr * sizeof(**first));
	for (i = v->nr; i-- > 0;) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored) ||
		    r->parent_row == NO_ROW || r->parent_row == i)
			continue;
		(*next)[i] = (*first)[r->parent_row];
		(*first)[r->parent_row] = i;
	}
}

static double node_hours(const struct row *r, double dflt)
{
	if (!status_is_open(r->stored))
		return 0;
	if (!(r->estimated > 0))
		return dflt;
	if (r->stored != STATUS_IN_PROGRESS || !(r->actual > 0))
		return r->estimated;
	return fmax(r->estimated - r->actual, 0.25);
}

/* Nodes grouped by component: those of component c are at first[c]... */
static uint32_t *by_component(const struct task_graph *tg, uint32_t **first)
{
	uint32_t *list = xcalloc(tg->nr + 1, sizeof(*list));
	uint32_t *pos = xcalloc(tg->nr_comp + 2, sizeof(*pos));
	uint32_t *at = xcalloc(tg->nr_comp + 1, sizeof(*at));
	size_t i;

	for (i = 0; i < tg->nr_comp; i++)
		pos[i + 1] = pos[i] + tg->comp_size[i];
	for (i = 0; i < tg->nr; i++) {
		uint32_t c = tg->comp[i];

		list[pos[c] + at[c]++] = (uint32_t)i;
	}
	free(at);
	*first = pos;
	return list;
}

/* Earliest start (forward) and slack (backward) of every component. */
static void schedule(struct task_graph *tg)
{
	double *es = xcalloc(tg->nr_comp + 1, sizeof(*es));
	double *dur = xcalloc(tg->nr_comp + 1, sizeof(*dur));
	double *late = xcalloc(tg->nr_comp + 1, sizeof(*late));
	uint32_t *first, *list = by_component(tg, &first);
	size_t c, i;
	uint32_t e;

	for (i = 0; i < tg->nr; i++)
		dur[tg->comp[i]] += tg->hours[i];
	tg->total = 0;
	for (c = 0; c < tg->nr_comp; c++) {
		for (i = first[c]; i < first[c + 1]; i++) {
			uint32_t n = list[i];

			for (e = tg->start[n];
			     !tg->done[n] && e < tg->start[n + 1]; e++) {
				uint32_t d = tg->comp[tg->to[e]];

				if (d != c && es[d] + dur[d] > es[c])
					es[c] = es[d] + dur[d];
			}
		}
		if (es[c] + dur[c] > tg->total)
			tg->total = es[c] + dur[c];
	}
	for (c = 0; c < tg->nr_comp; c++)
		late[c] = tg->total;
	for (c = tg->nr_comp; c-- > 0;) {
		for (i = first[c]; i < first[c + 1]; i++) {
			uint32_t n = list[i];

			for (e = tg->start[n];
			     !tg->done[n] && e < tg->start[n + 1]; e++) {
				uint32_t d = tg->comp[tg->to[e]];

				if (d != c && late[c] - dur[c] < late[d])
					late[d] = late[c] - dur[c];
			}
		}
	}
	for (i = 0; i < tg->nr; i++) {
		c = tg->comp[i];
		tg->begin[i] = es[c];
		tg->slack[i] = late[c] - dur[c] - es[c];
	}
	free(es);
	free(dur);
	free(late);
	free(first);
	free(list);
}

bool *graph_epics(const struct view *v)
{
	bool *epics = xcalloc(v->nr + 1, sizeof(*epics));
	uint32_t i;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (!r->deleted && status_is_open(r->stored) &&
		    r->parent_row != NO_ROW && r->parent_row != i)
			epics[r->parent_row] = true;
	}
	return epics;
}

static void begin_graph(struct task_graph *tg, const struct view *v,
			const uint32_t *rows, size_t nr, double dflt)
{
	bool *epics = graph_epics(v);
	size_t i;

	memset(tg, 0, sizeof(*tg));
	tg->nr = nr;
	tg->row = xcalloc(nr + 1, sizeof(*tg->row));
	tg->node = xcalloc(v->nr + 1, sizeof(*tg->node));
	tg->start = xcalloc(nr + 1, sizeof(*tg->start));
	tg->rstart = xcalloc(nr + 1, sizeof(*tg->rstart));
	tg->comp = xcalloc(nr + 1, sizeof(*tg->comp));
	tg->hours = xcalloc(nr + 1, sizeof(*tg->hours));
	tg->done = xcalloc(nr + 1, sizeof(*tg->done));
	tg->begin = xcalloc(nr + 1, sizeof(*tg->begin));
	tg->slack = xcalloc(nr + 1, sizeof(*tg->slack));
	memset(tg->node, 0xff, v->nr * sizeof(*tg->node));
	for (i = 0; i < nr; i++) {
		tg->row[i] = rows[i];
		tg->node[rows[i]] = (uint32_t)i;
		tg->done[i] = !status_is_open(v->rows[rows[i]].stored);
		tg->hours[i] = epics[rows[i]] ? 0 :
			       node_hours(&v->rows[rows[i]], dflt);
	}
	free(epics);
}

void task_graph_build(struct task_graph *tg, const struct view *v,
		      const uint32_t *rows, size_t nr, double dflt)
{
	struct edges e = { .tg = tg, .v = v };

	begin_graph(tg, v, rows, nr, dflt);
	connect(tg, &e);
	schedule(tg);
}

void task_graph_build_work(struct task_graph *tg, const struct view *v,
			   const uint32_t *rows, size_t nr, double dflt)
{
	uint32_t *first, *next;
	struct edges e = { .tg = tg, .v = v };

	begin_graph(tg, v, rows, nr, dflt);
	list_parts(&first, &next, v);
	e.first = first;
	e.next = next;
	connect(tg, &e);
	e.apart = true;
	if (tg->nr_comp < nr) {
		/* the edges that stay are told by the components there are */
		struct task_graph old = *tg;
		uint32_t *comp = xmemdup(tg->comp, (nr + 1) * sizeof(*comp));

		old.comp = comp;
		e.tg = &old;
		connect(tg, &e);
		free(comp);
	}
	free(first);
	free(next);
	schedule(tg);
}

void task_graph_release(struct task_graph *tg)
{
	free(tg->row);
	free(tg->node);
	free(tg->start);
	free(tg->to);
	free(tg->rstart);
	free(tg->rto);
	free(tg->comp);
	free(tg->comp_size);
	free(tg->hours);
	free(tg->done);
	free(tg->begin);
	free(tg->slack);
	memset(tg, 0, sizeof(*tg));
}

bool task_graph_cyclic(const struct task_graph *tg, uint32_t node)
{
	return tg->comp_size[tg->comp[node]] > 1;
}

/* ---- critical path ---- */

/* The open dependent of `n` that starts latest without slack, or NO_ROW. */
static uint32_t critical_next(const struct task_graph *tg,
			      const struct view *v, uint32_t n,
			      const bool *used)
{
	uint32_t e, best = NO_ROW;

	for (e = tg->rstart[n]; e < tg->rstart[n + 1]; e++) {
		uint32_t m = tg->rto[e];

		if (used[m] || tg->slack[m] > 1e-9 ||
		    !status_is_open(v->rows[tg->row[m]].stored))
			continue;
		/* must begin when n ends, else another chain is longer */
		if (tg->comp[m] != tg->comp[n] &&
		    tg->begin[m] > tg->begin[n] + tg->hours[n] + 1e-9 &&
		    !task_graph_cyclic(tg, n))
			continue;
		if (best == NO_ROW || tg->begin[m] < tg->begin[best])
			best = m;
	}
	return best;
}

size_t task_graph_critical(uint32_t **path, const struct task_graph *tg,
			   const struct view *v)
{
	uint32_t *list = xcalloc(tg->nr + 1, sizeof(*list));
	bool *used = xcalloc(tg->nr + 1, sizeof(*used));
	uint32_t n = NO_ROW;
	size_t i, nr = 0;

	for (i = 0; i < tg->nr; i++) {
		if (tg->slack[i] > 1e-9 || tg->begin[i] > 1e-9 ||
		    !status_is_open(v->rows[tg->row[i]].stored))
			continue;
		/* prefer one that others wait for */
		if (n == NO_ROW || (tg->hours[n] <= 0 && tg->hours[i] > 0))
			n = (uint32_t)i;
	}
	while (n != NO_ROW) {
		used[n] = true;
		list[nr++] = n;
		n = critical_next(tg, v, n, used);
	}
	free(used);
	*path = list;
	return nr;
}

/* ---- tree ---- */

/* Deeper lines are as far to the right as these, with their level: the length of a
 * drawing is not the square of that of a chain. */
#define TREE_DEPTH 60

struct frame {
	uint32_t node, edge;
	size_t prefix_len;
};

struct walk {
	struct tree_line *lines;
	size_t nr, alloc;
	bool *opened, *open_now;
	struct strbuf prefix;
	struct frame *stack;
	size_t depth;
};

static void add_line(struct walk *w, const struct task_graph *tg, uint32_t n,
		     const char *branch)
{
	struct tree_line *l;

	ALLOC_GROW(w->lines, w->nr + 1, w->alloc);
	l = &w->lines[w->nr++];
	l->prefix = w->depth <= TREE_DEPTH ?
		xasprintf("%s%s", w->prefix.buf, branch) :
		xasprintf("%s(level %zu) %s", w->prefix.buf, w->depth, branch);
	l->row = tg->row[n];
	l->cycle = w->open_now[n];
	l->again = !l->cycle && w->opened[n] &&
		   tg->start[n + 1] > tg->start[n];
}

static void push(struct walk *w, const struct task_graph *tg, uint32_t n)
{
	struct frame *f = &w->stack[w->depth++];

	f->node = n;
	f->edge = tg->start[n];
	f->prefix_len = w->prefix.len;
	w->opened[n] = w->open_now[n] = true;
}

/* Depth first, without recursion: a chain can be as long as the set. */
static void walk_tree(struct walk *w, const struct task_graph *tg,
		      uint32_t root)
{
	add_line(w, tg, root, "");
	push(w, tg, root);
	while (w->depth) {
		struct frame *f = &w->stack[w->depth - 1];
		uint32_t n;
		bool last;

		strbuf_setlen(&w->prefix, f->prefix_len);
		if (f->edge == tg->start[f->node + 1]) {
			w->open_now[f->node] = false;
			w->depth--;
			continue;
		}
		n = tg->to[f->edge++];
		last = f->edge == tg->start[f->node + 1];
		add_line(w, tg, n, last ? "└─ " : "├─ ");
		if (w->opened[n])
			continue;
		if (w->depth <= TREE_DEPTH)
			strbuf_addstr(&w->prefix, last ? "   " : "│  ");
		push(w, tg, n);
	}
	strbuf_reset(&w->prefix);
}

size_t task_graph_tree(struct tree_line **lines, const struct task_graph *tg,
		       bool alone)
{
	struct walk w = { NULL, 0, 0, NULL, NULL, STRBUF_INIT, NULL, 0 };
	uint32_t i;

	w.opened = xcalloc(tg->nr + 1, sizeof(bool));
	w.open_now = xcalloc(tg->nr + 1, sizeof(bool));
	w.stack = xcalloc(tg->nr + 1, sizeof(*w.stack));
	for (i = 0; i < tg->nr; i++)
		if (tg->rstart[i + 1] == tg->rstart[i] &&
		    (alone || tg->start[i + 1] > tg->start[i]))
			walk_tree(&w, tg, i);
	/* what is left hangs on cycles only */
	for (i = 0; i < tg->nr; i++)
		if (!w.opened[i] && tg->start[i + 1] > tg->start[i])
			walk_tree(&w, tg, i);
	free(w.opened);
	free(w.open_now);
	free(w.stack);
	strbuf_release(&w.prefix);
	*lines = w.lines;
	return w.nr;
}

void tree_lines_free(struct tree_line *lines, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		free(lines[i].prefix);
	free(lines);
}
