/*
 * codelog.h - the project's own history: commits, branches, who is checked out.
 *
 * About the commits that people make, not about those of refs/tasks/main
 * (history.h).  Nothing here writes, uses the network or touches the index or
 * the work tree.
 */
#ifndef FEAT_PROJECT_CODELOG_H
#define FEAT_PROJECT_CODELOG_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/core/db.h"

struct gitcommit {
	char oid[OBJECT_HEX + 1];
	char *author, *subject, *message;	/* owned */
	char *branch;		/* it was found on, or NULL; owned */
	char task[ID_LEN + 1];	/* its branch is that task's (branchscan.h), or "" */
	int64_t when;		/* committer time, ms */
	unsigned nr_parents;
	bool measured;		/* the three below are set */
	unsigned files;
	unsigned long insertions, deletions;
};

void gitcommit_release(struct gitcommit *c);

/* One commit by all its digits, read in this process.  ERR_NOT_FOUND when
 * there is no such commit here. */
int gitlog_read(struct gitcommit *out, struct db *db, const char *oid,
		struct err *err);

/* The commit that HEAD is at: 1 found, 0 none yet, -1 error. */
int gitlog_head(char oid[OBJECT_HEX + 1], struct db *db, struct err *err);

/* Was HEAD's commit made by `git commit --amend`, as the last line of this work
 * tree's reflog says?  Then old_oid is what it replaced. */
bool gitlog_amended(char old_oid[OBJECT_HEX + 1], struct db *db);

/*
 * The branch checked out in this work tree ("feature/x"), also while it is
 * being rebased; NULL when HEAD is detached.  Caller frees.
 */
char *gitlog_branch(struct db *db);
/* The git directory of this work tree; borrowed. */
const char *gitlog_gitdir(struct db *db);
/* ... and the one that all work trees share. */
const char *gitlog_commondir(struct db *db);
/* What Git is in the middle of here: gitstate.h. */
bool gitlog_rebasing(struct db *db);
bool gitlog_picking(struct db *db);
bool gitlog_goes_on(struct db *db);
size_t gitlog_picks_left(struct db *db);

/* What people type for a commit -> all its digits.  ERR_NOT_FOUND. */
int gitlog_resolve(char oid[OBJECT_HEX + 1], struct db *db, const char *rev,
		   struct err *err);
/* Is there a commit whose id begins with these digits? */
bool gitlog_has_commit(struct db *db, const char *prefix);

/*
 * Commits that `revs` (revisions, ranges, "--all") reach and whose message may
 * name a task: oldest first, parents before children.  At most `max` (0: all),
 * the newest of them.  `fn` may take strings out of the commit; != 0 stops.
 * ERR_INVALID with Git's own words when it does not know a revision.
 */
typedef int (*gitcommit_fn)(struct gitcommit *c, void *data);
int gitlog_each(struct db *db, const struct strvec *revs, size_t max,
		gitcommit_fn fn, void *data, struct err *err);

/* The same of all commits but merges, whatever their messages say; `revs` has a
 * revision a line, "^" in front of those that are left out. */
int gitlog_work(struct db *db, const struct strbuf *revs, bool first_parent,
		size_t max, gitcommit_fn fn, void *data, struct err *err);

/* Commits that are kept; gitcommits_keep is a gitcommit_fn for one of these. */
struct gitcommits {
	struct gitcommit *v;	/* owned */
	size_t nr, alloc;
};

#define GITCOMMITS_INIT { NULL, 0, 0 }

int gitcommits_keep(struct gitcommit *c, void *data);
void gitcommits_release(struct gitcommits *all);

/*
 * Sets files, insertions and deletions of the commits (merges: against their
 * first parent; as few lines as tell the difference), in this process when they are
 * few and plain, else with one run of git.  Those that can not be measured within
 * `timeout_ms` (0: no limit) stay as they are.
 */
void gitlog_measure(struct db *db, struct gitcommit *commits, size_t nr,
		    int timeout_ms);

/* ---- paths ---- */

/*
 * The commits behind the lines `first` to `last` (0, 0: all) of a file in the
 * order of those lines, or with `history` all that touched it, newest first: 40
 * digits each, once.  *lines gets their numbers of lines; caller frees, also on
 * error.  `path` is relative to the current directory.
 */
int gitlog_blame(struct strvec *oids, unsigned **lines, struct db *db,
		 const char *path, unsigned first, unsigned last,
		 bool history, struct err *err);

/* Paths of the files that HEAD's commit adds or changes against its first
 * parent. */
int gitlog_head_files(struct strvec *out, struct db *db, struct err *err);
/* The bytes of "HEAD:<path>" or ":<path>" (staged).  At most `max`. */
int gitlog_blob(struct strbuf *out, struct db *db, const char *spec,
		size_t max, struct err *err);

/* ---- hooks ---- */

/*
 * The directory that Git takes hooks from here, absolute (caller frees).
 * *ours: it lies in the git directory; false when core.hooksPath leads into
 * the work tree or out of the repository.
 */
int gitlog_hooks_dir(char **out, bool *ours, struct db *db, struct err *err);
/* Does this Git run hooks named in its configuration (2.54 and later)? */
bool gitlog_config_hooks(void);

#endif
