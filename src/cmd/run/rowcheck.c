/*
 * rowcheck.c - which rows have a check of their own.
 */
#include "base/base.h"
#include "cmd/run/rowcheck.h"

#include "cmd/kit/commands.h"
#include "cmd/kit/wordcheck.h"

static const struct {
	const struct cmd *cmd;
	int (*check)(const struct ctx *ctx, const struct args *args,
		     struct err *err);
} checks[] = {
	{ &cmd_notify_add, notify_add_check },
	{ &cmd_bridge_add, bridge_add_check },
	{ &cmd_serve, serve_check },
};

int rows_check(const struct ctx *ctx, const struct cmd *cmd,
	       const struct args *args, struct err *doubt, struct err *err)
{
	size_t i;

	if (words_check(ctx, cmd, args, doubt, err) < 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(checks); i++)
		if (checks[i].cmd == cmd)
			return checks[i].check(ctx, args, err);
	return 0;
}
