/*
 * blob.c - raw objects, and blobs, which are nothing else.
 */
#include "base/base.h"
#include "base/mem.h"
#include "store/internal.h"
#include "store/sha1.h"

static const char *type_name(enum object_type type)
{
	return type == TYPE_COMMIT ? "commit" : type == TYPE_TREE ? "tree" :
		"blob";
}

void object_hash(struct oid *out, enum object_type type, const void *data,
		 size_t len)
{
	struct sha1 s;
	char head[32];
	int n = snprintf(head, sizeof(head), "%s %zu", type_name(type), len);

	sha1_init(&s);
	sha1_add(&s, head, (size_t)n + 1);
	sha1_add(&s, data, len);
	sha1_end(out, &s);
}

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
	object_hash(&o->oid, TYPE_TREE, data, len);
	o->data = xmemdup(data, len);
	o->len = len;
}

static bool find_offer(struct strbuf *out, const struct repo *r,
		       const struct oid *oid)
{
	size_t i;

	for (i = 0; i < r->nr_offers; i++) {
		if (!oid_eq(&r->offers[i].oid, oid))
			continue;
		strbuf_add(out, r->offers[i].data, r->offers[i].len);
		return true;
	}
	return false;
}

int object_find(struct strbuf *out, struct repo *r, enum object_type type,
		const struct oid *oid, struct err *err)
{
	enum object_type have;
	git_odb_object *obj;
	char hex[OID_HEX + 1];
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
	if (type == TYPE_TREE && find_offer(out, r, oid))
		return 1;
	/* A miss costs a look at the directory; who reads packed objects reads
	 * many and does not look. */
	if (!r->git && place_object(out, &r->place, oid, type_name(type)))
		return 1;
	strbuf_reset(out);
	if (repo_git(r, err) < 0)
		return -1;
	rc = git_odb_read(&obj, r->odb, as_git(oid));
	if (rc == GIT_ENOTFOUND) {
		git_error_clear();
		return 0;
	}
	if (rc < 0) {
		oid_hex(hex, oid);
		return store_fail(err, ERR_FATAL, "cannot read object %s",
				  hex);
	}
	rc = 1;
	if ((int)git_odb_object_type(obj) == (int)type)
		strbuf_add(out, git_odb_object_data(obj),
			   git_odb_object_size(obj));
	else
		rc = wrong_type(err, type, oid);
	git_odb_object_free(obj);
	return rc;
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
		       "clone get it with 'git fetch --no-filter --refetch "
		       "<remote> +refs/tasks/*:refs/task-remotes/<remote>/*', "
		       "else see 'git fsck'", type_name(type), hex);
}

int object_write(struct oid *out, struct repo *r, enum object_type type,
		 const void *data, size_t len, struct err *err)
{
	git_oid oid;

	if (r->pack) {
		pack_add(out, r->pack, type, data, len);
		return 0;
	}
	if (r->plain && loose_write(out, r, type, data, len))
		return 0;
	if (repo_git(r, err) < 0)
		return -1;
	if (git_odb_write(&oid, r->odb, data, len, (git_object_t)type) < 0)
		return store_fail(err, ERR_FATAL, "cannot write a %s into '%s'",
				  type_name(type), r->place.commondir);
	from_git(out, &oid);
	return 0;
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

void blob_hash(struct oid *out, const void *data, size_t len)
{
	object_hash(out, TYPE_BLOB, data, len);
}

void tree_hash(struct oid *out, const void *data, size_t len)
{
	object_hash(out, TYPE_TREE, data, len);
}
