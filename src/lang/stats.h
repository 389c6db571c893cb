/*
 * stats.h - order statistics and a seeded Monte Carlo forecast.
 */
#ifndef LANG_STATS_H
#define LANG_STATS_H

#include "base/base.h"

/* A sample that grows; values are sorted when first asked for. */
struct sample {
	double *values;
	size_t nr, alloc;
	bool sorted;
};

#define SAMPLE_INIT { NULL, 0, 0, false }

void sample_release(struct sample *s);
void sample_add(struct sample *s, double value);
double sample_mean(const struct sample *s);	/* NAN when empty */
/*
 * The p-quantile (0..1) by linear interpolation between order statistics,
 * definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages"
 * (1996).  NAN when empty.
 */
double sample_quantile(struct sample *s, double p);

/*
 * Days until `items` more are done, by resampling the observed number of
 * completions a day (bootstrap: Efron 1979; as used for throughput forecasts by
 * Magennis 2013): `runs` simulated futures from a fixed seed, so that equal
 * inputs give equal answers.  Fills the days at which 50 %, 85 % and 95 % of the
 * futures are finished.  Returns false when nothing was ever completed.
 */
bool forecast_days(double out[3], const unsigned *per_day, size_t days,
		   size_t items, unsigned runs);

#endif
