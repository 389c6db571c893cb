/*
 * joined.c - a table of triples of blobs.
 */
#include "base/base.h"
#include "db/core/joined.h"
#include "base/mem.h"

/* More are not noted: 20 MB. */
#define TRIPLES_MAX ((size_t)1 << 20)

struct triple {
	uint32_t a, b, base;	/* numbers in `oids` */
	uint32_t which;		/* 0: an empty slot */
};

struct joined {
	struct oidmap oids;
	struct triple *slots;	/* open addressing, at most half full */
	size_t nr, nr_slots;	/* nr_slots: a power of two */
};

static struct triple *slot_of(const struct joined *j, const struct triple *t)
{
	uint64_t h = t->a * UINT64_C(0x9e3779b97f4a7c15);
	size_t i;

	h = (h ^ t->b) * UINT64_C(0xc2b2ae3d27d4eb4f);
	h = (h ^ t->base) * UINT64_C(0x9e3779b97f4a7c15);
	for (i = (size_t)(h >> 20) & (j->nr_slots - 1); j->slots[i].which;
	     i = (i + 1) & (j->nr_slots - 1))
		if (j->slots[i].a == t->a && j->slots[i].b == t->b &&
		    j->slots[i].base == t->base)
			break;
	return &j->slots[i];
}

static bool numbers(struct triple *out, const struct oidmap *oids,
		    const struct oid *a, const struct oid *b,
		    const struct oid *base)
{
	size_t na = oidmap_find(oids, a), nb = oidmap_find(oids, b);
	size_t nbase = oidmap_find(oids, base);

	if (na == SIZE_MAX || nb == SIZE_MAX || nbase == SIZE_MAX)
		return false;
	out->a = (uint32_t)na;
	out->b = (uint32_t)nb;
	out->base = (uint32_t)nbase;
	return true;
}

int joined_find(const struct joined *j, const struct oid *a,
		const struct oid *b, const struct oid *base)
{
	struct triple t;

	if (!j || !numbers(&t, &j->oids, a, b, base))
		return 0;
	return (int)slot_of(j, &t)->which;
}

static void grow(struct joined *j)
{
	struct triple *old = j->slots;
	size_t i, nr = j->nr_slots;

	j->nr_slots = nr ? nr * 2 : 256;
	j->slots = xcalloc(j->nr_slots, sizeof(*j->slots));
	for (i = 0; i < nr; i++)
		if (old[i].which)
			*slot_of(j, &old[i]) = old[i];
	free(old);
}

void joined_note(struct joined **j, const struct oid *a, const struct oid *b,
		 const struct oid *base, int which)
{
	struct triple t, *slot;
	bool is_new;

	if (!*j)
		*j = xcalloc(1, sizeof(**j));
	if ((*j)->nr >= TRIPLES_MAX)
		return;
	if ((*j)->nr * 2 >= (*j)->nr_slots)
		grow(*j);
	t.a = (uint32_t)oidmap_add(&(*j)->oids, a, &is_new);
	t.b = (uint32_t)oidmap_add(&(*j)->oids, b, &is_new);
	t.base = (uint32_t)oidmap_add(&(*j)->oids, base, &is_new);
	t.which = (uint32_t)which;
	slot = slot_of(*j, &t);
	(*j)->nr += !slot->which;
	*slot = t;
}

void joined_free(struct joined *j)
{
	if (!j)
		return;
	oidmap_clear(&j->oids);
	free(j->slots);
	free(j);
}
