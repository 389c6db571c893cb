/*
 * oidmap.h - numbers for object ids: the first one added is 0, and so on.
 *
 * The caller keeps what belongs to an id in an array of its own under that
 * number.  Nothing is ever removed.  Object ids are uniformly distributed, so
 * their first bytes are the hash.
 */
#ifndef STORE_ODB_OIDMAP_H
#define STORE_ODB_OIDMAP_H

#include "base/base.h"
#include "store/place/repo.h"

struct oidmap {
	struct oid *keys;	/* in order of addition */
	size_t nr, alloc;
	uint32_t *slots;	/* number + 1, 0 empty; open addressing */
	size_t nr_slots;	/* a power of two, at most half full */
};

#define OIDMAP_INIT { NULL, 0, 0, NULL, 0 }

/* The number of an id, or SIZE_MAX. */
size_t oidmap_find(const struct oidmap *m, const struct oid *oid);
/* The number of an id, given one when it has none yet (*is_new). */
size_t oidmap_add(struct oidmap *m, const struct oid *oid, bool *is_new);
/* Frees everything; the table is empty and usable afterwards. */
void oidmap_clear(struct oidmap *m);

#endif
