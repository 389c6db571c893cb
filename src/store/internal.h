/*
 * internal.h - what the files of store/ share; nobody else includes it.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "store/object.h"
#include "store/lazy.h"
#include "store/repo.h"

struct pack;

struct offer {
	struct oid oid;
	char *data;
	size_t len;
};

/*
 * libgit2 is loaded when something needs it (repo_git): packed objects, lists of
 * refs, odd repositories.  The usual edit gets by with loose objects and a ref
 * file, which it writes as Git does; that halves its time.
 */
struct repo {
	struct place place;	/* a copy of its own */
	git_repository *git;	/* NULL until repo_git() */
	git_odb *odb;
	bool plain;		/* nothing speaks against writing files */
	struct offer *offers;	/* tree_offer() */
	size_t nr_offers, alloc_offers;
	struct pack *pack;	/* collecting (pack_begin), else NULL */
	bool sync;		/* task.fsync */
};

/*
 * Fills err from libgit2's last error, which is copied at once and may be
 * missing: "<what>: <libgit2's words>".  Returns -1.
 */
int store_fail(struct err *err, enum err_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

enum object_type { TYPE_COMMIT = 1, TYPE_TREE = 2, TYPE_BLOB = 3 };

/* Opens the repository with libgit2, at the first call. */
int repo_git(struct repo *r, struct err *err);

/*
 * Writes a loose object (loose.c).  1 written or there already, 0 can not be
 * done here (use libgit2, which tells why).
 */
int loose_write(struct oid *out, struct repo *r, enum object_type type,
		const void *data, size_t len);
/* fsync of a directory, so that a name in it is durable. */
bool sync_names(const char *path);

/* Turns on what libgit2 would not do by itself, once per init: opening
 * repositories with extensions that do no harm. */
int store_setup(struct err *err);

static inline const git_oid *as_git(const struct oid *oid)
{
	return (const git_oid *)(const void *)oid;
}

static inline void from_git(struct oid *out, const git_oid *oid)
{
	memcpy(out->b, oid->id, sizeof(out->b));
}

/*
 * The raw bytes of an object, from the pack being collected or from the
 * object database.  1 found, 0 not here (err untouched), -1 damaged or of
 * another type.
 */
int object_find(struct strbuf *out, struct repo *r, enum object_type type,
		const struct oid *oid, struct err *err);
/* The same; an object that is not here is an error with advice. */
int object_read(struct strbuf *out, struct repo *r, enum object_type type,
		const struct oid *oid, struct err *err);
int object_write(struct oid *out, struct repo *r, enum object_type type,
		 const void *data, size_t len, struct err *err);
void object_hash(struct oid *out, enum object_type type, const void *data,
		 size_t len);

/* pack.c's side of the two above. */
void pack_add(struct oid *out, struct pack *p, enum object_type type,
	      const void *data, size_t len);
bool pack_find(const struct pack *p, const struct oid *oid,
	       enum object_type *type, const void **data, size_t *len);

/* Parses raw commit bytes; -1 when they are none. */
int commit_parse(struct commit *out, const char *buf, size_t len);

#endif
