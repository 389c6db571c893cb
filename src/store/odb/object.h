/*
 * object.h - blobs, trees, commits and refs of an open repository.
 *
 * Functions return 0, or -1 with err filled, except where said.  What is damaged,
 * missing or can not be written is ERR_FATAL, with the object or file in the
 * sentence.  `out` buffers are replaced, not appended to.  Sizes are in bytes.
 */
#ifndef STORE_ODB_OBJECT_H
#define STORE_ODB_OBJECT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "store/place/repo.h"

/* ---- objects ---- */

/*
 * The content of a loose object of that type ("blob", "tree", "commit"), read
 * without libgit2 and checked against its name.  False: it is not loose, or
 * anything is odd about it: open the repository and ask libgit2.
 */
bool place_object(struct strbuf *out, const struct place *p,
		  const struct oid *oid, const char *type);

/* The bytes of a blob.  Where it is missing from a partial clone the sentence says
 * how to get it (git task pull). */
int blob_read(struct strbuf *out, struct repo *r, const struct oid *oid,
	      struct err *err);
/* Is it of a size that blob_read takes?  Unpacks nothing.  -1 too large or damaged;
 * 0 also when it is not here. */
int blob_check(struct repo *r, const struct oid *oid, struct err *err);
/* Writes a blob, loose or into the pack that was begun; one that is there already
 * is not written again. */
int blob_write(struct oid *out, struct repo *r, const void *data, size_t len,
	       struct err *err);
/* The name that a blob or tree of these bytes has where names have `width` bytes
 * (place.width, or the len of another name); writes nothing. */
void blob_hash(struct oid *out, size_t width, const void *data, size_t len);
void tree_hash(struct oid *out, size_t width, const void *data, size_t len);

struct commit {
	struct oid tree;
	struct oid *parents;	/* owned, in order */
	size_t nr_parents;
	struct ident author, committer;
	char *message;		/* owned, with its line ends */
};
void commit_release(struct commit *c);	/* empty and usable afterwards */
/* Release `out` in either case. */
int commit_read(struct commit *out, struct repo *r, const struct oid *oid,
		struct err *err);
int commit_write(struct oid *out, struct repo *r, const struct commit *c,
		 struct err *err);

/* One file of a tree edit: path with one or no '/' (borrowed), zero oid removes
 * it.  mode: 0 for a plain file, TREE_LINK for the commit of some other
 * repository. */
struct tree_edit { const char *path; struct oid oid; unsigned mode; };
#define TREE_LINK 0160000u
/*
 * The tree `base` (NULL: empty) with the edits applied.  Edits may be in any
 * order; only touched sub-trees are read and written.  ERR_INVALID for a deeper
 * path; ERR_FATAL when a file has the name of a directory that is needed.
 */
int tree_update(struct oid *out, struct repo *r, const struct oid *base,
		const struct tree_edit *edits, size_t nr, struct err *err);
/*
 * Offers the bytes of a tree that the caller was able to make up; they are used
 * wherever a tree of that name is read, which spares opening a pack.  Bytes that
 * are no such tree hash to a name that nobody asks for.
 */
void tree_offer(struct repo *r, const void *data, size_t len);
/*
 * Who can make up trees is asked for them (by tree_offer) when one is read that is not
 * loose, once; NULL: not any more.  Most edits come after others and find theirs loose.
 */
void tree_offers(struct repo *r, void (*make)(struct repo *r, void *data),
		 void *data);
/*
 * Files of a tree in path order; fn != 0 stops and is returned.  The path lives
 * until fn returns; the zero oid is an empty tree.  What is no file of anybody's
 * is passed over, or goes to `other` of tree_walk_all: links (entries for the
 * commit of some other repository, of which there is no object here) and
 * directories more than 16 levels deep.
 */
typedef int (*tree_fn)(const char *path, const struct oid *oid, void *data);
int tree_walk(struct repo *r, const struct oid *tree, tree_fn fn, void *data,
	      struct err *err);
int tree_walk_all(struct repo *r, const struct oid *tree, tree_fn fn,
		  tree_fn other, void *data, struct err *err);
/* Files that differ; a missing side is the zero oid; sub-trees that are equal
 * are not opened.  tree_diff_all tells `link` of links that differ: a link and
 * a file of one name are two entries. */
typedef int (*diff_fn)(const char *path, const struct oid *a,
		       const struct oid *b, void *data);
int tree_diff(struct repo *r, const struct oid *a, const struct oid *b,
	      diff_fn fn, void *data, struct err *err);
int tree_diff_all(struct repo *r, const struct oid *a, const struct oid *b,
		  diff_fn fn, diff_fn link, void *data, struct err *err);
/* The same for the project's own trees: a file whose mode alone differs is told (with
 * two equal names); 1 when a submodule differs, a file has become a link or a link a
 * file, or directories are too deep, which is for Git to judge. */
int tree_diff_files(struct repo *r, const struct oid *a, const struct oid *b,
		    diff_fn fn, void *data, struct err *err);
/* The file at `path` (any depth): 1 found, 0 no such file, -1 error. */
int tree_entry(struct oid *out, struct repo *r, const struct oid *tree,
	       const char *path, struct err *err);

/* ---- bulk ---- */

/*
 * From here to pack_end blob_write, tree_update and commit_write collect in
 * memory, where reading finds them; pack_end writes one pack (fsynced when
 * `sync`; a few objects become loose ones instead), after which they are in the
 * object database.  Whatever pack_end returns, collecting is over.  pack_abort
 * forgets what was collected; without a pack it does nothing.  ERR_FAILED: one is
 * being collected already, or none was begun.
 */
int pack_begin(struct repo *r, struct err *err);
int pack_end(struct repo *r, bool sync, struct err *err);
void pack_abort(struct repo *r);
/* fsync loose objects and refs as they are written (task.fsync). */
void repo_set_sync(struct repo *r, bool sync);

/* ---- refs ---- */

/* What a ref points to, symbolic ones followed: 1 found, 0 no such ref, -1
 * error. */
int ref_read(struct oid *out, struct repo *r, const char *name,
	     struct err *err);
/*
 * Compare and swap; old NULL: the ref must not exist.  Returns 0; 1 when the
 * ref has moved meanwhile or is locked, with ERR_CONFLICT in err (try again); -1
 * on error.  Ensures a reflog first when `reflog` is not NULL, which becomes its
 * entry.  A lock file that stays is named by ref_lock_hint.
 */
int ref_swap(struct repo *r, const char *name, const struct oid *new_oid,
	     const struct oid *old, const char *reflog, struct err *err);
/* Sets a ref whatever it was: for refs that only mirror something else
 * (refs/task-remotes).  No reflog. */
int ref_set(struct repo *r, const char *name, const struct oid *oid,
	    struct err *err);
/* Deletes a ref that still is `old` (NULL: whatever it is); one that does not
 * exist is fine.  ERR_CONFLICT when it has moved. */
int ref_delete(struct repo *r, const char *name, const struct oid *old,
	       struct err *err);
/* "remove '<path>' if no git process is running", or false: no lock file. */
bool ref_lock_hint(struct strbuf *out, struct repo *r, const char *name);
/* Appends the names of the refs below a prefix ("refs/tasks/"). */
int ref_list(struct strvec *out, struct repo *r, const char *prefix,
	     struct err *err);
/*
 * Calls fn for each ref below a directory ("refs/task-remotes/origin/claims/"),
 * in order of their names, with what it points to.  Where refs are files each
 * file is read once, however many there are.  fn != 0 stops and is returned.
 */
typedef int (*ref_fn)(const char *name, const struct oid *oid, void *data);
int ref_each(struct repo *r, const char *dir, ref_fn fn, void *data,
	     struct err *err);

/* ---- history ---- */

/*
 * Commits that `tip` reaches and `hide` (NULL: nothing) does not, newest first,
 * parents after children; with `first_parent` only that of each merge is
 * followed.  The boundary of a shallow clone ends the walk quietly.  fn != 0
 * stops and is returned; what it is given lives until it returns.
 */
typedef int (*commit_fn)(const struct oid *oid, const struct commit *c,
			 void *data);
int history_walk(struct repo *r, const struct oid *tip,
		 const struct oid *hide, bool first_parent, commit_fn fn,
		 void *data, struct err *err);
/*
 * The commits that any of `tips` reaches and `have` (NULL: nothing) does not, in
 * no order, each once.  fn < 0 stops.  Where history can not be followed (shallow
 * clone, clocks that lie) some that `have` reaches too may be among them.
 */
typedef int (*new_commit_fn)(const struct oid *oid, const struct oid *parents,
			     size_t nr_parents, void *data);
int history_new(struct repo *r, const struct oid *tips, size_t nr,
		const struct oid *have, new_commit_fn fn, void *data,
		struct err *err);
/* 1 `a` is an ancestor of `b` or `b` itself; 0 it is not, or that can not be found
 * out (shallow clone). */
int history_contains(struct repo *r, const struct oid *b, const struct oid *a);
/*
 * As history_walk, of merges that say what they lost or set back ("Task-Conflict:",
 * "Task-Kept:") only.  Most commits are none, and are not read again.
 */
int history_tellers(struct repo *r, const struct oid *tip,
		    const struct oid *hide, commit_fn fn, void *data,
		    struct err *err);
/*
 * What two commits are to each other, in one walk: a_has_b and b_has_a as
 * history_contains, `base` as history_base, and whether a side has commits of its
 * own that are no merges.  -1: history is damaged.
 */
struct relation {
	bool a_has_b, b_has_a, based;
	bool a_edits, b_edits;
	struct oid base;
};
int history_relate(struct relation *out, struct repo *r, const struct oid *a,
		   const struct oid *b, struct err *err);
/* A merge base of the two: 1 found, 0 none or unknown. */
int history_base(struct oid *out, struct repo *r, const struct oid *a,
		 const struct oid *b);

#endif
