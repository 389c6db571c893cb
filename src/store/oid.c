/*
 * oid.c - object ids as values, and a hash table keyed by them.
 */
#include "base/base.h"
#include "base/mem.h"
#include "store/oidmap.h"
#include "store/repo.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool oid_parse(struct oid *out, const char *hex)
{
	struct oid oid;
	size_t i;

	for (i = 0; i < sizeof(oid.b); i++) {
		int hi = hex_value(hex[2 * i]), lo;

		if (hi < 0)
			return false;
		lo = hex_value(hex[2 * i + 1]);
		if (lo < 0)
			return false;
		oid.b[i] = (unsigned char)(hi << 4 | lo);
	}
	*out = oid;
	return true;
}

void oid_hex(char out[OID_HEX + 1], const struct oid *oid)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < sizeof(oid->b); i++) {
		out[2 * i] = digits[oid->b[i] >> 4];
		out[2 * i + 1] = digits[oid->b[i] & 15];
	}
	out[OID_HEX] = '\0';
}

bool oid_is_zero(const struct oid *oid)
{
	size_t i;

	for (i = 0; i < sizeof(oid->b); i++)
		if (oid->b[i])
			return false;
	return true;
}

bool oid_eq(const struct oid *a, const struct oid *b)
{
	return !memcmp(a->b, b->b, sizeof(a->b));
}

/* ---- the table ---- */

static size_t slot_of(const struct oidmap *m, const struct oid *oid)
{
	uint64_t h;
	size_t i;

	memcpy(&h, oid->b, sizeof(h));
	for (i = (size_t)h & (m->nr_slots - 1); m->slots[i];
	     i = (i + 1) & (m->nr_slots - 1))
		if (oid_eq(&m->keys[m->slots[i] - 1], oid))
			break;
	return i;
}

size_t oidmap_find(const struct oidmap *m, const struct oid *oid)
{
	uint32_t pos;

	if (!m->nr_slots)
		return SIZE_MAX;
	pos = m->slots[slot_of(m, oid)];
	return pos ? pos - 1 : SIZE_MAX;
}

static void rehash(struct oidmap *m)
{
	size_t i;

	m->nr_slots = m->nr_slots ? st_mul(m->nr_slots, 2) : 64;
	free(m->slots);
	m->slots = xcalloc(m->nr_slots, sizeof(*m->slots));
	for (i = 0; i < m->nr; i++)
		m->slots[slot_of(m, &m->keys[i])] = (uint32_t)i + 1;
}

size_t oidmap_add(struct oidmap *m, const struct oid *oid, bool *is_new)
{
	size_t slot;

	if (m->nr * 2 >= m->nr_slots)
		rehash(m);
	slot = slot_of(m, oid);
	*is_new = !m->slots[slot];
	if (!*is_new)
		return m->slots[slot] - 1;
	if (m->nr >= UINT32_MAX - 1)
		BUG("too many objects");
	ALLOC_GROW(m->keys, m->nr + 1, m->alloc);
	m->keys[m->nr++] = *oid;
	m->slots[slot] = (uint32_t)m->nr;
	return m->nr - 1;
}

void oidmap_clear(struct oidmap *m)
{
	static const struct oidmap empty = OIDMAP_INIT;

	free(m->keys);
	free(m->slots);
	*m = empty;
}
