/*
 * hash.c - what SHA-1 and SHA-256 share: the start, the blocks, the padding.
 */
#include "base/base.h"
#include "store/odb/hash.h"

static void process(struct hash *h, const unsigned char *p)
{
	if (h->width == OID_SHA256)
		sha256_block(h->h, p);
	else
		sha1_block(h->h, p);
}

void hash_init(struct hash *h, size_t width)
{
	static const uint32_t sha1[8] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
	};
	static const uint32_t sha256[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
	};

	if (width != OID_SHA1 && width != OID_SHA256)
		BUG("no hash has %zu bytes", width);
	memcpy(h->h, width == OID_SHA256 ? sha256 : sha1, sizeof(h->h));
	h->len = 0;
	h->width = width;
}

void hash_add(struct hash *h, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t have = (size_t)(h->len & 63), take;

	h->len += len;
	if (have) {
		take = len < 64 - have ? len : 64 - have;
		memcpy(h->block + have, p, take);
		p += take;
		len -= take;
		if (have + take < 64)
			return;
		process(h, h->block);
	}
	for (; len >= 64; p += 64, len -= 64)
		process(h, p);
	if (len)
		memcpy(h->block, p, len);
}

void hash_end(struct oid *out, struct hash *h)
{
	static const unsigned char pad[64] = { 0x80 };
	uint64_t bits = h->len * 8;
	unsigned char len[8], sum[OID_SHA256];
	size_t have = (size_t)(h->len & 63), i;

	for (i = 0; i < 8; i++)
		len[i] = (unsigned char)(bits >> (56 - 8 * i));
	hash_add(h, pad, have < 56 ? 56 - have : 120 - have);
	hash_add(h, len, sizeof(len));
	for (i = 0; i < h->width; i++)
		sum[i] = (unsigned char)(h->h[i / 4] >> (24 - 8 * (i % 4)));
	oid_from(out, sum, h->width);
}

void object_hash(struct oid *out, size_t width, enum object_type type,
		 const void *data, size_t len)
{
	struct hash h;
	char head[32];
	int n = snprintf(head, sizeof(head), "%s %zu", type_name(type), len);

	hash_init(&h, width);
	hash_add(&h, head, (size_t)n + 1);
	hash_add(&h, data, len);
	hash_end(out, &h);
}
