/*
 * serve-repos.c - finding the repositories in folders.
 */
#include "base/base.h"
#include "cmd/run/serve-repos.h"

#include <dirent.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "db/core/db.h"

/* 1: there is one whose top is `dir`; 0: none; -1: there is, and err says why not. */
static int is_repository(const char *dir, const struct ctx *base,
			 struct err *err)
{
	struct db_options opt = { dir, base->agent, NULL, base->clock };
	struct strbuf git = STRBUF_INIT;
	struct db *db;
	struct stat st;
	const char *top;
	char *real;
	int ret;

	/* cheap for the many folders that are none; a bare one has HEAD */
	strbuf_addf(&git, "%s/.git", dir);
	ret = lstat(git.buf, &st) == 0;
	strbuf_reset(&git);
	strbuf_addf(&git, "%s/HEAD", dir);
	ret = ret || lstat(git.buf, &st) == 0;
	strbuf_release(&git);
	if (!ret)
		return 0;
	if (db_open(&db, &opt, err) < 0)
		return -1;
	top = db_worktree(db) ? db_worktree(db) : db_commondir(db);
	real = realpath(top, NULL);
	ret = real && !strcmp(real, dir);
	free(real);
	db_close(db);
	return ret;
}

static bool is_taken(const struct repos *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nr; i++)
		if (!strcmp(r->v[i].name, name))
			return true;
	return false;
}

static int add(struct repos *r, const char *dir, struct err *err)
{
	const char *last = strrchr(dir, '/');
	char *name = xstrdup(last && last[1] ? last + 1 : "root");
	size_t i, nr = 1;

	for (i = 0; i < r->nr; i++) {
		if (!strcmp(r->v[i].dir, dir)) {
			free(name);
			return 0;
		}
	}
	if (utf8_check(name, strlen(name), true)) {
		free(name);
		return err_set(err, ERR_FAILED, "the name of the repository in "
			       "'%s' is no text", dir);
	}
	while (is_taken(r, name)) {
		free(name);
		name = xasprintf("%s-%zu", last && last[1] ? last + 1 : "root",
				 ++nr);
	}
	if (r->nr == REPOS_MAX) {
		free(name);
		return err_set(err, ERR_FAILED, "there are more than %d "
			       "repositories", REPOS_MAX);
	}
	if (r->nr == r->alloc) {
		r->alloc = r->alloc ? 2 * r->alloc : 8;
		r->v = xreallocarray(r->v, r->alloc, sizeof(*r->v));
	}
	r->v[r->nr].name = name;
	r->v[r->nr++].dir = xstrdup(dir);
	return 0;
}

static int read_names(struct strvec *names, const char *dir, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		return err_errno(err, ERR_FAILED, "can not read '%s'", dir);
	while ((e = readdir(d)))
		if (*e->d_name != '.')
			strvec_push(names, e->d_name);
	closedir(d);
	strvec_sort(names);
	return 0;
}

/* Those that stand in a folder. */
static int add_all(struct repos *r, const char *dir, const struct ctx *base,
		   struct err *err)
{
	struct strvec names = STRVEC_INIT;
	size_t i, before = r->nr;
	int ret = read_names(&names, dir, err);

	for (i = 0; ret == 0 && i < names.nr; i++) {
		char *path = xasprintf("%s/%s", dir, names.v[i]);
		char *real = realpath(path, NULL);
		struct err why = ERR_INIT;
		int is = real ? is_repository(real, base, &why) : 0;

		if (is < 0)
			out_warn(base->out, "'%s' is left out: %s", path,
				 why.msg);
		else if (is)
			ret = add(r, real, err);
		free(path);
		free(real);
	}
	strvec_clear(&names);
	if (ret == 0 && r->nr == before)
		ret = err_set(err, ERR_FAILED, "there is no repository in '%s'",
			      dir);
	return ret;
}

int repos_find(struct repos *r, const struct strvec *folders,
	       const struct ctx *base, struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < folders->nr; i++) {
		char *real = realpath(folders->v[i], NULL);

		if (!real)
			return err_errno(err, ERR_FAILED, "can not enter '%s'",
					 folders->v[i]);
		ret = is_repository(real, base, err);
		if (ret >= 0)
			ret = ret ? add(r, real, err) :
			      add_all(r, real, base, err);
		free(real);
	}
	return ret;
}

void repos_release(struct repos *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		free(r->v[i].name);
		free(r->v[i].dir);
	}
	FREE_AND_NULL(r->v);
	r->nr = r->alloc = 0;
}
