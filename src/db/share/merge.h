/*
 * merge.h - joining a commit of somebody else into one of our task refs.
 *
 * The rule (formats/merge.md, "trees and refs") is chosen so that clones that
 * only pull from each other, in any pattern, end with one tip.
 */
#ifndef DB_SHARE_MERGE_H
#define DB_SHARE_MERGE_H

#include "base/base.h"
#include "base/err.h"
#include "db/share/share.h"
#include "store/odb/object.h"

#define MERGE_TO_PUSH 1u	/* the result always contains `theirs` */
/* `theirs` was in the ref before: joined also where the ref contains it but
 * lacks what it said (files removed, old ones put back). */
#define MERGE_HEAL 2u

/*
 * Joins `theirs` into ref `name` (refs/tasks/...), again from the start when
 * the ref moves meanwhile.  *tip is what the ref points to in the end.  A
 * commit of something else than tasks (no meta.json, nor in what both have in
 * common) is refused: ERR_INVALID.  Files that `theirs` lacks stay.
 * Returns 1 when the ref was changed, 0 when not, -1 on error.
 */
int merge_into(struct oid *tip, struct db *db, const char *name,
	       const struct oid *theirs, unsigned flags,
	       struct share_report *report, struct err *err);

/*
 * Joins many commits at once, those of inboxes: ours and whatever is new in them
 * become the parents of one merge commit.  Tips that add nothing but merges are
 * covered already.  The result contains what the ref was.  nr > 0; returns as
 * merge_into.
 */
int merge_many(struct oid *tip, struct db *db, const char *name,
	       const struct oid *tips, size_t nr, struct share_report *report,
	       struct err *err);

#endif
