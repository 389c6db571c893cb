/*
 * codelog.c - the project's commits and branches, asked of Git.
 */
#include "base/base.h"
#include "feat/project/codelog.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "db/core/internal.h"
#include "feat/project/gitstate.h"
#include "feat/project/linecount.h"

void gitcommit_release(struct gitcommit *c)
{
	free(c->author);
	free(c->subject);
	free(c->message);
	free(c->branch);
	memset(c, 0, sizeof(*c));
}

int gitcommits_keep(struct gitcommit *c, void *data)
{
	struct gitcommits *all = data;

	ALLOC_GROW(all->v, all->nr + 1, all->alloc);
	all->v[all->nr++] = *c;
	memset(c, 0, sizeof(*c));
	return 0;
}

void gitcommits_release(struct gitcommits *all)
{
	size_t i;

	for (i = 0; i < all->nr; i++)
		gitcommit_release(&all->v[i]);
	free(all->v);
	memset(all, 0, sizeof(*all));
}

int gitlog_read(struct gitcommit *out, struct db *db, const char *oid,
		struct err *err)
{
	struct commit c;
	struct repo *r;
	struct oid o;

	memset(out, 0, sizeof(*out));
	if (db_repo(&r, db, err) < 0)
		return -1;
	if (!oid_parse(&o, oid))
		return err_set(err, ERR_NOT_FOUND, "'%s' is no commit id",
			       oid);
	memset(&c, 0, sizeof(c));
	if (commit_read(&c, r, &o, err) < 0)
		return -1;
	snprintf(out->oid, sizeof(out->oid), "%s", oid);
	out->author = xstrdup(c.author.name);
	out->message = xstrdup(c.message);
	out->subject = xstrndup(c.message, strcspn(c.message, "\n"));
	out->when = when_from_seconds(c.committer.when);
	out->nr_parents = (unsigned)c.nr_parents;
	commit_release(&c);
	return 0;
}

int gitlog_head(char oid[OBJECT_HEX + 1], struct db *db, struct err *err)
{
	const struct place *p = db_place(db);
	struct strbuf branch = STRBUF_INIT;
	struct repo *r;
	struct oid o;
	int rc;

	/* read here: libgit2 may have opened another work tree's directory */
	oid[0] = '\0';
	rc = place_head(&branch, p, err);
	if (rc > 0)
		rc = db_repo(&r, db, err) < 0 ? -1 :
			ref_read(&o, r, branch.buf, err);
	else if (rc == 0)
		rc = p->ref_files ? oid_parse(&o, branch.buf) :
			place_ref(&o, p, "HEAD");
	if (rc == 1)
		oid_hex(oid, &o);
	strbuf_release(&branch);
	return rc;
}

/* Reflogs that are not files: Git shows the last two entries of HEAD's. */
static bool ask_amended(char old_oid[OBJECT_HEX + 1], struct db *db)
{
	const char *what, *old;
	struct proc p;
	bool res = false;
	size_t hex;

	git_proc(&p, db_place(db), "log", "--walk-reflogs", "-2",
		 "--no-show-signature", "--format=%H %gs", "HEAD", "--",
		 (char *)NULL);
	if (proc_run(&p, NULL) == 0 && p.status == 0) {
		what = p.out.buf + object_hex(p.out.buf);
		old = what + strcspn(what, "\n");
		old += *old == '\n';
		hex = object_hex(old);
		res = str_starts(what, " commit (amend)") && hex;
		if (res)
			snprintf(old_oid, OBJECT_HEX + 1, "%.*s", (int)hex,
				 old);
	}
	proc_release(&p);
	return res;
}

bool gitlog_amended(char old_oid[OBJECT_HEX + 1], struct db *db)
{
	const struct place *p = db_place(db);

	return p->ref_files ? gitstate_amended(old_oid, p) :
		ask_amended(old_oid, db);
}

char *gitlog_branch(struct db *db)
{
	return gitstate_branch(db_place(db));
}

const char *gitlog_gitdir(struct db *db)
{
	return db_place(db)->gitdir;
}

const char *gitlog_commondir(struct db *db)
{
	return db_place(db)->commondir;
}

bool gitlog_rebasing(struct db *db)
{
	return gitstate_rebasing(db_place(db));
}

bool gitlog_picking(struct db *db)
{
	return gitstate_picking(db_place(db));
}

bool gitlog_goes_on(struct db *db)
{
	return gitstate_goes_on(db_place(db));
}

size_t gitlog_picks_left(struct db *db)
{
	return gitstate_picks_left(db_place(db));
}

/* Runs `git rev-parse` for one commit; 0 with all its digits, else 1. */
static int rev_parse(char oid[OBJECT_HEX + 1], struct db *db, const char *rev)
{
	char *spec = xasprintf("%s^{commit}", rev);
	struct proc p;
	int res = 1;

	git_proc(&p, db_place(db), "rev-parse", "--verify", "--quiet",
		 "--end-of-options", spec, (char *)NULL);
	if (proc_run(&p, NULL) == 0 && p.status == 0) {
		strbuf_trim(&p.out);
		if (p.out.len && object_hex(p.out.buf) == p.out.len) {
			memcpy(oid, p.out.buf, p.out.len + 1);
			res = 0;
		}
	}
	proc_release(&p);
	free(spec);
	return res;
}

int gitlog_resolve(char oid[OBJECT_HEX + 1], struct db *db, const char *rev,
		   struct err *err)
{
	if (rev_parse(oid, db, rev))
		return err_set(err, ERR_NOT_FOUND, "commit '%s' not found",
			       rev);
	return 0;
}

bool gitlog_has_commit(struct db *db, const char *prefix)
{
	char oid[OBJECT_HEX + 1];

	return rev_parse(oid, db, prefix) == 0 &&
		!strncmp(oid, prefix, strlen(prefix));
}

/* ---- ranges ---- */

/* The next line of a record; NULL at its end. */
static char *take_line(char **p)
{
	char *line = *p, *end = line + strcspn(line, "\n");

	if (*end)
		*end++ = '\0';
	*p = end;
	return line;
}

/* "refs/heads/x", "refs/remotes/origin/x" -> "x"; HEAD: what is checked out;
 * other revisions name no branch. */
static char *branch_of(const char *source, const char *current)
{
	const char *s;

	if (!strcmp(source, "HEAD"))
		return xstrdup(current);
	if (str_starts(source, "refs/heads/"))
		return xstrdup(source + 11);
	if (str_starts(source, "refs/remotes/")) {
		s = strchr(source + 13, '/');
		return s && strcmp(s, "/HEAD") != 0 ? xstrdup(s + 1) : NULL;
	}
	return NULL;
}

static void parse_record(struct gitcommit *out, char *rec,
			 const char *current)
{
	char *p = rec, *s;

	memset(out, 0, sizeof(*out));
	snprintf(out->oid, sizeof(out->oid), "%s", take_line(&p));
	for (s = take_line(&p); *s; s += *s == ' ') {
		out->nr_parents++;
		s += strcspn(s, " ");
	}
	out->author = xstrdup(take_line(&p));
	out->when = when_from_seconds(strtoll(take_line(&p), NULL, 10));
	out->branch = branch_of(take_line(&p), current);
	out->message = xstrdup(p);
	out->subject = xstrndup(p, strcspn(p, "\n"));
}

static void log_args(struct proc *p, struct db *db, size_t max)
{
	git_proc(p, db_place(db), "log", "-z", "--reverse", "--topo-order",
		 "--no-show-signature", "--encoding=UTF-8",
		 "--format=%H%n%P%n%an%n%ct%n%S%n%B", (char *)NULL);
	if (max)
		strvec_pushf(&p->argv, "--max-count=%zu", max);
	p->out_max = (size_t)1 << 30;
}

/* Runs what log_args and its caller have made. */
static int run_log(struct proc *p, struct db *db, gitcommit_fn fn, void *data,
		   struct err *err)
{
	char *current = gitlog_branch(db), *rec, *end;
	int res = proc_run(p, err);

	if (res == 0 && p->status) {
		strbuf_trim(&p->err_out);
		res = err_set(err, ERR_INVALID, "cannot read the history: %s",
			      p->err_out.buf);
	}
	end = p->out.buf + p->out.len;
	for (rec = p->out.buf; rec < end && res == 0; ) {
		char *next = rec + strlen(rec) + 1;
		struct gitcommit c;

		parse_record(&c, rec, current);
		res = fn(&c, data);
		gitcommit_release(&c);
		rec = next;
	}
	proc_release(p);
	free(current);
	return res;
}

int gitlog_each(struct db *db, const struct strvec *revs, size_t max,
		gitcommit_fn fn, void *data, struct err *err)
{
	/* a wider net than link.h's rules: those have the last word */
	static const char names[] = "--grep=task-id:|#[0-9a-f]{4}|"
		"[0-9a-f]{8}";
	struct proc p;

	log_args(&p, db, max);
	strvec_pushl(&p.argv, "-E", "-i", names, (char *)NULL);
	strvec_pushv(&p.argv, revs->v);
	strvec_push(&p.argv, "--");
	return run_log(&p, db, fn, data, err);
}

int gitlog_work(struct db *db, const struct strbuf *revs, bool first_parent,
		size_t max, gitcommit_fn fn, void *data, struct err *err)
{
	struct proc p;

	log_args(&p, db, max);
	strvec_pushl(&p.argv, "--no-merges", "--stdin", (char *)NULL);
	if (first_parent)
		strvec_push(&p.argv, "--first-parent");
	p.in = revs->buf;
	p.in_len = revs->len;
	return run_log(&p, db, fn, data, err);
}

/* ---- sizes ---- */

/* "<added> TAB <deleted> TAB <path>"; binary files have "-". */
static void add_numstat(struct gitcommit *c, const char *line)
{
	char *end;

	c->files++;
	c->insertions += strtoul(line, &end, 10);
	if (end == line)
		end++;
	if (*end == '\t')
		c->deletions += strtoul(end + 1, NULL, 10);
}

static void measure_by_git(struct db *db, struct gitcommit *const *commits,
			   size_t nr, int timeout_ms)
{
	struct strbuf in = STRBUF_INIT;
	struct gitcommit *c = NULL;
	struct map by_oid = MAP_INIT;
	struct proc p;
	char *s;
	size_t i;

	for (i = 0; i < nr; i++) {
		strbuf_addf(&in, "%s\n", commits[i]->oid);
		map_put(&by_oid, commits[i]->oid, commits[i]);
	}
	git_proc(&p, db_place(db), "log", "--no-walk=unsorted", "--stdin",
		 "--numstat", "--no-renames", "--no-ext-diff",
		 "--no-textconv", "--diff-algorithm=minimal",
		 "--diff-merges=first-parent",
		 "--no-show-signature", "--format=>%H", (char *)NULL);
	p.in = in.buf;
	p.in_len = in.len;
	p.timeout_ms = timeout_ms;
	if (proc_run(&p, NULL) == 0 && p.status == 0 && !p.timed_out) {
		for (s = p.out.buf; *s; ) {
			char *line = take_line(&s);

			if (*line == '>') {
				c = map_get(&by_oid, line + 1);
				if (c)
					c->measured = true;
			} else if (c && *line) {
				add_numstat(c, line);
			}
		}
	}
	proc_release(&p);
	map_clear(&by_oid);
	strbuf_release(&in);
}

/* A hook has one; many are quicker in one run of Git. */
#define MEASURE_HERE 3

void gitlog_measure(struct db *db, struct gitcommit *commits, size_t nr,
		    int timeout_ms)
{
	struct gitcommit **left = xcalloc(nr + 1, sizeof(struct gitcommit *));
	size_t i, nr_left = 0;

	for (i = 0; i < nr; i++)
		if (nr > MEASURE_HERE || !linecount_commit(&commits[i], db))
			left[nr_left++] = &commits[i];
	if (nr_left)
		measure_by_git(db, left, nr_left, timeout_ms);
	free(left);
}

/* ---- paths ---- */

/* Commits in order of first mention, with how often each was mentioned. */
struct mentions {
	struct strvec *oids;
	unsigned *lines;
	size_t alloc;
	struct map seen;	/* size_t *, index in oids */
};

static void add_oid(struct mentions *m, char *hex)
{
	size_t *at;

	hex[object_hex(hex)] = '\0';
	at = map_get(&m->seen, hex);
	if (!at) {
		at = xmalloc(sizeof(*at));
		*at = m->oids->nr;
		map_put(&m->seen, hex, at);
		strvec_push(m->oids, hex);
		ALLOC_GROW(m->lines, m->oids->nr, m->alloc);
		m->lines[*at] = 0;
	}
	m->lines[*at]++;
}

/* A commit line of porcelain blame: "<oid> <line> <line>[ <nr>]". */
static bool is_commit_line(const char *s)
{
	return object_hex(s) && s[object_hex(s)] == ' ';
}

static void blame_args(struct proc *p, struct db *db, const char *path,
		       unsigned first, unsigned last, bool history)
{
	if (history) {
		git_proc(p, db_place(db), "log", "--follow", "--format=%H ",
			 "--no-show-signature", "--", path, (char *)NULL);
		return;
	}
	git_proc(p, db_place(db), "blame", "--line-porcelain", (char *)NULL);
	if (first)
		strvec_pushf(&p->argv, "-L%u,%u", first, last);
	strvec_pushl(&p->argv, "--", path, (char *)NULL);
}

int gitlog_blame(struct strvec *oids, unsigned **lines, struct db *db,
		 const char *path, unsigned first, unsigned last,
		 bool history, struct err *err)
{
	struct mentions m = { oids, NULL, 0, MAP_INIT_FREE(free) };
	char *cwd = NULL, *full = NULL, *s;
	struct proc p;
	int res = -1;

	if (*path != '/') {	/* git runs at the top of the work tree */
		cwd = realpath(".", NULL);
		full = path_join(cwd ? cwd : "", path);
	}
	blame_args(&p, db, full ? full : path, first, last, history);
	if (proc_run(&p, err) < 0)
		goto out;
	if (p.status) {
		strbuf_trim(&p.err_out);
		err_set(err, ERR_FAILED, "git can not tell who wrote '%s': %s",
			path, p.err_out.buf);
		goto out;
	}
	res = 0;
	for (s = p.out.buf; *s; ) {
		char *line = take_line(&s);

		/* zeros: lines that are not committed yet */
		if (is_commit_line(line) &&
		    strspn(line, "0") < object_hex(line))
			add_oid(&m, line);
	}
out:
	proc_release(&p);
	map_clear(&m.seen);
	*lines = m.lines;
	free(full);
	free(cwd);
	return res;
}

int gitlog_head_files(struct strvec *out, struct db *db, struct err *err)
{
	const char *path, *end;
	struct proc p;
	int res;

	git_proc(&p, db_place(db), "log", "--no-walk", "-z", "--name-only",
		 "--diff-filter=AM", "--no-renames", "--format=",
		 "--diff-merges=first-parent", "--no-show-signature", "HEAD",
		 "--", (char *)NULL);
	res = proc_run(&p, err);
	end = p.out.buf + p.out.len;
	for (path = p.out.buf; res == 0 && path < end;
	     path += strlen(path) + 1)
		if (*path)
			strvec_push(out, path);
	proc_release(&p);
	return res;
}

int gitlog_blob(struct strbuf *out, struct db *db, const char *spec,
		size_t max, struct err *err)
{
	struct proc p;
	int res;

	git_proc(&p, db_place(db), "cat-file", "blob", spec, (char *)NULL);
	p.out_max = max;
	res = proc_run(&p, err);
	if (res == 0 && p.status)
		res = err_set(err, ERR_FAILED, "cannot read '%s'", spec);
	if (res == 0)
		strbuf_addbuf(out, &p.out);
	proc_release(&p);
	return res;
}

/* ---- hooks ---- */

static bool is_below(const char *path, const char *dir)
{
	char *a = realpath(path, NULL), *b = realpath(dir, NULL);
	const char *p = a ? a : path, *d = b ? b : dir;
	size_t n = strlen(d);
	bool res = !strncmp(p, d, n) && (p[n] == '/' || p[n] == '\0');

	free(a);
	free(b);
	return res;
}

int gitlog_hooks_dir(char **out, bool *ours, struct db *db, struct err *err)
{
	const struct place *place = db_place(db);
	struct proc p;
	int res = -1;

	*out = NULL;
	git_proc(&p, place, "rev-parse", "--git-path", "hooks", (char *)NULL);
	if (proc_run(&p, err) < 0)
		goto out;
	strbuf_rtrim(&p.out);
	if (p.status || !p.out.len) {
		strbuf_trim(&p.err_out);
		err_set(err, ERR_FATAL, "git does not say where its hooks "
			"are: %s", p.err_out.buf);
		goto out;
	}
	*out = *p.out.buf == '/' ? xstrdup(p.out.buf) :
		path_join(p.dir, p.out.buf);
	*ours = is_below(*out, place->commondir);
	res = 0;
out:
	proc_release(&p);
	return res;
}

bool gitlog_config_hooks(void)
{
	return git_version() >= 2054000;
}
