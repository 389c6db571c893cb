/*
 * cmd-plan.c - git task plan: the open tasks over days and people.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "base/mem.h"
#include "cmd/look/planned.h"
#include "data/due.h"
#include "db/query/query.h"
#include "front/mdtext.h"

static const struct opt plan_opts[] = {
	O_INT("developers", 'n', "so many nameless people, in place of the "
	      "assignees", 1, 1000),
	O_NUM("hours", 0, "working hours a day", 0.1, 24),
	O_TIME("start", 0, "first day of the plan", 0),
	O_STR("project", 0, "<name>", "only tasks of this project", 0),
	O_STR("what-if", 0, "<supposition>", "the plan if it were so: "
	      "'remove ben until friday', 'add zoe'", 0),
	O_FLAG("explain", 0, "say how the plan is made"),
	{ "query", 0, OPT_STR, "<query>", "only tasks that match",
	  OPT_POS | OPT_MANY, NULL, 0, 0, NULL },
	OPT_FORMAT("text|mermaid|html|ics"),
	OPT_END
};

static double hours_to(const struct planned *p, double t)
{
	return work_hours(&(struct calendar){ p->first, p->team.holidays,
					      p->team.nr_holidays },
			  &p->team.usual, t);
}

/* ---- text ---- */

#define NARROW 60	/* columns of a terminal: from then on the whole table */

static void day_cell(struct table *t, struct when_day d)
{
	struct strbuf sb = STRBUF_INIT;

	day_name(&sb, d);
	if (d.year > 2100)
		strbuf_addf(&sb, " %d", d.year);
	table_cell(t, COLOUR_NONE, sb.buf);
	strbuf_release(&sb);
}

static void show_table(struct planned *p)
{
	static const char *const columns[] = {
		"id", "from", "to", "who", ">hours", "*title",
	};
	/* what a narrow terminal has room for */
	static const char *const few[] = { "id", "to", "*title" };
	const bool narrow = p->ctx->out->tty && p->ctx->out->width < NARROW;
	struct table *t = narrow ?
			  table_new(p->ctx->out, few, ARRAY_SIZE(few)) :
			  table_new(p->ctx->out, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < p->plan.nr; i++) {
		const struct plan_item *it = &p->plan.items[i];
		const struct row *r = &p->v->rows[it->row];
		struct strbuf who = STRBUF_INIT;
		bool critical = planned_critical(p, it->row);
		char id[ID_LEN + 1];

		view_short_row(id, p->v, it->row);
		if (it->epic && !*r->assignee)
			;	/* of those who do the parts */
		else if (p->team.assigned)
			team_label(&who, p, it->lane);
		else
			strbuf_addf(&who, "%u", it->lane + 1);
		table_cell(t, COLOUR_YELLOW, id);
		if (!narrow)
			day_cell(t, planned_from(p, it));
		day_cell(t, planned_to(p, it));
		if (!narrow)
			table_cell(t, COLOUR_NONE, who.buf);
		if (narrow)
			;
		else if (it->epic)
			table_cell(t, COLOUR_DIM, "parts");
		else
			table_cellf(t, COLOUR_NONE, "%.4g%s", it->hours,
				    it->guessed ? "?" : "");
		table_cell(t, it->late ? COLOUR_RED : critical ?
			   COLOUR_BOLD : COLOUR_NONE, r->title);
		strbuf_release(&who);
	}
	table_end(t);
}

static void day_text(struct strbuf *sb, const struct planned *p,
		     struct when_day d)
{
	day_words(sb, d, p->now);
}

/* "Mon-Fri", "Mon, Wed" */
static void days_text(struct strbuf *sb, unsigned days)
{
	static const char names[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri",
					 "Sat", "Sun" };
	int i, end;
	size_t at = sb->len;

	for (i = 0; i < 7; i = end + 1) {
		end = i;
		if (!(days >> i & 1))
			continue;
		while (end < 6 && days >> (end + 1) & 1)
			end++;
		strbuf_addf(sb, "%s%s", sb->len > at ? ", " : "", names[i]);
		if (end > i)
			strbuf_addf(sb, "-%s", names[end]);
	}
}

static void show_sum(struct planned *p)
{
	struct strbuf sb = STRBUF_INIT;
	size_t nr = p->plan.nr;

	strbuf_addf(&sb, "%zu task%s, ", nr, nr == 1 ? "" : "s");
	if (p->team.assigned)
		strbuf_addf(&sb, "%zu %s (from assignees), ", p->team.nr,
			    p->team.nr == 1 ? "person" : "people");
	else
		strbuf_addf(&sb, "%zu developer%s, ", p->team.nr,
			    p->team.nr == 1 ? "" : "s");
	strbuf_addf(&sb, "%.4g h a day, ", p->team.usual.hours);
	days_text(&sb, p->team.usual.days);
	strbuf_addstr(&sb, ": done ");
	day_text(&sb, p, planned_last(p, p->plan.makespan));
	out_hanging(p->ctx->out, sb.buf, 2);
	out_f(p->ctx->out, "\n");
	strbuf_release(&sb);
}

static void show_late(struct planned *p)
{
	for (size_t i = 0; i < p->plan.nr; i++) {
		const struct plan_item *it = &p->plan.items[i];
		const struct row *r = &p->v->rows[it->row];
		struct strbuf sb = STRBUF_INIT;
		char id[ID_LEN + 1];

		if (!it->late)
			continue;
		view_short_row(id, p->v, it->row);
		strbuf_addf(&sb, " %s %s, due ", id, r->title);
		day_text(&sb, p, due_day(r->deadline));
		strbuf_addstr(&sb, ", planned ");
		day_text(&sb, p, planned_to(p, it));
		out_paint(p->ctx->out, COLOUR_RED, "Late:");
		out_hanging(p->ctx->out, sb.buf, 6);
		out_f(p->ctx->out, "\n");
		strbuf_release(&sb);
	}
}

static void why_out(struct strbuf *sb, const struct planned *p,
		    const struct plan_out *o)
{
	struct task t = TASK_INIT;
	char id[ID_LEN + 1];
	const char *reason;

	switch (o->why) {
	case PLAN_CYCLE:
		strbuf_addstr(sb, "in a dependency cycle");
		break;
	case PLAN_WAITS:
		view_short_row(id, p->v, o->on);
		strbuf_addf(sb, "waits for %s %s", id,
			    p->v->rows[o->on].title);
		break;
	case PLAN_BLOCKED:
		strbuf_addstr(sb, "blocked");
		if (view_task(&t, p->v, o->row, NULL) < 0)
			break;
		reason = task_str(&t, F_BLOCKED_REASON);
		if (reason)
			strbuf_addf(sb, ": %s", reason);
		task_release(&t);
		break;
	}
}

static void show_out(struct planned *p)
{
	for (size_t i = 0; i < p->plan.nr_out; i++) {
		struct strbuf sb = STRBUF_INIT;
		char id[ID_LEN + 1];

		view_short_row(id, p->v, p->plan.out[i].row);
		strbuf_addf(&sb, "Not planned: %s %s (", id,
			    p->v->rows[p->plan.out[i].row].title);
		why_out(&sb, p, &p->plan.out[i]);
		strbuf_addstr(&sb, ")");
		out_hanging(p->ctx->out, sb.buf, 6);
		out_f(p->ctx->out, "\n");
		strbuf_release(&sb);
	}
}

static void show_people(struct planned *p)
{
	for (unsigned lane = 0; p->team.assigned && lane < p->team.nr; lane++) {
		struct strbuf sb = STRBUF_INIT;
		struct when_day from = { 0, 1, 1 }, to = from;
		double hours = 0;
		size_t nr = 0;

		for (size_t i = 0; i < p->plan.nr; i++) {
			const struct plan_item *it = &p->plan.items[i];

			if (it->lane != lane || it->epic)
				continue;
			if (!nr++)
				from = planned_from(p, it);
			to = planned_to(p, it);
			hours += it->hours;
		}
		team_label(&sb, p, lane);
		strbuf_addf(&sb, ": %zu task%s, %.4g h", nr,
			    nr == 1 ? "" : "s", hours);
		if (nr) {
			strbuf_addstr(&sb, ", ");
			if (!p->ctx->out->tty || p->ctx->out->width >= 60) {
				day_name(&sb, from);
				strbuf_addch(&sb, ' ');
			}
			strbuf_addstr(&sb, "to ");
			day_name(&sb, to);
		}
		out_f(p->ctx->out, "  ");
		out_s(p->ctx->out, sb.buf);
		out_f(p->ctx->out, "\n");
		strbuf_release(&sb);
	}
}

static void explain(struct planned *p)
{
	char *text = xasprintf("Whoever is free takes the ready task with the "
		"earliest deadline (its own, or of a task that waits for it), "
		"then the one with the longest way to the end (list "
		"scheduling, Graham 1969); ties go by priority, then age. "
		"Tasks stay with their assignees, the others go where they "
		"end first. The critical path is bold: %.4g h.",
		p->plan.length);

	out_f(p->ctx->out, "\n");
	out_hanging(p->ctx->out, text, 0);
	out_f(p->ctx->out, "\n");
	free(text);
}

static void show_text(struct planned *p, const struct planned *before)
{
	struct out *o = p->ctx->out;
	struct strbuf sb = STRBUF_INIT;
	size_t guessed = 0;

	if (!p->plan.nr && !p->plan.nr_out) {
		out_note(o, "no open task to plan");
		return;
	}
	if (p->plan.nr)
		show_sum(p);
	if (before) {
		strbuf_addf(&sb, "What if '%s': without it, done ",
			    args_str(p->args, "what-if"));
		day_text(&sb, p, planned_last(before, before->plan.makespan));
		out_s(o, sb.buf);
		out_f(o, "\n");
		strbuf_release(&sb);
	}
	show_late(p);
	show_out(p);
	if (!p->plan.nr)
		return;
	show_people(p);
	out_f(o, "\n");
	show_table(p);
	for (size_t i = 0; i < p->plan.nr; i++)
		guessed += p->plan.items[i].guessed;
	if (guessed) {
		strbuf_addf(&sb, "%zu %s no estimate: %.4g h assumed (marked "
			    "?); see 'git task estimate'", guessed,
			    guessed == 1 ? "task has" : "tasks have",
			    PLAN_DEFAULT_HOURS);
		out_f(o, "\n");
		out_hanging(o, sb.buf, 2);
		out_f(o, "\n");
		strbuf_release(&sb);
	}
	if (args_flag(p->args, "explain"))
		explain(p);
}

/* ---- data ---- */

static struct json *item_json(struct planned *p, const struct plan_item *it)
{
	const struct row *r = &p->v->rows[it->row];
	struct json *e = json_new_obj();
	struct strbuf who = STRBUF_INIT;
	char day[WHEN_LEN];

	json_set_str(e, "id", r->id);
	json_set_str(e, "title", r->title);
	json_set_int(e, "developer", it->lane + 1);
	team_label(&who, p, it->lane);
	json_set_str(e, "who", who.buf);
	strbuf_release(&who);
	json_set_num(e, "hours", it->hours);
	json_set_bool(e, "estimated", !it->guessed);
	json_set_bool(e, "epic", it->epic);
	json_set_num(e, "start_hour", hours_to(p, it->start));
	json_set_num(e, "end_hour", hours_to(p, it->end));
	planned_date(day, planned_from(p, it));
	json_set_str(e, "start_date", day);
	planned_date(day, planned_to(p, it));
	json_set_str(e, "end_date", day);
	json_set_num(e, "slack_hours", it->slack);
	json_set_bool(e, "critical", planned_critical(p, it->row));
	json_set_bool(e, "late", it->late);
	return e;
}

static struct json *list_json(struct planned *p)
{
	struct json *list = json_new_arr();

	for (size_t i = 0; i < p->plan.nr_out; i++) {
		struct json *e = json_new_obj();
		struct strbuf sb = STRBUF_INIT;

		why_out(&sb, p, &p->plan.out[i]);
		json_set_str(e, "id", p->v->rows[p->plan.out[i].row].id);
		json_set_str(e, "title", p->v->rows[p->plan.out[i].row].title);
		json_set_str(e, "reason", sb.buf);
		json_push(list, e);
		strbuf_release(&sb);
	}
	return list;
}

static void show_json(struct planned *p)
{
	struct json *o = json_new_obj(), *list = json_new_arr();
	struct json *critical = json_new_arr(), *late = json_new_arr();
	char day[WHEN_LEN];

	for (size_t i = 0; i < p->plan.nr; i++) {
		json_push(list, item_json(p, &p->plan.items[i]));
		if (p->plan.items[i].late)
			json_push_str(late, p->v->rows[p->plan.items[i].row].id);
	}
	for (size_t i = 0; i < p->plan.nr_critical; i++)
		json_push_str(critical, p->v->rows[p->plan.critical[i]].id);
	json_set_int(o, "developers", (int64_t)p->team.nr);
	json_set_num(o, "hours_per_day", p->team.usual.hours);
	json_set_num(o, "makespan_hours", hours_to(p, p->plan.makespan));
	json_set_num(o, "critical_path_hours", p->plan.length);
	planned_date(day, planned_last(p, p->plan.makespan));
	json_set_str(o, "end_date", day);
	json_set_int(o, "left_out", (int64_t)p->plan.nr_out);
	json_set(o, "not_planned", list_json(p));
	json_set(o, "late", late);
	json_set(o, "critical_path", critical);
	json_set(o, "tasks", list);
	if (!out_tree(p->ctx->out))
		out_list(p->ctx->out, "id|title|developer|who|hours|estimated|"
			 "epic|start_hour|end_hour|start_date|end_date|"
			 "slack_hours|critical|late", json_get(o, "tasks"));
	else
		out_json(p->ctx->out, o);
	json_free(o);
}

/* Rows that --project and the query leave. */
static int choose(uint32_t **rows, size_t *nr, struct planned *p,
		  struct err *err)
{
	struct query *q = query_new(clock_now(p->ctx->clock));
	const struct strvec *words = args_list(p->args, "query");
	const char *project = args_str(p->args, "project");
	char *text = strvec_join(words, " ");
	int res = -1;

	query_unsorted(q);
	query_set_me(q, db_me_name(p->ctx->db), NULL);
	query_set_people(q, db_person_forms, p->ctx->db);
	if (query_add(q, text, err) < 0)
		goto out;
	if (project && query_where(q, "project", "=", project, err) < 0)
		goto out;
	if (query_where(q, "status", ":", "open", err) < 0)
		goto out;
	res = query_run(rows, nr, NULL, q, p->v, err);
out:
	query_free(q);
	free(text);
	return res;
}

static int make(struct planned *p, const uint32_t *rows, size_t nr,
		const char *what_if, struct err *err)
{
	struct plan_options opt = { .rows = rows, .nr_rows = nr };

	names_init(&p->names, p->ctx->db);
	if (team_make(p, rows, nr, what_if, err) < 0)
		return -1;
	opt.developers = (unsigned)p->team.nr;
	opt.workers = p->team.v;
	opt.worker_of = p->team.worker_of;
	opt.calendar = (struct calendar){ p->first, p->team.holidays,
					  p->team.nr_holidays };
	return plan_make(&p->plan, p->v, &opt, err);
}

static void release(struct planned *p)
{
	plan_release(&p->plan);
	team_release(&p->team);
	names_release(&p->names);
}

static void show(struct planned *p, const struct planned *before)
{
	const char *format = args_str(p->args, "format");

	if (str_eq(format, "mermaid"))
		planned_mermaid(p);
	else if (str_eq(format, "ics"))
		planned_ics(p);
	else if (str_eq(format, "html"))
		planned_html(p);
	else if (out_data(p->ctx->out))
		show_json(p);
	else
		show_text(p, before);
}

static int run_plan(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct planned p = { .ctx = ctx, .args = args }, before;
	const char *start = args_str(args, "start");
	const char *what_if = args_str(args, "what-if");
	uint32_t *rows = NULL;
	int64_t at;
	size_t nr;
	int res = -1;

	strvec_init(&p.team.keep);
	if (common_view(&p.v, ctx, err) < 0)
		return -1;
	p.now = at = clock_now(ctx->clock);
	if (start && common_time(&at, ctx, start, false, err) < 0)
		return -1;
	p.first = when_day_number(when_local_day(at));
	before = p;
	if (choose(&rows, &nr, &p, err) < 0)
		goto out;
	if (make(&p, rows, nr, what_if, err) < 0 ||
	    (what_if && make(&before, rows, nr, NULL, err) < 0))
		goto out;
	show(&p, what_if ? &before : NULL);
	res = 0;
out:
	release(&p);
	release(&before);
	free(rows);
	return res;
}

const struct cmd cmd_plan = {
	"plan", NULL, "think", "schedule the open tasks",
	"Lays the open tasks out over working days for the people they are "
	"assigned to (--developers: for so many nameless ones): no task starts "
	"before what it depends on is done, nobody does two things at once, "
	"tasks of nobody go to whoever ends them first. Tasks that are planned "
	"to end after their deadline are named first; blocked ones have no "
	"date and are named, too.\n"
	"\n"
	"Working days and hours are the settings task.work.days, "
	"task.work.hours and task.work.holidays; of one person "
	"task.work.<name>.days and task.work.<name>.hours.\n"
	"\n"
	"Examples:\n"
	"\tgit task plan --what-if 'remove ben until friday'\n"
	"\tgit task plan --developers 3 --hours 6\n"
	"\tgit task plan --format ics >plan.ics",
	plan_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_plan
};
