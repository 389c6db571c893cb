/*
 * strvec.c - an array of owned strings.
 */
#include "base/base.h"
#include "base/strvec.h"
#include "base/mem.h"
#include "base/strbuf.h"

char *strvec_empty[1] = { NULL };

void strvec_init(struct strvec *sv)
{
	*sv = (struct strvec)STRVEC_INIT;
}

void strvec_clear(struct strvec *sv)
{
	size_t i;

	for (i = 0; i < sv->nr; i++)
		free(sv->v[i]);
	if (sv->alloc)
		free(sv->v);
	strvec_init(sv);
}

void strvec_take(struct strvec *sv, char *s)
{
	/* The shared empty vector is not ours to grow. */
	if (!sv->alloc) {
		sv->alloc = 8;
		sv->v = xcalloc(sv->alloc, sizeof(*sv->v));
	}
	ALLOC_GROW(sv->v, st_add(sv->nr, 2), sv->alloc);
	sv->v[sv->nr++] = s;
	sv->v[sv->nr] = NULL;
}

void strvec_push(struct strvec *sv, const char *s)
{
	strvec_take(sv, xstrdup(s));
}

void strvec_push_len(struct strvec *sv, const char *s, size_t len)
{
	strvec_take(sv, xstrndup(s, len));
}

void strvec_vpushf(struct strvec *sv, const char *fmt, va_list ap)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_vaddf(&sb, fmt, ap);
	strvec_take(sv, strbuf_detach(&sb, NULL));
}

void strvec_pushf(struct strvec *sv, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strvec_vpushf(sv, fmt, ap);
	va_end(ap);
}

void strvec_pushl(struct strvec *sv, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, sv);
	while ((s = va_arg(ap, const char *)))
		strvec_push(sv, s);
	va_end(ap);
}

void strvec_pushv(struct strvec *sv, char *const *v)
{
	for (; *v; v++)
		strvec_push(sv, *v);
}

void strvec_remove(struct strvec *sv, size_t i)
{
	if (i >= sv->nr)
		BUG("strvec_remove: %zu of %zu", i, sv->nr);
	free(sv->v[i]);
	memmove(sv->v + i, sv->v + i + 1, (sv->nr - i) * sizeof(*sv->v));
	sv->nr--;
}

static int cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strvec_sort(struct strvec *sv)
{
	if (sv->nr > 1)
		qsort(sv->v, sv->nr, sizeof(*sv->v), cmp);
}

void strvec_uniq(struct strvec *sv)
{
	size_t i, n = 1;

	if (sv->nr < 2)
		return;
	for (i = 1; i < sv->nr; i++) {
		if (!strcmp(sv->v[i], sv->v[n - 1]))
			free(sv->v[i]);
		else
			sv->v[n++] = sv->v[i];
	}
	sv->nr = n;
	sv->v[n] = NULL;
}

bool strvec_has(const struct strvec *sv, const char *s)
{
	size_t i;

	for (i = 0; i < sv->nr; i++)
		if (!strcmp(sv->v[i], s))
			return true;
	return false;
}

void strvec_split(struct strvec *sv, const char *s, const char *seps)
{
	static const char space[] = " \t\n\v\f\r";
	const char *start, *end;

	for (;; s = end + 1) {
		end = s + strcspn(s, seps);
		start = s;
		while (start < end && strchr(space, *start))
			start++;
		s = end;
		while (s > start && strchr(space, s[-1]))
			s--;
		if (s > start)
			strvec_push_len(sv, start, (size_t)(s - start));
		if (!*end)
			return;
	}
}

char *strvec_join(const struct strvec *sv, const char *sep)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sv->nr; i++) {
		if (i)
			strbuf_addstr(&sb, sep);
		strbuf_addstr(&sb, sv->v[i]);
	}
	return strbuf_detach(&sb, NULL);
}
