/*
 * backoff.c - waiting before the next round, a while that nobody else waits.
 */
#include "base/base.h"
#include "data/rand.h"
#include "db/core/internal.h"

void share_backoff(unsigned rounds, int64_t took)
{
	struct rnd rnd = RND_SYSTEM;
	int64_t most = took * (rounds < 8 ? rounds : 8);
	struct timespec ts;
	uint64_t us;

	if (most < 1)
		most = 1;
	us = rnd_below(&rnd, (uint64_t)(most < 5000 ? most : 5000) * 1000);
	ts.tv_sec = (time_t)(us / 1000000);
	ts.tv_nsec = (long)(us % 1000000 * 1000);
	nanosleep(&ts, NULL);
}
