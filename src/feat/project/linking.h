/*
 * linking.h - links between commits and tasks: which they are, and the edits.
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
#ifndef FEAT_PROJECT_LINKING_H
#define FEAT_PROJECT_LINKING_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"
#include "feat/project/codelog.h"

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
 * Links to be made: worked out once, outside of the transaction, because reading
 * commits and counting their lines takes time.  Borrows what it is made of.  *out is
 * set after an error, too; free it.
 */
struct linking_plan;

/*
 * The commits (oldest first) and the tasks that they name.  A commit that reverts
 * another is linked to the other's tasks; with task.hooks.reopen it reopens those
 * that the other had completed.
 */
int linking_of_messages(struct linking_plan **out, struct linking *l,
			struct db *db, struct gitcommit *commits, size_t nr,
			struct err *err);
/* One task (full id) and commits, because somebody said so. */
void linking_of_hand(struct linking_plan **out, struct linking *l,
		     struct db *db, const char *id,
		     struct gitcommit *commits, size_t nr);

/* A commit was replaced by another (amend, rebase, squash). */
struct rewrite { char old_oid[OBJECT_HEX + 1], new_oid[OBJECT_HEX + 1]; };
/*
 * Links that move from rewritten commits to those that replace them.  A link that
 * came from a message stays only if the new message names the task.
 */
int linking_of_rewrites(struct linking_plan **out, struct linking *l,
			struct db *db, const struct rewrite *pairs, size_t nr,
			struct err *err);
/* Is it a plan whose edits DB_FEW suits? */
bool linking_plan_few(const struct linking_plan *p);
/* How many edits it is; 0: there is nothing to do. */
size_t linking_plan_size(const struct linking_plan *p);
/* txn_fn of a struct linking_plan (act/link.h runs it); sets what was done. */
int linking_edit(struct txn *txn, void *data, struct err *err);
void linking_plan_free(struct linking_plan *p);

/* Takes a link back, into `ch`.  ERR_NOT_FOUND when there is none. */
int linking_remove(struct change *ch, const struct task *t, const char *oid,
		   struct err *err);

/* The row of the task, not deleted, that a prefix means alone, or NO_ROW. */
uint32_t linking_row(const struct view *v, const char *prefix);
/*
 * The task that a branch is for: the one that its name has the id of, else the only
 * open one that has noted it as its own, unless everybody works on it
 * (gitstate_is_default).  NO_ROW: none, or not for sure.
 */
uint32_t linking_branch_row(struct db *db, const struct view *v,
			    const char *branch);
/* Rows that have a link to the commit; caller frees *rows. */
size_t linking_rows(uint32_t **rows, const struct view *v, const char *oid);

#endif
