/*
 * cmd-add.c - `add`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "feat/exchange/form.h"
#include "act/update.h"
#include "cmd/kit/common.h"
#include "cmd/kit/editor.h"
#include "cmd/kit/fields.h"

struct add {
	struct ctx *ctx;
	const struct args *args;
	const char *title;
	const char *form;		/* text of -F or the editor, or NULL */
	const char *before;		/* what the editor got, or NULL */
	struct json *defaults;		/* of the settings */
	struct strvec warn;
};

/* Fields that neither the form nor an option names, from the settings. */
static void add_defaults(struct change *c, const struct json *defaults)
{
	const struct json *j;
	size_t i;

	json_each(j, defaults) {
		for (i = 0; i < c->nr; i++)
			if (!strcmp(c->ops[i].field, json_key(j)))
				break;
		if (i == c->nr)
			change_set(c, field_find(json_key(j)), json_copy(j));
	}
}

/* A form may leave out what an option said, but not the title. */
static int need_title(const struct add *a, const struct json *after,
		      struct err *err)
{
	if (json_get_str(after, "title") ||
	    (!json_get(after, "title") && args_has(a->args, "title")))
		return 0;
	return err_set(err, ERR_INVALID, "Task title cannot be empty");
}

/*
 * What came back from the editor: where it differs from what was shown, which
 * holds the options and settings, it is what was meant.
 */
static int add_edited(struct add *a, struct change *c, const struct view *v,
		      struct err *err)
{
	struct json *before = NULL, *after = NULL;
	int64_t now = clock_now(a->ctx->clock);
	int ret = -1;

	if (form_is_headless(a->form))
		return err_set(err, ERR_INVALID, "the first line of the form "
			       "must be '---', and so the one behind the "
			       "fields");
	if (form_parse(&after, a->form, v, now, err) < 0 ||
	    form_parse(&before, a->before, v, now, NULL) < 0)
		goto out;
	if (need_title(a, after, err) < 0)
		goto out;
	ret = form_change(c, before, after, err);
out:
	json_free(before);
	json_free(after);
	return ret;
}

/* The title and description that a form holds; "" keeps a given title. */
static int add_form(struct add *a, struct change *c, const struct view *v,
		    struct err *err)
{
	struct json *after = NULL;
	const struct json *j;
	int64_t now = clock_now(a->ctx->clock);
	int ret;

	if (a->title && !form_is(a->form)) {
		if (*a->form)
			change_set_str(c, F_DESCRIPTION, a->form);
		return 0;
	}
	if (form_parse(&after, a->form, v, now, err) < 0)
		return -1;
	/* a field that the form leaves empty is to be empty */
	json_each(j, after)
		if (json_is(j, JSON_NULL))
			json_del(a->defaults, json_key(j));
	ret = need_title(a, after, err);
	if (ret == 0)
		ret = form_change(c, NULL, after, err);
	json_free(after);
	return ret;
}

static int add_all(struct change *c, const struct view *v,
		   const struct task *t, struct strvec *warn, void *data,
		   struct err *err)
{
	struct add *a = data;
	int ret = 0;

	(void)t;
	if (a->form && !a->before)
		ret = add_form(a, c, v, err);
	if (ret == 0)
		ret = fields_change(c, a->ctx, a->args, v, NULL, warn, err);
	if (ret == 0 && a->before)
		ret = add_edited(a, c, v, err);
	if (ret == 0)
		add_defaults(c, a->defaults);
	return ret;
}

static int add_write(struct add *a, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct act_create create = { NULL, add_all, a };
	int ret = act_create(&res, a->ctx->db, &create, err);

	if (ret == 0) {
		strvec_pushf(&res.said, "%.8s", res.v[0].id);
		strvec_pushl(&res.notes, "Task created", NULL);
	}
	return common_done(a->ctx, &res, ret, err);
}

/* The form that the editor shows: the settings and what the options say. */
static int add_blank(struct strbuf *out, struct add *a, const struct view *v,
		     struct err *err)
{
	struct task t = TASK_INIT;
	struct change c;
	size_t i;
	int ret;

	change_init(&c, "");
	ret = fields_change(&c, a->ctx, a->args, v, NULL, &a->warn, err);
	strvec_clear(&a->warn);
	t.doc = json_copy(a->defaults);
	for (i = 0; i < c.nr; i++) {
		const struct op *op = &c.ops[i];
		struct json *set;

		if (op->type == OP_SET) {
			json_set(t.doc, op->field, json_copy(op->value));
		} else if (op->type == OP_UNSET) {
			json_del(t.doc, op->field);
		} else if (op->type == OP_ADD) {
			if (!json_get(t.doc, op->field))
				json_set(t.doc, op->field, json_new_arr());
			set = json_get(t.doc, op->field);
			if (!json_has_str(set, op->key))
				json_push_str(set, op->key);
		}
	}
	if (ret == 0)
		form_write(out, &t, v, NULL);
	change_release(&c);
	task_release(&t);
	return ret;
}

static int add_in_editor(struct add *a, struct err *err)
{
	struct strbuf form = STRBUF_INIT, text = STRBUF_INIT;
	const struct view *v;
	char *path = NULL;
	int ret = -1;

	if (db_view(&v, a->ctx->db, err) < 0)
		return -1;
	if (a->form)
		strbuf_addstr(&form, a->form);
	else if (add_blank(&form, a, v, err) < 0)
		goto out;
	else
		a->before = form.buf;
	if (editor_text(&text, &path, a->ctx, "ADD_TASK", form.buf, err) < 0)
		goto out;
	a->form = text.buf;
	a->title = NULL;
	ret = add_write(a, err);
	a->form = a->before = NULL;
	if (ret == 0)
		unlink(path);
out:
	if (ret < 0 && path)
		editor_kept(a->ctx, path, "git task add -F");
	free(path);
	strbuf_release(&form);
	strbuf_release(&text);
	return ret;
}

/* tm refused to store a dependency twice. */
static int check_repeated(const struct args *args, struct err *err)
{
	const struct strvec *deps = args_list(args, "depends-on");
	size_t i, k;

	for (i = 0; i < deps->nr; i++)
		for (k = 0; k < i; k++)
			if (str_ieq(deps->v[i], deps->v[k]))
				return err_set(err, ERR_INVALID, "Invalid "
					       "dependency ID: '%s' is named "
					       "twice", deps->v[i]);
	return 0;
}

static int run_add(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct add a = { ctx, args, NULL, NULL, NULL, NULL,
			 STRVEC_INIT };
	struct strbuf in = STRBUF_INIT, title = STRBUF_INIT;
	int ret = -1;

	if ((ctx->tm && check_repeated(args, err) < 0) ||
	    fields_defaults(&a.defaults, ctx, err) < 0)
		return -1;
	if (args_has(args, "title")) {
		strbuf_addstr(&title, args_str(args, "title"));
		strbuf_trim(&title);
		a.title = title.buf;
	}
	if (args_has(args, "from")) {
		if (common_input(&in, ctx, args_str(args, "from"),
				 err) < 0)
			goto out;
		strbuf_rtrim(&in);
		a.form = in.buf;
	}
	if (args_flag(args, "edit")) {
		ret = add_in_editor(&a, err);
		goto out;
	}
	if (!a.form && !a.title) {
		err_set(err, ERR_USAGE,
			"give a title, -F <file> or -e for the editor");
		goto out;
	}
	if (a.title && !*a.title) {
		err_set(err, ERR_INVALID, "Task title cannot be empty");
		goto out;
	}
	ret = add_write(&a, err);
out:
	json_free(a.defaults);
	strvec_clear(&a.warn);
	strbuf_release(&in);
	strbuf_release(&title);
	return ret;
}

static const struct opt add_opts[] = {
	O_STR("title", 0, "<title>", "one line, at most 500 characters",
	      OPT_POS | OPT_REST | OPT_EMPTY),
	FIELD_OPTS
	O_PATH("from", 'F', "<file>",
	       "read title and description, or a form, from a file; - is "
	       "standard input", 0),
	O_FLAG("edit", 'e', "write the task in the editor"),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_add = {
	"add", "new|create", "create", "create a task",
	"Prints the first 8 digits of the new task's id, and nothing else, on "
	"standard output, so that id=$(git task add ...) works in scripts.\n\n"
	"With -F the first line of the file is the title and the rest the "
	"description; a file that starts with a line of three dashes is a "
	"form as git task edit shows it.\n\n"
	"The settings task.defaultPriority, task.defaultType and task.project "
	"give new tasks these fields when nothing else does.\n\n"
	"Examples:\n\n"
	"\tgit task add Fix the login -p high --tag auth --deadline friday\n"
	"\tid=$(git task add 'Ship it' --depends-on 3f9a1c2b)\n"
	"\tgit task add -F - <report.txt",
	add_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_add
};
