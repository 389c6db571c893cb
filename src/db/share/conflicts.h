/*
 * conflicts.h - edits of one field that were made at once and lost.
 *
 * The join takes the later of two edits; the merge commit names the loser in a
 * trailer (formats/merge.md, "trees and refs"):
 *
 *	Task-Conflict: <id> <field> kept=<stamp> lost=<stamp>
 *
 * Nothing else is stored: the losing value is in that commit's parents.
 */
#ifndef DB_SHARE_CONFLICTS_H
#define DB_SHARE_CONFLICTS_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"
#include "db/index/view.h"
#include "model/join.h"

struct conflict {
	char id[ID_LEN + 1];
	const char *field;
	const char *commit;		/* the merge, all hex digits */
	int64_t when;			/* of the merge, ms */
	const struct json *kept, *lost;	/* NULL: was unset */
	const char *kept_stamp, *lost_stamp;	/* "*": of the creation */
	const char *lost_by;		/* author of the losing side's tip */
	const char *kept_by;		/* of the other side's, or NULL: not found */
	const char *title;		/* of the task, as it is now */
	/* The field was edited since, or has the losing value now. */
	bool settled;
};

/* Return != 0 to stop; strings are borrowed until the return. */
typedef int (*conflict_fn)(const struct conflict *c, void *data);

/*
 * Newest first, each lost edit once, settled ones only with `all`.  A loser
 * whose commit is not here (shallow clone) is left out.  Returns 0, what fn
 * returned, or -1.
 */
int db_conflicts(struct db *db, bool all, conflict_fn fn, void *data,
		 struct err *err);
/* Only of merges that `tip` has and `from` (NULL: nothing) has not, both hex;
 * "settled" is as seen from `tip`. */
int db_conflicts_between(struct db *db, const char *from, const char *tip,
			 bool all, conflict_fn fn, void *data,
			 struct err *err);

/* ---- what the user has not looked at yet ---- */

/* Notes lost edits in <commondir>/git-task/conflicts; nobody relies on it. */
void conflicts_note(struct db *db, const struct join_report *r);
/* How many of the noted ones are still as the join left them. */
size_t conflicts_unseen(struct db *db, const struct view *v);
void conflicts_seen(struct db *db);	/* the user has looked: forgets them */

#endif
