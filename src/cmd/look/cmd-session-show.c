/*
 * cmd-session-show.c - `session list|show|stats`: what agents did.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/sessiondb.h"
#include "data/when.h"
#include "feat/measure/metrics.h"
#include "feat/session/session.h"

static enum colour state_colour(enum session_state s)
{
	return s == SESSION_ACTIVE ? COLOUR_GREEN :
		s == SESSION_STALE ? COLOUR_YELLOW : COLOUR_DIM;
}

static bool is_json(const struct ctx *ctx)
{
	return out_tree(ctx->out);
}

/* ---- cells ---- */

static void cell_time(struct table *t, const struct ctx *ctx, int64_t ms)
{
	struct strbuf sb = STRBUF_INIT;
	char text[WHEN_LEN];

	if (ms == WHEN_NONE) {
		table_cell(t, COLOUR_NONE, "");
		return;
	}
	if (ctx->out->format == OUT_TEXT) {
		when_relative(&sb, ms, clock_now(ctx->clock));
	} else {
		when_format(text, ms);
		strbuf_addstr(&sb, text);
	}
	table_cell(t, COLOUR_NONE, sb.buf);
	strbuf_release(&sb);
}

static void cell_percent(struct table *t, double percent)
{
	if (isnan(percent))
		table_cell(t, COLOUR_NONE, "");
	else
		table_cellf(t, percent >= 80 ? COLOUR_YELLOW : COLOUR_NONE,
			    "%.0f%%", percent);
}

static const char *task_words(const struct session_work *w)
{
	if (!w)
		return "";
	return w->description ? w->description : w->task;
}

/* ---- list ---- */

static void list_table(struct ctx *ctx, const struct session_list *l,
		       const bool *wanted)
{
	static const char *const columns[] = {
		"session", "agent", "model", "state", "*task", ">in", ">out",
		">context", ">errors", "last seen",
	};
	struct table *t;
	size_t i = 0;

	while (i < l->nr && !wanted[i])
		i++;
	if (i == l->nr && ctx->out->format == OUT_TEXT) {
		out_note(ctx->out, "No sessions found");
		return;
	}
	t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
	for (; i < l->nr; i++) {
		const struct session *s = &l->v[i];

		if (!wanted[i])
			continue;
		table_cell(t, COLOUR_NONE, s->name);
		table_cell(t, COLOUR_BOLD, s->agent);
		table_cell(t, COLOUR_NONE, s->model);
		table_cell(t, state_colour(s->state),
			   session_state_names[s->state]);
		table_cell(t, COLOUR_NONE, task_words(session_current(s)));
		table_cellf(t, COLOUR_NONE, "%.0f", s->tokens.input);
		table_cellf(t, COLOUR_NONE, "%.0f", s->tokens.output);
		cell_percent(t, session_context(s));
		table_cellf(t, s->nr_errors ? COLOUR_RED : COLOUR_NONE, "%zu",
			    session_nr_errors(s));
		cell_time(t, ctx, s->seen);
	}
	table_end(t);
}

static void list_json(struct ctx *ctx, const struct session_list *l,
		      const bool *wanted, bool charts)
{
	struct json *arr = json_new_arr(), *o;
	size_t i;

	for (i = 0; i < l->nr; i++) {
		if (!wanted[i])
			continue;
		o = session_json(&l->v[i]);
		if (charts) {
			char *svg = session_spark(&l->v[i]);

			json_set(o, "chart", json_new_str(svg));
			free(svg);
		}
		json_push(arr, o);
	}
	out_json(ctx->out, arr);
	json_free(arr);
}

/* Files that nobody can read are told, and the exit status says so. */
static int warn_broken(struct ctx *ctx, const struct session_list *l)
{
	size_t i;

	for (i = 0; i < l->broken->nr; i++)
		out_warn(ctx->out, "can not read session file '%s', left as "
			 "it is; run 'git task fsck'", l->broken->v[i]);
	return l->broken->nr ? 1 : 0;
}

static int run_list(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *state = args_str(args, "state");
	const char *agent = args_str(args, "agent");
	struct session_list l;
	struct db *db;
	bool *wanted;
	size_t i;
	int ret;

	if (session_db(&db, ctx, err) < 0)
		return -1;
	if (session_all(&l, db, err) < 0) {
		db_close(db);
		return -1;
	}
	wanted = xcalloc(l.nr + 1, sizeof(*wanted));
	for (i = 0; i < l.nr; i++) {
		const struct session *s = &l.v[i];

		wanted[i] = (!agent || str_eq(s->agent, agent)) &&
			(state ? str_eq(state, session_state_names[s->state]) :
			 s->state != SESSION_ENDED || args_flag(args, "all"));
	}
	if (is_json(ctx))
		list_json(ctx, &l, wanted, args_flag(args, "charts"));
	else
		list_table(ctx, &l, wanted);
	session_warnings(ctx, db);
	ret = warn_broken(ctx, &l);
	free(wanted);
	session_list_release(&l);
	db_close(db);
	return ret;
}

static const struct opt list_opts[] = {
	O_FLAG("all", 'a', "those that ended, too"),
	O_ENUM("state", 0, "active|stale|ended", "only these", 0),
	O_STR("agent", 0, "<name>", "only those of this agent", 0),
	O_FLAG("charts", 0, "as data: also a curve of the tokens of each, as "
	       "SVG"),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_session_list = {
	"session list", NULL, "run", "list the sessions of agents",
	"Those that did not end, with the latest news first: who works with "
	"which model on what, the tokens that were used, how full the context "
	"was at last, and how many errors there were.",
	list_opts, NEEDS_REPO | NEEDS_DB, run_list
};

/* ---- show ---- */

static void field(struct ctx *ctx, const char *name, const char *foreign)
{
	if (!foreign || !*foreign)
		return;
	out_f(ctx->out, "%s: ", name);
	out_s(ctx->out, foreign);
	out_f(ctx->out, "\n");
}

static void field_time(struct ctx *ctx, const char *name, int64_t ms)
{
	char text[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	when_format(text, ms);
	out_f(ctx->out, "%s: %s\n", name, text);
}

static void show_works(struct ctx *ctx, const struct session *s)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	if (s->nr_works)
		out_f(ctx->out, "tasks:\n");
	for (i = 0; i < s->nr_works; i++) {
		const struct session_work *w = &s->works[i];

		out_f(ctx->out, "  ");
		out_s(ctx->out, w->task);
		out_f(ctx->out, " ");
		out_s(ctx->out, w->status);
		if (w->duration_ms >= 0) {
			strbuf_reset(&sb);
			when_span(&sb, (double)w->duration_ms / 1000);
			out_f(ctx->out, " after %s", sb.buf);
		}
		if (w->description) {
			out_f(ctx->out, ": ");
			out_s(ctx->out, w->description);
		}
		out_f(ctx->out, "\n");
	}
	strbuf_release(&sb);
}

static void show_errors(struct ctx *ctx, const struct session *s)
{
	char at[WHEN_LEN];
	size_t i;

	if (s->nr_errors)
		out_f(ctx->out, "errors:\n");
	for (i = 0; i < s->nr_errors; i++) {
		const struct session_error *x = &s->errors[i];

		when_format(at, x->at);
		out_f(ctx->out, "  %s ", at);
		out_paint(ctx->out, x->severity >= SEVERITY_HIGH ?
			  COLOUR_RED : COLOUR_YELLOW, "%s",
			  severity_names[x->severity]);
		out_f(ctx->out, " ");
		if (x->type) {
			out_s(ctx->out, x->type);
			out_f(ctx->out, ": ");
		}
		out_s(ctx->out, x->message);
		if (x->count > 1)
			out_f(ctx->out, " (%zu times)", x->count);
		out_f(ctx->out, "\n");
	}
}

static void show_text(struct ctx *ctx, const struct session *s)
{
	double percent = session_context(s);

	field(ctx, "session", s->name);
	field(ctx, "id", s->task.id);
	field(ctx, "agent", s->agent);
	field(ctx, "model", s->model);
	field(ctx, "state", session_state_names[s->state]);
	field_time(ctx, "started", s->started);
	field_time(ctx, "ended", s->ended);
	field_time(ctx, "last seen", s->seen);
	out_f(ctx->out, "tokens: %.0f in, %.0f out", s->tokens.input,
	      s->tokens.output);
	if (s->tokens.cache_read > 0 || s->tokens.cache_creation > 0)
		out_f(ctx->out, ", cache %.0f read, %.0f written",
		      s->tokens.cache_read, s->tokens.cache_creation);
	out_f(ctx->out, "\n");
	if (!isnan(percent))
		out_f(ctx->out, "context: %.0f of %.0f (%.0f%%)\n",
		      s->context_used, s->context_window, percent);
	show_works(ctx, s);
	show_errors(ctx, s);
}

static int run_show(struct ctx *ctx, const struct args *args, struct err *err)
{
	char id[ID_LEN + 1];
	struct session s;
	struct json *j;
	struct db *db;
	int ret = -1;

	if (session_db(&db, ctx, err) < 0)
		return -1;
	if (session_find(id, db, args_str(args, "session"), err) < 0 ||
	    session_one(&s, db, id, err) < 0)
		goto out;
	if (out_data(ctx->out)) {
		j = session_json(&s);
		out_json(ctx->out, j);
		json_free(j);
	} else {
		show_text(ctx, &s);
	}
	session_release(&s);
	ret = 0;
out:
	db_close(db);
	return ret;
}

static const struct opt show_opts[] = {
	O_STR("session", 0, "<session>", "its id", OPT_POS | OPT_REQUIRED),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_session_show = {
	"session show", NULL, "run", "show a session: tasks, tokens, errors",
	NULL, show_opts, NEEDS_REPO | NEEDS_DB, run_show
};

/* ---- stats ---- */

struct shown {
	struct ctx *ctx;
	struct db *db;
	struct session_list list;
	int64_t since, until;
	enum session_by by;
	char prices_of[11], currency[8];
};

static void stats_row(struct table *t, const struct session_sum *x,
		      const char *agent, const char *model, bool priced)
{
	double tokens = x->tokens.input + x->tokens.output;
	struct strbuf sb = STRBUF_INIT, up = STRBUF_INIT;
	size_t errors = 0;
	int i;

	for (i = 0; i < SEVERITY_NR; i++)
		errors += x->errors[i];
	if (x->timed)
		when_span(&sb, x->duration_ms / 1000 / (double)x->timed);
	if (!isnan(x->uptime_ms))
		when_span(&up, x->uptime_ms / 1000);
	table_cell(t, COLOUR_BOLD, agent);
	if (model)
		table_cell(t, COLOUR_NONE, model);
	table_cellf(t, COLOUR_NONE, "%zu", x->sessions);
	table_cell(t, COLOUR_NONE, up.buf);
	table_cellf(t, COLOUR_NONE, "%zu", x->tasks);
	if (x->tasks)
		table_cellf(t, COLOUR_NONE, "%.0f%%", 100 *
			    (double)x->succeeded / (double)x->tasks);
	else
		table_cell(t, COLOUR_NONE, "");
	table_cell(t, COLOUR_NONE, sb.buf);
	table_cellf(t, COLOUR_NONE, "%.0f", x->tokens.input);
	table_cellf(t, COLOUR_NONE, "%.0f", x->tokens.output);
	if (x->tasks)
		table_cellf(t, COLOUR_NONE, "%.0f",
			    tokens / (double)x->tasks);
	else
		table_cell(t, COLOUR_NONE, "");
	table_cellf(t, errors ? COLOUR_RED : COLOUR_NONE, "%zu", errors);
	if (priced && session_cost_known(x))
		table_cellf(t, COLOUR_NONE, "%.2f%s", x->cost,
			    x->unpriced > 0 ? " + ?" : "");
	else if (priced)
		table_cell(t, COLOUR_NONE, x->unpriced > 0 ? "?" : "");
	strbuf_release(&sb);
	strbuf_release(&up);
}

/* What a row of the table is about. */
static char *row_name(struct shown *s, const struct session_sum *x)
{
	char id[ID_LEN + 1];
	const struct view *v;
	uint32_t row;

	switch (s->by) {
	case SESSION_BY_DAY:
		return xstrdup(*x->day ? x->day : "(no day)");
	case SESSION_BY_TASK:
		if (!*x->task)
			return xstrdup("(none)");
		if (!id_valid(x->task) || !s->ctx->db ||
		    db_view(&v, s->ctx->db, NULL) < 0)
			return xstrdup(x->task);
		row = view_find(v, x->task);
		view_short(id, v, x->task);
		return row == NO_ROW ? xstrdup(id) :
			xasprintf("%s %s", id, v->rows[row].title);
	case SESSION_BY_MODEL:
		return xstrdup(x->model);
	default:
		return xstrdup(x->agent);
	}
}

static void stats_table(struct shown *s)
{
	static const char *const names[] = {
		[SESSION_BY_AGENT] = "*agent", [SESSION_BY_MODEL] = "*model",
		[SESSION_BY_BOTH] = "*agent", [SESSION_BY_DAY] = "*day",
		[SESSION_BY_TASK] = "*task",
	};
	/* agent and model take two columns, everything else is one thing */
	bool two = s->by == SESSION_BY_BOTH;
	const char *columns[] = {
		names[s->by], two ? "model" : names[s->by], ">sessions",
		">up", ">tasks", ">success", ">mean", ">in", ">out", ">per task",
		">errors", ">cost",
	};
	struct session_sums both, all;
	struct table *t;
	char *name;
	size_t i;

	session_sums(&both, &s->list, s->by, s->since, s->until, s->db);
	session_sums(&all, &s->list, SESSION_BY_ALL, s->since, s->until,
		     s->db);
	if (!both.nr && s->ctx->out->format == OUT_TEXT) {
		out_note(s->ctx->out, "No sessions found");
		session_sums_release(&both);
		session_sums_release(&all);
		return;
	}
	t = table_new(s->ctx->out, columns + !two, ARRAY_SIZE(columns) -
		      !two - !all.priced);
	for (i = 0; i < both.nr; i++) {
		name = row_name(s, &both.v[i]);
		stats_row(t, &both.v[i], name, two ? both.v[i].model : NULL,
			  all.priced);
		free(name);
	}
	stats_row(t, &all.v[0], "(all)", two ? "" : NULL, all.priced);
	table_end(t);
	if (*all.currency && !*all.prices_of)
		out_note(s->ctx->out, "cost in %s", all.currency);
	if (*all.prices_of)
		out_note(s->ctx->out, "cost in %s, prices of %s; 'git config "
			 "task.price.<model>.input' sets your own",
			 all.currency, all.prices_of);
	session_sums_release(&both);
	session_sums_release(&all);
}

static struct json *sums_json(struct shown *s, enum session_by by)
{
	struct json *arr = json_new_arr();
	struct session_sums sums;
	size_t i;

	session_sums(&sums, &s->list, by, s->since, s->until, s->db);
	for (i = 0; i < sums.nr; i++)
		json_push(arr, session_sum_json(&sums.v[i], by, sums.priced));
	memcpy(s->prices_of, sums.prices_of, sizeof(s->prices_of));
	memcpy(s->currency, sums.currency, sizeof(s->currency));
	session_sums_release(&sums);
	return arr;
}

static void stats_json(struct shown *s, bool series, bool charts)
{
	struct json *o = json_new_obj();
	struct json *all = sums_json(s, SESSION_BY_ALL);
	char since[WHEN_LEN] = "", until[WHEN_LEN] = "";

	if (s->since != WHEN_NONE)
		when_format(since, s->since);
	if (s->until != INT64_MAX)
		when_format(until, s->until);
	json_set_str(o, "since", *since ? since : NULL);
	json_set_str(o, "until", *until ? until : NULL);
	json_set(o, "total", json_detach_at(all, 0));
	json_free(all);
	json_set(o, "agents", sums_json(s, SESSION_BY_AGENT));
	json_set(o, "models", sums_json(s, SESSION_BY_MODEL));
	json_set(o, "agents_models", sums_json(s, SESSION_BY_BOTH));
	json_set(o, "by_task", sums_json(s, SESSION_BY_TASK));
	json_set(o, "by_day", sums_json(s, SESSION_BY_DAY));
	json_set_str(o, "prices_of", *s->prices_of ? s->prices_of : NULL);
	json_set_str(o, "currency", *s->currency ? s->currency : NULL);
	if (series || charts) {
		session_days(o, &s->list, s->since, clock_now(s->ctx->clock),
			     charts, s->db);
		json_set(o, "each_session", session_each(&s->list, s->db));
		json_set(o, "each_task", session_tasks(&s->list, s->db));
	}
	out_json(s->ctx->out, o);
	json_free(o);
}

static enum session_by by_of(const char *word)
{
	return str_eq(word, "agent") ? SESSION_BY_AGENT :
		str_eq(word, "model") ? SESSION_BY_MODEL :
		str_eq(word, "task") ? SESSION_BY_TASK :
		str_eq(word, "day") ? SESSION_BY_DAY : SESSION_BY_BOTH;
}

static int run_stats(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	const char *period = args_str(args, "period");
	struct shown s = { .ctx = ctx, .since = WHEN_NONE,
			   .by = by_of(args_str(args, "by")) };
	int64_t now = clock_now(ctx->clock);
	int ret;

	s.until = INT64_MAX;	/* clocks of others may be ahead */
	if (period &&
	    metrics_period(&s.since, &s.until, period, now, err) < 0)
		return -1;
	if (session_db(&s.db, ctx, err) < 0)
		return -1;
	if (session_all(&s.list, s.db, err) < 0) {
		db_close(s.db);
		return -1;
	}
	if (is_json(ctx))
		stats_json(&s, args_flag(args, "series"),
			   args_flag(args, "charts"));
	else
		stats_table(&s);
	session_warnings(ctx, s.db);
	ret = warn_broken(ctx, &s.list);
	session_list_release(&s.list);
	db_close(s.db);
	return ret;
}

static const struct opt stats_opts[] = {
	O_STR("period", 0, "<period>", "one of last-week, last-month, "
	      "quarter, year, all; or 14d, 2026-11 (default: all)", 0),
	O_FLAG("series", 0, "as data: also each day, session and task"),
	O_FLAG("charts", 0, "the same, with charts of the days as SVG"),
	O_ENUM("by", 0, "both|agent|model|task|day", "a row for each of "
	       "these (default: agent and model)", 0),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_session_stats = {
	"session stats", NULL, "run", "sum up what agents did and used",
	"Sessions, finished tasks and how many of them succeeded, the mean "
	"time of a task, tokens in all and per task, and errors, by agent and "
	"model, or by task or day (UTC).\n\n"
	"Costs are those of a built-in table of public prices, in US dollars, "
	"whose day is told with them; 'git config task.price.builtin false' "
	"does without it. Your own prices, in any currency, per million tokens, "
	"go before it; input and output are enough, cacheRead and "
	"cacheCreation can be set as well. With task.price.currency, as EUR, "
	"they are said to be in that one, and the table is not used. What a model without a price used "
	"is shown as '?', never as 0:\n\n"
	"\tgit config task.price.claude-sonnet-4.input 3\n"
	"\tgit config task.price.claude-sonnet-4.output 15",
	stats_opts, NEEDS_REPO | NEEDS_DB, run_stats
};
