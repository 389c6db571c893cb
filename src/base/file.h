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
/*
 * Opens a file of ours or of Git's for reading, when it is a plain one: a pipe or a
 * device in its place is never waited for.  The descriptor, or -1 with errno (EISDIR,
 * EINVAL for what is no file).
 */
int file_open_plain(const char *path);
/* file_read of such a file: ERR_FAILED when it is a pipe, a device or a directory. */
int file_read_plain(struct strbuf *out, const char *path, size_t max,
		    struct err *err);
/*
 * What a clone or an agent names: opens `path` (relative to the work tree `top`)
 * only when, links resolved, it is a plain file inside `top` and in none of its
 * .git directories.  Never waits for a pipe or a device.  `max` as above.
 */
int file_read_inside(struct strbuf *out, const char *top, const char *path,
		     size_t max, struct err *err);
/*
 * The same for what will be written or listed: as far as it exists, `path` leads
 * to no place outside `top`.  ERR_INVALID.
 */
int file_stays_inside(const char *top, const char *path, struct err *err);
/* Replaces `path` by a temporary file in the same directory and rename(2);
 * with `sync` the data and the directory are fsynced.  Mode 0666 & ~umask.
 * What is no regular file (/dev/null, a pipe) is written to instead. */
int file_write_atomic(const char *path, const void *data, size_t len,
		      bool sync, struct err *err);
/* Creates a directory and its parents, with mode 0777 & ~umask; one that is there
 * is fine.  ERR_FAILED names the one that can not be made. */
int file_mkdirs(const char *path, struct err *err);
/* Is anything there, whatever it is?  Links are followed: a dangling one is not. */
bool file_exists(const char *path);
/* When the content changed, in nanoseconds since 1970; as exact as the file system
 * keeps it. */
int64_t file_mtime_ns(const struct stat *st);
/* Is it a directory, or a link to one? */
bool file_is_dir(const char *path);
/* "dir/name"; caller frees.  Nothing is looked up or made simple. */
char *path_join(const char *dir, const char *name);
/* A path of a setting as Git takes it: "~/..." is below HOME, "/..." is whole, all else is
 * below `dir`; caller frees. */
char *path_from(const char *dir, const char *path);
/* What is in front of the last part: "a" of "a/b" and "a/b/", "." of "b", "/" of
 * "/b"; caller frees. */
char *path_dirname(const char *path);
/* What is behind the last '/': a part of `path`. */
const char *path_basename(const char *path);
/* True when `path` is relative and stays inside (no "..", no absolute).  Only its
 * words are looked at, not links: see file_stays_inside. */
bool path_is_inside(const char *path);
/* rm -r, links not followed; a missing path is fine.  ERR_FAILED names what stays. */
int file_remove_tree(const char *path, struct err *err);

struct file_lock { int fd; };
#define FILE_LOCK_INIT { -1 }
/*
 * Takes an exclusive flock(2) on `path` (created when missing), waiting at
 * most `timeout_ms`.  ERR_CONFLICT when somebody else keeps it; the sentence
 * names the file.  The kernel drops it when the process ends.  A symbolic link
 * or anything else that is no plain file is refused.  Returns 0; 1 when there are
 * no locks here (network file systems, sandboxes), with the reason in err and
 * nothing taken; -1.
 */
int file_lock(struct file_lock *lock, const char *path, int timeout_ms,
	      struct err *err);
/* Gives it back; one that was not taken is fine.  The file stays. */
void file_unlock(struct file_lock *lock);

#endif
