/*
 * range.c - both ends of a merge and the commits in between, fetched as needed.
 */
#include "base/base.h"
#include "feat/gate/range.h"

#include "base/mem.h"
#include "base/proc.h"
#include "db/core/internal.h"

#define DEPTH_FIRST 64u
#define DEPTH_MAX 16384u	/* then all of it */

void range_release(struct range *r)
{
	gitcommits_release(&r->commits);
	free(r->shown);
	free(r->file);
	memset(r, 0, sizeof(*r));
}

/* ---- asking Git ---- */

/* The trimmed output of a git command that succeeds, else NULL; caller frees. */
static char *ask(struct db *db, const char *const *argv)
{
	char *answer = NULL;
	struct proc p;

	git_proc(&p, db_place(db), *argv, (char *)NULL);
	for (argv++; *argv; argv++)
		strvec_push(&p.argv, *argv);
	if (proc_run(&p, NULL) == 0 && p.status == 0) {
		strbuf_trim(&p.out);
		answer = strbuf_detach(&p.out, NULL);
	}
	proc_release(&p);
	return answer;
}

static bool is_shallow(struct db *db)
{
	const char *const argv[] = {
		"rev-parse", "--is-shallow-repository", NULL
	};
	char *s = ask(db, argv);
	bool res = str_eq(s, "true");

	free(s);
	return res;
}

/* Do both ends have a common ancestor here? */
static bool meet(struct db *db, const struct range *r)
{
	const char *const argv[] = { "merge-base", r->base, r->head, NULL };
	char *s = ask(db, argv);
	bool res = s && *s;

	free(s);
	return res;
}

/* How many commits the two tips have here, so that no fetch shortens it. */
static unsigned depth_here(struct db *db, const struct range *r)
{
	const char *argv[] = { "rev-list", "--count", r->head, NULL, NULL };
	char *s;
	unsigned long nr;

	if (*r->base)
		argv[3] = r->base;
	s = ask(db, argv);
	nr = s ? strtoul(s, NULL, 10) : 0;
	free(s);
	return nr < DEPTH_MAX ? (unsigned)nr : DEPTH_MAX;
}

/* The remote to fetch from; caller frees.  NULL: there is none. */
static char *pick_remote(struct db *db, const char *named)
{
	static const char *const argv[] = { "remote", NULL };
	struct strvec all = STRVEC_INIT;
	const char *set = named ? named : db_config(db, "task.remote");
	char *list, *res = NULL;

	if (set && *set)
		return xstrdup(set);
	list = ask(db, argv);
	strvec_split(&all, list ? list : "", "\n");
	if (strvec_has(&all, "origin"))
		res = xstrdup("origin");
	else if (all.nr)
		res = xstrdup(all.v[0]);
	strvec_clear(&all);
	free(list);
	return res;
}

/* ---- fetching ---- */

/* One fetch of `specs`, with a depth ("--depth=64") or without. */
static int fetch(struct db *db, const char *remote, const char *depth,
		 const struct strvec *specs, struct err *err)
{
	struct proc p;
	int ret = -1;

	git_proc(&p, db_place(db), "fetch", "--quiet", "--no-tags",
		 "--no-write-fetch-head", "--no-recurse-submodules",
		 "--refmap=", (char *)NULL);
	if (depth)
		strvec_push(&p.argv, depth);
	strvec_pushl(&p.argv, "--end-of-options", remote, (char *)NULL);
	strvec_pushv(&p.argv, specs->v);
	if (proc_run(&p, err) == 0) {
		strbuf_trim(&p.err_out);
		ret = !p.status ? 0 :
			err_set(err, ERR_NETWORK, "can not fetch from '%s': %s",
				remote, p.err_out.buf);
	}
	proc_release(&p);
	return ret;
}

/* "+refs/heads/<b>:refs/remotes/<remote>/<b>" for a branch, else the commit. */
static void add_spec(struct strvec *specs, const char *remote, const char *name)
{
	if (object_hex(name) == strlen(name))
		strvec_push(specs, name);
	else
		strvec_pushf(specs, "+refs/heads/%s:refs/remotes/%s/%s", name,
			     remote, name);
}

/* Both ends with more history each time, until they meet. */
static int deepen(struct range *r, struct db *db, const char *remote,
		  struct err *err)
{
	struct strvec specs = STRVEC_INIT;
	unsigned depth = DEPTH_FIRST;
	char option[32];
	int ret = 0;

	if (!is_shallow(db))
		return 0;
	strvec_pushl(&specs, r->base, r->head, (char *)NULL);
	while (depth <= depth_here(db, r))
		depth *= 2;
	for (; ret == 0 && !meet(db, r); depth *= 8) {
		snprintf(option, sizeof(option), "--depth=%u", depth);
		r->fetches++;
		ret = fetch(db, remote, depth > DEPTH_MAX ? "--unshallow" :
			    option, &specs, err);
		if (depth > DEPTH_MAX)
			break;
	}
	strvec_clear(&specs);
	return ret;
}

/* ---- the two ends ---- */

/* A commit that is here under this name, as it is or below the remote's. */
static bool resolve(char oid[OBJECT_HEX + 1], struct db *db,
		    const char *remote, const char *name)
{
	char *tracked;
	bool res;

	if (*name == '-')
		return false;
	tracked = xasprintf("refs/remotes/%s/%s", remote ? remote : "origin",
			    name);
	res = gitlog_resolve(oid, db, tracked, NULL) == 0 ||
		gitlog_resolve(oid, db, name, NULL) == 0;
	free(tracked);
	return res;
}

/* A base that was named: here, or fetched.  Where it is is where it is now: a
 * branch is asked for again when the clone is not whole. */
static int find_base(struct range *r, struct db *db,
		     const struct range_args *args, const char *remote,
		     const char *name, struct err *err)
{
	struct strvec specs = STRVEC_INIT;
	int ret = 0;

	if (!resolve(r->base, db, remote, name) && args->fetch && remote &&
	    *name != '-') {
		add_spec(&specs, remote, name);
		r->fetches++;
		ret = fetch(db, remote, is_shallow(db) ? "--depth=1" : NULL,
			    &specs, err);
	}
	strvec_clear(&specs);
	if (ret == 0 && !resolve(r->base, db, remote, name))
		ret = err_set(err, ERR_NOT_FOUND, "'%s' is neither a commit "
			      "nor a branch here%s", name,
			      args->fetch ? "" : "; run 'git fetch'");
	if (ret == 0)
		r->shown = xstrdup(name);
	return ret;
}

/* What a merge would go into when nobody says it. */
static void guess_base(struct range *r, struct db *db, const char *remote)
{
	static const char *const names[] = { "HEAD", "main", "master" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !*r->base; i++) {
		char *ref = xasprintf("refs/remotes/%s/%s",
				      remote ? remote : "origin", names[i]);

		if (gitlog_resolve(r->base, db, ref, NULL) == 0)
			r->shown = xstrdup(ref + strlen("refs/remotes/"));
		free(ref);
	}
	for (i = 1; i < ARRAY_SIZE(names) && !*r->base; i++)
		if (gitlog_resolve(r->base, db, names[i], NULL) == 0)
			r->shown = xstrdup(names[i]);
}

static int find_ends(struct range *r, struct db *db,
		     const struct range_args *args, const char *remote,
		     struct err *err)
{
	const char *head = args->head ? args->head : "HEAD";

	/* "HEAD" is ours, not the remote's */
	if (gitlog_resolve(r->head, db, head, NULL) < 0 &&
	    !resolve(r->head, db, remote, head))
		return err_set(err, ERR_NOT_FOUND, "'%s' is no commit here",
			       head);
	/* a commit that a forced push has dropped may be gone everywhere */
	if (args->since &&
	    find_base(r, db, args, remote, args->since, NULL) == 0)
		return 0;
	if (args->base)
		return find_base(r, db, args, remote, args->base, err);
	guess_base(r, db, remote);
	return 0;
}

/* ---- what lies between ---- */

static int read_commits(struct range *r, struct db *db, struct err *err)
{
	struct strvec revs = STRVEC_INIT;
	int ret;

	if (*r->base)
		strvec_pushf(&revs, "%s..%s", r->base, r->head);
	else
		strvec_pushl(&revs, "--max-count=1", r->head, (char *)NULL);
	ret = gitlog_each(db, &revs, 0, gitcommits_keep, &r->commits, err);
	strvec_clear(&revs);
	return ret;
}

static void find_file(struct range *r, struct db *db)
{
	char *spec = *r->base ? xasprintf("%s...%s", r->base, r->head) :
		xasprintf("%s^!", r->head);
	const char *const argv[] = {
		"diff", "--name-only", "--no-renames", "--no-ext-diff",
		"--diff-filter=AM", spec, "--", NULL
	};
	char *s = ask(db, argv);

	if (s)
		s[strcspn(s, "\n")] = '\0';
	r->file = s ? s : xstrdup("");
	free(spec);
}

int range_read(struct range *out, struct db *db,
	       const struct range_args *args, struct err *err)
{
	char *remote = pick_remote(db, args->remote);
	int ret = find_ends(out, db, args, remote, err);

	/* a build of the base itself: its newest commit */
	if (ret == 0 && !strcmp(out->base, out->head)) {
		out->base[0] = '\0';
		free(out->shown);
		out->shown = NULL;
	}
	if (ret == 0 && *out->base && args->fetch && remote)
		ret = deepen(out, db, remote, err);
	if (ret == 0)
		ret = read_commits(out, db, err);
	if (ret == 0)
		find_file(out, db);
	free(remote);
	return ret;
}
