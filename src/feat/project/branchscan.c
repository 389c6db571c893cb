/*
 * branchscan.c - branches and merges in history, and the tasks that they are for.
 */
#include "base/base.h"
#include "feat/project/branchscan.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "db/core/internal.h"
#include "feat/project/link.h"
#include "feat/project/linking.h"

#define LOG_MAX ((size_t)16 << 20)
#define DISPUTED "?"	/* in place of an id: on the branches of two tasks */

/* A commit that is known already. */
struct seen {
	size_t at;		/* in `all` */
	bool sure;		/* where its branch begins is known */
};

struct scan {
	struct db *db;
	const struct view *v;
	struct gitcommits *all;
	struct map by_oid;	/* oid -> struct seen */
	struct map recorded;	/* branch -> id, "" when several have it */
	struct strvec refs;	/* branches, here and of remotes */
	struct strvec defaults;	/* names of remotes' default branches */
	/* the branch whose commits come in */
	const char *branch, *id;
	bool sure;
};

static struct seen *remember(struct scan *s, size_t at)
{
	struct seen *seen = xcalloc(1, sizeof(*seen));

	seen->at = at;
	map_put(&s->by_oid, s->all->v[at].oid, seen);
	return seen;
}

static void read_recorded(struct scan *s)
{
	size_t i;

	for (i = 0; i < s->v->nr; i++) {
		const struct row *r = &s->v->rows[i];
		char *have;

		if (r->deleted || !*r->branch)
			continue;
		have = map_get(&s->recorded, r->branch);
		if (have)
			*have = '\0';
		else
			map_put(&s->recorded, r->branch, xstrdup(r->id));
	}
}

/* "refs/heads/x", "refs/remotes/origin/x" -> "x", NULL for anything else. */
static const char *short_name(const char *ref)
{
	const char *s;

	if (str_starts(ref, "refs/heads/"))
		return ref + strlen("refs/heads/");
	if (!str_starts(ref, "refs/remotes/"))
		return NULL;
	s = strchr(ref + strlen("refs/remotes/"), '/');
	return s && strcmp(s, "/HEAD") != 0 ? s + 1 : NULL;
}

/* Lines of a git command that lists refs. */
static int list_refs(struct strvec *out, struct db *db, const char *option,
		     const char *format, struct err *err)
{
	struct proc p;
	char *line, *next;
	int res;

	git_proc(&p, db_place(db), "for-each-ref", option, format, "refs/heads",
		 "refs/remotes", (char *)NULL);
	res = proc_run(&p, err);
	if (res == 0 && p.status)
		res = err_set(err, ERR_FAILED, "git can not list the branches");
	for (line = p.out.buf; res == 0 && *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (*line)
			strvec_push(out, line);
	}
	proc_release(&p);
	return res;
}

static int read_refs(struct scan *s, struct err *err)
{
	struct strvec heads = STRVEC_INIT;
	size_t i;
	int res = list_refs(&s->refs, s->db, "--sort=refname",
			    "--format=%(refname)", err);

	if (res == 0)
		res = list_refs(&heads, s->db, "--sort=refname",
				"--format=%(symref)", err);
	for (i = 0; i < heads.nr; i++)
		if (short_name(heads.v[i]))
			strvec_push(&s->defaults, short_name(heads.v[i]));
	strvec_clear(&heads);
	return res;
}

/* The id of the task that a branch is for, or NULL; borrowed. */
static const char *task_of(struct scan *s, const char *name)
{
	char prefix[ID_LEN + 1];
	const char *id;
	uint32_t row;

	if (strvec_has(&s->defaults, name))
		return NULL;
	if (link_branch_task(prefix, name)) {
		row = linking_row(s->v, prefix);
		if (row != NO_ROW)
			return s->v->rows[row].id;
	}
	id = map_get(&s->recorded, name);
	return id && *id && strcmp(name, "main") != 0 &&
		strcmp(name, "master") != 0 ? id : NULL;
}

static void set_task(struct gitcommit *c, const char *id)
{
	snprintf(c->task, sizeof(c->task), "%s", id);
}

/* gitcommit_fn: a commit of s->branch. */
static int take(struct gitcommit *c, void *data)
{
	struct scan *s = data;
	struct seen *seen = map_get(&s->by_oid, c->oid);
	struct gitcommit *have;

	if (!seen) {
		gitcommits_keep(c, s->all);
		seen = remember(s, s->all->nr - 1);
	}
	have = &s->all->v[seen->at];
	if (*have->task && strcmp(have->task, s->id) != 0) {
		if (!seen->sure)
			set_task(have, DISPUTED);
		return 0;
	}
	seen->sure = s->sure;
	free(have->branch);
	have->branch = xstrdup(s->branch);
	set_task(have, s->id);
	return 0;
}

/* Where the task says that the work on its branch began. */
static bool recorded_base(char oid[OBJECT_HEX + 1], struct scan *s)
{
	uint32_t row = view_find(s->v, s->id);
	struct task t = TASK_INIT;
	const char *base = NULL;
	bool found;

	if (row != NO_ROW && view_task(&t, s->v, row, NULL) == 0 &&
	    str_eq(task_str(&t, F_BRANCH), s->branch))
		base = json_get_str(task_get(&t, F_FIELDS), "branch_base");
	found = base && object_hex(base) == strlen(base) &&
		gitlog_resolve(oid, s->db, base, NULL) == 0;
	task_release(&t);
	return found;
}

/* Is what is said about this line the end of a rebase?  Then where it was put. */
static const char *rebased_onto(const char *what)
{
	const char *onto = str_starts(what, "rebase") ?
		strstr(what, " onto ") : NULL;

	return onto && object_hex(onto + 6) ? onto + 6 : NULL;
}

/* Does this line put the branch somewhere else, where other commits are its past? */
static bool starts_anew(const char *what, const char *branch)
{
	size_t len = strlen(what), name = strlen(branch);

	if (str_starts(what, "reset: ") || str_starts(what, "branch: Reset"))
		return true;
	return str_starts(what, "merge ") && str_ends(what, ": Fast-forward") &&
		!memmem(what, len, branch, name);
}

/* The branch's log where refs are no files: Git shows it, newest first. */
static void ask_log(struct strbuf *log, struct scan *s)
{
	struct strvec lines = STRVEC_INIT;
	struct proc p;
	size_t i, n;

	git_proc(&p, db_place(s->db), "log", "--walk-reflogs", "-10000",
		 "--no-show-signature", "--format=%H%x09%gs", (char *)NULL);
	strvec_pushf(&p.argv, "refs/heads/%s", s->branch);
	strvec_push(&p.argv, "--");
	if (proc_run(&p, NULL) == 0 && p.status == 0)
		strvec_split(&lines, p.out.buf, "\n");
	for (i = lines.nr; i-- > 0; ) {
		const char *old = i + 1 < lines.nr ? lines.v[i + 1] : NULL;

		n = object_hex(lines.v[i]);
		if (old)
			strbuf_add(log, old, n);
		else
			strbuf_addchars(log, '0', n);
		strbuf_addf(log, " %s\n", lines.v[i]);
	}
	strvec_clear(&lines);
	proc_release(&p);
}

static void read_log(struct strbuf *log, struct scan *s)
{
	char *path;

	if (!db_place(s->db)->ref_files) {
		ask_log(log, s);
		return;
	}
	path = xasprintf("%s/logs/refs/heads/%s", gitlog_commondir(s->db),
			 s->branch);
	if (file_read_plain(log, path, LOG_MAX, NULL) < 0)
		strbuf_reset(log);
	free(path);
}

/*
 * Where the branch begins, as its own log says: "<old> <new> <who> <when> TAB <what>"
 * a line, "branch: Created from <where>" in the first.  One that was made from its
 * like at a remote had begun before.
 */
static bool logged_base(char oid[OBJECT_HEX + 1], struct scan *s)
{
	static const char made[] = "branch: Created from ";
	struct strbuf log = STRBUF_INIT;
	char *line, *next, *what;
	bool found = false;

	read_log(&log, s);
	for (line = log.buf; *line; line = next) {
		size_t n = object_hex(line);
		const char *base = n ? line + n + 1 : "", *onto;

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		what = strchr(line, '\t');
		if (!what || object_hex(base) != n)
			break;
		what++;
		onto = rebased_onto(what);
		if (line == log.buf)
			found = str_starts(what, made) &&
				!str_ends(what, s->branch);
		else if (!onto && !starts_anew(what, s->branch))
			continue;
		snprintf(oid, OBJECT_HEX + 1, "%.*s", (int)n, onto ? onto : base);
	}
	strbuf_release(&log);
	return found && gitlog_resolve(oid, s->db, oid, NULL) == 0;
}

/* All other branches; of other tasks only those that this one stands on. */
static int add_others(struct strbuf *revs, struct scan *s, const char *ref,
		      struct err *err)
{
	char *option = xasprintf("--merged=%s", ref);
	struct strvec merged = STRVEC_INIT;
	int res = list_refs(&merged, s->db, option, "--format=%(refname)", err);
	size_t i;

	for (i = 0; res == 0 && i < s->refs.nr; i++) {
		const char *name = short_name(s->refs.v[i]);

		if (name && strcmp(name, s->branch) != 0 &&
		    (!task_of(s, name) || strvec_has(&merged, s->refs.v[i])))
			strbuf_addf(revs, "^%s\n", s->refs.v[i]);
	}
	free(option);
	strvec_clear(&merged);
	return res;
}

/* The first round takes what is sure, the second the rest. */
static int scan_branch(struct scan *s, const char *ref, bool second,
		       struct err *err)
{
	struct strbuf revs = STRBUF_INIT;
	char oid[OBJECT_HEX + 1];
	int res = 0;

	s->sure = logged_base(oid, s);
	if (s->sure == second)
		return 0;
	if (s->sure || recorded_base(oid, s))
		strbuf_addf(&revs, "^%s\n", oid);
	if (!s->sure)
		res = add_others(&revs, s, ref, err);
	strbuf_addf(&revs, "%s\n", ref);
	if (res == 0)
		res = gitlog_work(s->db, &revs, s->sure, BRANCHSCAN_MAX, take, s,
				  err);
	strbuf_release(&revs);
	return res;
}

/* ---- branches that are gone ---- */

/* The branch that a merge's subject names; caller frees, NULL: none. */
static char *merged_branch(const char *subject)
{
	static const char *const intros[] = {
		"Merge branch '", "Merge remote-tracking branch '",
	};
	const char *from;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(intros); i++)
		if (str_starts(subject, intros[i])) {
			subject += strlen(intros[i]);
			if (i)	/* "origin/x" */
				subject += strcspn(subject, "/") + 1;
			return xstrndup(subject, strcspn(subject, "'"));
		}
	if (!str_starts(subject, "Merge pull request #"))
		return NULL;
	from = strstr(subject, " from ");
	from = from ? strchr(from + 6, '/') : NULL;
	return from ? xstrndup(from + 1, strcspn(from + 1, " \n")) : NULL;
}

static int scan_merge(struct scan *s, const struct gitcommit *c,
		      struct err *err)
{
	char *branch = merged_branch(c->subject);
	struct strbuf revs = STRBUF_INIT;
	int res = 0;

	s->branch = branch;
	s->sure = true;
	s->id = branch && c->nr_parents == 2 ? task_of(s, branch) : NULL;
	if (s->id) {
		strbuf_addf(&revs, "^%s^1\n%s^2\n", c->oid, c->oid);
		res = gitlog_work(s->db, &revs, true, BRANCHSCAN_MAX, take, s,
				  err);
	}
	free(branch);
	strbuf_release(&revs);
	return res;
}

static int scan_all(struct scan *s, size_t nr, struct err *err)
{
	int res = 0, round;
	size_t i;

	for (round = 0; round < 2; round++)
		for (i = 0; res == 0 && i < s->refs.nr; i++) {
			s->branch = short_name(s->refs.v[i]);
			s->id = s->branch ? task_of(s, s->branch) : NULL;
			if (s->id)
				res = scan_branch(s, s->refs.v[i], round == 1,
						  err);
		}
	for (i = 0; res == 0 && i < nr; i++)
		res = scan_merge(s, &s->all->v[i], err);
	for (i = 0; i < s->all->nr; i++)
		if (!strcmp(s->all->v[i].task, DISPUTED))
			set_task(&s->all->v[i], "");
	return res;
}

int branchscan(struct gitcommits *all, struct db *db, struct err *err)
{
	struct scan s = {
		.db = db, .all = all,
		.by_oid = MAP_INIT_FREE(free), .recorded = MAP_INIT_FREE(free),
	};
	size_t i, nr = all->nr;
	int res = db_view(&s.v, db, err);

	for (i = 0; i < nr; i++)
		remember(&s, i);
	if (res == 0 && s.v->nr)
		res = read_refs(&s, err);
	if (res == 0 && s.v->nr) {
		read_recorded(&s);
		res = scan_all(&s, nr, err);
	}
	map_clear(&s.by_oid);
	map_clear(&s.recorded);
	strvec_clear(&s.refs);
	strvec_clear(&s.defaults);
	return res;
}
