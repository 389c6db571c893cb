/*
 * metricsio.c - metrics as JSON and as lines for people.
 */
#include "base/base.h"
#include "feat/measure/metricsio.h"

#include <math.h>

#include "base/mem.h"
#include "data/when.h"

static double rounded(double x)
{
	return round(x * 1000) / 1000;
}

static void put(struct json *o, const char *key, double value)
{
	if (isnan(value))
		json_set(o, key, json_new_null());
	else
		json_set_num(o, key, rounded(value));
}

static void put_count(struct json *o, const char *key, size_t n)
{
	json_set_int(o, key, (int64_t)n);
}

static void put_flow(struct json *o, const struct metrics *m)
{
	struct json *by = json_new_obj();

	for (int s = 0; s < STATUS_NR; s++)
		put_count(by, status_name((enum status)s), m->by_status[s]);
	put_count(o, "tasks", m->tasks);
	json_set(o, "by_status", by);
	put_count(o, "tasks_created", m->created);
	put_count(o, "tasks_completed", m->completed);
	put_count(o, "tasks_cancelled", m->cancelled);
	put_count(o, "tasks_reopened", m->reopened);
	put(o, "throughput_per_week", m->per_week);
	put(o, "reopen_rate", m->reopen_rate);
	put_count(o, "work_in_progress", m->wip);
	put_count(o, "criteria_checked", m->criteria_checked);
	put(o, "criteria_pass_rate", m->criteria_checked ?
	    (double)m->criteria_met / (double)m->criteria_checked : NAN);
}

static void put_time(struct json *o, const struct metrics *m)
{
	put(o, "lead_time_hours_median", m->lead_median);
	put(o, "lead_time_hours_p85", m->lead_p85);
	put(o, "cycle_time_hours_median", m->cycle_median);
	put(o, "cycle_time_hours_p85", m->cycle_p85);
	put(o, "age_hours_median", m->age_median);
	put(o, "age_hours_p85", m->age_p85);
	put(o, "age_hours_max", m->age_max);
	put(o, "flow_efficiency", m->flow_efficiency);
	put(o, "blocked_hours", m->blocked_hours);
	put(o, "estimation_accuracy", m->estimation_accuracy);
	put_count(o, "tasks_with_estimate_and_actual", m->estimated);
	put(o, "on_time_rate", m->on_time);
	put_count(o, "tasks_with_deadline", m->with_deadline);
}

static void put_feedback(struct json *o, const struct metrics *m)
{
	put(o, "average_quality_score", m->quality);
	put(o, "average_timeliness_score", m->timeliness);
	put_count(o, "tasks_with_feedback", m->with_feedback);
	put(o, "feedback_coverage", m->completed ?
	    (double)m->with_feedback / (double)m->completed : NAN);
}

struct json *metrics_json(const struct metrics *m, unsigned show)
{
	struct json *o = json_new_obj();

	if (*m->name)
		json_set_str(o, "name", m->name);
	if (show & SHOW_FLOW)
		put_flow(o, m);
	else
		put_count(o, "tasks_completed", m->completed);
	if (show & SHOW_FEEDBACK)
		put_feedback(o, m);
	if (show & SHOW_TIME)
		put_time(o, m);
	return o;
}

struct json *metrics_series_json(const struct metrics_point *p, size_t nr)
{
	struct json *list = json_new_arr();

	for (size_t i = 0; i < nr; i++) {
		struct json *o = json_new_obj();
		char at[WHEN_LEN];

		when_format(at, p[i].at);
		json_set_str(o, "at", at);
		for (int s = 0; s < STATUS_NR; s++)
			put_count(o, status_name((enum status)s),
				  p[i].by_status[s]);
		put_count(o, "scope", p[i].scope);
		put_count(o, "done", p[i].completed);
		put_count(o, "remaining", p[i].scope - p[i].completed);
		put_count(o, "throughput", p[i].done_in_bucket);
		json_push(list, o);
	}
	return list;
}
