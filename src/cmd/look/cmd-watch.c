/*
 * cmd-watch.c - `watch`: what happened since one looked last.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "data/json.h"
#include "db/events/events.h"
#include "feat/session/session.h"
#include "feat/agent/watch.h"
#include "cmd/kit/common.h"
#include "cmd/kit/eventline.h"
#include "cmd/kit/sessiondb.h"
#include "cmd/look/watch-follow.h"

static void print_rest(struct ctx *ctx, const struct json *n)
{
	const char *text = json_get_str(n, "text");
	const char *by = json_get_str(n, "by");

	out_text(ctx->out, text ? text : "");
	out_f(ctx->out, "\n  ");
	if (by) {
		out_f(ctx->out, "By: ");
		out_s(ctx->out, by);
		out_f(ctx->out, "  ");
	}
	out_f(ctx->out, "Time: %s\n\n", json_get_str(n, "at"));
}

static void print_notice(struct ctx *ctx, const struct view *v,
			 const struct json *n)
{
	const char *kind = json_get_str(n, "kind");
	char id[ID_LEN + 1], upper[16];
	size_t i;

	for (i = 0; kind[i] && i + 1 < sizeof(upper); i++)
		upper[i] = kind[i] >= 'a' && kind[i] <= 'z' ?
			   (char)(kind[i] - 'a' + 'A') : kind[i];
	upper[i] = '\0';
	if (json_get(n, "severity")) {
		out_paint(ctx->out, COLOUR_RED, "[%s]", upper);
		out_f(ctx->out, " Session ");
		out_s(ctx->out, json_get_str(n, "title"));
		out_f(ctx->out, " (%s): ", json_get_str(n, "severity"));
		print_rest(ctx, n);
		return;
	}
	view_short(id, v, json_get_str(n, "id"));
	out_paint(ctx->out, COLOUR_CYAN, "[%s]", upper);
	if (!strcmp(kind, "unblocked"))
		out_f(ctx->out, " Task %s unblocked - ", id);
	else if (!strcmp(kind, "discovery"))
		out_f(ctx->out, " DISCOVERY in %s: ", id);
	else
		out_f(ctx->out, " Task %s: ", id);
	print_rest(ctx, n);
}

/* ---- sessions of agents ---- */

/* The sessions' database and their tip; tm knew none. */
struct sessions {
	struct db *db;
	char *tip;
};

static int open_sessions(struct sessions *s, struct ctx *ctx, struct err *err)
{
	s->db = NULL;
	s->tip = NULL;
	if (ctx->tm)
		return 0;
	if (session_db(&s->db, ctx, err) < 0)
		return -1;
	s->tip = session_tip(s->db);
	return 0;
}

static void close_sessions(struct sessions *s)
{
	db_close(s->db);
	free(s->tip);
}

static int mark(struct ctx *ctx, const struct args *args,
		const struct view *v, const struct sessions *s,
		struct err *err)
{
	int ret = 0;

	if (args_flag(args, "peek"))
		return 0;
	ret = watch_mark(ctx->db, v, err);
	if (ret == 0 && s->tip)
		ret = watch_mark_session(ctx->db, s->tip, err);
	return ret;
}

/* Their errors among the events of the tasks, which lead to `tip`. */
static int add_news(struct json *list, struct ctx *ctx,
		    const struct sessions *s, const char *tip,
		    struct err *err)
{
	char *last = watch_last_session(ctx->db);
	struct json *news = json_new_arr(), *e;
	int ret = s->db ? session_news(news, s->db, last, s->tip, err) : 0;

	while ((e = json_nr(news) ? json_detach_at(news, 0) : NULL)) {
		json_set_str(e, "tip", tip);
		watch_put(list, e);
	}
	json_free(news);
	free(last);
	return ret;
}

/* Every event, whomever it concerns, from a tip or one's own mark on. */
static int all_events(struct ctx *ctx, const struct args *args,
		      const struct view *v, const struct sessions *s,
		      struct err *err)
{
	struct events ev = EVENTS_INIT;
	struct json *list = json_new_arr(), *e;
	char *last = args_has(args, "since") ?
		     xstrdup(args_str(args, "since")) : watch_last(ctx->db);
	size_t limit = (size_t)args_int(args, "limit", 0), i;
	int ret = events_between(&ev, ctx->db, last,
				 *v->tip ? v->tip : NULL, err);

	for (i = 0; i < ev.nr; i++)
		json_push(list, events_json(&ev, i));
	if (ret == 0 && !args_has(args, "since"))
		ret = add_news(list, ctx, s, v->tip, err);
	for (i = json_nr(list); limit && i > limit; i--)
		json_free(json_detach_at(list, 0));
	if (ret == 0 && common_structured(ctx))
		out_list(ctx->out, EVENT_COLUMNS, list);
	else
		json_each(e, list)
			eventline_print(ctx, v, e);
	if (ret == 0)
		ret = mark(ctx, args, v, s, err);
	json_free(list);
	events_release(&ev);
	free(last);
	return ret;
}

static int notices(struct ctx *ctx, const struct args *args,
		   const struct view *v, const struct sessions *s,
		   struct err *err)
{
	size_t limit = (size_t)args_int(args, "limit", 0), i;
	struct json *list, *n;
	int ret = 0;

	if (watch_collect(&list, ctx->db, v, ctx->tm, err) < 0)
		return -1;
	if (s->db)
		ret = watch_sessions(list, ctx->db, s->db, s->tip, false, err);
	for (i = json_nr(list); limit && i > limit; i--)
		json_free(json_detach_at(list, 0));
	if (ret < 0) {
		json_free(list);
		return -1;
	}
	if (common_structured(ctx)) {
		out_list(ctx->out, "kind|id|title|text|by|at", list);
	} else if (!json_nr(list)) {
		out_f(ctx->out, "No new notifications\n");
	} else {
		out_f(ctx->out, "=== %zu New Notification(s) ===\n\n",
		      json_nr(list));
		json_each(n, list)
			print_notice(ctx, v, n);
	}
	json_free(list);
	return mark(ctx, args, v, s, err);
}

static int run_watch(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	const struct view *v;
	struct sessions s;
	int ret;

	if (args_flag(args, "only-tell"))
		return watch_tell(ctx, err);
	if (args_flag(args, "follow"))
		return watch_follow(ctx, args_str(args, "since"), err);
	if (common_view(&v, ctx, err) < 0 || open_sessions(&s, ctx, err) < 0)
		return -1;
	ret = args_flag(args, "events") || args_has(args, "since") ?
		all_events(ctx, args, v, &s, err) :
		notices(ctx, args, v, &s, err);
	close_sessions(&s);
	return ret;
}

static const struct opt watch_opts[] = {
	{ "limit", 'n', OPT_INT, "<n>", "only the last <n>", 0, NULL, 0, 1e9,
	  NULL },
	O_FLAG("peek", 0, "do not mark them as read"),
	O_FLAG("events", 0, "every event of every task, not only what is meant "
	       "for you"),
	O_FLAG("follow", 'f', "go on: print every event as it happens, and send "
	       "notifications, until SIGINT or SIGTERM"),
	{ "only-tell", 0, OPT_FLAG, NULL, "send notifications until standard "
	  "input ends, print nothing", OPT_HIDDEN, NULL, 0, 0, NULL },
	O_STR("since", 0, "<commit>", "every event since this tip of "
	      "refs/tasks/main (implies --events)", 0),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_watch = {
	"watch", NULL, "look", "show what others did since you looked last",
	"Discoveries, shared messages, sync points, tasks that can go on "
	"because what they waited for is finished, tasks that were given to "
	"you, and what went wrong in sessions of agents: errors, and budgets "
	"that are used up. Each reader (TM_AGENT_ID, GIT_TASK_AGENT or your Git name) "
	"has a mark of its own.\n\n"
	"With --events it lists everything that happened: tasks created, "
	"updated, completed, blocked, unblocked, assigned, claimed and so on, by "
	"whom, here or in another clone. In JSON each event carries the tip "
	"that it leads to; whoever keeps the last one gives it back with "
	"--since and misses nothing. formats/events.md has their form.\n\n"
	"With --follow it stays: what anybody does in this clone, or a sync brings, "
	"is a line as it happens, and those whom 'git task notify add' named are "
	"told. One such process a clone; a second one exits with 1.",
	watch_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_watch
};
