/*
 * cmd-record.c - messages and notes: `progress`, `share`, `discover`, ...
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/project/notes.h"
#include "act/record.h"
#include "act/update.h"
#include "cmd/kit/common.h"
#include "cmd/kit/record.h"

/* A task that waits for nobody starts with the first word on how far it is. */
static int start_pending(struct change *c, const struct view *v,
			 const struct task *t, struct strvec *warn, void *data,
			 struct err *err)
{
	uint32_t row;

	(void)warn;
	(void)data;
	if (view_resolve(&row, v, t->id, false, err) < 0)
		return -1;
	if (v->rows[row].status == STATUS_PENDING)
		change_want(c, STATUS_IN_PROGRESS);
	return 0;
}

/*
 * Under tm, whose scripts say "started" by a progress message alone and look at
 * the status before they say it again.
 */
static int progress_starts(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct strvec ids = STRVEC_INIT;
	struct act_update update = {
		.verb = "progress", .ids = &ids, .fields = start_pending,
		.progress = args_str(args, "message"), .leave_assignee = true,
	};
	int ret;

	strvec_push(&ids, args_str(args, "id"));
	ret = act_update(&res, ctx->db, &update, err);
	strvec_clear(&res.notes);
	strvec_clear(&ids);
	return common_done(ctx, &res, ret, err);
}

static int run_progress(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	if (ctx->tm)
		return progress_starts(ctx, args, err);
	return record_message(ctx, args_str(args, "id"), ACT_PROGRESS,
			      args_str(args, "message"), err);
}

static int run_share(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	record_warn_agent(ctx);
	return record_message(ctx, args_str(args, "id"), ACT_SHARE,
			      args_str(args, "message"), err);
}

static int run_discover(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	record_warn_agent(ctx);
	return record_message(ctx, args_str(args, "id"), ACT_DISCOVER,
			      args_str(args, "message"), err);
}

static int run_join(struct ctx *ctx, const struct args *args, struct err *err)
{
	record_warn_agent(ctx);
	return record_message(ctx, args_str(args, "id"), ACT_JOIN, NULL, err);
}

static int run_note(struct ctx *ctx, const struct args *args, struct err *err)
{
	const struct view *v;
	struct strbuf text = STRBUF_INIT;
	char id[ID_LEN + 1], shown[ID_LEN + 1];
	int ret = -1;

	if (common_view(&v, ctx, err) < 0 ||
	    common_id(id, v, args_str(args, "id"), false, err) < 0)
		return -1;
	record_warn_agent(ctx);
	strbuf_addstr(&text, args_str(args, "message"));
	strbuf_trim(&text);
	if (!text.len) {
		err_set(err, ERR_INVALID, "the note cannot be empty");
	} else if (notes_add(ctx->db, id, text.buf, err) == 0) {
		view_short(shown, v, id);
		out_say(ctx->out, ctx->tm ? "Note added: Added private note for task %s\n" :
		      "Note added for task %s (private)\n", shown);
		ret = 0;
	}
	strbuf_release(&text);
	return ret;
}

/* ---- context ---- */

/* Adds the entries of a log; those without a kind get `kind`.  `only`: one kind, or
 * NULL for all. */
static void gather(struct json *all, const struct json *log, const char *kind,
		   const char *only)
{
	struct json *e, *copy;

	json_each(e, log) {
		const char *own = json_get_str(e, "kind");

		if (only && strcmp(only, own ? own : kind) != 0)
			continue;
		copy = json_copy(e);
		if (!own)
			json_set_str(copy, "kind", kind);
		json_push(all, copy);
	}
}

static int entry_cmp(const void *pa, const void *pb)
{
	const struct json *const *a = pa, *const *b = pb;
	const char *at = json_get_str(*a, "at"), *bt = json_get_str(*b, "at");
	int c = strcmp(at ? at : "", bt ? bt : "");

	if (c)
		return c;
	at = json_get_str(*a, "id");
	bt = json_get_str(*b, "id");
	return strcmp(at ? at : "", bt ? bt : "");
}

/* The last 20 of these messages, oldest first; frees them. */
static void context_log(struct ctx *ctx, struct json *all)
{
	const struct json **sorted;
	struct json *e;
	size_t nr = 0, i;

	sorted = xcalloc(json_nr(all) + 1, sizeof(*sorted));
	json_each(e, all)
		sorted[nr++] = e;
	qsort(sorted, nr, sizeof(*sorted), entry_cmp);
	for (i = nr > 20 ? nr - 20 : 0; i < nr; i++) {
		const char *by = json_get_str(sorted[i], "by");
		const char *text = json_get_str(sorted[i], "text");

		out_f(ctx->out, "  [");
		out_s(ctx->out, json_get_str(sorted[i], "kind"));
		out_f(ctx->out, "] ");
		out_s(ctx->out, by ? by : "?");
		out_f(ctx->out, ": ");
		out_text(ctx->out, text ? text : "");
		out_f(ctx->out, "\n");
	}
	free(sorted);
	json_free(all);
}

static int context_show(struct ctx *ctx, const struct view *v, uint32_t row,
			const char *only, struct err *err)
{
	struct json *all = json_new_arr();
	struct strbuf notes = STRBUF_INIT;
	struct task t = TASK_INIT;
	char id[ID_LEN + 1];
	int ret = -1;

	view_short(id, v, v->rows[row].id);
	if (view_task(&t, v, row, err) < 0 ||
	    notes_read(&notes, ctx->db, v->rows[row].id, err) < 0) {
		json_free(all);
		goto out;
	}
	out_f(ctx->out, "Task: %s\n", id);
	gather(all, task_get(&t, F_PROGRESS), "progress", only);
	gather(all, task_get(&t, F_CONTEXT), "shared", only);
	out_f(ctx->out, json_nr(all) ? "\nShared Context:\n" :
	      "\nNo shared context\n");
	context_log(ctx, all);
	if (notes.len) {
		out_f(ctx->out, "\nYour Notes:\n");
		out_text(ctx->out, notes.buf);
	}
	ret = 0;
out:
	strbuf_release(&notes);
	task_release(&t);
	return ret;
}

/* A copy of a log, with those of one kind alone when one was asked for. */
static struct json *of_kind(const struct json *log, const char *kind,
			    const char *only)
{
	struct json *part;

	if (!only)
		return json_copy(log);
	part = json_new_arr();
	gather(part, log, kind, only);
	return part;
}

static int run_context(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	const char *typed = args_str(args, "id"), *only = args_str(args, "type");
	const struct view *v;
	struct json *j, *part;
	uint32_t row;

	if (args_has(args, "of")) {
		if (strcmp(typed, "read") != 0)
			return err_set(err, ERR_USAGE, "one task, or 'read' "
				       "and one, not '%s'", typed);
		typed = args_str(args, "of");
	}
	if (args_has(args, "shared"))
		return record_message(ctx, typed, ACT_CONTEXT,
			      args_str(args, "shared"), err);
	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, typed, true, err) < 0)
		return -1;
	if (!common_structured(ctx))
		return context_show(ctx, v, row, only, err);
	j = common_json(v, row, err);
	if (!j)
		return -1;
	part = json_new_obj();
	json_set(part, "id", json_copy(json_get(j, "id")));
	json_set(part, "progress", of_kind(json_get(j, "progress"), "progress",
					   only));
	json_set(part, "context", of_kind(json_get(j, "context"), "shared",
					  only));
	out_json(ctx->out, part);
	json_free(part);
	json_free(j);
	return 0;
}

static const struct opt message_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("message", 0, "<text>", "what to record",
	      OPT_POS | OPT_REQUIRED | OPT_REST | OPT_EMPTY),
	FORCE_OPT,
	EDIT_FORMAT,
	OPT_END
};

static const struct opt note_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("message", 0, "<text>", "the note",
	      OPT_POS | OPT_REQUIRED | OPT_REST | OPT_EMPTY),
	OPT_END
};

static const struct opt join_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt context_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_ID("of", 0, "the task, behind the word 'read'", OPT_POS | OPT_HIDDEN),
	O_ENUM("type", 0, "progress|shared|update|discovery|join|sync",
	       "only messages of this kind", 0),
	O_STR("shared", 0, "<text>", "add this to the shared context",
	      OPT_REST | OPT_EMPTY),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_progress = {
	"progress", NULL, "record", "add a progress message to a task",
	"The message is kept in the task with your name and the time, and "
	"travels with sync. git task show lists the messages.",
	message_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_progress
};

const struct cmd cmd_share = {
	"share", NULL, "record", "tell everyone on a task something",
	"The message goes into the task's shared context and travels with "
	"sync; git task watch shows it to the others.",
	message_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_share
};

const struct cmd cmd_discover = {
	"discover", NULL, "record", "record something found on the way",
	"As share, but marked as a discovery that matters to others.",
	message_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_discover
};

const struct cmd cmd_join = {
	"join", NULL, "record", "say that you take part in a task",
	"Adds a line that says so to the task's shared context, for the others "
	"to see. Neither the status nor the assignee changes.",
	join_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_join
};

const struct cmd cmd_note = {
	"note", NULL, "record", "write a private note about a task",
	"Notes stay in this clone, in git-task/notes of the Git directory, one "
	"Markdown file a task. They are never shared.",
	note_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_note
};

const struct cmd cmd_context = {
	"context", NULL, "record", "show or add to the context of a task",
	"Shows the last 20 messages of progress and context and your private "
	"notes; with --shared it adds a message.",
	context_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_context
};
