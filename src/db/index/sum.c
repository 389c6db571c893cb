/*
 * sum.c - the sums by which a damaged index is noticed.
 */
#include "base/base.h"
#include "db/index/index-format.h"

#define K1 UINT64_C(0x9e3779b97f4a7c15)
#define K2 UINT64_C(0xc2b2ae3d27d4eb4f)

static uint64_t mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * K1;
	return h ^ h >> 32;
}

static uint64_t load(const unsigned char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/*
 * Four independent lanes of multiply and fold, 32 bytes a round: every step is
 * a bijection of the lane, so a single damaged word always shows.
 */
uint64_t index_sum64(const void *data, size_t len, uint64_t seed)
{
	const unsigned char *p = data;
	uint64_t a = seed ^ K1, b = seed ^ K2, c = ~seed, d = seed + K2;
	uint64_t tail = 0;
	size_t left = len;

	for (; left >= 32; left -= 32, p += 32) {
		a = mix(a, load(p));
		b = mix(b, load(p + 8));
		c = mix(c, load(p + 16));
		d = mix(d, load(p + 24));
	}
	for (; left >= 8; left -= 8, p += 8)
		a = mix(a, load(p));
	if (left)
		memcpy(&tail, p, left);
	b = mix(b, tail);
	return mix(mix(mix(mix(a, b), c), d), len);
}

uint32_t index_sum32(const void *p, size_t len)
{
	uint64_t h = index_sum64(p, len, 0);

	return (uint32_t)(h ^ h >> 32) | 1u;
}
