/*
 * oidmap.c - a hash table keyed by object ids.
 */
#include "base/base.h"
#include "store/odb/oidmap.h"
#include "base/mem.h"

static size_t slot_of(const struct oidmap *m, const struct oid *oid)
{
	uint64_t h;
	size_t i;

	memcpy(&h, oid->b, sizeof(h));
	for (i = (size_t)h & (m->nr_slots - 1); m->slots[i];
	     i = (i + 1) & (m->nr_slots - 1))
		if (oid_eq(&m->keys[m->slots[i] - 1], oid))
			break;
	return i;
}

size_t oidmap_find(const struct oidmap *m, const struct oid *oid)
{
	uint32_t pos;

	if (!m->nr_slots)
		return SIZE_MAX;
	pos = m->slots[slot_of(m, oid)];
	return pos ? pos - 1 : SIZE_MAX;
}

static void rehash(struct oidmap *m)
{
	size_t i;

	m->nr_slots = m->nr_slots ? st_mul(m->nr_slots, 2) : 64;
	free(m->slots);
	m->slots = xcalloc(m->nr_slots, sizeof(*m->slots));
	for (i = 0; i < m->nr; i++)
		m->slots[slot_of(m, &m->keys[i])] = (uint32_t)i + 1;
}

size_t oidmap_add(struct oidmap *m, const struct oid *oid, bool *is_new)
{
	size_t slot;

	if (m->nr * 2 >= m->nr_slots)
		rehash(m);
	slot = slot_of(m, oid);
	*is_new = !m->slots[slot];
	if (!*is_new)
		return m->slots[slot] - 1;
	if (m->nr >= UINT32_MAX - 1)
		BUG("too many objects");
	ALLOC_GROW(m->keys, m->nr + 1, m->alloc);
	m->keys[m->nr++] = *oid;
	m->slots[slot] = (uint32_t)m->nr;
	return m->nr - 1;
}

void oidmap_clear(struct oidmap *m)
{
	static const struct oidmap empty = OIDMAP_INIT;

	free(m->keys);
	free(m->slots);
	*m = empty;
}
