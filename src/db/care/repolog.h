/*
 * repolog.h - what the project's own history says about a path.
 */
#ifndef DB_CARE_REPOLOG_H
#define DB_CARE_REPOLOG_H

#include "base/base.h"
#include "base/err.h"
#include "base/map.h"
#include "db/core/db.h"

struct path_history {
	unsigned commits, authors;	/* of the last PATH_HISTORY_MAX */
	unsigned long added, deleted;	/* lines */
};

#define PATH_HISTORY_MAX 200

/*
 * Numbers of the newest commits on HEAD that touched `path` (relative to the
 * work tree; it is passed as a literal path, never as a pattern).  A repository
 * without commits or a path without history gives zeros.
 */
int repo_path_history(struct path_history *out, struct db *db,
		      const char *path, struct err *err);

/* Edits of tasks, counted: what the history of the task ref holds. */
struct activity {
	struct map verbs;	/* "complete" -> size_t * */
	struct map authors;	/* author or agent -> size_t * */
	size_t edits;
};

/*
 * Counts the commits of the task ref made in [since, until) (ms; WHEN_NONE: no
 * bound) by Task-Op trailer and author; joins are left out.  Release with
 * activity_release.
 */
int db_activity(struct activity *out, struct db *db, int64_t since,
		int64_t until, struct err *err);
void activity_release(struct activity *a);

#endif
