/*
 * chart-text.h - charts as lines of text, for terminals and Markdown.
 */
#ifndef FEAT_MEASURE_CHART_TEXT_H
#define FEAT_MEASURE_CHART_TEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "feat/measure/metrics.h"

enum bar {
	BAR_UP,		/* burn-up: '#' done, '.' open */
	BAR_DOWN,	/* burn-down: '#' open */
	BAR_FLOW,	/* cumulative flow: '#' done, '=' in progress,
			 * '!' blocked, '.' to do */
	BAR_NR
};

/* What such a chart is called, with what its characters mean. */
const char *bar_title(enum bar kind);
/* The largest sum of a series, at least 1: what a whole bar stands for. */
size_t bar_top(const struct metrics_point *p, size_t nr);
/* Adds the bar of a point, `width` columns for `top` tasks; shorter when there are fewer
 * tasks.  A part that is not 0 can be narrower than a column, and is left out then. */
void bar_add(struct strbuf *out, enum bar kind, const struct metrics_point *p,
	     size_t top, size_t width);
/* Adds the numbers behind the bar: "12/25", "13", "12 1 3 9" in the order of the bar, those
 * of the flow as wide as the largest of them, `top`. */
void bar_numbers(struct strbuf *out, enum bar kind,
		 const struct metrics_point *p, size_t top);

#endif
