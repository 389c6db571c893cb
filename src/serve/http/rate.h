/*
 * rate.h - how many requests somebody may send.
 *
 * Each one who asks has a bucket that holds RATE_BURST_S seconds' worth of
 * requests, is filled at the rate that is allowed, and loses one for each request:
 * a page that asks for much at once is served, who never stops is slowed down.
 * Somebody is a token that is valid (all who share an address behind a proxy are
 * still told apart), else an address; of IPv6 the first 64 bits, since whoever has
 * one address there has them all.
 *
 * The number of buckets is fixed.  When there are more than that many who ask, the
 * fullest of the few places where a new one may go is given away, which forgets
 * least.
 */
#ifndef SERVE_HTTP_RATE_H
#define SERVE_HTTP_RATE_H

#include "base/base.h"

#define RATE_BURST_S 10
#define RATE_MAX 100000		/* requests a second */
#define RATE_SETS 256
#define RATE_WAYS 8

/* Who asks: `len` bytes of an address or of the place of a token, 0: nobody. */
struct rate_key {
	unsigned char v[20];
	unsigned char len;
};

struct rates {
	unsigned per_s;		/* 0: no limit, and nothing is kept */
	uint64_t seed;		/* nobody chooses where they come to lie */
	struct rate_bucket {
		struct rate_key key;
		int64_t at;		/* when it was filled last, in ms */
		double left;		/* requests */
	} *v;			/* RATE_SETS * RATE_WAYS */
};

struct sockaddr;

/* `per_s`: 0 to RATE_MAX.  Release ends it. */
void rate_init(struct rates *r, unsigned per_s);
void rate_release(struct rates *r);
/* The key of an address (NULL, or of another family: one for all of those). */
struct rate_key rate_key_address(const struct sockaddr *sa);
/* The key of the token at this place in the file. */
struct rate_key rate_key_token(size_t place);
/*
 * Takes one request at `now` (ms since 1970; a clock that goes back fills nothing).
 * Returns 0 when it may go on, else after how many seconds (1 or more, rounded up)
 * the next one may.
 */
unsigned rate_take(struct rates *r, const struct rate_key *key, int64_t now);

#endif
