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

/* The links that the system follows for a path, as far as they stand below `top`. */
struct trail {
	struct strvec links;	/* relative to it */
	const char *top;
	struct strbuf at;	/* where we are, without links; "": the root */
	int followed;
};

#define FOLLOWED_MAX 40

static void follow(struct trail *t, const char *path);

static void step(struct trail *t, const char *name)
{
	char to[PATH_MAX];
	const char *slash = strrchr(t->at.buf, '/');
	size_t parent = t->at.len;
	ssize_t n;

	if (!strcmp(name, "..")) {
		strbuf_setlen(&t->at, slash ? (size_t)(slash - t->at.buf) : 0);
		return;
	}
	strbuf_addf(&t->at, "/%s", name);
	n = readlink(t->at.buf, to, sizeof(to) - 1);
	if (n < 0 || t->followed++ >= FOLLOWED_MAX)
		return;		/* no link, or a circle: realpath has failed */
	if (below(t->top, t->at.buf))
		strvec_push(&t->links, below(t->top, t->at.buf));
	strbuf_setlen(&t->at, parent);
	to[n] = '\0';
	follow(t, to);
}

static void follow(struct trail *t, const char *path)
{
	if (*path == '/')
		strbuf_reset(&t->at);
	while (*path) {
		size_t n = strcspn(path, "/");
		char *name = xstrndup(path, n);

		if (*name && strcmp(name, ".") != 0)
			step(t, name);
		free(name);
		path += n + (path[n] == '/');
	}
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
	struct trail t = { STRVEC_INIT, top, STRBUF_INIT, 0 };
	char cwd[PATH_MAX];
	const char *rel = real ? below(top, real) : NULL;
	int ret = 0;

	if (!real || (rel && !str_starts(rel, ".git/") && !strstr(rel, "/.git/")))
		goto out;
	if (getcwd(cwd, sizeof(cwd)) && cwd[1])
		strbuf_addstr(&t.at, cwd);
	follow(&t, path);
	if (t.links.nr && is_tracked_link(db, top, &t.links))
		ret = err_set(err, ERR_INVALID, "'%s' is a link of this repository "
			      "that leads to '%s'; name that when it is meant",
			      path, real);
out:
	strvec_clear(&t.links);
	strbuf_release(&t.at);
	free(top);
	free(real);
	return ret;
}
