/*
 * claimref.h - a claim at the remote: refs/tasks/claims/<id>
 * (formats/sharing.md).
 *
 * The ref points to a small commit without files that says who has the task,
 * where, since when and until when.  The host decides by compare-and-swap: a
 * claim is a new ref, a take-over or renewal a child of the commit that was
 * seen.  The commit's id is the fencing token of the claim.
 */
#ifndef DB_SHARE_CLAIMREF_H
#define DB_SHARE_CLAIMREF_H

#include "base/base.h"
#include "base/err.h"
#include "data/id.h"
#include "db/core/fence.h"
#include "store/odb/object.h"

struct claimref {
	char id[ID_LEN + 1];
	struct oid oid;
	char *owner;		/* the agent, else the e-mail address */
	char *person;		/* e-mail address of the committer */
	char *clone;		/* 8 hex digits */
	char *worktree;		/* its name, "" for the main one */
	int64_t since, until;	/* ms; WHEN_NONE: no end */
	bool held;		/* false: given back */
};

void claimref_release(struct claimref *c);	/* empty, usable afterwards */

/* Is it held, and not run out at `now`? */
bool claimref_lives(const struct claimref *c, int64_t now);
/*
 * Did it change so short a time ago that somebody may still push what he decided on before
 * there was a claim?  He would be given a ref that is not there: until then it stays.
 */
#define CLAIM_RESTS_MS INT64_C(120000)
bool claimref_rests(const struct claimref *c, int64_t now);
/* Is it the claim of this actor: name, clone and work tree? */
bool claimref_is(const struct claimref *c, const struct claimant *who);

/* taken_by of this claim. */
int claimref_taken(struct err *err, struct db *db, const struct claimref *c);

/* The claim of a task as of the last fetch: 1 there is one, 0 none (or what is
 * there can not be read), -1 error. */
int claimref_find(struct claimref *out, struct db *db, const char *remote,
		  const char *id, struct err *err);
/* From the commit. */
int claimref_read(struct claimref *out, struct db *db, const struct oid *oid,
		  const char *id, struct err *err);
/*
 * Writes the commit of a claim by `me` (held false: of giving it back), as a
 * child of `old` (NULL: a new claim).
 */
int claimref_write(struct oid *out, struct db *db, const char *id,
		   const struct claimant *me, int64_t until, bool held,
		   const struct oid *old, struct err *err);
/* "claims/<id>". */
void claimref_name(char out[32], const char *id);

#endif
