/*
 * fence.h - whose a task is, and that who lost it leaves it alone.
 *
 * <commondir>/git-task/held/<id>-<hash of the actor> says that this actor won
 * the task, and by which commit of its claim at a remote.  It is written when a
 * claim is won and goes away when the task is released or finished.
 */
#ifndef DB_CORE_FENCE_H
#define DB_CORE_FENCE_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"
#include "model/change.h"
#include "store/place/repo.h"

/* Who asks: the owner's name and the place where it works. */
struct claimant {
	const char *owner;	/* borrowed from the db */
	char clone[9];
	char *worktree;		/* owned; "" for the main one */
};
int claimant_get(struct claimant *out, struct db *db, struct err *err);
void claimant_release(struct claimant *me);

/* Is the lease {"owner", "clone", "worktree"} this actor's?  One that does not
 * say where is anybody's of that name. */
bool lease_is(const struct json *lease, const struct claimant *me);
/* Has it not run out at `now`? */
bool lease_lives(const struct json *lease, int64_t now);

/* "task X is claimed by 'Y' until Z in the work tree 'W'", ERR_CONFLICT, -1.
 * until: ms or WHEN_NONE; clone and worktree may be NULL. */
int taken_by(struct err *err, struct db *db, const char *id,
	     const char *owner, int64_t until, const char *clone,
	     const char *worktree);
int taken_by_lease(struct err *err, struct db *db, const char *id,
		   const struct json *lease);

/* Remembers, forgets that this actor won the task; `claim` may be NULL. */
void held_note(struct db *db, const char *id, const struct claimant *me,
	       const struct oid *claim);
void held_forget(struct db *db, const char *id, const struct claimant *me);
/* Did it, and not give it back?  *claim: zero when it was won in this clone
 * alone; may be NULL. */
bool held_find(struct oid *claim, struct db *db, const char *id,
	       const struct claimant *me);

/*
 * May this actor make the change to a task whose state is `t`?  Not when it had won
 * the task and somebody else holds it now, nor when it is an agent that finishes or
 * deletes what another one holds: ERR_CONFLICT.  A person who does that gets a warning.
 * A change of the lease
 * itself is a claim and has its own rule.  txn_apply asks for every change, unless
 * db_force is on.
 */
int fence_check(struct db *db, const struct task *t, const struct change *c,
		struct err *err);
/* A task went from `before` to `after`, for good: one that is finished is held
 * no more. */
void fence_passed(struct db *db, const struct task *before,
		  const struct task *after);

#endif
