/*
 * internal.h - raw objects, for the rooms of store/ that give them a meaning.
 */
#ifndef STORE_ODB_INTERNAL_H
#define STORE_ODB_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "store/maker/internal.h"
#include "store/odb/object.h"
#include "store/odb/oidmap.h"

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

/* What was collected since pack_begin (pack-collect.c); pack_end writes it (pack.c). */
struct pending {
	enum object_type type;
	char *data;
	size_t len;
	uint64_t offset;	/* in the pack, once written */
	uint32_t crc;
};

struct pack {
	struct oidmap oids;
	struct pending *items;	/* by number in oids */
	size_t alloc;
};

/* Its side of the two above. */
void pack_add(struct oid *out, struct pack *p, size_t width,
	      enum object_type type, const void *data, size_t len);
bool pack_find(const struct pack *p, const struct oid *oid,
	       enum object_type *type, const void **data, size_t *len);

/*
 * Writes a loose object (loose.c).  1 written or there already, 0 can not be
 * done here (ask the maker, which tells why).
 */
int loose_write(struct oid *out, struct repo *r, enum object_type type,
		const void *data, size_t len);
#define LOOSE_MAX ((size_t)64 << 20)	/* bytes of one that is read here */
/* The file that an object is in when it is loose; the caller frees. */
char *loose_path(const struct place *p, const char *hex);
/*
 * Reads a loose object of that type and checks it against its name.  LOOSE_ODD:
 * there is a file, and something about it is not as it should be (damaged, of
 * another type, too large); `out` is of no use then.
 */
enum loose { LOOSE_NONE, LOOSE_READ, LOOSE_ODD };
enum loose loose_read(struct strbuf *out, const struct place *p,
		      const struct oid *oid, const char *type);
/*
 * There is a loose file of that name whose stream does not end, or that is
 * larger than anything of ours: libgit2 waits for ever for the rest of it.
 */
bool loose_is_damaged(const struct place *p, const struct oid *oid);
/* fsync of a directory, so that a name in it is durable. */
bool sync_names(const char *path);

#endif
