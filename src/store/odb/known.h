/*
 * known.h - time and parents of the commits that an open repository has met.
 *
 * One sync asks a dozen times who contains whom, each time about the same
 * commits; each of them is read and unpacked once.  A commit's name is the hash
 * of what it says, so nothing here can be out of date.  What is not here is
 * never noted: a fetch may bring it.
 */
#ifndef STORE_ODB_KNOWN_H
#define STORE_ODB_KNOWN_H

#include "base/base.h"
#include "store/odb/oidmap.h"

/* Time and parents of one commit. */
struct link {
	int64_t when;		/* of the committer, seconds */
	struct oid *parents;	/* NULL when there are none */
	size_t nr_parents;
	bool tells;		/* its message says more: history_tellers() */
};

struct known {
	struct oidmap oids;
	struct link *links;	/* by their numbers */
	size_t alloc;
};

/* NULL: nothing is known of it.  Valid until the next known_add; its parents
 * as long as the repository is open. */
const struct link *known_find(const struct known *k, const struct oid *oid);
/* Notes what a commit says; takes its parents over.  *k is made at the first
 * call. */
void known_add(struct known **k, const struct oid *oid,
	       const struct link *link);
void known_free(struct known *k);	/* NULL is fine */

#endif
