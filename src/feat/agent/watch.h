/*
 * watch.h - what others did since one looked last.
 *
 * Notices are the events (db/events/events.h) that concern the reader.  How far an agent has read is
 * local state (<commondir>/git-task/watch/<name>), so reading takes nothing
 * away from anybody else.
 */
#ifndef FEAT_AGENT_WATCH_H
#define FEAT_AGENT_WATCH_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"

/*
 * An array of {"kind", "id", "title", "text", "by", "at"}, oldest first; kind is
 * "discovery", "update", "sync", "join", "shared", "impact", "unblocked",
 * "assigned" or "conflict".  Own messages are left out unless `own_too`.  Without a mark (first
 * look) all of the past counts.  Caller frees.
 */
int watch_collect(struct json **out, struct db *db, const struct view *v,
		  bool own_too, struct err *err);
/* The tip up to which this reader has read, "" when it never did; caller frees. */
char *watch_last(struct db *db);
/* Remembers that everything up to `v` was read. */
int watch_mark(struct db *db, const struct view *v, struct err *err);
/* The same for the sessions of agents, whose tip is another one. */
char *watch_last_session(struct db *db);
int watch_mark_session(struct db *db, const char *tip, struct err *err);
/* Puts `j`, which has an "at", into a list in the order of time; takes it. */
void watch_put(struct json *list, struct json *j);
/*
 * What went wrong in sessions up to the tip `to` (feat/session/session.h), as notices
 * of the kinds "error" and "budget" with a "severity" besides, put in their places
 * in `list` by time.  Own ones are left out unless `own_too`; a first look goes a day
 * back.
 */
int watch_sessions(struct json *list, struct db *db, struct db *sessions,
		   const char *to, bool own_too, struct err *err);

#endif
