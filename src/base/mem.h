/*
 * mem.h - allocation that can not fail.
 *
 * Out of memory, and a size that overflows, end the program with one line on
 * stderr and exit status 128: this is the only file below cmd/ that does so.
 * Everything returned is released with free().
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/base.h"

/* `size` bytes, not set to anything.  Size 0 gives a pointer of its own. */
void *xmalloc(size_t size);
/* An array of zeros; nr * size is checked. */
void *xcalloc(size_t nr, size_t size);
/* As realloc: what fits of the old content is kept, p may have moved (NULL: new). */
void *xrealloc(void *p, size_t size);
/* The same for an array; nr * size is checked. */
void *xreallocarray(void *p, size_t nr, size_t size);
/* A copy of a string; NULL gives NULL. */
char *xstrdup(const char *s);
/* Of its first `len` bytes, or up to its NUL, with a NUL behind. */
char *xstrndup(const char *s, size_t len);
/* Of `len` bytes, whatever they are. */
void *xmemdup(const void *p, size_t len);
/* A text made as by printf; never NULL. */
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* What they all call: for libraries that return NULL instead. */
NORETURN void mem_die(const char *what);

static inline size_t st_add(size_t a, size_t b)	/* a + b, dies on overflow */
{
	if (a > SIZE_MAX - b)
		mem_die("size overflow");
	return a + b;
}
/* a * b, dies on overflow: sizes that foreign input has a hand in. */
size_t st_mul(size_t a, size_t b);

/* The next capacity for an array that must hold `need` items: half as much again,
 * so that adding one by one stays linear. */
size_t alloc_next(size_t alloc, size_t need);

/* Makes room for `need` items in array `p` with capacity variable `alloc`. */
#define ALLOC_GROW(p, need, alloc)					\
	do {								\
		if ((need) > (alloc)) {					\
			(alloc) = alloc_next((alloc), (need));		\
			(p) = xreallocarray((p), (alloc), sizeof(*(p))); \
		}							\
	} while (0)

#define FREE_AND_NULL(p) do { free(p); (p) = NULL; } while (0)

#endif
