/*
 * hookmsg.h - what the two message hooks do to the text of a commit message.
 */
#ifndef FEAT_PROJECT_HOOKMSG_H
#define FEAT_PROJECT_HOOKMSG_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/core/db.h"

/*
 * The task whose trailer the message should get: the branch's, else the active
 * one where this is its own branch (or task.hooks.active is set); NULL when neither is an open task, when the message names the task
 * already, or when it has a Task-Id trailer of its own.  Caller frees (8 digits
 * or more).
 */
char *hookmsg_task(struct db *db, const char *raw);
/*
 * Adds the trailer to the file `path` that holds `raw` (git interpret-trailers).
 * A message that is still to be written gets two empty lines above it.
 */
int hookmsg_add(const char *path, const char *raw, const char *id,
		struct err *err);

/*
 * Sentences about tasks that the message names for sure (by trailer or with
 * '#' and 8 digits) and that do not exist, are deleted, or are several.
 */
int hookmsg_check(struct strvec *out, struct db *db, const char *raw,
		  struct err *err);

#endif
