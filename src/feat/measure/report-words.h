/*
 * report-words.h - what a report says in words: the headline, what needs a decision,
 * numbers as people say them, and who has what to do.
 */
#ifndef FEAT_MEASURE_REPORT_WORDS_H
#define FEAT_MEASURE_REPORT_WORDS_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/index/view.h"
#include "feat/measure/metrics.h"
#include "feat/measure/report.h"

/*
 * Adds to the report `o`, whose lists are filled: "period" ("23 to 30 Nov 2026"),
 * "headline", "decisions" (objects with "text"), and "words" with a text for each
 * number of `m` that has a value: lead_time, cycle_time, estimation_accuracy, on_time,
 * quality, timeliness.
 */
void report_words(struct json *o, const struct metrics *m, int64_t since,
		  int64_t until);

/*
 * Everybody who has open tasks or completed some in the period, as the list "people":
 * name, who (short), tasks_completed, open, in_progress, overdue, open_hours (of open
 * tasks with an estimate; null: none has one), unestimated, hours (the same in words),
 * scores.  `done` are the metrics by person.  Those with more to do come first.
 */
void report_people(struct json *o, const struct view *v, int64_t now,
		   const struct metrics_set *done,
		   const struct report_names *names);

#endif
