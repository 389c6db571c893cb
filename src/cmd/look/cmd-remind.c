/*
 * cmd-remind.c - `remind`: what is due, late, stale, or about to be let go.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"
#include "data/web.h"
#include "feat/tell/remind.h"

static int span(int64_t *ms, const struct args *args, const char *option,
		double seconds, struct err *err)
{
	const char *text = args_str(args, option);

	if (text && when_parse_duration(&seconds, text, false, err) < 0)
		return err_prefix(err, "--%s", option);
	*ms = (int64_t)(seconds * 1000);
	return 0;
}

static enum colour event_colour(const char *event)
{
	if (!strcmp(event, "overdue"))
		return COLOUR_RED;
	return strcmp(event, "stale") ? COLOUR_YELLOW : COLOUR_NONE;
}

static void print(struct ctx *ctx, const struct view *v,
		  const struct json *found)
{
	static const char *const heads[] = {
		"reminder", "id", "*title", "who", "what"
	};
	char id[ID_LEN + 1];
	struct table *t;
	struct json *j;

	if (out_data(ctx->out)) {
		out_list(ctx->out, "event|id|title|at|by|what|data", found);
		return;
	}
	if (!json_nr(found)) {
		out_note(ctx->out, "nothing is due, late or forgotten");
		return;
	}
	t = table_new(ctx->out, heads, ARRAY_SIZE(heads));
	json_each(j, found) {
		const char *event = json_get_str(j, "event");

		view_short(id, v, json_get_str(j, "id"));
		table_cell(t, event_colour(event), event);
		table_cell(t, COLOUR_YELLOW, id);
		table_cell(t, COLOUR_NONE, json_get_str(j, "title"));
		table_cell(t, COLOUR_NONE, json_get_str(j, "by"));
		table_cell(t, COLOUR_NONE, json_get_str(j, "what"));
	}
	table_end(t);
}

/* 1: something could not be sent. */
static int notify(struct ctx *ctx, const struct json *found,
		  const struct view *v, struct err *err)
{
	struct tell_report rep = TELL_REPORT_INIT;
	struct tell_rules rules = TELL_RULES_INIT;
	struct tell_queue q = TELL_QUEUE_INIT;
	struct tell_sender s = { ctx->db, NULL, NULL, 0 };
	size_t i, nr = 0;
	int ret;

	tell_rules_load(&rules, ctx->db);
	if (!rules.nr)
		return err_set(err, ERR_FAILED, "--notify has nobody to tell: "
			       "see 'git task notify add -h'");
	ret = tell_queue_open(&q, ctx->db, 10000, err);
	if (ret == 0) {
		ret = tell_collect(&q, &rules, err);
		if (ret == 0) {
			nr = remind_queue(&q, &rules, found, v);
			ret = tell_queue_save(&q, err);
		}
		if (ret == 0)
			ret = tell_flush(&rep, &q, &rules, &s, false, err);
		tell_queue_close(&q);
	}
	for (i = 0; i < rep.why.nr; i++)
		out_warn(ctx->out, "%s", rep.why.v[i]);
	if (ret == 0) {
		out_note(ctx->out, "%zu reminder%s, %zu message%s sent", nr,
			 nr == 1 ? "" : "s", rep.sent,
			 rep.sent == 1 ? "" : "s");
		ret = rep.why.nr ? 1 : 0;
	}
	strvec_clear(&rep.why);
	web_close(s.web);
	tell_rules_release(&rules);
	return ret;
}

static int run_remind(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct query *q;
	struct remind r;
	const struct view *v;
	struct json *found;
	uint32_t *rows = NULL;
	size_t nr = 0;
	int ret = -1;

	if (span(&r.due_ms, args, "due", 2 * 86400, err) < 0 ||
	    span(&r.stale_ms, args, "stale", 7 * 86400, err) < 0 ||
	    span(&r.lease_ms, args, "lease", 3600, err) < 0)
		return -1;
	q = filter_query(ctx, args, "open", err);
	if (!q)
		return -1;
	found = json_new_arr();
	if (common_view(&v, ctx, err) == 0 &&
	    query_sort(q, "due,-priority,created", err) == 0 &&
	    query_run(&rows, &nr, NULL, q, v, err) == 0) {
		remind_find(found, &r, ctx->db, v, rows, nr);
		print(ctx, v, found);
		ret = args_flag(args, "notify") ?
		      notify(ctx, found, v, err) : 0;
		if (ret == 0 && args_flag(args, "exit-code"))
			ret = json_nr(found) ? 1 : 0;
	}
	json_free(found);
	free(rows);
	query_free(q);
	return ret;
}

static const struct opt remind_opts[] = {
	FILTER_OPTS,
	{ "due", 0, OPT_DUR, "<duration>", "how long before a deadline (2d)",
	  0, NULL, 0, 0, NULL },
	{ "stale", 0, OPT_DUR, "<duration>", "how long a task in progress may "
	  "stay unchanged (7d)", 0, NULL, 0, 0, NULL },
	{ "lease", 0, OPT_DUR, "<duration>", "how long before a claim ends "
	  "(1h)", 0, NULL, 0, 0, NULL },
	O_FLAG("notify", 0, "tell those whom 'notify add' named, each thing "
	       "once"),
	O_FLAG("exit-code", 0, "exit with 1 when there is anything"),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_remind = {
	"remind", NULL, "look", "show what is due, late, or forgotten",
	"Open tasks that are overdue or due soon, whose claim ends soon, and "
	"those in progress or blocked that nobody has changed for long. A query "
	"chooses among them. Made for cron and for CI:\n\n"
	"\tgit task remind --mine\n"
	"\tgit task remind --notify --quiet          # from cron\n"
	"\tgit task remind --exit-code project:shop  # fails a job",
	remind_opts, NEEDS_REPO | NEEDS_DB, run_remind
};
