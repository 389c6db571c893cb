/*
 * names.c - short names of the people in a list.
 */
#include "base/base.h"
#include "cmd/kit/names.h"

#include "base/mem.h"

void names_init(struct names *n, struct db *db)
{
	n->people = db_people(db);
	n->shorts = (struct map)MAP_INIT_FREE(free);
	n->nr_last = 0;
}

void names_release(struct names *n)
{
	map_clear(&n->shorts);
}

void names_add(struct names *n, const char *stored)
{
	size_t i, at;

	if (!*stored)
		return;
	for (i = 0; i < ARRAY_SIZE(n->last) && i < n->nr_last; i++)
		if (str_eq(n->last[i].stored, stored))
			return;
	at = map_find(&n->shorts, stored);
	if (at == SIZE_MAX) {
		map_put(&n->shorts, stored, NULL);
		at = map_find(&n->shorts, stored);
	}
	i = n->nr_last++ % ARRAY_SIZE(n->last);
	n->last[i].stored = n->shorts.items[at].key;
	n->last[i].name = n->shorts.items[at].value;
}

const char *names_short(struct names *n, const char *stored)
{
	struct strbuf sb = STRBUF_INIT;
	const char **list;
	size_t i, at;

	if (!*stored)
		return "";
	for (i = 0; i < ARRAY_SIZE(n->last) && i < n->nr_last; i++)
		if (n->last[i].name && str_eq(n->last[i].stored, stored))
			return n->last[i].name;
	names_add(n, stored);
	at = map_find(&n->shorts, stored);
	if (n->shorts.items[at].value) {
		i = n->nr_last++ % ARRAY_SIZE(n->last);
		n->last[i].stored = n->shorts.items[at].key;
		n->last[i].name = n->shorts.items[at].value;
		return n->last[i].name;
	}
	list = xcalloc(n->shorts.nr, sizeof(*list));
	for (i = 0; i < n->shorts.nr; i++)
		list[i] = n->shorts.items[i].key;
	people_short(&sb, n->people, stored, list, n->shorts.nr);
	free(list);
	n->shorts.items[at].value = strbuf_detach(&sb, NULL);
	return n->shorts.items[at].value;
}
