#include "base/base.h"
#include "feat/metricsio.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/when.h"
#include "feat/timeline.h"

static const double buckets[] = {
	3600, 14400, 28800, 86400, 259200, 604800, 1209600, 2592000,
};

/* Counts per label text, in order of appearance; sorted before printing. */
struct series {
	struct map counts;	/* labels -> double * */
};

struct prom {
	struct strbuf *out;
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

static void add_label(struct strbuf *sb, const char *name, const char *value)
{
	if (sb->len)
		strbuf_addch(sb, ',');
	strbuf_addf(sb, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '\n')
			strbuf_addstr(sb, "\\n");
		else if (*value == '"' || *value == '\\')
			strbuf_addf(sb, "\\%c", *value);
		else
			strbuf_addch(sb, *value);
	}
	strbuf_addch(sb, '"');
}

static void family(struct prom *p, const char *name, const char *type,
		   const char *help)
{
	strbuf_addf(p->out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
		    type);
}

static void value(struct prom *p, const char *name, const char *labels,
		  double x)
{
	strbuf_addstr(p->out, name);
	if (labels && *labels)
		strbuf_addf(p->out, "{%s}", labels);
	strbuf_addch(p->out, ' ');
	json_add_num(p->out, isnan(x) ? 0 : round(x * 1e6) / 1e6);
	strbuf_addch(p->out, '\n');
}

static void series_print(struct prom *p, const char *name, struct series *s,
			 struct series *divide_by)
{
	map_sort(&s->counts);
	for (size_t i = 0; i < s->counts.nr; i++) {
		double x = *(double *)s->counts.items[i].value;
		const char *labels = s->counts.items[i].key;

		if (divide_by)
			x /= *(double *)map_get(&divide_by->counts, labels);
		value(p, name, labels, x);
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
	add_label(&labels, "priority", priority_name(r->priority));
	add_label(&labels, "assignee", r->assignee);
	add_label(&who, "assignee", r->assignee);
	add_label(&tm_who, "assignee", *r->assignee ? r->assignee :
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

		if (start == WHEN_NONE || start > done)
			start = t->moments[0].at;
		series_add(&p->completed, who.buf, 1);
		p->done++;
		add_duration(p, (double)(done - start) / 1000);
		add_scores(p, r, who.buf, tm_who.buf);
	}
	strbuf_release(&labels);
	strbuf_release(&who);
	strbuf_release(&tm_who);
}

static void histogram(struct prom *p, const char *name, double unit)
{
	char key[64];
	size_t sum = 0;

	snprintf(key, sizeof(key), "%s_bucket", name);
	for (size_t b = 0; b < ARRAY_SIZE(buckets); b++) {
		char le[48];

		sum += p->duration[b];
		snprintf(le, sizeof(le), "le=\"%g\"", buckets[b] / unit);
		value(p, key, le, (double)sum);
	}
	sum += p->duration[ARRAY_SIZE(buckets)];
	value(p, key, "le=\"+Inf\"", (double)sum);
	snprintf(key, sizeof(key), "%s_sum", name);
	value(p, key, NULL, p->duration_sum / unit);
	snprintf(key, sizeof(key), "%s_count", name);
	value(p, key, NULL, (double)sum);
}

static double mean(double sum, size_t nr)
{
	return nr ? sum / (double)nr : 0;
}

static void print_own(struct prom *p, const char *version)
{
	struct strbuf label = STRBUF_INIT;

	add_label(&label, "version", version);
	family(p, "git_task_build_info", "gauge", "Build information.");
	value(p, "git_task_build_info", label.buf, 1);
	family(p, "git_task_tasks", "gauge", "Number of tasks by status.");
	for (int s = 0; s < STATUS_NR; s++) {
		strbuf_reset(&label);
		add_label(&label, "status", status_name((enum status)s));
		value(p, "git_task_tasks", label.buf,
		      (double)p->by_status[s]);
	}
	family(p, "git_task_created_total", "counter",
	       "Tasks ever created, by priority and assignee.");
	series_print(p, "git_task_created_total", &p->created, NULL);
	family(p, "git_task_completed_total", "counter",
	       "Tasks ever completed, by assignee.");
	series_print(p, "git_task_completed_total", &p->completed, NULL);
	family(p, "git_task_duration_seconds", "histogram",
	       "Time from start to completion.");
	histogram(p, "git_task_duration_seconds", 1);
	family(p, "git_task_quality_score", "gauge",
	       "Mean feedback quality score (1-5), by assignee.");
	series_print(p, "git_task_quality_score", &p->quality_sum,
		     &p->quality_nr);
	family(p, "git_task_timeliness_score", "gauge",
	       "Mean feedback timeliness score (1-5).");
	value(p, "git_task_timeliness_score", NULL,
	      mean(p->timeliness, p->nr_timeliness));
	family(p, "git_task_estimation_accuracy_ratio", "gauge",
	       "Estimation accuracy, 0-1.");
	value(p, "git_task_estimation_accuracy_ratio", NULL,
	      mean(p->accuracy, p->nr_accuracy));
	family(p, "git_task_last_update_timestamp_seconds", "gauge",
	       "Unix time of the newest task edit.");
	value(p, "git_task_last_update_timestamp_seconds", NULL,
	      trunc((double)p->newest / 1000));
	strbuf_release(&label);
}

static void print_tokens(struct prom *p, const struct session_list *sessions)
{
	const char *name = "git_task_agent_tokens_total";
	struct session_sums sums;
	struct strbuf label = STRBUF_INIT;

	family(p, name, "counter",
	       "Tokens that agents used, by agent, model and direction.");
	session_sums(&sums, sessions, SESSION_BY_BOTH, WHEN_NONE, INT64_MAX,
		     NULL);
	for (size_t i = 0; i < sums.nr; i++) {
		const struct session_tokens *n = &sums.v[i].tokens;
		const struct {
			const char *direction;
			double nr;
		} ways[] = {
			{ "cache_creation", n->cache_creation },
			{ "cache_read", n->cache_read },
			{ "input", n->input },
			{ "output", n->output },
		};

		for (size_t k = 0; k < ARRAY_SIZE(ways); k++) {
			strbuf_reset(&label);
			add_label(&label, "agent", sums.v[i].agent);
			add_label(&label, "model", sums.v[i].model);
			add_label(&label, "direction", ways[k].direction);
			value(p, name, label.buf, ways[k].nr);
		}
	}
	session_sums_release(&sums);
	strbuf_release(&label);
}

/* Every state and severity has its series, also when it is 0. */
static void print_agents(struct prom *p, const struct session_list *sessions)
{
	struct strbuf label = STRBUF_INIT;
	struct session_sums all;

	session_sums(&all, sessions, SESSION_BY_ALL, WHEN_NONE, INT64_MAX,
		     NULL);
	family(p, "git_task_agent_sessions", "gauge",
	       "Sessions of agents by state.");
	for (int i = 0; i < SESSION_STATE_NR; i++) {
		strbuf_reset(&label);
		add_label(&label, "state", session_state_names[i]);
		value(p, "git_task_agent_sessions", label.buf,
		      (double)all.v[0].states[i]);
	}
	print_tokens(p, sessions);
	family(p, "git_task_agent_errors_total", "counter",
	       "Errors that agents logged, by severity.");
	for (int i = 0; i < SEVERITY_NR; i++) {
		strbuf_reset(&label);
		add_label(&label, "severity", severity_names[i]);
		value(p, "git_task_agent_errors_total", label.buf,
		      (double)all.v[0].errors[i]);
	}
	session_sums_release(&all);
	strbuf_release(&label);
}

static void print_compat(struct prom *p)
{
	family(p, "tm_tasks_total", "counter", "Total tasks created.");
	series_print(p, "tm_tasks_total", &p->created, NULL);
	family(p, "tm_tasks_completed_total", "counter",
	       "Total completed tasks.");
	series_print(p, "tm_tasks_completed_total", &p->completed, NULL);
	family(p, "tm_task_duration_hours", "histogram",
	       "Task completion time in hours.");
	histogram(p, "tm_task_duration_hours", 3600);
	family(p, "tm_quality_score_avg", "gauge", "Average quality score.");
	series_print(p, "tm_quality_score_avg", &p->tm_quality_sum,
		     &p->tm_quality_nr);
	family(p, "tm_pending_tasks", "gauge", "Number of pending tasks.");
	value(p, "tm_pending_tasks", NULL,
	      (double)p->by_status[STATUS_PENDING]);
	family(p, "tm_blocked_tasks", "gauge", "Number of blocked tasks.");
	value(p, "tm_blocked_tasks", NULL,
	      (double)p->by_status[STATUS_BLOCKED]);
	family(p, "task_orchestrator_tasks_total", "counter",
	       "Tasks ever created.");
	value(p, "task_orchestrator_tasks_total", NULL, (double)p->ever);
	family(p, "task_orchestrator_tasks_by_status", "gauge",
	       "Number of tasks by status.");
	for (int s = 0; s < STATUS_CANCELLED; s++) {
		char label[48];

		snprintf(label, sizeof(label), "status=\"%s\"",
			 status_name((enum status)s));
		value(p, "task_orchestrator_tasks_by_status", label,
		      (double)p->by_status[s]);
	}
	family(p, "task_orchestrator_quality_score", "gauge",
	       "Average quality score.");
	value(p, "task_orchestrator_quality_score", NULL,
	      mean(p->quality, p->nr_quality));
	family(p, "task_orchestrator_timeliness_score", "gauge",
	       "Average timeliness score.");
	value(p, "task_orchestrator_timeliness_score", NULL,
	      mean(p->timeliness, p->nr_timeliness));
	family(p, "task_orchestrator_estimation_accuracy", "gauge",
	       "Estimation accuracy percentage.");
	value(p, "task_orchestrator_estimation_accuracy", NULL,
	      100 * mean(p->accuracy, p->nr_accuracy));
	family(p, "task_orchestrator_last_update_timestamp", "gauge",
	       "When these numbers were made.");
	value(p, "task_orchestrator_last_update_timestamp", NULL,
	      trunc((double)p->now / 1000));
}

void metrics_prometheus(struct strbuf *out, const struct view *v,
			const struct session_list *sessions, int64_t now,
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
	print_agents(p, sessions);
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
