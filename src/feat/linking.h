/*
 * linking.h - writing links between commits and tasks.
 *
 * A link is an entry of a task's `commits` log:
 *
 *	{"id": <oid>, "oid": <oid>, "at": committer time, "subject", "author",
 *	 "files", "insertions", "deletions", "branch", "closes": true,
 *	 "via": "message" | "branch" | "hand"}
 *
 * with an entry of `progress` of the same id ("commit 1234abc: subject").  The
 * id makes linking idempotent: hooks in one clone and `link --scan` in another
 * give the same links.  What closes a task is done once, when the link is made.
 */
#ifndef FEAT_LINKING_H
#define FEAT_LINKING_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/db.h"
#include "db/gitlog.h"

/*
 * May this task be completed by a commit?  When not, `why` says the reason.
 * Called inside a transaction.  No gate: always.
 */
typedef bool (*linking_gate)(const struct task *t, struct strbuf *why,
			     void *data);

struct linking {
	/* how */
	bool use_branch;	/* the branch's task counts as named */
	bool past;		/* commits from history: a status that was set
				 * after the commit stays */
	int measure_ms;		/* time limit for line counts, 0: none */
	linking_gate gate;
	void *gate_data;
	/* what was done */
	size_t links, completed, reopened;
	struct strvec notes;	/* sentences for people */
};

#define LINKING_INIT { false, false, 0, NULL, NULL, 0, 0, 0, STRVEC_INIT }
void linking_release(struct linking *l);

/*
 * Links the commits (oldest first) to the tasks that they name, in one commit of
 * the task ref; none when there is nothing new.  A commit that reverts another
 * is linked to the other's tasks; with task.hooks.reopen it reopens those that
 * the other had completed.
 */
int linking_apply(struct linking *l, struct db *db, struct gitcommit *commits,
		  size_t nr, struct err *err);

/* One task, one commit, because somebody said so. */
int linking_by_hand(struct linking *l, struct db *db, const char *id,
		    struct gitcommit *commit, struct err *err);
/* Takes a link back.  ERR_NOT_FOUND when there is none. */
int linking_remove(struct db *db, const char *id, const char *oid,
		   struct err *err);

/* A commit was replaced by another (amend, rebase, squash). */
struct rewrite { char old_oid[41], new_oid[41]; };
/*
 * Moves links from rewritten commits to those that replace them.  A link that
 * came from a message stays only if the new message names the task.
 */
int linking_rewrite(struct linking *l, struct db *db,
		    const struct rewrite *pairs, size_t nr, struct err *err);

/* Rows that have a link to the commit; caller frees *rows. */
size_t linking_rows(uint32_t **rows, const struct view *v, const char *oid);

#endif
