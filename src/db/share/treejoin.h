/*
 * treejoin.h - the join of two trees of tasks (formats/merge.md, "trees and
 * refs").
 *
 * The state of an id is the join of its readable blobs plus the set of its
 * unreadable ones.  In a tree: the readable task at its path and every
 * unreadable blob, byte for byte, as lost+found/<id>-<blob oid>.json; while no
 * readable one is known, the unreadable blob with the greatest object id is
 * at the path.  Files are never removed: a file that one side lacks comes
 * from the other.
 */
#ifndef DB_SHARE_TREEJOIN_H
#define DB_SHARE_TREEJOIN_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "model/join.h"
#include "db/core/joined.h"
#include "store/odb/object.h"

struct tree_join {
	struct oid tree;
	struct strvec ids;	/* tasks that differed, in id order */
	struct strvec broken;	/* paths of unreadable blobs among them */
	struct join_report report;
};

#define TREE_JOIN_INIT \
	{ { { 0 }, 0 }, STRVEC_INIT, STRVEC_INIT, { NULL, 0, 0 } }

/*
 * The tree is the same whichever of a and b comes first.  `base` (NULL: not
 * known) is the tree of a common ancestor, used for the report of lost text
 * edits only.  Objects are written into `r`.  *known (db/core/joined.h) saves
 * joins that were worked out before; NULL: none are known.
 */
int tree_join(struct tree_join *out, struct repo *r, const struct oid *a,
	      const struct oid *b, const struct oid *base,
	      struct joined **known, struct err *err);
void tree_join_release(struct tree_join *j);

/*
 * Reads a blob as the task of `path`: 1 it is one, 0 unreadable (bad JSON or
 * the id of another path), -1 the blob itself can not be had.
 */
int tree_task(struct task *out, struct repo *r, const struct oid *blob,
	      const char *id, struct err *err);

#endif
