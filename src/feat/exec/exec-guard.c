/*
 * exec-guard.c - finds what Git and the shell follow in a work tree.
 */
#include "base/base.h"
#include "feat/exec/exec-guard.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "db/core/db.h"
#include "feat/exec/exec.h"

#include <dirent.h>

#define MAX_DEPTH 64
#define GITLINK "160000 "

static bool is_inside(const char *path, const char *top)
{
	size_t len = strlen(top);

	return !strncmp(path, top, len) && path[len] == '/';
}

/* A path of the settings: from `base` when it is not a whole one. */
static void add_setting(struct strvec *out, const char *path, const char *base,
			const char *top)
{
	char *full, *real;

	if (!*path)
		return;
	full = path_from(base, path);
	real = realpath(full, NULL);
	if (real && is_inside(real, top))
		strvec_push(out, real);
	free(real);
	free(full);
}

static void add_path(struct strvec *out, const char *top)
{
	struct strvec dirs = STRVEC_INIT;
	const char *path = getenv("PATH");
	size_t i;

	strvec_split(&dirs, path ? path : "", ":");
	for (i = 0; i < dirs.nr; i++)
		add_setting(out, dirs.v[i], top, top);
	strvec_clear(&dirs);
}

struct settings {
	struct strvec *out;
	const char *top, *gitdir;
};

static void add_hooks(const char *key, const char *value, void *data)
{
	const struct settings *s = data;

	(void)key;
	add_setting(s->out, value, s->top, s->top);
}

/* include.path, includeIf.<condition>.path */
static void add_included(const char *key, const char *value, void *data)
{
	const struct settings *s = data;

	if (str_ends(key, ".path"))
		add_setting(s->out, value, s->gitdir, s->top);
}

/* `path` is a .git that is there. */
static int add_git(struct strvec *out, const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st))
		return 0;
	if (S_ISLNK(st.st_mode))
		return err_set(err, ERR_FAILED, "'%s' is a symbolic link, which "
			       "code in a box could replace; let it have the "
			       "work tree for reading only (--read-only, 'git "
			       "config task.exec.readOnly true')", path);
	strvec_push(out, path);
	return 0;
}

/* Each .git below `dir`; directories that can not be read hold none for us. */
static int add_repositories(struct strvec *out, const char *dir, int depth,
			    struct err *err)
{
	DIR *d = depth < MAX_DEPTH ? opendir(dir) : NULL;
	const struct dirent *e;
	struct stat st;
	int ret = 0;

	while (d && ret == 0 && (e = readdir(d)) != NULL) {
		char *path = path_join(dir, e->d_name);

		if (!strcmp(e->d_name, ".git"))
			ret = add_git(out, path, err);
		else if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..") &&
			 (e->d_type == DT_DIR ||
			  (e->d_type == DT_UNKNOWN && !lstat(path, &st) &&
			   S_ISDIR(st.st_mode))))
			ret = add_repositories(out, path, depth + 1, err);
		free(path);
	}
	if (d)
		closedir(d);
	return ret;
}

/* The folders of submodules that have no .git. */
static int add_submodules(struct strvec *out, const char *top, struct err *err)
{
	char *modules = path_join(top, ".gitmodules");
	char *path, *git;
	const char *s, *end;
	struct proc p;
	int ret = 0;

	proc_init(&p);
	if (!file_exists(modules))
		goto out;
	strvec_pushl(&p.argv, "git", "-C", top, "ls-files", "-s", "-z",
		     (char *)NULL);
	ret = proc_run(&p, err);
	if (ret == 0 && p.status)
		ret = err_set(err, ERR_FAILED, "cannot list the submodules: "
			      "%.300s", p.err_out.buf);
	end = p.out.buf + p.out.len;
	for (s = p.out.buf; ret == 0 && s < end; s += strlen(s) + 1) {
		if (!str_starts(s, GITLINK) || !strchr(s, '\t'))
			continue;
		path = path_join(top, strchr(s, '\t') + 1);
		git = path_join(path, ".git");
		if (file_is_dir(path) && !file_exists(git))
			strvec_push(out, path);
		free(git);
		free(path);
	}
out:
	proc_release(&p);
	free(modules);
	return ret;
}

int guard_list(struct strvec *out, const char *top,
	       const struct exec_request *req, struct err *err)
{
	struct settings s = { out, top, req->gitdir ? req->gitdir : top };
	int ret = add_repositories(out, top, 0, err);

	if (ret == 0)
		ret = add_submodules(out, top, err);
	if (ret < 0)
		return ret;
	db_config_each(req->db, "core.hooksPath", add_hooks, &s);
	db_config_each(req->db, "include", add_included, &s);
	add_path(out, top);
	strvec_sort(out);
	strvec_uniq(out);
	return 0;
}
