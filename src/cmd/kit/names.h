/*
 * names.h - the short names of the people in a list, each made once.
 *
 * names_add says who is in the list, then names_short gives "ben" for a stored
 * assignee, unique among them (model/people).  Borrowed until names_release.
 */
#ifndef CMD_KIT_NAMES_H
#define CMD_KIT_NAMES_H

#include "base/base.h"
#include "base/map.h"
#include "db/core/db.h"

struct names {
	const struct people *people;
	struct map shorts;	/* stored text -> short name, NULL: not yet */
	struct memo last;	/* places in it */
};

void names_init(struct names *n, struct db *db);
void names_release(struct names *n);
/* Adds a stored assignee; "" is nobody and no name. */
void names_add(struct names *n, const char *stored);
/* "" for "". */
const char *names_short(struct names *n, const char *stored);

#endif
