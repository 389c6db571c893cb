/*
 * share.h - joining with other clones (design 3 and 5).
 */
#ifndef DB_SHARE_H
#define DB_SHARE_H

#include "base/base.h"
#include "base/err.h"
#include "db/db.h"
#include "model/join.h"

struct share_report {
	char *remote;
	size_t got, sent;	/* tasks that changed here, commits pushed */
	bool pushed, pulled, no_remote;
	unsigned rounds;
	struct join_report joins;	/* text edits that lost */
};

void share_report_release(struct share_report *r);

#define SHARE_PULL 1u
#define SHARE_PUSH 2u
#define SHARE_PROGRESS 4u	/* git's progress on stderr */

/* sync = PULL|PUSH, up to 5 rounds.  `remote` NULL: the configured one. */
int db_share(struct db *db, const char *remote, unsigned flags,
	     struct share_report *report, struct err *err);

/*
 * Joins commit `theirs` into the ref: adopt rule, greater oid, or merge commit
 * (design 3).  Used by db_share and by fsck's tests.
 */
int db_join(struct db *db, const char *theirs_hex, struct share_report *report,
	    struct err *err);

/*
 * After a write: a db_share in both directions when task.autoPush or
 * GIT_TASK_AUTOPUSH=1 asks for it; 0 at once when neither does, and when there
 * is no remote.  -1: the write stays, only the sharing failed.
 */
int db_autopush(struct db *db, struct err *err);

/* Commits of ours that the tracking ref lacks; -1 when there is no remote. */
int db_unsynced(struct db *db);

#endif
