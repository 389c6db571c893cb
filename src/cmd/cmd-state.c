#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "db/history.h"
#include "feat/active.h"
#include "cmd/common.h"

/* ---- block, unblock, reopen, cancel ---- */

static void add_reason(struct change *c, const char *verb, const char *reason)
{
	char *text;

	if (!reason || !*reason)
		return;
	text = xasprintf("%s: %s", verb, reason);
	change_append(c, F_PROGRESS, entry_new(text, NULL));
	free(text);
}

/* The end of the work on the active task: its time goes into the work log. */
static void log_work(struct edits *e, const struct active *a,
		     struct change *c)
{
	if (!strcmp(a->id, c->id))
		change_append(c, F_WORKLOG,
			      active_entry(a, clock_now(e->ctx->clock)));
}

static int block_one(struct edits *e, struct txn *txn, const struct view *v,
		     uint32_t row, const struct task *t, struct change *c,
		     struct err *err)
{
	const char *reason = args_str(e->args, "reason");
	const struct row *r = &v->rows[row];

	(void)txn;
	if (!status_is_open(r->stored))
		return err_set(err, ERR_INVALID, "task '%s' is %s; use "
			       "'git task reopen' first", e->shown,
			       common_status_words(r->stored));
	change_status(c, t, STATUS_BLOCKED, clock_now(e->ctx->clock));
	if (reason && *reason)
		change_set_str(c, F_BLOCKED_REASON, reason);
	log_work(e, e->data, c);
	edit_note(e, "Task %s blocked", e->shown);
	return 0;
}

static void note_waits(struct edits *e, const struct view *v, uint32_t row)
{
	struct strvec blockers = STRVEC_INIT;
	size_t i;

	view_blockers(&blockers, v, row);
	for (i = 0; i < blockers.nr; i++)
		edit_warn(e, "task %s waits for %.8s, which is not finished",
			  e->shown, blockers.v[i]);
	strvec_clear(&blockers);
}

static int unblock_one(struct edits *e, struct txn *txn, const struct view *v,
		       uint32_t row, const struct task *t, struct change *c,
		       struct err *err)
{
	const struct row *r = &v->rows[row];

	(void)txn;
	(void)err;
	note_waits(e, v, row);
	if (r->stored != STATUS_BLOCKED) {
		edit_warn(e, "task %s is not blocked but %s", e->shown,
			  common_status_words(r->stored));
		return 0;
	}
	change_status(c, t, r->started != WHEN_NONE ? STATUS_IN_PROGRESS :
		      STATUS_PENDING, clock_now(e->ctx->clock));
	edit_note(e, "Task %s unblocked", e->shown);
	return 0;
}

static int reopen_one(struct edits *e, struct txn *txn, const struct view *v,
		      uint32_t row, const struct task *t, struct change *c,
		      struct err *err)
{
	const struct row *r = &v->rows[row];

	(void)txn;
	(void)err;
	if (status_is_open(r->stored)) {
		edit_warn(e, "task %s is %s already", e->shown,
			  common_status_words(r->stored));
		return 0;
	}
	change_status(c, t, STATUS_PENDING, clock_now(e->ctx->clock));
	add_reason(c, "reopened", args_str(e->args, "reason"));
	edit_note(e, "Task %s reopened", e->shown);
	return 0;
}

static int cancel_one(struct edits *e, struct txn *txn, const struct view *v,
		      uint32_t row, const struct task *t, struct change *c,
		      struct err *err)
{
	const struct row *r = &v->rows[row];

	(void)txn;
	(void)err;
	if (r->stored == STATUS_CANCELLED) {
		edit_warn(e, "task %s is cancelled already", e->shown);
		return 0;
	}
	if (r->stored == STATUS_COMPLETED)
		edit_warn(e, "task %s was completed", e->shown);
	change_status(c, t, STATUS_CANCELLED, clock_now(e->ctx->clock));
	add_reason(c, "cancelled", args_str(e->args, "reason"));
	log_work(e, e->data, c);
	edit_note(e, "Task %s cancelled", e->shown);
	return 0;
}

/* Runs edits that end work: the active task among them is active no more. */
static int run_ending(struct ctx *ctx, const struct args *args,
		      struct edits *e, struct err *err)
{
	struct active a = { "", WHEN_NONE };
	uint32_t row;
	const struct view *v;
	size_t i;
	int ret;
	bool had = active_get(&a, ctx->db), ends = false;

	e->ctx = ctx;
	e->args = args;
	/* cppcheck-suppress autoVariables */
	e->data = &a;
	if (had && db_view(&v, ctx->db, NULL) == 0)
		for (i = 0; i < e->typed->nr; i++)
			if (view_resolve(&row, v, e->typed->v[i], false,
					 NULL) == 0 &&
			    !strcmp(v->rows[row].id, a.id))
				ends = true;
	ret = edits_run(e, err);
	e->data = NULL;
	if (ret == 0 && ends)
		ret = active_set(ctx->db, "", 0, err);
	return ret;
}

static int run_block(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct edits e = { .verb = "block", .typed = args_list(args, "id"),
			   .one = block_one };

	return run_ending(ctx, args, &e, err);
}

static int run_unblock(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct edits e = { .ctx = ctx, .args = args, .verb = "unblock",
			   .typed = args_list(args, "id"),
			   .one = unblock_one };

	return edits_run(&e, err);
}

static int run_reopen(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct edits e = { .ctx = ctx, .args = args, .verb = "reopen",
			   .typed = args_list(args, "id"),
			   .one = reopen_one };

	return edits_run(&e, err);
}

static int run_cancel(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct edits e = { .verb = "cancel", .typed = args_list(args, "id"),
			   .one = cancel_one };

	return run_ending(ctx, args, &e, err);
}

static const struct opt reason_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("reason", 'r', "<text>", "why", OPT_REST),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt ids_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_block = {
	"block", NULL, "move", "mark tasks as blocked",
	"For what waits for something outside. A task that waits for another "
	"one needs no mark: it counts as blocked until that is finished.",
	reason_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_block
};

const struct cmd cmd_unblock = {
	"unblock", NULL, "move", "let blocked tasks go on",
	"A task that waits for an unfinished dependency stays blocked until "
	"that is finished; the command says so.",
	ids_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_unblock
};

const struct cmd cmd_reopen = {
	"reopen", NULL, "move", "open finished or cancelled tasks again",
	"They are pending again.",
	reason_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_reopen
};

const struct cmd cmd_cancel = {
	"cancel", NULL, "move", "close tasks that will not be done",
	"A cancelled task is kept; git task reopen opens it again.",
	reason_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_cancel
};

/* ---- start, stop, current ---- */

struct start {
	struct active old;
	bool had;
};

/* The time spent on the task that was active before goes into its work log. */
static int switch_from(struct edits *e, struct txn *txn, const struct view *v,
		       struct err *err)
{
	struct start *s = e->data;
	struct change c;
	int ret;

	if (!s->had || view_find(v, s->old.id) == NO_ROW)
		return 0;
	change_init(&c, s->old.id);
	change_append(&c, F_WORKLOG,
		      active_entry(&s->old, clock_now(e->ctx->clock)));
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

static int start_one(struct edits *e, struct txn *txn, const struct view *v,
		     uint32_t row, const struct task *t, struct change *c,
		     struct err *err)
{
	const struct row *r = &v->rows[row];
	struct start *s = e->data;

	if (!status_is_open(r->stored))
		return err_set(err, ERR_INVALID, "task '%s' is %s; use "
			       "'git task reopen' first", e->shown,
			       common_status_words(r->stored));
	note_waits(e, v, row);
	if (s->had && strcmp(s->old.id, r->id) != 0 &&
	    switch_from(e, txn, v, err) < 0)
		return -1;
	change_status(c, t, STATUS_IN_PROGRESS, clock_now(e->ctx->clock));
	if (!*r->assignee)
		change_set_str(c, F_ASSIGNEE, db_me_name(e->ctx->db));
	else if (!db_is_me(e->ctx->db, r->assignee))
		edit_warn(e, "task %s is assigned to %s", e->shown,
			  r->assignee);
	edit_note(e, "Task %s started", e->shown);
	return 0;
}

static int run_start(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct strvec typed = STRVEC_INIT;
	struct start s = { { "", WHEN_NONE }, false };
	struct edits e = { .ctx = ctx, .args = args, .verb = "start",
			   .typed = &typed, .one = start_one, .data = &s };
	const struct view *v;
	char id[ID_LEN + 1];
	int ret = -1;

	s.had = active_get(&s.old, ctx->db);
	if (db_view(&v, ctx->db, err) < 0 ||
	    common_id(id, v, args_str(args, "id"), false, err) < 0)
		return -1;
	strvec_push(&typed, id);
	if (edits_run(&e, err) < 0)
		goto out;
	ret = 0;
	if (!s.had || strcmp(s.old.id, id) != 0)
		ret = active_set(ctx->db, id, clock_now(ctx->clock), err);
out:
	strvec_clear(&typed);
	return ret;
}

static int stop_one(struct edits *e, struct txn *txn, const struct view *v,
		    uint32_t row, const struct task *t, struct change *c,
		    struct err *err)
{
	const struct active *a = e->data;
	struct strbuf span = STRBUF_INIT;
	int64_t now = clock_now(e->ctx->clock);

	(void)txn;
	(void)v;
	(void)row;
	(void)t;
	(void)err;
	log_work(e, a, c);
	when_span(&span, now > a->since ? (double)(now - a->since) / 1000 : 0);
	edit_note(e, "Task %s stopped after %s", e->shown, span.buf);
	strbuf_release(&span);
	return 0;
}

static int run_stop(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct strvec typed = STRVEC_INIT;
	struct active a;
	struct edits e = { .ctx = ctx, .args = args, .verb = "stop",
			   .typed = &typed, .deleted_too = true,
			   .one = stop_one, .data = &a };
	int ret;

	if (!active_get(&a, ctx->db))
		return err_set(err, ERR_FAILED, "no task is active here (use "
			       "'git task start <id>')");
	strvec_push(&typed, a.id);
	ret = edits_run(&e, err);
	if (ret == 0 || err->code == ERR_NOT_FOUND) {
		ret = active_set(ctx->db, "", 0, err);
	}
	strvec_clear(&typed);
	return ret;
}

static int run_current(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct strbuf ago = STRBUF_INIT;
	const struct view *v;
	char shown[ID_LEN + 1];
	struct active a;
	uint32_t row;
	int ret;

	(void)args;
	if (!active_get(&a, ctx->db)) {
		out_note(ctx->out, "no task is active here (use 'git task "
			 "start <id>')");
		return 1;
	}
	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, a.id, true, err) < 0)
		return -1;
	if (common_structured(ctx)) {
		strvec_push(&ids, a.id);
		ret = common_changed(ctx, &ids, false, err);
		strvec_clear(&ids);
		return ret;
	}
	view_short(shown, v, a.id);
	out_paint(ctx->out, COLOUR_YELLOW, "%s", shown);
	out_f(ctx->out, "  ");
	out_s(ctx->out, v->rows[row].title);
	when_relative(&ago, a.since, clock_now(ctx->clock));
	out_f(ctx->out, " (active since %s)\n", ago.buf);
	strbuf_release(&ago);
	return 0;
}

static const struct opt start_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt no_opts[] = { EDIT_FORMAT, OPT_END };

const struct cmd cmd_start = {
	"start", NULL, "move", "begin to work on a task",
	"The task becomes the active one of this work tree and is in progress; "
	"a task without an assignee becomes yours. The time until stop, "
	"complete or the start of another task goes into its work log.",
	start_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_start
};

const struct cmd cmd_stop = {
	"stop", "pause", "move", "stop the clock of the active task",
	"The task stays in progress; the time since start goes into its work "
	"log.",
	no_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_stop
};

const struct cmd cmd_current = {
	"current", "active", "move", "show the active task of this work tree",
	"Exit status 1 when no task is active.",
	no_opts, NEEDS_REPO | NEEDS_DB, run_current
};

/* ---- delete, restore, undo ---- */

/* A task outside of those being deleted that depends on `row`, or NO_ROW. */
static uint32_t dependent_left(struct edits *e, const struct view *v,
			       uint32_t row)
{
	uint32_t *deps, *named = NULL, left = NO_ROW;
	size_t nr = view_dependents(&deps, v, row), nr_named = 0, i, k;

	if (nr && common_rows(&named, &nr_named, v, e->typed, false, NULL) < 0)
		nr_named = 0;
	for (i = 0; i < nr && left == NO_ROW; i++) {
		if (v->rows[deps[i]].deleted)
			continue;
		for (k = 0; k < nr_named && named[k] != deps[i]; k++)
			;
		if (k == nr_named)
			left = deps[i];
	}
	free(named);
	free(deps);
	return left;
}

static int delete_one(struct edits *e, struct txn *txn, const struct view *v,
		      uint32_t row, const struct task *t, struct change *c,
		      struct err *err)
{
	uint32_t left;

	(void)txn;
	if (task_deleted(t)) {
		edit_warn(e, "task %s is deleted already", e->shown);
		return 0;
	}
	left = dependent_left(e, v, row);
	if (left != NO_ROW && !args_flag(e->args, "force"))
		return err_set(err, ERR_INVALID, "Cannot delete task '%s': "
			       "task '%.8s' depends on it (use --force to "
			       "delete it all the same)", e->shown,
			       v->rows[left].id);
	if (left != NO_ROW)
		edit_warn(e, "task %.8s depended on %s", v->rows[left].id,
			  e->shown);
	change_set(c, F_DELETED, json_new_bool(true));
	edit_note(e, "Task %s deleted", e->shown);
	return 0;
}

static int restore_one(struct edits *e, struct txn *txn, const struct view *v,
		       uint32_t row, const struct task *t, struct change *c,
		       struct err *err)
{
	(void)txn;
	(void)v;
	(void)row;
	(void)err;
	if (!task_deleted(t)) {
		edit_warn(e, "task %s is not deleted", e->shown);
		return 0;
	}
	change_unset(c, F_DELETED);
	edit_note(e, "Task %s restored", e->shown);
	return 0;
}

static int run_delete(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct edits e = { .ctx = ctx, .args = args, .verb = "delete",
			   .typed = args_list(args, "id"),
			   .one = delete_one };

	return edits_run(&e, err);
}

static int run_restore(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct edits e = { .ctx = ctx, .args = args, .verb = "restore",
			   .typed = args_list(args, "id"),
			   .deleted_too = true, .one = restore_one };

	return edits_run(&e, err);
}

static int run_undo(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct db_result res;
	struct json *j;
	char *what = NULL, *clean;

	if (db_undo(ctx->db, args_str(args, "commit"), &what, &res, err) < 0)
		return -1;
	clean = common_clean(what);
	out_note(ctx->out, "Undid %s", clean);
	if (ctx->out->format == OUT_JSON || ctx->out->format == OUT_NDJSON) {
		j = json_new_obj();
		json_set_str(j, "undid", what);
		json_set_str(j, "commit", res.commit);
		json_set_int(j, "changed", (int64_t)res.changed);
		out_json(ctx->out, j);
		json_free(j);
	}
	free(clean);
	free(what);
	return 0;
}

static const struct opt delete_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_FLAG("force", 'f', "also when other tasks depend on it"),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt undo_opts[] = {
	O_STR("commit", 0, "<commit>",
	      "a commit of refs/tasks/main; default: your last command",
	      OPT_POS),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_delete = {
	"delete", "rm|remove", "move", "delete tasks",
	"A deleted task is hidden, not destroyed: git task restore brings it "
	"back. A task that others depend on is not deleted without --force.",
	delete_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_delete
};

const struct cmd cmd_restore = {
	"restore", "undelete", "move", "bring deleted tasks back",
	"They come back as they were; git task list --deleted lists those "
	"that can.",
	ids_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_restore
};

const struct cmd cmd_undo = {
	"undo", NULL, "move", "take your last command back",
	"Writes the inverse as a new commit, so that it survives a sync. It is "
	"refused when a later edit touched the same fields; the fields are "
	"named. git task log shows the commits that can be given.\n\n"
	"Examples:\n\n"
	"\tgit task undo\n"
	"\tgit task undo 1c09985e",
	undo_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_undo
};
