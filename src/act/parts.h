/*
 * parts.h - the tasks below a task that is finished, cancelled or deleted.
 */
#ifndef ACT_PARTS_H
#define ACT_PARTS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "act/internal.h"
#include "db/core/db.h"

/* What a verb does about parts. */
struct act_parts {
	bool open;		/* the open ones alone */
	const char *verb;	/* "completes" */
};

/*
 * The ids of `ids`, each behind the tasks below it, every task once, deleted ones
 * not.  ERR_NOT_FOUND, ERR_AMBIGUOUS.
 */
int parts_add(struct strvec *out, struct db *db, const struct strvec *ids,
	      const struct act_parts *p, struct err *err);
/* Warns of those that are left while their parent goes, with what to do. */
void parts_warn(struct act_step *s, const struct act_parts *p);

#endif
