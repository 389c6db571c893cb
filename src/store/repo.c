/*
 * repo.c - opening a repository with libgit2.
 *
 * Only the shared directory is opened, and as a bare repository: refs/tasks
 * and the objects live there, and a work tree is none of our business.  That
 * also steps around libgit2's troubles with GIT_WORK_TREE and linked work
 * trees.  What libgit2's own opening would have refused (another hash,
 * another ref format, somebody else's directory) is checked here.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/gitcfg.h"
#include "store/internal.h"

int store_fail(struct err *err, enum err_code code, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	if (last && last->message && *last->message)
		strbuf_addf(&sb, ": %s", last->message);
	err_set(err, code, "%s", sb.buf);
	strbuf_release(&sb);
	git_error_clear();
	return -1;
}

int store_setup(struct err *err)
{
	static const char *const extensions[] = {
		"worktreeconfig", "partialclone", "preciousobjects",
		"relativeworktrees"
	};
	int n;

	if (libgit2_load(err) < 0)
		return -1;
	n = git_libgit2_init();
	if (n < 0)
		return store_fail(err, ERR_FATAL, "cannot start libgit2");
	/* Options are libgit2's globals: set when it has just been started. */
	if (n == 1 && git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
				       ARRAY_SIZE(extensions)) < 0)
		return store_fail(err, ERR_FATAL, "cannot set up libgit2");
	return 0;
}

/*
 * core.sharedRepository: what is written from here on is for the others, too.
 * libgit2 does not know the setting.  Directories can be searched by who can
 * read them; their group they have from the one above (git init --shared).
 */
static void share_files(const struct gitcfg *cfg)
{
	mode_t open_to = cfg->shared | (cfg->shared & 0444) >> 2;
	mode_t mask = umask(077);

	umask(cfg->shared_exact ? 0777 & ~open_to : mask & ~open_to);
}

/* Refuses formats that libgit2 can not read, in one plain sentence. */
static int check_format(bool *plain, const struct place *p, struct err *err)
{
	struct gitcfg cfg = GITCFG_INIT;
	int rc = 0;

	gitcfg_read(&cfg, p->commondir);
	*plain = !cfg.shared;
	if (cfg.shared)
		share_files(&cfg);
	if (cfg.object_format && !str_ieq(cfg.object_format, "sha1"))
		rc = err_set(err, ERR_FATAL, "this repository names objects "
			     "by %s; git-task works with SHA-1 repositories "
			     "only", str_ieq(cfg.object_format, "sha256") ?
			     "SHA-256" : cfg.object_format);
	else if (cfg.ref_storage && !str_ieq(cfg.ref_storage, "files"))
		rc = err_set(err, ERR_FATAL, "this repository keeps its refs "
			     "in the '%s' format; git-task needs the files "
			     "format ('git refs migrate --ref-format=files')",
			     cfg.ref_storage);
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
	proc.dir = p->worktree ? p->worktree : p->gitdir;
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

static int open_git(struct repo *r, struct err *err)
{
	int rc = git_repository_open_bare(&r->git, r->place.commondir);

	/* Newer versions check the owner here; Git has been asked already. */
	if (rc == GIT_EOWNER || rc == GIT_ENOTFOUND) {
		git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
		rc = git_repository_open_bare(&r->git, r->place.commondir);
	}
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot open '%s'",
				  r->place.commondir);
	if (git_repository_odb(&r->odb, r->git) < 0)
		return store_fail(err, ERR_FATAL, "cannot open the objects "
				  "of '%s'", r->place.commondir);
	return 0;
}

int repo_git(struct repo *r, struct err *err)
{
	if (r->git)
		return 0;
	if (store_setup(err) < 0)
		return -1;
	if (open_git(r, err) < 0) {
		git_odb_free(r->odb);
		git_repository_free(r->git);
		r->odb = NULL;
		r->git = NULL;
		git_libgit2_shutdown();
		return -1;
	}
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, r->sync ? 1 : 0);
	return 0;
}

int repo_open(struct repo **out, const struct place *p, struct err *err)
{
	struct repo *r;
	bool plain;

	*out = NULL;
	if (check_format(&plain, p, err) < 0)
		return -1;
	if (!p->trusted && ask_git(p, err) < 0)
		return -1;
	r = xcalloc(1, sizeof(*r));
	r->place.gitdir = xstrdup(p->gitdir);
	r->place.commondir = xstrdup(p->commondir);
	r->place.worktree = xstrdup(p->worktree);
	r->place.trusted = p->trusted;
	r->plain = plain;
	if (!plain && repo_git(r, err) < 0) {
		repo_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

void repo_close(struct repo *r)
{
	if (!r)
		return;
	pack_abort(r);
	if (r->git) {
		git_odb_free(r->odb);
		git_repository_free(r->git);
		git_libgit2_shutdown();
	}
	while (r->nr_offers)
		free(r->offers[--r->nr_offers].data);
	free(r->offers);
	place_release(&r->place);
	free(r);
}

const struct place *repo_place(const struct repo *r)
{
	return &r->place;
}

void repo_set_sync(struct repo *r, bool sync)
{
	r->sync = sync;
	if (r->git)
		git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, sync ? 1 : 0);
}
