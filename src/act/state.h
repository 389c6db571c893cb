/*
 * state.h - the verbs that move a task: start, stop, block, complete, ...
 *
 * `ids` are as typed; all of them are changed in one commit, or none.  What a
 * change of status brings along (work log, hours, the active task) is act/rule.h.
 */
#ifndef ACT_STATE_H
#define ACT_STATE_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"
#include "feat/judge/values.h"

struct act_start {
	const struct strvec *ids;
	/* The branch that was checked out for it, and what it was begun on;
	 * NULL: none, unknown.  With a branch it does not become the active
	 * task: the branch says what is worked on, as long as it is there. */
	const char *branch, *base;
};
/*
 * In progress, the active task of this work tree (the last of several), and the
 * caller's when it is nobody's.  ERR_INVALID when it is finished.  Warns when it
 * waits for others or is somebody else's.
 */
int act_start(struct act_result *res, struct db *db,
	      const struct act_start *args, struct err *err);

/* Stops the clock of the active task, which stays in progress; `hours`, when not negative,
 * are booked in place of what it counted.  ERR_FAILED: no task is active here. */
int act_stop(struct act_result *res, struct db *db, double hours,
	     struct err *err);

/* For what waits for something outside.  ERR_INVALID when it is finished. */
int act_block(struct act_result *res, struct db *db, const struct strvec *ids,
	      const char *reason, struct err *err);
/* In progress again if it was started, else pending; a warning when it was not
 * blocked. */
int act_unblock(struct act_result *res, struct db *db,
		const struct strvec *ids, struct err *err);
/* A finished task is pending again; a warning when it is open. */
int act_reopen(struct act_result *res, struct db *db, const struct strvec *ids,
	       const char *reason, struct err *err);
/* Closed, and not done.  The reason goes into the progress log.  With `parts` the open
 * tasks below go with it in the same edit, else a warning names them. */
int act_cancel(struct act_result *res, struct db *db, const struct strvec *ids,
	       const char *reason, bool parts, struct err *err);
/* Hidden, not destroyed.  ERR_INVALID when a task that is not named depends on it,
 * unless `force`.  With `parts` every task below, open or not, goes with it in the
 * same edit, else a warning names them. */
int act_delete(struct act_result *res, struct db *db, const struct strvec *ids,
	       bool force, bool parts, struct err *err);
int act_restore(struct act_result *res, struct db *db,
		const struct strvec *ids, struct err *err);

struct act_complete {
	const struct strvec *ids;
	const char *summary;		/* what was done, or NULL */
	const double *hours;		/* it took, NULL: by the work log */
	bool impact;			/* ask for a review of its files */
	/* Judge the criteria with these values, NULL: not at all. */
	struct values *values;
	bool strict;			/* undetermined ones count as unmet */
	bool force;			/* complete all the same, and keep that */
	bool parts;			/* and every open task below, in one edit */
};
/*
 * Completed.  res->unblocked are the tasks that may go on; res->verdicts the
 * reports of judged criteria.  ERR_FAILED when criteria are not met (the report is
 * in res->refused then, and nothing changed).
 */
int act_complete(struct act_result *res, struct db *db,
		 const struct act_complete *args, struct err *err);

#endif
