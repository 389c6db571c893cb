/*
 * graph-layers.h - places for the boxes of a task graph, when no program that draws
 * graphs is there.
 *
 * Tasks that hang together are one block: what depends on something stands to the right
 * of it, in layers by the longest way, and the order within a layer follows the neighbours
 * (Sugiyama, Tagawa and Toda, 1981: barycentres, swept to and fro).  A layer with too many
 * boxes for the shape of the picture is folded into several columns.  The blocks are put
 * on shelves, the highest first, as wide as gives the picture its shape.
 */
#ifndef FEAT_PLAN_GRAPH_LAYERS_H
#define FEAT_PLAN_GRAPH_LAYERS_H

#include "base/base.h"
#include "feat/plan/graph.h"

struct layers_look {
	double box_w, box_h;
	double gap_x, gap_y;	/* between layers, and between boxes in one */
	double shape;		/* width to height, as near as it can be had */
};

/*
 * The middles of the boxes of those nodes that are wanted, from 0 on, into x and y, and
 * how far they reach.  Nothing of the others is written.  Takes time for every edge and
 * for sorting the boxes of each layer.
 */
void graph_layers(double *x, double *y, double *width, double *height,
		  const struct task_graph *tg, const bool *wanted,
		  const struct layers_look *look);

#endif
