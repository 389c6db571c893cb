/*
 * choose.c - spreads actors over the tasks that could be claimed.
 */
#include "base/base.h"
#include "db/share/choose.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/hands.h"

/* Scores this close are one rank for who shares through a remote: what lies
 * between is age, and a herd on the oldest task helps nobody. */
#define SAME_RANK 5
/* How many others, and how many tasks, are shared out at most.  There may be more
 * actors than show: a few times as many tasks leave them room. */
#define OTHERS 500
#define TASKS 1000
#define ROOM(actors) (256 + 4 * (actors))

/* "<clone>/<worktree>/<owner>" */
static char *actor_name(const char *clone, const char *worktree,
			const char *owner)
{
	return xasprintf("%s/%s/%s", clone, worktree, owner);
}

/* Who else is at work, by the claims that came with the fetch. */
static void list_others(struct strvec *out, const struct chooser *from)
{
	int64_t now = db_now(from->db);
	const struct claimref *ref;
	size_t i;

	for (i = 0; i < from->claims->nr && out->nr < OTHERS; i++) {
		ref = remote_ref_claim(from->db, &from->claims->v[i]);
		if (ref && claimref_lives(ref, now) &&
		    !claimref_is(ref, from->me))
			strvec_take(out, actor_name(ref->clone, ref->worktree,
						    ref->owner));
	}
	strvec_sort(out);
	strvec_uniq(out);
}

static int by_name(const void *key, const void *ref)
{
	return strcmp(key, ((const struct remote_ref *)ref)->name);
}

/* Not for us: somebody's claim came with the fetch. */
static bool has_claim(const struct chooser *from, const char *id)
{
	const struct claimref *c = NULL;
	struct remote_ref *ref;
	char name[32];

	claimref_name(name, id);
	ref = from->claims->nr ? bsearch(name, from->claims->v,
					 from->claims->nr, sizeof(*ref),
					 by_name) : NULL;
	if (ref)
		c = remote_ref_claim(from->db, ref);
	return c && claimref_lives(c, db_now(from->db)) &&
		!claimref_is(c, from->me);
}

/* What is left of the rank of all[0], at most TASKS; *len: how far that goes. */
static size_t list_left(const char **ids, const struct chooser *from,
			const struct claim_choice *all, size_t nr, size_t *len)
{
	size_t i, n = 0;

	for (i = 0; i < nr && all[i].rank >= all[0].rank - SAME_RANK &&
	     n < TASKS; i++)
		if (!strvec_has(from->taken, all[i].id) &&
		    !strvec_has(from->lost, all[i].id) &&
		    !has_claim(from, all[i].id))
			ids[n++] = all[i].id;
	*len = i;
	return n;
}

/* The one that this actor wants most, whatever others want. */
static size_t most_wanted(const char *actor, const char *const *ids,
			  size_t nr)
{
	uint64_t most = 0, weight;
	size_t i, best = nr;

	for (i = 0; i < nr; i++) {
		weight = hands_weight(actor, ids[i]);
		if (best < nr && weight <= most)
			continue;
		best = i;
		most = weight;
	}
	return best;
}

static const char *share_of(const struct chooser *from, const char **ids,
			    size_t nr)
{
	char *actor = actor_name(from->me->clone, from->me->worktree,
				 from->me->owner);
	struct strvec others = STRVEC_INIT;
	size_t i, few;

	list_others(&others, from);
	few = others.nr && nr > ROOM(others.nr) ? ROOM(others.nr) : nr;
	i = hands_share(actor, &others, ids, few);
	if (i == few)
		i = most_wanted(actor, ids, nr);
	strvec_clear(&others);
	free(actor);
	return ids[i];
}

static const struct claim_choice *find(const struct claim_choice *all,
				       size_t nr, const char *id)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (all[i].id == id)
			return &all[i];
	return NULL;
}

/* The first that nobody has who said so. */
static const struct claim_choice *first_left(const struct chooser *from,
					     const struct claim_choice *all,
					     size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strvec_has(from->taken, all[i].id))
			return &all[i];
	return NULL;
}

const struct claim_choice *choose(const struct chooser *from,
				  const struct claim_choice *all, size_t nr)
{
	const struct claim_choice *best = NULL;
	const char **ids;
	size_t i, n, len;

	if (!from->claims)
		return first_left(from, all, nr);
	ids = xcalloc(TASKS, sizeof(*ids));
	for (i = 0; i < nr && !best; i += len) {
		n = list_left(ids, from, all + i, nr - i, &len);
		if (n)
			best = find(all + i, len, share_of(from, ids, n));
	}
	free(ids);
	return best;
}
