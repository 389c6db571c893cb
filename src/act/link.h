/*
 * link.h - links between commits and tasks: made, moved and taken back.
 *
 * What a link is and which tasks a commit names stands in feat/project/linking.h;
 * struct linking has both the wishes and the result.  A link that closes its task is
 * a change of status as any other (act/rule.h).  Making links twice makes them once.
 */
#ifndef ACT_LINK_H
#define ACT_LINK_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"
#include "feat/project/linking.h"

/* Links the commits (oldest first) to the tasks that their messages, and branches
 * with l->use_branch, name: one commit, none when there is nothing new. */
int act_link(struct linking *l, struct db *db, struct gitcommit *commits,
	     size_t nr, struct err *err);
/* Moves links from rewritten commits to those that replace them. */
int act_relink(struct linking *l, struct db *db, const struct rewrite *pairs,
	       size_t nr, struct err *err);

/* One task and commits, because somebody said so; res->notes tell it.
 * ERR_NOT_FOUND also for a revision that is no commit. */
int act_link_by_hand(struct act_result *res, struct db *db, const char *id,
		     const struct strvec *revs, struct err *err);
/* Takes links back.  ERR_NOT_FOUND also when there is none. */
int act_unlink(struct act_result *res, struct db *db, const char *id,
	       const struct strvec *revs, struct err *err);

#endif
