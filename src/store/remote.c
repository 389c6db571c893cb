/*
 * remote.c - fetch and push with the git executable.
 *
 * Git knows the user's credentials, ssh configuration and proxies; we choose
 * options so that a run leaves no other trace in the repository, and turn what
 * went wrong into one sentence.
 */
#include "base/base.h"
#include "store/remote.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/object.h"

static const char *const ref_names[] = { "main", "sessions" };

/* ---- which remote ---- */

/* The remote of the branch that is checked out, or NULL. */
static const char *upstream(const struct place *p, const struct config *c)
{
	char *path = path_join(p->gitdir, "HEAD"), *key;
	struct strbuf head = STRBUF_INIT;
	const char *remote = NULL;

	if (file_read(&head, path, 65536, NULL) == 0 &&
	    str_starts(head.buf, "ref: refs/heads/")) {
		strbuf_rtrim(&head);
		key = xasprintf("branch.%s.remote", head.buf +
				strlen("ref: refs/heads/"));
		remote = config_get(c, key);
		free(key);
	}
	free(path);
	strbuf_release(&head);
	return remote && !str_eq(remote, ".") ? remote : NULL;
}

/* Names N of all "remote.N.url". */
static void all_remotes(struct strvec *out, const struct config *c)
{
	struct strvec keys = STRVEC_INIT;
	size_t i, head = strlen("remote."), tail = strlen(".url");

	config_all(&keys, c, "remote.");
	for (i = 0; i < keys.nr; i++) {
		size_t len = strlen(keys.v[i]);

		if (len > head + tail && str_ends(keys.v[i], ".url"))
			strvec_push_len(out, keys.v[i] + head,
					len - head - tail);
	}
	strvec_sort(out);
	strvec_uniq(out);
	strvec_clear(&keys);
}

int remote_pick(char **out, const struct place *p, const struct config *c,
		struct err *err)
{
	const char *name = config_get(c, "task.remote");
	struct strvec all = STRVEC_INIT;
	int rc = 0;

	*out = NULL;
	if (!name || !*name)
		name = upstream(p, c);
	if (!name) {
		all_remotes(&all, c);
		if (strvec_has(&all, "origin"))
			name = "origin";
		else if (all.nr == 1)
			name = all.v[0];
		else if (!all.nr)
			rc = 1;
		else
			rc = err_set(err, ERR_INVALID, "there are %zu remotes "
				     "and none is 'origin': name one, or 'git "
				     "config task.remote <name>'", all.nr);
	}
	if (name)
		*out = xstrdup(name);
	strvec_clear(&all);
	return rc;
}

/* May the name be part of a ref (git-check-ref-format(1), made narrower)? */
static bool plain_name(const char *s)
{
	char before = '/';

	if (!*s || str_ends(s, ".lock") || str_ends(s, "/"))
		return false;
	for (; *s; before = *s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		      (*s >= '0' && *s <= '9') || *s == '_' || *s == '-' ||
		      ((*s == '.' || *s == '/') && before != '.' &&
		       before != '/')))
			return false;
	return before != '.';
}

void remote_tracking(struct strbuf *out, const char *remote, const char *name)
{
	strbuf_addstr(out, "refs/task-remotes/");
	if (plain_name(remote))
		strbuf_addstr(out, remote);
	else
		strbuf_addf(out, "url-%016" PRIx64,
			    hash_bytes(remote, strlen(remote), 0));
	strbuf_addf(out, "/%s", name);
}

/* ---- running git ---- */

static void never_prompt(struct proc *proc, const struct config *c)
{
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		return;
	strvec_pushl(&proc->env, "GIT_TERMINAL_PROMPT=0",
		     "GCM_INTERACTIVE=never", (char *)NULL);
	if (!getenv("GIT_SSH_COMMAND") && !getenv("GIT_SSH") &&
	    !config_get(c, "core.sshcommand"))
		strvec_push(&proc->env, "GIT_SSH_COMMAND=ssh -oBatchMode=yes");
}

/* A path typed by the user is relative to where the user is. */
static int add_remote(struct proc *proc, const struct config *c,
		      const char *remote, struct err *err)
{
	char *key = xasprintf("remote.%s.url", remote), *real;
	bool known = config_get(c, key) != NULL;

	free(key);
	if (!*remote || *remote == '-')
		return err_set(err, ERR_INVALID, "'%s' is no name of a remote",
			       remote);
	real = !known && file_is_dir(remote) ? realpath(remote, NULL) : NULL;
	strvec_push(&proc->argv, real ? real : remote);
	free(real);
	return 0;
}

static bool says(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* The lines of Git's stderr that say why, joined by "; ". */
static void reasons(struct strbuf *out, const char *text)
{
	struct strvec lines = STRVEC_INIT;
	size_t i;

	strvec_split(&lines, text, "\n\r");
	for (i = 0; i < lines.nr; i++) {
		const char *s = lines.v[i];

		if (str_starts(s, "hint:") || str_starts(s, "To ") ||
		    str_starts(s, "warning:") ||
		    str_starts(s, "Please make sure") ||
		    str_starts(s, "and the repository exists") ||
		    str_starts(s, "error: failed to push some refs") ||
		    str_eq(s, "remote:"))
			continue;
		if (str_starts(s, "fatal: "))
			s += strlen("fatal: ");
		else if (str_starts(s, "error: "))
			s += strlen("error: ");
		if (out->len)
			strbuf_addstr(out, "; ");
		strbuf_addstr(out, s);
	}
	strvec_clear(&lines);
}

/* One sentence about a run that failed before refs were talked about. */
static int explain(struct err *err, const char *remote, const char *verb,
		   const struct proc *proc)
{
	static const char *const credentials[] = {
		"terminal prompts disabled", "Authentication failed",
		"could not read Username", "could not read Password",
		"Permission denied", "Host key verification failed", NULL
	};
	static const char *const missing[] = {
		"does not appear to be a git repository", "not found",
		"does not exist", NULL
	};
	struct strbuf why = STRBUF_INIT;
	const char *safe = "nothing is lost, your tasks are safe here";

	reasons(&why, proc->err_out.buf);
	if (!why.len)
		strbuf_addstr(&why, proc->inherit_err ? "see above" :
			      "git gave no reason");
	if (says(proc->err_out.buf, credentials))
		err_set(err, ERR_NETWORK, "remote '%s' wants credentials that "
			"git does not have (%s); %s: try 'git ls-remote %s' "
			"in a terminal", remote, why.buf, safe, remote);
	else if (says(proc->err_out.buf, missing) &&
		 !strstr(proc->err_out.buf, "resolve host"))
		err_set(err, ERR_NETWORK, "remote '%s' is not a repository "
			"(%s); %s: see 'git remote -v'", remote, why.buf,
			safe);
	else
		err_set(err, ERR_NETWORK, "cannot %s remote '%s' (%s); %s: "
			"run 'git task sync' again later", verb, remote,
			why.buf, safe);
	strbuf_release(&why);
	return -1;
}

/* ---- fetch ---- */

static int fetch(const struct place *p, const struct config *c,
		 const char *remote, const char *refspec, bool progress,
		 bool *none, struct err *err)
{
	struct proc proc;
	int rc;

	git_proc(&proc, p, "fetch", "--no-tags", "--no-write-fetch-head",
		 "--refmap=", "--no-filter", "--no-recurse-submodules",
		 "--no-auto-gc", "--prune", progress ? "--progress" :
		 "--quiet", (char *)NULL);
	proc.inherit_err = progress;
	never_prompt(&proc, c);
	rc = add_remote(&proc, c, remote, err);
	if (rc == 0) {
		strvec_push(&proc.argv, refspec);
		rc = proc_run(&proc, err);
	}
	*none = rc == 0 && proc.status &&
		strstr(proc.err_out.buf, "couldn't find remote ref");
	if (rc == 0 && proc.status && !*none)
		rc = explain(err, remote, "fetch from", &proc);
	proc_release(&proc);
	return rc;
}

/* The remote's name for one of ours under task.remoteRef. */
static char *mapped(const char *remote_ref, const char *name)
{
	const char *tail = strcmp(name, "main") ? "-" : "";

	return xasprintf("%s%s%s%s", str_starts(remote_ref, "refs/") ? "" :
			 "refs/heads/", remote_ref, tail, *tail ? name : "");
}

static int forget(const struct place *p, const char *name, struct err *err)
{
	struct repo *r;
	int rc = repo_open(&r, p, err);

	if (rc < 0)
		return -1;
	rc = ref_delete(r, name, NULL, err);
	repo_close(r);
	return rc;
}

static int fetch_mapped(const struct place *p, const struct config *c,
			const char *remote, const char *remote_ref,
			struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(ref_names) && rc == 0; i++) {
		struct strbuf track = STRBUF_INIT, spec = STRBUF_INIT;
		char *theirs = mapped(remote_ref, ref_names[i]);
		bool none;

		remote_tracking(&track, remote, ref_names[i]);
		strbuf_addf(&spec, "+%s:%s", theirs, track.buf);
		/* No progress: Git's words are needed, a ref may be missing. */
		rc = fetch(p, c, remote, spec.buf, false, &none, err);
		if (rc == 0 && none)
			rc = forget(p, track.buf, err);
		free(theirs);
		strbuf_release(&track);
		strbuf_release(&spec);
	}
	return rc;
}

int remote_fetch(const struct place *p, const struct config *c,
		 const char *remote, bool progress, struct err *err)
{
	const char *remote_ref = config_get(c, "task.remoteref");
	struct strbuf spec = STRBUF_INIT;
	bool none;
	int rc;

	if (remote_ref && *remote_ref)
		return fetch_mapped(p, c, remote, remote_ref, err);
	strbuf_addstr(&spec, "+refs/tasks/*:");
	remote_tracking(&spec, remote, "*");
	rc = fetch(p, c, remote, spec.buf, progress, &none, err);
	strbuf_release(&spec);
	return rc;
}

/* ---- push ---- */

struct pushed {
	struct oid oid;
	bool there;		/* the ref exists here */
	char *theirs;		/* its name at the remote */
};

/* A "!" line whose reason is that somebody else was first. */
static bool is_race(const char *line)
{
	static const char *const words[] = {
		"(non-fast-forward)", "(fetch first)", "(stale info)",
		"(needs force)", "incorrect old value", "cannot lock ref",
		"failed to update ref", "reference already exists",
		"(remote ref updated since checkout)", NULL
	};

	return says(line, words);
}

/* Git's words for a ref that can not be written, however often one tries. */
static bool is_for_good(const struct proc *proc)
{
	static const char *const words[] = {
		"exists; cannot create", "Permission denied",
		"Read-only file system", "No space left on device",
		"Not a directory", NULL
	};

	return says(proc->err_out.buf, words);
}

/* What the host said: the reason in brackets and its "remote:" lines. */
static void answer(struct strbuf *out, const char *line,
		   const struct proc *proc)
{
	const char *reason = strrchr(line, '(');
	struct strbuf why = STRBUF_INIT;

	reasons(&why, proc->err_out.buf);
	strbuf_addstr(out, reason ? reason : line);
	if (why.len)
		strbuf_addf(out, " %s", why.buf);
	strbuf_release(&why);
}

static int refused(struct err *err, const char *remote, const char *line,
		   const struct proc *proc)
{
	struct strbuf why = STRBUF_INIT;

	answer(&why, line, proc);
	err_set(err, ERR_NETWORK, "remote '%s' refused the tasks: %s; "
		"nothing is lost, your tasks are safe here; for a host that "
		"takes only branches: 'git config task.remoteRef "
		"refs/heads/git-task'", remote, why.buf);
	strbuf_release(&why);
	return -1;
}

/* Somebody was first; err gets the host's answer, for who gives up. */
static int overtaken(struct err *err, const char *line,
		     const struct proc *proc)
{
	struct strbuf why = STRBUF_INIT;

	answer(&why, line, proc);
	err_set(err, ERR_CONFLICT, "%s", why.buf);
	strbuf_release(&why);
	return 1;
}

/* 0 all done, 1 somebody was first, -1 refused. */
static int judge(const struct proc *proc, const char *remote, struct err *err)
{
	struct strvec lines = STRVEC_INIT;
	bool for_good = is_for_good(proc);
	const char *race = NULL;
	bool talked = false;
	size_t i;
	int rc = 0;

	strvec_split(&lines, proc->out.buf, "\n");
	for (i = 0; i < lines.nr && rc == 0; i++) {
		if (lines.v[i][0] != '!')
			continue;
		talked = true;
		if (!for_good && is_race(lines.v[i]))
			race = lines.v[i];
		else
			rc = refused(err, remote, lines.v[i], proc);
	}
	if (rc == 0 && race)
		rc = overtaken(err, race, proc);
	else if (rc == 0 && proc->status && !talked)
		rc = explain(err, remote, "push to", proc);
	strvec_clear(&lines);
	return rc;
}

static int set_tracking(const struct place *p, const char *remote,
			const struct pushed *refs, struct err *err)
{
	struct strbuf track = STRBUF_INIT;
	struct repo *r;
	size_t i;
	int rc = repo_open(&r, p, err);

	for (i = 0; i < ARRAY_SIZE(ref_names) && rc == 0; i++) {
		if (!refs[i].there)
			continue;
		strbuf_reset(&track);
		remote_tracking(&track, remote, ref_names[i]);
		rc = ref_set(r, track.buf, &refs[i].oid, err);
	}
	repo_close(r);
	strbuf_release(&track);
	return rc;
}

static int push(const struct place *p, const struct config *c,
		const char *remote, const struct pushed *refs, bool progress,
		struct err *err)
{
	char *mirror = xasprintf("remote.%s.mirror", remote);
	char hex[OID_HEX + 1];
	struct proc proc;
	size_t i;
	int rc;

	git_proc(&proc, p, (char *)NULL);
	if (config_get(c, mirror)) {	/* does not go with names of refs */
		strvec_push(&proc.argv, "-c");
		strvec_pushf(&proc.argv, "%s=false", mirror);
	}
	strvec_pushl(&proc.argv, "push", "--porcelain", "--no-verify",
		     "--no-follow-tags", "--recurse-submodules=no",
		     progress ? "--progress" : "--no-progress", (char *)NULL);
	proc.inherit_err = progress;
	never_prompt(&proc, c);
	rc = add_remote(&proc, c, remote, err);
	for (i = 0; i < ARRAY_SIZE(ref_names); i++) {
		if (!refs[i].there)
			continue;
		oid_hex(hex, &refs[i].oid);
		strvec_pushf(&proc.argv, "%s:%s", hex, refs[i].theirs);
	}
	if (rc == 0)
		rc = proc_run(&proc, err);
	if (rc == 0)
		rc = judge(&proc, remote, err);
	proc_release(&proc);
	free(mirror);
	return rc;
}

static void name_theirs(struct pushed *refs, const struct config *c)
{
	const char *remote_ref = config_get(c, "task.remoteref");
	size_t i;

	memset(refs, 0, ARRAY_SIZE(ref_names) * sizeof(*refs));
	for (i = 0; i < ARRAY_SIZE(ref_names); i++)
		refs[i].theirs = remote_ref && *remote_ref ?
			mapped(remote_ref, ref_names[i]) :
			xasprintf("refs/tasks/%s", ref_names[i]);
}

static int push_named(const struct place *p, const struct config *c,
		      const char *remote, struct pushed *refs, bool progress,
		      struct err *err)
{
	size_t i;
	int rc = push(p, c, remote, refs, progress, err);

	if (rc == 0)
		rc = set_tracking(p, remote, refs, err);
	for (i = 0; i < ARRAY_SIZE(ref_names); i++)
		free(refs[i].theirs);
	return rc;
}

int remote_push(const struct place *p, const struct config *c,
		const char *remote, bool progress, struct err *err)
{
	struct pushed refs[ARRAY_SIZE(ref_names)];
	bool any = false;
	size_t i;

	name_theirs(refs, c);
	for (i = 0; i < ARRAY_SIZE(ref_names); i++) {
		char *name = xasprintf("refs/tasks/%s", ref_names[i]);
		int found = place_ref(&refs[i].oid, p, name);

		if (found < 0)
			err_set(err, ERR_FATAL, "cannot read '%s'", name);
		refs[i].there = found > 0;
		any = any || refs[i].there;
		free(name);
		if (found < 0)
			break;
	}
	if (i == ARRAY_SIZE(ref_names) && any)
		return push_named(p, c, remote, refs, progress, err);
	any = i == ARRAY_SIZE(ref_names);
	for (i = 0; i < ARRAY_SIZE(ref_names); i++)
		free(refs[i].theirs);
	return any ? 0 : -1;
}

int remote_push_commit(const struct place *p, const struct config *c,
		       const char *remote, const struct oid *commit,
		       struct err *err)
{
	struct pushed refs[ARRAY_SIZE(ref_names)];

	name_theirs(refs, c);
	refs[0].oid = *commit;
	refs[0].there = true;
	return push_named(p, c, remote, refs, false, err);
}
