/*
 * planted.h - names that a person types and a clone has prepared.
 *
 * "git task prd parse PRD.md" reads what the user named.  When the clone tracks PRD.md,
 * or a folder above it, as a link to somewhere else, it is the clone that chose the
 * file: its text would become tasks, and be pushed.
 */
#ifndef FEAT_PROJECT_PLANTED_H
#define FEAT_PROJECT_PLANTED_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

/*
 * 0: `path` (relative to the current directory, or absolute) may be read.  ERR_INVALID:
 * it leads out of the work tree, or into .git, and one of the links on the way, of
 * which each is followed as the system does, is one that Git tracks.  Links that Git
 * does not track are the user's own.  Asks Git only where a name in the work tree leads
 * elsewhere.
 */
int planted_refuse(struct db *db, const char *path, struct err *err);

#endif
