/*
 * staged.h - the work tree and the index of the project: which files there
 * are, and which lines the next commit adds.
 */
#ifndef FEAT_PROJECT_STAGED_H
#define FEAT_PROJECT_STAGED_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"

/*
 * Files that Git tracks and untracked ones it does not ignore, below `paths`
 * (taken literally, relative to the work tree; none: everything).  Paths come out
 * relative to the top of the work tree.  ERR_FATAL in a bare repository.
 */
int tree_files(struct strvec *out, struct db *db, const struct strvec *paths,
	       struct err *err);
/* Files that the index adds or changes against HEAD. */
int staged_files(struct strvec *out, struct db *db, struct err *err);

/* Numbers of the lines (from 1, ascending) that the index adds to one file. */
typedef void (*staged_fn)(const char *path, const int *lines, size_t nr,
			  const char *text, size_t len, void *data);
/*
 * Calls fn for each of `paths` with its staged text and the lines that are new in
 * it.  Two children for all paths together.
 */
int staged_added(struct db *db, const struct strvec *paths, staged_fn fn,
		 void *data, struct err *err);

#endif
