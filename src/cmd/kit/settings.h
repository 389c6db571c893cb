/*
 * settings.h - writing and listing settings, in Git's configuration and in
 * .git-task.yaml.
 */
#ifndef CMD_KIT_SETTINGS_H
#define CMD_KIT_SETTINGS_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"
#include "front/opts.h"

/* A setting that the program reads. */
struct setting {
	const char *key;
	enum opt_type type;	/* OPT_FLAG: true or false */
	const char *values;	/* OPT_ENUM */
	const char *dflt;	/* as text; "": none */
	const char *help;
};

extern const struct setting settings_table[];	/* ends with a NULL key */

/* By key, case ignored as Git does; NULL: there is no such setting. */
const struct setting *settings_find(const char *key);
/* The closest known key, or NULL. */
const char *settings_closest(const char *key);
/* Is `value` of the setting's type?  ERR_INVALID. */
int settings_check(const struct setting *s, const char *value,
		   struct err *err);

enum settings_where { SETTINGS_LOCAL, SETTINGS_GLOBAL, SETTINGS_SHARED };

/*
 * Sets `key` ("task.hooks.strict"), value NULL takes it back (no error when it
 * is not there).  Shared: the file is replaced; ERR_INVALID for a key that the
 * file may not set; ERR_FAILED in a bare repository, and when the file has
 * comments in other places than at its top, since those would be lost.
 */
int settings_set(struct db *db, enum settings_where w, const char *key,
		 const char *value, struct err *err);
/* Can a group of settings be called so (db_config_name_ok)?  ERR_USAGE says what can. */
int settings_name_check(const char *name, struct err *err);
/* Puts a copy of an option, NULL when it was not given, in the place of *slot. */
void settings_take(char **slot, const struct args *args, const char *option);
/*
 * Settings of one thing in Git's configuration, the user's own when global:
 * `group`.`names[i]` becomes values[i]; NULL takes it back where it is set.  Stops
 * at the first that can not be written; those before it stay.
 */
int settings_group(struct db *db, bool global, const char *group,
		   const char *const *names, const char *const *values,
		   size_t nr, struct err *err);
/*
 * [{"key","value","origin": "git"|"shared"}], sorted by key; those in effect.
 * With `all` also those that are not made ("origin": "default"), and "help".
 * Caller frees.
 */
struct json *settings_list(struct db *db, bool all);

#endif
