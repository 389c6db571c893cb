/*
 * map.c - the hash table and its order.
 */
#include "base/base.h"
#include "base/map.h"
#include "base/mem.h"

/*
 * Open addressing over `slots`; a slot holds the position in `items` plus
 * one, zero is empty.  At most half of the slots are taken.
 */

uint64_t hash_bytes(const void *p, size_t len, uint64_t seed)
{
	const unsigned char *s = p;
	uint64_t h = seed ^ UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < len; i++) {
		h ^= s[i];
		h *= UINT64_C(0x100000001b3);
	}
	/* FNV's low bits mix badly; finish as splitmix64 does. */
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	return h;
}

static uint64_t hash_key(const char *key)
{
	return hash_bytes(key, strlen(key), 0);
}

/* The slot that holds `key`, or the empty one where it belongs. */
static size_t probe(const struct map *m, const char *key, uint64_t hash)
{
	size_t mask = m->nr_slots - 1, i = (size_t)hash & mask;
	const struct map_item *item;

	while (m->slots[i]) {
		item = &m->items[m->slots[i] - 1];
		if (item->hash == hash && !strcmp(item->key, key))
			return i;
		i = (i + 1) & mask;
	}
	return i;
}

/* Fills the slots anew from the items, whose keys are all different. */
static void rehash(struct map *m)
{
	size_t mask = m->nr_slots - 1, i, at;

	memset(m->slots, 0, m->nr_slots * sizeof(*m->slots));
	for (i = 0; i < m->nr; i++) {
		at = (size_t)m->items[i].hash & mask;
		while (m->slots[at])
			at = (at + 1) & mask;
		m->slots[at] = (uint32_t)(i + 1);
	}
}

static void make_room(struct map *m)
{
	if (m->nr >= UINT32_MAX / 4)
		BUG("map: too many keys");
	ALLOC_GROW(m->items, m->nr + 1, m->alloc);
	if ((m->nr + 1) * 2 <= m->nr_slots)
		return;
	m->nr_slots = m->nr_slots ? m->nr_slots * 2 : 16;
	m->slots = xreallocarray(m->slots, m->nr_slots, sizeof(*m->slots));
	rehash(m);
}

void map_clear(struct map *m)
{
	size_t i;

	for (i = 0; i < m->nr; i++) {
		free(m->items[i].key);
		if (m->free_value)
			m->free_value(m->items[i].value);
	}
	free(m->items);
	free(m->slots);
	m->items = NULL;
	m->slots = NULL;
	m->nr = m->alloc = m->nr_slots = 0;
}

size_t map_find(const struct map *m, const char *key)
{
	uint32_t slot;

	if (!m->nr)
		return SIZE_MAX;
	slot = m->slots[probe(m, key, hash_key(key))];
	return slot ? slot - 1 : SIZE_MAX;
}

void *map_get(const struct map *m, const char *key)
{
	size_t i = map_find(m, key);

	return i == SIZE_MAX ? NULL : m->items[i].value;
}

bool map_has(const struct map *m, const char *key)
{
	return map_find(m, key) != SIZE_MAX;
}

bool map_put(struct map *m, const char *key, void *value)
{
	uint64_t hash = hash_key(key);
	struct map_item *item;
	size_t at;

	make_room(m);
	at = probe(m, key, hash);
	if (m->slots[at]) {
		item = &m->items[m->slots[at] - 1];
		if (m->free_value && item->value != value)
			m->free_value(item->value);
		item->value = value;
		return false;
	}
	item = &m->items[m->nr++];
	item->key = xstrdup(key);
	item->value = value;
	item->hash = hash;
	m->slots[at] = (uint32_t)m->nr;
	return true;
}

static int cmp(const void *a, const void *b)
{
	return strcmp(((const struct map_item *)a)->key,
		      ((const struct map_item *)b)->key);
}

void map_sort(struct map *m)
{
	if (m->nr < 2)
		return;
	qsort(m->items, m->nr, sizeof(*m->items), cmp);
	rehash(m);
}

/* ---- memo ---- */

static size_t memo_slot(const char *key)
{
	/* the upper bits of a product depend on all bits below */
	return (size_t)((uint64_t)(uintptr_t)key *
			UINT64_C(0x9e3779b97f4a7c15) >> 58);
}

size_t memo_get(const struct memo *m, const char *key)
{
	size_t at = memo_slot(key);

	return m->keys[at] && !strcmp(m->keys[at], key) ? m->values[at] :
		SIZE_MAX;
}

void memo_put(struct memo *m, const char *key, size_t value)
{
	size_t at = memo_slot(key);

	free(m->keys[at]);
	m->keys[at] = xstrdup(key);
	m->values[at] = value;
}

void memo_clear(struct memo *m)
{
	size_t i;

	for (i = 0; i < MEMO_SLOTS; i++)
		FREE_AND_NULL(m->keys[i]);
}
