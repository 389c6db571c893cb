/*
 * record.c - a message recorded, and told to who typed it.
 */
#include "base/base.h"
#include "cmd/kit/record.h"

#include "cmd/kit/common.h"

int record_message(struct ctx *ctx, const char *id, enum act_message kind,
		   const char *text, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_record(&res, ctx->db, id, kind, text,
						 err), err);
}

void record_warn_agent(struct ctx *ctx)
{
	const char *a = getenv("TM_AGENT_ID");
	const char *b = getenv("GIT_TASK_AGENT");

	if (ctx->tm && !ctx->agent && !(a && *a) && !(b && *b))
		out_warn(ctx->out, "TM_AGENT_ID not set; your Git name is "
			 "used");
}

int record_sync_point(struct ctx *ctx, const char *id, const char *message,
		      struct err *err)
{
	record_warn_agent(ctx);
	return record_message(ctx, id, ACT_SYNC_POINT, message, err);
}
