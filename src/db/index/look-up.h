/*
 * look-up.h - is there a task of that id?  Asked without decoding the index.
 */
#ifndef DB_INDEX_LOOK_UP_H
#define DB_INDEX_LOOK_UP_H

#include "base/base.h"
#include "store/place/repo.h"

/*
 * Does the index at `path`, when it shows the commit `tip`, have exactly one task
 * whose id begins with `prefix` (lower case, 16 digits at most), and one that is not
 * deleted?  Reads a dozen records and checks no sums.  False means "not for sure":
 * open the view and see.
 */
bool index_has_task(const char *path, const struct oid *tip,
		    const char *prefix);

/*
 * May a task of the commit `tip` have `text` as the whole of one of its short texts
 * (title, branch, ...)?  False is for sure: the index shows that commit and has it
 * nowhere.  Reads the strings of the index, 16 MB at most.
 */
bool index_may_have(const char *path, const struct oid *tip, const char *text);

#endif
