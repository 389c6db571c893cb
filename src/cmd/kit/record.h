/*
 * record.h - messages that other rows record, too.
 */
#ifndef CMD_KIT_RECORD_H
#define CMD_KIT_RECORD_H

#include "base/base.h"
#include "base/err.h"
#include "act/record.h"
#include "front/cmd.h"

/* Records `text` on the task that was typed and prints what became of it. */
int record_message(struct ctx *ctx, const char *id, enum act_message kind,
		   const char *text, struct err *err);
/* Under tm, work with others without a name is told, never refused. */
void record_warn_agent(struct ctx *ctx);
/*
 * `tm sync ID MESSAGE`: marks in the shared context that all who work on the task
 * have come to the same point.
 */
int record_sync_point(struct ctx *ctx, const char *id, const char *message,
		      struct err *err);

#endif
