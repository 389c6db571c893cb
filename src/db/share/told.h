/*
 * told.h - what merges that others made say about our edits.
 *
 * Who joins is told at once what gave way; the other one learns it here, when
 * the merge arrives.
 */
#ifndef DB_SHARE_TOLD_H
#define DB_SHARE_TOLD_H

#include "base/base.h"
#include "db/share/share.h"
#include "store/odb/object.h"

/*
 * Reads the trailers of the merges that `theirs` has and `before` has not:
 * lost edits of which one side was made here (by its stamp) are added to
 * report->joins, tasks that were brought back (Task-Kept) to report->restored.
 * What can not be read is passed over: the merges stay in the history, where
 * db_conflicts finds them.
 */
void told_by_others(struct share_report *report, struct db *db,
		    struct repo *r, const struct oid *before,
		    const struct oid *theirs);

#endif
