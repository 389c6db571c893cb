/*
 * report-more.h - what a report knows beside its period: projects, and the calendar.
 */
#ifndef FEAT_MEASURE_REPORT_MORE_H
#define FEAT_MEASURE_REPORT_MORE_H

#include "base/base.h"
#include "data/json.h"
#include "db/index/view.h"
#include "feat/measure/report.h"

/*
 * Adds "projects" to the report `o`: name ("no project" for none), tasks (cancelled ones
 * left out), open, in_progress, blocked, overdue, completed, percent (0 to 100, rounded
 * down), bar (20 columns of text), open_hours (null: no open task has an estimate) and
 * hours (in words).  Those with more open tasks come first; at most 200.
 */
void report_projects(struct json *o, const struct view *v, int64_t now);

/*
 * Adds "months", this one and the next, as the reader's calendar has them: name
 * ("November 2026") and lines, each with text, 28 columns: "!" behind a day on which
 * something open was due and is late, "*" where something is due, "<" for today.  And
 * "dates": the open tasks that are due up to the end of the second month, the first
 * ones first, at most 200: id, title, who, due and late (in words).
 */
void report_calendar(struct json *o, const struct view *v, int64_t now,
		     const struct report_names *names);

/*
 * Adds "timeline": what was in work in [since, until), the first one first, at most 40:
 * title, who, status, from and to (days in words), done, and left and width, its place
 * in the period in percent.
 */
void report_timeline(struct json *o, const struct view *v, int64_t since,
		     int64_t until, int64_t now,
		     const struct report_names *names);

#endif
