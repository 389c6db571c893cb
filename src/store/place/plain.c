/*
 * plain.c - the files that Git's own programs open in a repository, before one of
 * them is started: none that it would wait for.
 */
#include "base/base.h"
#include "store/place/repo.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"

#define DEPTH_MAX 16

/* Not a plain file nor a directory; of a link, what is behind it. */
static bool is_odd(const char *dir, const struct dirent *e)
{
	struct stat st;
	char *path;
	bool odd;

	if (e->d_type == DT_REG || e->d_type == DT_DIR)
		return false;
	path = path_join(dir, e->d_name);
	odd = stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
		!S_ISDIR(st.st_mode);
	free(path);
	return odd;
}

static int walk(const char *dir, int depth, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char *path;
	int rc = 0;

	while (d && rc == 0 && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		if (is_odd(dir, e)) {
			rc = place_plain(dir, e->d_name, err);
		} else if (e->d_type != DT_REG && depth < DEPTH_MAX) {
			path = path_join(dir, e->d_name);
			rc = walk(path, depth + 1, err);
			free(path);
		}
	}
	if (d)
		closedir(d);
	return rc;
}

enum { OF_TREE, OF_ALL, OF_FILES };	/* of one work tree, of all; tracked */
#define LINE ((off_t)1 << 16)
#define TEXT ((off_t)1 << 26)

/* What Git opens whatever it was asked for, and the size that it can have. */
static const struct {
	int where;
	const char *name;
	off_t max;		/* 0: any */
} opened[] = {
	{ OF_TREE, "HEAD", LINE }, { OF_TREE, "commondir", LINE },
	{ OF_TREE, "index", 0 }, { OF_TREE, "config.worktree", TEXT },
	{ OF_TREE, "info/sparse-checkout", TEXT },
	{ OF_ALL, "shallow", 0 }, { OF_ALL, "info/grafts", TEXT },
	{ OF_ALL, "info/exclude", TEXT }, { OF_ALL, "info/attributes", TEXT },
	{ OF_ALL, "objects/info/alternates", LINE },
	{ OF_ALL, "objects/info/commit-graph", 0 },
	{ OF_ALL, "reftable/tables.list", TEXT },
	{ OF_FILES, ".gitignore", TEXT }, { OF_FILES, ".gitattributes", TEXT },
	{ OF_FILES, ".mailmap", TEXT }, { OF_FILES, ".gitmodules", TEXT },
};

static bool is_null(const struct stat *st)
{
	struct stat null;

	return S_ISCHR(st->st_mode) && stat("/dev/null", &null) == 0 &&
		st->st_rdev == null.st_rdev;
}

static int check_opened(const char *path, bool tracked, off_t max,
			struct err *err)
{
	struct stat st;

	/* Git does not follow links in the place of tracked ones */
	if ((tracked ? lstat(path, &st) : stat(path, &st)) < 0 ||
	    S_ISDIR(st.st_mode) || S_ISLNK(st.st_mode) || is_null(&st))
		return 0;
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FATAL, "'%s' is a pipe or a device "
			       "where Git keeps a file; move it away", path);
	return !max || st.st_size <= max ? 0 :
		err_set(err, ERR_FATAL, "'%s' has %jd bytes, which no such "
			"file has; move it away", path, (intmax_t)st.st_size);
}

int place_git_plain(const struct place *p, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(opened) && rc == 0; i++) {
		bool tracked = opened[i].where == OF_FILES;
		const char *dir = opened[i].where == OF_TREE ? p->gitdir :
			tracked ? p->worktree : p->commondir;
		char *path = dir ? path_join(dir, opened[i].name) : NULL;

		rc = path ? check_opened(path, tracked, opened[i].max, err) : 0;
		free(path);
	}
	return rc;
}

int place_all_plain(const struct place *p, struct err *err)
{
	static const char *const dirs[] = { "refs", "reftable", "objects" };
	size_t i;
	int rc = place_git_plain(p, err);

	if (rc == 0)
		rc = place_plain(p->commondir, "packed-refs", err);
	for (i = 0; i < ARRAY_SIZE(dirs) && rc == 0; i++) {
		char *dir = path_join(p->commondir, dirs[i]);

		rc = walk(dir, 0, err);
		free(dir);
	}
	return rc;
}
