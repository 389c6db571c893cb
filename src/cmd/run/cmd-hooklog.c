/*
 * cmd-hooklog.c - `hooks report`, `alerts`, `thresholds`, `cleanup`: how long hooks
 * take.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/strvec.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/project/hooklog.h"
#include "feat/project/hooks.h"
#include "cmd/kit/common.h"

#define DAY ((int64_t)86400 * 1000)

static int64_t limit_of(struct ctx *ctx, bool crit)
{
	return crit ? db_config_int(ctx->db, "task.hooks.critMs",
				    HOOKLOG_CRIT) :
		db_config_int(ctx->db, "task.hooks.warnMs", HOOKLOG_WARN);
}

/* Of one event: {"event", "runs", "failed", "mean_ms", "max_ms"}; NULL: no run. */
static struct json *sum(const struct hooklog *l, const char *event)
{
	int64_t total = 0, max = 0;
	size_t nr = 0, failed = 0;
	struct json *j;

	for (size_t i = 0; i < l->nr; i++) {
		if (strcmp(l->v[i].event, event) != 0)
			continue;
		nr++;
		failed += l->v[i].failed;
		total += l->v[i].took;
		max = l->v[i].took > max ? l->v[i].took : max;
	}
	if (!nr)
		return NULL;
	j = json_new_obj();
	json_set_str(j, "event", event);
	json_set_int(j, "runs", (int64_t)nr);
	json_set_int(j, "failed", (int64_t)failed);
	json_set_int(j, "mean_ms", total / (int64_t)nr);
	json_set_int(j, "max_ms", max);
	return j;
}

/* Those that Git knows in their order, then those of agents as they came. */
static void event_names(struct strvec *out, const struct hooklog *l)
{
	for (size_t i = 0; hooks_events[i]; i++)
		strvec_push(out, hooks_events[i]);
	for (size_t i = 0; i < l->nr; i++)
		if (!strvec_has(out, l->v[i].event))
			strvec_push(out, l->v[i].event);
}

static void report_lines(struct ctx *ctx, const struct json *list)
{
	static const char *const columns[] = {
		"hook", ">runs", ">failed", ">mean ms", ">max ms"
	};
	static const char *const keys[] = {
		"runs", "failed", "mean_ms", "max_ms"
	};
	struct table *t;
	struct json *j;

	out_f(ctx->out, "=== Hook Performance Report ===\n");
	if (!json_nr(list)) {
		out_f(ctx->out, "No hook has run in this clone yet\n");
		return;
	}
	t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
	json_each(j, list) {
		table_cell(t, COLOUR_NONE, json_get_str(j, "event"));
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
			table_cellf(t, COLOUR_NONE, "%.0f",
				    json_num(json_get(j, keys[i])));
	}
	table_end(t);
}

static int run_report(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct hooklog l = HOOKLOG_INIT;
	struct strvec names = STRVEC_INIT;
	struct json *list = json_new_arr(), *j;
	int ret = hooklog_read(&l, ctx->db, err);

	(void)args;
	event_names(&names, &l);
	for (size_t i = 0; i < names.nr; i++) {
		j = sum(&l, names.v[i]);
		if (j)
			json_push(list, j);
	}
	strvec_clear(&names);
	if (ret == 0 && common_structured(ctx))
		out_list(ctx->out, "event|runs|failed|mean_ms|max_ms", list);
	else if (ret == 0)
		report_lines(ctx, list);
	json_free(list);
	hooklog_release(&l);
	return ret;
}

static struct json *alert(const struct hooklog_run *r, int64_t warn,
			  int64_t crit)
{
	struct json *j;
	char at[WHEN_LEN];

	if (!r->failed && r->took <= warn && r->took <= crit)
		return NULL;
	j = json_new_obj();
	when_format(at, r->at);
	json_set_str(j, "at", at);
	json_set_str(j, "event", r->event);
	json_set_str(j, "level", r->failed ? "failed" :
		     r->took > crit ? "critical" : "warning");
	json_set_int(j, "ms", r->took);
	return j;
}

static int run_alerts(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	int64_t warn = limit_of(ctx, false), crit = limit_of(ctx, true);
	struct hooklog l = HOOKLOG_INIT;
	struct json *list = json_new_arr(), *j;
	int ret = hooklog_read(&l, ctx->db, err);

	(void)args;
	for (size_t i = 0; i < l.nr; i++) {
		j = alert(&l.v[i], warn, crit);
		if (j)
			json_push(list, j);
	}
	if (ret < 0) {
		;
	} else if (common_structured(ctx)) {
		out_list(ctx->out, "at|event|level|ms", list);
	} else if (!json_nr(list)) {
		out_f(ctx->out, "No alerts: no hook failed or took longer than "
		      "%" PRId64 " ms\n", warn < crit ? warn : crit);
	} else {
		json_each(j, list)
			out_f(ctx->out, "%s  %-8s  %s took %.0f ms\n",
			      json_get_str(j, "at"), json_get_str(j, "level"),
			      json_get_str(j, "event"),
			      json_num(json_get(j, "ms")));
	}
	json_free(list);
	hooklog_release(&l);
	return ret;
}

static int set_limit(struct ctx *ctx, const char *key, const char *value,
		     struct err *err)
{
	return value ? db_config_set(ctx->db, false, key, value, err) : 0;
}

static int run_thresholds(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	struct json *j;

	if (set_limit(ctx, "task.hooks.warnMs", args_str(args, "warn"), err) ||
	    set_limit(ctx, "task.hooks.critMs", args_str(args, "crit"), err))
		return -1;
	j = json_new_obj();
	json_set_int(j, "warn_ms", limit_of(ctx, false));
	json_set_int(j, "crit_ms", limit_of(ctx, true));
	if (common_structured(ctx))
		out_json(ctx->out, j);
	else
		out_f(ctx->out, "Warning above %.0f ms, critical above %.0f "
		      "ms\n", json_num(json_get(j, "warn_ms")),
		      json_num(json_get(j, "crit_ms")));
	json_free(j);
	return 0;
}

static int run_cleanup(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	int64_t days = args_int(args, "days", 30);
	size_t dropped = 0;

	if (hooklog_drop(&dropped, ctx->db, db_now(ctx->db) - days * DAY,
			 err) < 0)
		return -1;
	out_say(ctx->out, "%zu run%s older than %" PRId64 " days dropped\n",
	      dropped, dropped == 1 ? "" : "s", days);
	return 0;
}

static const struct opt report_opts[] = {
	OPT_FORMAT("text|json|ndjson"),
	OPT_END
};

static const struct opt thresholds_opts[] = {
	{ "warn", 0, OPT_INT, "<ms>", "a run that takes longer is a warning",
	  OPT_POS, NULL, 1, 600000, NULL },
	{ "crit", 0, OPT_INT, "<ms>", "... is critical", OPT_POS, NULL, 1,
	  600000, NULL },
	OPT_FORMAT("text|json"),
	OPT_END
};

static const struct opt cleanup_opts[] = {
	{ "days", 0, OPT_INT, "<days>", "keep the runs of this many days (30)",
	  OPT_POS, NULL, 0, 36500, NULL },
	OPT_END
};

const struct cmd cmd_hooks_report = {
	.name = "hooks report",
	.group = "start",
	.summary = "show how long the hooks took",
	.detail = "Each run of a hook in this clone that had something to do is "
	"logged in local state, with its time: how often each ran, how often it failed, and how long "
	"it took. Those that an agent calls have its name in front "
	"(claude:Stop).",
	.opts = report_opts,
	.needs = NEEDS_REPO,
	.run = run_report,
};

const struct cmd cmd_hooks_alerts = {
	.name = "hooks alerts",
	.group = "start",
	.summary = "show hooks that failed or were slow",
	.opts = report_opts,
	.needs = NEEDS_REPO,
	.run = run_alerts,
};

const struct cmd cmd_hooks_thresholds = {
	.name = "hooks thresholds",
	.group = "start",
	.summary = "show or set when a hook counts as slow",
	.opts = thresholds_opts,
	.needs = NEEDS_REPO,
	.run = run_thresholds,
};

const struct cmd cmd_hooks_cleanup = {
	.name = "hooks cleanup",
	.group = "start",
	.summary = "drop old runs from the log of the hooks",
	.opts = cleanup_opts,
	.needs = NEEDS_REPO,
	.run = run_cleanup,
};
