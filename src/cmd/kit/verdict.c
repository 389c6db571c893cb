/*
 * verdict.c - the options that give values to success criteria.
 */
#include "base/base.h"
#include "cmd/kit/verdict.h"

#include "feat/project/planted.h"

bool verdict_has_values(const struct args *args)
{
	return args_has(args, "set") || args_has(args, "values") ||
		args_has(args, "junit") || args_has(args, "coverage") ||
		args_has(args, "sarif");
}

static int read_reports(struct values *out, const struct ctx *ctx,
			const struct args *args,
			const char *option, enum report_kind kind,
			struct err *err)
{
	const struct strvec *paths = args_list(args, option);
	size_t i;

	for (i = 0; i < paths->nr; i++)
		if (planted_refuse(ctx->db, paths->v[i], err) < 0 ||
		    values_report(out, kind, paths->v[i], err) < 0)
			return -1;
	return 0;
}

int verdict_values(struct values *out, const struct ctx *ctx,
		   const struct args *args, struct err *err)
{
	const struct strvec *list = args_list(args, "set");
	size_t i;

	values_init(out);
	for (i = 0; i < list->nr; i++)
		if (values_set(out, list->v[i], err) < 0)
			return -1;
	list = args_list(args, "values");
	for (i = 0; i < list->nr; i++)
		if (planted_refuse(ctx->db, list->v[i], err) < 0 ||
		    values_file(out, list->v[i], err) < 0)
			return -1;
	if (read_reports(out, ctx, args, "junit", REPORT_TESTS, err) < 0 ||
	    read_reports(out, ctx, args, "coverage", REPORT_COVERAGE, err) < 0)
		return -1;
	return read_reports(out, ctx, args, "sarif", REPORT_SARIF, err);
}

bool verdict_strict(struct ctx *ctx, const struct args *args)
{
	return args_flag(args, "strict") ||
		db_config_bool(ctx->db, "task.criteria.strict", false);
}
