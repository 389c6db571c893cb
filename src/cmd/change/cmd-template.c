/*
 * cmd-template.c - `template list|show|apply|create|validate`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/file.h"
#include "base/mem.h"
#include "feat/template/template.h"
#include "feat/project/planted.h"
#include "act/many.h"
#include "cmd/kit/common.h"

/* ---- list ---- */

/* What a template holds, added to its entry of template_list. */
static void describe(struct json *entry, struct db *db)
{
	struct template t = TEMPLATE_INIT;
	struct err why = ERR_INIT;
	const char *about;
	struct json *vars = json_new_arr(), *c;

	if (template_find(&t, db, json_get_str(entry, "name"), NULL, &why)) {
		json_set_str(entry, "error", why.msg);
		json_free(vars);
		return;
	}
	about = json_get_str(t.doc, "description");
	json_set_str(entry, "description", about ? about : "");
	json_set_int(entry, "tasks", (int64_t)json_nr(json_get(t.doc,
							       "tasks")));
	json_each(c, json_get(t.doc, "variables"))
		json_push_str(vars, json_key(c));
	json_set(entry, "variables", vars);
	template_release(&t);
}

static void list_table(struct ctx *ctx, const struct json *all)
{
	static const char *const columns[] = { "name", "source", ">tasks",
					       "*description" };
	struct table *tab = table_new(ctx->out, columns, ARRAY_SIZE(columns));
	const struct json *c;
	const char *bad;

	json_each(c, all) {
		bad = json_get_str(c, "error");
		table_cell(tab, COLOUR_BOLD, json_get_str(c, "name"));
		table_cell(tab, COLOUR_NONE, json_get_str(c, "source"));
		if (bad)
			table_cell(tab, COLOUR_NONE, "");
		else
			table_cellf(tab, COLOUR_NONE, "%d",
				    (int)json_get_num(c, "tasks", 0));
		table_cell(tab, bad ? COLOUR_RED : COLOUR_NONE,
			   bad ? bad : json_get_str(c, "description"));
	}
	table_end(tab);
}

static int list_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct json *all = template_list(ctx->db), *c;

	(void)args;
	(void)err;
	json_each(c, all)
		describe(c, ctx->db);
	if (out_tree(ctx->out))
		out_json(ctx->out, all);
	else
		list_table(ctx, all);
	json_free(all);
	return 0;
}

static const struct opt list_opts[] = {
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_template_list = {
	"template list", NULL, "create", "list the templates there are",
	"Templates are looked for in .git-task/templates and in "
	".task-orchestrator/templates of the work tree, in the directory "
	"$GIT_TASK_TEMPLATES, in git-task/templates of your configuration "
	"directory ($XDG_CONFIG_HOME or ~/.config), and among those built "
	"into the program. Of two with one name the first counts.",
	list_opts, OPTIONAL_REPO | TOOL, list_run
};

/* ---- show ---- */

static void show_variable(struct out *o, const struct json *def)
{
	const char *type = json_get_str(def, "type");
	const char *about = json_get_str(def, "description");
	const struct json *dflt = json_get(def, "default");
	struct strbuf sb = STRBUF_INIT;

	out_f(o, "  ");
	out_s(o, json_key(def));
	out_f(o, " (");
	out_s(o, type ? type : "string");
	if (dflt) {
		json_line(&sb, dflt);
		out_f(o, ", default ");
		out_s(o, sb.buf);
	} else if (json_get_bool(def, "required", false)) {
		out_f(o, ", required");
	}
	out_f(o, ")");
	if (about) {
		out_f(o, ": ");
		out_s(o, about);
	}
	out_f(o, "\n");
	strbuf_release(&sb);
}

static void show_tasks(struct out *o, const struct json *tasks)
{
	const struct json *c, *deps;
	struct strbuf sb = STRBUF_INIT;
	size_t i = 0;

	json_each(c, tasks) {
		out_f(o, "  %zu. ", i++);
		out_s(o, json_get_str(c, "title"));
		deps = json_get(c, "depends_on");
		if (deps) {
			strbuf_reset(&sb);
			json_line(&sb, deps);
			out_f(o, "  (after ");
			out_s(o, sb.buf);
			out_f(o, ")");
		}
		if (json_get(c, "when")) {
			strbuf_reset(&sb);
			json_line(&sb, json_get(c, "when"));
			out_f(o, "  (when ");
			out_s(o, sb.buf);
			out_f(o, ")");
		}
		out_f(o, "\n");
	}
	strbuf_release(&sb);
}

static void show_text(struct out *o, const struct template *t)
{
	const char *about = json_get_str(t->doc, "description");
	const struct json *vars = json_get(t->doc, "variables"), *c;

	out_paint(o, COLOUR_BOLD, "%s", template_name(t));
	out_f(o, " (%s: ", t->source);
	out_s(o, t->where);
	out_f(o, ")\n");
	if (about) {
		out_text(o, about);
		out_f(o, "\n");
	}
	if (json_first(vars))
		out_f(o, "\nvariables:\n");
	json_each(c, vars)
		show_variable(o, c);
	out_f(o, "\ntasks:\n");
	show_tasks(o, json_get(t->doc, "tasks"));
}

/* A template by its name, or a file that the user names. */
static int find(struct template *t, struct ctx *ctx, const char *name,
		struct strvec *problems, struct err *err)
{
	if (ctx->db && template_is_path(name) &&
	    planted_refuse(ctx->db, name, err) < 0) {
		if (problems)
			strvec_push(problems, err->msg);
		return -1;
	}
	return template_find(t, ctx->db, name, problems, err);
}

static int show_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct template t = TEMPLATE_INIT;

	if (find(&t, ctx, args_str(args, "name"), NULL, err))
		return -1;
	if (out_data(ctx->out)) {
		out_json(ctx->out, t.doc);
	} else {
		show_text(ctx->out, &t);
	}
	template_release(&t);
	return 0;
}

static const struct opt show_opts[] = {
	O_STR("name", 0, "<name>", "a template's name, or a file", OPT_POS |
	      OPT_REQUIRED),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_template_show = {
	"template show", NULL, "create", "show a template",
	"The variables that it takes and the tasks that it makes. With "
	"--format yaml it is a start for a template of your own.",
	show_opts, OPTIONAL_REPO | TOOL, show_run
};

/* ---- apply ---- */

static struct json *plan_json(const struct template_plan *plan)
{
	struct json *out = json_new_arr(), *one, *deps;
	size_t i, k;

	for (i = 0; i < plan->nr; i++) {
		one = json_copy(plan->v[i].fields);
		deps = json_new_arr();
		for (k = 0; k < plan->v[i].nr_deps; k++)
			json_push_str(deps, plan->v[plan->v[i].deps[k]].key);
		json_set_str(one, "key", plan->v[i].key);
		json_set(one, "depends_on", deps);
		if (plan->v[i].parent != SIZE_MAX)
			json_set_str(one, "parent",
				     plan->v[plan->v[i].parent].key);
		json_push(out, one);
	}
	return out;
}

static void plan_text(struct out *o, const struct template_plan *plan)
{
	const struct template_task *t;
	const char *prio;
	double hours;
	size_t i, k;

	for (i = 0; i < plan->nr; i++) {
		t = &plan->v[i];
		prio = json_get_str(t->fields, "priority");
		hours = json_get_num(t->fields, "estimated_hours", 0);
		out_f(o, "%zu. ", i);
		out_s(o, json_get_str(t->fields, "title"));
		out_f(o, "  [%s", prio ? prio : "medium");
		if (hours > 0)
			out_f(o, ", %gh", hours);
		out_f(o, "]");
		for (k = 0; k < t->nr_deps; k++)
			out_f(o, "%s%zu", k ? ", " : "  after ", t->deps[k]);
		if (t->parent != SIZE_MAX)
			out_f(o, "  under %zu", t->parent);
		out_f(o, "\n");
	}
}

static int print_plan(struct ctx *ctx, const struct template_plan *plan)
{
	struct json *j;

	if (common_structured(ctx)) {
		j = plan_json(plan);
		out_json(ctx->out, j);
		json_free(j);
	} else {
		plan_text(ctx->out, plan);
	}
	out_note(ctx->out, "%zu task%s would be created", plan->nr,
		 plan->nr == 1 ? "" : "s");
	return 0;
}

static int apply(struct ctx *ctx, const struct args *args,
		 const struct template *t, const struct template_plan *plan,
		 struct err *err)
{
	struct template_apply opt = { args_str(args, "project"),
				      args_str(args, "assignee"), NULL };
	const char *parent = args_str(args, "parent");
	struct strvec ids = STRVEC_INIT;
	char parent_id[ID_LEN + 1];
	const struct view *v;
	int ret = 0;
	size_t i;

	if (parent) {
		if (common_view(&v, ctx, err) < 0 ||
		    common_id(parent_id, v, parent, false, err) < 0)
			return -1;
		opt.parent = parent_id;
	}
	if (args_flag(args, "dry-run"))
		return print_plan(ctx, plan);
	if (act_template(&ids, ctx->db, t, plan, &opt, err) < 0) {
		strvec_clear(&ids);
		return -1;
	}
	if (common_structured(ctx))
		ret = common_changed(ctx, &ids, true, err);
	else
		for (i = 0; i < ids.nr; i++)
			out_f(ctx->out, "%.8s\n", ids.v[i]);
	out_note(ctx->out, "%zu task%s created from template '%s'", ids.nr,
		 ids.nr == 1 ? "" : "s", template_name(t));
	strvec_clear(&ids);
	return ret;
}

static int apply_run(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct template_plan plan = TEMPLATE_PLAN_INIT;
	struct template t = TEMPLATE_INIT;
	int ret;

	if (find(&t, ctx, args_str(args, "name"), NULL, err))
		return -1;
	ret = template_fill(&plan, &t, args_list(args, "var"),
			    clock_now(ctx->clock), err);
	if (!ret)
		ret = apply(ctx, args, &t, &plan, err);
	template_plan_release(&plan);
	template_release(&t);
	return ret;
}

static const struct opt apply_opts[] = {
	O_STR("name", 0, "<name>", "a template's name, or a file", OPT_POS |
	      OPT_REQUIRED),
	O_KV("var", 0, "give a variable its value", OPT_MANY),
	O_FLAG("dry-run", 'n', "show the tasks, create nothing"),
	O_STR("project", 0, "<project>", "of tasks that name none", 0),
	O_STR("assignee", 0, "<who>", "of tasks that name none", 0),
	O_ID("parent", 0, "put the tasks below this one", 0),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_template_apply = {
	"template apply", NULL, "create", "create the tasks of a template",
	"All tasks are created in one commit. Standard output gets the first 8 "
	"digits of each new id, one a line, in the template's order.\n\n"
	"\tgit task template apply bug-fix --var 'bug=Login loops'",
	apply_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, apply_run
};

/* ---- create ---- */

static int full_ids(struct strvec *out, struct ctx *ctx,
		    const struct strvec *typed, struct err *err)
{
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr = 0, i;
	int ret;

	if (!typed->nr)
		return 0;
	if (!ctx->db)
		return err_set(err, ERR_FATAL, "not a Git repository: --from "
			       "needs tasks");
	if (common_view(&v, ctx, err) < 0)
		return -1;
	ret = common_rows(&rows, &nr, v, typed, false, err);
	for (i = 0; i < nr && ret >= 0; i++)
		strvec_push(out, v->rows[rows[i]].id);
	free(rows);
	return ret;
}

/* Writes the text to its place and says where that is. */
static int create_file(struct ctx *ctx, const struct args *args,
		       const struct strbuf *text, struct err *err)
{
	const char *name = args_str(args, "name");
	char *dir = template_dir(ctx->db, args_flag(args, "user")), *file, *path;
	int ret = -1;

	if (!dir)
		return err_set(err, ERR_FAILED, "there is no place for the "
			       "template: use --user, or run it in a work "
			       "tree");
	file = xasprintf("%s.yaml", name);
	path = path_join(dir, file);
	/* a clone's folder may be a link to anywhere */
	if (!args_flag(args, "user") &&
	    file_stays_inside(db_worktree(ctx->db), path +
			      strlen(db_worktree(ctx->db)) + 1, err) < 0)
		goto out;
	if (file_exists(path) && !args_flag(args, "force"))
		err_set(err, ERR_FAILED, "'%s' exists already; --force "
			"replaces it", path);
	else if (!file_mkdirs(dir, err))
		ret = file_write_atomic(path, text->buf, text->len, false,
					err);
	if (!ret) {
		out_s(ctx->out, path);
		out_f(ctx->out, "\n");
		out_note(ctx->out, "Template '%s' created; edit it, then: git "
			 "task template validate %s", name, name);
	}
out:
	free(dir);
	free(file);
	free(path);
	return ret;
}

static int create_run(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const char *name = args_str(args, "name");
	struct strvec ids = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	int ret;

	if (!template_name_ok(name))
		return err_set(err, ERR_INVALID, "'%s' is no name for a "
			       "template: lower-case words joined by '-'",
			       name);
	ret = full_ids(&ids, ctx, args_list(args, "from"), err);
	if (!ret)
		ret = template_text(&text, ctx->db, name, &ids, err);
	if (!ret)
		ret = create_file(ctx, args, &text, err);
	strvec_clear(&ids);
	strbuf_release(&text);
	return ret;
}

static const struct opt create_opts[] = {
	O_STR("name", 0, "<name>", "lower-case words joined by '-'", OPT_POS |
	      OPT_REQUIRED),
	O_ID("from", 0, "make it of these tasks", OPT_MANY | OPT_WORDS),
	O_FLAG("user", 0, "for yourself, in your configuration directory"),
	O_FLAG("force", 'f', "replace one that is there"),
	OPT_END
};

const struct cmd cmd_template_create = {
	"template create", NULL, "create", "write a new template to edit",
	"The file goes to .git-task/templates of the work tree, to be "
	"committed like any other, or with --user to your configuration "
	"directory. With --from it holds the given tasks, with their "
	"dependencies among each other; else a small example to change.",
	create_opts, OPTIONAL_REPO, create_run
};

/* ---- validate ---- */

static bool validate_one(struct ctx *ctx, const char *name, struct json *all)
{
	struct template t = TEMPLATE_INIT;
	struct strvec problems = STRVEC_INIT;
	struct json *one = json_new_obj(), *list = json_new_arr();
	struct err why = ERR_INIT;
	bool good = !find(&t, ctx, name, &problems, &why);
	bool text = ctx->out->format == OUT_TEXT;
	size_t i;

	json_set_str(one, "template", name);
	json_set_bool(one, "valid", good);
	for (i = 0; i < problems.nr; i++) {
		json_push_str(list, problems.v[i]);
		if (text)
			out_error(ctx->out, problems.v[i]);
	}
	json_set(one, "problems", list);
	json_push(all, one);
	if (good && text) {
		size_t nr = json_nr(json_get(t.doc, "tasks"));
		size_t vars = json_nr(json_get(t.doc, "variables"));

		out_s(ctx->out, t.where);
		out_f(ctx->out, ": ok, %zu task%s, %zu variable%s\n", nr,
		      nr == 1 ? "" : "s", vars, vars == 1 ? "" : "s");
	}
	strvec_clear(&problems);
	template_release(&t);
	return good;
}

static int validate_run(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	const struct strvec *names = args_list(args, "name");
	struct json *all = json_new_arr(), *found = template_list(ctx->db), *c;
	size_t i, bad = 0;

	(void)err;
	for (i = 0; i < names->nr; i++)
		bad += !validate_one(ctx, names->v[i], all);
	if (!names->nr)
		json_each(c, found)
			bad += !validate_one(ctx, json_get_str(c, "name"),
					     all);
	if (ctx->out->format != OUT_TEXT)
		out_json(ctx->out, all);
	json_free(all);
	json_free(found);
	return bad ? 1 : 0;
}

static const struct opt validate_opts[] = {
	O_STR("name", 0, "<name>", "names or files; none: all there are",
	      OPT_POS | OPT_MANY),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_template_validate = {
	"template validate", "template check", "create",
	"check templates without using them",
	"Reports every problem with file and line; exits with 1 when there is "
	"one. Keys, types, variables and their defaults, expressions, "
	"references and cycles are checked.",
	validate_opts, OPTIONAL_REPO, validate_run
};
