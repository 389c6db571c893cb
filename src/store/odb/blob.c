/*
 * blob.c - raw objects, and blobs, which are nothing else.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/odb/internal.h"
#include "store/odb/hash.h"
#include "store/odb/recent.h"

static int wrong_type(struct err *err, enum object_type type,
		      const struct oid *oid)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, oid);
	return err_set(err, ERR_FATAL, "object %s is not a %s", hex,
		       type_name(type));
}

void tree_offer(struct repo *r, const void *data, size_t len)
{
	struct offer *o;

	ALLOC_GROW(r->offers, r->nr_offers + 1, r->alloc_offers);
	o = &r->offers[r->nr_offers++];
	object_hash(&o->oid, r->place.width, TYPE_TREE, data, len);
	o->data = xmemdup(data, len);
	o->len = len;
}

void tree_offers(struct repo *r, void (*make)(struct repo *r, void *data),
		 void *data)
{
	r->offers_make = make;
	r->offers_data = data;
}

static bool find_offer(struct strbuf *out, struct repo *r,
		       const struct oid *oid)
{
	void (*make)(struct repo *, void *) = r->offers_make;
	size_t i;

	r->offers_make = NULL;
	if (make)
		make(r, r->offers_data);
	strbuf_reset(out);
	for (i = 0; i < r->nr_offers; i++) {
		if (!oid_eq(&r->offers[i].oid, oid))
			continue;
		strbuf_add(out, r->offers[i].data, r->offers[i].len);
		return true;
	}
	return false;
}

/* Nothing of ours is nearly as large: a few kB can unpack to any size. */
#define OBJECT_BYTES_MAX ((size_t)64 << 20)

/* Asks before anything is unpacked: 0 fine, or not here; -1 too large. */
static int check_size(struct repo *r, const struct oid *oid, struct err *err)
{
	char hex[OID_HEX + 1];
	size_t len = 0;

	if (!r->maker->object_size ||
	    r->maker->object_size(&len, r, oid) <= 0 ||
	    len <= OBJECT_BYTES_MAX)
		return 0;
	oid_hex(hex, oid);
	return err_set(err, ERR_FATAL, "object %s has %zu MB, which nothing of "
		       "git task has; it was not read", hex, len >> 20);
}

/* A pipe in its place would be waited for. */
static int loose_plain(struct repo *r, const char *hex, struct err *err)
{
	char *objects = place_objects(&r->place);
	char *name = xasprintf("%.2s/%s", hex, hex + 2);
	int rc = place_plain(objects, name, err);

	free(name);
	free(objects);
	return rc;
}

/* The loose copy can not be read; a pack may have another one, which Git
 * finds. */
static int damaged_file(struct strbuf *out, struct repo *r,
			enum object_type type, const struct oid *oid,
			struct err *err)
{
	char hex[OID_HEX + 1];
	struct proc p;
	bool bad;
	int rc;

	oid_hex(hex, oid);
	if (loose_plain(r, hex, err) < 0)
		return -1;
	git_proc(&p, &r->place, "cat-file", "-s", hex, (char *)NULL);
	rc = proc_run(&p, err);
	bad = rc < 0 || p.status ||
		strtoull(p.out.buf, NULL, 10) > OBJECT_BYTES_MAX;
	proc_release(&p);
	git_proc(&p, &r->place, "cat-file", type_name(type), hex,
		 (char *)NULL);
	if (!bad)
		rc = proc_run(&p, err);
	if (rc == 0 && !bad && p.status == 0)
		strbuf_addbuf(out, &p.out);
	else
		rc = err_set(err, ERR_FATAL, "%s %s is damaged: its file "
			     "'objects/%.2s/%s' can not be read to the end, "
			     "or to 64 MB; see 'git fsck'", type_name(type), hex, hex,
			     hex + 2);
	proc_release(&p);
	return rc < 0 ? -1 : 1;
}

/* From where Git has it. */
static int find_stored(struct strbuf *out, struct repo *r,
		       enum object_type type, const struct oid *oid,
		       struct err *err)
{
	enum object_type have;
	enum loose loose;
	int rc;

	/* One look at the directory: what changed a moment ago is loose, and
	 * read here once, where libgit2 would read it again for its size. */
	loose = loose_read(out, &r->place, oid, type_name(type));
	if (loose == LOOSE_READ ||
	    (type == TYPE_TREE && find_offer(out, r, oid)))
		return 1;
	if (loose == LOOSE_ODD && loose_is_damaged(&r->place, oid))
		return damaged_file(out, r, type, oid, err);
	strbuf_reset(out);
	if (check_size(r, oid, err) < 0)
		return -1;
	rc = r->maker->object_read(out, &have, r, oid, err);
	return rc > 0 && have != type ? wrong_type(err, type, oid) : rc;
}

int object_find(struct strbuf *out, struct repo *r, enum object_type type,
		const struct oid *oid, struct err *err)
{
	enum object_type have;
	const void *data;
	size_t len;
	int rc;

	strbuf_reset(out);
	if (r->pack && pack_find(r->pack, oid, &have, &data, &len)) {
		if (have != type)
			return wrong_type(err, type, oid);
		strbuf_add(out, data, len);
		return 1;
	}
	if (recent_find(out, r->recent, type, oid))
		return 1;
	rc = find_stored(out, r, type, oid, err);
	if (rc > 0)
		recent_add(&r->recent, type, oid, out);
	return rc;
}

int blob_check(struct repo *r, const struct oid *oid, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int rc;

	if (r->pack)
		return 0;
	if (loose_is_damaged(&r->place, oid))
		rc = object_find(&sb, r, TYPE_BLOB, oid, err);
	else
		rc = check_size(r, oid, err);
	strbuf_release(&sb);
	return rc == -1 ? -1 : 0;
}

int object_read(struct strbuf *out, struct repo *r, enum object_type type,
		const struct oid *oid, struct err *err)
{
	char hex[OID_HEX + 1];
	int rc = object_find(out, r, type, oid, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	oid_hex(hex, oid);
	return err_set(err, ERR_FATAL, "%s %s is missing here; in a partial "
		       "clone 'git task pull' gets it, else see 'git fsck'",
		       type_name(type), hex);
}

int object_write(struct oid *out, struct repo *r, enum object_type type,
		 const void *data, size_t len, struct err *err)
{
	if (r->pack) {
		pack_add(out, r->pack, r->place.width, type, data, len);
		return 0;
	}
	if (loose_write(out, r, type, data, len))
		return 0;
	return r->maker->object_write(out, r, type, data, len, err);
}

int blob_read(struct strbuf *out, struct repo *r, const struct oid *oid,
	      struct err *err)
{
	return object_read(out, r, TYPE_BLOB, oid, err);
}

int blob_write(struct oid *out, struct repo *r, const void *data, size_t len,
	       struct err *err)
{
	return object_write(out, r, TYPE_BLOB, data, len, err);
}

void blob_hash(struct oid *out, size_t width, const void *data, size_t len)
{
	object_hash(out, width, TYPE_BLOB, data, len);
}

void tree_hash(struct oid *out, size_t width, const void *data, size_t len)
{
	object_hash(out, width, TYPE_TREE, data, len);
}
