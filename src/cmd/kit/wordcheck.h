/*
 * wordcheck.h - are the values of a command line right, before anything is read?
 *
 * One rule of exit statuses: what can be told from the command line alone is
 * ERR_USAGE, also where there is no repository, or one that can not be read.
 */
#ifndef CMD_KIT_WORDCHECK_H
#define CMD_KIT_WORDCHECK_H

#include "front/cmd.h"

/* `check` of struct ctx. */
int words_check(const struct ctx *ctx, const struct cmd *cmd,
		const struct args *args, struct err *doubt, struct err *err);
/* "10,20", "10-20", "7": lines from 1 on; false for anything else. */
bool words_lines(unsigned *first, unsigned *last, const char *s);

#endif
