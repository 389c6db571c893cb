/*
 * maker.h - the two ways to get at a repository's bytes, behind one interface.
 *
 * Loose objects, packs of our own and ref files are read and written by the rooms
 * above, as Git writes them and whatever the hash.  What they can not do is asked
 * of a maker, which repo_open chooses by the format of the repository: libgit2 for
 * what it opens, the git executable for everything else (SHA-256, reftable, and
 * what comes after them).
 *
 * All functions return 0 or -1 with err filled, except where said.
 */
#ifndef STORE_MAKER_MAKER_H
#define STORE_MAKER_MAKER_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "store/place/repo.h"

/* As packs number them (gitformat-pack(5)). */
enum object_type { TYPE_COMMIT = 1, TYPE_TREE = 2, TYPE_BLOB = 3, TYPE_TAG = 4 };
const char *type_name(enum object_type type);

struct repo;

struct maker {
	/* 1 found, 0 not here (err untouched), -1 damaged; `out` is
	 * replaced */
	int (*object_read)(struct strbuf *out, enum object_type *type,
			   struct repo *r, const struct oid *oid,
			   struct err *err);
	/* Bytes of an object, unpacked: 1, or 0 when that is not known.
	 * NULL: this maker can not tell. */
	int (*object_size)(size_t *out, struct repo *r,
			   const struct oid *oid);
	int (*object_write)(struct oid *out, struct repo *r,
			    enum object_type type, const void *data,
			    size_t len, struct err *err);
	/* A pack that was not there before is there now. */
	int (*refresh)(struct repo *r, struct err *err);
	/* As ref_read, ref_swap (object.h) and so on. */
	int (*ref_read)(struct oid *out, struct repo *r, const char *name,
			struct err *err);
	int (*ref_swap)(struct repo *r, const char *name,
			const struct oid *new_oid, const struct oid *old,
			const char *reflog, const struct ident *who,
			struct err *err);
	int (*ref_set)(struct repo *r, const char *name,
		       const struct oid *oid, struct err *err);
	int (*ref_delete)(struct repo *r, const char *name,
			  const struct oid *old, struct err *err);
	int (*ref_list)(struct strvec *out, struct repo *r,
			const char *prefix, struct err *err);
	/* fsync what is written from here on, or do not */
	void (*set_sync)(struct repo *r, bool sync);
	void (*close)(struct repo *r);
};

extern const struct maker maker_libgit2, maker_git;

/* What the makers say alike; both return -1, or 1 for a lost race. */
int maker_symbolic(const char *name, struct err *err);
int maker_lost_race(struct repo *r, const char *name, struct err *err);
/* ref_lock_hint (object.h). */
bool maker_lock_hint(struct strbuf *out, const struct place *p,
		     const char *name);

#endif
