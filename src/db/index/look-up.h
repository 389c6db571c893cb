/*
 * look-up.h - is there a task of that id?  Asked without decoding the index.
 */
#ifndef DB_INDEX_LOOK_UP_H
#define DB_INDEX_LOOK_UP_H

#include "base/base.h"
#include "base/strbuf.h"
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
 * The stored JSON of that one task, checked against its sum; deleted ones are none.
 * Replaces what `out` held.  False: not for sure, as above, or the tasks have a newer
 * schema than this program.
 */
bool index_read_task(struct strbuf *out, const char *path,
		     const struct oid *tip, const char *prefix);

/*
 * The stored JSON of each task whose id begins with `prefix`, deleted ones too, by id.
 * Its sum is not checked: for a guess that is proved otherwise.  False: the index does
 * not show the commit, or can not be read; some may have been given then.
 */
typedef void (*index_text_fn)(const char *id, const char *text, size_t len,
			      void *data);
bool index_each_text(const char *path, const struct oid *tip,
		     const char *prefix, index_text_fn fn, void *data);

/*
 * May a task of the commit `tip` have `text` as the whole of one of its short texts
 * (title, branch, ...)?  False is for sure: the index shows that commit and has it
 * nowhere.  Reads the strings of the index, 16 MB at most.
 */
bool index_may_have(const char *path, const struct oid *tip, const char *text);

#endif
