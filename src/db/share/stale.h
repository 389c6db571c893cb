/*
 * stale.h - claims at the remote that nobody holds any more.
 */
#ifndef DB_SHARE_STALE_H
#define DB_SHARE_STALE_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

/* Clocks differ: a lease has ended for us only so long after its end. */
#define STALE_AFTER_MS INT64_C(600000)

/*
 * Deletes at the remote the claims, known from the last fetch, that were given
 * back or whose lease has ended, each by compare-and-swap: one that was renewed
 * or taken over meanwhile stays.  Asks the network only when there is one.
 * *gone: how many were deleted.  ERR_NETWORK when it can not be reached.
 */
int db_clean_claims(size_t *gone, struct db *db, struct err *err);

#endif
