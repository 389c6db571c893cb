#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "data/json.h"
#include "feat/watch.h"
#include "cmd/common.h"

static void print_notice(struct ctx *ctx, const struct view *v,
			 const struct json *n)
{
	const char *kind = json_get_str(n, "kind");
	const char *text = json_get_str(n, "text");
	const char *by = json_get_str(n, "by");
	char id[ID_LEN + 1], upper[16];
	size_t i;

	for (i = 0; kind[i] && i + 1 < sizeof(upper); i++)
		upper[i] = kind[i] >= 'a' && kind[i] <= 'z' ?
			   (char)(kind[i] - 'a' + 'A') : kind[i];
	upper[i] = '\0';
	view_short(id, v, json_get_str(n, "id"));
	out_paint(ctx->out, COLOUR_CYAN, "[%s]", upper);
	if (!strcmp(kind, "unblocked"))
		out_f(ctx->out, " Task %s unblocked - ", id);
	else if (!strcmp(kind, "discovery"))
		out_f(ctx->out, " DISCOVERY in %s: ", id);
	else
		out_f(ctx->out, " Task %s: ", id);
	out_text(ctx->out, text ? text : "");
	out_f(ctx->out, "\n  ");
	if (by) {
		out_f(ctx->out, "By: ");
		out_s(ctx->out, by);
		out_f(ctx->out, "  ");
	}
	out_f(ctx->out, "Time: %s\n\n", json_get_str(n, "at"));
}

static int run_watch(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	size_t limit = (size_t)args_int(args, "limit", 0), i;
	const struct view *v;
	struct json *list, *n;

	if (common_view(&v, ctx, err) < 0 ||
	    watch_collect(&list, ctx->db, v, err) < 0)
		return -1;
	for (i = json_nr(list); limit && i > limit; i--)
		json_free(json_detach_at(list, 0));
	if (common_structured(ctx)) {
		out_json(ctx->out, list);
	} else if (!json_nr(list)) {
		out_f(ctx->out, "No new notifications\n");
	} else {
		out_f(ctx->out, "=== %zu New Notification(s) ===\n\n",
		      json_nr(list));
		json_each(n, list)
			print_notice(ctx, v, n);
	}
	json_free(list);
	return args_flag(args, "peek") ? 0 : watch_mark(ctx->db, v, err);
}

static const struct opt watch_opts[] = {
	{ "limit", 'n', OPT_INT, "<n>", "only the last <n>", 0, NULL, 0, 1e9,
	  NULL },
	O_FLAG("peek", 0, "do not mark them as read"),
	OPT_FORMAT("text|json|ndjson"),
	OPT_END
};

const struct cmd cmd_watch = {
	"watch", NULL, "look", "show what others did since you looked last",
	"Discoveries, shared messages, sync points, tasks that can go on "
	"because what they waited for is finished, and tasks that were given "
	"to you. Each reader (TM_AGENT_ID, GIT_TASK_AGENT or your Git name) "
	"has a mark of its own.",
	watch_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_watch
};
