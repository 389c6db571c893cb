/*
 * workdays.h - when people work: days of the week, hours a day, holidays.
 *
 * Days are numbers as when_day_number counts them.  A time of the plan is a
 * number of days from day 0 of the plan with the part of that day's work that is
 * over: 2.5 is half through the third day.  Days without work take no time.
 */
#ifndef FEAT_PLAN_WORKDAYS_H
#define FEAT_PLAN_WORKDAYS_H

#include "base/base.h"
#include "base/err.h"

#define WORKDAYS_MON_FRI 0x1fu	/* bit 0 is Monday */

struct worker {
	const char *who;	/* stored assignee (borrowed); NULL: anybody */
	double hours;		/* a day, more than 0 */
	unsigned days;		/* of the week, not 0 */
	int64_t away_from, away_to;	/* day numbers; to is the first day
					   back; equal: never away */
};

struct calendar {
	int64_t first;		/* day number of day 0 */
	const int64_t *holidays;	/* sorted */
	size_t nr_holidays;
};

/* "mon-fri", "sun-thu", "mon,wed,fri", "mon-thu,sat": ERR_INVALID names the form. */
int workdays_parse(unsigned *days, const char *s, struct err *err);
/*
 * "8", "7.5", "8h" hours a day, or "9-17", "09:00-17:30" the hours of the day that are
 * worked, whose length they are ("22:00-6:00" goes over midnight); *from and *to
 * (seconds of the day; may be NULL) are -1 when it names no hours of the day.
 */
int workhours_parse(double *hours, int *from, int *to, const char *s,
		    struct err *err);
/* The first time not before `t` at which he works. */
double work_begin(const struct calendar *c, const struct worker *w, double t);
/* When work of that many hours ends that begins at `t` = work_begin(). */
double work_end(const struct calendar *c, const struct worker *w, double t,
		double hours);
/* Working hours of an everyday worker `w` between the start of the plan and t. */
double work_hours(const struct calendar *c, const struct worker *w, double t);

#endif
