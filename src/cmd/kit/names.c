/*
 * names.c - short names of the people in a list.
 */
#include "base/base.h"
#include "cmd/kit/names.h"

#include "base/mem.h"

void names_init(struct names *n, struct db *db)
{
	memset(n, 0, sizeof(*n));
	n->people = db_people(db);
	n->shorts = (struct map)MAP_INIT_FREE(free);
}

void names_release(struct names *n)
{
	map_clear(&n->shorts);
	memo_clear(&n->last);
}

/* Where it is among them, added when it is not. */
static size_t place_of(struct names *n, const char *stored)
{
	size_t at = memo_get(&n->last, stored);

	if (at != SIZE_MAX)
		return at;
	at = map_find(&n->shorts, stored);
	if (at == SIZE_MAX) {
		map_put(&n->shorts, stored, NULL);
		at = n->shorts.nr - 1;
	}
	memo_put(&n->last, stored, at);
	return at;
}

void names_add(struct names *n, const char *stored)
{
	if (*stored)
		place_of(n, stored);
}

const char *names_short(struct names *n, const char *stored)
{
	struct strbuf sb = STRBUF_INIT;
	const char **list;
	size_t i, at;

	if (!*stored)
		return "";
	at = place_of(n, stored);
	if (n->shorts.items[at].value)
		return n->shorts.items[at].value;
	list = xcalloc(n->shorts.nr, sizeof(*list));
	for (i = 0; i < n->shorts.nr; i++)
		list[i] = n->shorts.items[i].key;
	people_short(&sb, n->people, stored, list, n->shorts.nr);
	free(list);
	n->shorts.items[at].value = strbuf_detach(&sb, NULL);
	return n->shorts.items[at].value;
}
