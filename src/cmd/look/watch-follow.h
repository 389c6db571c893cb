/*
 * watch-follow.h - `watch --follow`.
 */
#ifndef CMD_LOOK_WATCH_FOLLOW_H
#define CMD_LOOK_WATCH_FOLLOW_H

#include "front/cmd.h"

/*
 * Prints events as they happen in this clone, whoever makes them, and sends
 * notifications, until SIGINT or SIGTERM: 0.  One such process a clone:
 * ERR_CONFLICT.  `since`: a tip to begin at, NULL is now.
 */
int watch_follow(struct ctx *ctx, const char *since, struct err *err);

/* The notifications alone, beside another one too, until standard input ends. */
int watch_tell(struct ctx *ctx, struct err *err);

#endif
