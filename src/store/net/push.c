/*
 * push.c - pushing refs with the git executable and reading what became of
 * each.
 */
#include "base/base.h"
#include "store/net/push.h"
#include <ctype.h>
#include "base/mem.h"
#include "base/proc.h"
#include "store/net/internal.h"
#include "store/net/remote.h"
#include "store/odb/object.h"

/* ---- reading the answers ---- */

/* A "!" line whose reason is that somebody else was first. */
static bool is_race(const char *line)
{
	static const char *const words[] = {
		"(non-fast-forward)", "(fetch first)", "(stale info)",
		"(needs force)", "incorrect old value", "cannot lock ref",
		"failed to update ref", "reference already exists",
		"(remote ref updated since checkout)",
		"(atomic transaction failed)", NULL
	};

	return net_says(line, words);
}

/* Another ref of an atomic push is the reason. */
static bool is_bystander(const char *line)
{
	static const char *const words[] = {
		"(atomic push failed)", "(atomic push failure)",
		"(transaction aborted)", NULL
	};

	return net_says(line, words);
}

/* Git's words for a ref that can not be written, however often one tries. */
static bool is_for_good(const struct proc *proc)
{
	static const char *const words[] = {
		"exists; cannot create", "Permission denied",
		"Read-only file system", "No space left on device",
		"Not a directory", NULL
	};

	return net_says(proc->err_out.buf, words);
}

/* "!\t<from>:<to>\t[rejected] (why)": the ref that a line is about. */
static struct push_ref *ref_of(struct push_ref *refs, char *const *theirs,
			       size_t nr, const char *line)
{
	const char *tab = strchr(line, '\t'), *end, *colon = NULL, *s;
	size_t i;

	end = tab ? strchr(tab + 1, '\t') : NULL;
	if (!end)
		return NULL;
	for (s = tab + 1; s < end; s++)
		if (*s == ':')
			colon = s;
	if (!colon++)
		return NULL;
	for (i = 0; i < nr; i++)
		if (strlen(theirs[i]) == (size_t)(end - colon) &&
		    !memcmp(theirs[i], colon, (size_t)(end - colon)))
			return &refs[i];
	return NULL;
}

/* What the host said: the reason in brackets and its "remote:" lines. */
static void words_of(struct strbuf *out, const char *line,
		     const struct proc *proc)
{
	const char *reason = strrchr(line, '(');
	struct strbuf why = STRBUF_INIT;

	net_reasons(&why, proc->err_out.buf);
	strbuf_addstr(out, reason ? reason : line);
	if (why.len)
		strbuf_addf(out, " %s", why.buf);
	strbuf_release(&why);
}

static void refused(struct err *err, const char *remote, const char *line,
		    const struct proc *proc)
{
	struct strbuf why = STRBUF_INIT;

	words_of(&why, line, proc);
	err_set(err, ERR_NETWORK, "remote '%s' refused the tasks: %s; "
		"nothing is lost, your tasks are safe here; for a host that "
		"takes only branches: 'git config task.remoteRef "
		"refs/heads/git-task'", remote, why.buf);
	strbuf_release(&why);
}

static void raced(struct err *err, const char *line, const struct proc *proc)
{
	struct strbuf why = STRBUF_INIT;

	words_of(&why, line, proc);
	err_set(err, ERR_CONFLICT, "%s", why.buf);
	strbuf_release(&why);
}

/*
 * A transaction that failed as a whole names, in the host's words, the ref that
 * was the reason; the others are bystanders.
 */
static void find_culprit(struct push_ref *refs, char *const *theirs,
			 size_t nr, const struct proc *proc)
{
	struct push_ref *culprit = NULL;
	size_t i;

	for (i = 0; i < nr; i++) {
		char *quoted = xasprintf("'%s'", theirs[i]);

		if (!culprit && refs[i].answer == PUSH_RACED &&
		    strstr(proc->err_out.buf, quoted))
			culprit = &refs[i];
		free(quoted);
	}
	for (i = 0; culprit && i < nr; i++)
		if (&refs[i] != culprit && refs[i].answer == PUSH_RACED)
			refs[i].answer = PUSH_UNTRIED;
}

/* "<flag>\t<from>:<to>\t<old>..<new>", "=" in front when nothing moved, "*" when
 * there was none. */
static void taken(struct push_ref *ref, const char *line)
{
	const char *tab = strchr(line, '\t'), *old;
	size_t n = 0;

	ref->moved = *line != '=';
	old = tab ? strchr(tab + 1, '\t') : NULL;
	if (*line != ' ' || !old++)
		return;
	while (n < OID_HEX && isxdigit((unsigned char)old[n]))
		n++;
	if (!strncmp(old + n, "..", 2))
		snprintf(ref->was, sizeof(ref->was), "%.*s", (int)n, old);
}

/* Sets the answers; err: the weightiest word.  False: not a ref was spoken
 * of. */
static bool read_answers(struct push_ref *refs, char *const *theirs,
			 size_t nr, const struct proc *proc,
			 const char *remote, struct err *err)
{
	struct strvec lines = STRVEC_INIT;
	const char *race = NULL, *no = NULL, *idle = NULL;
	bool for_good = is_for_good(proc), talked = false, whole = false;
	const char *s;
	size_t i;

	for (i = 0; i < nr; i++) {
		refs[i].answer = PUSH_TAKEN;
		refs[i].moved = false;
		refs[i].was[0] = '\0';
	}
	/* a blank in front says something: not strvec_split */
	for (s = proc->out.buf; *s; s += strcspn(s, "\n"), s += *s == '\n')
		strvec_push_len(&lines, s, strcspn(s, "\n"));
	for (i = 0; i < lines.nr; i++) {
		struct push_ref *ref = ref_of(refs, theirs, nr, lines.v[i]);

		talked |= ref != NULL;
		if (ref && lines.v[i][0] != '!')
			taken(ref, lines.v[i]);
		if (!ref || lines.v[i][0] != '!')
			continue;
		if (is_bystander(lines.v[i])) {
			ref->answer = PUSH_UNTRIED;
			idle = lines.v[i];
		} else if (!for_good && is_race(lines.v[i])) {
			ref->answer = PUSH_RACED;
			race = lines.v[i];
			whole |= strstr(race, "(atomic tr") != NULL;
		} else {
			ref->answer = PUSH_REFUSED;
			no = lines.v[i];
		}
	}
	if (whole)
		find_culprit(refs, theirs, nr, proc);
	if (no)
		refused(err, remote, no, proc);
	else if (race || idle)
		raced(err, race ? race : idle, proc);
	strvec_clear(&lines);
	return talked;
}

/* ---- tracking refs ---- */

static int set_tracking(const struct place *p, const char *remote,
			const struct push_ref *refs, size_t nr,
			struct err *err)
{
	struct strbuf track = STRBUF_INIT;
	struct repo *r;
	size_t i;
	int rc = repo_open(&r, p, err);

	for (i = 0; i < nr && rc == 0; i++) {
		if (refs[i].answer != PUSH_TAKEN)
			continue;
		strbuf_reset(&track);
		remote_tracking(&track, remote, refs[i].name);
		rc = oid_is_zero(&refs[i].oid) ?
			ref_delete(r, track.buf, NULL, err) :
			ref_set(r, track.buf, &refs[i].oid, err);
	}
	repo_close(r);
	strbuf_release(&track);
	return rc;
}

/* ---- running ---- */

static void add_refspec(struct proc *proc, const struct push_ref *ref,
			const char *theirs)
{
	char hex[OID_HEX + 1] = "";

	if (!oid_is_zero(&ref->oid))
		oid_hex(hex, &ref->oid);
	strvec_pushf(&proc->argv, "%s:%s", hex, theirs);
}

static void add_lease(struct proc *proc, const struct push_ref *ref,
		      const char *theirs)
{
	char hex[OID_HEX + 1] = "";

	if (!ref->lease)
		return;
	if (!oid_is_zero(&ref->old))
		oid_hex(hex, &ref->old);
	strvec_pushf(&proc->argv, "--force-with-lease=%s:%s", theirs, hex);
}

static int run(struct proc *proc, const struct place *p,
	       const struct config *c, const char *remote,
	       const struct push_ref *refs, char *const *theirs, size_t nr,
	       unsigned flags, struct err *err)
{
	char *mirror = xasprintf("remote.%s.mirror", remote);
	size_t i;
	int rc;

	git_proc(proc, p, (char *)NULL);
	if (config_get(c, mirror)) {	/* does not go with names of refs */
		strvec_push(&proc->argv, "-c");
		strvec_pushf(&proc->argv, "%s=false", mirror);
	}
	free(mirror);
	strvec_pushl(&proc->argv, "push", "--porcelain", "--no-verify",
		     "--no-follow-tags", "--recurse-submodules=no",
		     flags & PUSH_PROGRESS ? "--progress" : "--no-progress",
		     (char *)NULL);
	if (flags & PUSH_ATOMIC && nr > 1)
		strvec_push(&proc->argv, "--atomic");
	for (i = 0; i < nr; i++)
		add_lease(proc, &refs[i], theirs[i]);
	proc->inherit_err = flags & PUSH_PROGRESS;
	net_never_prompt(proc, c);
	rc = net_add_remote(proc, c, remote, err);
	for (i = 0; i < nr; i++)
		add_refspec(proc, &refs[i], theirs[i]);
	return rc < 0 ? rc : proc_run(proc, err);
}

int push_refs(const struct place *p, const struct config *c,
	      const char *remote, struct push_ref *refs, size_t nr,
	      unsigned flags, struct err *err)
{
	char **theirs = xcalloc(nr + 1, sizeof(*theirs));
	struct proc proc;
	size_t i;
	int rc;

	if (place_all_plain(p, err) < 0) {
		free(theirs);
		return -1;
	}
	for (i = 0; i < nr; i++)
		theirs[i] = net_theirs(c, refs[i].name);
	rc = run(&proc, p, c, remote, refs, theirs, nr, flags, err);
	if (rc == 0 && !read_answers(refs, theirs, nr, &proc, remote, err) &&
	    proc.status)
		rc = strstr(proc.err_out.buf, "does not support --atomic") ?
			1 : net_explain(err, p, remote, "push to",
				   &proc);
	if (rc == 0)
		rc = set_tracking(p, remote, refs, nr, err);
	for (i = 0; i < nr; i++)
		free(theirs[i]);
	free(theirs);
	proc_release(&proc);
	return rc;
}
