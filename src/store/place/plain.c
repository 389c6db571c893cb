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

int place_all_plain(const struct place *p, struct err *err)
{
	static const char *const names[] = {
		"shallow", "packed-refs", "config.worktree", "info/grafts",
	};
	static const char *const dirs[] = { "refs", "objects" };
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(names) && rc == 0; i++)
		rc = place_plain(p->commondir, names[i], err);
	for (i = 0; i < ARRAY_SIZE(dirs) && rc == 0; i++) {
		char *dir = path_join(p->commondir, dirs[i]);

		rc = walk(dir, 0, err);
		free(dir);
	}
	return rc;
}
