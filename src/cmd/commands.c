/*
 * commands.c - the command table; kit/commands.h lists the rows.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#define ROW(name) &cmd_##name,

const struct cmd *const cmd_table[] = {
	CMD_ROWS(ROW)
	NULL
};
