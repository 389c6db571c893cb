/*
 * metrics.h - how the work flows, in numbers.  docs/metrics.md explains each
 * for people; the sources of the definitions are named here.
 *
 * A period is [since, until).  "Completed in the period" means: the last entry
 * into `completed` before `until` lies in the period and the task was not opened
 * again before `until`.  A task deleted later still counts.
 */
#ifndef FEAT_MEASURE_METRICS_H
#define FEAT_MEASURE_METRICS_H

#include "base/base.h"
#include "base/err.h"
#include "db/index/view.h"
#include "lang/stats.h"

/* Numbers of one group of tasks.  Times in hours; NAN: nothing to say. */
struct metrics {
	char *name;		/* of the group, "" for all; owned */
	size_t tasks;		/* in existence at `until` */
	size_t by_status[STATUS_NR];	/* effective, at `until` */
	size_t created, completed, cancelled, reopened;
	double per_week;	/* completed / weeks; NAN: no time passed */
	/* lead: creation to completion; cycle: first start to completion
	 * (Vacanti, "Actionable Agile Metrics", 2015). */
	double lead_median, lead_p85, cycle_median, cycle_p85;
	size_t wip;		/* in progress at `until` */
	double age_median, age_p85, age_max;	/* of those: since their start */
	/* Time in progress / lead time of what was completed, 0..1
	 * (Modig and Ahlstrom, "This is Lean", 2012). */
	double flow_efficiency;
	double blocked_hours;	/* stored status blocked, inside the period */
	/* Mean over completed tasks with both numbers of
	 * min(estimate, actual) / max(estimate, actual), in percent. */
	double estimation_accuracy;
	size_t estimated;	/* how many had both */
	double quality, timeliness;	/* mean scores 1..5 */
	size_t with_feedback;
	/* 0..1 of what has a deadline and was completed, or is open and late at
	 * `until` */
	double on_time;
	size_t with_deadline;
	double reopen_rate;	/* reopened / completed, 0..1 */
	size_t criteria_met, criteria_checked;
};

struct metrics_options {
	int64_t now, since, until;	/* ms; since may be WHEN_NONE: all */
	const char *by;		/* NULL, "assignee", "tag", "project", "type",
				   "priority" */
};

struct metrics_set {
	struct metrics *items;	/* items[0] is the whole, groups by name */
	size_t nr, alloc;
	int64_t since, until;	/* the period used */
};

/* ERR_INVALID for an unknown `by` or an empty period. */
int metrics_compute(struct metrics_set *out, const struct view *v,
		    const struct metrics_options *opt, struct err *err);
void metrics_release(struct metrics_set *set);

/* One point of the series: the state at the end of a bucket. */
struct metrics_point {
	int64_t at;
	size_t by_status[STATUS_NR];	/* stored status */
	size_t scope;		/* existing and not cancelled */
	size_t completed;	/* of the scope */
	unsigned done_in_bucket;
};

/* The step of a series over a period, for every surface the same: a day up to a
 * month, a week up to 400 days, else 30 days; at most 2,000 points. */
int64_t metrics_step(int64_t since, int64_t until);
/*
 * Cumulative flow, burn-up (scope, completed) and burn-down (scope - completed)
 * from one pass: buckets of `step` ms over the period.  Caller frees *out.
 */
int metrics_series(struct metrics_point **out, size_t *nr,
		   const struct view *v, int64_t since, int64_t until,
		   int64_t step, struct err *err);

/* When the open tasks will be done (stats.h), from the throughput of the last
 * `days_max` days (fewer when the tasks are younger).  False: no completion to
 * learn from. */
bool metrics_forecast(double days_out[3], size_t *open, const struct view *v,
		      int64_t now, size_t days_max);

/*
 * A period people type: "today", "yesterday", "last-week" or "week" (7 days),
 * "last-month" or "month" (30), "quarter" (90), "year" (365), "all", "14d",
 * "2026-11".  ERR_INVALID names the forms.
 */
int metrics_period(int64_t *since, int64_t *until, const char *s,
		   int64_t now, struct err *err);

#endif
