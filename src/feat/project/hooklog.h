/*
 * hooklog.h - how long the hooks of this clone took, and how they ended.
 *
 * Local state, <commondir>/git-task/hooks.log: a line a run,
 * "<ms since 1970> <event> <ms taken> <ok|failed>\n".  A hook that had nothing to
 * do (quiet.h) leaves no line.  The newest
 * HOOKLOG_MAX bytes count; what is older is dropped when the file is twice as
 * long.  It can be deleted at any moment.
 */
#ifndef FEAT_PROJECT_HOOKLOG_H
#define FEAT_PROJECT_HOOKLOG_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

#define HOOKLOG_MAX ((size_t)128 << 10)

/* Limits in ms above which a run is worth a word; task.hooks.warnMs and
 * task.hooks.critMs, 500 and 2,000 (what a hook is given) when unset. */
#define HOOKLOG_WARN 500
#define HOOKLOG_CRIT 2000

/* Adds a run.  Never fails: a log that can not be written is no reason to say
 * anything in the middle of a commit. */
void hooklog_add(struct db *db, const char *event, int64_t took, bool failed);

struct hooklog_run {
	int64_t at, took;	/* ms */
	char event[40];
	bool failed;
};

struct hooklog {
	struct hooklog_run *v;	/* oldest first */
	size_t nr, alloc;
};

#define HOOKLOG_INIT { NULL, 0, 0 }

/* Lines that are none are left out; no file is an empty log. */
int hooklog_read(struct hooklog *out, struct db *db, struct err *err);
void hooklog_release(struct hooklog *l);	/* usable afterwards */
/* Drops runs before `before` (ms); *dropped: how many. */
int hooklog_drop(size_t *dropped, struct db *db, int64_t before,
		 struct err *err);

#endif
