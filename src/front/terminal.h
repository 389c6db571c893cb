/*
 * terminal.h - colour and pager as the user's Git has them.
 */
#ifndef FRONT_TERMINAL_H
#define FRONT_TERMINAL_H

#include "base/base.h"
#include "front/cmd.h"

/*
 * Sets out->colour and starts the pager.  Colour: --color, else on a terminal
 * that is not dumb, without NO_COLOR, unless color.task or color.ui says never.
 * Pager: for PAGER rows on a terminal without --no-pager: GIT_PAGER,
 * core.pager, PAGER, less.  When stdout is no terminal no configuration is
 * read, so "always" in color.ui has no effect then: use --color.
 */
void terminal_setup(struct ctx *ctx, const struct cmd *cmd,
		    const struct args *args);
/* Starts the pager now, on a terminal: for what is long only sometimes. */
void terminal_page(struct ctx *ctx);

#endif
