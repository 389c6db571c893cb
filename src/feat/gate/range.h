/*
 * range.h - the commits that a merge would bring, in checkouts that hold only part of
 * the history.
 */
#ifndef FEAT_GATE_RANGE_H
#define FEAT_GATE_RANGE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "feat/project/codelog.h"

struct range {
	char head[OBJECT_HEX + 1];
	char base[OBJECT_HEX + 1];	/* "": there is none, head stands alone */
	char *shown;			/* how the base was named, or NULL; owned */
	struct gitcommits commits;	/* those that may name a task, oldest first */
	unsigned fetches;	/* that it took to have them */
	char *file;		/* one that they change, "" when none; owned */
};

#define RANGE_INIT { "", "", NULL, GITCOMMITS_INIT, 0, NULL }

struct range_args {
	const char *head;	/* a revision, NULL: HEAD */
	const char *base;	/* a revision or a branch of the remote, or NULL */
	const char *since;	/* a commit, all digits, or NULL: tried before base */
	const char *remote;	/* where to fetch from, NULL: task.remote, origin */
	bool fetch;		/* may what is missing be fetched? */
};

/*
 * Finds both ends and reads what lies between.  In a shallow clone the history is
 * deepened until both ends meet: the two tips are fetched with more and more commits
 * each, at last whole; a base branch that is not here is fetched into
 * refs/remotes/<remote>/.  Without any base the remote's own (refs/remotes/origin/HEAD,
 * main, master) is taken, and when there is none either the head's commit alone.
 *
 * ERR_NOT_FOUND: a revision that was named is nowhere.  ERR_NETWORK: it would have
 * to be fetched and that failed, with Git's words.  Release `out` in either case.
 */
int range_read(struct range *out, struct db *db,
	       const struct range_args *args, struct err *err);
void range_release(struct range *r);

#endif
