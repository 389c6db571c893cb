/*
 * find.h - what the files behind events.h share: the tasks that differ between
 * two tips, and who changed them.
 */
#ifndef DB_EVENTS_FIND_H
#define DB_EVENTS_FIND_H

#include "base/base.h"
#include "base/err.h"
#include "base/map.h"
#include "db/core/internal.h"
#include "db/events/events.h"

/* A commit in between: whoever made it. */
struct doer {
	char *by, *email, *agent, *verb;
	char hex[OID_HEX + 1];
	int64_t at;
	bool foreign;
	size_t nr;		/* newest first */
};

/* What one commit did to a task; the documents are read when they are asked for. */
struct step {
	size_t doer;			/* in finding.doers */
	struct oid before, after;	/* blobs, zero: none */
	struct task was, is;
	bool read;
};

/* A task that differs. */
struct touched {
	struct oid before, after;
	struct step *steps;		/* newest first */
	size_t nr, alloc;
};

struct finding {
	struct db *db;
	struct repo *repo;
	struct events *out;
	struct oid from, tip;
	bool has_from;
	struct oid from_tree, tip_tree;	/* zero: none */
	struct map tasks;		/* id -> struct touched */
	struct doer *doers;
	size_t nr_doers, alloc_doers;
	char actor[9];			/* this clone */
	struct err *err;
};

/* Fills tasks and doers.  Release in either case. */
int finding_collect(struct finding *f);
void finding_release(struct finding *f);

/* Who changed this member of the task last; with `first`, who made the task.
 * NULL: nobody knows. */
const struct doer *finding_doer(struct finding *f, const char *id,
				const char *member, bool first);

/* The same of an entry of a log. */
const struct doer *finding_entry_doer(struct finding *f, const char *id,
				      const char *member, const char *entry);
bool log_has(const struct json *log, const char *entry);

/* Appends; `d` may be NULL.  Takes `data`. */
struct event *event_add(struct events *out, enum event_type type,
			const char *id, const struct doer *d, int64_t at,
			struct json *data);

/* Everything that the documents of one task say. */
void events_of_task(struct finding *f, const char *id,
		    const struct task *before, const struct task *after);

#endif
