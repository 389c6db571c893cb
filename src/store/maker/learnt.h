/*
 * learnt.h - refs that are not in files: Git is asked, and what it said is kept
 * as long as it holds.
 *
 * A repository with reftables has a small file, <commondir>/reftable/tables.list,
 * which every change of any ref replaces by one with other content (names of
 * tables, with random parts).  What Git said about our refs (refs/task*) is kept
 * in <commondir>/git-task/refs together with that file's bytes, and is true as
 * long as they are the same: a read asks Git only after something has changed.
 * The bytes are compared, not understood.
 */
#ifndef STORE_MAKER_LEARNT_H
#define STORE_MAKER_LEARNT_H

#include "base/base.h"
#include "base/err.h"
#include "store/place/repo.h"

/* What a ref points to, from what is kept when that holds: 1 found, 0 there is
 * none, -1 error.  *symbolic: it is one, and `out` what it leads to. */
int refs_find(struct oid *out, bool *symbolic, const struct place *p,
	      const char *name, struct err *err);
/* The same, asking Git in any case. */
int refs_ask(struct oid *out, bool *symbolic, const struct place *p,
	     const char *name, struct err *err);
/* 0 when the refs can be read, whether there are any of ours or not; else -1,
 * with what is wrong: for-each-ref lists nothing in a damaged table, and says
 * that all is well. */
int refs_probe(const struct place *p, struct err *err);

#endif
