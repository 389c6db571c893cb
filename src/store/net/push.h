/*
 * push.h - offering refs to a remote: one push, an answer for each ref.
 *
 * The push is never forced.  A ref is either a plain fast-forward or changed by
 * compare-and-swap (--force-with-lease): the host compares and swaps under its own
 * lock, so that of many who want one ref exactly one gets it.
 */
#ifndef STORE_NET_PUSH_H
#define STORE_NET_PUSH_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "store/place/repo.h"

enum push_answer {
	PUSH_TAKEN,	/* the ref is at the remote as we wanted it */
	PUSH_RACED,	/* somebody else was first */
	PUSH_REFUSED,	/* the host does not want it, however often we try */
	PUSH_UNTRIED	/* atomic, and another ref was not taken */
};

struct push_ref {
	const char *name;	/* "main", "inbox/...", "claims/..." (borrowed) */
	struct oid oid;		/* zero: the ref is to be deleted */
	bool lease;		/* compare-and-swap instead of fast-forward */
	struct oid old;		/* with lease: what it is; zero: not there */
	enum push_answer answer;	/* result */
	bool moved;		/* taken, and it was not there already */
	char was[OID_HEX + 1];	/* ... first digits of what was; "": nothing */
};

#define PUSH_ATOMIC 1u		/* all of them or none */
#define PUSH_PROGRESS 2u	/* git's progress on stderr */

/*
 * One `git push` to a remote (a name or a URL) of at most PUSH_MAX refs, whose
 * objects are here.  Sets refs[].answer, and the tracking refs of what was
 * taken.  Returns 0 when the host answered; err then holds its words (ERR_CONFLICT
 * or ERR_NETWORK) when something was not taken; 1 when it does not know
 * --atomic (nothing was pushed); -1 when it could not be talked to.
 */
#define PUSH_MAX 512
int push_refs(const struct place *p, const struct config *c,
	      const char *remote, struct push_ref *refs, size_t nr,
	      unsigned flags, struct err *err);

/* The first ref of that answer, or NULL. */
const struct push_ref *push_find(const struct push_ref *refs, size_t nr,
				 enum push_answer answer);

#endif
