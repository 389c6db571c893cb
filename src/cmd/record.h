/*
 * record.h - messages that other rows record, too.
 */
#ifndef CMD_RECORD_H
#define CMD_RECORD_H

#include "base/base.h"
#include "base/err.h"
#include "front/cmd.h"

/*
 * `tm sync ID MESSAGE`: marks in the shared context that all who work on the task
 * have come to the same point.
 */
int record_sync_point(struct ctx *ctx, const char *id, const char *message,
		      struct err *err);

#endif
