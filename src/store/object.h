/*
 * object.h - blobs, trees, commits and refs of an open repository.
 *
 * Functions return 0 or -1 with err filled, except where said.
 */
#ifndef STORE_OBJECT_H
#define STORE_OBJECT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "store/repo.h"

/* ---- objects ---- */

/*
 * The content of a loose object of that type ("blob", "tree", "commit"), read
 * without libgit2 and checked against its name.  False: it is not loose, or
 * anything is odd about it: open the repository and ask libgit2.
 */
bool place_object(struct strbuf *out, const struct place *p,
		  const struct oid *oid, const char *type);

int blob_read(struct strbuf *out, struct repo *r, const struct oid *oid,
	      struct err *err);	/* partial clone: the sentence says --no-filter */
int blob_write(struct oid *out, struct repo *r, const void *data, size_t len,
	       struct err *err);
void blob_hash(struct oid *out, const void *data, size_t len);
void tree_hash(struct oid *out, const void *data, size_t len);

struct commit {
	struct oid tree;
	struct oid *parents;
	size_t nr_parents;
	struct ident author, committer;
	char *message;
};
void commit_release(struct commit *c);
int commit_read(struct commit *out, struct repo *r, const struct oid *oid,
		struct err *err);
int commit_write(struct oid *out, struct repo *r, const struct commit *c,
		 struct err *err);

/* One file of a tree edit: path with one or no '/', zero oid removes it. */
struct tree_edit { const char *path; struct oid oid; };
/*
 * The tree `base` (NULL: empty) with the edits applied.  Edits may be in any
 * order; only touched sub-trees are read and written.
 */
int tree_update(struct oid *out, struct repo *r, const struct oid *base,
		const struct tree_edit *edits, size_t nr, struct err *err);
/*
 * Offers the bytes of a tree that the caller was able to make up; they are used
 * wherever a tree of that name is read, which spares opening a pack.  Bytes that
 * are no such tree hash to a name that nobody asks for.
 */
void tree_offer(struct repo *r, const void *data, size_t len);
/* Files of a tree, two levels deep, in path order; fn != 0 stops, is returned. */
typedef int (*tree_fn)(const char *path, const struct oid *oid, void *data);
int tree_walk(struct repo *r, const struct oid *tree, tree_fn fn, void *data,
	      struct err *err);
/* Files that differ; a missing side is the zero oid; sub-trees that are equal
 * are not opened. */
typedef int (*diff_fn)(const char *path, const struct oid *a,
		       const struct oid *b, void *data);
int tree_diff(struct repo *r, const struct oid *a, const struct oid *b,
	      diff_fn fn, void *data, struct err *err);
/* 1 found, 0 no such path, -1 error. */
int tree_entry(struct oid *out, struct repo *r, const struct oid *tree,
	       const char *path, struct err *err);

/* ---- bulk ---- */

/*
 * From here to pack_end blob_write, tree_update and commit_write collect in
 * memory; pack_end writes one pack (fsynced when `sync`), after which the
 * objects are in the object database.  pack_abort forgets them.
 */
int pack_begin(struct repo *r, struct err *err);
int pack_end(struct repo *r, bool sync, struct err *err);
void pack_abort(struct repo *r);
/* fsync loose objects and refs as they are written (task.fsync). */
void repo_set_sync(struct repo *r, bool sync);

/* ---- refs ---- */

/* 1 found (peeled to what it points to directly), 0 none, -1 error. */
int ref_read(struct oid *out, struct repo *r, const char *name,
	     struct err *err);
/*
 * Compare and swap: old NULL: the ref must not exist.  Returns 0; 1 when the
 * ref has moved meanwhile or is locked (try again); -1 on error.  Ensures a
 * reflog first when `reflog` is not NULL, which becomes its entry.  A lock
 * file that stays is named by ref_lock_hint.
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
/* Names of refs below a prefix ("refs/tasks/"). */
int ref_list(struct strvec *out, struct repo *r, const char *prefix,
	     struct err *err);

/* ---- history ---- */

/* Commits reachable from tip, newest first, parents after children; boundary
 * of a shallow clone ends the walk quietly.  fn != 0 stops, is returned. */
typedef int (*commit_fn)(const struct oid *oid, const struct commit *c,
			 void *data);
int history_walk(struct repo *r, const struct oid *tip,
		 const struct oid *hide, bool first_parent, commit_fn fn,
		 void *data, struct err *err);
/* 1 `a` is an ancestor of (or equals) `b`, 0 it is not or unknown. */
int history_contains(struct repo *r, const struct oid *b, const struct oid *a);
/* A merge base: 1 found, 0 none or unknown. */
int history_base(struct oid *out, struct repo *r, const struct oid *a,
		 const struct oid *b);

#endif
