/*
 * page.c - the files of the page, with their types and tags.
 */
#include "base/base.h"
#include "serve/page/page.h"

#include <inttypes.h>

#include "base/strbuf.h"
#include "data/embed.h"

static const struct kind {
	const char *suffix, *type;
} kinds[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".webmanifest", "application/manifest+json" },
};

static const char *type_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (str_ends(name, kinds[i].suffix))
			return kinds[i].type;
	return NULL;
}

/* FNV-1a: files of two versions differ in it, which is all it is for. */
static uint64_t sum_of(const unsigned char *data, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ data[i]) * UINT64_C(0x100000001b3);
	return h;
}

bool page_find(struct page_file *out, const char *name)
{
	const struct embedded *e;
	char path[80];

	out->type = type_of(name);
	if (!out->type || strlen(name) > 60)
		return false;
	snprintf(path, sizeof(path), "page/%s", name);
	e = embed_find(path);
	if (!e)
		return false;
	out->data = e->data;
	out->len = e->len;
	snprintf(out->tag, sizeof(out->tag), "\"%016" PRIx64 "\"",
		 sum_of(e->data, e->len));
	return true;
}
