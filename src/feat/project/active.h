/*
 * active.h - the task one is working on, one per work tree.
 *
 * Local state (<commondir>/git-task/active.json), never shared: what is shared is
 * the work log entry that stopping adds to the task.
 */
#ifndef FEAT_PROJECT_ACTIVE_H
#define FEAT_PROJECT_ACTIVE_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

struct active {
	char id[ID_LEN + 1];
	int64_t since;		/* ms */
};

/*
 * False when no task is active here: none was started, or the one that was is
 * not in progress any more (blocked, undone, completed by somebody else), or it was
 * started in another work tree that was at this path before, or the file can not be
 * read.  out->id is "" then.
 */
bool active_get(struct active *out, struct db *db);
/* Tasks (full ids) that are in progress and active in no work tree but one that is
 * gone, and that tree's path, at the same place of `trees`. */
void active_gone(struct strvec *trees, struct strvec *ids, struct db *db);
/* Makes `id` the active one; "" makes none active.  What was active in work trees
 * that are gone is forgotten. */
int active_set(struct db *db, const char *id, int64_t since, struct err *err);
/* A work log entry for the time from a->since to `now`. */
struct json *active_entry(const struct active *a, int64_t now);
/* Hours in a task's work log, 0 when it has none. */
double active_hours(const struct task *t);

#endif
