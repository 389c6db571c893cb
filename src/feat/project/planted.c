/*
 * planted.c - does a tracked link lead a typed name out of the work tree?
 */
#include "base/base.h"
#include "feat/project/planted.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/core/internal.h"

/* What is behind "top/" in `path`; NULL: it is not below. */
static const char *below(const char *top, const char *path)
{
	size_t n = strlen(top);

	return !strncmp(path, top, n) && path[n] == '/' ? path + n + 1 : NULL;
}

/* The parts of `path` from the root on, "." and ".." resolved as words. */
static void parts_of(struct strvec *out, const char *path)
{
	struct strvec all = STRVEC_INIT;
	char cwd[PATH_MAX] = "";
	size_t i;

	if (*path != '/' && getcwd(cwd, sizeof(cwd)))
		strvec_split(&all, cwd, "/");
	strvec_split(&all, path, "/");
	for (i = 0; i < all.nr; i++) {
		if (!strcmp(all.v[i], "..") && out->nr) {
			free(out->v[--out->nr]);
			out->v[out->nr] = NULL;
		} else if (*all.v[i] && strcmp(all.v[i], ".") != 0 &&
			 strcmp(all.v[i], "..") != 0) {
			strvec_push(out, all.v[i]);
		}
	}
	strvec_clear(&all);
}

/* The links among the parts of `path` that stand below `top`, relative to it. */
static void links_below(struct strvec *out, const char *top, const char *path)
{
	struct strvec parts = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	struct stat st;
	size_t i;

	parts_of(&parts, path);
	for (i = 0; i < parts.nr; i++) {
		strbuf_addf(&sb, "/%s", parts.v[i]);
		if (below(top, sb.buf) && !lstat(sb.buf, &st) &&
		    S_ISLNK(st.st_mode))
			strvec_push(out, below(top, sb.buf));
	}
	strvec_clear(&parts);
	strbuf_release(&sb);
}

static bool is_tracked_link(struct db *db, const char *top,
			    const struct strvec *links)
{
	struct proc p;
	bool res;

	git_proc(&p, db_place(db), "-C", top, "--literal-pathspecs", "ls-files",
		 "-s", "--", (char *)NULL);
	strvec_pushv(&p.argv, links->v);
	res = proc_run(&p, NULL) == 0 && !p.status &&
		(str_starts(p.out.buf, "120000 ") ||
		 strstr(p.out.buf, "\n120000 "));
	proc_release(&p);
	return res;
}

int planted_refuse(struct db *db, const char *path, struct err *err)
{
	char *top = db && db_worktree(db) ? realpath(db_worktree(db), NULL) : NULL;
	char *real = top && strcmp(path, "-") ? realpath(path, NULL) : NULL;
	struct strvec links = STRVEC_INIT;
	const char *rel = real ? below(top, real) : NULL;
	int ret = 0;

	if (!real || (rel && !str_starts(rel, ".git/") && !strstr(rel, "/.git/")))
		goto out;
	links_below(&links, top, path);
	if (links.nr && is_tracked_link(db, top, &links))
		ret = err_set(err, ERR_INVALID, "'%s' is a link of this repository "
			      "that leads to '%s'; name that when it is meant",
			      path, real);
out:
	strvec_clear(&links);
	free(top);
	free(real);
	return ret;
}
