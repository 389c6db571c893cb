/*
 * arena.h - many small allocations that are released together.
 */
#ifndef DB_INDEX_ARENA_H
#define DB_INDEX_ARENA_H

#include "base/base.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *head;
	size_t left;		/* bytes free in head */
};

#define ARENA_INIT { NULL, 0 }

/* A copy of `len` bytes with a NUL behind. */
char *arena_copy(struct arena *a, const void *p, size_t len);
/* A copy of a string; NULL and "" give a constant "". */
const char *arena_str(struct arena *a, const char *s);
void arena_release(struct arena *a);

#endif
