/*
 * chart.h - charts as inline SVG: no scripts, no styles, nothing from elsewhere.
 *
 * Titles, labels and colours are the program's own words: they are not escaped.
 */
#ifndef FEAT_MEASURE_CHART_H
#define FEAT_MEASURE_CHART_H

#include "base/base.h"
#include "base/strbuf.h"

struct bar_series {
	const char *label, *colour;
	const double *values;		/* one a bar, none below 0 */
};

struct bars {
	const char *title;
	const int64_t *at;		/* ms: the days of the bars */
	size_t nr;
	const struct bar_series *series;	/* the first one lowest */
	size_t nr_series;
	double least;			/* the scale reaches at least this */
};

/* Bars over days, the series of each on top of each other.  No days: an empty
 * frame with the legend. */
void chart_bars(struct strbuf *out, const struct bars *b);

/* A curve without scales, small enough for a card; values are 0 or more. */
void chart_spark(struct strbuf *out, const char *title, const double *values,
		 size_t nr);

#endif
