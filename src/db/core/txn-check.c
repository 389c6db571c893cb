/*
 * txn-check.c - the invariants between tasks: what an edit adds must exist and
 * must not close a circle.  What was wrong before (a merge can bring a cycle)
 * does not stand in the way of other edits.
 */
#include "base/base.h"
#include "base/mem.h"
#include "model/check.h"
#include "db/core/internal.h"

/*
 * Nodes: the rows of the view, then the tasks made here.  `node` maps the ids of
 * items to their numbers + 1.
 */
struct after {
	const struct view *v;
	const struct map *items;
	struct map node;
	size_t nr;
};

static const struct txn_item *item_of(const struct after *a, const char *id)
{
	const struct txn_item *it = map_get(a->items, id);

	return it && it->dirty ? it : NULL;
}

/* The node of an id, or NO_ROW. */
static uint32_t node_of(const struct after *a, const char *id)
{
	const void *p = map_get(&a->node, id);

	return p ? (uint32_t)((uintptr_t)p - 1) : view_find(a->v, id);
}

static const char *id_of(const struct after *a, uint32_t node)
{
	size_t i;

	if (node < a->v->nr)
		return a->v->rows[node].id;
	for (i = 0; i < a->node.nr; i++)
		if ((uintptr_t)a->node.items[i].value == (uintptr_t)node + 1)
			return a->node.items[i].key;
	BUG("node %u has no id", (unsigned)node);
}

static void number_nodes(struct after *a)
{
	size_t i;

	a->nr = a->v->nr;
	for (i = 0; i < a->items->nr; i++) {
		const struct txn_item *it = a->items->items[i].value;
		uint32_t row;

		if (!it->dirty)
			continue;
		row = view_find(a->v, it->after.id);
		if (row == NO_ROW)
			row = (uint32_t)a->nr++;
		map_put(&a->node, it->after.id,
			(void *)((uintptr_t)row + 1));
	}
}

/* Does the task exist after the edit and is not deleted? */
static bool alive(const struct after *a, const char *id)
{
	const struct txn_item *it = item_of(a, id);
	uint32_t row;

	if (it)
		return it->after.doc && !task_deleted(&it->after);
	row = view_find(a->v, id);
	return row != NO_ROW && !a->v->rows[row].deleted;
}

/* Dependencies that were added lead somewhere.  *edges: some was. */
static int check_dependencies(const struct after *a, const struct txn_item *it,
			      bool *edges, struct err *err)
{
	struct map had = MAP_INIT;
	const struct json *j;
	int ret = 0;

	if (it->before.doc)
		json_strings(&had, task_get(&it->before, F_DEPENDENCIES));
	json_each(j, task_get(&it->after, F_DEPENDENCIES)) {
		const char *id = json_str(j);

		if (!id || map_has(&had, id))
			continue;
		*edges = true;
		if (!alive(a, id)) {
			ret = err_set(err, ERR_INVALID,
				      "Invalid dependency ID: %.8s", id);
			break;
		}
	}
	map_clear(&had);
	return ret;
}

/* Links that were added lead somewhere.  *edges: some dependency was. */
static int check_links(const struct after *a, const struct txn_item *it,
		       bool *edges, struct err *err)
{
	const char *parent = task_str(&it->after, F_PARENT);
	const char *was = it->before.doc ?
		task_str(&it->before, F_PARENT) : NULL;

	if (check_dependencies(a, it, edges, err) < 0)
		return -1;
	if (!parent || str_eq(parent, was))
		return 0;
	if (!alive(a, parent))
		return err_set(err, ERR_INVALID, "Invalid parent ID: %.8s",
			       parent);
	return 0;
}

/* ---- the parent's chain ---- */

static const char *parent_after(const struct after *a, const char *id)
{
	const struct txn_item *it = item_of(a, id);
	uint32_t row;

	if (it)
		return task_str(&it->after, F_PARENT);
	row = view_find(a->v, id);
	if (row == NO_ROW || !*a->v->rows[row].parent)
		return NULL;
	return a->v->rows[row].parent;
}

static int check_parents(const struct after *a, const struct txn_item *it,
			 struct err *err)
{
	const char *first = task_str(&it->after, F_PARENT), *id = first;
	struct strbuf sb = STRBUF_INIT;
	size_t steps;
	int ret = 0;

	if (!first || (it->before.doc &&
		       str_eq(first, task_str(&it->before, F_PARENT))))
		return 0;
	strbuf_addf(&sb, "%.8s", it->after.id);
	for (steps = 0; id && steps <= a->nr; steps++) {
		if (steps < 20)
			strbuf_addf(&sb, " -> %.8s", id);
		if (str_eq(id, it->after.id)) {
			ret = err_set(err, ERR_INVALID, "this parent would "
				      "close a circle: %s", sb.buf);
			break;
		}
		id = parent_after(a, id);
	}
	strbuf_release(&sb);
	return ret;
}

/* ---- cycles of dependencies ---- */

struct edges {
	uint32_t *start, *to;
	size_t nr, alloc;
};

static void add_edge(struct edges *e, uint32_t to)
{
	if (to == NO_ROW)
		return;
	ALLOC_GROW(e->to, e->nr + 1, e->alloc);
	e->to[e->nr++] = to;
}

static void edges_of_task(struct edges *e, const struct after *a,
			  const struct task *t)
{
	const struct json *j;

	json_each(j, task_get(t, F_DEPENDENCIES))
		if (json_str(j))
			add_edge(e, node_of(a, json_str(j)));
}

static void make_edges(struct edges *e, const struct after *a)
{
	const struct txn_item **by_node = xcalloc(a->nr + 1,
						  sizeof(*by_node));
	uint32_t k;
	size_t i;

	for (i = 0; i < a->node.nr; i++)
		by_node[(uintptr_t)a->node.items[i].value - 1] =
			item_of(a, a->node.items[i].key);
	e->start = xmalloc(st_mul(a->nr + 1, sizeof(uint32_t)));
	for (i = 0; i < a->nr; i++) {
		e->start[i] = (uint32_t)e->nr;
		if (by_node[i]) {
			edges_of_task(e, a, &by_node[i]->after);
			continue;
		}
		for (k = 0; k < a->v->rows[i].nr_deps; k++) {
			const struct row *r = &a->v->rows[i];

			add_edge(e, r->deps[k] != NO_ROW ? r->deps[k] :
				 node_of(a, r->dep_ids +
					 (size_t)k * (ID_LEN + 1)));
		}
	}
	e->start[a->nr] = (uint32_t)e->nr;
	free(by_node);
}

static int say_cycle(const struct after *a, const struct graph *g,
		     uint32_t from, uint32_t to, struct err *err)
{
	uint32_t *path = xmalloc(st_mul(g->nr, sizeof(*path)));
	size_t i, n = graph_path(path, g, to, from);
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%.8s", id_of(a, from));
	if (from == to)
		strbuf_addf(&sb, " -> %.8s", id_of(a, to));
	for (i = 0; from != to && i < n; i++) {
		/* a chain of thousands is no sentence */
		if (i == CYCLE_SHOWN && n > 2 * CYCLE_SHOWN) {
			i = n - CYCLE_SHOWN;
			strbuf_addf(&sb, " -> (%zu more)", i - CYCLE_SHOWN);
		}
		strbuf_addf(&sb, " -> %.8s", id_of(a, path[i]));
	}
	err_set(err, ERR_INVALID, "this dependency would close a cycle: %s",
		sb.buf);
	strbuf_release(&sb);
	free(path);
	return -1;
}

/* Is there an added edge inside one component? */
static int check_item_cycles(const struct after *a, const struct graph *g,
			     const uint32_t *comp, const struct txn_item *it,
			     struct err *err)
{
	const uint32_t from = node_of(a, it->after.id);
	struct map had = MAP_INIT;
	const struct json *j;
	int ret = 0;

	if (it->before.doc)
		json_strings(&had, task_get(&it->before, F_DEPENDENCIES));
	json_each(j, task_get(&it->after, F_DEPENDENCIES)) {
		const char *id = json_str(j);
		uint32_t to;

		if (!id || map_has(&had, id))
			continue;
		to = node_of(a, id);
		if (to != NO_ROW && comp[from] == comp[to]) {
			ret = say_cycle(a, g, from, to, err);
			break;
		}
	}
	map_clear(&had);
	return ret;
}

static int check_cycles(const struct after *a, struct err *err)
{
	struct edges e = { NULL, NULL, 0, 0 };
	struct graph g;
	uint32_t *comp;
	size_t i;
	int ret = 0;

	make_edges(&e, a);
	g.nr = a->nr;
	g.start = e.start;
	g.to = e.to;
	comp = xmalloc(st_mul(a->nr, sizeof(*comp)));
	graph_components(comp, &g);
	for (i = 0; !ret && i < a->items->nr; i++) {
		const struct txn_item *it = a->items->items[i].value;

		if (it->dirty)
			ret = check_item_cycles(a, &g, comp, it, err);
	}
	free(comp);
	free(e.start);
	free(e.to);
	return ret;
}

int txn_check(const struct view *v, const struct map *items, struct err *err)
{
	struct after a = { v, items, MAP_INIT, 0 };
	bool edges = false;
	size_t i;
	int ret = 0;

	number_nodes(&a);
	for (i = 0; !ret && i < items->nr; i++) {
		const struct txn_item *it = items->items[i].value;

		if (!it->dirty)
			continue;
		ret = check_links(&a, it, &edges, err);
		if (!ret)
			ret = check_parents(&a, it, err);
	}
	if (!ret && edges)
		ret = check_cycles(&a, err);
	map_clear(&a.node);
	return ret;
}
