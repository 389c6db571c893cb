/*
 * cmd-log.c - `log`: what happened to tasks.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/json.h"
#include "data/when.h"
#include "db/events/tasklog.h"
#include "feat/measure/changelog.h"
#include "cmd/kit/common.h"
#include "front/mdtext.h"

struct log {
	struct ctx *ctx;
	const struct view *v;
	int64_t now, since, until;
	const char *author;
	size_t limit, nr;
	bool one;		/* one task: its title is not repeated */
	bool oneline;
	struct out_rows rows;
	char last[OBJECT_HEX + 1];		/* commit of the event before */
};

static bool wanted(const struct log *l, const struct log_item *ev)
{
	if (l->until != WHEN_NONE && ev->when > l->until)
		return false;
	if (!l->author)
		return true;
	return str_ieq(ev->author, l->author) || str_ieq(ev->email, l->author) ||
	       strstr(ev->author, l->author) || strstr(ev->email, l->author);
}

static void log_oneline(struct log *l, const struct log_item *ev)
{
	struct strbuf what = STRBUF_INIT;
	char id[ID_LEN + 1];

	logview_what(&what, ev);
	view_short(id, l->v, ev->id);
	out_paint(l->ctx->out, COLOUR_YELLOW, "%.8s", ev->commit);
	out_f(l->ctx->out, " ");
	out_paint(l->ctx->out, COLOUR_CYAN, "%s", id);
	out_f(l->ctx->out, " ");
	out_s(l->ctx->out, what.buf);
	out_f(l->ctx->out, "\n");
	strbuf_release(&what);
}

static void log_head(struct log *l, const struct log_item *ev)
{
	struct out *o = l->ctx->out;
	struct strbuf ago = STRBUF_INIT, at = STRBUF_INIT;
	size_t width;

	if (!strcmp(l->last, ev->commit))
		return;
	if (l->last[0])
		out_f(o, "\n");
	snprintf(l->last, sizeof(l->last), "%s", ev->commit);
	when_relative(&ago, ev->when, l->now);
	when_local(&at, ev->when);
	width = 8 + 2 + utf8_width(ev->author) + 2 + ago.len;
	out_paint(o, COLOUR_YELLOW, "%.8s", ev->commit);
	out_f(o, "  ");
	/* a name is cut last, the time in figures goes first */
	if (o->tty && width > o->width)
		out_fit(o, ev->author, 8 + 2 + 2 + ago.len);
	else
		out_s(o, ev->author);
	out_f(o, ", %s", ago.buf);
	if (!o->tty || width + 3 + at.len <= o->width)
		out_paint(o, COLOUR_DIM, " (%s)", at.buf);
	out_f(o, "\n");
	strbuf_release(&at);
	strbuf_release(&ago);
}

static void log_text(struct log *l, const struct log_item *ev)
{
	const char *title = ev->after ? task_str(ev->after, F_TITLE) : NULL;
	struct strbuf what = STRBUF_INIT;
	char id[ID_LEN + 1];

	log_head(l, ev);
	out_f(l->ctx->out, "    ");
	if (!l->one) {
		view_short(id, l->v, ev->id);
		out_paint(l->ctx->out, COLOUR_CYAN, "%s", id);
		out_f(l->ctx->out, " ");
		out_fit(l->ctx->out, title ? title : "", strlen(id) + 5);
		out_f(l->ctx->out, "\n        ");
	}
	logview_what(&what, ev);
	out_hanging(l->ctx->out, what.buf, l->one ? 4 : 8);
	out_f(l->ctx->out, "\n");
	strbuf_release(&what);
}

static int on_event(const struct log_item *ev, void *data)
{
	struct log *l = data;

	if (l->since != WHEN_NONE && ev->when < l->since)
		return 0;
	if (!wanted(l, ev))
		return 0;
	if (common_structured(l->ctx))
		out_row(&l->rows, logview_json(ev));
	else if (l->oneline)
		log_oneline(l, ev);
	else
		log_text(l, ev);
	l->nr++;
	return l->limit && l->nr >= l->limit;
}

static int log_times(struct log *l, const struct args *args, struct err *err)
{
	if (args_has(args, "since") &&
	    common_time(&l->since, l->ctx, args_str(args, "since"), false,
			err) < 0)
		return -1;
	if (args_has(args, "until") &&
	    common_time(&l->until, l->ctx, args_str(args, "until"), true,
			err) < 0)
		return -1;
	return 0;
}

static int run_log(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct log l = { .ctx = ctx, .now = clock_now(ctx->clock),
			 .since = WHEN_NONE, .until = WHEN_NONE,
			 .author = args_str(args, "author"),
			 .limit = (size_t)args_int(args, "limit", 0),
			 .one = args_has(args, "id"),
			 .oneline = args_flag(args, "oneline") };
	char id[ID_LEN + 1];
	int ret;

	if (log_times(&l, args, err) < 0 || db_view(&l.v, ctx->db, err) < 0)
		return -1;
	if (l.one && common_id(id, l.v, args_str(args, "id"), true, err) < 0)
		return -1;
	out_rows_begin(&l.rows, ctx->out, LOGVIEW_COLUMNS);
	ret = db_history(ctx->db, l.one ? id : NULL, 0, on_event, &l, err);
	if (ret >= 0) {
		ret = 0;
		if (!l.nr && !common_structured(ctx))
			out_note(ctx->out, "no changes");
	}
	out_rows_end(&l.rows);
	return ret;
}

static const struct opt log_opts[] = {
	O_ID("id", 0, "only the history of this task", OPT_POS),
	{ "limit", 'n', OPT_INT, "<n>",
	  "at most so many changes, also -<n>; 0 is all",
	  0, NULL, 0, 1e9, NULL },
	O_TIME("since", 0, "only changes after this", 0),
	O_TIME("until", 0, "only changes before this", 0),
	O_STR("author", 0, "<who>", "only changes by this person", 0),
	O_FLAG("oneline", 0, "one line a change"),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_log = {
	"log", "history", "look", "show who changed what and when",
	"Newest first, from the commits of refs/tasks/main. Each change can be "
	"taken back with git task undo and its commit.",
	log_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_log
};
