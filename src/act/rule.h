/*
 * rule.h - what a change of status brings along, whoever makes it.
 *
 * The one place where it stands, for `complete`, `update --status`, `edit`, an
 * import, a commit that says `fixes #id`, a tool of an agent:
 *
 * - The task that is active in this work tree and leaves in_progress: what
 *   its clock counted (act/clock.h) goes into its work log, and it is active no more.
 *   What was not counted is a warning of the database.
 * - A task that becomes completed and has no actual_hours: those of its work log,
 *   rounded to a hundredth of an hour.  None without a work log.
 *
 * With task.feature.time-tracking off neither is recorded.  A change that has
 * actual_hours itself keeps them.  New tasks, undo and joins are not asked: they
 * write what was, not what is done now.
 *
 * What every status has for itself (started_at, completed_at, blocked_reason) is in
 * model/change.h.
 */
#ifndef ACT_RULE_H
#define ACT_RULE_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

/* Sets the rule for a database, once, right after it was opened. */
void act_attach(struct db *db);

/*
 * Inside a transaction: `id` becomes the active task of this work tree when the
 * transaction is in place.  The one that is active until then gets its time into
 * the work log.  Nothing happens when it is active already, or when the rule is
 * not attached.
 */
int act_make_active(struct txn *txn, const char *id, struct err *err);

/*
 * Inside a transaction: the task of `c`, when it is the active one, is active no
 * more, and what its clock counted (act/clock.h) goes into the work log; `hours` in its
 * place when that is not negative.  Returns the seconds, or -1 when it is not active.
 */
double act_stop_active(struct txn *txn, struct change *c, double hours);

/* May the feature be used?  Names: notes of `git task config --enable`. */
bool act_feature(struct db *db, const char *feature);

#endif
