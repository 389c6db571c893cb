/*
 * share.h - joining with other clones (formats/merge.md).
 */
#ifndef DB_SHARE_SHARE_H
#define DB_SHARE_SHARE_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"
#include "model/join.h"

/* What was done; set as far as it went, also after an error. */
struct share_report {
	char *remote;		/* the one that was used; owned, NULL: none */
	size_t got, sent;	/* tasks that changed here, commits pushed */
	bool pushed, pulled;	/* these halves were done */
	bool no_remote;		/* there is none to share with */
	bool inbox;		/* delivered, and main will have it soon */
	bool filled;		/* objects came that this partial clone lacked */
	unsigned rounds;	/* fetches it took */
	unsigned pushes;
	struct join_report joins;	/* text edits that lost */
	struct strvec broken;	/* unreadable blobs that were carried along */
	/* Tasks that something else than an edit had removed or set back, and
	 * that stay (ids); that somebody else brought back. */
	struct strvec kept, restored;
};

#define SHARE_REPORT_INIT { NULL, 0, 0, false, false, false, false, false, 0, 0, \
			    { NULL, 0, 0 }, STRVEC_INIT, STRVEC_INIT, \
			    STRVEC_INIT }

void share_report_release(struct share_report *r);	/* usable afterwards */

#define SHARE_PULL 1u
#define SHARE_PUSH 2u
#define SHARE_PROGRESS 4u	/* git's progress on stderr */
#define SHARE_CENTRAL 8u	/* join so that a push can follow; see db_join */

/*
 * sync = PULL|PUSH: one fetch, the join of main and of what others have
 * delivered beside it, and at most two pushes, tasks and sessions
 * (formats/sharing.md).  When others are faster with main, ours is delivered to
 * our own inbox: report->inbox.  Only with a host that takes no inboxes it is
 * done again when main moved meanwhile, at least SHARE_ROUNDS times and for
 * SHARE_PATIENCE_MS, and ends at once when the place has nothing new and
 * refuses all the same.
 *
 * A remote that is pushed to several places, or to another one than it is fetched
 * from, has done it when each of them has; the sentence names those that have
 * not.
 *
 * `remote` NULL: the configured one; without any, report->no_remote is set and
 * nothing else happens.  ERR_NETWORK when the remote can not be reached or
 * refuses; ERR_CONFLICT when PUSH alone meets a remote that has more, or when
 * every round was overtaken by somebody else's push.  What was fetched and joined
 * by then stays.
 */
#define SHARE_ROUNDS 5
#define SHARE_PATIENCE_MS 20000
int db_share(struct db *db, const char *remote, unsigned flags,
	     struct share_report *report, struct err *err);

/*
 * Joins commit `theirs` (all its hex digits, its objects are here) into the ref:
 * nothing to do, fast-forward, adopt, keep, or merge commit (formats/merge.md,
 * "trees and refs").  With `to_push` the result always contains `theirs`, so
 * that a fast-forward push can follow.  `report` may be NULL.
 */
int db_join(struct db *db, const char *theirs_hex, bool to_push,
	    struct share_report *report, struct err *err);

/*
 * After a command that wrote: syncs when GIT_TASK_AUTOPUSH or task.autoPush
 * is on, which it is in a job of CI (CI, GITHUB_ACTIONS, GITLAB_CI or
 * JENKINS_URL is set) unless one of them says no, and there is a remote.  0 also when there was nothing to do.
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
/* Is there a remote that was never asked for tasks, and nothing of them here?
 * That is not the same as nothing to do.  `command` gets what asks it. */
bool db_unfetched(struct strbuf *command, struct db *db);

#endif
