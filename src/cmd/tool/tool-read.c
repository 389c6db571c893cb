/*
 * tool-read.c - tools and resources that show and find tasks.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"
#include "serve/mcp/fit.h"


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
	if (args_flag(args, "include_executions") ||
	    strvec_has(args_list(args, "fields"), "executions"))
		json_set(all, "executions", j ? j : json_new_arr());
	else
		json_free(j);
	j = json_detach(task, "commits");
	json_set(all, "commits", tool_commits(j));
	json_free(j);
	json_set(all, "task", task);
	if (args_flag(args, "include_analysis")) {
		sub_init(&s, ctx, &cmd_complexity, err);
		sub_copy(&s, "id", args, "task_id");
		ret = sub_run(&j, &s);
		if (ret == 0) {
			tool_complexity(j, ctx, args);
			json_set(all, "analysis", j);
		}
	}
	if (ret == 0)
		ret = tool_shape_task(all, ctx, args, err);
	if (ret == 0)
		out_json(ctx->out, all);
	json_free(all);
	return ret;
}

static const struct opt get_opts[] = {
	P_ID,
	P_FLAG("include_executions", NULL),
	P_FLAG("include_analysis", "complexity and risk"),
	P_DETAIL,
	P_FIELDS("only these; logs too"),
	P_CURSOR,
	OPT_END
};

const struct cmd tool_get_task = {
	"get_task", NULL, NULL, "One task: fields, criteria, the newest log "
	"entries, linked commits; older ones with next_cursor as cursor.", NULL, get_opts, NEEDS_REPO | NEEDS_DB, run_get
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

/* A row for a list: the brief form and the fields that were asked for. */
static struct json *list_row(struct ctx *ctx, const struct args *args,
			     const struct json *task, struct err *err)
{
	const struct strvec *fields = opt_find(args->opts, "fields") ?
		args_list(args, "fields") : NULL;
	struct json *j = tool_brief(ctx, task), *v;
	size_t i;
	bool cut;

	for (i = 0; fields && i < fields->nr; i++) {
		v = json_get(task, fields->v[i]);
		if (!v) {
			json_free(j);
			err_set(err, ERR_INVALID, "fields: a task has no "
				"'%.40s'", fields->v[i]);
			return NULL;
		}
		if (!json_get(j, fields->v[i]))
			json_set(j, fields->v[i], json_copy(v));
	}
	/* one task does not push all others out */
	if (ctx->room) {
		v = fit_json(j, ctx->room / 4, &cut);
		json_free(j);
		j = v;
	}
	return j;
}

/* What a list has besides its rows. */
#define LIST_FRAME 300

/* Adds rows to all.tasks while there is room; returns how many, or -1. */
static ssize_t add_rows(struct json *all, struct ctx *ctx,
			const struct args *args, const struct json *list,
			struct err *err)
{
	struct json *tasks = json_get(all, "tasks"), *row;
	size_t used = fit_size(all) + LIST_FRAME;
	const struct json *j;
	ssize_t nr = 0;

	json_each(j, list) {
		row = list_row(ctx, args, j, err);
		if (!row)
			return -1;
		used += fit_size(row) + 1;
		if (ctx->room && used > ctx->room && nr) {
			json_free(row);
			break;
		}
		json_push(tasks, row);
		nr++;
	}
	return nr;
}

/* The page of a list that `at` and the arguments want. */
static int list_page(struct json *all, struct ctx *ctx, struct sub *rows,
		     const struct args *args, size_t at,
		     const struct strvec *ids)
{
	/* more than fit are not worth reading */
	int64_t most = ctx->room ? (int64_t)(ctx->room / 40) : 1000000;
	int64_t limit = opt_find(args->opts, "limit") ?
		args_int(args, "limit", 20) : 20;
	struct err *err = rows->err;
	struct json *list;
	char text[24];
	ssize_t nr;
	int ret;

	snprintf(text, sizeof(text), "%" PRId64,
		 limit == 0 || limit > most ? most : limit);
	sub_set(rows, "limit", text);
	snprintf(text, sizeof(text), "%zu", at);
	sub_set(rows, "offset", text);
	ret = sub_run(&list, rows);
	if (ret)
		return ret;
	nr = add_rows(all, ctx, args, list, err);
	json_free(list);
	if (nr < 0)
		return -1;
	tool_cursor_set(all, at + (size_t)nr, ids);
	return 0;
}

/* Runs a row that lists, twice: for the ids of all, then for one page. */
static int list_answer(struct sub *rows, struct sub *every,
		       const struct args *args, bool metrics)
{
	const char *cursor = opt_find(args->opts, "cursor") ?
		args_str(args, "cursor") : NULL;
	struct strvec ids = STRVEC_INIT;
	struct json *all = json_new_obj();
	struct strbuf text = STRBUF_INIT;
	struct ctx *ctx = rows->ctx;
	struct err *err = rows->err;
	size_t at = 0;
	int ret;

	sub_set(every, "format", "ids");
	ret = sub_text(&text, every);
	strvec_split(&ids, text.buf, "\n");
	strbuf_release(&text);
	if (ret == 0)
		ret = tool_cursor_start(&at, cursor, &ids, err);
	if (!cursor && opt_find(args->opts, "offset"))
		at = (size_t)args_int(args, "offset", 0);
	json_set(all, "tasks", json_new_arr());
	json_set_num(all, "count", (double)ids.nr);
	if (ret == 0 && metrics)
		ret = add_metrics(all, ctx, err);
	if (ret == 0)
		ret = list_page(all, ctx, rows, args, at, &ids);
	else
		args_release(&rows->args);
	if (ret == 0)
		out_json(ctx->out, all);
	json_free(all);
	strvec_clear(&ids);
	return ret;
}

static void list_filters(struct sub *s, const struct args *args)
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
}

static int run_list(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct sub rows, every;

	sub_init(&rows, ctx, &cmd_list, err);
	list_filters(&rows, args);
	sub_init(&every, ctx, &cmd_list, err);
	list_filters(&every, args);
	return list_answer(&rows, &every, args,
			   args_flag(args, "include_metrics"));
}

#define PAGE								\
	O_INT("limit", 0, "20 if not given; 0 is what fits", 0, 1e9),	\
	O_INT("offset", 0, NULL, 0, 1e9),				\
	P_FIELDS("more fields of each"),				\
	P_DETAIL,							\
	P_CURSOR

static const struct opt list_opts[] = {
	O_ENUM("status", 0, "open|all|pending|in_progress|blocked|completed|"
	       "cancelled", "open if not given", 0),
	P_FLAG("ready", "only what can be started now"),
	P_STR("assignee", NULL),
	P_STR("tag", NULL),
	P_STR("project", NULL),
	P_STR("code_language", NULL),
	O_STR("query", 0, NULL, "such as 'priority>=high tag:api "
	      "due<2026-12-01 text~login'", OPT_MANY),
	P_FLAG("include_metrics", NULL),
	PAGE,
	OPT_END
};

const struct cmd tool_list_tasks = {
	"list_tasks", NULL, NULL, "List tasks, the most urgent first, in short "
	"form; count is how many there are in all, next_cursor leads on.", NULL,
	list_opts, NEEDS_REPO | NEEDS_DB, run_list
};

/* Words as typed one by one: each must be there, wherever; those between double
 * quotes one after the other. */
static void set_words(struct sub *s, const char *text)
{
	struct strvec words = STRVEC_INIT;
	size_t len = strlen(text), i;
	char *phrase;

	if (len > 2 && text[0] == '"' && text[len - 1] == '"') {
		phrase = xstrndup(text + 1, len - 2);
		sub_set(s, "words", phrase);
		free(phrase);
		return;
	}
	strvec_split(&words, text, " \t\n");
	for (i = 0; i < words.nr; i++)
		sub_set(s, "words", words.v[i]);
	if (!words.nr)
		sub_set(s, "words", text);
	strvec_clear(&words);
}

static int run_search(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct sub rows, every;

	sub_init(&rows, ctx, &cmd_search, err);
	set_words(&rows, args_str(args, "text"));
	sub_init(&every, ctx, &cmd_search, err);
	set_words(&every, args_str(args, "text"));
	return list_answer(&rows, &every, args, false);
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
	struct sub rows, every;

	sub_init(&rows, ctx, &cmd_list, err);
	sub_set(&rows, "ready", NULL);
	sub_init(&every, ctx, &cmd_list, err);
	sub_set(&every, "ready", NULL);
	return list_answer(&rows, &every, args, false);
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
	struct json *task, *all;
	int ret = tool_show(&task, ctx, args, err);

	if (ret)
		return ret;
	all = json_new_obj();
	json_set(all, "task", task);
	ret = tool_shape_task(all, ctx, args, err);
	if (ret == 0)
		out_json(ctx->out, json_get(all, "task"));
	json_free(all);
	return ret;
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
