/*
 * internal.h - an open repository, as the rooms of store/ share it; nobody else
 * includes this.
 */
#ifndef STORE_MAKER_INTERNAL_H
#define STORE_MAKER_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "store/maker/lazy.h"
#include "store/maker/maker.h"
#include "store/place/repo.h"

struct pack;

struct offer {
	struct oid oid;
	char *data;
	size_t len;
};

/*
 * A maker is asked when something needs it: packed objects, lists of refs, odd
 * repositories.  The usual edit gets by with loose objects and a ref
 * file, which it writes as Git does; that halves its time.
 */
struct repo {
	struct place place;	/* a copy of its own */
	const struct maker *maker;
	git_repository *git;	/* maker_libgit2's, NULL until it is asked */
	git_odb *odb;
	struct git_child *child;	/* maker_git's, NULL until it is asked */
	struct offer *offers;	/* tree_offer() */
	size_t nr_offers, alloc_offers;
	void (*offers_make)(struct repo *r, void *data);	/* tree_offers() */
	void *offers_data;
	struct pack *pack;	/* collecting (pack_begin), else NULL */
	struct known *known;	/* commits that were met (odb/known.h), or NULL */
	struct recent *recent;	/* read a moment ago (odb/recent.h), or NULL */
	bool sync;		/* task.fsync */
};

static inline const git_oid *as_git(const struct oid *oid)
{
	return (const git_oid *)(const void *)oid;
}

static inline void from_git(struct oid *out, const git_oid *oid)
{
	oid_from(out, oid->id, OID_SHA1);
}

#endif
