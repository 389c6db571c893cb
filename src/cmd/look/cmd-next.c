/*
 * cmd-next.c - `next`: what to do now, why, and taking it.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/plan/next.h"
#include "act/claim.h"
#include "front/mdtext.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"

static struct json *next_json(const struct view *v,
			      const struct next_item *it, int64_t now,
			      bool in_project, struct err *err)
{
	struct json *j = common_json(v, it->row, err);
	const char *name;
	struct json *parts;
	double success;
	size_t basis;
	int points;
	struct strbuf why = STRBUF_INIT;

	if (!j)
		return NULL;
	parts = json_new_obj();
	for (size_t i = 0; next_part(&name, &points, it, i); i++)
		json_set_int(parts, name, points);
	json_set_int(j, "score", it->score);
	json_set(j, "score_parts", parts);
	next_reasons(&why, v, it, now);
	json_set_str(j, "reason", why.buf);
	json_set_num(j, "confidence", round(it->confidence * 100) / 100);
	success = next_success(&basis, v, it);
	json_set_num(j, "success_probability", round(success * 100) / 100);
	json_set_int(j, "success_basis", (int64_t)basis);
	if (it->complexity > 0)
		json_set_num(j, "complexity", it->complexity);
	json_set_bool(j, "complexity_computed", it->computed);
	json_set_str(j, "group", next_group(&v->rows[it->row], in_project));
	strbuf_release(&why);
	return j;
}

static int next_structured(struct ctx *ctx, const struct view *v,
			   const struct next_item *items, size_t nr,
			   bool in_project, struct err *err)
{
	int64_t now = clock_now(ctx->clock);
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < nr; i++) {
		struct json *j = next_json(v, &items[i], now, in_project,
					   err);

		if (!j) {
			json_free(arr);
			return -1;
		}
		json_push(arr, j);
	}
	out_list(ctx->out, "id|title|status|priority|assignee|estimated_hours|"
		 "deadline|score|reason|confidence|success_probability|"
		 "success_basis|complexity|group", arr);
	json_free(arr);
	return 0;
}

static void next_explain(struct ctx *ctx, const struct next_item *it)
{
	const char *name;
	int points;

	out_f(ctx->out, "          score %d =", it->score);
	for (size_t i = 0; next_part(&name, &points, it, i); i++)
		if (points)
			out_f(ctx->out, " %s %+d", name, points);
	out_f(ctx->out, "; confidence %.0f%%\n", 100 * it->confidence);
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
		out_hanging(ctx->out, v->rows[it->row].title, 10);
		next_reasons(&why, v, it, now);
		out_f(ctx->out, "\n%10s%s", "",
		      out_colour(ctx->out, COLOUR_DIM));
		out_hanging(ctx->out, why.buf, 10);
		out_f(ctx->out, "%s\n", out_colour(ctx->out, COLOUR_NONE));
		if (explain)
			next_explain(ctx, it);
		strbuf_release(&why);
	}
}

static void read_options(struct next_options *opt, const struct args *args)
{
	const char *threshold = args_str(args, "priority-threshold");

	opt->anyone = args_flag(args, "anyone") || args_has(args, "assignee");
	opt->max_complexity = args_num(args, "max-complexity", 0);
	opt->min_hours = args_num(args, "min-hours", 0);
	opt->max_hours = args_num(args, "max-hours", 0);
	opt->hours_today = args_num(args, "hours-today", 0);
	opt->developers = (unsigned)args_int(args, "developers", 0);
	opt->context = args_tri(args, "minimize-context-switching") >= 0;
	opt->grouping = args_tri(args, "grouping") >= 0;
	opt->in_project = args_has(args, "project");
	opt->want = (size_t)args_int(args, "limit", 3);
	/* a set is chosen from more than it needs */
	if (opt->developers)
		opt->want = 4 * opt->developers;
	if (args_flag(args, "claim"))
		opt->want = 2 * CLAIM_MAX;
	opt->types = args_list(args, "prefer-type");
	opt->languages = args_list(args, "prefer-language");
	opt->excluded = args_list(args, "exclude-tag");
	if (threshold)
		priority_parse(&opt->threshold, threshold);
}

/* ---- showing ---- */

static int show_next(struct ctx *ctx, const struct args *args, struct err *err)
{
	size_t limit = (size_t)args_int(args, "limit", 3);
	struct query *q = filter_query(ctx, args, NULL, err);
	struct next_options opt = NEXT_OPTIONS_INIT;
	struct next_item *items = NULL;
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr, i;
	int ret = -1;

	if (!q)
		return -1;
	query_unsorted(q);
	if (common_view(&v, ctx, err) < 0 ||
	    query_run(&rows, &nr, NULL, q, v, err) < 0)
		goto out;
	read_options(&opt, args);
	nr = next_rank(&items, ctx->db, v, rows, nr, &opt,
		       clock_now(ctx->clock));
	ret = nr ? 0 : 1;
	if (!nr)
		out_note(ctx->out, "no task is ready");
	if (limit && nr > limit && !opt.developers)
		nr = limit;
	if (ctx->out->format == OUT_IDS)
		for (i = 0; i < nr; i++)
			out_f(ctx->out, "%s\n", v->rows[items[i].row].id);
	else if (!common_structured(ctx))
		next_text(ctx, v, items, nr, args_flag(args, "explain"));
	else if (next_structured(ctx, v, items, nr, opt.in_project,
				 err) < 0)
		ret = -1;
out:
	free(items);
	free(rows);
	query_free(q);
	return ret;
}

/* ---- --claim ---- */

struct picker {
	struct ctx *ctx;
	const struct args *args;
};

/* A started task whose lease has run out: whoever had it is gone.  The one
 * that ran out first. */
static uint32_t abandoned(const struct view *v, const uint32_t *rows,
			  size_t nr, int64_t now)
{
	uint32_t best = NO_ROW;
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		if (r->status == STATUS_IN_PROGRESS && !r->deleted &&
		    *r->lease_owner && r->lease_until != WHEN_NONE &&
		    r->lease_until <= now &&
		    (best == NO_ROW ||
		     r->lease_until < v->rows[best].lease_until))
			best = rows[i];
	}
	return best;
}

static void add_choice(struct claim_choice *out, size_t *nr,
		       const struct view *v, uint32_t row, int rank)
{
	memcpy(out[*nr].id, v->rows[row].id, ID_LEN + 1);
	out[(*nr)++].rank = rank;
}

/* All that could be taken: what was abandoned, then what is ready, by score. */
static ssize_t pick(struct claim_choice **out, struct db *db,
		    const struct view *v, void *data, struct err *err)
{
	struct picker *p = data;
	struct query *q = filter_query(p->ctx, p->args, NULL, err);
	struct next_options opt = NEXT_OPTIONS_INIT;
	struct next_item *items = NULL;
	int64_t now = clock_now(p->ctx->clock);
	uint32_t *rows = NULL, row;
	size_t nr, nr_items, i, n = 0;
	ssize_t ret = -1;

	if (q && query_run(&rows, &nr, NULL, q, v, err) == 0) {
		read_options(&opt, p->args);
		row = abandoned(v, rows, nr, now);
		nr_items = next_rank(&items, db, v, rows, nr, &opt, now);
		*out = xcalloc(nr_items + 1, sizeof(**out));
		if (row != NO_ROW)
			add_choice(*out, &n, v, row, INT_MAX);
		for (i = 0; i < nr_items; i++)
			add_choice(*out, &n, v, items[i].row, items[i].score);
		ret = (ssize_t)n;
	}
	free(items);
	free(rows);
	query_free(q);
	return ret;
}

/* "--claim 4": a first word that is a number says how many. */
static unsigned claim_count(struct args *args, struct err *err)
{
	struct arg_value *words = NULL;
	char *end;
	size_t i;
	long n;

	for (i = 0; i < args->nr_own; i++)
		if (str_eq(args->opts[i].name, "query"))
			words = &args->values[i];
	if (!words || !words->values.nr ||
	    strspn(words->values.v[0], "0123456789") !=
	    strlen(words->values.v[0]))
		return 1;
	n = strtol(words->values.v[0], &end, 10);
	if (n < 1 || n > CLAIM_MAX) {
		err_set(err, ERR_USAGE, "--claim takes 1 to %d tasks, not %s",
			CLAIM_MAX, words->values.v[0]);
		return 0;
	}
	strvec_remove(&words->values, 0);
	words->set = words->values.nr > 0;
	return (unsigned)n;
}

/* The ids of the tasks that are now mine, alone on standard output; as data the
 * tasks. */
static int print_claimed(struct ctx *ctx, const struct claim_result *res,
			 struct err *err)
{
	const struct view *v;
	char id[ID_LEN + 1];
	size_t i;

	if (out_data(ctx->out))
		return common_changed(ctx, &res->ids, true, err);
	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	for (i = 0; i < res->ids.nr; i++) {
		view_short(id, v, res->ids.v[i]);
		out_f(ctx->out, "%s\n", ctx->out->format == OUT_IDS ?
		      res->ids.v[i] : id);
	}
	return 0;
}

static int claim_and_print(struct ctx *ctx, const struct args *args,
			   unsigned count, struct err *err)
{
	struct picker p = { ctx, args };
	struct act_claim c = {
		.pick = pick,
		.pick_data = &p,
		.count = count,
		.lease = args_str(args, "lease"),
		.sync = args_flag(args, "sync"),
		.remote = args_str(args, "remote"),
	};
	struct claim_result res;
	int ret = act_claim(&res, ctx->db, &c, err);

	if (ret > 0)
		out_note(ctx->out, "no task is ready");
	if (ret == 0)
		ret = print_claimed(ctx, &res, err);
	claim_result_release(&res);
	return ret;
}

static int claim_next(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct args own = *args;
	unsigned count;
	size_t i;
	int ret = -1;

	/* A copy, because the number is taken out of the words. */
	own.values = xcalloc(args->nr_own + args->nr_common + 1,
			     sizeof(*own.values));
	for (i = 0; i < args->nr_own + args->nr_common; i++) {
		own.values[i] = args->values[i];
		strvec_init(&own.values[i].values);
		strvec_pushv(&own.values[i].values, args->values[i].values.v);
	}
	count = claim_count(&own, err);
	if (count)
		ret = claim_and_print(ctx, &own, count, err);
	for (i = 0; i < args->nr_own + args->nr_common; i++)
		strvec_clear(&own.values[i].values);
	free(own.values);
	return ret;
}

static int run_next(struct ctx *ctx, const struct args *args, struct err *err)
{
	if (args_flag(args, "claim"))
		return claim_next(ctx, args, err);
	if (args_flag(args, "sync") || args_has(args, "remote") ||
	    args_has(args, "lease"))
		return err_set(err, ERR_USAGE, "--lease, --sync and --remote "
			       "go with --claim");
	return show_next(ctx, args, err);
}

static const struct opt next_opts[] = {
	FILTER_OPTS,
	{ "limit", 'n', OPT_INT, "<n>", "at most so many (3); 0 is all", 0,
	  NULL, 0, 1e9, NULL },
	O_FLAG("anyone", 0, "also tasks that are assigned to others"),
	O_NUM("max-complexity", 0, "only up to this complexity score; it is "
	      "computed for tasks that have none", 1, 10),
	O_NUM("min-hours", 0, "only estimated at this or more", 0, 100000),
	O_NUM("max-hours", 0, "only estimated at this or less", 0, 100000),
	{ "priority-threshold", 0, OPT_PRIO, NULL, "only of this priority or "
	  "above", 0, NULL, 0, 0, NULL },
	O_STR("exclude-tag", 0, "<tag>", "not with this tag",
	      OPT_MANY),
	O_STR("prefer-type", 0, "<type>", "rather of this type",
	      OPT_MANY),
	O_STR("prefer-language", 0, "<name>", "rather in this programming "
	      "language", OPT_MANY),
	O_NUM("hours-today", 0, "hours that are left today", 0, 24),
	O_INT("developers", 0, "a set of tasks that so many can work on at the "
	      "same time", 1, 1000),
	{ "grouping", 0, OPT_FLAG, NULL, "sets: keep to one project or tag "
	  "(default)", OPT_NEG, NULL, 0, 0, NULL },
	{ "minimize-context-switching", 0, OPT_FLAG, NULL, "stay close to your "
	  "last work (default)", OPT_NEG, NULL, 0, 0, NULL },
	O_FLAG("explain", 0, "show how the score is made up"),
	O_FLAG("claim", 0, "take the best one, as 'git task claim' does, and "
	       "print its id alone; '--claim 4' takes up to 4"),
	{ "lease", 0, OPT_DUR, "<duration>", "with --claim: how long it is "
	  "mine (default: task.lease)", 0, NULL, 0, 0, NULL },
	O_FLAG("sync", 0, "with --claim: agree with all other clones through "
	       "the remote"),
	O_STR("remote", 0, "<remote>", "with --claim: the remote to agree "
	      "through (implies --sync)", 0),
	OPT_FORMAT("text|ids"),
	OPT_END
};

const struct cmd cmd_next = {
	"next", NULL, "look", "show what to do next",
	"Ranks the tasks that are ready: not started, nothing unfinished in "
	"front of them, not assigned to or claimed by somebody else. Exit "
	"status 1 when there is none.\n\n"
	"The score adds priority (10 a step), deadline (30 overdue, 25 within "
	"a day, 15 within three days, 8 within a week), 4 for each task that "
	"waits for it (at most 20), 10 when it is assigned to you, 1 for "
	"every ten days of age (at most 5), 6 each for a preferred type and "
	"language, up to 16 for what it shares with your work at hand (project "
	"6, tags 2 each, a file 4), and takes 20 away when it needs more than "
	"the hours of today. --explain shows the parts.\n\n"
	"With --developers the answer is a set of tasks that do not get into "
	"each other's way: no shared file, no task with its own part.\n\n"
	"With --claim the best task becomes yours in the same step, and its "
	"id is all that is printed (with --format json the task); a started task whose lease has run out "
	"comes before all others. With --sync no other clone can have it, "
	"too: see 'git task claim'. Workers that ask at the same time spread "
	"over the tasks of one rank (scores that are at most 5 apart). '--claim "
	"4' takes up to 4 and prints those that it got.",
	next_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_next
};
