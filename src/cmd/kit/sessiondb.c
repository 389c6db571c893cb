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

int session_one(struct session *out, struct db *db, const char *id,
		struct err *err)
{
	struct task t = TASK_INIT;
	const struct view *v;
	uint32_t row;

	if (db_view(&v, db, err) < 0)
		return -1;
	row = view_find(v, id);
	if (row == NO_ROW)
		return err_set(err, ERR_NOT_FOUND, "session '%s' not found",
			       id);
	if (view_task(&t, v, row, err) < 0)
		return -1;
	session_read(out, &t, db_now(db), session_timeout(db));
	return 0;
}
