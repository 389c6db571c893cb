/*
 * lastsync.h - when this clone shared last, and what came with it.
 *
 * The file <commondir>/git-task/last-sync, one line: the time (RFC 3339), tasks that
 * changed here, commits that were sent, and the name of the remote (none for an
 * address, which may hold a password).  It is local, and a clone
 * without it has only forgotten when it was.
 */
#ifndef DB_SHARE_LASTSYNC_H
#define DB_SHARE_LASTSYNC_H

#include "base/base.h"
#include "db/core/db.h"
#include "db/share/share.h"

struct last_sync {
	int64_t at;
	size_t got, sent;
	char remote[200];	/* cut; safe for a terminal */
};

/* After an exchange that reached the remote.  What can not be written is not told. */
void last_sync_write(struct db *db, const struct share_report *r);
/* False: never, or nobody knows. */
bool last_sync_read(struct last_sync *out, const struct db *db);

#endif
