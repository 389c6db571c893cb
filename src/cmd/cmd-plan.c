#include "base/base.h"
#include "cmd/cmds.h"

#include <math.h>

#include "base/mem.h"
#include "cmd/common.h"
#include "data/when.h"
#include "db/query.h"
#include "feat/plan.h"

static const struct opt plan_opts[] = {
	O_INT("developers", 'n', "how many work at the same time", 1, 1000),
	O_NUM("hours", 0, "working hours of one developer a day", 0.1, 24),
	O_TIME("start", 0, "first day of the plan", 0),
	O_STR("project", 0, "<name>", "only tasks of this project", 0),
	O_FLAG("explain", 0, "say how the plan is made"),
	{ "query", 0, OPT_STR, "<query>", "only tasks that match",
	  OPT_POS | OPT_MANY, NULL, 0, 0, NULL },
	OPT_FORMAT("text|json|csv|mermaid"),
	OPT_END
};

struct planned {
	struct ctx *ctx;
	const struct args *args;
	const struct view *v;
	struct plan plan;
	double hours;		/* a day */
	int64_t start;		/* ms */
};

#define MAX_DAYS 3650000.0	/* ten thousand years: when_format ends there */

/* The calendar day (UTC) of a working hour: days follow one another. */
static int64_t day_of(const struct planned *p, double hour, bool end)
{
	double day = hour / p->hours;
	double whole = end ? ceil(day - 1e-9) - 1 : floor(day + 1e-9);

	if (!(whole > 0))
		whole = 0;
	if (whole > MAX_DAYS)
		whole = MAX_DAYS;
	return p->start + (int64_t)whole * 86400000;
}

static void date_of(char out[11], const struct planned *p, double hour,
		    bool end)
{
	char at[WHEN_LEN];

	when_format(at, day_of(p, hour, end));
	memcpy(out, at, 10);
	out[10] = '\0';
}

/* Is the item on the critical path that the plan names? */
static bool is_critical(const struct planned *p, uint32_t row)
{
	for (size_t i = 0; i < p->plan.nr_critical; i++)
		if (p->plan.critical[i] == row)
			return true;
	return false;
}

static void show_table(struct planned *p)
{
	static const char *const columns[] = {
		"id", "from", "to", ">dev", ">hours", ">slack", "critical",
		"*title",
	};
	struct table *t = table_new(p->ctx->out, columns,
				    ARRAY_SIZE(columns));

	for (size_t i = 0; i < p->plan.nr; i++) {
		const struct plan_item *it = &p->plan.items[i];
		const struct row *r = &p->v->rows[it->row];
		bool critical = is_critical(p, it->row);
		char id[ID_LEN + 1], from[11], to[11];

		view_short(id, p->v, r->id);
		date_of(from, p, it->start, false);
		date_of(to, p, it->end, true);
		table_cell(t, COLOUR_YELLOW, id);
		table_cell(t, COLOUR_NONE, from);
		table_cell(t, COLOUR_NONE, to);
		table_cellf(t, COLOUR_NONE, "%u", it->lane + 1);
		table_cellf(t, COLOUR_NONE, "%.4g%s", it->hours,
			    it->guessed ? "?" : "");
		table_cellf(t, COLOUR_NONE, "%.4g", it->slack);
		table_cell(t, COLOUR_RED, critical ? "yes" : "");
		table_cell(t, critical ? COLOUR_BOLD : COLOUR_NONE, r->title);
	}
	table_end(t);
}

static void show_text(struct planned *p)
{
	struct out *o = p->ctx->out;
	size_t guessed = 0;
	char end[11];

	if (!p->plan.nr) {
		out_note(o, "no open task to plan");
		return;
	}
	show_table(p);
	for (size_t i = 0; i < p->plan.nr; i++)
		guessed += p->plan.items[i].guessed;
	date_of(end, p, p->plan.makespan, true);
	out_f(o, "\n%zu task%s, %u developer%s, %.4g h a day: done %s "
	      "(%.4g h; critical path %.4g h)\n", p->plan.nr,
	      p->plan.nr == 1 ? "" : "s", p->plan.lanes,
	      p->plan.lanes == 1 ? "" : "s", p->hours, end, p->plan.makespan,
	      p->plan.length);
	if (guessed)
		out_f(o, "%zu %s no estimate: %.4g h assumed (marked ?); see "
		      "'git task estimate'\n", guessed,
		      guessed == 1 ? "task has" : "tasks have",
		      PLAN_DEFAULT_HOURS);
	if (args_flag(p->args, "explain"))
		out_f(o, "Slack is how long a task can wait without moving "
		      "the end when hands are unlimited (critical path "
		      "method).\nThe schedule gives a free developer the "
		      "ready task with the longest way to the end (list "
		      "scheduling, Graham 1969);\nties go by priority, then "
		      "id. Tasks of one assignee share a developer.\n");
}

static void show_json(struct planned *p)
{
	struct json *o = json_new_obj(), *list = json_new_arr();
	struct json *critical = json_new_arr();
	char day[11];

	for (size_t i = 0; i < p->plan.nr; i++) {
		const struct plan_item *it = &p->plan.items[i];
		struct json *e = json_new_obj();

		json_set_str(e, "id", p->v->rows[it->row].id);
		json_set_str(e, "title", p->v->rows[it->row].title);
		json_set_int(e, "developer", it->lane + 1);
		json_set_num(e, "hours", it->hours);
		json_set_bool(e, "estimated", !it->guessed);
		json_set_num(e, "start_hour", it->start);
		json_set_num(e, "end_hour", it->end);
		date_of(day, p, it->start, false);
		json_set_str(e, "start_date", day);
		date_of(day, p, it->end, true);
		json_set_str(e, "end_date", day);
		json_set_num(e, "slack_hours", it->slack);
		json_set_bool(e, "critical", is_critical(p, it->row));
		json_push(list, e);
	}
	for (size_t i = 0; i < p->plan.nr_critical; i++)
		json_push_str(critical, p->v->rows[p->plan.critical[i]].id);
	json_set_int(o, "developers", p->plan.lanes);
	json_set_num(o, "hours_per_day", p->hours);
	json_set_num(o, "makespan_hours", p->plan.makespan);
	json_set_num(o, "critical_path_hours", p->plan.length);
	date_of(day, p, p->plan.makespan, true);
	json_set_str(o, "end_date", day);
	json_set_int(o, "left_out", (int64_t)p->plan.left_out);
	json_set(o, "critical_path", critical);
	json_set(o, "tasks", list);
	if (p->ctx->out->format == OUT_CSV)
		out_json(p->ctx->out, json_get(o, "tasks"));
	else
		out_json(p->ctx->out, o);
	json_free(o);
}

/* Mermaid takes ':' ',' '#' and ';' in a task's name for syntax. */
static void gantt_name(struct strbuf *out, const char *title)
{
	char *clean = common_clean(title);

	for (char *s = clean; *s; s++)
		if (strchr(":,#;", *s))
			*s = ' ';
	strbuf_addstr(out, clean);
	free(clean);
}

static void show_mermaid(struct planned *p)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "gantt\n    dateFormat YYYY-MM-DD\n"
		      "    title Plan\n");
	for (unsigned lane = 0; lane < p->plan.lanes; lane++) {
		bool any = false;

		for (size_t i = 0; i < p->plan.nr; i++) {
			const struct plan_item *it = &p->plan.items[i];
			double days = ceil(it->end / p->hours - 1e-9) -
				floor(it->start / p->hours + 1e-9);
			char from[11];

			if (it->lane != lane)
				continue;
			if (!any)
				strbuf_addf(&sb, "    section Developer %u\n",
					    lane + 1);
			any = true;
			date_of(from, p, it->start, false);
			strbuf_addstr(&sb, "    ");
			gantt_name(&sb, p->v->rows[it->row].title);
			strbuf_addf(&sb, " :%st%.8s, %s, %.0fd\n",
				    is_critical(p, it->row) ? "crit, " : "",
				    p->v->rows[it->row].id, from,
				    days < 1 ? 1 : days);
		}
	}
	out_raw(p->ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
}

/* Rows that --project and the query leave. */
static int choose(uint32_t **rows, size_t *nr, struct planned *p,
		  struct err *err)
{
	struct query *q = query_new(clock_now(p->ctx->clock));
	const struct strvec *words = args_list(p->args, "query");
	const char *project = args_str(p->args, "project");
	int res = -1;

	query_unsorted(q);
	query_set_me(q, db_me_name(p->ctx->db), NULL);
	for (size_t i = 0; i < words->nr; i++)
		if (query_add(q, words->v[i], err) < 0)
			goto out;
	if (project && query_where(q, "project", "=", project, err) < 0)
		goto out;
	if (query_where(q, "status", ":", "open", err) < 0)
		goto out;
	res = query_run(rows, nr, NULL, q, p->v, err);
out:
	query_free(q);
	return res;
}

static int run_plan(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct planned p = { .ctx = ctx, .args = args };
	struct plan_options opt = { 0 };
	uint32_t *rows = NULL;
	const char *start = args_str(args, "start");
	int res = -1;

	if (common_view(&p.v, ctx, err) < 0)
		return -1;
	p.hours = args_num(args, "hours", 8);
	p.start = clock_now(ctx->clock);
	if (start && common_time(&p.start, ctx, start, false, err) < 0)
		return -1;
	opt.developers = (unsigned)args_int(args, "developers", 1);
	if (choose(&rows, &opt.nr_rows, &p, err) < 0)
		goto out;
	opt.rows = rows;
	if (plan_make(&p.plan, p.v, &opt, err) < 0)
		goto out;
	if (p.plan.left_out)
		out_warn(ctx->out, "%zu tasks left out: they are in a "
			 "dependency cycle or wait for a task outside the plan",
			 p.plan.left_out);
	if (str_eq(args_str(args, "format"), "mermaid"))
		show_mermaid(&p);
	else if (ctx->out->format == OUT_JSON || ctx->out->format == OUT_CSV)
		show_json(&p);
	else
		show_text(&p);
	res = 0;
out:
	plan_release(&p.plan);
	free(rows);
	return res;
}

const struct cmd cmd_plan = {
	"plan", NULL, "think", "schedule the open tasks",
	"Lays the open tasks out over days for a number of developers: no task "
	"starts before what it depends on is done, nobody does two things at "
	"once. Tasks on the critical path have no slack.\n"
	"\n"
	"Examples:\n"
	"\tgit task plan --developers 3 --hours 6\n"
	"\tgit task plan --format mermaid tag:release",
	plan_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_plan
};
