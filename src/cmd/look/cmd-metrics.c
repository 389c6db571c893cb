/*
 * cmd-metrics.c - `metrics`: the numbers of a period, for people and tools.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/version.h"
#include "cmd/kit/common.h"
#include "cmd/kit/names.h"
#include "cmd/kit/sessiondb.h"
#include "data/when.h"
#include "db/care/repolog.h"
#include "feat/session/session.h"
#include "feat/measure/chart-text.h"
#include "feat/measure/metrics.h"
#include "feat/measure/metricsio.h"
#include "front/mdtext.h"

#define MS_DAY INT64_C(86400000)
#define FORECAST_DAYS 60
#define NUMBER(n) NUMBER_(n)
#define NUMBER_(n) #n
#define BAR_MIN 8
#define BAR_MAX 50

static const struct opt metrics_opts[] = {
	O_FLAG("feedback", 0, "quality and timeliness scores"),
	O_FLAG("time", 0, "lead, cycle and ageing times, estimates"),
	O_FLAG("telemetry", 0, "how often which command was used, by whom"),
	O_FLAG("all", 0, "everything, series and forecast too"),
	O_FLAG("series", 0, "cumulative flow, burn-up and burn-down"),
	O_FLAG("forecast", 0, "when the open tasks may be done"),
	O_FLAG("explain", 0, "say how each number is made"),
	O_STR("period", 0, "<period>",
	      "one of last-week, last-month, quarter, year, all; or 14d, "
	      "2026-11", 0),
	O_TIME("since", 0, "start of the period", 0),
	O_TIME("until", 0, "end of the period", 0),
	O_ENUM("by", 0, "assignee|tag|project|type|priority",
	       "one row a group", 0),
	{ "compat", 0, OPT_FLAG, NULL, "Prometheus: also the names that "
	  "dashboards of the Task Orchestrator use (default)", OPT_NEG, NULL,
	  0, 0, NULL },
	{ "textfile", 0, OPT_PATH, "<file>", "write them there for the textfile "
	  "collector of Prometheus' node exporter", 0, NULL, 0, 0, NULL },
	OPT_FORMAT("text|prometheus|openmetrics"),
	OPT_END
};

struct shown {
	struct ctx *ctx;
	const struct args *args;
	const struct view *v;
	struct metrics_options opt;
	struct metrics_set set;
	struct metrics_point *points;
	size_t nr_points;
	struct activity activity;
	double days[3];
	size_t open;
	bool feedback, time, flow, telemetry, series, forecast, predicted;
};

static int read_period(struct shown *s, struct err *err)
{
	const char *period = args_str(s->args, "period");
	const char *since = args_str(s->args, "since");
	const char *until = args_str(s->args, "until");

	s->opt.now = clock_now(s->ctx->clock);
	s->opt.since = WHEN_NONE;
	s->opt.until = s->opt.now + 1;
	s->opt.by = args_str(s->args, "by");
	if (period && metrics_period(&s->opt.since, &s->opt.until, period,
				     s->opt.now, err) < 0)
		return common_usage(err);
	if (since && common_time(&s->opt.since, s->ctx, since, false, err) < 0)
		return -1;
	if (until && common_time(&s->opt.until, s->ctx, until, true, err) < 0)
		return -1;
	return 0;
}

static void choose(struct shown *s)
{
	bool all = args_flag(s->args, "all");

	s->feedback = all || args_flag(s->args, "feedback");
	s->time = all || args_flag(s->args, "time");
	s->telemetry = all || args_flag(s->args, "telemetry");
	if (s->telemetry &&
	    !db_config_bool(s->ctx->db, "task.feature.telemetry", true)) {
		out_warn(s->ctx->out, "telemetry disabled; --%s ignored for it",
			 all ? "all" : "telemetry");
		s->telemetry = false;
	}
	s->series = all || args_flag(s->args, "series");
	s->forecast = all || args_flag(s->args, "forecast");
	s->flow = all || !(s->feedback || s->time || s->telemetry ||
			   s->series || s->forecast);
	if (s->flow)
		s->feedback = s->time = true;
}

/* Hours for people: "3.2 h", "2.5 d"; "-" when there is nothing. */
static const char *span(char out[32], double hours)
{
	if (isnan(hours))
		return "-";
	if (hours >= 48)
		snprintf(out, 32, "%.1f days", hours / 24);
	else
		snprintf(out, 32, "%.1f h", hours);
	return out;
}

static const char *percent(char out[32], double x)
{
	if (isnan(x))
		return "-";
	/* a half goes up, whatever the order in which it was added up */
	snprintf(out, 32, "%.0f%%", x + 1e-9);
	return out;
}

static void show_how(struct shown *s, const char *how)
{
	struct out *o = s->ctx->out;

	out_f(o, "%6s%s", "", out_colour(o, COLOUR_DIM));
	out_hanging(o, how, 6);
	out_f(o, "%s\n", out_colour(o, COLOUR_NONE));
}

static void line(struct shown *s, const char *label, const char *text,
		 const char *how)
{
	char *whole = xasprintf("%s: %s", label, text);

	out_f(s->ctx->out, "  ");
	out_hanging(s->ctx->out, whole, 4);
	out_f(s->ctx->out, "\n");
	free(whole);
	if (args_flag(s->args, "explain"))
		show_how(s, how);
}

static void linef(struct shown *s, const char *label, const char *how,
		  const char *fmt, ...) PRINTF_LIKE(4, 5);
static void linef(struct shown *s, const char *label, const char *how,
		  const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	line(s, label, sb.buf, how);
	strbuf_release(&sb);
}

static void show_flow(struct shown *s, const struct metrics *m)
{
	char a[32];

	out_f(s->ctx->out, "Flow metrics:\n");
	linef(s, "Tasks", "not deleted, at the end of the period", "%zu",
	      m->tasks);
	for (int i = 0; i < STATUS_NR; i++)
		if (m->by_status[i])
			out_f(s->ctx->out, "    %s: %zu\n",
			      common_status_words((enum status)i),
			      m->by_status[i]);
	linef(s, "Created", "in the period", "%zu", m->created);
	linef(s, "Completed", "in the period and not opened again since",
	      "%zu", m->completed);
	snprintf(a, sizeof(a), "%.1f a week", m->per_week);
	line(s, "Throughput", isnan(m->per_week) ? "-" : a,
	     "completed / weeks of the period");
	linef(s, "Work in progress", "status in progress at the end", "%zu",
	      m->wip);
	line(s, "Reopen rate", percent(a, 100 * m->reopen_rate),
	     "opened again / completed");
	line(s, "Criteria pass rate",
	     percent(a, m->criteria_checked ? 100.0 *
		     (double)m->criteria_met / (double)m->criteria_checked :
		     NAN), "met / checked, of tasks completed in the period");
}

/* "8.9 days (85% within 10.2 days)", or what there is none of. */
static void show_spans(struct shown *s, const char *label, const char *how,
		       double median, double p85, const char *none)
{
	char a[32], b[32];

	if (isnan(median))
		line(s, label, none, how);
	else
		linef(s, label, how, "%s (85%% within %s)", span(a, median),
		      span(b, p85));
}

static void show_time(struct shown *s, const struct metrics *m)
{
	char a[32], b[32], c[32];
	const char *how = "since its start, median and p85";

	out_f(s->ctx->out, "Time metrics:\n");
	show_spans(s, "Lead time", "creation to completion, median and p85",
		   m->lead_median, m->lead_p85, "nothing completed");
	show_spans(s, "Cycle time", "first start to completion, median and p85",
		   m->cycle_median, m->cycle_p85,
		   "nothing completed that was started before");
	if (isnan(m->age_median))
		line(s, "Age of work in progress", "nothing in progress", how);
	else
		linef(s, "Age of work in progress", how,
		      "%s (85%% below %s, oldest %s)", span(a, m->age_median),
		      span(b, m->age_p85), span(c, m->age_max));
	line(s, "Flow efficiency", percent(a, 100 * m->flow_efficiency),
	     "time in progress / lead time of what was completed");
	line(s, "Blocked time", span(a, m->blocked_hours),
	     "hours in status blocked inside the period, all tasks");
	how = "mean of min/max of estimated and actual hours of completed tasks";
	if (m->estimated)
		linef(s, "Estimation accuracy", how, "%s (%zu task%s)",
		      percent(a, m->estimation_accuracy), m->estimated,
		      m->estimated == 1 ? "" : "s");
	else
		line(s, "Estimation accuracy", "no estimates", how);
	if (m->with_deadline)
		linef(s, "On time", "completed not after their deadline",
		      "%s (%zu with a deadline)",
		      percent(a, 100 * m->on_time), m->with_deadline);
	else
		line(s, "On time", "no deadlines",
		     "completed not after their deadline");
}

/* Nobody rated is no rating of 0; scripts of tm read the number. */
static void show_score(struct shown *s, const char *label, double mean)
{
	if (isnan(mean) && !s->ctx->tm)
		line(s, label, "no ratings", "mean of the scores 1 to 5");
	else
		linef(s, label, "mean of the scores 1 to 5", "%.1f/5",
		      isnan(mean) ? 0 : mean);
}

static void show_feedback(struct shown *s, const struct metrics *m)
{
	double coverage = m->completed ? 100.0 * (double)m->with_feedback /
		(double)m->completed : 0;

	out_f(s->ctx->out, "Feedback metrics:\n");
	show_score(s, "Average Quality", m->quality);
	show_score(s, "Average Timeliness", m->timeliness);
	linef(s, "Tasks with feedback", "completed in the period, scored",
	      "%zu", m->with_feedback);
	linef(s, "Total tasks", "not deleted, at the end of the period",
	      "%zu", m->tasks);
	if (m->completed || s->ctx->tm)
		linef(s, "Feedback coverage", "with feedback / completed",
		      "%.*f%%", s->ctx->tm ? 1 : 0, coverage);
	else
		line(s, "Feedback coverage", "nothing completed",
		     "with feedback / completed");
}

static void show_counts(struct shown *s, const char *title,
			const struct map *counts)
{
	out_f(s->ctx->out, "  %s:\n", title);
	for (size_t i = 0; i < counts->nr; i++) {
		char *name = common_clean(counts->items[i].key);

		out_f(s->ctx->out, "    %s: %zu\n", name,
		      *(const size_t *)counts->items[i].value);
		free(name);
	}
}

static void show_telemetry(struct shown *s)
{
	out_f(s->ctx->out, "Telemetry (history of the tasks):\n");
	linef(s, "Edits", "commits of refs/tasks, joins left out", "%zu",
	      s->activity.edits);
	show_counts(s, "By command", &s->activity.verbs);
	show_counts(s, "By author", &s->activity.authors);
}

/* The width of a bar that has a date in front and `numbers` columns behind. */
static size_t bar_width(const struct out *o, size_t numbers)
{
	size_t taken = strlen("  2026-11-30 ") + 1 + numbers;

	if (!o->tty || o->width >= BAR_MAX + taken)
		return BAR_MAX;
	return o->width > BAR_MIN + taken ? o->width - taken : BAR_MIN;
}

/* One line a bucket. */
static void show_bars(struct shown *s, enum bar kind)
{
	struct out *o = s->ctx->out;
	struct strbuf bar = STRBUF_INIT, numbers = STRBUF_INIT;
	size_t top = bar_top(s->points, s->nr_points), width, longest = 0;

	for (size_t i = 0; i < s->nr_points; i++) {
		strbuf_reset(&numbers);
		bar_numbers(&numbers, kind, &s->points[i], top);
		longest = numbers.len > longest ? numbers.len : longest;
	}
	width = bar_width(o, longest);
	out_hanging(o, bar_title(kind), 2);
	out_f(o, ":\n");
	for (size_t i = 0; i < s->nr_points; i++) {
		const struct metrics_point *p = &s->points[i];
		char at[WHEN_LEN];

		when_format_day(at, p->at - 1);	/* which ends then */
		strbuf_reset(&bar);
		strbuf_reset(&numbers);
		bar_add(&bar, kind, p, top, width);
		bar_numbers(&numbers, kind, p, top);
		out_f(o, "  %.10s %-*s %s\n", at, (int)width, bar.buf,
		      numbers.buf);
	}
	strbuf_release(&bar);
	strbuf_release(&numbers);
}

static void show_series(struct shown *s)
{
	show_bars(s, BAR_UP);
	show_bars(s, BAR_DOWN);
	show_bars(s, BAR_FLOW);
}

static void show_forecast(struct shown *s)
{
	static const int chance[3] = { 50, 85, 95 };
	int64_t now = s->opt.now;

	out_f(s->ctx->out, "Forecast for %zu open task%s:\n", s->open,
	      s->open == 1 ? "" : "s");
	if (!s->predicted) {
		out_f(s->ctx->out, "  ");
		out_hanging(s->ctx->out, "nothing was completed in the last "
			    NUMBER(FORECAST_DAYS) " days: no forecast", 4);
		out_f(s->ctx->out, "\n");
		return;
	}
	for (int i = 0; i < 3; i++) {
		char at[WHEN_LEN];

		when_format(at, now + (int64_t)s->days[i] * MS_DAY);
		out_f(s->ctx->out, "  %d%% chance by %.10s (%.0f "
		      "day%s)\n", chance[i], at, s->days[i],
		      round(s->days[i]) == 1 ? "" : "s");
	}
}

static void show_period(struct shown *s)
{
	const char *period = args_str(s->args, "period");
	struct strbuf sb = STRBUF_INIT;
	char a[WHEN_LEN], b[WHEN_LEN];

	/* a period that ends with a day ends where the next begins */
	when_format_day(a, s->set.since);
	when_format_day(b, s->set.until - 1);
	strbuf_addf(&sb, "Period: %s to %s", a, b);
	if (period)
		strbuf_addf(&sb, " (%s)", period);
	out_hanging(s->ctx->out, sb.buf, 2);
	out_f(s->ctx->out, "\n");
	strbuf_release(&sb);
}

/* The columns of groups, and from how many columns of the terminal on they stand. */
static const struct {
	const char *name;
	size_t from;
} group_columns[] = {
	{ "*group", 0 }, { ">tasks", 60 }, { ">done", 0 }, { ">a week", 100 },
	{ ">lead", 0 }, { ">cycle", 60 }, { ">wip", 80 }, { ">accuracy", 100 },
	{ ">quality", 100 }, { ">on time", 0 },
};

/* What stands in such a column. */
static void group_cell(struct strbuf *out, const struct metrics *m, size_t col)
{
	char a[32];

	switch (col) {
	case 1: strbuf_addf(out, "%zu", m->tasks); break;
	case 2: strbuf_addf(out, "%zu", m->completed); break;
	case 3:
		if (isnan(m->per_week))
			strbuf_addch(out, '-');
		else
			strbuf_addf(out, "%.1f", m->per_week);
		break;
	case 4: strbuf_addstr(out, span(a, m->lead_median)); break;
	case 5: strbuf_addstr(out, span(a, m->cycle_median)); break;
	case 6: strbuf_addf(out, "%zu", m->wip); break;
	case 7: strbuf_addstr(out, percent(a, m->estimation_accuracy)); break;
	case 8:
		if (isnan(m->quality))
			strbuf_addstr(out, "-");
		else
			strbuf_addf(out, "%.1f", m->quality);
		break;
	default: strbuf_addstr(out, percent(a, 100 * m->on_time)); break;
	}
}

/* People as everywhere on a terminal: by their short names. */
static const char *group_name(const struct shown *s, struct names *people,
			      const struct metrics *m)
{
	if (!*m->name)
		return "(all)";
	return str_eq(s->opt.by, "assignee") && !s->ctx->tm &&
	       strcmp(m->name, "(none)") ? names_short(people, m->name) : m->name;
}

static void show_groups(struct shown *s)
{
	const struct out *o = s->ctx->out;
	const char *columns[ARRAY_SIZE(group_columns)];
	struct strbuf sb = STRBUF_INIT;
	struct names people;
	struct table *t;
	size_t i, c, nr = 0;

	for (c = 0; c < ARRAY_SIZE(group_columns); c++)
		if (!o->tty || o->width >= group_columns[c].from)
			columns[nr++] = group_columns[c].name;
	t = table_new(s->ctx->out, columns, nr);
	names_init(&people, s->ctx->db);
	for (i = 0; i < s->v->nr; i++)
		if (!s->v->rows[i].deleted)
			names_add(&people, s->v->rows[i].assignee);
	for (i = 0; i < s->set.nr; i++) {
		table_cell(t, COLOUR_NONE,
			   group_name(s, &people, &s->set.items[i]));
		for (c = 1; c < ARRAY_SIZE(group_columns); c++) {
			if (o->tty && o->width < group_columns[c].from)
				continue;
			strbuf_reset(&sb);
			group_cell(&sb, &s->set.items[i], c);
			table_add(t, COLOUR_NONE, sb.buf, sb.len);
		}
	}
	table_end(t);
	names_release(&people);
	strbuf_release(&sb);
}

static struct json *counts_json(const struct map *counts)
{
	struct json *o = json_new_obj();

	for (size_t i = 0; i < counts->nr; i++)
		json_set_int(o, counts->items[i].key,
			     (int64_t)*(const size_t *)counts->items[i].value);
	return o;
}

static struct json *forecast_json(const struct shown *s)
{
	static const char *const keys[3] = { "days_p50", "days_p85",
					     "days_p95" };
	struct json *o = json_new_obj();

	json_set_int(o, "open_tasks", (int64_t)s->open);
	for (int i = 0; i < 3; i++)
		if (s->predicted)
			json_set_num(o, keys[i], s->days[i]);
		else
			json_set(o, keys[i], json_new_null());
	return o;
}

static void show_json(struct shown *s)
{
	unsigned show = (s->flow ? SHOW_FLOW : 0) | (s->time ? SHOW_TIME : 0) |
		(s->feedback ? SHOW_FEEDBACK : 0);
	struct json *o = metrics_json(&s->set.items[0], show);
	char at[WHEN_LEN];

	when_format(at, s->set.since);
	json_set_str(o, "since", at);
	when_format(at, s->set.until);
	json_set_str(o, "until", at);
	if (args_str(s->args, "period"))
		json_set_str(o, "period", args_str(s->args, "period"));
	if (s->opt.by) {
		struct json *groups = json_new_arr();

		for (size_t i = 1; i < s->set.nr; i++)
			json_push(groups, metrics_json(&s->set.items[i],
						       show));
		json_set(o, "groups", groups);
	}
	if (s->series)
		json_set(o, "series", metrics_series_json(s->points,
							  s->nr_points));
	if (s->forecast)
		json_set(o, "forecast", forecast_json(s));
	if (s->telemetry) {
		json_set(o, "edits_by_command",
			 counts_json(&s->activity.verbs));
		json_set(o, "edits_by_author",
			 counts_json(&s->activity.authors));
	}
	out_json(s->ctx->out, o);
	json_free(o);
}

static void show_csv(struct shown *s)
{
	struct json *list = json_new_arr();

	for (size_t i = 0; i < s->set.nr; i++) {
		struct json *o = json_new_obj(), *m, *e;

		json_set_str(o, "group", *s->set.items[i].name ?
			     s->set.items[i].name : "(all)");
		m = metrics_json(&s->set.items[i], SHOW_TIME | SHOW_FEEDBACK |
				 (s->flow ? SHOW_FLOW : 0));
		json_each(e, m)
			if (!json_is(e, JSON_OBJ) &&
			    !str_eq(json_key(e), "name"))
				json_set(o, json_key(e), json_copy(e));
		json_free(m);
		json_push(list, o);
	}
	out_json(s->ctx->out, list);
	json_free(list);
}

static void show_text(struct shown *s)
{
	show_period(s);
	if (s->opt.by) {
		show_groups(s);
		return;
	}
	if (s->flow)
		show_flow(s, &s->set.items[0]);
	if (s->time)
		show_time(s, &s->set.items[0]);
	if (s->feedback)
		show_feedback(s, &s->set.items[0]);
	if (s->telemetry)
		show_telemetry(s);
	if (s->series)
		show_series(s);
	if (s->forecast)
		show_forecast(s);
}

static int gather(struct shown *s, struct err *err)
{
	if (metrics_compute(&s->set, s->v, &s->opt, err) < 0)
		return -1;
	if (s->series &&
	    metrics_series(&s->points, &s->nr_points, s->v, s->set.since,
			   s->set.until,
			   metrics_step(s->set.since, s->set.until), err) < 0)
		return -1;
	if (s->telemetry && db_activity(&s->activity, s->ctx->db,
					s->opt.since, s->opt.until, err) < 0)
		return -1;
	if (s->forecast)
		s->predicted = metrics_forecast(s->days, &s->open, s->v,
						s->opt.now, FORECAST_DAYS);
	return 0;
}

static int gather_prometheus(struct prom_text *text, struct shown *s,
			     struct err *err)
{
	struct session_list sessions;
	struct db *db;
	int ret;

	if (session_db(&db, s->ctx, err) < 0)
		return -1;
	ret = session_all(&sessions, db, err);
	if (ret == 0) {
		metrics_prometheus(text, s->v, s->opt.now,
				   args_tri(s->args, "compat") >= 0,
				   git_task_version());
		session_prometheus(text, &sessions);
		prom_end(text);
		session_list_release(&sessions);
	}
	db_close(db);
	return ret;
}

static int show_prometheus(struct shown *s, bool open, struct err *err)
{
	struct prom_text text = PROM_TEXT_INIT;
	int ret;

	text.open = open;
	ret = gather_prometheus(&text, s, err);
	if (ret == 0)
		out_raw(s->ctx->out, text.out.buf, text.out.len);
	strbuf_release(&text.out);
	return ret;
}

/* The collector must never see half of it. */
static int write_textfile(struct shown *s, const char *format, struct err *err)
{
	const char *path = args_str(s->args, "textfile");
	struct prom_text text = PROM_TEXT_INIT;
	int ret;

	if (format && strcmp(format, "prometheus"))
		return err_set(err, ERR_USAGE, "the textfile collector reads "
			       "the format 'prometheus' only");
	if (!str_ends(path, ".prom"))
		return err_set(err, ERR_USAGE, "the textfile collector reads "
			       "files whose names end with '.prom' only");
	ret = gather_prometheus(&text, s, err);
	if (ret == 0)
		ret = file_write_atomic(path, text.out.buf, text.out.len,
					false, err);
	strbuf_release(&text.out);
	return ret;
}

static int run_metrics(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct shown s = { .ctx = ctx, .args = args };
	const char *format = args_str(args, "format");
	int res = -1;

	if (common_view(&s.v, ctx, err) < 0 || read_period(&s, err) < 0)
		return -1;
	if (args_has(args, "textfile"))
		return write_textfile(&s, args_has(args, "format") ? format :
				      NULL, err);
	if (str_eq(format, "prometheus") || str_eq(format, "openmetrics"))
		return show_prometheus(&s, *format == 'o', err);
	choose(&s);
	if (gather(&s, err) < 0)
		goto out;
	if (out_tree(ctx->out))
		show_json(&s);
	else if (out_data(ctx->out))
		show_csv(&s);
	else
		show_text(&s);
	res = 0;
out:
	metrics_release(&s.set);
	activity_release(&s.activity);
	free(s.points);
	return res;
}

const struct cmd cmd_metrics = {
	"metrics", NULL, "measure", "show how the work flows, in numbers",
	"Throughput, lead and cycle time, work in progress and its age, "
	"flow efficiency, blocked time, estimation accuracy, on-time and reopen "
	"rates, feedback scores: for all tasks or by group, over a period.\n"
	"\n"
	"Everything is derived from the transitions that each task keeps of "
	"itself, so deleting a task does not rewrite the past and a shallow "
	"clone knows as much as a full one.  --explain says how each number "
	"is made.\n"
	"\n"
	"Examples:\n"
	"\tgit task metrics --period last-month --by assignee\n"
	"\tgit task metrics --forecast\n"
	"\tgit task metrics --format prometheus\n"
	"\tgit task metrics --textfile /var/lib/node_exporter/tasks.prom",
	metrics_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_metrics
};
