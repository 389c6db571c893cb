/*
 * repo.c - opening a repository: whose it is, and which maker is for its format.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/place/gitcfg.h"
#include "store/odb/internal.h"
#include "store/odb/known.h"
#include "store/odb/recent.h"

/*
 * libgit2 opens repositories of SHA-1 with refs in files.  One that opens more is
 * to be told apart here, by its version.
 */
static const struct maker *maker_for(const struct place *p)
{
	return p->width == OID_SHA1 && p->ref_files &&
		!place_objects_moved() ? &maker_libgit2 : &maker_git;
}

/* A hash that is not known here can not be worked with. */
static int check_format(const struct place *p, struct err *err)
{
	struct gitcfg cfg = GITCFG_INIT;
	int rc = 0;

	if (p->width)
		return 0;
	gitcfg_read(&cfg, p->commondir);
	rc = err_set(err, ERR_FATAL, "this repository names objects by '%s'; "
		     "git-task knows SHA-1 and SHA-256", cfg.object_format ?
		     cfg.object_format : "");
	gitcfg_release(&cfg);
	return rc;
}

/* Several lines as one: every run of white space becomes a space. */
static void one_line(struct strbuf *sb)
{
	size_t i, len = 0;

	for (i = 0; i < sb->len; i++) {
		bool space = strchr(" \t\r\n", sb->buf[i]) != NULL;

		if (space && (!len || sb->buf[len - 1] == ' '))
			continue;
		sb->buf[len++] = space ? ' ' : sb->buf[i];
	}
	strbuf_setlen(sb, len);
	strbuf_rtrim(sb);
}

/*
 * The directory belongs to somebody else: Git decides (safe.directory, with
 * all the forms that libgit2 does not know), and its own words are passed on.
 */
static int ask_git(const struct place *p, struct err *err)
{
	struct proc proc;
	int rc;

	proc_init(&proc);
	strvec_pushl(&proc.argv, "git", "rev-parse", "--git-dir", (char *)NULL);
	strvec_pushl(&proc.env, "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
		     "LC_ALL=C", (char *)NULL);
	proc.dir = p->found ? p->found : p->gitdir;
	rc = proc_run(&proc, err);
	if (rc == 0 && proc.status) {
		const char *words = proc.err_out.buf;

		one_line(&proc.err_out);
		if (str_starts(words, "fatal: "))
			words += strlen("fatal: ");
		rc = err_set(err, ERR_FATAL, "%s", *words ? words :
			     "git refuses this repository");
	}
	proc_release(&proc);
	return rc;
}

int place_allowed(const struct place *p, struct err *err)
{
	return p->trusted ? 0 : ask_git(p, err);
}

int repo_open(struct repo **out, const struct place *p, struct err *err)
{
	struct repo *r;

	*out = NULL;
	if (check_format(p, err) < 0)
		return -1;
	if (!p->trusted && ask_git(p, err) < 0)
		return -1;
	r = xcalloc(1, sizeof(*r));
	r->place.gitdir = xstrdup(p->gitdir);
	r->place.commondir = xstrdup(p->commondir);
	r->place.worktree = xstrdup(p->worktree);
	r->place.found = xstrdup(p->found);
	r->place.trusted = p->trusted;
	r->place.width = p->width;
	r->place.ref_files = p->ref_files;
	r->maker = maker_for(p);
	*out = r;
	return 0;
}

void repo_close(struct repo *r)
{
	if (!r)
		return;
	pack_abort(r);
	r->maker->close(r);
	while (r->nr_offers)
		free(r->offers[--r->nr_offers].data);
	free(r->offers);
	known_free(r->known);
	recent_free(r->recent);
	place_release(&r->place);
	free(r);
}

void repo_set_sync(struct repo *r, bool sync)
{
	r->sync = sync;
	r->maker->set_sync(r, sync);
}
