/*
 * migrate.h - bringing stored tasks up to the current schema, with a way back.
 *
 * A migration is needed or not by what the tree holds, not by a note that it ran,
 * so that running it again, or on a joined history, is harmless.
 */
#ifndef DB_CARE_MIGRATE_H
#define DB_CARE_MIGRATE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"

#define MIGRATIONS_NR 2

struct migration_state {
	const char *number;	/* "001" */
	const char *name;	/* "schema number in meta.json" */
	size_t todo;		/* files it would write; 0: applied */
};

/* Where every migration stands.  A repository without tasks needs none. */
int migrate_status(struct migration_state out[MIGRATIONS_NR], struct db *db,
		   struct err *err);
/*
 * Runs what is pending as one commit.  The old tip is kept as
 * refs/tasks-backup/<time>, whose name is *backup (caller frees; NULL when
 * nothing was pending).
 */
int migrate_apply(char **backup, struct db *db, struct err *err);
/*
 * Goes back to the newest backup: a new commit with its tree, so that the next
 * sync does not bring the migration back.  ERR_FAILED "No backups ..." when there
 * is none, and when tasks were edited since (nothing may be lost).
 */
int migrate_rollback(char **backup, struct db *db, struct err *err);

#endif
