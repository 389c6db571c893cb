/*
 * branchscan.h - commits that belong to a task because of the branch they are on.
 *
 * What the hooks see as it happens, found later: in a clone whose commits come from
 * programs that run no hooks. A branch is a task's when its name has the task's id
 * (link.h), or when one task alone has recorded it as its `branch`; the branch that
 * the remote calls its default never is. Its commits are those since the branch was
 * made, or rebased, as Git's log of it says; where that is not known, those since the
 * recorded base that are on no other branch. A branch that is gone is found in the merge commits that
 * name it ("Merge branch 'x'", "Merge pull request #1 from me/x"). Merges themselves
 * are not counted, nor is what might be of two tasks.
 */
#ifndef FEAT_PROJECT_BRANCHSCAN_H
#define FEAT_PROJECT_BRANCHSCAN_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"
#include "feat/project/codelog.h"

/*
 * Sets `task` and `branch` of the commits in `all` and adds those that are missing
 * there, at most BRANCHSCAN_MAX a branch, the newest.
 */
#define BRANCHSCAN_MAX 2000
int branchscan(struct gitcommits *all, struct db *db, struct err *err);

#endif
