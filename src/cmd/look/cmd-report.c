/*
 * cmd-report.c - `report`: the report of a period, from a template.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/file.h"
#include "base/mem.h"
#include "data/embed.h"
#include "data/when.h"
#include "lang/render.h"
#include "feat/measure/metrics.h"
#include "feat/measure/report.h"
#include "feat/project/planted.h"
#include "feat/plan/graph.h"
#include "cmd/kit/common.h"
#include "cmd/kit/names.h"
#include "front/mdtext.h"

#define TEMPLATE_MAX ((size_t)1 << 20)
#define BAR_MIN 8
#define BAR_MAX 40

static const struct opt report_opts[] = {
	{ "template", 0, OPT_STR, "<name>", "weekly, burndown, flow, projects, "
	  "calendar, or one of your own: a file of .git-task/templates or a "
	  "path", OPT_POS, NULL, 0, 0, NULL },
	O_STR("period", 0, "<period>",
	      "one of last-week (default), last-month, quarter (default of "
	      "burndown and flow), year, all; or 14d, 2026-11", 0),
	O_TIME("since", 0, "start of the period", 0),
	O_TIME("until", 0, "end of the period", 0),
	{ "days", 0, OPT_INT, "<n>", "the last <n> days", 0, NULL, 1, 36500,
	  NULL },
	O_PATH("output", 'o', "<file>", "write it there", 0),
	O_FLAG("charts", 0, "as data: also the charts, as SVG text"),
	OPT_FORMAT_OF("markdown|html|json|ndjson|yaml"),
	OPT_END
};

/* ".html" or ".md", by the wanted format. */
static const char *suffix(bool html)
{
	return html ? ".html" : ".md";
}

/* A template of the user's own: in the repository, or a path. */
static int read_own(struct strbuf *out, struct ctx *ctx, const char *name,
		    bool html, struct err *err)
{
	const char *tree = db_worktree(ctx->db);
	char *file = NULL;
	int res = 1;

	if (tree && !strchr(name, '/')) {
		char *full;

		file = xasprintf(".git-task/templates/report-%s%s", name,
				 suffix(html));
		full = path_join(tree, file);
		if (file_exists(full))
			res = file_read_inside(out, tree, file, TEMPLATE_MAX,
					       err);
		free(full);
	}
	if (res > 0 && (strchr(name, '/') || str_ends(name, suffix(html))))
		res = planted_refuse(ctx->db, name, err) < 0 ? -1 :
			file_read(out, name, TEMPLATE_MAX, err);
	free(file);
	return res;
}

static int read_template(struct strbuf *out, struct ctx *ctx,
			 const char *name, bool html, struct err *err)
{
	const struct embedded *e;
	char *path;
	int res = read_own(out, ctx, name, html, err);

	if (res <= 0)
		return res;
	path = xasprintf("templates/report-%s%s", name, suffix(html));
	e = embed_find(path);
	free(path);
	if (!e)
		return err_set(err, ERR_USAGE, "no report template '%s': "
			       "%s, a file of .git-task/templates, or a path "
			       "ending in %s", name, html ? "'weekly'" :
			       "'weekly', 'burndown', 'flow', 'projects', "
			       "'calendar'", suffix(html));
	strbuf_add(out, e->data, e->len);
	return 0;
}

/* When the first task was made, if that is later. */
static int64_t first_task(const struct view *v, int64_t since, int64_t until)
{
	int64_t first = until;
	uint32_t i;

	for (i = 0; i < v->nr; i++)
		if (v->rows[i].created < first)
			first = v->rows[i].created;
	return first > since ? first : since;
}

static int read_period(int64_t *since, int64_t *until, struct ctx *ctx,
		       const struct view *v, const struct args *args,
		       struct err *err)
{
	int64_t now = clock_now(ctx->clock);
	const char *period = args_str(args, "period");
	const char *from = args_str(args, "since");
	const char *to = args_str(args, "until");
	const char *name = args_str(args, "template");
	bool curve = !period && (str_eq(name, "burndown") ||
				 str_eq(name, "flow"));

	if (!period)
		period = curve ? "quarter" : "last-week";
	if (metrics_period(since, until, period, now, err) < 0)
		return common_usage(err);
	if (curve)
		*since = first_task(v, *since, *until);
	if (args_has(args, "days"))
		*since = now - args_int(args, "days", 7) * 86400000;
	if (from && common_time(since, ctx, from, false, err) < 0)
		return -1;
	return to ? common_time(until, ctx, to, true, err) : 0;
}

static bool is_html(const struct args *args)
{
	const char *name = args_str(args, "template");

	return str_eq(args_str(args, "format"), "html") ||
	       (name && str_ends(name, ".html"));
}

static int make_text(struct strbuf *out, struct ctx *ctx,
		     const struct args *args, const struct json *data,
		     struct err *err)
{
	const char *name = args_str(args, "template");
	bool html = is_html(args);
	struct strbuf text = STRBUF_INIT;
	int res = read_template(&text, ctx, name ? name : "weekly", html, err);

	if (res == 0)
		res = render(out, text.buf, data,
			     html ? ESCAPE_HTML : ESCAPE_MARKDOWN, err);
	strbuf_release(&text);
	return res;
}

/* The data as text, in the format asked for. */
static void data_text(struct strbuf *text, const struct out *like,
		      const struct json *data)
{
	struct out inner;

	out_init_memory(&inner);
	inner.format = like->format;
	inner.tty = inner.format == OUT_JSON;	/* indented, for readers */
	out_json(&inner, data);
	strbuf_addbuf(text, &inner.text);
	out_release(&inner);
}

static const char *short_name(void *data, const char *stored)
{
	return names_short(data, stored);
}

/* The columns of a bar that stands between a date and the four numbers of `nr` tasks. */
static size_t bar_width(const struct out *o, size_t nr)
{
	size_t taken = strlen("2026-11-30 ") + 4 * (1 + 1);

	for (; nr >= 10; nr /= 10)
		taken += 4;
	if (!o->tty || o->width >= BAR_MAX + taken)
		return BAR_MAX;
	return o->width > BAR_MIN + taken ? o->width - taken : BAR_MIN;
}

/* The data, with people by their short names. */
static struct json *read_data(struct ctx *ctx, const struct view *v,
			      int64_t since, int64_t until, struct err *err)
{
	struct names people;
	struct report_names names = { short_name, &people,
				      bar_width(ctx->out, v->nr) };
	struct json *data;
	uint32_t i;

	names_init(&people, ctx->db);
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted)
			names_add(&people, v->rows[i].assignee);
	data = report_data(v, since, until, clock_now(ctx->clock), &names, err);
	names_release(&people);
	return data;
}

#define GRAPH_MAX 60

/* How open tasks wait for each other, as a picture; none when there is nothing to see
 * or too much of it. */
static void add_graph(struct json *data, const struct view *v)
{
	uint32_t *rows = xcalloc((size_t)v->nr + 1, sizeof(*rows)), i;
	bool *wanted = xcalloc((size_t)v->nr + 1, sizeof(*wanted));
	struct strbuf svg = STRBUF_INIT;
	struct task_graph tg;
	size_t nr = 0;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored))
			continue;
		for (uint32_t d = 0; d < r->nr_deps; d++) {
			uint32_t dep = r->deps[d];

			if (dep != NO_ROW && !v->rows[dep].deleted &&
			    status_is_open(v->rows[dep].stored))
				wanted[i] = wanted[dep] = true;
		}
	}
	for (i = 0; i < v->nr; i++)
		if (wanted[i])
			rows[nr++] = i;
	if (nr && nr <= GRAPH_MAX) {
		task_graph_build(&tg, v, rows, nr, GRAPH_DEFAULT_HOURS);
		task_graph_svg(&svg, &tg, v, false);
		task_graph_release(&tg);
		json_set_str(data, "chart_graph", svg.buf);
	}
	strbuf_release(&svg);
	free(wanted);
	free(rows);
}

static void drop_charts(struct json *data)
{
	static const char *const charts[] = {
		"chart_burnup", "chart_burndown", "chart_flow",
		"chart_throughput", "chart_scatter", "chart_graph",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(charts); i++)
		json_del(data, charts[i]);
}

static int run_report(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const char *file = args_str(args, "output");
	struct strbuf text = STRBUF_INIT;
	const struct view *v;
	struct json *data = NULL;
	int64_t since, until;
	int res = -1;

	if (common_view(&v, ctx, err) < 0 ||
	    read_period(&since, &until, ctx, v, args, err) < 0)
		return -1;
	data = read_data(ctx, v, since, until, err);
	if (!data)
		return -1;
	if (is_html(args) || args_flag(args, "charts"))
		add_graph(data, v);
	if (out_tree(ctx->out) && !args_flag(args, "charts"))
		drop_charts(data);
	if (out_tree(ctx->out)) {
		data_text(&text, ctx->out, data);
	} else if (make_text(&text, ctx, args, data, err) < 0) {
		goto out;
	}
	if (ctx->out->format == OUT_VALUE && !file) {
		out_json(ctx->out, data);
	} else if (file) {
		if (file_write_atomic(file, text.buf, text.len, false, err) < 0)
			goto out;
		out_note(ctx->out, "report written to '%s'", file);
	} else if (ctx->out->tty && !args_has(args, "format")) {
		out_markdown(ctx->out, text.buf, "");
	} else if (ctx->out->tty) {
		out_text(ctx->out, text.buf);
	} else {
		out_raw(ctx->out, text.buf, text.len);
	}
	res = 0;
out:
	strbuf_release(&text);
	json_free(data);
	return res;
}

const struct cmd cmd_report = {
	"report", NULL, "measure", "write a report of a period",
	"What needs a decision, what is overdue, blocked, in progress and "
	"completed, who has how much to do, the numbers, recommendations with "
	"the rule behind each, and a forecast. The HTML form holds its charts as inline SVG: one file, no "
	"scripts, nothing loaded from elsewhere.\n"
	"\n"
	"burndown and flow are charts of text, projects a line each, calendar "
	"what is due this month and the next.\n"
	"\n"
	"A template of your own is a file .git-task/templates/report-<name>.md "
	"(or .html) in the repository, or any path; docs/reports.md lists what "
	"it can use.\n"
	"\n"
	"Examples:\n"
	"\tgit task report weekly\n"
	"\tgit task report burndown --period all\n"
	"\tgit task report --format html -o report.html\n"
	"\tgit task report --period last-month --format json",
	report_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_report
};
