/*
 * hosts.h - what this clone has learned about a host, each fact for a while.
 *
 * <commondir>/git-task/hosts, a line "<16 hex digits of the remote> <fact> <ms>"
 * each; local, and fit to be deleted at any moment.  Nothing rests on it but the
 * number of pushes that are made in vain.
 */
#ifndef DB_SHARE_HOSTS_H
#define DB_SHARE_HOSTS_H

#include "base/base.h"
#include "db/core/db.h"

enum host_fact {
	HOST_BUSY,	/* somebody was faster with main: a minute */
	HOST_NO_REFS,	/* takes main, but no refs of our own: a day */
	HOST_NO_DELETE,	/* does not delete refs: a day */
	HOST_NO_ATOMIC,	/* does not know --atomic: a day */
	HOST_FACTS
};

bool host_is(struct db *db, const char *remote, enum host_fact fact);
/* Remembers; false when it was known already. */
bool host_learn(struct db *db, const char *remote, enum host_fact fact);

#endif
