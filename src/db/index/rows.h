/*
 * rows.h - making views: rows out of tasks, views out of rows.
 *
 * A view is immutable once made.  What its rows point into (the mapped index
 * files and an arena) is a `struct snap`, counted, because the view after an
 * edit shares nearly everything with the view before it.
 */
#ifndef DB_INDEX_ROWS_H
#define DB_INDEX_ROWS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "db/index/arena.h"
#include "db/index/view.h"
#include "store/place/repo.h"

/* One mapped index file (index-format.h). */
struct seg {
	void *front;		/* header to strings, or NULL */
	size_t front_len;
	void *blobs;		/* NULL when there are none */
	size_t blobs_len;
	unsigned torn; /* torn_count() before it was mapped */
};

struct snap {
	unsigned refs;
	struct seg base, tip;
	struct arena arena;
};

/* view->owner */
struct view_owner {
	struct snap *snap;
	size_t rows_size;	/* bytes of the mapping behind view->rows */
	uint32_t *deps;		/* dependencies, when not in the index */
	struct oid oid;		/* of view->tip */
	char *path;		/* of the index, or NULL */
	struct strvec texts;	/* blobs that were read again */
	/* Reads the stored JSON of a task again (damaged index). */
	int (*fetch)(struct strbuf *out, void *data, const char *tip,
		     const char *id, struct err *err);
	void *fetch_data;
};

struct snap *snap_new(void);
void snap_unref(struct snap *s);
void seg_close(struct seg *s);

/*
 * An empty view with room for `nr` rows, zeroed.  Shares `snap` (its count goes
 * up).  Close with view_close.
 */
struct view *view_new(struct snap *snap, size_t nr);
void view_close(struct view *v);
/* Was the index file cut since the view was read from it?  What was read then may be
 * zeros (base/torn.h): the view is not to be used again. */
bool view_torn(const struct view *v);
static inline struct view_owner *view_owner(const struct view *v)
{
	return v->owner;
}
void view_set_tip(struct view *v, const struct oid *tip);

/*
 * Fills `row` from a task and its stored bytes, copying into `a`.  deps,
 * parent_row, status and in_cycle are left for view_link.
 */
void row_from_task(struct row *row, struct arena *a, const struct task *t,
		   const char *blob, size_t len);
/* First row whose id is not before `prefix` in its first `len` digits. */
size_t view_lower_bound(const struct view *v, const char *prefix, size_t len);
/*
 * The bytes of the tree of a shard ("3f") as the view knows it.  It is the real
 * one when its hash says so: a file that is no task is not in the view.
 */
void view_shard_tree(struct strbuf *out, const struct view *v,
		     const char *shard);
/* One entry of it; object names have `width` bytes. */
void shard_entry(struct strbuf *tree, size_t width, const char *id,
		 const char *text, size_t len);
/* Sorts rows by id. */
void rows_sort(struct row *rows, size_t nr);

/* Finds the rows of all dependencies and parents; sets status, in_cycle and short_len
 * of every row. */
void view_link(struct view *v);
/* Sets short_len of two neighbours in id order, of which the first has it from its
 * other neighbour already. */
void rows_apart(struct row *before, struct row *after);

/*
 * The view `old` with `changed` (sorted, put in place or inserted) and without
 * the rows of `removed` (sorted ids).  Strings of `changed` must be in old's
 * snap.  `old` stays as it is.
 */
struct view *view_merge(const struct view *old, const struct row *changed,
			size_t nr, const struct strvec *removed);

#endif
