/*
 * cmd-complexity.c - `complexity`, `estimate`: how big a task is.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "cmd/kit/assist.h"
#include "cmd/kit/common.h"
#include "data/when.h"
#include "feat/llm/llm-estimate.h"
#include "feat/plan/complexity.h"
#include "act/fields.h"

#define COMPLEXITY_OPTS							\
	{ "id", 0, OPT_ID, NULL, "task to look at",			\
	  OPT_POS | OPT_REQUIRED, NULL, 0, 0, NULL },			\
	{ "code", 0, OPT_FLAG, NULL, "look at the volume of code (default)", \
	  OPT_NEG, NULL, 0, 0, "estimate-code-volume" },		\
	{ "dependencies", 0, OPT_FLAG, NULL,				\
	  "look at dependencies and includes (default)", OPT_NEG, NULL,	\
	  0, 0, "analyze-dependencies" },				\
	{ "risk", 0, OPT_FLAG, NULL, "look for technical risk (default)", \
	  OPT_NEG, NULL, 0, 0, "assess-risk" },				\
	{ "history", 0, OPT_FLAG, NULL,					\
	  "learn from similar finished tasks (default)", OPT_NEG, NULL,	\
	  0, 0, "use-historical-data" },				\
	O_PATH("root", 0, "<dir>", "where the task's files are", 0),	\
	O_FLAG("explain", 0, "show every input of the result"),		\
	O_FLAG("save", 0, "write the result to the task"),		\
	OPT_FORMAT("text")

static const struct opt complexity_opts[] = { COMPLEXITY_OPTS, OPT_END };
static const struct opt estimate_opts[] = {
	COMPLEXITY_OPTS, ASSIST_OPTS,
	O_FLAG("dry-run", 'n', "show what a language model would be sent; send "
	       "nothing"),
	OPT_END
};

static int analyse(struct complexity *c, const struct view **v, uint32_t *row,
		   struct ctx *ctx, const struct args *args, struct err *err)
{
	struct complexity_options opt;

	if (common_view(v, ctx, err) < 0 ||
	    view_resolve(row, *v, args_str(args, "id"), false, err) < 0)
		return -1;
	complexity_defaults(&opt, ctx->db);
	opt.code = args_tri(args, "code") >= 0;
	opt.deps = args_tri(args, "dependencies") >= 0;
	opt.risk = args_tri(args, "risk") >= 0;
	opt.history = args_tri(args, "history") >= 0;
	opt.root = args_str(args, "root");
	if (opt.root && !file_is_dir(opt.root))
		return err_set(err, ERR_INVALID, "'%s' is not a directory",
			       opt.root);
	return complexity_analyse(c, ctx->db, *v, *row, &opt, err);
}

static void show_factors(struct ctx *ctx, const struct complexity *c,
			 bool explain)
{
	for (int i = 0; i < FACTOR_NR; i++) {
		const struct complexity_factor *f = &c->factors[i];

		if (f->used)
			out_f(ctx->out, "  %-15s %4.1f x %.2f\n",
			      factor_name((enum factor)i), f->score,
			      f->weight);
		else
			out_f(ctx->out, "  %-15s    not used\n",
			      factor_name((enum factor)i));
		for (size_t k = 0; explain && k < f->why.nr; k++) {
			char *why = common_clean(f->why.v[k]);

			out_paint(ctx->out, COLOUR_DIM, "      %s", why);
			out_f(ctx->out, "\n");
			free(why);
		}
	}
}

static int save(struct ctx *ctx, const char *id, const char *verb,
		enum field f, double value, struct err *err)
{
	struct change c;
	int res;

	change_init(&c, id);
	change_set_num(&c, f, value);
	res = act_apply(ctx->db, verb, &c, err);
	change_release(&c);
	return res;
}

/* One of the two commands: what it prints and what --save writes. */
struct look {
	const char *verb;
	enum field field;
	double (*value)(const struct complexity *c);
	void (*print)(struct ctx *ctx, const struct complexity *c,
		      const struct row *r, bool explain);
	struct json *(*json)(const struct complexity *c, const struct view *v,
			     bool explain);
};

/* What a language model proposes beside it. */
struct proposal {
	struct assist by;
	struct llm_estimate e;
	bool there;
};

/* Asks; a model that can not be asked leaves the estimate as it is.  1: what would
 * be sent was printed. */
static int propose(struct proposal *p, const struct complexity *c,
		   const struct view *v, uint32_t row, struct ctx *ctx,
		   const struct args *args, struct err *err)
{
	struct task t = TASK_INIT;
	struct json *answer = NULL;
	struct llm_question q;
	char id[ID_LEN + 1];
	int ret;

	if (view_task(&t, v, row, err) < 0)
		return -1;
	view_short_row(id, v, row);
	llm_estimate_question(&q, &t, v, c);
	ret = assist_ask(&p->by, &answer, ctx, args, &q, id, v->rows[row].id,
			 err);
	if (ret == 0)
		ret = llm_estimate_read(&p->e, answer, err);
	p->there = ret == 0;
	if (ret < 0 && p->by.usage.tries) {
		out_warn(ctx->out, "%s: %s", p->by.provider, err->msg);
		err_clear(err);
		ret = 0;
	}
	json_free(answer);
	llm_estimate_done(&q);
	task_release(&t);
	return ret;
}

static struct json *proposal_json(const struct proposal *p)
{
	struct json *j = json_new_obj(), *arr = json_new_arr();
	size_t i;

	json_set_str(j, "provider", p->by.provider);
	json_set_str(j, "model", p->by.model);
	json_set_num(j, "estimated_hours", p->e.hours);
	json_set_num(j, "low", p->e.low);
	json_set_num(j, "high", p->e.high);
	for (i = 0; i < p->e.reasons.nr; i++)
		json_push_str(arr, p->e.reasons.v[i]);
	json_set(j, "reasons", arr);
	json_set_num(j, "input_tokens", p->by.usage.known ?
		     p->by.usage.input : NAN);
	json_set_num(j, "output_tokens", p->by.usage.known ?
		     p->by.usage.output : NAN);
	return j;
}

static void print_proposal(struct ctx *ctx, const struct proposal *p,
			   const struct row *r)
{
	size_t i;

	out_s(ctx->out, p->by.model);
	if (isnan(p->e.hours))
		out_f(ctx->out, " can not tell from what it was given\n");
	else
		out_f(ctx->out, " proposes %.4g h, between %.4g and %.4g\n",
		      p->e.hours, p->e.low, p->e.high);
	for (i = 0; i < p->e.reasons.nr; i++) {
		out_f(ctx->out, "  - ");
		out_s(ctx->out, p->e.reasons.v[i]);
		out_f(ctx->out, "\n");
	}
	if (!isnan(p->e.hours))
		out_note(ctx->out, "nothing was changed; 'git task update "
			 "%.8s --estimated-hours %.4g' takes it", r->id,
			 p->e.hours);
}

static void tell(const struct look *l, const struct complexity *c,
		 const struct view *v, uint32_t row, const struct proposal *p,
		 struct ctx *ctx, bool explain)
{
	struct json *j;

	if (!out_data(ctx->out)) {
		l->print(ctx, c, &v->rows[row], explain);
		if (p->there)
			print_proposal(ctx, p, &v->rows[row]);
		return;
	}
	j = l->json(c, v, explain);
	json_set_str(j, "id", v->rows[row].id);
	if (p->there)
		json_set(j, "assist", proposal_json(p));
	out_json(ctx->out, j);
	json_free(j);
}

static int run(const struct look *l, struct ctx *ctx,
	       const struct args *args, bool assist, struct err *err)
{
	struct proposal p = { .there = false };
	struct complexity c;
	const struct view *v;
	uint32_t row;
	int res = 0;

	memset(&c, 0, sizeof(c));
	if (analyse(&c, &v, &row, ctx, args, err) < 0)
		return -1;
	if (assist)
		res = propose(&p, &c, v, row, ctx, args, err);
	if (res == 0)
		tell(l, &c, v, row, &p, ctx, args_flag(args, "explain"));
	if (p.there)
		llm_estimate_release(&p.e);
	if (res > 0)
		res = 0;	/* --dry-run */
	else if (res == 0 && args_flag(args, "save"))
		res = save(ctx, v->rows[row].id, l->verb, l->field,
			   l->value(&c), err);
	complexity_release(&c);
	return res;
}

/* ---- complexity ---- */

static double score(const struct complexity *c)
{
	return c->score;
}

static void print_score(struct ctx *ctx, const struct complexity *c,
			const struct row *r, bool explain)
{
	char *title = common_clean(r->title);

	out_f(ctx->out, "%.8s %s\n", r->id, title);
	out_f(ctx->out, "Complexity %.1f of 10, risk %s, about %u lines, "
	      "%.4g h (confidence %.0f%%)\n", c->score, c->risk, c->lines,
	      c->hours, 100 * c->confidence);
	show_factors(ctx, c, explain);
	free(title);
}

/* With all inputs: --explain is for people. */
static struct json *score_json(const struct complexity *c,
			       const struct view *v, bool explain)
{
	(void)explain;
	return complexity_json(c, v);
}

static int run_complexity(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	static const struct look look = {
		"complexity", F_COMPLEXITY, score, print_score, score_json
	};

	return run(&look, ctx, args, false, err);
}

/* ---- estimate ---- */

static double hours(const struct complexity *c)
{
	return c->hours;
}

static struct json *estimate_json(const struct complexity *c,
				  const struct view *v, bool explain)
{
	struct json *j = json_new_obj(), *all;

	json_set_num(j, "estimated_hours", c->hours);
	json_set_num(j, "low", c->hours_low);
	json_set_num(j, "high", c->hours_high);
	json_set_num(j, "confidence", c->confidence);
	json_set_num(j, "complexity", c->score);
	json_set_bool(j, "from_history", c->hours_from_history);
	json_set_int(j, "similar_tasks", (int64_t)c->nr_similar);
	if (explain) {
		all = complexity_json(c, v);
		json_set(j, "factors", json_detach(all, "factors"));
		json_set(j, "similar", json_detach(all, "similar"));
		json_free(all);
	}
	return j;
}

static void print_estimate(struct ctx *ctx, const struct complexity *c,
			   const struct row *r, bool explain)
{
	(void)r;
	out_f(ctx->out, "%.4g h, between %.4g and %.4g (80%%)\n", c->hours,
	      c->hours_low, c->hours_high);
	if (c->hours_from_history)
		out_f(ctx->out, "from %zu similar finished tasks and "
		      "complexity %.1f\n", c->nr_similar, c->score);
	else
		out_f(ctx->out, "from complexity %.1f: 0.5 x 1.6^(score - "
		      "1)\n", c->score);
	if (explain)
		show_factors(ctx, c, true);
}

static int run_estimate(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	static const struct look look = {
		"estimate", F_ESTIMATED_HOURS, hours, print_estimate,
		estimate_json
	};
	bool assist;

	if (assist_wanted(&assist, args, err) < 0)
		return -1;
	if (!assist && args_flag(args, "dry-run"))
		return err_set(err, ERR_USAGE, "--dry-run needs --assist");
	if (assist && args_flag(args, "save"))
		return err_set(err, ERR_USAGE, "--assist does not go with "
			       "--save: look at what is proposed, then update "
			       "the task");
	return run(&look, ctx, args, assist, err);
}

const struct cmd cmd_complexity = {
	"complexity", NULL, "think", "score how big and risky a task is",
	"A score from 1 to 10 from four factors: code volume, dependencies, "
	"technical risk and what similar finished tasks took. The weights "
	"(0.35, 0.25, 0.25, 0.15) can be set with task.complexity.weights.*; "
	"a factor without data gives its weight to the others. --explain shows "
	"every input.\n"
	"\n"
	"Examples:\n"
	"\tgit task complexity 3f9a1c2b --explain\n"
	"\tgit task complexity 3f9a1c2b --save",
	complexity_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_complexity
};

const struct cmd cmd_estimate = {
	"estimate", NULL, "think", "estimate the hours of a task",
	"Hours with an interval. With two or more similar finished tasks that "
	"recorded actual hours the estimate comes from them, mixed with the "
	"complexity score; otherwise from the score alone.\n\n"
	"With --assist a language model proposes hours besides, with its "
	"reasons: the task's title, description, type and criteria, the "
	"estimate, and the titles and hours of similar finished tasks are sent, "
	"nothing else (--dry-run shows it). It changes nothing: you decide. "
	"Providers, keys and the budget are those of git-task-expand(1).\n"
	"\n"
	"Examples:\n"
	"\tgit task estimate 3f9a1c2b\n"
	"\tgit task estimate 3f9a1c2b --save",
	estimate_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_estimate
};
