/*
 * merge.h - joining a commit of somebody else into one of our task refs.
 *
 * The rule (formats/merge.md, "trees and refs") is chosen so that clones that
 * only pull from each other, in any pattern, end with one tip.
 */
#ifndef DB_MERGE_H
#define DB_MERGE_H

#include "base/base.h"
#include "base/err.h"
#include "db/share.h"
#include "store/object.h"

/*
 * Joins `theirs` into ref `name` (refs/tasks/...), again from the start when
 * the ref moves meanwhile.  *tip is what the ref points to in the end.
 * Returns 1 when the ref was changed, 0 when not, -1 on error.
 */
int merge_into(struct oid *tip, struct db *db, const char *name,
	       const struct oid *theirs, bool to_push,
	       struct share_report *report, struct err *err);

#endif
