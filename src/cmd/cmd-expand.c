/*
 * cmd-expand.c - `expand`: a task into sub-tasks.
 */
#include "base/base.h"
#include "cmd/cmds.h"

#include "cmd/common.h"
#include "feat/expand.h"

struct expanding {
	struct ctx *ctx;
	const struct args *args;
	const struct view *v;
	uint32_t row;
	struct expansion e;
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
	snprintf(msg, sizeof(msg), "%zu sub-tasks %s", nr_new(&x->e),
		 dry ? "proposed" : "created");
	json_set(o, "expansion", exp);
	json_set_bool(o, "dry_run", dry);
	json_set_str(o, "message", msg);
	out_json(x->ctx->out, o);
	json_free(o);
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
	return expand_propose(&x->e, &in, p, &tpl, err);
}

static void tell(struct expanding *x, const struct strvec *ids)
{
	struct out *o = x->ctx->out;
	size_t i, old = x->e.nr - nr_new(&x->e);

	if (o->format == OUT_JSON) {
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
	if (ret == 0 && dry && ctx->out->format == OUT_JSON) {
		print_json(&x, &ids, true);
	} else if (ret == 0 && dry) {
		for (i = 0; i < x.e.nr; i++)
			print_step(ctx->out, &x.e, i);
		out_note(ctx->out, "would be: %zu sub-tasks (%s)",
			 nr_new(&x.e), x.e.provider);
	} else if (ret == 0) {
		ret = expand_apply(&ids, ctx->db, id, &x.e, err);
		if (ret == 0 && common_view(&x.v, ctx, err) == 0) {
			x.row = view_find(x.v, id);
			tell(&x, &ids);
		}
	}
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
	{ "depth", 0, OPT_INT, "<1|2>", "2: parts of the sub-tasks too", 0,
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
	O_FLAG("dry-run", 'n', "show the sub-tasks, write nothing"),
	OPT_FORMAT("text|json|ids"),
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
	"tasks.",
	expand_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_expand
};
