/*
 * settings.h - writing and listing settings, in Git's configuration and in
 * .git-task.yaml.
 */
#ifndef CMD_SETTINGS_H
#define CMD_SETTINGS_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/db.h"

enum settings_where { SETTINGS_LOCAL, SETTINGS_GLOBAL, SETTINGS_SHARED };

/*
 * Sets `key` ("task.hooks.strict"), value NULL takes it back (no error when it
 * is not there).  Shared: the file is replaced; ERR_INVALID for a key that the
 * file may not set; ERR_FAILED in a bare repository, and when the file has
 * comments in other places than at its top, since those would be lost.
 */
int settings_set(struct db *db, enum settings_where w, const char *key,
		 const char *value, struct err *err);
/* [{"key","value","origin": "git"|"shared"}], sorted by key; those in effect.
 * Caller frees. */
struct json *settings_list(struct db *db);

#endif
