/*
 * metricsio.h - metrics as JSON, Prometheus text and lines for people.
 */
#ifndef FEAT_METRICSIO_H
#define FEAT_METRICSIO_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/metrics.h"
#include "feat/session.h"

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
 * The Prometheus text format 0.0.4: families git_task_*, counters from the past of
 * the tasks so that they never fall, and with `compat` the names that the
 * Task Orchestrator's dashboards use (docs/metrics.md).  Label values are
 * escaped; no id or title of a task or session is ever a label.
 */
void metrics_prometheus(struct strbuf *out, const struct view *v,
			const struct session_list *sessions, int64_t now,
			bool compat, const char *version);

#endif
