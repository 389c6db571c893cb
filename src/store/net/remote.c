/*
 * remote.c - which remote, where it is pushed to, what refs are called there
 * and here, and what fetching and pushing share.
 */
#include "base/base.h"
#include "store/net/remote.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/net/internal.h"
#include "store/net/push.h"
#include "store/odb/object.h"

/* ---- which remote ---- */

/* The remote of the branch that is checked out, or NULL. */
static const char *upstream(const struct place *p, const struct config *c)
{
	struct strbuf head = STRBUF_INIT;
	const char *remote = NULL;
	char *key;

	if (place_head(&head, p, NULL) == 1 &&
	    str_starts(head.buf, "refs/heads/")) {
		key = xasprintf("branch.%s.remote", head.buf +
				strlen("refs/heads/"));
		remote = config_get(c, key);
		free(key);
	}
	strbuf_release(&head);
	return remote && !str_eq(remote, ".") ? remote : NULL;
}

void remote_names(struct strvec *out, const struct config *c)
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
		remote_names(&all, c);
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

/* ---- where it is pushed to ---- */

static int urls(struct strvec *out, const struct place *p,
		const char *remote, bool push, struct err *err)
{
	struct proc proc;
	int rc;

	git_proc(&proc, p, "remote", "get-url", "--all", (char *)NULL);
	if (push)
		strvec_push(&proc.argv, "--push");
	strvec_push(&proc.argv, remote);
	rc = proc_run(&proc, err);
	if (rc == 0 && proc.status)
		rc = err_set(err, ERR_INVALID, "git does not know where "
			     "remote '%s' is", remote);
	else if (rc == 0)
		strvec_split(out, proc.out.buf, "\n");
	proc_release(&proc);
	return rc;
}

int remote_places(struct strvec *out, const struct place *p,
		  const struct config *c, const char *remote, struct err *err)
{
	struct strvec from = STRVEC_INIT, to = STRVEC_INIT, keys = STRVEC_INIT;
	char *url = xasprintf("remote.%s.url", remote);
	char *pushurl = xasprintf("remote.%s.pushurl", remote);
	bool elsewhere;
	size_t i;
	int rc = 0;

	config_all(&from, c, url);
	elsewhere = from.nr > 1 || (from.nr && config_get(c, pushurl));
	config_all(&keys, c, "url.");
	for (i = 0; i < keys.nr && from.nr && !elsewhere; i++)
		elsewhere = str_ends(keys.v[i], ".pushinsteadof");
	strvec_clear(&from);
	if (elsewhere) {
		rc = urls(&from, p, remote, false, err);
		if (rc == 0)
			rc = urls(&to, p, remote, true, err);
		if (rc == 0 && !(to.nr == 1 && from.nr &&
				 str_eq(to.v[0], from.v[0])))
			strvec_pushv(out, to.v);
	}
	strvec_clear(&from);
	strvec_clear(&to);
	strvec_clear(&keys);
	free(url);
	free(pushurl);
	return rc;
}

/* ---- running git ---- */

void net_never_prompt(struct proc *proc, const struct config *c)
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
int net_add_remote(struct proc *proc, const struct config *c,
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

bool net_says(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* The lines of Git's stderr that say why, joined by "; ". */
void net_reasons(struct strbuf *out, const char *text)
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

/* Git's words when one side names objects by SHA-1 and the other by SHA-256. */
static bool is_other_hash(const struct proc *proc)
{
	static const char *const words[] = {
		"mismatched algorithms", "hash algorithm",
		"unexpected capabilities^{}", NULL
	};

	return net_says(proc->err_out.buf, words);
}

static int other_hash(struct err *err, const struct place *p,
		      const char *remote)
{
	bool long_here = p->width == OID_SHA256;

	return err_set(err, ERR_NETWORK, "remote '%s' names objects by %s and "
		       "this repository by %s, which Git can not join; nothing "
		       "is lost, your tasks are safe here: 'git task export' on "
		       "one side and 'git task import' on the other carry tasks "
		       "over", remote, long_here ? "SHA-1" : "SHA-256",
		       long_here ? "SHA-256" : "SHA-1");
}

/* One sentence about a run that failed before refs were talked about. */
int net_explain(struct err *err, const struct place *p, const char *remote,
		const char *verb, const struct proc *proc)
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

	if (is_other_hash(proc))
		return other_hash(err, p, remote);
	net_reasons(&why, proc->err_out.buf);
	if (!why.len)
		strbuf_addstr(&why, proc->inherit_err ? "see above" :
			      "git gave no reason");
	if (net_says(proc->err_out.buf, credentials))
		err_set(err, ERR_NETWORK, "remote '%s' wants credentials that "
			"git does not have (%s); %s: try 'git ls-remote %s' "
			"in a terminal", remote, why.buf, safe, remote);
	else if (net_says(proc->err_out.buf, missing) &&
		 !strstr(proc->err_out.buf, "resolve host"))
		err_set(err, ERR_NETWORK, "remote '%s' is not a repository "
			"(%s); %s: see 'git remote -v'", remote, why.buf,
			safe);
	else if (strstr(proc->err_out.buf, "transport '") &&
		 strstr(proc->err_out.buf, "' not allowed"))
		err_set(err, ERR_NETWORK, "cannot %s remote '%s' (%s); %s: see "
			"'protocol.allow' in 'git help config'", verb, remote,
			why.buf, safe);
	else
		err_set(err, ERR_NETWORK, "cannot %s remote '%s' (%s); %s: "
			"run 'git task sync' again later", verb, remote,
			why.buf, safe);
	strbuf_release(&why);
	return -1;
}

/* ---- what the remote calls it ---- */

/*
 * Under task.remoteRef "main" is that ref and everything else a ref of that name
 * with "-<name>" behind: refs/heads/git-task-sessions,
 * refs/heads/git-task-inbox/91b3d77a.
 */
char *net_theirs(const struct config *c, const char *name)
{
	const char *ref = config_get(c, "task.remoteref");
	const char *head;

	if (!ref || !*ref)
		return xasprintf("refs/tasks/%s", name);
	head = str_starts(ref, "refs/") ? "" : "refs/heads/";
	return str_eq(name, "main") ? xasprintf("%s%s", head, ref) :
		xasprintf("%s%s-%s", head, ref, name);
}

/* ---- answers ---- */

const struct push_ref *push_find(const struct push_ref *refs, size_t nr,
				 enum push_answer answer)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (refs[i].answer == answer)
			return &refs[i];
	return NULL;
}
