/*
 * next.h - which task to do next: the ready ones, ranked.
 *
 * Ready: open and not started, no unfinished dependency, not claimed or
 * assigned to somebody else.  The score is a sum of independent parts, each
 * of which can be shown:
 *
 *	priority	10 a step: none 0 ... critical 40
 *	deadline	30 overdue, 25 within a day, 15 within three, 8 within seven
 *	unblocks	4 for each open task that waits for it, at most 20
 *	mine		10 when it is assigned to the one who asks
 *	age		1 for every 10 days since it was created, at most 5
 *	fit		6 for a preferred type, 6 for a preferred language
 *	context		what it shares with the work at hand (the tasks in progress of
 *			the one who asks, else the one finished last): project 6,
 *			each tag 2 (at most 6), a file 4
 *	hours		-20 when it is estimated at more than the hours of the day
 *
 * Ties: earlier deadline, then older, then id, so that the order is total and
 * the same on every machine.
 */
#ifndef FEAT_PLAN_NEXT_H
#define FEAT_PLAN_NEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/core/db.h"

struct next_item {
	uint32_t row;
	int priority, deadline, unblocks, mine, age, fit, context, hours;
	int score;
	uint32_t dependents;	/* open tasks that wait for it */
	/* 0..1: how much is known that lets it succeed: 0.4, and 0.15 for
	 * each of estimate, criteria, complexity up to 5, no dependency that was
	 * opened for it (none at all) */
	double confidence;
	double complexity;	/* stored, or computed for max_complexity; 0: unknown */
	bool computed;
};

struct next_options {
	bool anyone;		/* tasks assigned to others too */
	/* 0: any.  A task without a score gets one by complexity_analyse, the best
	 * ranked first, until `want` tasks are found; what comes behind is left out */
	double max_complexity;
	size_t want;		/* 0: all */
	double min_hours, max_hours;	/* 0: any; without estimate they pass */
	double hours_today;	/* 0: not limited */
	enum priority threshold;	/* at least this priority */
	bool context;		/* avoid switching between contexts */
	bool grouping;		/* sets: prefer tasks of one group */
	bool in_project;	/* all are of one project: groups are tags */
	unsigned developers;	/* 0: rank all; else a set of so many that can be
				   worked on at the same time */
	/* borrowed, may be NULL */
	const struct strvec *types, *languages, *excluded;
};

#define NEXT_OPTIONS_INIT { .context = true, .grouping = true }

/*
 * Ranks those of `rows` that are ready and within the options, best first.
 * *out: caller frees.  With `developers` the answer is a set: no two of them share
 * a file, are parts of one another, and with `grouping` a task of a group
 * (project, else first tag) that is in the set already goes before one of equal
 * priority that is not.
 */
size_t next_rank(struct next_item **out, struct db *db, const struct view *v,
		 const uint32_t *rows, size_t nr,
		 const struct next_options *opt, int64_t now);

/* "high priority, due in 2 days, lets 3 tasks go on". */
void next_reasons(struct strbuf *out, const struct view *v,
		  const struct next_item *it, int64_t now);
/* The parts by name, for --explain and JSON; false past the last. */
bool next_part(const char **name, int *points, const struct next_item *it,
	       size_t i);
/* Project, else the first tag, else "": what grouping goes by.  `in_project`: the
 * first tag alone. */
const char *next_group(const struct row *r, bool in_project);
/*
 * The share of finished tasks that were completed and not cancelled, (c + 1) / (n + 2)
 * (Laplace's rule of succession), among those of the row's type and project, else of its
 * type, else of all: the first of these with 5 tasks, else the largest.  *nr: how many it
 * rests on; 0: nothing is known, and the share is that of next_item's confidence.
 */
double next_success(size_t *nr, const struct view *v,
		    const struct next_item *it);

#endif
