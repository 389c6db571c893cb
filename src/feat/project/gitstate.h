/*
 * gitstate.h - what Git is in the middle of in a work tree, as its files say.
 *
 * A place is enough: nothing is opened, loaded or run, except that the branch of a
 * repository whose refs are no files is asked of Git (place_head).
 */
#ifndef FEAT_PROJECT_GITSTATE_H
#define FEAT_PROJECT_GITSTATE_H

#include "base/base.h"
#include "data/id.h"

struct place;

/* Is a rebase (or `git am`) going on? */
bool gitstate_rebasing(const struct place *p);
/* Is there a cherry-pick, a revert or a merge whose commit is still to come? */
bool gitstate_picking(const struct place *p);
/* Lines of the list of `git cherry-pick a..b` or `git revert a..b`, the one that has
 * just been done among them; 0: there is no such list. */
size_t gitstate_picks_left(const struct place *p);
/* A rebase, or picks of which more are to come: they are looked at once, at their
 * end. */
bool gitstate_goes_on(const struct place *p);
/*
 * The branch checked out ("feature/x"), also while it is being rebased; NULL when
 * HEAD is detached.  Caller frees.
 */
char *gitstate_branch(const struct place *p);
/* Is it a branch that everybody works on, and that is no task's, whatever one says:
 * main, master, or the default branch of `origin` as its clone has noted it? */
bool gitstate_is_default(const struct place *p, const char *branch);
/* Was HEAD's commit made by `git commit --amend`, as the last line of the reflog's
 * file says?  Then old_oid is what it replaced. */
bool gitstate_amended(char old_oid[OBJECT_HEX + 1], const struct place *p);

#endif
