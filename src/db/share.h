/*
 * share.h - joining with other clones (formats/merge.md).
 */
#ifndef DB_SHARE_H
#define DB_SHARE_H

#include "base/base.h"
#include "base/err.h"
#include "db/db.h"
#include "model/join.h"

/* What was done; set as far as it went, also after an error. */
struct share_report {
	char *remote;		/* the one that was used; owned, NULL: none */
	size_t got, sent;	/* tasks that changed here, commits pushed */
	bool pushed, pulled;	/* these halves were done */
	bool no_remote;		/* there is none to share with */
	unsigned rounds;	/* fetches and pushes it took */
	struct join_report joins;	/* text edits that lost */
	struct strvec broken;	/* unreadable blobs that were carried along */
};

#define SHARE_REPORT_INIT { NULL, 0, 0, false, false, false, 0, \
			    { NULL, 0, 0 }, STRVEC_INIT }

void share_report_release(struct share_report *r);	/* usable afterwards */

#define SHARE_PULL 1u
#define SHARE_PUSH 2u
#define SHARE_PROGRESS 4u	/* git's progress on stderr */
#define SHARE_CENTRAL 8u	/* join so that a push can follow; see db_join */

/*
 * sync = PULL|PUSH: fetch, join, push, tasks and sessions; again when the
 * remote moved meanwhile, at least SHARE_ROUNDS times and for
 * SHARE_PATIENCE_MS.  `remote` NULL: the configured one; without any,
 * report->no_remote is set and nothing else happens.  ERR_NETWORK when the
 * remote can not be reached or refuses; ERR_CONFLICT when PUSH alone meets a
 * remote that has more, or when every round was overtaken by somebody else's
 * push.  What was fetched and joined by then stays.
 */
#define SHARE_ROUNDS 5
#define SHARE_PATIENCE_MS 20000
int db_share(struct db *db, const char *remote, unsigned flags,
	     struct share_report *report, struct err *err);

/*
 * Joins commit `theirs` (40 hex digits, its objects are here) into the ref:
 * nothing to do, fast-forward, adopt, keep, or merge commit (formats/merge.md,
 * "trees and refs").  With `to_push` the result always contains `theirs`, so
 * that a fast-forward push can follow.  `report` may be NULL.
 */
int db_join(struct db *db, const char *theirs_hex, bool to_push,
	    struct share_report *report, struct err *err);

/*
 * After a command that wrote: syncs when task.autoPush or GIT_TASK_AUTOPUSH
 * is on and there is a remote.  0 also when there was nothing to do.
 */
int db_autopush(struct db *db, struct err *err);
/* Is it on? */
bool db_autopush_wanted(struct db *db);

/*
 * The other half: joins what the remote has, on the same condition.  For a
 * command that needs a task which another checkout has made.  *got: the tasks
 * that changed here, 0 when auto-push is off or there is no remote.
 */
int db_autopull(size_t *got, struct db *db, struct err *err);

/* Commits of ours that the tracking ref lacks, counted up to 1,000; -1 when
 * there is no remote. */
int db_unsynced(struct db *db);

#endif
