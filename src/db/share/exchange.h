/*
 * exchange.h - one fetch and at most two pushes with one place
 * (formats/sharing.md); share.h is what commands call.
 */
#ifndef DB_SHARE_EXCHANGE_H
#define DB_SHARE_EXCHANGE_H

#include "base/base.h"
#include "base/err.h"
#include "db/share/inbox.h"
#include "store/net/push.h"

/* main and sessions */
#define SHARED_NR 2
/* A file of this clone: some remote was asked for tasks and had none. */
#define EXCHANGE_ASKED "asked"
#define ASKED_MAX ((size_t)1 << 20)

/* What is known of a place; release with exchange_release. */
struct exchange {
	struct db *db;
	const struct config *config;
	const char *remote;	/* a name or a URL; borrowed */
	unsigned flags;		/* SHARE_* */
	struct share_report *report;
	struct remote_refs inboxes[SHARED_NR];
	struct remote_refs claims;
	size_t waiting;		/* inboxes of others with edits that main lacks */
	bool lately;		/* somebody else has moved main just now */
};

void exchange_init(struct exchange *x, struct db *db,
		   const struct config *config, const char *remote,
		   unsigned flags, struct share_report *report);
void exchange_release(struct exchange *x);

/* Fetches and joins: main, sessions, all inboxes. */
int exchange_pull(struct exchange *x, struct err *err);
/*
 * Sends what the place lacks: to main, and to the own inbox when others are or
 * were faster.  0 it has everything; 1 others were faster with main and it takes no
 * inboxes: pull and try again, with the host's answer in err; -1 error.
 */
int exchange_push(struct exchange *x, struct err *err);
/* Does the crowd make main a bad bet, so that the own inbox goes first? */
bool exchange_is_busy(const struct exchange *x);

/* Commits of main that neither the place's main nor our inbox there has, counted
 * up to `max`; -1 when that can not be found out. */
int exchange_unsent(struct db *db, const char *remote, int max);

#endif
