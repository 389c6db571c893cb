/*
 * recent.c - a ring of trees and commits, by their names.
 */
#include "base/base.h"
#include "store/odb/recent.h"
#include "base/mem.h"

bool recent_find(struct strbuf *out, const struct recent *k,
		 enum object_type type, const struct oid *oid)
{
	size_t i;

	for (i = 0; k && i < RECENT_NR; i++) {
		if (!oid_eq(&k->items[i].oid, oid) ||
		    k->items[i].type != type)
			continue;
		strbuf_addbuf(out, &k->items[i].bytes);
		return true;
	}
	return false;
}

void recent_add(struct recent **k, enum object_type type,
		const struct oid *oid, const struct strbuf *bytes)
{
	size_t at;

	if ((type != TYPE_TREE && type != TYPE_COMMIT) ||
	    bytes->len > RECENT_BYTES)
		return;
	if (!*k) {
		*k = xcalloc(1, sizeof(**k));
		for (at = 0; at < RECENT_NR; at++)
			strbuf_init(&(*k)->items[at].bytes);
	}
	at = (*k)->next++ % RECENT_NR;
	(*k)->items[at].type = type;
	(*k)->items[at].oid = *oid;
	strbuf_reset(&(*k)->items[at].bytes);
	strbuf_addbuf(&(*k)->items[at].bytes, bytes);
}

void recent_free(struct recent *k)
{
	size_t i;

	for (i = 0; k && i < RECENT_NR; i++)
		strbuf_release(&k->items[i].bytes);
	free(k);
}
