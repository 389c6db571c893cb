#include "base/base.h"
#include "db/gitlog.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "db/internal.h"

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

/* The last `max` bytes of a file. */
static int file_read_tail(struct strbuf *out, const char *path, off_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), res = -1;
	off_t end;

	if (fd < 0)
		return -1;
	end = lseek(fd, 0, SEEK_END);
	if (end >= 0 && lseek(fd, end > max ? end - max : 0, SEEK_SET) >= 0)
		res = strbuf_read_fd(out, fd);
	close(fd);
	return res;
}

int gitlog_head(char oid[41], struct db *db, struct err *err)
{
	char *path = path_join(db_place(db)->gitdir, "HEAD");
	struct strbuf sb = STRBUF_INIT;
	struct repo *r;
	struct oid o;
	int rc = -1;

	/* read here: libgit2 may have opened another work tree's directory */
	oid[0] = '\0';
	if (file_read(&sb, path, 4096, err) < 0)
		goto out;
	strbuf_trim(&sb);
	if (!str_starts(sb.buf, "ref: ")) {
		rc = oid_parse(&o, sb.buf) ? 1 : 0;
	} else {
		strbuf_remove(&sb, 0, 5);
		strbuf_trim(&sb);
		if (db_repo(&r, db, err) < 0)
			goto out;
		rc = ref_read(&o, r, sb.buf, err);
	}
	if (rc == 1)
		oid_hex(oid, &o);
out:
	strbuf_release(&sb);
	free(path);
	return rc;
}

bool gitlog_amended(char old_oid[41], struct db *db)
{
	char *path = path_join(db_place(db)->gitdir, "logs/HEAD");
	struct strbuf sb = STRBUF_INIT;
	const char *line, *what;
	bool res = false;

	/* the last line: "<old> <new> <who> <when>\t<what was done>" */
	if (file_read_tail(&sb, path, 4096) == 0) {
		strbuf_rtrim(&sb);
		line = strrchr(sb.buf, '\n');
		line = line ? line + 1 : sb.buf;
		what = strchr(line, '\t');
		res = what && str_starts(what + 1, "commit (amend)") &&
			strspn(line, "0123456789abcdef") == OID_HEX;
		if (res)
			snprintf(old_oid, OID_HEX + 1, "%.40s", line);
	}
	strbuf_release(&sb);
	free(path);
	return res;
}

/* The branch named in a file of the git directory, or NULL. */
static char *branch_in(struct db *db, const char *name, const char *intro)
{
	char *path = path_join(db_place(db)->gitdir, name), *res = NULL;
	struct strbuf sb = STRBUF_INIT;

	if (file_read(&sb, path, 4096, NULL) == 0) {
		strbuf_trim(&sb);
		if (str_starts(sb.buf, intro))
			res = xstrdup(sb.buf + strlen(intro));
	}
	strbuf_release(&sb);
	free(path);
	return res;
}

char *gitlog_branch(struct db *db)
{
	char *b = branch_in(db, "HEAD", "ref: refs/heads/");

	if (!b)
		b = branch_in(db, "rebase-merge/head-name", "refs/heads/");
	if (!b)
		b = branch_in(db, "rebase-apply/head-name", "refs/heads/");
	return b;
}

bool gitlog_rebasing(struct db *db)
{
	char *merge = path_join(db_place(db)->gitdir, "rebase-merge");
	char *apply = path_join(db_place(db)->gitdir, "rebase-apply");
	bool res = file_exists(merge) || file_exists(apply);

	free(merge);
	free(apply);
	return res;
}

/* Runs `git rev-parse` for one commit; 0 with its 40 digits, else 1. */
static int rev_parse(char oid[41], struct db *db, const char *rev)
{
	char *spec = xasprintf("%s^{commit}", rev);
	struct proc p;
	int res = 1;

	git_proc(&p, db_place(db), "rev-parse", "--verify", "--quiet",
		 "--end-of-options", spec, (char *)NULL);
	if (proc_run(&p, NULL) == 0 && p.status == 0) {
		strbuf_trim(&p.out);
		if (p.out.len == OID_HEX) {
			memcpy(oid, p.out.buf, OID_HEX + 1);
			res = 0;
		}
	}
	proc_release(&p);
	free(spec);
	return res;
}

int gitlog_resolve(char oid[41], struct db *db, const char *rev,
		   struct err *err)
{
	if (rev_parse(oid, db, rev))
		return err_set(err, ERR_NOT_FOUND, "commit '%s' not found",
			       rev);
	return 0;
}

bool gitlog_has_commit(struct db *db, const char *prefix)
{
	char oid[41];

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

int gitlog_each(struct db *db, const struct strvec *revs, size_t max,
		gitcommit_fn fn, void *data, struct err *err)
{
	/* a wider net than link.h's rules: those have the last word */
	static const char names[] = "--grep=task-id:|#[0-9a-f]{4}|"
		"[0-9a-f]{8}";
	char *current = gitlog_branch(db), *rec, *end;
	struct proc p;
	int res = -1;

	git_proc(&p, db_place(db), "log", "-z", "--reverse", "--topo-order",
		 "--no-show-signature", "--encoding=UTF-8", "-E", "-i", names,
		 "--format=%H%n%P%n%an%n%ct%n%S%n%B", (char *)NULL);
	if (max)
		strvec_pushf(&p.argv, "--max-count=%zu", max);
	strvec_pushv(&p.argv, revs->v);
	strvec_push(&p.argv, "--");
	p.out_max = (size_t)1 << 30;
	if (proc_run(&p, err) < 0)
		goto out;
	if (p.status) {
		strbuf_trim(&p.err_out);
		err_set(err, ERR_INVALID, "cannot read the history: %s",
			p.err_out.buf);
		goto out;
	}
	res = 0;
	end = p.out.buf + p.out.len;
	for (rec = p.out.buf; rec < end && res == 0; ) {
		char *next = rec + strlen(rec) + 1;
		struct gitcommit c;

		parse_record(&c, rec, current);
		res = fn(&c, data);
		gitcommit_release(&c);
		rec = next;
	}
out:
	proc_release(&p);
	free(current);
	return res;
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

void gitlog_measure(struct db *db, struct gitcommit *commits, size_t nr,
		    int timeout_ms)
{
	struct strbuf in = STRBUF_INIT;
	struct gitcommit *c = NULL;
	struct map by_oid = MAP_INIT;
	struct proc p;
	char *s;
	size_t i;

	for (i = 0; i < nr; i++) {
		strbuf_addf(&in, "%s\n", commits[i].oid);
		map_put(&by_oid, commits[i].oid, &commits[i]);
	}
	git_proc(&p, db_place(db), "log", "--no-walk=unsorted", "--stdin",
		 "--numstat", "--no-renames", "--no-ext-diff",
		 "--no-textconv", "--diff-merges=first-parent",
		 "--no-show-signature", "--format=>%H", (char *)NULL);
	p.in = in.buf;
	p.in_len = in.len;
	p.timeout_ms = timeout_ms;
	if (nr && proc_run(&p, NULL) == 0 && p.status == 0 && !p.timed_out) {
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

	hex[OID_HEX] = '\0';
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
	return strspn(s, "0123456789abcdef") == OID_HEX && s[OID_HEX] == ' ';
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

		/* 40 zeros: lines that are not committed yet */
		if (is_commit_line(line) && strspn(line, "0") < OID_HEX)
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

bool gitlog_picking(struct db *db)
{
	static const char *const names[] = {
		"CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD",
	};
	bool res = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !res; i++) {
		char *path = path_join(db_place(db)->gitdir, names[i]);

		res = file_exists(path);
		free(path);
	}
	return res;
}
