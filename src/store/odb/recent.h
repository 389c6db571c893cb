/*
 * recent.h - the trees and commits that an open repository has read last.
 *
 * Who walks a history reads each commit twice, as itself and as the parent of the one
 * before, and its trees likewise; reading means to unpack and to hash them.  Names
 * are hashes of the content, so what is kept can not be out of date.
 */
#ifndef STORE_ODB_RECENT_H
#define STORE_ODB_RECENT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "store/maker/internal.h"

#define RECENT_NR 16
#define RECENT_BYTES ((size_t)64 << 10)	/* a larger one is not kept */

struct recent {
	struct {
		enum object_type type;
		struct oid oid;		/* of length 0: free */
		struct strbuf bytes;
	} items[RECENT_NR];
	size_t next;			/* the one that goes next */
};

/* Is it kept?  Its bytes then are in *out, which was empty. */
bool recent_find(struct strbuf *out, const struct recent *k,
		 enum object_type type, const struct oid *oid);
/* Keeps a tree or a commit, anything else not; *k is made at the first call. */
void recent_add(struct recent **k, enum object_type type,
		const struct oid *oid, const struct strbuf *bytes);
void recent_free(struct recent *k);	/* NULL is fine */

#endif
