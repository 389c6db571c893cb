/*
 * joined.h - which of two blobs of a task is their join, remembered.
 *
 * Of many deliveries that are joined at once each one lacks what the others
 * changed: the same old blob meets the same new one again and again.  The join
 * of two blobs is always the same (formats/merge.md), so it is worked out once
 * while the tasks are open.  Only joins that are one of the two blobs and that
 * lose no edit are remembered.
 */
#ifndef DB_CORE_JOINED_H
#define DB_CORE_JOINED_H

#include "base/base.h"
#include "store/odb/oidmap.h"

struct joined;

/* Is the join known?  1 it is `a`, 2 it is `b`, 0 not known.  base: the blob in a
 * common ancestor, the zero oid when there is none. */
int joined_find(const struct joined *j, const struct oid *a,
		const struct oid *b, const struct oid *base);
/* Notes that; *j is made at the first call. */
void joined_note(struct joined **j, const struct oid *a, const struct oid *b,
		 const struct oid *base, int which);
void joined_free(struct joined *j);	/* NULL is fine */

#endif
