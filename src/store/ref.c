/*
 * ref.c - refs: reading, compare-and-swap, listing.
 */
#include "base/base.h"
#include <fcntl.h>
#include "base/file.h"
#include "base/mem.h"
#include "store/internal.h"

int ref_read(struct oid *out, struct repo *r, const char *name,
	     struct err *err)
{
	int rc = place_ref(out, &r->place, name);
	git_oid oid;

	if (rc >= 0)
		return rc;
	if (repo_git(r, err) < 0)
		return -1;
	rc = git_reference_name_to_id(&oid, r->git, name);
	if (rc == GIT_ENOTFOUND) {
		git_error_clear();
		return 0;
	}
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot read '%s'", name);
	from_git(out, &oid);
	return 1;
}

/* libgit2 signs reflog entries with what the repository says: the committer
 * of the commit that the ref moves to. */
static void set_ident(struct repo *r, const struct oid *oid)
{
	struct commit c;

	if (commit_read(&c, r, oid, NULL) < 0)
		return;
	if (*c.committer.name && *c.committer.email)
		git_repository_set_ident(r->git, c.committer.name,
					 c.committer.email);
	commit_release(&c);
}

/* Somebody else was first: try again. */
static bool is_race(int rc)
{
	return rc == GIT_EMODIFIED || rc == GIT_ELOCKED ||
		rc == GIT_ENOTFOUND || rc == GIT_EEXISTS;
}

static int ensure_log(struct repo *r, const char *name, struct err *err)
{
	if (git_reference_has_log(r->git, name) == 1)
		return 0;
	if (git_reference_ensure_log(r->git, name) < 0)
		return store_fail(err, ERR_FATAL, "cannot make a reflog for "
				  "'%s'", name);
	return 0;
}

static int lost_race(struct repo *r, const char *name, struct err *err)
{
	struct strbuf hint = STRBUF_INIT;

	err_set(err, ERR_CONFLICT, "'%s' has moved meanwhile", name);
	if (ref_lock_hint(&hint, r, name))
		err_set(err, ERR_CONFLICT, "'%s' is locked: %s", name,
			hint.buf);
	strbuf_release(&hint);
	return 1;
}

/* A symbolic ref never compares equal to a commit: trying again is no use. */
static bool is_symbolic(struct repo *r, const char *name)
{
	git_reference *ref = NULL;
	bool is = git_reference_lookup(&ref, r->git, name) == 0 &&
		!git_reference_target(ref);

	git_reference_free(ref);
	git_error_clear();
	return is;
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

/* "<old> <new> <committer> <time> <zone>\t<message>\n", appended at once. */
static bool append_log(struct repo *r, const char *name,
		       const struct oid *new_oid, const struct oid *old,
		       const char *message)
{
	static const struct oid zero;
	char from[OID_HEX + 1], to[OID_HEX + 1];
	char *path = xasprintf("%s/logs/%s", r->place.commondir, name);
	struct strbuf line = STRBUF_INIT;
	struct commit c;
	bool ok = false;
	int fd = -1, zone;
	char *dir;

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
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 && errno == ENOENT) {
		dir = path_dirname(path);
		if (!file_mkdirs(dir, NULL))
			fd = open(path, O_WRONLY | O_APPEND | O_CREAT |
				  O_CLOEXEC, 0666);
		free(dir);
	}
	ok = fd >= 0 && write(fd, line.buf, line.len) == (ssize_t)line.len;
	if (fd >= 0)
		ok &= close(fd) == 0;
out:
	strbuf_release(&line);
	free(path);
	return ok;
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

	oid_hex(text, oid);
	text[OID_HEX] = '\n';
	return write(fd, text, OID_HEX + 1) == OID_HEX + 1 &&
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
		if (!ret && (!append_log(r, name, new_oid, old, reflog) ||
			     rename(lock, path) < 0))
			ret = -1;
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

int ref_swap(struct repo *r, const char *name, const struct oid *new_oid,
	     const struct oid *old, const char *reflog, struct err *err)
{
	static const struct oid zero;
	git_reference *ref = NULL;
	int rc;

	if (reflog && r->plain) {
		rc = swap_file(r, name, new_oid, old, reflog);
		if (rc == 0)
			return 0;
		if (rc > 0)
			return lost_race(r, name, err);
	}
	if (repo_git(r, err) < 0)
		return -1;
	if (reflog) {
		if (ensure_log(r, name, err) < 0)
			return -1;
		set_ident(r, new_oid);
	}
	rc = git_reference_create_matching(&ref, r->git, name,
					   as_git(new_oid), old != NULL,
					   old ? as_git(old) : as_git(&zero),
					   reflog ? reflog : "");
	git_reference_free(ref);
	if (rc == 0)
		return 0;
	if (is_race(rc) && is_symbolic(r, name))
		return err_set(err, ERR_FATAL, "'%s' is a symbolic ref, which "
			       "git-task reads and does not write; 'git "
			       "symbolic-ref %s' shows where it leads", name,
			       name);
	if (is_race(rc)) {
		git_error_clear();
		return lost_race(r, name, err);
	}
	return store_fail(err, ERR_FATAL, "cannot update '%s'", name);
}

int ref_set(struct repo *r, const char *name, const struct oid *oid,
	    struct err *err)
{
	git_reference *ref = NULL;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	rc = git_reference_create(&ref, r->git, name, as_git(oid), 1, "");
	git_reference_free(ref);
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot update '%s'", name);
	return 0;
}

int ref_delete(struct repo *r, const char *name, const struct oid *old,
	       struct err *err)
{
	git_reference *ref = NULL;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	rc = git_reference_lookup(&ref, r->git, name);
	if (rc == GIT_ENOTFOUND) {
		git_error_clear();
		return 0;
	}
	if (rc == 0 && old && (!git_reference_target(ref) ||
	    git_oid_cmp(git_reference_target(ref), as_git(old)))) {
		git_reference_free(ref);
		return err_set(err, ERR_CONFLICT, "'%s' has moved meanwhile",
			       name);
	}
	if (rc == 0)
		rc = git_reference_delete(ref);
	git_reference_free(ref);
	if (rc < 0)
		return store_fail(err, is_race(rc) ? ERR_CONFLICT : ERR_FATAL,
				  "cannot delete '%s'", name);
	return 0;
}

bool ref_lock_hint(struct strbuf *out, struct repo *r, const char *name)
{
	char *path = xasprintf("%s/%s.lock", r->place.commondir, name);
	bool there = file_exists(path);

	if (there)
		strbuf_addf(out, "remove '%s' if no git process is running",
			    path);
	free(path);
	return there;
}

int ref_list(struct strvec *out, struct repo *r, const char *prefix,
	     struct err *err)
{
	char *glob = xasprintf("%s*", prefix);
	git_reference_iterator *it = NULL;
	const char *name;
	int rc;

	if (repo_git(r, err) < 0) {
		free(glob);
		return -1;
	}
	rc = git_reference_iterator_glob_new(&it, r->git, glob);
	while (rc == 0 && (rc = git_reference_next_name(&name, it)) == 0)
		strvec_push(out, name);
	git_reference_iterator_free(it);
	free(glob);
	if (rc != GIT_ITEROVER)
		return store_fail(err, ERR_FATAL, "cannot list '%s'", prefix);
	strvec_sort(out);
	git_error_clear();
	return 0;
}
