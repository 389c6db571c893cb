/*
 * cmd-complete.c - `complete`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "act/state.h"
#include "cmd/kit/common.h"
#include "cmd/kit/verdict.h"

static int run_complete(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	double hours = args_num(args, "actual-hours", 0);
	struct act_complete a = {
		.ids = args_list(args, "id"),
		.parts = args_flag(args, "with-parts"),
		.summary = args_str(args, "summary"),
		.hours = args_has(args, "actual-hours") ? &hours : NULL,
		.impact = args_flag(args, "impact-review"),
		.strict = verdict_strict(ctx, args),
		.force = args_flag(args, "force"),
	};
	struct values values;
	int ret = verdict_values(&values, ctx, args, err);

	if (args_flag(args, "validate") || args_flag(args, "strict") ||
	    verdict_has_values(args))
		a.values = &values;
	if (ret == 0)
		ret = act_complete(&res, ctx->db, &a, err);
	ret = common_done(ctx, &res, ret, err);
	values_release(&values);
	return ret;
}

static const struct opt complete_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("summary", 's', "<text>", "what was done",
	      OPT_REST | OPT_EMPTY),
	O_NUM("actual-hours", 0, "effort it took in hours", 0, 100000),
	O_FLAG("impact-review", 0,
	       "list the files that it touches and tell those who watch"),
	O_FLAG("validate", 0,
	       "refuse when a success criterion is unmet; implied by the "
	       "options that give values"),
	O_FLAG("force", 0, "complete although criteria are unmet, or somebody "
	       "else has claimed it since"),
	SYNC_OPT,
	O_FLAG("with-parts", 0, "complete the open tasks below it, too"),
	VERDICT_OPTS,
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_complete = {
	"complete", "done|finish", "move", "finish tasks",
	"A task that is blocked or completed already is completed with a "
	"warning. The hours come from --actual-hours, else from the time "
	"between start and stop.",
	complete_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_complete
};
