/*
 * check.h - invariants over a set of tasks seen as a graph of indices.
 */
#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H

#include "base/base.h"

/* Edges i -> to[start[i] .. start[i+1]-1]: i depends on each of them. */
struct graph {
	size_t nr;
	const uint32_t *start;	/* nr + 1 */
	const uint32_t *to;
};

/*
 * Strongly connected components (Tarjan 1972, without recursion).  comp[i] is
 * the component's number, in an order in which dependencies come first.  Returns
 * how many there are.  comp has room for g->nr.
 */
size_t graph_components(uint32_t *comp, const struct graph *g);
/*
 * A path from `from` to `to` along edges (breadth first, so a shortest one):
 * fills path (room for g->nr) and returns its length, 0 when there is none; a
 * node reaches itself by a path of length 1.
 */
size_t graph_path(uint32_t *path, const struct graph *g, uint32_t from,
		  uint32_t to);

#endif
