/*
 * table.c - the command table; cmds.h lists the rows.
 */
#include "base/base.h"
#include "cmd/cmds.h"

#define ROW(name) &cmd_##name,

const struct cmd *const cmd_table[] = {
	CMD_ROWS(ROW)
	NULL
};
