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
 * The refs below a directory ("refs/tasks/"), read from their files and from
 * packed-refs, each file once.  False: refs are no files here, or one of them is
 * odd (symbolic, damaged): ask Git.  Release `out` in either case.
 */
bool place_refs(struct place_refs *out, const struct place *p,
		const char *dir);
void place_refs_release(struct place_refs *refs);

#endif
