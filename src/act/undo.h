/*
 * undo.h - taking a command back.
 */
#ifndef ACT_UNDO_H
#define ACT_UNDO_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"
#include "db/events/tasklog.h"

/*
 * Writes the inverse of the newest command of the same actor, or of `commit` (NULL: the
 * newest; 4 hex digits or more), as a new commit: a reset would come back with the
 * next sync.  Only what that command changed is set back; ERR_CONFLICT names a
 * field that was edited since.  res->v are its tasks, res->notes say what is true
 * again; *undone (undone_release) tells which commit it was.  The rule of act/rule.h
 * is not asked: the time that a status brought along is taken back with it.
 */
int act_undo(struct act_result *res, struct undone *undone, struct db *db,
	     const char *commit, struct err *err);

#endif
