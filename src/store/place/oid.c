/*
 * oid.c - object ids as values.
 */
#include "base/base.h"
#include "store/place/repo.h"

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

	memset(&oid, 0, sizeof(oid));
	for (i = 0; i < sizeof(oid.b); i++) {
		int hi = hex_value(hex[2 * i]), lo;

		if (hi < 0)
			break;
		lo = hex_value(hex[2 * i + 1]);
		if (lo < 0)
			return false;
		oid.b[i] = (unsigned char)(hi << 4 | lo);
	}
	if ((i != OID_SHA1 && i != OID_SHA256) || hex_value(hex[2 * i]) >= 0)
		return false;
	oid.len = (unsigned char)i;
	*out = oid;
	return true;
}

void oid_from(struct oid *out, const void *bytes, size_t len)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->b, bytes, len);
	out->len = (unsigned char)len;
}

void oid_hex(char out[OID_HEX + 1], const struct oid *oid)
{
	static const char digits[] = "0123456789abcdef";
	size_t i, len = oid->len ? oid->len : OID_SHA1;

	for (i = 0; i < len; i++) {
		out[2 * i] = digits[oid->b[i] >> 4];
		out[2 * i + 1] = digits[oid->b[i] & 15];
	}
	out[2 * len] = '\0';
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

int oid_cmp(const struct oid *a, const struct oid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}
