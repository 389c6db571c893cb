/*
 * hands.h - the rules of sharing among many hands; pure, no I/O
 * (formats/sharing.md).
 *
 * A sync makes one fetch and at most two pushes, whatever others do.  While
 * nobody else is about, main is all that is pushed.  When others were faster a
 * moment ago, or have left deliveries that main does not have yet, the own
 * inbox goes along: nobody else writes it, so the push is a delivery in any
 * case, and main moves with it when it can.
 */
#ifndef DB_SHARE_HANDS_H
#define DB_SHARE_HANDS_H

#include "base/base.h"
#include "base/strvec.h"

#define HANDS_MAIN 1u	/* offer main, as a fast-forward */
#define HANDS_INBOX 2u	/* offer the own inbox */
#define HANDS_CLEAN 4u	/* delete what the offered main has made needless */
#define HANDS_ATOMIC 8u	/* all of that or nothing */

/* What a clone knows when it is about to push. */
struct hands {
	bool main_ahead;	/* we have what the remote's main has not */
	bool in_inbox;		/* ... and our inbox has all of it already */
	bool busy;		/* a push of main was rejected just now */
	size_t waiting;		/* inboxes of others that main has not */
	size_t litter;		/* inboxes, claims that would be needless then */
	bool no_inbox;		/* the host takes no refs of our own */
	bool no_delete, no_atomic;
};

/* What the first push offers; 0: there is nothing to push. */
unsigned hands_first(const struct hands *h);

/* What became of the first push. */
enum hands_fate {
	HANDS_ALL_TAKEN,
	HANDS_MAIN_TAKEN,	/* main, not all of the rest */
	HANDS_MAIN_RACED,	/* somebody moved main meanwhile */
	HANDS_NONE		/* atomic, and main was not the reason */
};

/*
 * What the second push offers after `first` was offered; 0: no second one.  It
 * is never atomic, so that each ref is for itself.
 */
unsigned hands_second(const struct hands *h, unsigned first,
		      enum hands_fate fate);

/*
 * How much `actor` wants task `id`: of several tasks of one rank each actor
 * takes the one with the greatest weight first, so that actors spread over
 * them without talking (Thaler and Ravishankar, "Using Name-Based Mappings to
 * Increase Hit Rates", 1998: rendezvous hashing).
 */
uint64_t hands_weight(const char *actor, const char *id);
/*
 * Which of the tasks falls to `actor` when all actors share them out, the pair
 * of greatest weight first, one task each: its place in `ids`, or `nr` when
 * there are fewer tasks than actors or too many of both to work it out.  Actors
 * who know of each other and of the same tasks come to the same shares, so that
 * no two meet.
 */
size_t hands_share(const char *actor, const struct strvec *others,
		   const char *const *ids, size_t nr);

#endif
