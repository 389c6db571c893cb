/*
 * history.h - the past of the tasks: commits of refs/tasks/main as events.
 */
#ifndef DB_HISTORY_H
#define DB_HISTORY_H

#include "base/base.h"
#include "base/err.h"
#include "db/db.h"

/* One task touched by one commit. */
struct event {
	const char *commit;		/* 40 hex */
	const char *author, *email;
	int64_t when;			/* ms */
	const char *subject;		/* first line of the message */
	const char *verb;		/* Task-Op: trailer or "" */
	const char *id;			/* task */
	const struct task *before;	/* NULL when created here */
	const struct task *after;
};

/* Return != 0 to stop. */
typedef int (*event_fn)(const struct event *ev, void *data);

/*
 * Events newest first; `id` (full) limits to one task.  Merge commits are
 * compared with their first parent only when they are joins that changed the
 * task; every edit is reported once.  `max` events at most (0: all).
 */
int db_history(struct db *db, const char *id, size_t max, event_fn fn,
	       void *data, struct err *err);

/*
 * Undo of the newest own command (by Task-Actor trailer) or of `commit`:
 * writes the inverse as a new commit.  *what (caller frees) describes it.
 */
int db_undo(struct db *db, const char *commit, char **what,
	    struct db_result *res, struct err *err);

#endif
