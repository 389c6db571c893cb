/*
 * watch.h - what others did since one looked last.
 *
 * Notices come from the history of refs/tasks/main.  How far an agent has read is
 * local state (<commondir>/git-task/watch/<name>), so reading takes nothing
 * away from anybody else.
 */
#ifndef FEAT_WATCH_H
#define FEAT_WATCH_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/db.h"

/*
 * An array of {"kind", "id", "title", "text", "by", "at"}, oldest first; kind is
 * "discovery", "update", "sync", "join", "shared", "impact", "unblocked",
 * "assigned" or "conflict".  Own messages are left out.  Without a mark (first
 * look) all of the past counts.  Caller frees.
 */
int watch_collect(struct json **out, struct db *db, const struct view *v,
		  struct err *err);
/* Remembers that everything up to `v` was read. */
int watch_mark(struct db *db, const struct view *v, struct err *err);

#endif
