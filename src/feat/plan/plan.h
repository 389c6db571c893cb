/*
 * plan.h - the critical path, slack, and a schedule for several developers.
 *
 * Works on the open, undeleted tasks of a view and the dependencies between
 * them.  Members of a dependency cycle have no order, and nobody knows when what is
 * blocked by something else can go on: they are left out, with what waits for
 * them, and named.  A task with open parts is done with the last of them, and what
 * depends on it begins after that.
 */
#ifndef FEAT_PLAN_PLAN_H
#define FEAT_PLAN_PLAN_H

#include "base/base.h"
#include "base/err.h"
#include "db/index/view.h"
#include "feat/plan/graph.h"
#include "feat/plan/workdays.h"

#define NO_WORKER UINT_MAX

/* Hours of a task nobody estimated. */
#define PLAN_DEFAULT_HOURS GRAPH_DEFAULT_HOURS

/* One task in the plan; times in working hours from the start of the plan. */
struct plan_item {
	uint32_t row;
	double hours;		/* its own work that is left (graph.h) */
	bool guessed;		/* no estimate: PLAN_DEFAULT_HOURS */
	bool epic;		/* has open parts: takes no hours itself, and lasts
				 * from the first part to the last */
	double earliest, latest;	/* start times of the critical path
					   method (Kelley and Walker 1959) */
	double slack;		/* latest - earliest; 0: critical */
	double tail;		/* longest way from its start to the end */
	/* the schedule, in days of the calendar (workdays.h) */
	unsigned lane;		/* developer, from 0 */
	double start, end;
	bool late;		/* ends behind the day of its deadline */
};

/* Why a task is not in the plan. */
enum plan_out_why {
	PLAN_BLOCKED,		/* blocked by something that is no task */
	PLAN_CYCLE,
	PLAN_WAITS		/* for a task that is not in the plan */
};

struct plan_out {
	uint32_t row;
	enum plan_out_why why;
	uint32_t on;		/* PLAN_WAITS: that task; else NO_ROW */
};

struct plan {
	struct plan_item *items;	/* by start, then lane */
	size_t nr;
	struct plan_out *out;	/* what is left out, in id order */
	size_t nr_out;
	double length;		/* of the critical path, unlimited hands */
	double makespan;	/* end of the schedule, days of the calendar */
	uint32_t *critical;	/* rows of one critical path, in order */
	size_t nr_critical;
	unsigned lanes;
};

struct plan_options {
	unsigned developers;	/* 1..1000 */
	/* As many; NULL: anybody, an hour a day on every day. */
	const struct worker *workers;
	/* Whose a row is, NO_WORKER: anybody's; NULL: tasks of one assignee keep
	 * the lane that one of them came to. */
	const unsigned *worker_of;
	struct calendar calendar;
	/* Only these rows (NULL: all open); dependencies on others count as
	 * done when they are finished and keep the task out otherwise. */
	const uint32_t *rows;
	size_t nr_rows;
};

/*
 * Critical path and slack for all; then list scheduling: whenever a developer is
 * free, the ready task with the earliest deadline (its own or that of a task that
 * waits for it) starts, then the one with the longest tail (Graham 1969: never
 * longer than 2 - 1/m times the optimum without deadlines), ties by priority, then age.
 * Nobody works on days that are none for him; the same inputs give the same plan.
 */
int plan_make(struct plan *out, const struct view *v,
	      const struct plan_options *opt, struct err *err);
void plan_release(struct plan *p);

#endif
