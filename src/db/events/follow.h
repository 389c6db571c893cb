/*
 * follow.h - keeping a clone in step with a remote, round after round.
 *
 *	struct follow f;
 *
 *	if (follow_begin(&f, db, remote, 30000, &err) < 0) ...
 *	do
 *		rc = follow_round(&events, &report, &f, &err);
 *	while (rc >= 0 && !wait(follow_delay(&f)));
 *	follow_end(&f);
 *
 * A round is a sync (share.h) and what happened since the round before, here and
 * elsewhere.  A remote that can not be reached is no end: the delay grows, and
 * one round is in step again.
 */
#ifndef DB_EVENTS_FOLLOW_H
#define DB_EVENTS_FOLLOW_H

#include "base/base.h"
#include "base/err.h"
#include "base/file.h"
#include "data/rand.h"
#include "db/core/db.h"
#include "db/events/events.h"
#include "db/share/share.h"

struct follow {
	struct db *db;
	const char *remote;	/* NULL: the configured one */
	int64_t interval;	/* ms */
	unsigned failures;	/* rounds in a row that did not reach it */
	struct file_lock lock;
	struct rnd rnd;
	char *tip;		/* told up to here */
	int64_t since;		/* leases, too */
};

/* Longest delay after failures, unless the interval itself is longer. */
#define FOLLOW_DELAY_MAX INT64_C(600000)

/*
 * Takes the lock of this clone.  ERR_CONFLICT: another process follows already;
 * ERR_FAILED: there is no remote.
 */
int follow_begin(struct follow *f, struct db *db, const char *remote,
		 int64_t interval, struct err *err);
void follow_end(struct follow *f);

/*
 * 0: in step; 1: the remote could not be reached or did not take it, err says
 * why, and f->failures how often that was; -1: nothing that goes away by itself.
 * `events` is replaced, in the first two cases; `report` holds what the sync did.
 */
int follow_round(struct events *events, struct share_report *report,
		 struct follow *f, struct err *err);

/* How long to wait for the next round: the interval, doubled with each failure,
 * a quarter more or less so that clones do not come in step. */
int64_t follow_delay(struct follow *f);

#endif
