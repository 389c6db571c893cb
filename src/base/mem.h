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

void *xmalloc(size_t size);		/* size 0 gives a unique pointer */
void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *p, size_t size);
void *xreallocarray(void *p, size_t nr, size_t size);
char *xstrdup(const char *s);		/* NULL gives NULL */
char *xstrndup(const char *s, size_t len);
void *xmemdup(const void *p, size_t len);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* What they all call: for libraries that return NULL instead. */
NORETURN void mem_die(const char *what);

static inline size_t st_add(size_t a, size_t b)	/* a + b, dies on overflow */
{
	if (a > SIZE_MAX - b)
		mem_die("size overflow");
	return a + b;
}
size_t st_mul(size_t a, size_t b);	/* a * b, dies on overflow */

/* The next capacity for an array that must hold `need` items. */
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
