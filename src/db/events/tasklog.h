/*
 * tasklog.h - the past of the tasks, commit by commit.
 */
#ifndef DB_EVENTS_TASKLOG_H
#define DB_EVENTS_TASKLOG_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

/* One task touched by one commit. */
struct log_item {
	const char *commit;		/* all its hex digits */
	const char *author, *email;
	int64_t when;			/* ms */
	const char *subject;		/* first line of the message */
	const char *verb;		/* Task-Op: trailer or "" */
	const char *id;			/* task */
	const struct task *before;	/* NULL when created here */
	const struct task *after;
};

/* Return != 0 to stop. */
typedef int (*log_fn)(const struct log_item *ev, void *data);

/*
 * Newest first; `id` (full) limits to one task.  Merge commits are compared with
 * their first parent only when they are joins that changed the task; every edit
 * is reported once.  `max` items at most (0: all).
 */
int db_history(struct db *db, const char *id, size_t max, log_fn fn,
	       void *data, struct err *err);

/* A command that was taken back; undone_release frees. */
struct undone {
	char *what;		/* the subject of its commit */
	char *verb;		/* of it, NULL: it has none */
	char *by;		/* whose it was: "Tess Ter (coder) in work tree
				 * 'x'" */
	const char *detail;	/* behind the first ": " of `what`, or all of it */
	struct strvec ids;	/* the tasks that it had changed (full) */
	struct db_result res;	/* of the inverse */
};
void undone_release(struct undone *u);
/*
 * Undo of `commit`, whoever made it, or (NULL) of the newest command of the actor
 * that asks: person, agent, clone and work tree, as the commits in the history say
 * it.  Where the history has nothing of this clone, because it is new or lost its
 * name, the person's newest with the same agent.  Writes the inverse as a new commit.  `out` is initialised here; release it in either case.
 * ERR_FAILED: nothing is left, a join, undone already; ERR_CONFLICT: edited since;
 * ERR_NOT_FOUND and ERR_AMBIGUOUS for `commit`.
 */
int db_undo(struct undone *out, struct db *db, const char *commit,
	    struct err *err);

#endif
