/*
 * care.h - looking after the store: checking it, packing it.
 */
#ifndef DB_CARE_CARE_H
#define DB_CARE_CARE_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

enum care_level {
	CARE_ERROR,	/* something is lost or can not be read */
	CARE_WARNING,	/* odd, but every reader knows what to do with it */
	CARE_FIXED	/* was wrong and derived: rebuilt */
};

struct care_finding {
	enum care_level level;
	char *where;	/* "3f/3f9a1c2b7d4e5f60.json", "refs/tasks/main", ... */
	char *what;
};

struct care_report {
	struct care_finding *v;
	size_t nr, alloc;
	size_t errors, warnings;
	size_t tasks, commits;	/* looked at */
};

#define CARE_REPORT_INIT { NULL, 0, 0, 0, 0, 0, 0 }
void care_report_release(struct care_report *r);

/*
 * Checks the ref and its history, the trees, every task (readable, its id, the
 * canonical form, values, stamps), references between tasks, cycles, and that
 * the index says what the tree says.  With `repair` what is derived (the index,
 * leftover temporary files) is made anew, and stamps without a successor
 * (data/id.h) are taken out by a new commit; nothing else of the tasks is
 * touched.  0 whatever was found; -1 only when it could not look.
 */
int db_fsck(struct care_report *out, struct db *db, bool repair,
	    struct err *err);

/*
 * Puts the loose objects that the task refs reach into one pack and removes the
 * loose copies of packed objects; drops and rebuilds the index.  Nothing that
 * is unreachable is removed: that is Git's own gc, after its two weeks.
 * *before and *after count loose objects.
 */
int db_gc(size_t *before, size_t *after, struct db *db, struct err *err);

#endif
