/*
 * cmds.h - the command table: one row a command, defined in cmd-*.c.
 */
#ifndef CMD_CMDS_H
#define CMD_CMDS_H

#include "front/cmd.h"

extern const struct cmd *const cmd_table[];	/* NULL-terminated */

#endif
