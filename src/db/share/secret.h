/*
 * secret.h - passwords and tokens for servers: from the environment, else from Git's
 * own keepers (git-credential(1)).
 *
 * They are kept in memory alone, and in no error; the caller wipes them with
 * secret_free.
 */
#ifndef DB_SHARE_SECRET_H
#define DB_SHARE_SECRET_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

struct secret {
	char *user;	/* NULL: none, as of the environment */
	char *text;
};

#define SECRET_INIT { NULL, NULL }

/*
 * The value of the first of these variables of the environment that is set (names
 * apart by commas, may be NULL), else what `git credential fill` has for the server
 * of `url`.  Nobody is asked at a terminal.  ERR_FAILED says where it was looked
 * for, and when it has a line end in it.
 */
int secret_get(struct secret *out, struct db *db, const char *names,
	       const char *url, struct err *err);
/* Only from the environment. */
int secret_env(struct secret *out, const char *names, struct err *err);
void secret_free(struct secret *s);	/* wiped; usable afterwards */

#endif
