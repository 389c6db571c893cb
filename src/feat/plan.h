/*
 * plan.h - the critical path, slack, and a schedule for several developers.
 *
 * Works on the open, undeleted tasks of a view and the dependencies between
 * them.  Members of a dependency cycle have no order and are left out (and
 * counted).
 */
#ifndef FEAT_PLAN_H
#define FEAT_PLAN_H

#include "base/base.h"
#include "base/err.h"
#include "db/view.h"
#include "feat/graph.h"

/* Hours of a task nobody estimated. */
#define PLAN_DEFAULT_HOURS GRAPH_DEFAULT_HOURS

/* One task in the plan; times in working hours from the start of the plan. */
struct plan_item {
	uint32_t row;
	double hours;		/* its own work that is left (graph.h) */
	bool guessed;		/* no estimate: PLAN_DEFAULT_HOURS */
	double earliest, latest;	/* start times of the critical path
					   method (Kelley and Walker 1959) */
	double slack;		/* latest - earliest; 0: critical */
	double tail;		/* longest way from its start to the end */
	/* the schedule */
	unsigned lane;		/* developer, from 0 */
	double start, end;
};

struct plan {
	struct plan_item *items;	/* by start, then lane */
	size_t nr;
	size_t left_out;	/* in a cycle, or behind one */
	double length;		/* of the critical path, unlimited hands */
	double makespan;	/* of the schedule */
	uint32_t *critical;	/* rows of one critical path, in order */
	size_t nr_critical;
	unsigned lanes;
};

struct plan_options {
	unsigned developers;	/* 1..1000 */
	/* Only these rows (NULL: all open); dependencies on others count as
	 * done when they are finished and keep the task out otherwise. */
	const uint32_t *rows;
	size_t nr_rows;
};

/*
 * Critical path and slack for all; then list scheduling: whenever a
 * developer is free, the ready task with the longest tail starts (Graham 1969:
 * never longer than 2 - 1/m times the optimum), ties by priority, then id.
 * A task's assignee keeps one lane.
 */
int plan_make(struct plan *out, const struct view *v,
	      const struct plan_options *opt, struct err *err);
void plan_release(struct plan *p);

#endif
