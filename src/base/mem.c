/*
 * mem.c - allocation, and the end of the program without memory.
 */
#include "base/base.h"
#include "base/mem.h"

void mem_die(const char *what)
{
	fprintf(stderr, "git-task: out of memory (%s)\n", what);
	exit(128);
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		mem_die("malloc");
	return p;
}

void *xcalloc(size_t nr, size_t size)
{
	void *p = nr && size ? calloc(nr, size) : calloc(1, 1);

	if (!p)
		mem_die("calloc");
	return p;
}

void *xrealloc(void *p, size_t size)
{
	void *q = realloc(p, size ? size : 1);

	if (!q)
		mem_die("realloc");
	return q;
}

void *xreallocarray(void *p, size_t nr, size_t size)
{
	return xrealloc(p, st_mul(nr, size));
}

char *xstrdup(const char *s)
{
	return s ? xmemdup(s, strlen(s) + 1) : NULL;
}

char *xstrndup(const char *s, size_t len)
{
	const char *nul = memchr(s, '\0', len);
	char *copy;

	if (nul)
		len = (size_t)(nul - s);
	copy = xmalloc(st_add(len, 1));
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

void *xmemdup(const void *p, size_t len)
{
	void *copy = xmalloc(len);

	if (len)
		memcpy(copy, p, len);
	return copy;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_die("printf");
	s = xmalloc((size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

size_t st_mul(size_t a, size_t b)
{
	if (b && a > SIZE_MAX / b)
		mem_die("size overflow");
	return a * b;
}

size_t alloc_next(size_t alloc, size_t need)
{
	size_t next = st_add(alloc, alloc / 2 + 16);

	return next > need ? next : need;
}
