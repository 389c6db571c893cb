/*
 * prometheus.c - the tasks' families of the Prometheus text format.
 */
#include "base/base.h"
#include "feat/measure/metricsio.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/when.h"
#include "feat/measure/timeline.h"

static const double buckets[] = {
	3600, 14400, 28800, 86400, 259200, 604800, 1209600, 2592000,
};

/* Counts per label text, in order of appearance; sorted before printing. */
struct series {
	struct map counts;	/* labels -> double * */
};

struct prom {
	struct prom_text *out;
	const struct view *v;
	int64_t now;
	struct series created, completed, quality_sum, quality_nr;
	struct series tm_quality_sum, tm_quality_nr;
	size_t ever, done, by_status[STATUS_NR];
	double quality, timeliness, accuracy, duration_sum;
	size_t nr_quality, nr_timeliness, nr_accuracy;
	size_t duration[ARRAY_SIZE(buckets) + 1];
	int64_t newest;
};

static void series_add(struct series *s, const char *labels, double n)
{
	double *count = map_get(&s->counts, labels);

	if (!count) {
		count = xcalloc(1, sizeof(*count));
		s->counts.free_value = free;
		map_put(&s->counts, labels, count);
	}
	*count += n;
}

/* A family with its samples; nothing at all while there are none. */
static void series_print(struct prom *p, const char *name, const char *type,
			 const char *help, struct series *s,
			 struct series *divide_by)
{
	if (!s->counts.nr)
		return;
	prom_family(p->out, name, type, help);
	map_sort(&s->counts);
	for (size_t i = 0; i < s->counts.nr; i++) {
		double x = *(double *)s->counts.items[i].value;
		const char *labels = s->counts.items[i].key;

		if (divide_by)
			x /= *(double *)map_get(&divide_by->counts, labels);
		prom_value(p->out, name, labels, x);
	}
}

static void add_duration(struct prom *p, double seconds)
{
	size_t b = 0;

	while (b < ARRAY_SIZE(buckets) && seconds > buckets[b])
		b++;
	p->duration[b]++;
	p->duration_sum += seconds;
}

static void add_scores(struct prom *p, const struct row *r, const char *who,
		       const char *tm_who)
{
	if (r->quality) {
		p->quality += r->quality;
		p->nr_quality++;
		series_add(&p->quality_sum, who, r->quality);
		series_add(&p->quality_nr, who, 1);
		series_add(&p->tm_quality_sum, tm_who, r->quality);
		series_add(&p->tm_quality_nr, tm_who, 1);
	}
	if (r->timeliness) {
		p->timeliness += r->timeliness;
		p->nr_timeliness++;
	}
	if (r->estimated > 0 && r->actual > 0) {
		p->accuracy += fmin(r->estimated, r->actual) /
			fmax(r->estimated, r->actual);
		p->nr_accuracy++;
	}
}

static void add_row(struct prom *p, uint32_t row, struct timeline *t)
{
	const struct row *r = &p->v->rows[row];
	struct strbuf labels = STRBUF_INIT, who = STRBUF_INIT;
	struct strbuf tm_who = STRBUF_INIT;
	int64_t done;

	timeline_read(t, p->v, row);
	prom_label(&labels, "priority", priority_name(r->priority));
	prom_label(&labels, "assignee", r->assignee);
	prom_label(&who, "assignee", r->assignee);
	prom_label(&tm_who, "assignee", *r->assignee ? r->assignee :
		  "unassigned");
	series_add(&p->created, labels.buf, 1);
	p->ever++;
	if (r->updated != WHEN_NONE && r->updated > p->newest)
		p->newest = r->updated;
	if (!r->deleted)
		p->by_status[r->status]++;
	/* a completion counts once it happened, also when opened again */
	done = timeline_last(t, STATUS_COMPLETED, INT64_MAX);
	if (done != WHEN_NONE) {
		int64_t start = timeline_first(t, STATUS_IN_PROGRESS, 0);

		series_add(&p->completed, who.buf, 1);
		p->done++;
		/* how long nobody knows, of what was never started */
		if (start != WHEN_NONE && start <= done)
			add_duration(p, (double)(done - start) / 1000);
		add_scores(p, r, who.buf, tm_who.buf);
	}
	strbuf_release(&labels);
	strbuf_release(&who);
	strbuf_release(&tm_who);
}

static void histogram(struct prom *p, const char *name, double unit)
{
	prom_histogram(p->out, name, buckets, p->duration, ARRAY_SIZE(buckets),
		       p->duration_sum, unit);
}

/* Left out while nothing was rated: a 0 would be the worst of all ratings. */
static void print_mean(struct prom *p, const char *name, const char *help,
		       double sum, size_t nr)
{
	if (!nr)
		return;
	prom_family(p->out, name, "gauge", help);
	prom_value(p->out, name, NULL, sum / (double)nr);
}

static void print_own(struct prom *p, const char *version)
{
	struct strbuf label = STRBUF_INIT;

	prom_label(&label, "version", version);
	prom_family(p->out, "git_task_build_info", "info", "Build information.");
	prom_value(p->out, "git_task_build_info", label.buf, 1);
	prom_family(p->out, "git_task_tasks", "gauge", "Number of tasks by status.");
	for (int s = 0; s < STATUS_NR; s++) {
		strbuf_reset(&label);
		prom_label(&label, "status", status_name((enum status)s));
		prom_value(p->out, "git_task_tasks", label.buf,
		      (double)p->by_status[s]);
	}
	series_print(p, "git_task_created_total", "counter",
		     "Tasks ever created, by priority and assignee.",
		     &p->created, NULL);
	series_print(p, "git_task_completed_total", "counter",
		     "Tasks ever completed, by assignee.",
		     &p->completed, NULL);
	prom_family(p->out, "git_task_duration_seconds", "histogram",
	       "Time from start to completion.");
	histogram(p, "git_task_duration_seconds", 1);
	series_print(p, "git_task_quality_score", "gauge",
		     "Mean feedback quality score (1-5), by assignee.",
		     &p->quality_sum,
		     &p->quality_nr);
	print_mean(p, "git_task_timeliness_score",
		   "Mean feedback timeliness score (1-5).", p->timeliness,
		   p->nr_timeliness);
	print_mean(p, "git_task_estimation_accuracy_ratio",
		   "Estimation accuracy, 0-1.", p->accuracy, p->nr_accuracy);
	if (p->newest) {
		prom_family(p->out, "git_task_last_update_timestamp_seconds",
			    "gauge", "Unix time of the newest task edit.");
		prom_value(p->out, "git_task_last_update_timestamp_seconds",
			   NULL, trunc((double)p->newest / 1000));
	}
	strbuf_release(&label);
}

static void print_compat(struct prom *p)
{
	series_print(p, "tm_tasks_total", "counter",
		     "Total tasks created.",
		     &p->created, NULL);
	series_print(p, "tm_tasks_completed_total", "counter",
		     "Total completed tasks.",
		     &p->completed, NULL);
	prom_family(p->out, "tm_task_duration_hours", "histogram",
	       "Task completion time in hours.");
	histogram(p, "tm_task_duration_hours", 3600);
	series_print(p, "tm_quality_score_avg", "gauge",
		     "Average quality score.",
		     &p->tm_quality_sum,
		     &p->tm_quality_nr);
	prom_family(p->out, "tm_pending_tasks", "gauge", "Number of pending tasks.");
	prom_value(p->out, "tm_pending_tasks", NULL,
	      (double)p->by_status[STATUS_PENDING]);
	prom_family(p->out, "tm_blocked_tasks", "gauge", "Number of blocked tasks.");
	prom_value(p->out, "tm_blocked_tasks", NULL,
	      (double)p->by_status[STATUS_BLOCKED]);
	prom_family(p->out, "task_orchestrator_tasks_total", "counter",
	       "Tasks ever created.");
	prom_value(p->out, "task_orchestrator_tasks_total", NULL, (double)p->ever);
	prom_family(p->out, "task_orchestrator_tasks_by_status", "gauge",
	       "Number of tasks by status.");
	for (int s = 0; s < STATUS_CANCELLED; s++) {
		char label[48];

		snprintf(label, sizeof(label), "status=\"%s\"",
			 status_name((enum status)s));
		prom_value(p->out, "task_orchestrator_tasks_by_status", label,
		      (double)p->by_status[s]);
	}
	print_mean(p, "task_orchestrator_quality_score",
		   "Average quality score.", p->quality, p->nr_quality);
	print_mean(p, "task_orchestrator_timeliness_score",
		   "Average timeliness score.", p->timeliness,
		   p->nr_timeliness);
	print_mean(p, "task_orchestrator_estimation_accuracy",
		   "Estimation accuracy percentage.", 100 * p->accuracy,
		   p->nr_accuracy);
	prom_family(p->out, "task_orchestrator_last_update_timestamp", "gauge",
	       "When these numbers were made.");
	prom_value(p->out, "task_orchestrator_last_update_timestamp", NULL,
	      trunc((double)p->now / 1000));
}

void metrics_prometheus(struct prom_text *out, const struct view *v, int64_t now,
			bool compat, const char *version)
{
	struct prom *p = xcalloc(1, sizeof(*p));
	struct timeline t = TIMELINE_INIT;

	p->out = out;
	p->v = v;
	p->now = now;
	for (uint32_t i = 0; i < v->nr; i++)
		add_row(p, i, &t);
	print_own(p, version);
	if (compat)
		print_compat(p);
	timeline_release(&t);
	map_clear(&p->created.counts);
	map_clear(&p->completed.counts);
	map_clear(&p->quality_sum.counts);
	map_clear(&p->quality_nr.counts);
	map_clear(&p->tm_quality_sum.counts);
	map_clear(&p->tm_quality_nr.counts);
	free(p);
}
