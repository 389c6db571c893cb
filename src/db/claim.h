/*
 * claim.h - taking a task for oneself, atomically.
 *
 * In one clone the compare-and-swap of the ref decides.  Across clones the
 * remote does: the claim becomes ours only when the remote has accepted it by
 * a plain fast-forward push; somebody else's push in between makes it be
 * looked at again, and nothing is written here meanwhile.  That makes any Git
 * server a work queue.
 *
 * A claim sets status in_progress, the assignee, and lease {"owner", "until"}.
 * When `until` has passed others may take the task over; without it the claim
 * lasts until it is released.  `until` is compared with the reader's clock:
 * leases should be longer than clocks differ.
 */
#ifndef DB_CLAIM_H
#define DB_CLAIM_H

#include "base/base.h"
#include "base/err.h"
#include "db/db.h"

/* Chooses a task: 1 and its full id, 0 there is none, -1 error. */
typedef int (*claim_pick_fn)(char id[ID_LEN + 1], struct db *db,
			     const struct view *v, void *data,
			     struct err *err);

struct claim {
	const char *id;		/* full id, or NULL: ask `pick` */
	claim_pick_fn pick;
	void *pick_data;
	double lease;		/* seconds, 0: no end */
	bool sync;		/* across clones */
	const char *remote;	/* NULL: the configured one */
	bool force;		/* although somebody else has it, or it waits */
};

struct claim_result {
	char id[ID_LEN + 1];
	int64_t until;		/* ms, or WHEN_NONE */
	unsigned rounds;	/* pushes that were tried */
};

/*
 * 0 claimed (again, with a new lease, when it was mine); 1 `pick` found none;
 * -1: ERR_CONFLICT names who has it; ERR_FAILED when it is finished or waits
 * for others; ERR_NETWORK when the remote could not be asked: then nothing is
 * claimed.
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

/* Who has the row's task by an unexpired lease, or NULL. */
const char *claim_holder(const struct row *r, int64_t now);

#endif
