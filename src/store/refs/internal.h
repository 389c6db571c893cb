/*
 * internal.h - what the files of refs/ share.
 */
#ifndef STORE_REFS_INTERNAL_H
#define STORE_REFS_INTERNAL_H

#include "base/base.h"
#include "store/place/repo.h"

/* A ref and what it points to. */
struct place_named {
	char *name;		/* whole, owned */
	struct oid oid;
	bool loose;		/* from a file of its own */
};

struct place_refs {
	struct place_named *v;	/* in order of their names */
	size_t nr, alloc;
};

#define PLACE_REFS_INIT { NULL, 0, 0 }

/*
 * Of a ref of ours that was not found: -1 and ERR_FATAL when something stands in its
 * place or in its way (a symbolic ref or a link that leads nowhere, a file where a
 * folder should be, refs below it).  That is not "none".
 */
int place_ref_why(const struct place *p, const char *name, struct err *err);

/*
 * The refs below a directory ("refs/tasks/"), read from their files and from
 * packed-refs, each file once.  False: refs are no files here, or one of them is
 * odd (symbolic, damaged): ask Git.  Release `out` in either case.
 */
bool place_refs(struct place_refs *out, const struct place *p,
		const char *dir);
void place_refs_release(struct place_refs *refs);

#endif
