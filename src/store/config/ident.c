/*
 * ident.c - who writes: Git's rules (git-commit(1), "COMMIT INFORMATION").
 *
 * Name and mail from the environment or the configuration need no child, nor
 * does the date that Git sets for its hooks; everything else (another date in
 * the environment, nothing configured at all) is asked of `git var`.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/place/repo.h"

void ident_release(struct ident *id)
{
	FREE_AND_NULL(id->name);
	FREE_AND_NULL(id->email);
}

/* Bytes that Git cuts off both ends of a name or address. */
static bool crud(char c)
{
	return (unsigned char)c <= 32 || strchr(".,:;<>\"\\'", c);
}

/* A copy without crud at the ends and without "<>\n"; NULL when empty. */
static char *clean(const char *s)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len;

	if (!s)
		return NULL;
	while (*s && crud(*s))
		s++;
	for (len = strlen(s); len && crud(s[len - 1]); len--)
		;
	for (; len; len--, s++)
		if (*s != '<' && *s != '>' && *s != '\n')
			strbuf_addch(&sb, *s);
	if (!sb.len) {
		strbuf_release(&sb);
		return NULL;
	}
	return strbuf_detach(&sb, NULL);
}

static char *find(const struct config *c, const char *env, const char *own,
		  const char *shared)
{
	const char *v = getenv(env);

	if (!v || !*v)
		v = config_get(c, own);
	if (!v || !*v)
		v = config_get(c, shared);
	return clean(v);
}

/*
 * The form in which Git itself hands a date to its hooks: "@1763696652 +0100".
 * Other forms are left to Git.
 */
static bool raw_date(struct ident *out, const char *date)
{
	long long seconds;
	int zone, end = 0;
	char sign;

	if (sscanf(date, "@%lld %c%4d%n", &seconds, &sign, &zone, &end) != 3 ||
	    date[end] || (sign != '+' && sign != '-') || zone < 0 ||
	    zone % 100 > 59)
		return false;
	out->when = seconds;
	out->offset = (zone / 100 * 60 + zone % 100) * (sign == '-' ? -1 : 1);
	return true;
}

/* True when name and mail could be found without asking Git. */
static bool shortcut(struct ident *out, const struct place *p, bool committer)
{
	const char *date = getenv(committer ? "GIT_COMMITTER_DATE" :
				  "GIT_AUTHOR_DATE");
	struct config *c;

	if ((date && *date && !raw_date(out, date)) ||
	    config_load(&c, p, NULL) < 0)
		return false;
	out->name = find(c, committer ? "GIT_COMMITTER_NAME" :
			 "GIT_AUTHOR_NAME", committer ? "committer.name" :
			 "author.name", "user.name");
	out->email = find(c, committer ? "GIT_COMMITTER_EMAIL" :
			  "GIT_AUTHOR_EMAIL", committer ? "committer.email" :
			  "author.email", "user.email");
	config_free(c);
	if (out->name && out->email)
		return true;
	ident_release(out);
	return false;
}

/* "Name <mail> seconds +0100", as `git var` prints it. */
static int parse(struct ident *out, const char *line)
{
	const char *lt = strrchr(line, '<'), *gt = strrchr(line, '>');
	char *end;
	long zone;

	if (!lt || !gt || gt < lt)
		return -1;
	out->name = xstrndup(line, (size_t)(lt - line));
	while (*out->name && out->name[strlen(out->name) - 1] == ' ')
		out->name[strlen(out->name) - 1] = '\0';
	out->email = xstrndup(lt + 1, (size_t)(gt - lt - 1));
	out->when = strtoll(gt + 1, &end, 10);
	zone = strtol(end, NULL, 10);
	out->offset = (int)(zone / 100 * 60 + zone % 100);
	return 0;
}

static const char *env(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

/* The host of a URL, as an address has it; "localhost" when there is none. */
static char *host_of(const char *url)
{
	const char *s = url ? strstr(url, "://") : NULL;
	size_t len = s ? strcspn(s + 3, ":/") : 0;

	return len ? xstrndup(s + 3, len) : xstrdup("localhost");
}

/*
 * Whom a job of CI works for, where nobody told Git: on the machines of hosts no
 * identity is configured, and Git finds none by itself.  False outside of CI.
 */
static bool ask_ci(char **name, char **mail)
{
	const char *actor = env("GITHUB_ACTOR");
	char *host;

	*name = *mail = NULL;
	if (env("GITHUB_ACTIONS") && actor) {
		host = host_of(env("GITHUB_SERVER_URL"));
		*name = xstrdup(actor);
		*mail = xasprintf("%s@users.noreply.%s", actor, host);
		free(host);
	} else if (env("GITLAB_CI") && env("GITLAB_USER_NAME") &&
		   env("GITLAB_USER_EMAIL")) {
		*name = xstrdup(env("GITLAB_USER_NAME"));
		*mail = xstrdup(env("GITLAB_USER_EMAIL"));
	} else if (env("JENKINS_URL")) {
		host = host_of(env("JENKINS_URL"));
		*name = xstrdup("jenkins");
		*mail = xasprintf("jenkins@%s", host);
		free(host);
	} else if (env("GITHUB_ACTIONS") || env("GITLAB_CI") ||
		   (env("CI") && strcmp(env("CI"), "false") != 0)) {
		*name = xstrdup("ci");
		*mail = xstrdup("ci@localhost");
	}
	return *name != NULL;
}

/* Runs `git var`; once more in the name of CI's job when Git knows nobody. */
static int run_var(struct proc *proc, const struct place *p, bool committer,
		   struct err *err)
{
	char *name, *mail;
	int rc;

	git_proc(proc, p, "var", committer ? "GIT_COMMITTER_IDENT" :
		 "GIT_AUTHOR_IDENT", (char *)NULL);
	rc = proc_run(proc, err);
	if (rc < 0 || !proc->status || !ask_ci(&name, &mail))
		return rc;
	proc_release(proc);
	git_proc(proc, p, "-c", "user.useConfigOnly=false", "var",
		 committer ? "GIT_COMMITTER_IDENT" : "GIT_AUTHOR_IDENT",
		 (char *)NULL);
	strvec_pushf(&proc->env, "GIT_%s_NAME=%s",
		     committer ? "COMMITTER" : "AUTHOR", name);
	strvec_pushf(&proc->env, "GIT_%s_EMAIL=%s",
		     committer ? "COMMITTER" : "AUTHOR", mail);
	free(name);
	free(mail);
	return proc_run(proc, err);
}

static int ask_git(struct ident *out, const struct place *p, bool committer,
		   struct err *err)
{
	struct proc proc;
	const char *words;
	int rc;

	rc = run_var(&proc, p, committer, err);
	if (rc == 0 && (proc.status || parse(out, proc.out.buf) < 0)) {
		strbuf_trim(&proc.err_out);
		words = strstr(proc.err_out.buf, "fatal: ");
		rc = err_set(err, ERR_FATAL, "git does not know who you are "
			     "(%s); set user.name and user.email with 'git "
			     "config --global'", words ? words + 7 :
			     proc.err_out.buf);
	}
	proc_release(&proc);
	return rc;
}

static int local_offset(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	return localtime_r(&t, &tm) ? (int)(tm.tm_gmtoff / 60) : 0;
}

static void add_agent(struct ident *id, const char *agent)
{
	char *name, *who;

	if (!agent || !*agent)
		agent = getenv("TM_AGENT_ID");
	if (!agent || !*agent)
		agent = getenv("GIT_TASK_AGENT");
	who = clean(agent);
	if (!who)
		return;
	name = xasprintf("%s (%s)", id->name, who);
	free(id->name);
	free(who);
	id->name = name;
}

int ident_get(struct ident *out, const struct place *p, bool committer,
	      const char *agent, int64_t now_ms, struct err *err)
{
	const char *date = getenv(committer ? "GIT_COMMITTER_DATE" :
				  "GIT_AUTHOR_DATE");

	memset(out, 0, sizeof(*out));
	if (!shortcut(out, p, committer) &&
	    ask_git(out, p, committer, err) < 0) {
		ident_release(out);
		return -1;
	}
	if (!date || !*date) {
		out->when = now_ms / 1000;
		out->offset = local_offset(out->when);
	}
	if (!committer)
		add_agent(out, agent);
	return 0;
}
