/*
 * cmd-list.c - lists of tasks, and searching them.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"
#include "cmd/kit/rowformat.h"
#include "db/query/search.h"

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

static int list_count(struct ctx *ctx, size_t total)
{
	struct json *j = json_new_num((double)total);

	if (out_tree(ctx->out))
		out_json(ctx->out, j);
	else
		out_f(ctx->out, "%zu\n", total);
	json_free(j);
	return 0;
}

/* The order asked for; groups come first. */
static int list_sort(struct query *q, struct ctx *ctx,
		     const struct args *args, struct err *err)
{
	const char *keys = args_str(args, "sort");
	const char *by = args_str(args, "by");
	char *both;
	int ret;

	if (!keys)
		keys = ctx->tm ? "-created" : by ? QUERY_ORDER : NULL;
	if (!by)
		return keys ? query_sort(q, keys, err) : 0;
	both = xasprintf("%s,%s", by, keys);
	ret = query_sort(q, both, err);
	free(both);
	return ret;
}

/* What is being listed. */
struct listing {
	const struct view *v;
	struct attr by;		/* F_NR: no groups */
	uint32_t *rows;
	size_t nr, total;
	const struct strvec *ranked;	/* words that rows are sorted by, or NULL */
};

#define LISTING_INIT { NULL, ATTR_INIT, NULL, 0, 0, NULL }

static void listing_release(struct listing *l)
{
	attr_release(&l->by);
	FREE_AND_NULL(l->rows);
}

/* Sorts by rank, then takes what --offset and --limit leave. */
static void rank(struct listing *l, size_t offset, size_t limit)
{
	search_rank(l->rows, l->nr, l->v, l->ranked);
	l->nr = offset < l->nr ? l->nr - offset : 0;
	memmove(l->rows, l->rows + offset, l->nr * sizeof(*l->rows));
	if (limit && l->nr > limit)
		l->nr = limit;
}

static int list_find(struct listing *l, struct ctx *ctx,
		     const struct args *args, struct query *q, struct err *err)
{
	size_t offset = (size_t)args_int(args, "offset", 0);
	size_t limit = (size_t)args_int(args, "limit", 0);

	query_limit(q, l->ranked ? 0 : offset, l->ranked ? 0 : limit);
	if (ctx->paging && ctx->paging->after)
		query_after(q, ctx->paging->after);
	if (common_view(&l->v, ctx, err) < 0 ||
	    (args_has(args, "by") &&
	     filter_by(&l->by, l->v, args_str(args, "by"), err) < 0) ||
	    list_sort(q, ctx, args, err) < 0 ||
	    query_run(&l->rows, &l->nr, &l->total, q, l->v, err) < 0)
		return -1;
	if (l->ranked)
		rank(l, offset, limit);
	else if (ctx->paging && l->nr && l->nr < l->total)
		query_place(&ctx->paging->next, q, l->v, l->rows[l->nr - 1]);
	return 0;
}

static int list_print(const struct listing *l, struct ctx *ctx,
		      const struct args *args, struct err *err)
{
	const struct list_look look = {
		.columns = args_str(args, "columns"),
		.by = l->by.field == F_NR ? NULL : &l->by,
		.tree = args_flag(args, "tree"),
	};
	const char *format = args_str(args, "format");
	int ret;

	if (args_flag(args, "count"))
		return list_count(ctx, l->total);
	if (ctx->out->format == OUT_TEXT && rowformat_is(format))
		return rowformat_print(ctx, format, l->v, l->rows, l->nr, err);
	if (ctx->tm && !look.columns && !look.tree && !common_structured(ctx)) {
		list_lines(ctx, l->v, l->rows, l->nr);
		return 0;
	}
	ret = common_list(ctx, l->v, l->rows, l->nr, &look, err);
	if (ret == 0 && l->nr && l->nr < l->total && !common_structured(ctx))
		out_note(ctx->out, "%zu of %zu tasks shown", l->nr, l->total);
	return ret;
}

/* What does not go together. */
static int list_check(const struct args *args, struct err *err)
{
	if (args_flag(args, "tree") && args_has(args, "by"))
		return err_set(err, ERR_USAGE, "--tree and --by do not go "
			       "together: one arranges tasks by parent, the "
			       "other by a field");
	return 0;
}

static int run_list(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct listing l = LISTING_INIT;
	struct query *q;
	int ret;

	if (list_check(args, err) < 0)
		return -1;
	q = filter_query(ctx, args, ctx->tm ? NULL : "open", err);
	if (!q)
		return -1;
	ret = list_find(&l, ctx, args, q, err);
	if (ret == 0)
		ret = list_print(&l, ctx, args, err);
	listing_release(&l);
	query_free(q);
	return ret;
}

/* ---- search ---- */

/* A word in the text, or as a tag, which only git task looks at. */
static int add_word(struct query *q, const struct ctx *ctx, const char *word,
		    struct err *err)
{
	struct strbuf quoted = STRBUF_INIT, text = STRBUF_INIT;
	int ret;

	if (ctx->tm)
		return query_where(q, "anywhere", "~", word, err);
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			strbuf_addch(&quoted, '\\');
		strbuf_addch(&quoted, *word);
	}
	strbuf_addf(&text, "anywhere~\"%s\" or tag:\"%s\"", quoted.buf,
		    quoted.buf);
	ret = query_add(q, text.buf, err);
	strbuf_release(&quoted);
	strbuf_release(&text);
	return ret;
}

static int search_words(struct listing *l, struct ctx *ctx,
			const struct args *args, const struct strvec *words,
			struct err *err)
{
	struct query *q = filter_query(ctx, args, NULL, err);
	size_t i;
	int ret = 0;

	if (!q)
		return -1;
	for (i = 0; i < words->nr && ret == 0; i++)
		ret = add_word(q, ctx, words->v[i], err);
	l->ranked = args_has(args, "sort") || args_has(args, "by") ||
		    args_flag(args, "tree") || ctx->tm ? NULL : words;
	if (ret == 0)
		ret = list_find(l, ctx, args, q, err);
	query_free(q);
	return ret;
}

/* Is a word, alone, in any task?  -1: an error. */
static int word_is_found(struct ctx *ctx, const char *word, struct err *err)
{
	struct query *q = query_new(clock_now(ctx->clock));
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr = 0;
	int ret;

	query_unsorted(q);
	ret = add_word(q, ctx, word, err);
	if (ret == 0)
		ret = common_view(&v, ctx, err);
	if (ret == 0)
		ret = query_run(&rows, &nr, NULL, q, v, err);
	free(rows);
	query_free(q);
	return ret < 0 ? -1 : nr > 0;
}

/* The words with the nearest ones in place of those that no task has; 1 when there
 * are such, 0 when not. */
static int nearest_words(struct strvec *out, struct ctx *ctx,
			 const struct view *v, const struct strvec *words,
			 struct err *err)
{
	struct strbuf near = STRBUF_INIT;
	int found = 0, any = 0;
	size_t i;

	for (i = 0; i < words->nr && found >= 0; i++) {
		found = word_is_found(ctx, words->v[i], err);
		if (found == 0 && search_near(&near, v, words->v[i])) {
			strvec_push(out, near.buf);
			any = 1;
		} else {
			strvec_push(out, words->v[i]);
		}
	}
	strbuf_release(&near);
	return found < 0 ? -1 : any;
}

static int run_search(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const struct strvec *words = args_list(args, "words");
	struct listing l = LISTING_INIT;
	struct strvec near = STRVEC_INIT;
	char *text;
	int ret = list_check(args, err);

	if (ret == 0)
		ret = search_words(&l, ctx, args, words, err);
	if (ret == 0 && !l.total && !args_flag(args, "exact") && !ctx->tm &&
	    !args_flag(args, "count"))
		ret = nearest_words(&near, ctx, l.v, words, err);
	if (ret > 0) {
		listing_release(&l);
		ret = search_words(&l, ctx, args, &near, err);
		text = strvec_join(&near, " ");
		if (ret == 0 && l.total)
			out_note(ctx->out, "Nothing has that; showing tasks "
				 "with '%s' (--exact: do not)", text);
		free(text);
	}
	if (ret == 0)
		ret = list_print(&l, ctx, args, err);
	listing_release(&l);
	strvec_clear(&near);
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
	FILTER_BY("group by a field: project, assignee, phase, status, "	\
		  "priority, tag, or a key of your own"),		\
	O_FLAG("tree", 0, "parts below what they are part of, with what "	\
	       "they add up to"),					\
	O_FLAG("count", 0, "print only how many there are"),		\
	ROWS_FORMAT

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
	O_FLAG("exact", 0, "no near words when nothing has the words"),
	SHOW_OPTS,
	OPT_END
};

const struct cmd cmd_list = {
	"list", "ls", "look", "list tasks",
	"Lists the open tasks, unless an option or a word of the query says "
	"something about the status. Filters are combined with and; a query "
	"has 'or', 'not' and brackets, too. Its words are explained in "
	"git-task-formats(5).\n\n"
	"Examples:\n\n"
	"\tgit task list --priority high+ --ready\n"
	"\tgit task list 'tag:api -assignee:bob text~login'\n"
	"\tgit task list '(tag:api or priority:critical) due:7d'\n"
	"\tgit task list --all --format csv --columns id,title,status\n"
	"\tgit task list --format '%(id:short) %(due:relative) %(title)'\n\n"
	"The form of such lines is row-format of git-task-formats(5).",
	list_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_list
};

const struct cmd cmd_search = {
	"search", "find", "look", "find tasks by words in their text",
	"Looks in titles, tags, descriptions, messages of progress and "
	"context, reasons and summaries of all tasks, finished ones too, "
	"without regard to upper and lower case: what git task list --all "
	"'anywhere~word or tag:word' finds. Tasks with a word in their title come first, "
	"open ones before closed ones. When no task has a word, those with "
	"the word of a title or tag that is nearest to it are shown, and a "
	"note says so. Private notes are not searched.",
	search_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_search
};
