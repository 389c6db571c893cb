#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "feat/form.h"
#include "cmd/common.h"
#include "cmd/editor.h"
#include "cmd/fields.h"

/* ---- update ---- */

static int update_one(struct edits *e, struct txn *txn, const struct view *v,
		      uint32_t row, const struct task *t, struct change *c,
		      struct err *err)
{
	struct strvec warn = STRVEC_INIT;
	char id[ID_LEN + 1];
	size_t i;
	int ret;

	(void)txn;
	view_short(id, v, v->rows[row].id);
	ret = fields_change(c, e->ctx, e->args, v, t, &warn, err);
	for (i = 0; i < warn.nr; i++)
		edit_warn(e, "%s", warn.v[i]);
	strvec_clear(&warn);
	edit_note(e, "Task %s updated", id);
	return ret;
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
	struct edits e = { .ctx = ctx, .args = args, .verb = "update",
			   .typed = args_list(args, "id"),
			   .id_error = "Invalid task ID",
			   .one = update_one };

	if (!update_given(args))
		return err_set(err, ERR_USAGE,
			       "nothing to change: give an option such as "
			       "--status or --title");
	return edits_run(&e, err);
}

static const struct opt update_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("title", 0, "<title>", "one line, at most 500 characters",
	      OPT_EMPTY),
	FIELD_OPTS,
	O_NUM_FIELD("actual-hours", 0, "effort it took in hours", 0, 100000),
	O_STR("summary", 0, "<text>", "what was done", OPT_EMPTY),
	{ "remove-tag", 0, OPT_STR, "<tag>", "take a tag away",
	  OPT_MANY, NULL, 0, 0, "untag" },
	O_ID("remove-depends-on", 0, "take a dependency away",
	     OPT_MANY | OPT_WORDS),
	O_STR("remove-file", 0, "<path>", "take a file away",
	      OPT_MANY),
	O_STR("remove-meta", 0, "<key>", "take a field away",
	      OPT_MANY),
	O_STR("remove-external", 0, "<key>",
	      "take an external id away", OPT_MANY),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_update = {
	"update", "set", "create", "change fields of tasks",
	"An empty value unsets a field: git task update 3f9a --deadline ''. "
	"Several tasks are changed in one commit, all or none.\n\n"
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

static int edit_txn(struct txn *txn, void *data, struct err *err)
{
	struct edit_job *job = data;
	const struct view *v = txn_view(txn);
	struct json *before = NULL, *after = NULL;
	struct strbuf form = STRBUF_INIT;
	const struct task *t;
	struct change c;
	int64_t now = clock_now(job->ctx->clock);
	int ret = -1;

	change_init(&c, job->id);
	if (txn_task(&t, txn, job->id, err) < 0)
		goto out;
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
	if (form_parse(&after, job->after, v, now, err) < 0)
		goto out;
	if (form_change(&c, before, after, t, now, err) < 0)
		goto out;
	ret = c.nr ? txn_apply(txn, &c, NULL, err) : 0;
out:
	change_release(&c);
	json_free(before);
	json_free(after);
	strbuf_release(&form);
	return ret;
}

static int edit_write(struct edit_job *job, const char *shown,
		      struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct db_result res;
	int ret = 0;

	if (db_write(job->ctx->db, "edit", DB_QUIET_EMPTY, edit_txn, job,
		     &res, err) < 0)
		return -1;
	if (res.commit[0])
		out_note(job->ctx->out, "Task %s updated", shown);
	else
		out_note(job->ctx->out, "Task %s is unchanged", shown);
	if (common_structured(job->ctx)) {
		strvec_push(&ids, job->id);
		ret = common_changed(job->ctx, &ids, false, err);
		strvec_clear(&ids);
	}
	return ret;
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
	edit_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_edit
};
