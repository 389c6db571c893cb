/*
 * sha1.c - SHA-1 as FIPS 180-4 describes it, a block at a time.
 */
#include "base/base.h"
#include "store/sha1.h"

static uint32_t rol(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t schedule(uint32_t w[16], int t)
{
	uint32_t x = w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^
		w[t & 15];

	return w[t & 15] = rol(x, 1);
}

static void load_block(uint32_t w[16], const unsigned char *p)
{
	int t;

	for (t = 0; t < 16; t++, p += 4)
		w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
			(uint32_t)p[2] << 8 | p[3];
}

static void process(struct sha1 *s, const unsigned char *p)
{
	uint32_t w[16], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3];
	uint32_t e = s->h[4], f, k, tmp;
	int t;

	load_block(w, p);
	for (t = 0; t < 80; t++) {
		if (t < 20) {
			f = (b & c) | (~b & d);
			k = 0x5a827999;
		} else if (t < 40) {
			f = b ^ c ^ d;
			k = 0x6ed9eba1;
		} else if (t < 60) {
			f = (b & c) | (b & d) | (c & d);
			k = 0x8f1bbcdc;
		} else {
			f = b ^ c ^ d;
			k = 0xca62c1d6;
		}
		tmp = rol(a, 5) + f + e + k + (t < 16 ? w[t] : schedule(w, t));
		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = tmp;
	}
	s->h[0] += a;
	s->h[1] += b;
	s->h[2] += c;
	s->h[3] += d;
	s->h[4] += e;
}

void sha1_init(struct sha1 *s)
{
	static const uint32_t start[5] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
	};

	memcpy(s->h, start, sizeof(start));
	s->len = 0;
}

void sha1_add(struct sha1 *s, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t have = (size_t)(s->len & 63), take;

	s->len += len;
	if (have) {
		take = len < 64 - have ? len : 64 - have;
		memcpy(s->block + have, p, take);
		p += take;
		len -= take;
		if (have + take < 64)
			return;
		process(s, s->block);
	}
	for (; len >= 64; p += 64, len -= 64)
		process(s, p);
	if (len)
		memcpy(s->block, p, len);
}

void sha1_end(struct oid *out, struct sha1 *s)
{
	static const unsigned char pad[64] = { 0x80 };
	uint64_t bits = s->len * 8;
	unsigned char len[8];
	size_t have = (size_t)(s->len & 63);
	int i;

	for (i = 0; i < 8; i++)
		len[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha1_add(s, pad, have < 56 ? 56 - have : 120 - have);
	sha1_add(s, len, sizeof(len));
	for (i = 0; i < 20; i++)
		out->b[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}
