/*
 * pack-collect.c - the objects of a pack that is not written yet, in memory, where
 * reading finds them.
 */
#include "base/base.h"
#include "base/mem.h"
#include "store/odb/internal.h"
#include "store/odb/hash.h"

int pack_begin(struct repo *r, struct err *err)
{
	if (r->pack)
		return err_set(err, ERR_FAILED, "a pack is being written "
			       "already");
	r->pack = xcalloc(1, sizeof(*r->pack));
	return 0;
}

void pack_abort(struct repo *r)
{
	size_t i;

	if (!r->pack)
		return;
	for (i = 0; i < r->pack->oids.nr; i++)
		free(r->pack->items[i].data);
	free(r->pack->items);
	oidmap_clear(&r->pack->oids);
	FREE_AND_NULL(r->pack);
}

void pack_add(struct oid *out, struct pack *p, size_t width,
	      enum object_type type, const void *data, size_t len)
{
	struct pending *item;
	bool is_new;
	size_t pos;

	object_hash(out, width, type, data, len);
	pos = oidmap_add(&p->oids, out, &is_new);
	if (!is_new)
		return;
	ALLOC_GROW(p->items, p->oids.nr, p->alloc);
	item = &p->items[pos];
	item->type = type;
	item->data = xmemdup(data, len);
	item->len = len;
}

bool pack_find(const struct pack *p, const struct oid *oid,
	       enum object_type *type, const void **data, size_t *len)
{
	size_t pos = oidmap_find(&p->oids, oid);

	if (pos == SIZE_MAX)
		return false;
	*type = p->items[pos].type;
	*data = p->items[pos].data;
	*len = p->items[pos].len;
	return true;
}
