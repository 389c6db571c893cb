/*
 * known.c - keeps time and parents of commits while a repository is open.
 */
#include "base/base.h"
#include "store/odb/known.h"
#include "base/mem.h"

const struct link *known_find(const struct known *k, const struct oid *oid)
{
	size_t at = k ? oidmap_find(&k->oids, oid) : SIZE_MAX;

	return at == SIZE_MAX ? NULL : &k->links[at];
}

void known_add(struct known **k, const struct oid *oid,
	       const struct link *link)
{
	bool is_new;
	size_t at;

	if (!*k)
		*k = xcalloc(1, sizeof(**k));
	at = oidmap_add(&(*k)->oids, oid, &is_new);
	if (!is_new) {
		free(link->parents);
		return;
	}
	ALLOC_GROW((*k)->links, (*k)->oids.nr, (*k)->alloc);
	(*k)->links[at] = *link;
}

void known_free(struct known *k)
{
	size_t i;

	if (!k)
		return;
	for (i = 0; i < k->oids.nr; i++)
		free(k->links[i].parents);
	free(k->links);
	oidmap_clear(&k->oids);
	free(k);
}
