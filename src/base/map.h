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

/* Frees keys, slots and (with a free function) values; it is empty and usable
 * again, with the same free function. */
void map_clear(struct map *m);
/* The value of a key, or NULL: absent, or put as NULL.  Where that matters ask
 * map_has. */
void *map_get(const struct map *m, const char *key);
bool map_has(const struct map *m, const char *key);
/* Position in items, or SIZE_MAX; until the next map_sort. */
size_t map_find(const struct map *m, const char *key);
/* Sets; an old value is freed (free_value) and its place kept.  True when the key
 * was new, which is at the end then. */
bool map_put(struct map *m, const char *key, void *value);
/* Orders the items by the bytes of their keys, whatever the locale says. */
void map_sort(struct map *m);
/* 64 bits of the FNV-1a kind: for tables, not for names and not against anybody
 * who looks for collisions.  The same on every machine. */
uint64_t hash_bytes(const void *p, size_t len, uint64_t seed);

/*
 * What was answered about the strings that were asked about last, found by where they
 * lie: ten thousand rows of an index share the few names in it, and neither hash nor
 * search is needed to see that this is one of them.  The text is compared as well, so
 * an address that another string has by now answers nothing.  Zeroed is empty.
 */
#define MEMO_SLOTS 64
struct memo {
	char *keys[MEMO_SLOTS];
	size_t values[MEMO_SLOTS];
};

/* SIZE_MAX: not asked lately. */
size_t memo_get(const struct memo *m, const char *key);
/* Takes the place of whatever was in that slot. */
void memo_put(struct memo *m, const char *key, size_t value);
void memo_clear(struct memo *m);

#endif
