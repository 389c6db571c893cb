/*
 * promtext.h - lines of what Prometheus reads: its text format 0.0.4, and
 * OpenMetrics 1.0.
 *
 * A family is a head (prom_family) and its samples (prom_value), which follow it
 * without another family between them.  Help texts and names are our own; label
 * values are foreign and get escaped here and nowhere else.  The forms differ in
 * heads and in how a bound of a bucket is written:
 * https://prometheus.io/docs/instrumenting/exposition_formats/,
 * https://prometheus.io/docs/specs/om/open_metrics_spec/.
 */
#ifndef FEAT_MEASURE_PROMTEXT_H
#define FEAT_MEASURE_PROMTEXT_H

#include "base/base.h"
#include "base/strbuf.h"

struct prom_text {
	struct strbuf out;
	bool open;	/* OpenMetrics */
};

#define PROM_TEXT_INIT { STRBUF_INIT, false }

/* The "# HELP" and "# TYPE" lines; `type` is counter (the name ends with _total),
 * gauge, histogram or info (the name ends with _info). */
void prom_family(struct prom_text *t, const char *name, const char *type,
		 const char *help);
/* Adds name="value" to the labels in `sb`, with a comma where some are there;
 * backslash, quote and newline are escaped as the format says. */
void prom_label(struct strbuf *sb, const char *name, const char *value);
/* One sample with six decimals at most; `labels` as prom_label() made them, NULL or
 * "" for none.  What is unknown is left out by the caller; NAN prints NaN. */
void prom_value(struct prom_text *t, const char *name, const char *labels,
		double x);
/* The samples of a histogram: `counts` has one more than `bounds`, of what is
 * above the last one; bounds and sum are divided by `unit`. */
void prom_histogram(struct prom_text *t, const char *name,
		    const double *bounds, const size_t *counts, size_t nr,
		    double sum, double unit);
/* What stands behind the last family. */
void prom_end(struct prom_text *t);

#endif
