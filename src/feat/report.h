/*
 * report.h - reports: numbers, lists and charts of a period, rendered from a
 * template of templates/report-*.md or *.html, or one of the user's own.
 */
#ifndef FEAT_REPORT_H
#define FEAT_REPORT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/view.h"

/*
 * Everything a report can say about [since, until), as one object
 * (docs/reports.md): period, counts, metrics, lists of tasks (completed,
 * in_progress, blocked, overdue, created), people, recommendations with the
 * rule that made them, series, forecast, and charts as SVG text (chart_burnup,
 * chart_flow, chart_throughput).  Caller frees.
 */
struct json *report_data(const struct view *v, int64_t since, int64_t until,
			 int64_t now, struct err *err);

/* Line, stacked-area and bar charts as inline SVG (SVG 1.1, no scripts). */
struct metrics_point;
void chart_burnup(struct strbuf *out, const struct metrics_point *p,
		  size_t nr);
void chart_flow(struct strbuf *out, const struct metrics_point *p, size_t nr);
void chart_throughput(struct strbuf *out, const struct metrics_point *p,
		      size_t nr);

#endif
