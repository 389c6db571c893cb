/*
 * rowcheck.h - what is wrong with a command line, before anything is read: the words
 * one by one (cmd/kit/wordcheck) and, of a few rows, what they are together.
 */
#ifndef CMD_RUN_ROWCHECK_H
#define CMD_RUN_ROWCHECK_H

#include "front/cmd.h"

/* `check` of struct ctx. */
int rows_check(const struct ctx *ctx, const struct cmd *cmd,
	       const struct args *args, struct err *doubt, struct err *err);

/* Of one row each, ERR_USAGE: a rule of who is told, a bridge to a tracker, the address
 * and the tools of a server. */
int notify_add_check(const struct ctx *ctx, const struct args *args,
		     struct err *err);
int bridge_add_check(const struct ctx *ctx, const struct args *args,
		     struct err *err);
int serve_check(const struct ctx *ctx, const struct args *args,
		struct err *err);

#endif
