/*
 * file.c - files read whole, replaced at once, locked; paths.
 */
#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strvec.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>

/* close(2) that keeps errno for the message about what failed before. */
static void close_quietly(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
}

static int read_fd(struct strbuf *out, int fd, const char *name, size_t max,
		   struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct stat st;
	int ret;

	if (max)
		strbuf_cap(&sb, max);
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (!max || (uintmax_t)st.st_size <= max))
		strbuf_grow(&sb, (size_t)st.st_size + 1);
	ret = strbuf_read_fd(&sb, fd);
	if (ret)
		err_errno(err, ERR_FAILED, "cannot read '%s'", name);
	else if (sb.full)
		ret = err_set(err, ERR_FAILED,
			      "'%s' is larger than %zu bytes", name, max);
	else
		strbuf_addbuf(out, &sb);
	strbuf_release(&sb);
	return ret;
}

int file_open_plain(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int why;

	if (fd < 0 || (!fstat(fd, &st) && S_ISREG(st.st_mode)))
		return fd;
	why = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	close(fd);
	errno = why;
	return -1;
}

int file_read(struct strbuf *out, const char *path, size_t max,
	      struct err *err)
{
	bool is_stdin = !strcmp(path, "-");
	const char *name = is_stdin ? "standard input" : path;
	int fd, ret;

	fd = is_stdin ? 0 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_FAILED, "cannot open '%s'", name);
	ret = read_fd(out, fd, name, max, err);
	if (!is_stdin)
		close(fd);
	return ret;
}

int file_read_plain(struct strbuf *out, const char *path, size_t max,
		    struct err *err)
{
	int fd = file_open_plain(path), ret;

	if (fd < 0 && errno == EINVAL)
		return err_set(err, ERR_FAILED, "'%s' is not a plain file",
			       path);
	if (fd < 0)
		return err_errno(err, ERR_FAILED, "cannot open '%s'", path);
	ret = read_fd(out, fd, path, max, err);
	close(fd);
	return ret;
}

/* ---- what a clone names ---- */

/* Is `real` below `top` (both resolved), and not in a Git directory? */
static bool is_below(const char *top, const char *real)
{
	size_t len = strlen(top), n;

	if (len == 1)
		len = 0;
	if (strncmp(top, real, len) || (real[len] && real[len] != '/'))
		return false;
	for (real += len; *real; real += n) {
		real += strspn(real, "/");
		n = strcspn(real, "/");
		if (n == 4 && !strncasecmp(real, ".git", 4))
			return false;
	}
	return true;
}

/* Where `path` below `top` leads to, which is inside; caller frees. */
static char *resolve_inside(const char *top, const char *path,
			    struct err *err)
{
	char *full = path_join(top, path), *root = realpath(top, NULL);
	char *real = root ? realpath(full, NULL) : NULL;

	if (!real && path_is_inside(path)) {
		err_errno(err, ERR_FAILED, "cannot open '%s'", path);
	} else if (!path_is_inside(path) || !root || !real ||
		   !is_below(root, real)) {
		err_set(err, ERR_INVALID, "'%s' leads out of the work tree",
			path);
		free(real);
		real = NULL;
	}
	free(full);
	free(root);
	return real;
}

int file_read_inside(struct strbuf *out, const char *top, const char *path,
		     size_t max, struct err *err)
{
	char *real = resolve_inside(top, path, err);
	struct stat st;
	int fd, ret = -1;

	if (!real)
		return -1;
	/* resolved: a link now was put there meanwhile */
	fd = open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
		  O_NOCTTY);
	if (fd < 0)
		err_errno(err, ERR_FAILED, "cannot open '%s'", path);
	else if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		err_set(err, ERR_INVALID, "'%s' is not a plain file", path);
	else
		ret = read_fd(out, fd, path, max, err);
	if (fd >= 0)
		close(fd);
	free(real);
	return ret;
}

int file_stays_inside(const char *top, const char *path, struct err *err)
{
	char *part = xstrdup(path), *up, *full, *real;
	struct stat st;
	int ret = 0;

	for (;;) {
		full = path_join(top, part);
		ret = lstat(full, &st);
		free(full);
		if (!ret || !strcmp(part, "."))
			break;
		up = path_dirname(part);
		free(part);
		part = up;
	}
	real = resolve_inside(top, part, NULL);
	if (!real || !path_is_inside(path))
		ret = err_set(err, ERR_INVALID,
			      "'%s' leads out of the work tree", part);
	free(real);
	free(part);
	return ret;
}

static int write_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A new file beside `path` that nobody else has; its name goes to `tmp`. */
static int open_beside(struct strbuf *tmp, const char *path)
{
	struct timespec ts;
	int fd, tries;

	for (tries = 0; tries < 100; tries++) {
		clock_gettime(CLOCK_REALTIME, &ts);
		strbuf_reset(tmp);
		strbuf_addf(tmp, "%s.%ld.%ld%d.tmp", path, (long)getpid(),
			    ts.tv_nsec, tries);
		fd = open(tmp->buf, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			  0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static int sync_dir_of(const char *path)
{
	char *dir = path_dirname(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret = -1;

	if (fd >= 0) {
		ret = fsync(fd);
		/* Some file systems have no fsync for directories. */
		if (ret && errno == EINVAL)
			ret = 0;
		close_quietly(fd);
	}
	free(dir);
	return ret;
}

/* A device or a pipe can not be replaced, only written to. */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) &&
		!S_ISDIR(st.st_mode);
}

static int write_special(const char *path, const void *data, size_t len,
			 struct err *err)
{
	/* a pipe that nobody reads is not waited for (ENXIO) */
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0)
		fcntl(fd, F_SETFL, 0);
	if (fd < 0 || write_all(fd, data, len)) {
		err_errno(err, ERR_FAILED, "cannot write '%s'", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return close(fd) ? err_errno(err, ERR_FAILED, "cannot write '%s'",
				     path) : 0;
}

int file_write_atomic(const char *path, const void *data, size_t len,
		      bool sync, struct err *err)
{
	struct strbuf tmp = STRBUF_INIT;
	int fd, ret = -1;

	if (is_special(path))
		return write_special(path, data, len, err);
	fd = open_beside(&tmp, path);
	if (fd < 0) {
		err_errno(err, ERR_FAILED, "cannot write '%s'", path);
		goto out;
	}
	if (write_all(fd, data, len) || (sync && fsync(fd))) {
		err_errno(err, ERR_FAILED, "cannot write '%s'", path);
		close(fd);
		goto undo;
	}
	if (close(fd)) {
		err_errno(err, ERR_FAILED, "cannot write '%s'", path);
		goto undo;
	}
	if (rename(tmp.buf, path)) {
		err_errno(err, ERR_FAILED, "cannot replace '%s'", path);
		goto undo;
	}
	if (sync && sync_dir_of(path)) {
		err_errno(err, ERR_FAILED, "cannot flush '%s' to disk", path);
		goto out;
	}
	ret = 0;
	goto out;
undo:
	unlink(tmp.buf);
out:
	strbuf_release(&tmp);
	return ret;
}

int file_mkdirs(const char *path, struct err *err)
{
	char *copy = xstrdup(path), *p = copy;
	int ret = 0;

	while (*p == '/')
		p++;
	while (*p && !ret) {
		p += strcspn(p, "/");
		while (*p == '/')
			*p++ = '\0';
		if (mkdir(copy, 0777) && !file_is_dir(copy))
			ret = err_errno(err, ERR_FAILED,
					"cannot create directory '%s'", copy);
		/* Put the separators back; the copy is as long as the path. */
		memcpy(copy, path, (size_t)(p - copy));
	}
	free(copy);
	return ret;
}

bool file_exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

int64_t file_mtime_ns(const struct stat *st)
{
#ifdef __APPLE__
	const struct timespec *ts = &st->st_mtimespec;
#else
	const struct timespec *ts = &st->st_mtim;
#endif

	return (int64_t)ts->tv_sec * 1000000000 + ts->tv_nsec;
}

bool file_is_dir(const char *path)
{
	int saved = errno;
	struct stat st;
	bool is = !stat(path, &st) && S_ISDIR(st.st_mode);

	errno = saved;
	return is;
}

char *path_join(const char *dir, const char *name)
{
	size_t len = strlen(dir);

	if (!len)
		return xstrdup(name);
	return xasprintf("%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", name);
}

char *path_from(const char *dir, const char *path)
{
	const char *home = str_starts(path, "~/") ? getenv("HOME") : NULL;

	if (home)
		return path_join(home, path + 2);
	return *path == '/' ? xstrdup(path) : path_join(dir, path);
}

char *path_dirname(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	while (len && path[len - 1] != '/')
		len--;
	while (len > 1 && path[len - 1] == '/')
		len--;
	return len ? xstrndup(path, len) : xstrdup(".");
}

const char *path_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_is_inside(const char *path)
{
	size_t n;

	if (!*path || *path == '/')
		return false;
	for (;;) {
		n = strcspn(path, "/");
		if (n == 2 && path[0] == '.' && path[1] == '.')
			return false;
		if (!path[n])
			return true;
		path += n + 1;
	}
}

/* Removes what `name` in directory `dirfd` is; never follows a link. */
static int remove_at(int dirfd, const char *name, int depth)
{
	struct dirent *e;
	DIR *dir;
	int fd, ret = 0;

	if (!unlinkat(dirfd, name, 0) || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (depth > 200) {
		errno = ELOOP;
		return -1;
	}
	fd = openat(dirfd, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	dir = fdopendir(fd);
	if (!dir) {
		close_quietly(fd);
		return -1;
	}
	while (!ret && (e = readdir(dir))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		ret = remove_at(fd, e->d_name, depth + 1);
	}
	closedir(dir);
	return ret ? ret : unlinkat(dirfd, name, AT_REMOVEDIR);
}

int file_remove_tree(const char *path, struct err *err)
{
	if (remove_at(AT_FDCWD, path, 0))
		return err_errno(err, ERR_FAILED, "cannot remove '%s'", path);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Was the file replaced or removed while we waited for its lock? */
static bool is_current(int fd, const char *path)
{
	struct stat a, b;

	return !fstat(fd, &a) && !stat(path, &b) && a.st_dev == b.st_dev &&
		a.st_ino == b.st_ino;
}

/* Only a file of its own is locked: whoever follows a link, or takes a device
 * for one, writes into what belongs to somebody else. */
static int open_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
		      O_NONBLOCK, 0666);
	struct stat st;

	if (fd < 0 || (!fstat(fd, &st) && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = ENOTSUP;
	return -1;
}

/*
 * 0: taken, 1: somebody else has it, 2: no locks here, -1: errno.  A blocking flock(2) could
 * only be bounded by a signal, which a library must not meddle with.
 */
static int try_lock(int *fd, const char *path)
{
	*fd = open_lock(path);
	if (*fd < 0)
		return -1;
	for (;;) {
		if (!flock(*fd, LOCK_EX | LOCK_NB)) {
			if (is_current(*fd, path))
				return 0;
			break;
		}
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK) {
			close_quietly(*fd);
			return 2;
		}
		break;
	}
	close(*fd);
	return 1;
}

int file_lock(struct file_lock *lock, const char *path, int timeout_ms,
	      struct err *err)
{
	int64_t start = now_ms(), waited;
	struct timespec nap;
	int fd, ret;

	while ((ret = try_lock(&fd, path)) == 1) {
		waited = now_ms() - start;
		if (waited >= timeout_ms)
			return err_set(err, ERR_CONFLICT,
				       "another process keeps the lock '%s'; "
				       "try again when it has finished", path);
		/* The jitter keeps waiters from probing in step. */
		nap.tv_sec = 0;
		nap.tv_nsec = (waited < 100 ? 500000 : 1500000) +
			(long)((uintmax_t)getpid() * 7919 % 1000) * 1000;
		nanosleep(&nap, NULL);
	}
	lock->fd = -1;
	if (ret) {
		err_errno(err, ERR_FAILED, "cannot lock '%s'", path);
		return ret < 0 ? -1 : 1;
	}
	lock->fd = fd;
	return 0;
}

void file_unlock(struct file_lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}
