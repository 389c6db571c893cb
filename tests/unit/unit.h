/*
 * unit.h - what every unit program needs: cmocka with its headers in order, and
 * the seed of randomised tests (from SEED, else the time), which is printed.
 */
#ifndef UNIT_H
#define UNIT_H

#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/strbuf.h"
#include "data/rand.h"

static inline struct rnd unit_rnd(const char *what)
{
	const char *s = getenv("SEED");
	uint64_t seed = s ? strtoull(s, NULL, 10) : (uint64_t)time(NULL);

	printf("# %s: SEED=%" PRIu64 "\n", what, seed);
	fflush(stdout);
	return rnd_seed(seed);
}

/* One random character, odd ones often; never NUL or a surrogate. */
static inline uint32_t unit_char(struct rnd *r)
{
	static const uint32_t odd[] = {
		'"', '\\', '\n', '\t', '\r', ' ', ':', '#', '-', '\'', 1, 0x1f,
		0x7f, 0x80, 0x85, 0xa0, 0xff, 0x100, 0x2028, 0x2029, 0xd7ff,
		0xe000, 0xfeff, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff
	};
	uint32_t ch;

	switch (rnd_below(r, 4)) {
	case 0:
		return odd[rnd_below(r, ARRAY_SIZE(odd))];
	case 1:
		ch = (uint32_t)rnd_below(r, 0x10ffff) + 1;
		return ch >= 0xd800 && ch < 0xe000 ? 'x' : ch;
	default:
		return 0x20 + (uint32_t)rnd_below(r, 0x5f);
	}
}

#endif
