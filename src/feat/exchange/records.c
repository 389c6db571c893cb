/*
 * records.c - what a converter has read, one after the other.
 */
#include "base/base.h"
#include "base/mem.h"
#include "feat/exchange/convert.h"

void records_release(struct records *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++)
		json_free(r->v[i].obj);
	FREE_AND_NULL(r->v);
	r->nr = r->alloc = 0;
	map_clear(&r->left);
}

struct record *records_add(struct records *r, struct json *obj, size_t line)
{
	struct record *rec;

	ALLOC_GROW(r->v, r->nr + 1, r->alloc);
	rec = &r->v[r->nr++];
	rec->obj = obj;
	rec->line = line;
	rec->parent = SIZE_MAX;
	return rec;
}
