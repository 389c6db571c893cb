/*
 * map.h - a hash table from strings to pointers that keeps insertion order.
 *
 * Keys are copied.  Values belong to the map only when it was initialised
 * with a free function.  Iterate with `for (i = 0; i < m->nr; i++)` over
 * m->items; removing keeps the order of the rest (and costs O(n)).
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/base.h"

struct map_item {
	char *key;
	void *value;
	uint64_t hash;
};

struct map {
	struct map_item *items;
	size_t nr, alloc;
	uint32_t *slots;
	size_t nr_slots;
	void (*free_value)(void *);
};

#define MAP_INIT { NULL, 0, 0, NULL, 0, NULL }
#define MAP_INIT_FREE(fn) { NULL, 0, 0, NULL, 0, fn }

void map_clear(struct map *m);
void *map_get(const struct map *m, const char *key);	/* NULL: absent */
bool map_has(const struct map *m, const char *key);
/* Position in items, or SIZE_MAX. */
size_t map_find(const struct map *m, const char *key);
/* Sets; an old value is freed (free_value).  True when the key was new. */
bool map_put(struct map *m, const char *key, void *value);
bool map_remove(struct map *m, const char *key);
void map_sort(struct map *m);				/* by key bytes */
uint64_t hash_bytes(const void *p, size_t len, uint64_t seed); /* FNV-like */

#endif
