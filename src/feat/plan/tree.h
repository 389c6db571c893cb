/*
 * tree.h - tasks below the tasks that they are part of, and what their parts add up to.
 *
 * A part is a task whose parent is another one; a leaf is a task without parts.
 * Deleted tasks are no parts.  Parents that form a circle (a merge can make one)
 * are followed once.
 */
#ifndef FEAT_PLAN_TREE_H
#define FEAT_PLAN_TREE_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/index/view.h"

/* The leaves below a task, cancelled ones aside; of a leaf: itself. */
struct rollup {
	uint32_t parts, done;	/* leaves; 0 of a leaf, which has no parts */
	uint32_t nr_hours, unknown;	/* leaves with an estimate, and without */
	double hours;		/* of those with one, in sum */
	double actual;		/* hours that leaves took, as far as noted */
};

/* One for each row of `v`; the caller frees it. */
struct rollup *tree_rollup(const struct view *v);
/* Whole percent of the parts that are done, rounded down; -1: no parts. */
int rollup_percent(const struct rollup *r);
/* "3/5"; "26h+", where '+' says that some leaves have no estimate; nothing when there
 * are no parts, no estimates. */
void rollup_parts(struct strbuf *out, const struct rollup *r);
void rollup_hours(struct strbuf *out, const struct rollup *r);
/* {"parts", "done", "percent", "estimated_hours", "actual_hours", "unestimated"}; null
 * is "unknown". */
struct json *rollup_json(const struct rollup *r);

/* A line of the tree. */
struct tree_node {
	uint32_t row;
	uint32_t depth;		/* 0: at the edge */
	bool last;		/* of its siblings */
	bool asked;		/* one of the rows; else only above one of them */
};

/*
 * The rows and everything that they are part of, each task above its parts; brothers
 * in the order of `rows`, a task that is not one of them where its first part is.
 * *nodes: the caller frees it; returns how many there are.
 */
size_t tree_make(struct tree_node **nodes, const struct view *v,
		 const uint32_t *rows, size_t nr);
/* What stands in front of each node: "│  └─ ", "" at the edge; at most 20 deep. */
void tree_lines(struct strvec *out, const struct tree_node *nodes, size_t nr);

#endif
