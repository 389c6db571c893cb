/*
 * file.h - files: whole reads, atomic replacement, advisory locks, paths.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"

/* Reads a whole file ("-" is standard input).  `max` bytes at most (0: no
 * limit).  ERR_FAILED with the path and the reason. */
int file_read(struct strbuf *out, const char *path, size_t max,
	      struct err *err);
/* Replaces `path` by a temporary file in the same directory and rename(2);
 * with `sync` the data and the directory are fsynced.  Mode 0666 & ~umask.
 * What is no regular file (/dev/null, a pipe) is written to instead. */
int file_write_atomic(const char *path, const void *data, size_t len,
		      bool sync, struct err *err);
/* Creates a directory and its parents. */
int file_mkdirs(const char *path, struct err *err);
bool file_exists(const char *path);
bool file_is_dir(const char *path);
/* "dir/name"; caller frees. */
char *path_join(const char *dir, const char *name);
char *path_dirname(const char *path);	/* caller frees */
const char *path_basename(const char *path);
/* True when `path` is relative and stays inside (no "..", no absolute). */
bool path_is_inside(const char *path);
/* rm -r; a missing path is fine. */
int file_remove_tree(const char *path, struct err *err);

struct file_lock { int fd; };
#define FILE_LOCK_INIT { -1 }
/*
 * Takes an exclusive flock(2) on `path` (created when missing), waiting at
 * most `timeout_ms`.  ERR_CONFLICT when somebody else keeps it; the sentence
 * names the file.  The kernel drops it when the process ends.  A symbolic link
 * or anything else that is no plain file is refused.
 */
int file_lock(struct file_lock *lock, const char *path, int timeout_ms,
	      struct err *err);
void file_unlock(struct file_lock *lock);

#endif
