/*
 * tool-read.c - tools and resources that show and find tasks.
 */
#include "base/base.h"
#include "cmd/tool.h"

#include "base/strbuf.h"
#include "cmd/cmds.h"
#include "cmd/common.h"


/* ---- get_task ---- */

static int run_get(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct json *task, *all, *j;
	struct sub s;
	int ret = tool_show(&task, ctx, args, err);

	if (ret)
		return ret;
	all = json_new_obj();
	j = json_detach(task, "executions");
	if (args_flag(args, "include_executions"))
		json_set(all, "executions", j ? j : json_new_arr());
	else
		json_free(j);
	j = json_detach(task, "commits");
	json_set(all, "commits", j ? j : json_new_arr());
	json_set(all, "task", tool_task_object(task, true));
	if (args_flag(args, "include_analysis")) {
		sub_init(&s, ctx, &cmd_complexity, err);
		sub_copy(&s, "id", args, "task_id");
		ret = sub_run(&j, &s);
		if (ret == 0)
			json_set(all, "analysis", j);
	}
	if (ret == 0)
		out_json(ctx->out, all);
	json_free(all);
	return ret;
}

static const struct opt get_opts[] = {
	P_ID,
	P_FLAG("include_executions", NULL),
	P_FLAG("include_analysis", "complexity and risk"),
	OPT_END
};

const struct cmd tool_get_task = {
	"get_task", NULL, NULL, "Everything about one task: fields, criteria, "
	"logs, linked commits.", NULL, get_opts, NEEDS_REPO | NEEDS_DB, run_get
};

/* ---- list_tasks, search_tasks ---- */

static int add_metrics(struct json *all, struct ctx *ctx, struct err *err)
{
	struct json *metrics;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_metrics, err);
	ret = sub_run(&metrics, &s);
	if (ret == 0)
		json_set(all, "metrics", metrics);
	return ret;
}

/* Runs a row that lists and one that counts, answers {tasks, count}. */
static int list_answer(struct sub *rows, struct sub *count, bool metrics)
{
	struct json *all = json_new_obj(), *brief = json_new_arr();
	struct json *list, *total = NULL, *j;
	struct ctx *ctx = rows->ctx;
	int ret = sub_run(&list, rows);

	if (ret == 0)
		ret = sub_run(&total, count);
	else
		args_release(&count->args);
	json_each(j, list)
		json_push(brief, tool_brief(ctx, j));
	json_set(all, "tasks", brief);
	json_set_num(all, "count", json_num(total));
	if (ret == 0 && metrics)
		ret = add_metrics(all, ctx, rows->err);
	if (ret == 0)
		out_json(ctx->out, all);
	json_free(all);
	json_free(list);
	json_free(total);
	return ret;
}

static void list_filters(struct sub *s, const struct args *args, bool count)
{
	const char *status = args_str(args, "status");
	const char *language = args_str(args, "code_language");
	struct strbuf sb = STRBUF_INIT;

	if (status && !strcmp(status, "all"))
		sub_set(s, "all", NULL);
	else
		sub_copy(s, "status", args, "status");
	sub_copy(s, "assignee", args, "assignee");
	sub_copy(s, "tag", args, "tag");
	sub_copy(s, "project", args, "project");
	sub_copy(s, "ready", args, "ready");
	sub_copy(s, "query", args, "query");
	if (language) {
		strbuf_addf(&sb, "language:\"%s\"", language);
		sub_set(s, "query", sb.buf);
		strbuf_release(&sb);
	}
	if (count) {
		sub_set(s, "count", NULL);
	} else {
		sub_set(s, "limit", "20");
		sub_copy(s, "limit", args, "limit");
		sub_copy(s, "offset", args, "offset");
	}
}

static int run_list(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct sub rows, count;

	sub_init(&rows, ctx, &cmd_list, err);
	list_filters(&rows, args, false);
	sub_init(&count, ctx, &cmd_list, err);
	list_filters(&count, args, true);
	return list_answer(&rows, &count,
			   args_flag(args, "include_metrics"));
}

#define PAGE								\
	O_INT("limit", 0, "20 if not given; 0 is all", 0, 1e9),		\
	O_INT("offset", 0, NULL, 0, 1e9)

static const struct opt list_opts[] = {
	O_ENUM("status", 0, "open|all|pending|in_progress|blocked|completed|"
	       "cancelled", "open if not given", 0),
	P_FLAG("ready", "only what can be started now"),
	P_STR("assignee", NULL),
	P_STR("tag", NULL),
	P_STR("project", NULL),
	P_STR("code_language", NULL),
	O_STR("query", 0, NULL, "such as 'priority>=high tag:api -tag:later "
	      "due<2026-12-01 text~login'", OPT_MANY),
	P_FLAG("include_metrics", NULL),
	PAGE,
	OPT_END
};

const struct cmd tool_list_tasks = {
	"list_tasks", NULL, NULL, "List tasks, the most urgent first, in short "
	"form; count is how many there are in all.", NULL, list_opts,
	NEEDS_REPO | NEEDS_DB, run_list
};

static int run_search(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct sub rows, count;

	sub_init(&rows, ctx, &cmd_search, err);
	sub_copy(&rows, "words", args, "text");
	sub_set(&rows, "limit", "20");
	sub_copy(&rows, "limit", args, "limit");
	sub_copy(&rows, "offset", args, "offset");
	sub_init(&count, ctx, &cmd_search, err);
	sub_copy(&count, "words", args, "text");
	sub_set(&count, "count", NULL);
	return list_answer(&rows, &count, false);
}

static const struct opt search_opts[] = {
	O_STR("text", 0, NULL, NULL, OPT_REQUIRED), PAGE, OPT_END
};

const struct cmd tool_search_tasks = {
	"search_tasks", NULL, NULL, "Find tasks, finished ones too, by words in "
	"their title, description and logs.", NULL, search_opts,
	NEEDS_REPO | NEEDS_DB, run_search
};

/* ---- resources, completion ---- */

static int run_ready(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct sub rows, count;

	(void)args;
	sub_init(&rows, ctx, &cmd_list, err);
	sub_set(&rows, "ready", NULL);
	sub_set(&rows, "limit", "20");
	sub_init(&count, ctx, &cmd_list, err);
	sub_set(&count, "ready", NULL);
	sub_set(&count, "count", NULL);
	return list_answer(&rows, &count, false);
}

static const struct opt no_opts[] = { OPT_END };

const struct cmd tool_ready = {
	"ready", NULL, NULL, "what can be started", NULL, no_opts,
	NEEDS_REPO | NEEDS_DB, run_ready
};

/* The lanes of the board, their cards in short form. */
static int run_board(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct json *lanes, *lane, *card, *all;
	struct sub s;
	int ret;

	(void)args;
	sub_init(&s, ctx, &cmd_board, err);
	ret = sub_run(&lanes, &s);
	if (ret)
		return ret;
	all = json_new_obj();
	json_each(lane, lanes) {
		struct json *cards = json_new_arr();

		json_each(card, lane)
			json_push(cards, tool_brief(ctx, card));
		json_set(all, json_key(lane), cards);
	}
	out_json(ctx->out, all);
	json_free(all);
	json_free(lanes);
	return 0;
}

const struct cmd tool_board = {
	"board", NULL, NULL, "tasks by status", NULL, no_opts,
	NEEDS_REPO | NEEDS_DB, run_board
};

/* One task, its id as the only argument: for task://<id>. */
static int run_task(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct json *task;
	int ret = tool_show(&task, ctx, args, err);

	if (ret)
		return ret;
	out_json(ctx->out, tool_task_object(task, true));
	json_free(task);
	return 0;
}

static const struct opt task_opts[] = { P_ID, OPT_END };

const struct cmd tool_task = {
	"task", NULL, NULL, "one task", NULL, task_opts,
	NEEDS_REPO | NEEDS_DB, run_task
};

static int run_ids(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *prefix = args_has(args, "prefix") ?
			     args_str(args, "prefix") : "";
	struct json *arr = json_new_arr();
	char id[ID_LEN + 1];
	const struct view *v;
	size_t i, len = strlen(prefix);

	if (db_view(&v, ctx->db, err) < 0) {
		json_free(arr);
		return -1;
	}
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || len > ID_LEN ||
		    strncasecmp(r->id, prefix, len))
			continue;
		view_short_row(id, v, (uint32_t)i);
		json_push_str(arr, id);
	}
	out_json(ctx->out, arr);
	json_free(arr);
	return 0;
}

static const struct opt ids_opts[] = {
	O_STR("prefix", 0, NULL, NULL, OPT_EMPTY), OPT_END
};

const struct cmd tool_ids = {
	"ids", NULL, NULL, "ids that begin so", NULL, ids_opts,
	NEEDS_REPO | NEEDS_DB, run_ids
};
