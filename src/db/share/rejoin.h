/*
 * rejoin.h - a ref that something else than a join has moved.
 *
 * A forced fetch, the update of a mirror, a reset or an update-ref by hand can
 * take tasks out of refs/tasks/main that were written here.  This clone
 * remembers the last commit that it put there (db/core/lock.c); when the ref
 * no longer contains it, or contains it and has lost its files, it is joined
 * again.
 */
#ifndef DB_SHARE_REJOIN_H
#define DB_SHARE_REJOIN_H

#include "base/base.h"
#include "db/core/db.h"

/*
 * Looks at both refs and heals what was moved.  Says so, and also when it can
 * not (a read-only repository, objects that are gone), in a warning of the db.
 * Costs two small files when nothing happened.  Returns how many files that
 * nobody can read it met, which the warnings name.
 */
size_t db_rejoin(struct db *db);

#endif
