/*
 * staging.h - what the next commit changes: Git's index against a tree.
 *
 * Read in this process (gitformat-index: versions 2 to 4 and the extension TREE,
 * which names the trees of directories that nothing was staged in since).  Nothing
 * is loaded or run; where the answer does not follow from the index and loose
 * objects, that is said, and the caller asks Git.
 */
#ifndef STORE_ODB_STAGING_H
#define STORE_ODB_STAGING_H

#include "base/base.h"
#include "store/place/repo.h"

/* The path (from the top of the work tree) lives until fn returns. */
typedef void (*staging_fn)(const char *path, const struct oid *blob,
			   void *data);

/*
 * Calls fn, in the order of the index, for each file that the index (GIT_INDEX_FILE,
 * as Git sets it for hooks, else the work tree's own) has and `tree` (zero: an empty
 * one) has not, or has with another content or mode: what `git diff --cached` shows
 * without renames, deletions and submodules.  Files that are only meant to be added
 * (`git add -N`) are not there yet.
 *
 * 1: these are all.  0: can not tell, and what fn was told is of no use: an index
 * that is split or sparse, unmerged or not as it should be, or a tree that is
 * needed and not loose.
 */
int staging_changed(const struct place *p, const struct oid *tree,
		    staging_fn fn, void *data);

#endif
