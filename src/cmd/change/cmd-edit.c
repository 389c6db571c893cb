/*
 * cmd-edit.c - `update` and `edit`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "feat/exchange/form.h"
#include "act/update.h"
#include "cmd/kit/common.h"
#include "cmd/kit/editor.h"
#include "cmd/kit/fields.h"

/* ---- update ---- */

struct form {
	struct ctx *ctx;
	const struct args *args;
};

static int update_fields(struct change *c, const struct view *v,
			 const struct task *t, struct strvec *warn,
			 void *data, struct err *err)
{
	struct form *f = data;

	return fields_change(c, f->ctx, f->args, v, t, warn, err);
}

/* Was any option given that says what to change? */
static bool update_given(const struct args *args)
{
	const struct opt *o;

	for (o = args->opts; o->name; o++)
		if (!(o->flags & OPT_POS) && strcmp(o->name, "format") != 0 &&
		    args_has(args, o->name))
			return true;
	return false;
}

static int run_update(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct form form = { ctx, args };
	struct act_update u = { .ids = args_list(args, "id"),
				.id_error = "Invalid task ID",
				.fields = update_fields, .data = &form,
				/* its scripts know the lines of list */
				.leave_assignee = ctx->tm };

	if (!update_given(args))
		return err_set(err, ERR_USAGE,
			       "nothing to change: give an option such as "
			       "--status or --title");
	return common_done(ctx, &res, act_update(&res, ctx->db, &u, err), err);
}

static const struct opt update_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("title", 0, "<title>", "one line, at most 500 characters",
	      OPT_EMPTY),
	FIELD_OPTS
	FIELD_LATER_OPTS
	O_STR("unset", 0, "<field>", "take this field away: description, "
	      "deadline, ...", OPT_MANY),
	FORCE_OPT,
	SYNC_OPT,
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_update = {
	"update", "set", "create", "change fields of tasks",
	"An empty value unsets a field: git task update 3f9a --deadline ''. "
	"A text such as the description is taken away with --unset only, so "
	"that a command that printed nothing does not destroy it. "	"Several tasks are changed in one commit, all or none.\n\n"
	"--status does what the command of that name does: in_progress starts "
	"the task (it becomes the active one, and yours when it is nobody's; "
	"not under tm), completed records the hours of its work log, and the "
	"clock of the active task stops when it leaves in_progress.\n\n"
	"Examples:\n\n"
	"\tgit task update 3f9a --priority high --tag urgent\n"
	"\tgit task update 3f9a 6e75 --project web --remove-tag old",
	update_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_update
};

/* ---- edit ---- */

struct edit_job {
	struct ctx *ctx;
	char id[ID_LEN + 1];
	const char *before;	/* the form as it was handed out, or NULL */
	const char *after;
};

static int edit_fields(struct change *c, const struct view *v,
		       const struct task *t, struct strvec *warn, void *data,
		       struct err *err)
{
	struct edit_job *job = data;
	struct json *before = NULL, *after = NULL;
	struct strbuf form = STRBUF_INIT;
	int64_t now = clock_now(job->ctx->clock);
	int ret = -1;

	(void)warn;
	if (!job->before)
		form_write(&form, t, v, NULL);
	if (form_parse(&before, job->before ? job->before : form.buf, v, now,
		       err) < 0)
		goto out;
	if (!form_is(job->after)) {
		err_set(err, ERR_INVALID, "the first line of the form must be "
			"'---', and so the one behind the fields");
		goto out;
	}
	if (form_parse(&after, job->after, v, now, err) == 0)
		ret = form_change(c, before, after, err);
out:
	json_free(before);
	json_free(after);
	strbuf_release(&form);
	return ret;
}

static int edit_write(struct edit_job *job, const char *shown,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct strvec ids = STRVEC_INIT;
	struct act_update u = { .verb = "edit", .ids = &ids,
				.fields = edit_fields, .data = job };
	int ret;

	strvec_push(&ids, job->id);
	ret = act_update(&res, job->ctx->db, &u, err);
	if (ret == 0 && !res.wrote) {
		strvec_clear(&res.notes);
		strvec_pushf(&res.notes, "Task %s is unchanged", shown);
	}
	strvec_clear(&ids);
	return common_done(job->ctx, &res, ret, err);
}

static int edit_in_editor(struct edit_job *job, const struct task *t,
			  const struct view *v, const char *shown,
			  struct err *err)
{
	struct strbuf form = STRBUF_INIT, text = STRBUF_INIT;
	char *name = xasprintf("EDIT_%s", shown);
	char *path = NULL, *command;
	int ret = -1;

	form_write(&form, t, v, NULL);
	if (editor_text(&text, &path, job->ctx, name, form.buf, err) < 0)
		goto out;
	job->before = form.buf;
	job->after = text.buf;
	ret = edit_write(job, shown, err);
	if (ret == 0)
		unlink(path);
	job->before = job->after = NULL;
out:
	if (ret < 0 && path) {
		command = xasprintf("git task edit %s -F", shown);
		editor_kept(job->ctx, path, command);
		free(command);
	}
	free(path);
	free(name);
	strbuf_release(&form);
	strbuf_release(&text);
	return ret;
}

static int run_edit(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct edit_job job = { ctx, "", NULL, NULL };
	struct strbuf in = STRBUF_INIT;
	struct task t = TASK_INIT;
	const struct view *v;
	char shown[ID_LEN + 1];
	uint32_t row;
	int ret = -1;

	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, args_str(args, "id"), false, err) < 0)
		return -1;
	memcpy(job.id, v->rows[row].id, sizeof(job.id));
	view_short(shown, v, job.id);
	if (args_has(args, "from")) {
		if (common_input(&in, ctx, args_str(args, "from"),
				 err) == 0) {
			job.after = in.buf;
			ret = edit_write(&job, shown, err);
		}
	} else if (view_task(&t, v, row, err) == 0) {
		ret = edit_in_editor(&job, &t, v, shown, err);
	}
	task_release(&t);
	strbuf_release(&in);
	return ret;
}

static const struct opt edit_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_PATH("from", 'F', "<file>",
	       "take the edited form from a file; - is standard input", 0),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_edit = {
	"edit", NULL, "create", "change a task in the editor",
	"Opens the task as a form: its fields between two lines of three "
	"dashes, then the description. Only what you change is written, so "
	"edits that others make meanwhile stay. A text that is refused is "
	"kept in a file whose name is told.",
	edit_opts, NEEDS_REPO | NEEDS_DB | WRITES | TTY_ONLY, run_edit
};
