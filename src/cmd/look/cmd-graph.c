/*
 * cmd-graph.c - `graph`: dependencies as a tree, a path, a drawing.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/plan/graph.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"
#include "cmd/kit/graphrows.h"

static void print_task(struct ctx *ctx, const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];
	char id[ID_LEN + 1];

	view_short(id, v, r->id);
	out_paint(ctx->out, COLOUR_YELLOW, "%s", id);
	out_f(ctx->out, "  ");
	out_s(ctx->out, r->title);
	out_f(ctx->out, "  ");
	out_paint(ctx->out, common_status_colour(r->status), "(%s)",
		  common_status_words(r->status));
}

static void graph_tree(struct ctx *ctx, const struct task_graph *tg,
		       const struct view *v, bool alone)
{
	struct tree_line *lines;
	size_t nr = task_graph_tree(&lines, tg, alone), i, left = 0;

	for (i = 0; i < nr; i++) {
		out_f(ctx->out, "%s", lines[i].prefix);
		print_task(ctx, v, lines[i].row);
		if (lines[i].cycle)
			out_paint(ctx->out, COLOUR_RED, "  <- cycle");
		else if (lines[i].again)
			out_paint(ctx->out, COLOUR_DIM, "  (see above)");
		out_f(ctx->out, "\n");
	}
	tree_lines_free(lines, nr);
	for (i = 0; i < tg->nr && !alone; i++)
		if (tg->start[i] == tg->start[i + 1] &&
		    tg->rstart[i] == tg->rstart[i + 1])
			left++;
	if (left)
		out_note(ctx->out, "%zu task%s without dependencies not shown "
			 "(--alone shows them)", left, left == 1 ? "" : "s");
	else if (!tg->nr)
		out_note(ctx->out, "No tasks found");
}

static void add_hours(struct ctx *ctx, double hours)
{
	struct strbuf sb = STRBUF_INIT;

	json_add_num(&sb, hours);
	out_f(ctx->out, "%6s h", sb.buf);
	strbuf_release(&sb);
}

static void critical_path(struct ctx *ctx, const struct task_graph *tg,
			  const struct view *v)
{
	uint32_t *path;
	size_t nr = task_graph_critical(&path, tg, v), i;

	for (i = 0; i < nr; i++) {
		add_hours(ctx, tg->hours[path[i]]);
		out_f(ctx->out, "  ");
		print_task(ctx, v, tg->row[path[i]]);
		out_f(ctx->out, "\n");
	}
	free(path);
	if (nr) {
		add_hours(ctx, tg->total);
		out_f(ctx->out, "  in all, %zu task%s one after the other\n",
		      nr, nr == 1 ? "" : "s");
	} else {
		out_note(ctx->out, "nothing is left to do");
	}
}

static void graph_print(struct ctx *ctx, const struct args *args,
			const struct task_graph *tg, const struct view *v)
{
	const char *f = args_str(args, "format");
	bool critical = args_flag(args, "critical-path");
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	if (str_eq(f, "mermaid")) {
		task_graph_mermaid(&sb, tg, v, critical);
		out_raw(ctx->out, sb.buf, sb.len);
	} else if (str_eq(f, "dot")) {
		task_graph_dot(&sb, tg, v, critical);
		out_raw(ctx->out, sb.buf, sb.len);
	} else if (str_eq(f, "svg")) {
		task_graph_svg(&sb, tg, v, critical);
		out_raw(ctx->out, sb.buf, sb.len);
	} else if (out_data(ctx->out)) {
		j = task_graph_json(tg, v);
		out_json(ctx->out, j);
		json_free(j);
	} else if (critical) {
		critical_path(ctx, tg, v);
	} else {
		graph_tree(ctx, tg, v, args_flag(args, "alone"));
	}
	strbuf_release(&sb);
}

static int run_graph(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct task_graph tg;
	const struct view *v;
	uint32_t *rows;
	size_t nr;

	if (graph_rows(&rows, &nr, &v, ctx, args, err) < 0)
		return -1;
	task_graph_build(&tg, v, rows, nr, args_num(args, "default-hours",
							  GRAPH_DEFAULT_HOURS));
	graph_print(ctx, args, &tg, v);
	task_graph_release(&tg);
	free(rows);
	return 0;
}

static const struct opt graph_opts[] = {
	FILTER_OPTS,
	O_ID("of", 0, "only this task and all it depends on", 0),
	O_FLAG("all", 0, "open and closed tasks"),
	O_FLAG("alone", 0, "in the tree also tasks without any dependency"),
	O_FLAG("critical-path", 0,
	       "the longest chain of unfinished work, with its hours; in "
	       "pictures it stands out"),
	O_NUM("default-hours", 0,
	      "what a task without an estimate takes (default 4)", 0, 100000),
	OPT_FORMAT("tree|mermaid|dot|svg"),
	OPT_END
};

const struct cmd cmd_graph = {
	"graph", NULL, "look", "show how tasks depend on each other",
	"The tree shows what each task depends on below it; a task is opened "
	"once. Cycles are marked. --format mermaid and dot make pictures: "
	"arrows go from what is done first to what waits for it.\n\n"
	"Examples:\n\n"
	"\tgit task graph --of 3f9a1c2b\n"
	"\tgit task graph --critical-path --project web\n"
	"\tgit task graph --format dot | dot -Tsvg >tasks.svg",
	graph_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_graph
};
