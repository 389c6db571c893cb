/*
 * hands.c - what to push, and who takes which task first.
 */
#include "base/base.h"
#include "db/share/hands.h"
#include "base/map.h"
#include "base/mem.h"

unsigned hands_first(const struct hands *h)
{
	bool crowd = (h->busy || h->waiting) && !h->no_inbox;
	unsigned offer = h->main_ahead ? HANDS_MAIN : 0;

	if (crowd && h->main_ahead)
		return offer | (h->in_inbox ? 0 : HANDS_INBOX);
	if (h->litter && !h->no_delete && (!offer || !h->no_atomic))
		offer |= HANDS_CLEAN | (offer ? HANDS_ATOMIC : 0);
	return offer;
}

unsigned hands_second(const struct hands *h, unsigned first,
		      enum hands_fate fate)
{
	bool litter = h->litter || (first & HANDS_INBOX) || h->in_inbox;

	switch (fate) {
	case HANDS_ALL_TAKEN:
	case HANDS_MAIN_TAKEN:
		return litter && (first & HANDS_MAIN) &&
			!(first & HANDS_CLEAN) && !h->no_delete ?
			HANDS_CLEAN : 0;
	case HANDS_MAIN_RACED:
		return (first & HANDS_INBOX) || h->in_inbox || h->no_inbox ?
			0 : HANDS_INBOX;
	case HANDS_NONE:
		return HANDS_MAIN | (h->no_inbox ? 0 : HANDS_INBOX);
	}
	return 0;
}

/* The finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014), so that close names are far apart. */
static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* What of the weight is the actor's alone. */
static uint64_t seed_of(const char *actor)
{
	return mix(hash_bytes(actor, strlen(actor), 0));
}

static uint64_t weigh(uint64_t seed, const char *id)
{
	return mix(hash_bytes(id, strlen(id), seed));
}

uint64_t hands_weight(const char *actor, const char *id)
{
	return weigh(seed_of(actor), id);
}

/* Pairs of actor and task that there may be. */
#define PAIRS_MAX ((size_t)600000)

enum { OPEN, GIVEN, NOT_GIVEN };

/*
 * Who gets what, worked out only as far as somebody asks.  The greatest pair of
 * all is given; so is every pair that none greater of its actor or its task is.
 * Of the one that an actor wants most few are greater, so a question leads to a
 * handful of others, not to all pairs.
 */
struct shares {
	size_t actors, nr;	/* actor 0 is the one who asks */
	const char *const *ids;
	uint64_t *seeds;	/* of the actors */
	uint64_t *weights;	/* of pairs, 0: not looked at yet */
	unsigned char *fates;	/* of pairs */
};

static uint64_t weight_of(struct shares *s, size_t actor, size_t task)
{
	uint64_t *w = &s->weights[actor * s->nr + task];

	if (!*w)
		*w = weigh(s->seeds[actor], s->ids[task]) | 1;
	return *w;
}

static bool is_given(struct shares *s, size_t actor, size_t task)
{
	unsigned char *fate = &s->fates[actor * s->nr + task];
	uint64_t w = weight_of(s, actor, task);
	size_t i;

	if (*fate != OPEN)
		return *fate == GIVEN;
	for (i = 0; i < s->nr; i++)
		if (weight_of(s, actor, i) > w && is_given(s, actor, i))
			break;
	if (i < s->nr) {
		*fate = NOT_GIVEN;
		return false;
	}
	for (i = 0; i < s->actors; i++)
		if (weight_of(s, i, task) > w && is_given(s, i, task))
			break;
	*fate = i < s->actors ? NOT_GIVEN : GIVEN;
	return *fate == GIVEN;
}

static size_t find_given(struct shares *s)
{
	size_t i;

	for (i = 0; i < s->nr && !is_given(s, 0, i);)
		i++;
	return i;
}

size_t hands_share(const char *actor, const struct strvec *others,
		   const char *const *ids, size_t nr)
{
	struct shares s = { others->nr + 1, nr, ids, NULL, NULL, NULL };
	size_t i, mine;

	if (!nr || s.actors > PAIRS_MAX / nr)
		return nr;
	s.seeds = xcalloc(s.actors, sizeof(*s.seeds));
	s.weights = xcalloc(s.actors * nr, sizeof(*s.weights));
	s.fates = xcalloc(s.actors * nr, 1);
	for (i = 0; i < s.actors; i++)
		s.seeds[i] = seed_of(i ? others->v[i - 1] : actor);
	mine = find_given(&s);
	free(s.seeds);
	free(s.weights);
	free(s.fates);
	return mine;
}
