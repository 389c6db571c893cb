/*
 * rand.c - random numbers, from the system or from a seed.
 */
#include "base/base.h"
#include "data/rand.h"

#ifdef __linux__
#include <sys/random.h>
#endif

static uint64_t system_u64(void)
{
	uint64_t v = 0;

#ifdef __linux__
	ssize_t n;

	do
		n = getrandom(&v, sizeof(v), 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(v))
		BUG("getrandom: %s", strerror(errno));
#else
	arc4random_buf(&v, sizeof(v));
#endif
	return v;
}

struct rnd rnd_seed(uint64_t seed)
{
	return (struct rnd){ true, seed };
}

/* splitmix64: Steele, Lea, Flood, "Fast Splittable PRNGs", OOPSLA 2014. */
uint64_t rnd_u64(struct rnd *r)
{
	uint64_t z;

	if (!r->seeded)
		return system_u64();
	z = r->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t rnd_below(struct rnd *r, uint64_t n)
{
	uint64_t v, skip;

	if (!n)
		BUG("rnd_below: 0");
	/* The first 2^64 mod n values would make small results likelier. */
	skip = (UINT64_MAX - n + 1) % n;
	do
		v = rnd_u64(r);
	while (v < skip);
	return v % n;
}
