/*
 * cmd-expand.c - `expand`: a task into sub-tasks.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "cmd/kit/sessiondb.h"
#include "feat/llm/llm-expand.h"
#include "feat/plan/expand.h"
#include "act/many.h"
#include "cmd/kit/common.h"

struct expanding {
	struct ctx *ctx;
	const struct args *args;
	const struct view *v;
	uint32_t row;
	struct expansion e;
	const char *model;	/* that proposed, or NULL */
	struct llm_usage usage;
	char model_name[SESSION_NAME_MAX + 1];
};

static size_t nr_new(const struct expansion *e)
{
	size_t i, n = 0;

	for (i = 0; i < e->nr; i++)
		n += !*e->steps[i].exists;
	return n;
}

static void print_step(struct out *o, const struct expansion *e, size_t i)
{
	const struct expand_step *s = &e->steps[i];
	double h = json_get_num(s->fields, "estimated_hours", 0);
	size_t k;

	out_f(o, "%s%2zu %s ", s->parent == SIZE_MAX ? "" : "   ", i + 1,
	      *s->exists ? "=" : "+");
	out_s(o, json_get_str(s->fields, "title"));
	if (h > 0)
		out_f(o, "  (%g h)", h);
	for (k = 0; k < s->nr_deps; k++)
		out_f(o, "%s%zu", k ? ", " : "  after ", s->deps[k] + 1);
	if (*s->exists)
		out_f(o, "  exists: %.8s", s->exists);
	else
		out_paint(o, COLOUR_DIM, "  %s", s->why);
	out_f(o, "\n");
}

static const char *role_name(enum expand_role r)
{
	return r == EXPAND_WORK ? "implementation" :
	       r == EXPAND_TEST ? "test" : "documentation";
}

/* What expand_task of the reference answers. */
static void print_json(struct expanding *x, const struct strvec *ids, bool dry)
{
	struct json *o = json_new_obj(), *exp = json_new_obj();
	struct json *arr = json_new_arr();
	char msg[96];
	size_t i, k, next = 0;

	for (i = 0; i < x->e.nr; i++) {
		const struct expand_step *s = &x->e.steps[i];
		struct json *j = json_copy(s->fields), *deps = json_new_arr();

		for (k = 0; k < s->nr_deps; k++)
			json_push(deps, json_new_int((int64_t)s->deps[k]));
		json_set(j, "id", *s->exists ? json_new_str(s->exists) :
			 dry ? json_new_null() :
			 json_new_str(ids->v[next++]));
		json_set_bool(j, "exists", *s->exists);
		json_set_str(j, "role", role_name(s->role));
		json_set(j, "depends_on_steps", deps);
		json_set(j, "parent_step", s->parent == SIZE_MAX ?
			 json_new_null() : json_new_int((int64_t)s->parent));
		json_set_str(j, "why", s->why);
		json_push(arr, j);
	}
	json_set_str(exp, "task", x->v->rows[x->row].id);
	json_set_str(exp, "provider", x->e.provider);
	json_set(exp, "subtasks", arr);
	if (x->model) {
		json_set_str(exp, "model", x->model);
		json_set_num(exp, "input_tokens", x->usage.known ?
			     x->usage.input : NAN);
		json_set_num(exp, "output_tokens", x->usage.known ?
			     x->usage.output : NAN);
	}
	snprintf(msg, sizeof(msg), "%zu sub-tasks %s", nr_new(&x->e),
		 dry ? "proposed" : "created");
	json_set(o, "expansion", exp);
	json_set_bool(o, "dry_run", dry);
	json_set_str(o, "message", msg);
	out_json(x->ctx->out, o);
	json_free(o);
}

/* ---- language models ---- */

static void log_usage(struct expanding *x, const struct llm *l,
		      struct db *sessions)
{
	const char *id = x->v->rows[x->row].id;
	struct err err = ERR_INIT;
	char task[ID_LEN + 1];

	view_short(task, x->v, id);
	if (llm_log(sessions, l, &x->usage, task, id, &err) < 0)
		out_warn(x->ctx->out, "the tokens are not logged: %s",
			 err.msg);
}

/* So that whoever waits (a tool's client) sees that something comes. */
static void heard(void *data, size_t nr)
{
	struct expanding *x = data;

	(void)nr;
	out_progress(x->ctx->out, "the language model answers", 0, 0);
}

/* How it is to answer, where the user says so. */
static void set_manner(struct llm *l, const struct args *args)
{
	l->max_tokens = args_int(args, "max-tokens", 0);
	l->temperature = args_num(args, "temperature", NAN);
}

/* One provider: the budget first, then the question, then the log. */
static int ask_one(struct expanding *x, const struct expand_input *in,
		   const char *provider, const char *model, struct err *err)
{
	struct llm_expand ask = { NULL, { 0 } };
	struct db *sessions = NULL;
	struct llm l;
	int ret = llm_open(&l, x->ctx->db, provider, model, err);

	if (ret == 0)
		ret = session_db(&sessions, x->ctx, err);
	if (ret == 0)
		ret = llm_may_ask(sessions, &l, err);
	if (ret == 0) {
		set_manner(&l, x->args);
		l.heard = heard;
		l.heard_data = x;
		ask.llm = &l;
		ret = expand_propose(&x->e, in, &llm_expand_provider, &ask,
				     err);
		x->usage = ask.usage;
		log_usage(x, &l, sessions);
	}
	if (ret == 0) {
		x->e.provider = l.provider;
		snprintf(x->model_name, sizeof(x->model_name), "%s", l.model);
		x->model = x->model_name;
	}
	db_close(sessions);
	llm_release(&l);
	return ret;
}

/* What would be sent, and to whom; nothing is. */
static int preview(struct expanding *x, const struct expand_input *in,
		   const char *provider, const char *model, struct err *err)
{
	struct llm_question q;
	struct json *j;
	struct llm l;
	int ret = llm_open(&l, x->ctx->db, provider, model, err);

	if (ret == 0) {
		set_manner(&l, x->args);
		llm_expand_question(&q, in);
		j = llm_preview(&l, &q);
		out_note(x->ctx->out, "would be sent to %s:", l.url);
		out_json(x->ctx->out, j);
		json_free(j);
		llm_expand_done(&q);
	}
	llm_release(&l);
	return ret < 0 ? -1 : 1;
}

/* The provider that was named, then another one, then none at all. */
static int ask_model(struct expanding *x, const struct expand_input *in,
		     struct err *err)
{
	const char *provider = args_str(x->args, "provider");
	const char *model = args_str(x->args, "model"), *other;
	struct err why = ERR_INIT;

	if (!provider || !strcmp(provider, "auto"))
		provider = llm_default(x->ctx->db);
	if (!provider)
		return err_set(err, ERR_INVALID, "no language model is set "
			       "up: OPENAI_API_KEY, ANTHROPIC_API_KEY, or "
			       "'git config task.llm.openai-compatible.url'");
	if (args_flag(x->args, "dry-run"))
		return preview(x, in, provider, model, err);
	if (ask_one(x, in, provider, model, &why) == 0)
		return 0;
	if (!x->usage.tries)
		return err_set(err, why.code, "%s", why.msg);
	out_warn(x->ctx->out, "%s: %s", provider, why.msg);
	other = llm_other(x->ctx->db, provider);
	expansion_release(&x->e);
	if (other && ask_one(x, in, other, NULL, &why) == 0) {
		out_note(x->ctx->out, "%s was asked instead", other);
		return 0;
	}
	if (other)
		out_warn(x->ctx->out, "%s: %s", other, why.msg);
	out_note(x->ctx->out, "split without a language model");
	expansion_release(&x->e);
	return expand_propose(&x->e, in, NULL, NULL, err);
}

static int propose(struct expanding *x, const struct task *t, struct err *err)
{
	const struct args *a = x->args;
	const char *from = args_str(a, "from"), *name = args_str(a, "template");
	struct expand_template tpl = { x->ctx->db, name, args_list(a, "var"),
				       db_now(x->ctx->db) };
	const struct expand_provider *p = NULL;
	struct expand_input in = {
		.task = t, .view = x->v, .row = x->row,
		.depth = (int)args_int(a, "depth", 1),
		.max = (size_t)args_int(a, "max", 0),
		.work = args_tri(a, "implementation") >= 0,
		.tests = args_tri(a, "tests") >= 0,
		.docs = args_tri(a, "documentation") >= 0 };

	if (name && from && strcmp(from, "template") && strcmp(from, "auto"))
		return err_set(err, ERR_USAGE, "--template does not go with "
			       "--from %s", from);
	if (from && !strcmp(from, "template") && !name)
		return err_set(err, ERR_USAGE, "--from template needs "
			       "--template <name>");
	if (args_list(a, "var")->nr && !name)
		return err_set(err, ERR_USAGE, "--var needs --template <name>");
	if (name)
		p = &expand_template_provider;
	else if (from && strcmp(from, "auto"))
		p = expand_find(from);
	if (args_has(a, "provider") || args_has(a, "model")) {
		if (name || from)
			return err_set(err, ERR_USAGE, "--provider and --model "
				       "do not go with --from and --template");
		if (!str_eq(args_str(a, "provider"), "offline"))
			return ask_model(x, &in, err);
	} else if (args_has(a, "max-tokens") || args_has(a, "temperature")) {
		return err_set(err, ERR_USAGE, "--max-tokens and --temperature "
			       "need --provider");
	}
	return expand_propose(&x->e, &in, p, &tpl, err);
}

static void tell(struct expanding *x, const struct strvec *ids)
{
	struct out *o = x->ctx->out;
	size_t i, old = x->e.nr - nr_new(&x->e);

	if (out_data(o)) {
		print_json(x, ids, false);
		return;
	}
	for (i = 0; i < ids->nr; i++)
		out_f(o, "%.*s\n", o->format == OUT_IDS ? ID_LEN : ID_SHORT,
		      ids->v[i]);
	out_note(o, "%zu sub-tasks created (%s)%s", ids->nr, x->e.provider,
		 old && !ids->nr ? ": all of them exist already" : "");
}

static int run_expand(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct expanding x = { .ctx = ctx, .args = args };
	struct strvec ids = STRVEC_INIT;
	struct task t = TASK_INIT;
	bool dry = args_flag(args, "dry-run");
	char id[ID_LEN + 1];
	size_t i;
	int ret;

	if (common_view(&x.v, ctx, err) < 0 ||
	    view_resolve(&x.row, x.v, args_str(args, "id"), false, err) < 0 ||
	    view_task(&t, x.v, x.row, err) < 0)
		return -1;
	memcpy(id, x.v->rows[x.row].id, sizeof(id));
	ret = propose(&x, &t, err);
	if (ret > 0) {
		ret = 0;	/* told what would be sent */
		goto out;
	}
	if (ret == 0 && dry && out_data(ctx->out)) {
		print_json(&x, &ids, true);
	} else if (ret == 0 && dry) {
		for (i = 0; i < x.e.nr; i++)
			print_step(ctx->out, &x.e, i);
		out_note(ctx->out, "would be: %zu sub-tasks (%s)",
			 nr_new(&x.e), x.e.provider);
	} else if (ret == 0) {
		ret = act_expand(&ids, ctx->db, id, &x.e, err);
		if (ret == 0 && common_view(&x.v, ctx, err) == 0) {
			x.row = view_find(x.v, id);
			tell(&x, &ids);
		}
	}
out:
	expansion_release(&x.e);
	strvec_clear(&ids);
	task_release(&t);
	return ret;
}

static const struct opt expand_opts[] = {
	O_ID("id", 0, "task to split", OPT_POS | OPT_REQUIRED),
	O_ENUM("from", 0, "auto|criteria|prd|type|template",
	       "where the sub-tasks come from", 0),
	O_STR("template", 0, "<name>", "take the tasks of this template", 0),
	O_KV("var", 0, "a variable of the template", OPT_MANY),
	{ "depth", 0, OPT_INT, "<1-3>", "2: parts of the sub-tasks too, 3: "
	  "and of these", 0,
	  NULL, 1, EXPAND_DEPTH_MAX, NULL },
	O_INT("max", 0, "sub-tasks at most", 1, EXPAND_STEPS_MAX),
	{ "implementation", 0, OPT_FLAG, NULL,
	  "steps of implementation (default)", OPT_NEG, NULL, 0, 0,
	  "include-implementation" },
	{ "tests", 0, OPT_FLAG, NULL, "steps of testing (default)", OPT_NEG,
	  NULL, 0, 0, "include-tests" },
	{ "documentation", 0, OPT_FLAG, NULL,
	  "steps of documentation (default)", OPT_NEG, NULL, 0, 0,
	  "include-documentation" },
	O_ENUM("provider", 0, "auto|offline|" LLM_PROVIDERS, "ask a language "
	       "model for them", 0),
	O_STR("model", 0, "<name>", "the model (default: DEFAULT_LLM_MODEL)",
	      0),
	O_INT("max-tokens", 0, "that its answer may have", 1, 1000000),
	O_NUM("temperature", 0, "<0-2>", 0, 2),
	O_FLAG("dry-run", 'n', "show the sub-tasks, or what a language model "
	       "would be sent; write and send nothing"),
	OPT_FORMAT("text|ids"),
	OPT_END
};

const struct cmd cmd_expand = {
	"expand", NULL, "think", "split a task into sub-tasks",
	"Makes sub-tasks with dependencies among each other: one for each "
	"success criterion (criteria), for each point of the list that a "
	"requirements document put into the description (prd), the usual "
	"steps of the task's type (type), or the tasks of a template. Without "
	"--from the first of criteria, prd and type that fits is taken. The "
	"task's estimated hours are shared by weight. A sub-task that exists "
	"under the same title is not made again. Prints the ids of new "
	"tasks.\n\n"
	"With --provider a language model proposes them: the task's title, "
	"description, type, priority, estimate and criteria and the titles of "
	"its sub-tasks are sent, nothing else (--dry-run shows it). Keys are "
	"those of OPENAI_API_KEY and ANTHROPIC_API_KEY; auto is "
	"DEFAULT_LLM_PROVIDER. openai-compatible is any server with that "
	"interface (Ollama, vLLM, llama.cpp):\n\n"
	"\tgit config task.llm.openai-compatible.url "
	"http://localhost:11434/v1\n"
	"\tgit task expand 3f9a --provider openai-compatible --model llama3"
	"\n\n"
	"An answer that is not of the shape asked for is not used. When the "
	"model can not be asked, another provider that is set up is, then the "
	"offline rules, and a note says so. What was used is logged "
	"('git task session list --all'); task.llm.budget limits it.",
	expand_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_expand
};
