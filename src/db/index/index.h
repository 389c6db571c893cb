/*
 * index.h - the derived snapshot of all tasks, <commondir>/git-task/index.
 *
 * formats/index.md documents the bytes.  Keyed by the ref's oid, memory-mapped,
 * checksummed; anything odd about it means that it is rebuilt, never trusted.
 */
#ifndef DB_INDEX_INDEX_H
#define DB_INDEX_INDEX_H

#include "base/base.h"
#include "base/err.h"
#include "db/index/view.h"
#include "store/odb/object.h"

/* 1 opened (fresh for `tip`), 0 missing or not usable; never an error. */
int index_open(struct view **out, const char *path, const struct oid *tip);
/*
 * As index_refresh, without libgit2: for the common case that the commits
 * between hold a few edits whose objects are loose.  1 done, 0 not that case.
 */
int index_quick(struct view **out, const char *path, const struct place *p,
		const struct oid *tip, bool writable);
/* Who is told how far a long build has come; fn may be NULL. */
struct index_progress {
	void (*fn)(const char *what, size_t done, size_t total, void *data);
	void *data;
};
/*
 * A view of commit `tip`, from the index at `path` as far as it goes: reads
 * what changed since, or everything.  Replaces the file when `writable`.
 * `progress` may be NULL.
 */
int index_refresh(struct view **out, const char *path, struct repo *r,
		  const struct oid *tip, bool writable,
		  const struct index_progress *progress, struct err *err);

#endif
