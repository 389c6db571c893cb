/*
 * sessiondb.h - what the rows of `session` share: the database of the sessions
 * beside the context's, which is that of the tasks.
 */
#ifndef CMD_KIT_SESSIONDB_H
#define CMD_KIT_SESSIONDB_H

#include "base/base.h"
#include "base/err.h"
#include "feat/session/session.h"
#include "front/cmd.h"

/* Opens the sessions of the context's repository; the caller closes. */
int session_db(struct db **out, struct ctx *ctx, struct err *err);
/* Prints and clears the warnings of that database. */
void session_warnings(struct ctx *ctx, struct db *db);

#endif
