/*
 * follow.h - `sync --watch`.
 */
#ifndef CMD_KIT_FOLLOW_H
#define CMD_KIT_FOLLOW_H

#include "front/cmd.h"

/* Syncs each `interval` ms and prints events until SIGINT or SIGTERM: 0. */
int follow_run(struct ctx *ctx, const char *remote, int64_t interval,
	       struct err *err);

#endif
