/*
 * offer.h - claims on their way to the remote, together with the commit that
 * says so in the tasks (claim.c is the only user, with db_write_published).
 *
 * The claims and the commit go in one push, all or nothing: the commit to main
 * while nobody else is about, else to the own inbox.  Several claims go without
 * the commit, each on its own; it follows when it is known which were won.
 */
#ifndef DB_SHARE_OFFER_H
#define DB_SHARE_OFFER_H

#include "base/base.h"
#include "base/err.h"
#include "db/share/claimref.h"
#include "db/share/exchange.h"

/* What is to become of one claim ref. */
struct claim_op {
	char id[ID_LEN + 1], name[32];
	struct oid oid;		/* zero: deleted */
	struct oid old;		/* zero: there is none */
};

struct offer {
	struct db *db;
	struct exchange x;
	struct share_report report;
	char *place;		/* the remote, or the URL that it is pushed to */
	const struct claimant *me;
	struct claim_op *ops;
	size_t nr, alloc;
	bool ends;		/* the claims end, instead of being won */
	bool keeps;		/* ... or are what they were */
	bool later;		/* the commit has still to be delivered */
	bool settled;		/* the claims are decided, all that is in ops won */
	struct strvec lost;	/* ids, by the last publish */
	struct strvec won;	/* of a batch that was won in part */
};

/* Where claims are decided: the remote (NULL: the configured one), or the first
 * URL that it is pushed to.  0 and *out (caller frees); 1 there is none; -1. */
int claims_place(char **out, struct db *db, const char *remote,
		 struct err *err);

/* Picks the place.  ERR_FAILED: there is no remote. */
int offer_open(struct offer *o, struct db *db, const char *remote,
	       const struct claimant *me, struct err *err);
void offer_close(struct offer *o);

/* Within the transaction, each time it runs: what the next publish is about.
 * Writes the commits of the claims. */
int offer_claims(struct offer *o, const struct strvec *ids, int64_t until,
		 struct err *err);
/* Ends those claims of the ids that are this actor's (with force: anybody's). */
int offer_end(struct offer *o, const struct strvec *ids, bool force,
	      struct err *err);
/* The claims that this actor won of these tasks must still be the ones it won:
 * they are renewed, and those of `over` end.  ERR_CONFLICT names who has one
 * now, unless db_force is on. */
int offer_keep(struct offer *o, const struct strvec *open,
	       const struct strvec *over, struct err *err);

/* A publish_fn.  1: others were first; o->lost says with which claims, none: with
 * main. */
int offer_publish(const struct oid *commit, void *data, struct err *err);

/* After the commit is in the ref here: delivers what the push did not carry,
 * notes what was won. */
int offer_settle(struct offer *o, const struct strvec *ids, struct err *err);

#endif
