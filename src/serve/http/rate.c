/*
 * rate.c - the buckets of who asks.
 */
#include "base/base.h"
#include "serve/http/rate.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "data/rand.h"

void rate_init(struct rates *r, unsigned per_s)
{
	struct rnd rnd = RND_SYSTEM;

	r->per_s = per_s;
	r->seed = rnd_u64(&rnd);
	r->v = per_s ? xcalloc((size_t)RATE_SETS * RATE_WAYS, sizeof(*r->v)) :
	       NULL;
}

void rate_release(struct rates *r)
{
	FREE_AND_NULL(r->v);
	r->per_s = 0;
}

static struct rate_key key_of(char kind, const void *data, size_t len)
{
	struct rate_key key = { { 0 }, 0 };

	key.v[0] = (unsigned char)kind;
	memcpy(key.v + 1, data, len);
	key.len = (unsigned char)(len + 1);
	return key;
}

struct rate_key rate_key_address(const struct sockaddr *sa)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (sa && sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		return key_of('4', &v4.sin_addr, sizeof(v4.sin_addr));
	}
	if (!sa || sa->sa_family != AF_INET6)
		return key_of('?', "", 0);
	memcpy(&v6, sa, sizeof(v6));
	/* one of IPv4 that came in through a socket of IPv6 */
	if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
		return key_of('4', v6.sin6_addr.s6_addr + 12, 4);
	return key_of('6', v6.sin6_addr.s6_addr, 8);
}

struct rate_key rate_key_token(size_t place)
{
	return key_of('t', &place, sizeof(place));
}

static size_t set_of(const struct rates *r, const struct rate_key *key)
{
	uint64_t h = r->seed ^ 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < key->len; i++)
		h = (h ^ key->v[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return (size_t)(h % RATE_SETS) * RATE_WAYS;
}

static double burst(const struct rates *r)
{
	return (double)r->per_s * RATE_BURST_S;
}

/* What a bucket holds at this time. */
static double level(const struct rates *r, const struct rate_bucket *b,
		    int64_t now)
{
	double more = now > b->at ?
		      (double)(now - b->at) * r->per_s / 1000 : 0;

	return b->left + more < burst(r) ? b->left + more : burst(r);
}

static struct rate_bucket *bucket_of(struct rates *r,
				     const struct rate_key *key, int64_t now)
{
	struct rate_bucket *set = r->v + set_of(r, key), *give = NULL;
	size_t i;

	for (i = 0; i < RATE_WAYS; i++) {
		if (set[i].key.len == key->len &&
		    !memcmp(set[i].key.v, key->v, key->len))
			return &set[i];
		if (!give || !set[i].key.len ||
		    (give->key.len &&
		     level(r, &set[i], now) > level(r, give, now)))
			give = &set[i];
	}
	give->key = *key;
	give->at = now;
	give->left = burst(r);
	return give;
}

unsigned rate_take(struct rates *r, const struct rate_key *key, int64_t now)
{
	struct rate_bucket *b;
	double missing;

	if (!r->per_s)
		return 0;
	b = bucket_of(r, key, now);
	b->left = level(r, b, now);
	b->at = now;
	if (b->left >= 1) {
		b->left--;
		return 0;
	}
	missing = (1 - b->left) / r->per_s;
	return (unsigned)missing + ((double)(unsigned)missing < missing);
}
