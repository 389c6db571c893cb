/*
 * internal.h - what history.c and undo.c share.
 */
#ifndef DB_EVENTS_INTERNAL_H
#define DB_EVENTS_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "db/events/tasklog.h"
#include "db/core/internal.h"

/* Value of the first trailer `key` in the last paragraph of a message, or NULL;
 * caller frees. */
char *message_trailer(const char *message, const char *key);
/* The task in a blob; the zero oid gives a task without doc. */
int history_read_task(struct task *out, struct repo *r,
		      const struct oid *blob, struct err *err);

#endif
