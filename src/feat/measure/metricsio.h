/*
 * metricsio.h - metrics as JSON, Prometheus text and lines for people.
 */
#ifndef FEAT_MEASURE_METRICSIO_H
#define FEAT_MEASURE_METRICSIO_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/measure/metrics.h"
#include "feat/measure/promtext.h"

#define SHOW_FLOW 1u
#define SHOW_TIME 2u
#define SHOW_FEEDBACK 4u

/*
 * One group as an object: the names that scripts of the Task Orchestrator read
 * (average_quality_score, average_timeliness_score, estimation_accuracy in
 * percent, tasks_completed) and the rest; numbers without a value are null.
 */
struct json *metrics_json(const struct metrics *m, unsigned show);
/* The series as arrays of points. */
struct json *metrics_series_json(const struct metrics_point *p, size_t nr);

/*
 * For Prometheus, in either form: families git_task_*, counters from the past of
 * the tasks so that they never fall, and with `compat` the names that the
 * Task Orchestrator's dashboards use (docs/metrics.md).  Label values are
 * escaped; no id or title of a task is ever a label.  A family without a value is
 * left out, but for counts, which are 0 then.
 */
void metrics_prometheus(struct prom_text *out, const struct view *v, int64_t now,
			bool compat, const char *version);

#endif
