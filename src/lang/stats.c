/*
 * stats.c - medians, percentiles, and a forecast by drawing lots.
 */
#include "base/base.h"
#include "lang/stats.h"

#include <math.h>

#include "base/mem.h"
#include "data/rand.h"

#define FORECAST_SEED 20130401u
#define FORECAST_MAX_DAYS 36500

void sample_release(struct sample *s)
{
	FREE_AND_NULL(s->values);
	s->nr = s->alloc = 0;
}

void sample_add(struct sample *s, double value)
{
	ALLOC_GROW(s->values, s->nr + 1, s->alloc);
	s->values[s->nr++] = value;
	s->sorted = false;
}

static double sample_sum(const struct sample *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->nr; i++)
		sum += s->values[i];
	return sum;
}

double sample_mean(const struct sample *s)
{
	return s->nr ? sample_sum(s) / (double)s->nr : NAN;
}

static int cmp_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double sample_quantile(struct sample *s, double p)
{
	double pos, below;
	size_t i;

	if (!s->nr)
		return NAN;
	if (!s->sorted)
		qsort(s->values, s->nr, sizeof(*s->values), cmp_double);
	s->sorted = true;
	pos = p * (double)(s->nr - 1);
	below = floor(pos);
	i = (size_t)below;
	if (i + 1 >= s->nr)
		return s->values[s->nr - 1];
	return s->values[i] +
		(pos - below) * (s->values[i + 1] - s->values[i]);
}

bool forecast_days(double out[3], const unsigned *per_day, size_t days,
		   size_t items, unsigned runs)
{
	struct rnd rnd = rnd_seed(FORECAST_SEED);
	struct sample futures = SAMPLE_INIT;
	unsigned long total = 0;

	for (size_t i = 0; i < days; i++)
		total += per_day[i];
	if (!total)
		return false;
	for (unsigned run = 0; run < runs; run++) {
		size_t left = items, day = 0;

		while (left && day < FORECAST_MAX_DAYS) {
			size_t done = per_day[rnd_below(&rnd, days)];

			left -= done < left ? done : left;
			day++;
		}
		sample_add(&futures, (double)day);
	}
	out[0] = ceil(sample_quantile(&futures, 0.50));
	out[1] = ceil(sample_quantile(&futures, 0.85));
	out[2] = ceil(sample_quantile(&futures, 0.95));
	sample_release(&futures);
	return true;
}
