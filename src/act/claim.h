/*
 * claim.h - taking a task for oneself, and giving it back.
 *
 * Which rules a claim follows, in one clone and across clones, is db/share/claim.h;
 * here is what somebody asks for: ids as typed, durations as typed, the lease that
 * the configuration sets.  A claim is a change of status as any other (act/rule.h),
 * but does not make the task the active one of this work tree: several can be
 * claimed at once.
 */
#ifndef ACT_CLAIM_H
#define ACT_CLAIM_H

#include "base/base.h"
#include "base/err.h"
#include "db/share/claim.h"

struct act_claim {
	const char *id;		/* as typed; NULL: what `pick` finds */
	claim_pick_fn pick;	/* db/share/claim.h */
	void *pick_data;
	unsigned count;		/* with pick: up to so many; 0 is 1 */
	const char *lease;	/* "2h"; NULL: task.lease; neither: no end */
	bool sync;		/* the remote decides */
	const char *remote;	/* NULL: the configured one; else implies sync */
	bool force;		/* although somebody else has it, or it waits */
};

/*
 * 0 claimed (again, with a new lease, when it was mine), 1 `pick` found none, -1 as
 * db_claim, and ERR_INVALID for a lease that is no duration or below a second.  With
 * sync a task that is not here is looked for at the remote.  `out` is initialised
 * here; claim_result_release in any case.
 */
int act_claim(struct claim_result *out, struct db *db,
	      const struct act_claim *args, struct err *err);

/* Gives back: nobody's, and pending when it was in progress; as db_release.  Lease,
 * pick and count are not used. */
int act_release(struct claim_result *out, struct db *db,
		const struct act_claim *args, struct err *err);

#endif
