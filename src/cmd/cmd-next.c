#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/next.h"
#include "cmd/common.h"
#include "cmd/filter.h"

static struct json *next_json(const struct view *v,
			      const struct next_item *it, int64_t now,
			      struct err *err)
{
	struct json *j = common_json(v, it->row, err);
	struct json *parts;
	struct strbuf why = STRBUF_INIT;

	if (!j)
		return NULL;
	parts = json_new_obj();
	json_set_int(parts, "priority", it->priority);
	json_set_int(parts, "deadline", it->deadline);
	json_set_int(parts, "unblocks", it->unblocks);
	json_set_int(parts, "mine", it->mine);
	json_set_int(parts, "age", it->age);
	json_set_int(j, "score", it->score);
	json_set(j, "score_parts", parts);
	next_reasons(&why, v, it, now);
	json_set_str(j, "reason", why.buf);
	strbuf_release(&why);
	return j;
}

static int next_structured(struct ctx *ctx, const struct view *v,
			   const struct next_item *items, size_t nr,
			   struct err *err)
{
	int64_t now = clock_now(ctx->clock);
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < nr; i++) {
		struct json *j = next_json(v, &items[i], now, err);

		if (!j) {
			json_free(arr);
			return -1;
		}
		json_push(arr, j);
	}
	out_json(ctx->out, arr);
	json_free(arr);
	return 0;
}

static void next_text(struct ctx *ctx, const struct view *v,
		      const struct next_item *items, size_t nr, bool explain)
{
	int64_t now = clock_now(ctx->clock);
	char id[ID_LEN + 1];
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct next_item *it = &items[i];
		struct strbuf why = STRBUF_INIT;

		view_short(id, v, v->rows[it->row].id);
		out_paint(ctx->out, COLOUR_YELLOW, "%s", id);
		out_f(ctx->out, "  ");
		out_s(ctx->out, v->rows[it->row].title);
		next_reasons(&why, v, it, now);
		out_f(ctx->out, "\n");
		out_paint(ctx->out, COLOUR_DIM, "          %s", why.buf);
		out_f(ctx->out, "\n");
		if (explain)
			out_f(ctx->out, "          score %d = priority %d + "
			      "deadline %d + unblocks %d + mine %d + age "
			      "%d\n", it->score, it->priority, it->deadline,
			      it->unblocks, it->mine, it->age);
		strbuf_release(&why);
	}
}

static int run_next(struct ctx *ctx, const struct args *args, struct err *err)
{
	size_t limit = (size_t)args_int(args, "limit", 3);
	struct query *q = filter_query(ctx, args, NULL, err);
	struct next_item *items = NULL;
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr, i;
	int ret = -1;

	if (!q)
		return -1;
	if (common_view(&v, ctx, err) < 0 ||
	    query_run(&rows, &nr, NULL, q, v, err) < 0)
		goto out;
	nr = next_rank(&items, ctx->db, v, rows, nr,
		       args_flag(args, "anyone") || args_has(args, "assignee"),
		       clock_now(ctx->clock));
	ret = nr ? 0 : 1;
	if (!nr)
		out_note(ctx->out, "no task is ready");
	if (limit && nr > limit)
		nr = limit;
	if (ctx->out->format == OUT_IDS)
		for (i = 0; i < nr; i++)
			out_f(ctx->out, "%s\n", v->rows[items[i].row].id);
	else if (!common_structured(ctx))
		next_text(ctx, v, items, nr, args_flag(args, "explain"));
	else if (next_structured(ctx, v, items, nr, err) < 0)
		ret = -1;
out:
	free(items);
	free(rows);
	query_free(q);
	return ret;
}

static const struct opt next_opts[] = {
	FILTER_OPTS,
	{ "limit", 'n', OPT_INT, "<n>", "at most so many (3); 0 is all", 0,
	  NULL, 0, 1e9, NULL },
	O_FLAG("anyone", 0, "also tasks that are assigned to others"),
	O_FLAG("explain", 0, "show how the score is made up"),
	OPT_FORMAT("text|json|ndjson|csv|markdown|ids"),
	OPT_END
};

const struct cmd cmd_next = {
	"next", NULL, "look", "show what to do next",
	"Ranks the tasks that are ready: not started, nothing unfinished in "
	"front of them, not assigned to or claimed by somebody else. Exit "
	"status 1 when there is none.\n\n"
	"The score adds priority (10 a step), deadline (30 overdue, 25 within "
	"a day, 15 within three days, 8 within a week), 4 for each task that "
	"waits for it (at most 20), 10 when it is assigned to you, and 1 for "
	"every ten days of age (at most 5). --explain shows the parts.",
	next_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_next
};
