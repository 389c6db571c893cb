/*
 * events.h - what happened to the tasks, said once and for everybody.
 *
 * Events are the difference of two tips of refs/tasks/main: nothing is stored,
 * so whoever was away gets what was missed by naming the last tip it knows, and
 * what a sync brought is told like what was done here, with its author.  The tip
 * is the place in the stream: remember events.tip once all of the list is dealt
 * with, and ask for events_between(that, the tip now) the next time.
 *
 *	struct events ev = EVENTS_INIT;
 *
 *	if (events_between(&ev, db, last, NULL, &err) == 0)
 *		for (i = 0; i < ev.nr; i++)
 *			tell(events_json(&ev, i));
 *	events_release(&ev);
 *
 * Order: by time; of one task in the order of the types below.  A task that was
 * made and changed between the tips is "created" in its last state, its comments
 * and changes of status follow.  What was changed and changed back is not told,
 * but for changes of status and comments, which tasks keep.
 *
 * Who: of a change, the author of the newest commit in between that made it; of
 * comments and changes of status, whom the entry names.  NULL where that can not
 * be found out (a shallow clone).
 *
 * A subscriber is a row of a const table that the program hands to events_tell
 * after every command (cmd/kit/subscribers.c): docs/HACKING.md has the recipe.
 * Where no row wants the events they are not made.
 */
#ifndef DB_EVENTS_EVENTS_H
#define DB_EVENTS_EVENTS_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"

/* Members of event.data in braces; those that are unset are null. */
enum event_type {
	EVENT_CREATED,		/* {status, priority, assignee, project, type} */
	EVENT_UPDATED,		/* {<field>: {old, new}, ...}; of a log: {added:
				 * [entries], removed: [ids]}.  Fields that the
				 * other types tell are not among them. */
	EVENT_STATUS,		/* {old, new}, the stored ones */
	EVENT_COMPLETED,	/* {actual_hours, summary} */
	EVENT_BLOCKED,		/* {reason, blocked_by: [ids]} */
	EVENT_UNBLOCKED,	/* {cause}: may go on; the task that was finished,
				 * null when its own mark was taken away */
	EVENT_ASSIGNED,		/* {old, new}; new null: to nobody */
	EVENT_CLAIMED,		/* {owner, until}; also a renewal */
	EVENT_LEASE_ENDED,	/* {owner, why}: "released", "expired", "closed" */
	EVENT_COMMENTED,	/* {kind, text, entry}: of progress ("progress")
				 * and context */
	EVENT_DELETED,		/* {} */
	EVENT_RESTORED,		/* {} */
	EVENT_CONFLICT,		/* {field, kept, lost, lost_by}: two edited it */
	EVENT_NR
};

struct event {
	enum event_type type;
	char id[ID_LEN + 1];		/* the task */
	char *title;			/* as it is at events.tip */
	int64_t at;			/* ms */
	char *by, *email, *agent;	/* NULL: unknown, none */
	char *verb;			/* of the commit, "complete"; or NULL */
	char *commit;			/* hex, or NULL */
	bool foreign;			/* made by another clone */
	struct json *data;		/* an object */
	size_t order;			/* among those of one second */
};

/* All of it belongs to the list. */
struct events {
	struct event *v;
	size_t nr, alloc;
	char *from, *tip;		/* hex; from "": before all tasks */
};

#define EVENTS_INIT { NULL, 0, 0, NULL, NULL }

void events_release(struct events *ev);	/* usable afterwards */

/* "created", "lease-ended"; and back: false when there is no such type. */
const char *event_name(enum event_type type);
bool event_parse(enum event_type *out, const char *name);

/*
 * What happened from tip `from` (NULL or "": from the beginning) to tip `to`
 * (NULL: the one now), both hex.  No tasks at all is an empty list.  `out` is
 * replaced.  ERR_NOT_FOUND: there is no such tip here (any more), so that what was
 * missed can not be told: read everything anew.  The database's own view stays
 * as it is.
 */
int events_between(struct events *out, struct db *db, const char *from,
		   const char *to, struct err *err);

/*
 * Leases that ran out by themselves after `since` until `now` (ms): what no
 * commit tells.  Appends EVENT_LEASE_ENDED, why "expired", and by == NULL.  For
 * surfaces that live long; call it with the time of the last call.
 */
int events_expired(struct events *out, struct db *db, int64_t since,
		   int64_t now, struct err *err);

/*
 * One event as formats/events.md has it, with the stream's "tip"; the caller
 * frees.  Foreign text is in it as it is: clean it before a terminal sees it.
 */
struct json *events_json(const struct events *ev, size_t i);
/* Its members, for sheets. */
#define EVENT_COLUMNS "event|id|title|at|by|email|agent|verb|commit|foreign|data|tip"

/* ---- subscribers ---- */

struct subscriber {
	const char *name;	/* "auto-push" */
	const char *failed;	/* in front of why not: "saved here, but not
				 * pushed" */
	/* Asked after a write, before anything is worked out: a look at the
	 * configuration at most. */
	bool (*wants)(struct db *db);
	bool needs_events;	/* else `ev` is NULL: that something was written
				 * is all it is told */
	/* May write and sync.  -1: err becomes a warning, the write stands. */
	int (*tell)(struct db *db, const struct events *ev, struct err *err);
};

/*
 * Tells those of the table (NULL-terminated; may be NULL) what this database has
 * done since it was opened or told last: first those that need no events, in
 * order; then, when the ref moved, the others, including what the first ones
 * brought.  Without `wrote` (a join of what others did) only the others.
 * Failures become warnings (db_warnings).
 */
void events_tell(struct db *db, const struct subscriber *const *table,
		 bool wrote);

#endif
