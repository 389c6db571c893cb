/*
 * tool-graph.c - get_task_graph: the graph, or a page of a large one.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/graphrows.h"
#include "feat/plan/graph.h"
#include "serve/mcp/fit.h"

/* Ids of the critical path that a page shows. */
#define PATH_SHOWN 20
#define TITLE_SHORT 80
/* What an answer has besides tasks, edges and picture. */
#define FRAME 400
#define MERMAID_FRAME 700

struct graph_answer {
	struct ctx *ctx;
	const struct view *v;
	struct task_graph tg;	/* of all that was asked for */
	uint32_t *order;	/* nodes: those with edges first */
	struct strvec ids;	/* of the nodes in that order, full */
	size_t at, end;		/* the page */
	bool mermaid, brief;
};

/* Tasks that depend on each other say more than those that stand alone. */
static void put_in_order(struct graph_answer *g)
{
	const struct task_graph *tg = &g->tg;
	size_t nr = 0, pass, i;

	g->order = xcalloc(tg->nr + 1, sizeof(*g->order));
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < tg->nr; i++) {
			bool alone = tg->start[i] == tg->start[i + 1] &&
				     tg->rstart[i] == tg->rstart[i + 1];

			if (alone != (pass == 1))
				continue;
			strvec_push(&g->ids, g->v->rows[tg->row[i]].id);
			g->order[nr++] = (uint32_t)i;
		}
	}
}

static struct json *id_json(const struct graph_answer *g, uint32_t node)
{
	const char *id = g->v->rows[g->tg.row[node]].id;
	char brief[ID_LEN + 1];

	if (!g->brief)
		return json_new_str(id);
	view_short(brief, g->v, id);
	return json_new_str(brief);
}

static struct json *dependencies(const struct graph_answer *g, uint32_t node)
{
	struct json *arr = json_new_arr();
	uint32_t e;

	for (e = g->tg.start[node]; e < g->tg.start[node + 1]; e++)
		json_push(arr, id_json(g, g->tg.to[e]));
	return arr;
}

static struct json *brief_task(const struct graph_answer *g, uint32_t node)
{
	const struct row *r = &g->v->rows[g->tg.row[node]];
	struct strbuf title = STRBUF_INIT;
	struct json *j = json_new_obj();

	fit_text(&title, r->title, TITLE_SHORT);
	json_set(j, "id", id_json(g, node));
	json_set_str(j, "title", title.buf);
	json_set_str(j, "status", status_name(r->status));
	strbuf_release(&title);
	return j;
}

/* Adds one task and what it depends on; `full` is it as task_graph_json has it. */
static void add_task(struct json *tasks, struct json *edges,
		     const struct graph_answer *g, uint32_t node,
		     const struct json *full)
{
	struct json *j = g->brief ? brief_task(g, node) : json_copy(full);
	uint32_t e;

	json_set(j, "dependencies", dependencies(g, node));
	json_push(tasks, j);
	for (e = g->tg.start[node]; e < g->tg.start[node + 1]; e++) {
		j = json_new_obj();
		json_set(j, "from", id_json(g, g->tg.to[e]));
		json_set(j, "to", id_json(g, node));
		json_push(edges, j);
	}
}

/* The picture of the page. */
static struct json *picture(const struct graph_answer *g)
{
	uint32_t *rows = xcalloc(g->end - g->at + 1, sizeof(*rows));
	struct strbuf text = STRBUF_INIT;
	struct task_graph page;
	struct json *j;
	size_t i;

	for (i = g->at; i < g->end; i++)
		rows[i - g->at] = g->tg.row[g->order[i]];
	task_graph_build(&page, g->v, rows, g->end - g->at,
			 GRAPH_DEFAULT_HOURS);
	task_graph_mermaid(&text, &page, g->v, false);
	j = json_new_str(text.buf);
	task_graph_release(&page);
	strbuf_release(&text);
	free(rows);
	return j;
}

static struct json *path_json(const struct graph_answer *g)
{
	struct json *j = json_new_obj(), *ids = json_new_arr();
	uint32_t *path;
	size_t nr = task_graph_critical(&path, &g->tg, g->v), i;

	for (i = 0; i < nr && (!g->brief || i < PATH_SHOWN); i++)
		json_push(ids, id_json(g, path[i]));
	json_set(j, "critical_path", ids);
	if (i < nr)
		json_set_int(j, "critical_path_left_out", (int64_t)(nr - i));
	json_set_num(j, "total_hours", g->tg.total);
	free(path);
	return j;
}

/* The answer from `at` on as far as `room` goes; sets `end`. */
static struct json *make_page(struct graph_answer *g, const struct json *nodes,
			      size_t room)
{
	struct json *all = json_new_obj(), *tasks = json_new_arr();
	struct json *edges = json_new_arr(), *one, *two;
	const struct json **full = xcalloc(g->tg.nr + 1, sizeof(*full));
	const struct json *n;
	size_t used, i = 0;

	json_each(n, nodes)
		full[i++] = n;
	json_set(all, "graph", g->mermaid ? json_new_null() : path_json(g));
	used = fit_size(all) + FRAME + (g->mermaid ? MERMAID_FRAME : 0);
	for (g->end = g->at; g->end < g->tg.nr; g->end++) {
		uint32_t node = g->order[g->end];

		one = json_new_arr();
		two = json_new_arr();
		add_task(one, two, g, node, full[node]);
		used += fit_size(one) + fit_size(two);
		if (g->mermaid)	/* "tID["title"]:::status", "tA --> tB" */
			used += 50 + 36 * json_nr(two) + strlen(
				g->v->rows[g->tg.row[node]].title) * 3 / 2;
		json_free(one);
		json_free(two);
		if (used > room && g->end > g->at)
			break;
		add_task(tasks, edges, g, node, full[node]);
	}
	if (g->mermaid)
		json_set(all, "graph", picture(g));
	json_set(all, "tasks", tasks);
	json_set(all, "edges", edges);
	free(full);
	return all;
}

/* In full when all of it fits, else short and page by page. */
static struct json *graph_json(struct graph_answer *g, bool full)
{
	struct json *j = task_graph_json(&g->tg, g->v), *all;
	size_t room = g->ctx->room ? g->ctx->room : SIZE_MAX;

	all = make_page(g, json_get(j, "nodes"), room);
	if (g->end - g->at < g->tg.nr && !full) {
		json_free(all);
		g->brief = true;
		all = make_page(g, json_get(j, "nodes"), room);
	}
	if (g->end - g->at < g->tg.nr) {
		json_set_int(all, "task_count", (int64_t)g->tg.nr);
		json_set_int(all, "edge_count",
			     (int64_t)g->tg.start[g->tg.nr]);
	}
	tool_cursor_set(all, g->end, &g->ids);
	json_free(j);
	return all;
}

static int run_graph(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct graph_answer g = {
		.ctx = ctx, .ids = STRVEC_INIT,
		.mermaid = str_eq(args_str(args, "format"), "mermaid"),
	};
	uint32_t *rows = NULL;
	struct json *all;
	struct sub s;
	size_t nr;
	int ret = -1;

	sub_init(&s, ctx, &cmd_graph, err);
	sub_copy(&s, "of", args, "task_id");
	sub_copy(&s, "project", args, "project");
	sub_copy(&s, "all", args, "include_closed");
	if (!s.failed)
		ret = graph_rows(&rows, &nr, &g.v, ctx, &s.args, err);
	args_release(&s.args);
	if (ret < 0)
		return -1;
	task_graph_build(&g.tg, g.v, rows, nr, GRAPH_DEFAULT_HOURS);
	put_in_order(&g);
	ret = tool_cursor_start(&g.at, args_str(args, "cursor"), &g.ids, err);
	if (ret == 0) {
		all = graph_json(&g, str_eq(args_str(args, "detail"), "full"));
		out_json(ctx->out, all);
		json_free(all);
	}
	task_graph_release(&g.tg);
	strvec_clear(&g.ids);
	free(g.order);
	free(rows);
	return ret;
}

static const struct opt graph_opts[] = {
	O_ENUM("format", 0, "json|mermaid", NULL, 0),
	O_ID("task_id", 0, "only this task and all it depends on", 0),
	P_STR("project", NULL),
	O_FLAG("include_closed", 0, NULL),
	P_DETAIL,
	P_CURSOR,
	OPT_END
};

const struct cmd tool_get_task_graph = {
	"get_task_graph", NULL, NULL, "Open tasks and their dependencies, with the "
	"critical path.", NULL, graph_opts, NEEDS_REPO | NEEDS_DB, run_graph
};
