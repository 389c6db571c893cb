/*
 * done.c - what a command prints of the tasks that it has changed.
 */
#include "base/base.h"
#include "cmd/kit/common.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "data/id.h"
#include "data/json.h"

int common_changed(struct ctx *ctx, const struct strvec *ids, bool array,
		   struct err *err)
{
	const struct view *v;
	uint32_t *rows;
	size_t i, nr = 0;
	int ret;

	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	if (!array && ids->nr == 1 && out_document(ctx->out)) {
		uint32_t row = view_find(v, ids->v[0]);
		struct json *j = row == NO_ROW ? NULL :
				 common_json(v, row, err);

		if (!j)
			return -1;
		out_json(ctx->out, j);
		json_free(j);
		return 0;
	}
	rows = xcalloc(ids->nr + 1, sizeof(*rows));
	for (i = 0; i < ids->nr; i++) {
		uint32_t row = view_find(v, ids->v[i]);

		if (row != NO_ROW)
			rows[nr++] = row;
	}
	ret = common_tasks(ctx, v, rows, nr, NULL, err);
	free(rows);
	return ret;
}

static int print_result(struct ctx *ctx, const struct act_result *res,
			struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	size_t i;
	int ret = 0;

	for (i = 0; i < res->warnings.nr; i++)
		out_warn(ctx->out, "%s", res->warnings.v[i]);
	for (i = 0; i < res->notes.nr; i++)
		out_note(ctx->out, "%s", res->notes.v[i]);
	if (common_structured(ctx)) {
		for (i = 0; i < res->nr; i++)
			strvec_push(&ids, res->v[i].id);
		ret = common_changed(ctx, &ids, res->many, err);
		strvec_clear(&ids);
		return ret;
	}
	/* an id was asked for, words were not */
	for (i = 0; i < res->said.nr; i++)
		if (!ctx->out->quiet || id_is_prefix(res->said.v[i]))
			out_f(ctx->out, "%s\n", res->said.v[i]);
	return 0;
}

int common_done(struct ctx *ctx, struct act_result *res, int ret,
		struct err *err)
{
	if (ret == 0)
		ret = print_result(ctx, res, err);
	else if (res->refused.len)
		out_note(ctx->out, "%s", res->refused.buf);
	act_result_release(res);
	return ret;
}
