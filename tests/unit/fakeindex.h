/*
 * fakeindex.h - the index in memory, in the place of db/index/index-build.c and
 * index-write.c, for tests in which thousands of clones read ten thousand tasks
 * each: a file of megabytes for each of them would be all that is measured.
 *
 * Each version of a task is parsed once in the process; a view is an earlier
 * one with the rows that differ.  Needs a fakehub.
 */
#ifndef FAKEINDEX_H
#define FAKEINDEX_H

#include "fakehub.h"

#include "db/index/index-format.h"
#include "db/index/index.h"
#include "model/taskio.h"
#include "store/odb/oidmap.h"

/* A view is made from the last one that was kept; after so many a new one is. */
#define FAKE_KEEP 64

static struct {
	struct snap *snap;	/* of all rows */
	struct oidmap blobs;
	struct row *rows;	/* of the blobs */
	size_t alloc;
	struct view *kept;
	struct oid tree;	/* that it shows */
	unsigned age;
} fakeindex;

static inline void fakeindex_clear(void)
{
	view_close(fakeindex.kept);
	oidmap_clear(&fakeindex.blobs);
	free(fakeindex.rows);
	if (fakeindex.snap)
		snap_unref(fakeindex.snap);
	memset(&fakeindex, 0, sizeof(fakeindex));
}

/* The row of a version of a task. */
static inline const struct row *fake_row(const struct oid *blob)
{
	struct strbuf sb = STRBUF_INIT;
	struct task t = TASK_INIT;
	bool is_new;
	size_t at = oidmap_add(&fakeindex.blobs, blob, &is_new);

	ALLOC_GROW(fakeindex.rows, fakeindex.blobs.nr, fakeindex.alloc);
	if (is_new) {
		assert_int_equal(blob_read(&sb, fakehub->r, blob, NULL), 0);
		assert_int_equal(task_parse(&t, sb.buf, sb.len, NULL), 0);
		memset(&fakeindex.rows[at], 0, sizeof(fakeindex.rows[at]));
		row_from_task(&fakeindex.rows[at], &fakeindex.snap->arena, &t,
			      sb.buf, sb.len);
	}
	task_release(&t);
	strbuf_release(&sb);
	return &fakeindex.rows[at];
}

struct fake_rows {
	struct row *v;
	size_t nr, alloc;
	struct strvec removed;
};

static inline int fake_differs(const char *path, const struct oid *a,
			       const struct oid *b, void *data)
{
	struct fake_rows *rows = data;
	char id[ID_LEN + 1];

	(void)a;
	if (!task_path_id(id, path))
		return 0;
	if (oid_is_zero(b)) {
		strvec_push(&rows->removed, id);
		return 0;
	}
	ALLOC_GROW(rows->v, rows->nr + 1, rows->alloc);
	rows->v[rows->nr++] = *fake_row(b);
	return 0;
}

static inline struct view *fake_view(const struct oid *tree)
{
	struct fake_rows rows = { NULL, 0, 0, STRVEC_INIT };
	struct view *v;

	if (!fakeindex.kept) {
		fakeindex.snap = snap_new();
		fakeindex.kept = view_new(fakeindex.snap, 0);
	}
	assert_int_equal(tree_diff(fakehub->r, &fakeindex.tree, tree,
				   fake_differs, &rows, NULL), 0);
	v = view_merge(fakeindex.kept, rows.v, rows.nr, &rows.removed);
	free(rows.v);
	strvec_clear(&rows.removed);
	return v;
}

int index_refresh(struct view **out, const char *path, struct repo *r,
		  const struct oid *tip, bool writable,
		  const struct index_progress *progress, struct err *err)
{
	struct commit c;

	(void)path;
	(void)r;
	(void)writable;
	(void)progress;
	if (commit_read(&c, fakehub->r, tip, err) < 0)
		return -1;
	if (++fakeindex.age % FAKE_KEEP == 1) {
		struct view *v = fake_view(&c.tree);

		view_close(fakeindex.kept);
		fakeindex.kept = v;
		fakeindex.tree = c.tree;
	}
	*out = fake_view(&c.tree);
	view_set_tip(*out, tip);
	commit_release(&c);
	return 0;
}

int index_quick(struct view **out, const char *path, const struct place *p,
		const struct oid *tip, bool writable)
{
	(void)p;
	return index_refresh(out, path, NULL, tip, writable, NULL, NULL) == 0;
}

bool index_write(const struct view *v, const char *path)
{
	(void)v;
	(void)path;
	return true;
}

bool index_write_few(const char *path, const struct oid *was,
		     const struct oid *now, const struct row *rows, size_t nr)
{
	(void)path;
	(void)was;
	(void)now;
	(void)rows;
	(void)nr;
	return false;
}

#endif
