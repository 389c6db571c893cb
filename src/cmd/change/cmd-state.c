/*
 * cmd-state.c - the verbs that move a task, but `complete`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "db/events/tasklog.h"
#include "feat/project/active.h"
#include "feat/project/codelog.h"
#include "feat/project/link.h"
#include "act/clock.h"
#include "act/state.h"
#include "act/undo.h"
#include "cmd/kit/common.h"

/* ---- block, unblock, reopen, cancel ---- */

static int run_block(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	const struct strvec *typed = args_list(args, "id");
	struct strvec ids = STRVEC_INIT, words = STRVEC_INIT;
	char *reason = NULL;
	size_t i;
	int ret;

	/* what follows the ids and is none is the reason */
	for (i = 0; i < typed->nr; i++) {
		const char *s = typed->v[i];
		bool id = id_is_prefix(s + (*s == '#'));

		strvec_push(i && (words.nr || !id) && !args_has(args, "reason")
			    ? &words : &ids, s);
	}
	if (words.nr)
		reason = strvec_join(&words, " ");
	ret = act_block(&res, ctx->db, &ids, reason ? reason :
			args_str(args, "reason"), err);
	free(reason);
	strvec_clear(&ids);
	strvec_clear(&words);
	return common_done(ctx, &res, ret, err);
}

static int run_unblock(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_unblock(&res, ctx->db,
						  args_list(args, "id"), err),
			   err);
}

static int run_reopen(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_reopen(&res, ctx->db,
						 args_list(args, "id"),
						 args_str(args, "reason"),
						 err), err);
}

static int run_cancel(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_cancel(&res, ctx->db,
						 args_list(args, "id"),
						 args_str(args, "reason"),
						 args_flag(args, "with-parts"),
						 err), err);
}

static const struct opt reason_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("reason", 'r', "<text>", "why", OPT_REST),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt cancel_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("reason", 'r', "<text>", "why", OPT_REST),
	O_FLAG("with-parts", 0, "cancel the open tasks below it, too"),
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
	"one needs no mark: it counts as blocked until that is finished. Words "
	"behind the ids are the reason.\n\n"
	"Example:\n\n"
	"\tgit task block 3f9a waits for the vendor",
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
	cancel_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_cancel
};

/* ---- start, stop ---- */

static int run_start(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct strvec ids = STRVEC_INIT;
	struct act_start start = { &ids, NULL, NULL };
	int ret;

	strvec_push(&ids, args_str(args, "id"));
	ret = common_done(ctx, &res, act_start(&res, ctx->db, &start, err),
			  err);
	strvec_clear(&ids);
	return ret;
}

static int run_stop(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_stop(&res, ctx->db,
					       args_num(args, "hours", -1),
					       err), err);
}

static const struct opt start_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	FORCE_OPT,
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_start = {
	"start", NULL, "move", "begin to work on a task",
	"The task becomes the active one of this work tree and is in progress; "
	"a task without an assignee becomes yours. The time until stop, "
	"complete or the start of another task goes into its work log.",
	start_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_start
};

static const struct opt stop_opts[] = {
	O_NUM("hours", 0, "book so many hours, whatever the clock says", 0,
	      1e4),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_stop = {
	"stop", "pause", "move", "stop the clock of the active task",
	"The task stays in progress; the time since start goes into its work "
	"log. The clock books no night: it stands still at the end of the "
	"day's work (task.work.hours), at midnight, and when nothing was done "
	"for task.work.idle; what it left out is said.",
	stop_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_stop
};

/* ---- delete, restore, undo ---- */

static int run_delete(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_delete(&res, ctx->db,
						 args_list(args, "id"),
						 args_flag(args, "force"),
						 args_flag(args, "with-parts"),
						 err), err);
}

static int run_restore(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_restore(&res, ctx->db,
						  args_list(args, "id"), err),
			   err);
}

static int run_undo(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct undone undone;
	struct json *j;
	size_t i;
	int ret = act_undo(&res, &undone, ctx->db, args_str(args, "commit"),
			   err);

	for (i = 0; ret == 0 && i < res.notes.nr; i++)
		out_note(ctx->out, "%s", res.notes.v[i]);
	if (ret == 0 && out_tree(ctx->out)) {
		j = json_new_obj();
		json_set_str(j, "undid", undone.what);
		json_set_str(j, "by", undone.by);
		json_set_str(j, "commit", undone.res.commit);
		json_set_int(j, "changed", (int64_t)undone.res.changed);
		out_json(ctx->out, j);
		json_free(j);
	}
	undone_release(&undone);
	act_result_release(&res);
	return ret;
}

static const struct opt delete_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_FLAG("force", 'f', "also when other tasks depend on it"),
	O_FLAG("with-parts", 0, "delete the tasks below it, too"),
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
	"named. Your last command is the last one of the same person and agent "
	"in this clone and work tree, by what the commits say; what others did "
	"is taken back only when its commit is given, and whose it was is "
	"told. git task log shows the commits that can be given.\n\n"
	"Examples:\n\n"
	"\tgit task undo\n"
	"\tgit task undo 1c09985e",
	undo_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_undo
};
