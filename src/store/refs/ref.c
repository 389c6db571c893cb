/*
 * ref.c - refs: reading, compare-and-swap, listing.
 */
#include "base/base.h"
#include <dirent.h>
#include <fcntl.h>
#include "base/file.h"
#include "base/mem.h"
#include "store/odb/internal.h"
#include "store/refs/internal.h"

#define MAX_DEPTH 16 /* of folders below a prefix of refs */

static int packed_damaged(struct err *err, const struct repo *r)
{
	return err_set(err, ERR_FATAL, "'%s/packed-refs' is damaged, so the "
		       "tasks' ref can not be read; nothing was changed: 'git "
		       "for-each-ref' says where, and a good copy of the file "
		       "or 'git fetch' mends it", r->place.commondir);
}

int ref_read(struct oid *out, struct repo *r, const char *name,
	     struct err *err)
{
	int rc = place_ref(out, &r->place, name);

	if (rc == PLACE_DAMAGED)
		return packed_damaged(err, r);
	if (rc == PLACE_WIDTH)
		return err_set(err, ERR_FATAL, "'%s' holds no object's name "
			       "of this repository; nothing was changed", name);
	if (rc >= 0)
		return rc;
	if (r->place.ref_files &&
	    place_plain(r->place.commondir, name, err) < 0)
		return -1;
	rc = r->maker->ref_read(out, r, name, err);
	return rc == 0 ? place_ref_why(&r->place, name, err) : rc;
}

/* ---- a ref file, swapped as Git does it (refs/files-backend) ---- */

/* `<path>.lock`, made by us alone.  1: somebody has it; -1: can not. */
static int open_lock(int *fd, const char *lock)
{
	int tries, ret;
	char *dir;

	for (tries = 0; tries < 5; tries++) {
		*fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			   0666);
		if (*fd >= 0)
			return 0;
		if (errno == EEXIST)
			return 1;
		if (errno != ENOENT)
			return -1;
		/* Packing refs removes directories that are empty then. */
		dir = path_dirname(lock);
		ret = file_mkdirs(dir, NULL);
		free(dir);
		if (ret < 0)
			return -1;
	}
	return -1;
}

/* Nobody else writes to the log while we have the lock of the ref. */
static bool take_back(int fd, const struct stat *before)
{
	return ftruncate(fd, before->st_size) == 0;
}

static int open_log(const char *path)
{
	const int flags =
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;
	int fd = open(path, flags, 0666);
	char *dir;

	if (fd >= 0 || errno != ENOENT)
		return fd;
	dir = path_dirname(path);
	if (!file_mkdirs(dir, NULL))
		fd = open(path, flags, 0666);
	free(dir);
	return fd;
}

/* One line at the end of the log, or nothing: what was written is taken back. */
static bool add_line(int fd, const struct strbuf *line, struct stat *before)
{
	if (fstat(fd, before) < 0)
		return false;
	if (write(fd, line->buf, line->len) == (ssize_t)line->len)
		return true;
	take_back(fd, before);
	return false;
}

/*
 * "<old> <new> <committer> <time> <zone>\t<message>\n", appended at once.  The
 * log is open then, so that the line can be taken back to *before when the ref
 * does not move; -1 when it can not be written.
 */
static int append_log(struct stat *before, struct repo *r, const char *name,
		      const struct oid *new_oid, const struct oid *old,
		      const char *message)
{
	struct oid zero = { .len = new_oid->len };
	char from[OID_HEX + 1], to[OID_HEX + 1];
	char *path = xasprintf("%s/logs/%s", r->place.commondir, name);
	struct strbuf line = STRBUF_INIT;
	struct commit c;
	int fd = -1, zone;

	if (commit_read(&c, r, new_oid, NULL) < 0)
		goto out;
	oid_hex(from, old ? old : &zero);
	oid_hex(to, new_oid);
	zone = abs(c.committer.offset);
	strbuf_addf(&line, "%s %s %s <%s> %" PRId64 " %c%02d%02d\t", from, to,
		    c.committer.name, c.committer.email, c.committer.when,
		    c.committer.offset < 0 ? '-' : '+', zone / 60, zone % 60);
	strbuf_addf(&line, "%.*s\n", (int)strcspn(message, "\n"), message);
	commit_release(&c);
	fd = open_log(path);
	if (fd >= 0 && !add_line(fd, &line, before)) {
		close(fd);
		fd = -1;
	}
out:
	strbuf_release(&line);
	free(path);
	return fd;
}

/* With the lock held: the entry of the log, then the ref; a ref that does not
 * move leaves no entry. */
static int move_ref(struct repo *r, const char *name, const struct oid *new_oid,
		    const struct oid *old, const char *reflog, const char *lock,
		    const char *path)
{
	struct stat before;
	int log = append_log(&before, r, name, new_oid, old, reflog), ret;

	if (log < 0)
		return -1;
	ret = rename(lock, path);
	if (ret < 0)
		take_back(log, &before);
	close(log);
	return ret;
}

/* With the lock held: 0 the ref is what it should be, 1 it is not, -1 can not
 * tell. */
static int compare_ref(struct repo *r, const char *name,
		       const struct oid *old)
{
	struct oid now;
	int found = place_ref(&now, &r->place, name);

	if (found < 0)
		return -1;
	return found ? !old || !oid_eq(&now, old) : old != NULL;
}

static bool fill_lock(struct repo *r, int fd, const struct oid *oid)
{
	char text[OID_HEX + 2];
	size_t len = 2 * oid->len;

	oid_hex(text, oid);
	text[len++] = '\n';
	return write(fd, text, len) == (ssize_t)len &&
		(!r->sync || fsync(fd) == 0);
}

/* The directory of a ref is as new as the ref, perhaps. */
static void sync_ref_names(const char *dir, bool is_new)
{
	char *above = path_dirname(dir);

	sync_names(dir);
	if (is_new)
		sync_names(above);
	free(above);
}

/*
 * Compare and swap of a loose ref: 0 done, 1 lost the race, -1 something is
 * unusual, nothing has changed, and libgit2 shall do it or say why not.
 */
static int swap_file(struct repo *r, const char *name,
		     const struct oid *new_oid, const struct oid *old,
		     const char *reflog)
{
	char *path = xasprintf("%s/%s", r->place.commondir, name);
	char *lock = xasprintf("%s.lock", path), *dir = path_dirname(path);
	int fd = -1, ret = open_lock(&fd, lock);

	if (!ret) {
		ret = compare_ref(r, name, old);
		if (!ret && !fill_lock(r, fd, new_oid))
			ret = -1;
		if (close(fd) < 0)
			ret = -1;
		if (!ret)
			ret = move_ref(r, name, new_oid, old, reflog, lock,
				       path);
		if (ret)
			unlink(lock);
		else if (r->sync)
			sync_ref_names(dir, !old);
	}
	free(dir);
	free(lock);
	free(path);
	return ret;
}

/* What the maker would wait for as well. */
static int log_plain(struct repo *r, const char *name, struct err *err)
{
	char *log = path_join("logs", name);
	int rc = place_plain(r->place.commondir, log, err);

	free(log);
	return rc;
}

int ref_swap(struct repo *r, const char *name, const struct oid *new_oid,
	     const struct oid *old, const char *reflog, struct err *err)
{
	struct commit c;
	struct oid now;
	int rc;

	if (!old && place_ref(&now, &r->place, name) == PLACE_DAMAGED)
		return packed_damaged(err, r);
	/* Git says why nothing moves while a push is looked at. */
	if (reflog && r->place.ref_files && !getenv("GIT_QUARANTINE_PATH")) {
		rc = swap_file(r, name, new_oid, old, reflog);
		if (rc == 0)
			return 0;
		if (rc > 0)
			return maker_lost_race(r, name, err);
		if (log_plain(r, name, err) < 0)
			return -1;
	}
	/* The reflog's entry is signed by the commit's committer. */
	memset(&c, 0, sizeof(c));
	if (reflog)
		commit_read(&c, r, new_oid, NULL);
	rc = r->maker->ref_swap(r, name, new_oid, old, reflog, &c.committer,
				err);
	commit_release(&c);
	return rc;
}

int ref_set(struct repo *r, const char *name, const struct oid *oid,
	    struct err *err)
{
	return r->maker->ref_set(r, name, oid, err);
}

int ref_delete(struct repo *r, const char *name, const struct oid *old,
	       struct err *err)
{
	return r->maker->ref_delete(r, name, old, err);
}

/* No file below `dir` is one that the maker would wait for. */
static int all_plain(const char *dir, int depth, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int rc = 0;

	while (d && rc == 0 && (e = readdir(d)) != NULL) {
		char *path = path_join(dir, e->d_name);

		if (e->d_name[0] != '.')
			rc = place_plain(dir, e->d_name, err);
		if (rc == 0 && e->d_name[0] != '.' && depth > 0 &&
		    file_is_dir(path))
			rc = all_plain(path, depth - 1, err);
		free(path);
	}
	if (d)
		closedir(d);
	return rc;
}

int ref_list(struct strvec *out, struct repo *r, const char *prefix,
	     struct err *err)
{
	char *dir = path_join(r->place.commondir, prefix);
	int rc = r->place.ref_files ? all_plain(dir, MAX_DEPTH, err) : 0;

	free(dir);
	if (rc < 0)
		return -1;
	if (r->maker->ref_list(out, r, prefix, err) < 0)
		return -1;
	strvec_sort(out);
	return 0;
}

/* As Git or libgit2 list them, each one read by itself. */
static int list_each(struct repo *r, const char *dir, ref_fn fn, void *data,
		     struct err *err)
{
	struct strvec names = STRVEC_INIT;
	struct oid oid;
	size_t i;
	int rc = ref_list(&names, r, dir, err);

	for (i = 0; i < names.nr && rc == 0; i++) {
		rc = ref_read(&oid, r, names.v[i], err);
		rc = rc > 0 ? fn(names.v[i], &oid, data) : rc;
	}
	strvec_clear(&names);
	return rc;
}

int ref_each(struct repo *r, const char *dir, ref_fn fn, void *data,
	     struct err *err)
{
	struct place_refs refs = PLACE_REFS_INIT;
	size_t i;
	int rc = 0;

	if (place_refs(&refs, &r->place, dir))
		for (i = 0; i < refs.nr && rc == 0; i++)
			rc = fn(refs.v[i].name, &refs.v[i].oid, data);
	else
		rc = list_each(r, dir, fn, data, err);
	place_refs_release(&refs);
	return rc;
}

bool ref_lock_hint(struct strbuf *out, struct repo *r, const char *name)
{
	return maker_lock_hint(out, &r->place, name);
}
