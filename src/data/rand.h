/*
 * rand.h - randomness: from the system, or reproducible from a seed.
 */
#ifndef DATA_RAND_H
#define DATA_RAND_H

#include "base/base.h"

/* `seeded` false: getrandom(2) / arc4random; true: splitmix64 from state. */
struct rnd {
	bool seeded;
	uint64_t state;
};

#define RND_SYSTEM { false, 0 }

struct rnd rnd_seed(uint64_t seed);
uint64_t rnd_u64(struct rnd *r);
uint64_t rnd_below(struct rnd *r, uint64_t n);	/* 0 .. n-1, unbiased */

#endif
