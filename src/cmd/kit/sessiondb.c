/*
 * sessiondb.c - the database of sessions, opened beside the tasks' own.
 */
#include "base/base.h"
#include "cmd/kit/sessiondb.h"

int session_db(struct db **out, struct ctx *ctx, struct err *err)
{
	struct db_options opt = { NULL, ctx->agent, SESSION_REF, ctx->clock };

	return db_open(out, &opt, err);
}

void session_warnings(struct ctx *ctx, struct db *db)
{
	struct strvec *warnings = db_warnings(db);
	size_t i;

	for (i = 0; i < warnings->nr; i++)
		out_warn(ctx->out, "%s", warnings->v[i]);
	strvec_clear(warnings);
}
