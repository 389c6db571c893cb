/*
 * arena.c - blocks that small allocations are cut from.
 */
#include "base/base.h"
#include "db/index/arena.h"
#include "base/mem.h"

#define CHUNK ((size_t)64 << 10)

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	max_align_t data[];
};

static void add_chunk(struct arena *a, size_t size)
{
	struct arena_chunk *c = xmalloc(st_add(sizeof(*c), size));

	c->size = size;
	c->used = 0;
	c->next = a->head;
	a->head = c;
	a->left = size;
}

static void *take(struct arena *a, size_t size, size_t align)
{
	char *p;
	size_t pad;

	if (a->head) {
		pad = (align - a->head->used % align) % align;
		if (pad <= a->left && size <= a->left - pad) {
			a->head->used += pad;
			a->left -= pad;
			goto found;
		}
	}
	add_chunk(a, size > CHUNK ? size : CHUNK);
found:
	p = (char *)a->head->data + a->head->used;
	a->head->used += size;
	a->left -= size;
	return p;
}

char *arena_copy(struct arena *a, const void *p, size_t len)
{
	char *s = take(a, st_add(len, 1), 1);

	memcpy(s, p, len);
	s[len] = '\0';
	return s;
}

const char *arena_str(struct arena *a, const char *s)
{
	return s && *s ? arena_copy(a, s, strlen(s)) : "";
}

void arena_release(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->head; c; c = next) {
		next = c->next;
		free(c);
	}
	a->head = NULL;
	a->left = 0;
}
