#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/notes.h"
#include "cmd/common.h"
#include "cmd/record.h"

/* A log entry for each task that is named. */
struct entry {
	enum field field;
	const char *kind, *text;
	const char *said;	/* "Progress update added", or with %s the id */
};

/* Is the entry there already, from the same request sent before? */
static bool is_again(const struct task *t, const struct entry *en,
		     const char *request)
{
	struct json *e;

	json_each(e, task_get(t, en->field))
		if (str_eq(json_get_str(e, "request"), request) &&
		    str_eq(json_get_str(e, "kind"), en->kind) &&
		    str_eq(json_get_str(e, "text"), en->text))
			return true;
	return false;
}

static void append_entry(struct change *c, const struct task *t,
			 const struct entry *en)
{
	const char *request = getenv("TM_REQUEST_ID");
	struct json *entry;

	if (!request || !*request) {
		change_append(c, en->field, entry_new(en->text, en->kind));
	} else if (!is_again(t, en, request)) {
		entry = entry_new(en->text, en->kind);
		json_set_str(entry, "request", request);
		change_append(c, en->field, entry);
	}
}

static int entry_one(struct edits *e, struct txn *txn, const struct view *v,
		     uint32_t row, const struct task *t, struct change *c,
		     struct err *err)
{
	const struct entry *en = e->data;
	char id[ID_LEN + 1];
	struct strbuf said = STRBUF_INIT;

	(void)txn;
	(void)err;
	view_short(id, v, v->rows[row].id);
	append_entry(c, t, en);
	strbuf_addreplace(&said, en->said, "@", id);
	edit_say(e, "%s", said.buf);
	strbuf_release(&said);
	return 0;
}

static int add_entry(struct ctx *ctx, const char *verb, const char *id,
		     struct entry *en, struct err *err)
{
	struct strvec typed = STRVEC_INIT;
	struct edits e = { .ctx = ctx, .verb = verb, .typed = &typed,
			   .one = entry_one, .data = en };
	struct strbuf text = STRBUF_INIT;
	int ret;

	strbuf_addstr(&text, en->text ? en->text : "");
	strbuf_trim(&text);
	if (!text.len) {
		strbuf_release(&text);
		return err_set(err, ERR_INVALID, "the message cannot be "
			       "empty");
	}
	en->text = text.buf;
	strvec_push(&typed, id);
	ret = edits_run(&e, err);
	strvec_clear(&typed);
	strbuf_release(&text);
	return ret;
}

/* Under tm, work with others without a name is told, never refused. */
static void warn_agent(struct ctx *ctx)
{
	const char *a = getenv("TM_AGENT_ID");
	const char *b = getenv("GIT_TASK_AGENT");

	if (ctx->tm && !ctx->agent && !(a && *a) && !(b && *b))
		out_warn(ctx->out, "TM_AGENT_ID not set; your Git name is "
			 "used");
}

static int run_progress(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct entry en = { F_PROGRESS, NULL, args_str(args, "message"),
			    "Progress update added" };

	return add_entry(ctx, "progress", args_str(args, "id"), &en, err);
}

static int run_share(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct entry en = { F_CONTEXT, "update", args_str(args, "message"),
			    "Shared update for task @" };

	warn_agent(ctx);
	return add_entry(ctx, "share", args_str(args, "id"), &en, err);
}

static int run_discover(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct entry en = { F_CONTEXT, "discovery",
			    args_str(args, "message"),
			    "Discovery shared for task @" };

	warn_agent(ctx);
	return add_entry(ctx, "discover", args_str(args, "id"), &en, err);
}

static int run_join(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct entry en = { F_CONTEXT, "join", "joined", "Joined task: @" };

	warn_agent(ctx);
	return add_entry(ctx, "join", args_str(args, "id"), &en, err);
}

int record_sync_point(struct ctx *ctx, const char *id, const char *message,
		      struct err *err)
{
	struct entry en = { F_CONTEXT, "sync", message,
			    "Sync point created for task @" };

	warn_agent(ctx);
	return add_entry(ctx, "sync-point", id, &en, err);
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
	warn_agent(ctx);
	strbuf_addstr(&text, args_str(args, "message"));
	strbuf_trim(&text);
	if (!text.len) {
		err_set(err, ERR_INVALID, "the note cannot be empty");
	} else if (notes_add(ctx->db, id, text.buf, err) == 0) {
		view_short(shown, v, id);
		out_f(ctx->out, "Note added for task %s (private)\n", shown);
		ret = 0;
	}
	strbuf_release(&text);
	return ret;
}

/* ---- context ---- */

/* Adds the entries of a log; those without a kind get `kind`. */
static void gather(struct json *all, const struct json *log, const char *kind)
{
	struct json *e, *copy;

	json_each(e, log) {
		copy = json_copy(e);
		if (!json_get_str(copy, "kind"))
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

/* The last 20 messages of progress and context, oldest first. */
static void context_log(struct ctx *ctx, const struct task *t)
{
	struct json *all = json_new_arr(), *e;
	const struct json **sorted;
	size_t nr = 0, i;

	gather(all, task_get(t, F_PROGRESS), "progress");
	gather(all, task_get(t, F_CONTEXT), "shared");
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
			struct err *err)
{
	struct strbuf notes = STRBUF_INIT;
	struct task t = TASK_INIT;
	char id[ID_LEN + 1];
	int ret = -1;

	view_short(id, v, v->rows[row].id);
	if (view_task(&t, v, row, err) < 0 ||
	    notes_read(&notes, ctx->db, v->rows[row].id, err) < 0)
		goto out;
	out_f(ctx->out, "Task: %s\n", id);
	if (json_nr(task_get(&t, F_CONTEXT)) ||
	    json_nr(task_get(&t, F_PROGRESS))) {
		out_f(ctx->out, "\nShared Context:\n");
		context_log(ctx, &t);
	} else {
		out_f(ctx->out, "\nNo shared context\n");
	}
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

static int run_context(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	const char *typed = args_str(args, "id");
	struct entry en = { F_CONTEXT, "shared", NULL,
			    "Context shared for task @" };
	const struct view *v;
	struct json *j, *part;
	uint32_t row;

	if (args_has(args, "shared")) {
		en.text = args_str(args, "shared");
		return add_entry(ctx, "context", typed, &en, err);
	}
	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, typed, true, err) < 0)
		return -1;
	if (!common_structured(ctx))
		return context_show(ctx, v, row, err);
	j = common_json(v, row, err);
	if (!j)
		return -1;
	part = json_new_obj();
	json_set(part, "id", json_copy(json_get(j, "id")));
	json_set(part, "progress", json_copy(json_get(j, "progress")));
	json_set(part, "context", json_copy(json_get(j, "context")));
	out_json(ctx->out, part);
	json_free(part);
	json_free(j);
	return 0;
}

static const struct opt message_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("message", 0, "<text>", "what to record",
	      OPT_POS | OPT_REQUIRED | OPT_REST | OPT_EMPTY),
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
	O_STR("shared", 0, "<text>", "add this to the shared context",
	      OPT_REST | OPT_EMPTY),
	OPT_FORMAT("text|json|ndjson"),
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
