/*
 * report.h - reports: numbers, lists and charts of a period, rendered from a
 * template of templates/report-*.md or *.html, or one of the user's own.
 */
#ifndef FEAT_MEASURE_REPORT_H
#define FEAT_MEASURE_REPORT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/index/view.h"

/* How people are called, the short name of a stored person (borrowed), and how wide the
 * bars of text are, in columns (0: 40). */
struct report_names {
	const char *(*name)(void *data, const char *stored);
	void *data;
	size_t bar;
};

/*
 * Everything a report can say about [since, until), as one object
 * (docs/reports.md): period, counts, metrics, lists of tasks (completed,
 * in_progress, blocked, overdue, created), people, recommendations with the
 * rule that made them, projects, calendar, series, forecast, bars of text, and charts as SVG text (chart_burnup,
 * chart_burndown, chart_flow, chart_throughput, chart_scatter).  Caller frees.
 * `names` NULL: as they are stored.
 */
struct json *report_data(const struct view *v, int64_t since, int64_t until,
			 int64_t now, const struct report_names *names,
			 struct err *err);

/* Line, stacked-area and bar charts as inline SVG (SVG 1.1, no scripts). */
struct metrics_point;
void chart_burnup(struct strbuf *out, const struct metrics_point *p,
		  size_t nr);
void chart_burndown(struct strbuf *out, const struct metrics_point *p,
		    size_t nr);
void chart_flow(struct strbuf *out, const struct metrics_point *p, size_t nr);
void chart_throughput(struct strbuf *out, const struct metrics_point *p,
		      size_t nr);
/* A task that was completed: when, and how many days after its start. */
struct chart_dot {
	int64_t at;
	double days;
};
/* A dot a task over [since, until), a line at `p85` days (NAN: none). */
void chart_scatter(struct strbuf *out, const struct chart_dot *dots, size_t nr,
		   int64_t since, int64_t until, double p85);

#endif
