/*
 * graph.h - a set of tasks as a dependency graph: order, levels, critical path,
 * and its forms for people and tools.
 */
#ifndef FEAT_PLAN_GRAPH_H
#define FEAT_PLAN_GRAPH_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/index/view.h"
#include "model/check.h"

/* Hours of a task nobody estimated, for commands. */
#define GRAPH_DEFAULT_HOURS 4.0

/*
 * Nodes are the rows that were given, in that order; edges between them only.
 * Times come from the critical path method (Kelley and Walker, 1959): a task takes its
 * estimated hours, less those spent when it is in progress but never less than a
 * quarter of an hour (`dflt` when it has no estimate, 0 when it is finished, and then
 * what it depends on holds up nobody behind it); the members of a cycle count as one
 * step that takes what all of them take.
 */
struct task_graph {
	size_t nr;
	uint32_t *row;		/* node -> row */
	uint32_t *node;		/* row -> node or NO_ROW */
	struct graph g;		/* node -> nodes it depends on */
	uint32_t *start, *to;	/* memory of g */
	uint32_t *rstart, *rto;	/* node -> nodes that depend on it */
	uint32_t *comp;		/* strongly connected component */
	size_t nr_comp;
	uint32_t *comp_size;
	double *hours;		/* of each node */
	bool *done;		/* finished: it waits for nothing any more */
	double *begin;		/* earliest start of each node, hours */
	double *slack;		/* of each node, hours */
	double total;		/* length of the whole */
};

/* Which rows have open parts: the work is in those, and they take no hours themselves.
 * The caller frees it. */
bool *graph_epics(const struct view *v);

void task_graph_build(struct task_graph *tg, const struct view *v,
		      const uint32_t *rows, size_t nr, double dflt);
/* The same for those who plan: a task with open parts waits for them too, unless one of
 * them waits for the task itself. */
void task_graph_build_work(struct task_graph *tg, const struct view *v,
			   const uint32_t *rows, size_t nr, double dflt);
void task_graph_release(struct task_graph *tg);
/* Is the node in a cycle? */
bool task_graph_cyclic(const struct task_graph *tg, uint32_t node);

/*
 * One longest chain of unfinished work, first task first; *path (nodes): caller
 * frees.  Returns how many there are, 0 when nothing is left to do.
 */
size_t task_graph_critical(uint32_t **path, const struct task_graph *tg,
			   const struct view *v);

/* A line of the tree: a task below the one that needs it. */
struct tree_line {
	char *prefix;		/* "|  `- " in box drawing characters; owned */
	uint32_t row;
	bool again;		/* shown above with its own dependencies */
	bool cycle;		/* closes a cycle: not followed */
};

/*
 * Trees of the tasks that nothing in the set depends on, each with what it
 * depends on below it.  Every task is opened once.  Tasks without any edge are
 * left out unless `alone`.  *lines: free with tree_lines_free.
 */
size_t task_graph_tree(struct tree_line **lines, const struct task_graph *tg,
		       bool alone);
void tree_lines_free(struct tree_line *lines, size_t nr);

/* Mermaid flow chart, Graphviz, {"nodes": [...], "edges": [...]}.  An edge
 * points from what must be done first to what waits.  With `critical` the
 * chain of task_graph_critical stands out in the pictures. */
void task_graph_mermaid(struct strbuf *out, const struct task_graph *tg,
			const struct view *v, bool critical);
void task_graph_dot(struct strbuf *out, const struct task_graph *tg,
		    const struct view *v, bool critical);
/*
 * A picture that needs no program to be seen.  Graphviz's dot finds the places when
 * it is installed and ends within 4 seconds, else layers by the longest way do; it
 * is asked for places only and sees no text of a task.  A box is a <g class="node
 * <status>" id="t-<id>">; those without edges stand below.
 */
void task_graph_svg(struct strbuf *out, const struct task_graph *tg,
		    const struct view *v, bool critical);
struct json *task_graph_json(const struct task_graph *tg,
			     const struct view *v);

#endif
