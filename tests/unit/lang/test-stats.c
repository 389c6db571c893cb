/* Quantiles against known values; forecasts are reproducible and ordered. */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <cmocka.h>

#include "lang/stats.h"

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void quantiles(void **state)
{
	struct sample s = SAMPLE_INIT;

	(void)state;
	assert_true(isnan(sample_quantile(&s, 0.5)));
	assert_true(isnan(sample_mean(&s)));
	sample_add(&s, 4);
	assert_true(near(sample_quantile(&s, 0.85), 4));
	sample_add(&s, 1);
	sample_add(&s, 3);
	sample_add(&s, 2);
	/* R: quantile(c(1,2,3,4), c(.5, .85)), type 7 */
	assert_true(near(sample_quantile(&s, 0.5), 2.5));
	assert_true(near(sample_quantile(&s, 0.85), 3.55));
	assert_true(near(sample_quantile(&s, 0), 1));
	assert_true(near(sample_quantile(&s, 1), 4));
	assert_true(near(sample_mean(&s), 2.5));
	sample_add(&s, 100);
	assert_true(near(sample_quantile(&s, 0.5), 3));
	sample_release(&s);
}

static void certain_forecast(void **state)
{
	unsigned two_a_day[10];
	double days[3];

	(void)state;
	for (size_t i = 0; i < 10; i++)
		two_a_day[i] = 2;
	assert_true(forecast_days(days, two_a_day, 10, 11, 500));
	for (int i = 0; i < 3; i++)
		assert_true(near(days[i], 6));
	assert_true(forecast_days(days, two_a_day, 10, 0, 500));
	assert_true(near(days[2], 0));
}

static void uncertain_forecast(void **state)
{
	unsigned per_day[7] = { 0, 3, 0, 0, 1, 2, 0 };
	double a[3], b[3];

	(void)state;
	assert_true(forecast_days(a, per_day, 7, 30, 2000));
	assert_true(forecast_days(b, per_day, 7, 30, 2000));
	assert_memory_equal(a, b, sizeof(a));
	assert_true(a[0] <= a[1] && a[1] <= a[2]);
	/* 6 in 7 days: 30 take about 35 */
	assert_true(a[0] > 25 && a[0] < 45);
}

static void nothing_to_learn_from(void **state)
{
	unsigned none[3] = { 0, 0, 0 };
	double days[3];

	(void)state;
	assert_false(forecast_days(days, none, 3, 5, 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles),
		cmocka_unit_test(certain_forecast),
		cmocka_unit_test(uncertain_forecast),
		cmocka_unit_test(nothing_to_learn_from),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
