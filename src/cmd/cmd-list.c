#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "cmd/common.h"
#include "cmd/filter.h"

/* "[id] title - status (who)" lines, the form that scripts for tm read. */
static void list_lines(struct ctx *ctx, const struct view *v,
		       const uint32_t *rows, size_t nr)
{
	char id[ID_LEN + 1];
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		view_short(id, v, r->id);
		out_f(ctx->out, "[%s] ", id);
		out_s(ctx->out, r->title);
		out_f(ctx->out, " - %s", status_name(r->status));
		if (*r->assignee) {
			out_f(ctx->out, " (");
			out_s(ctx->out, r->assignee);
			out_f(ctx->out, ")");
		}
		out_f(ctx->out, "\n");
	}
	if (!nr)
		out_note(ctx->out, "No tasks found");
}

static int list_sort(struct query *q, struct ctx *ctx,
		     const struct args *args, struct err *err)
{
	const char *keys = args_str(args, "sort");

	if (!keys && ctx->tm)
		keys = "-created";
	return keys ? query_sort(q, keys, err) : 0;
}

static int list_run(struct ctx *ctx, const struct args *args,
		    struct query *q, struct err *err)
{
	const char *columns = args_str(args, "columns");
	int64_t offset = args_int(args, "offset", 0);
	int64_t limit = args_int(args, "limit", 0);
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr, total;
	int ret = 0;

	if (list_sort(q, ctx, args, err) < 0)
		return -1;
	query_limit(q, (size_t)offset, (size_t)limit);
	if (common_view(&v, ctx, err) < 0 ||
	    query_run(&rows, &nr, &total, q, v, err) < 0)
		return -1;
	if (args_flag(args, "count")) {
		out_f(ctx->out, "%zu\n", total);
	} else if (ctx->tm && !columns && !common_structured(ctx)) {
		list_lines(ctx, v, rows, nr);
	} else {
		ret = common_tasks(ctx, v, rows, nr, columns, err);
		if (ret == 0 && nr && nr < total && !common_structured(ctx))
			out_note(ctx->out, "%zu of %zu tasks shown", nr,
				 total);
	}
	free(rows);
	return ret;
}

static int run_list(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct query *q = filter_query(ctx, args, ctx->tm ? NULL : "open",
				       err);
	int ret;

	if (!q)
		return -1;
	ret = list_run(ctx, args, q, err);
	query_free(q);
	return ret;
}

static int run_search(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const struct strvec *words = args_list(args, "words");
	struct query *q = filter_query(ctx, args, NULL, err);
	size_t i;
	int ret = 0;

	if (!q)
		return -1;
	for (i = 0; i < words->nr && ret == 0; i++)
		ret = query_where(q, "anywhere", "~", words->v[i],
				  err);
	if (ret == 0)
		ret = list_run(ctx, args, q, err);
	query_free(q);
	return ret;
}

#define SHOW_OPTS							\
	O_STR("sort", 0, "<keys>",					\
	      "order: -priority,deadline,title; '-' is descending", 0),	\
	{ "limit", 'n', OPT_INT, "<n>",					\
	  "at most so many, also -<n>; 0 is all", 0,			\
	  NULL, 0, 1e9, NULL },						\
	{ "offset", 0, OPT_INT, "<n>", "leave out the first ones", 0,	\
	  NULL, 0, 1e9, NULL },						\
	O_STR("columns", 'c', "<names>",				\
	      "columns to print: id,status,title,created_at", 0),	\
	O_FLAG("count", 0, "print only how many there are"),		\
	LIST_FORMAT

static const struct opt list_opts[] = {
	FILTER_OPTS,
	O_FLAG("completed", 0, "only completed tasks"),
	O_FLAG("all", 0, "open and closed tasks"),
	O_FLAG("deleted", 0, "only deleted tasks"),
	SHOW_OPTS,
	OPT_END
};

static const struct opt search_opts[] = {
	O_STR("words", 0, "<text>", "all of these must be found",
	      OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("status", 's', "<status>", "only this status", OPT_MANY),
	O_STR("assignee", 'a', "<who>", "only tasks of this person", 0),
	SHOW_OPTS,
	OPT_END
};

const struct cmd cmd_list = {
	"list", "ls", "look", "list tasks",
	"Lists the open tasks, unless an option or a word of the query says "
	"something about the status. Filters are combined with and. The words "
	"of a query are explained in git-task-formats(5).\n\n"
	"Examples:\n\n"
	"\tgit task list --priority high+ --ready\n"
	"\tgit task list 'tag:api -assignee:bob text~login'\n"
	"\tgit task list --all --format csv --columns id,title,status",
	list_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_list
};

const struct cmd cmd_search = {
	"search", "find", "look", "find tasks by words in their text",
	"Looks in titles, descriptions, messages of progress and context, "
	"reasons and summaries of all tasks, finished ones too, without "
	"regard to upper and lower case. The same as git task list --all "
	"anywhere~word. Private notes are not searched.",
	search_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_search
};
