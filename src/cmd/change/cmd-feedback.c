/*
 * cmd-feedback.c - `feedback`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "act/fields.h"
#include "cmd/kit/common.h"

static int check_score(const struct args *args, const char *name,
		       struct err *err)
{
	int64_t n = args_int(args, name, 1);

	if (n < 1 || n > 5)
		return err_set(err, ERR_USAGE, "%s must be between 1 and 5",
			       name);
	return 0;
}

static int run_feedback(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	const char *note = args_str(args, "note");
	struct act_feedback f = { 0, 0, note, args_flag(args, "force") };

	if (check_score(args, "quality", err) < 0 ||
	    check_score(args, "timeliness", err) < 0)
		return -1;
	if (!args_has(args, "quality") && !args_has(args, "timeliness") &&
	    !(note && *note))
		return err_set(err, ERR_USAGE, "give --quality, --timeliness "
			       "or --note");
	f.quality = (int)args_int(args, "quality", 0);
	f.timeliness = (int)args_int(args, "timeliness", 0);
	return common_done(ctx, &res, act_feedback(&res, ctx->db,
						   args_str(args, "id"), &f,
						   err), err);
}

static const struct opt feedback_opts[] = {
	O_ID("id", 0, "a completed task", OPT_POS | OPT_REQUIRED),
	{ "quality", 'q', OPT_INT, "<1-5>", "how good the result is", 0,
	  NULL, 0, 0, NULL },
	{ "timeliness", 't', OPT_INT, "<1-5>", "how well it was in time", 0,
	  NULL, 0, 0, NULL },
	{ "note", 'n', OPT_STR, "<text>", "a remark, at most 500 characters",
	  OPT_REST | OPT_EMPTY, NULL, 0, 0, "notes" },
	O_FLAG("force", 'f', "replace feedback that is there"),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_feedback = {
	"feedback", NULL, "record", "rate a completed task",
	"Scores go from 1 to 5. A task is rated once; --force replaces the "
	"rating. git task metrics --feedback sums them up.",
	feedback_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_feedback
};
