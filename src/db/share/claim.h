/*
 * claim.h - taking a task for oneself, atomically; the rule of claims.
 *
 * In one clone the compare-and-swap of the ref decides.  Across clones the
 * remote does, for each task on its own: it has one ref per claim (claimref.h),
 * and of all who try to create it, or to swap it, one succeeds.  Claims of
 * different tasks never meet.  That makes any Git server a work queue whose cost
 * per claim does not grow with the number of hands.
 *
 * A claim belongs to an actor: the agent's name, else the person's address,
 * with the clone and the work tree where it works.  Two sessions under one Git
 * identity are two actors.
 *
 * A claim sets status in_progress, the assignee, and lease {"owner", "until",
 * "clone", "worktree"}.  When `until` has passed others may take the task over;
 * without it the claim lasts until it is released.  `until` is compared with the
 * reader's clock: leases should be longer than clocks differ.
 *
 * Whoever had a task and lost it to somebody else does not change it any more:
 * see db_fence.
 */
#ifndef DB_SHARE_CLAIM_H
#define DB_SHARE_CLAIM_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"

/* A task that could be taken.  Those of one rank are equally good. */
struct claim_choice {
	char id[ID_LEN + 1];
	int rank;
};

/* Lists the tasks that could be taken, best first, into *out, which the caller
 * frees: how many, or -1. */
typedef ssize_t (*claim_pick_fn)(struct claim_choice **out, struct db *db,
				 const struct view *v, void *data,
				 struct err *err);

struct claim {
	const char *id;		/* full id, or NULL: ask `pick` */
	claim_pick_fn pick;
	void *pick_data;
	unsigned count;		/* with pick: up to so many; 0 is 1 */
	double lease;		/* seconds, 0: no end */
	bool sync;		/* across clones */
	const char *remote;	/* NULL: the configured one */
	bool force;		/* although somebody else has it, or it waits */
};

/* As many as a batch may have. */
#define CLAIM_MAX 100

struct claim_result {
	char id[ID_LEN + 1];	/* the first one */
	struct strvec ids;	/* all of them */
	int64_t until;		/* ms, or WHEN_NONE */
	unsigned rounds;	/* pushes that were tried */
	bool again;		/* it was this actor's already */
};

void claim_result_release(struct claim_result *res);

/*
 * 0 claimed (again, with a new lease, when this actor had it); 1 `pick` found
 * none; -1: ERR_CONFLICT names who has it, and where; ERR_FAILED when it is
 * finished or waits for others; ERR_NETWORK when the remote could not be asked:
 * then nothing is claimed.  `out` is initialised here; release it.
 *
 * With sync: one fetch.  A claim of one task is one push while nobody else is
 * about, which carries main along; among many it carries the own inbox instead.
 * After a loss the next choice is tried without another fetch, in the order of
 * choose.h.
 */
int db_claim(struct claim_result *out, struct db *db, const struct claim *c,
	     struct err *err);

/*
 * Gives back: no lease, no assignee, pending when it was in progress.
 * ERR_CONFLICT when somebody else has it (unless c->force).  c->lease and
 * c->pick are not used.
 */
int db_release(struct claim_result *out, struct db *db, const struct claim *c,
	       struct err *err);

/*
 * From here on db_write counts only once the remote (NULL: the configured one)
 * has taken it: one fetch, the edit, one push.  For tasks that this actor claimed
 * the claim there must still be the one that was won; it is renewed, and ends
 * where the edit finishes the task.  ERR_CONFLICT names who has it now (db_force:
 * is not asked); nothing is written then.
 */
void db_sync_writes(struct db *db, const char *remote);

#endif
