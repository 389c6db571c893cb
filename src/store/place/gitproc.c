/*
 * gitproc.c - running the git executable in a repository.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/place/repo.h"

/*
 * The repository is named by GIT_DIR, unless it is somebody else's: then Git
 * has to find it itself, because it takes an explicit GIT_DIR as permission.
 * Messages are read by us, so they are to be in English.  Git is not started where it
 * would wait for a pipe.
 */
void git_proc(struct proc *out, const struct place *p, const char *arg0, ...)
{
	struct err why = ERR_INIT;
	const char *arg;
	va_list ap;

	proc_init(out);
	if (place_git_plain(p, &why) < 0)
		out->refused = xstrdup(why.msg);
	strvec_push(&out->argv, "git");
	va_start(ap, arg0);
	for (arg = arg0; arg; arg = va_arg(ap, const char *))
		strvec_push(&out->argv, arg);
	va_end(ap);
	strvec_pushl(&out->env, "LC_ALL=C", "GIT_PREFIX", (char *)NULL);
	out->dir = p->worktree ? p->worktree : p->gitdir;
	if (!p->trusted) {
		if (p->found)
			out->dir = p->found;
		strvec_pushl(&out->env, "GIT_DIR", "GIT_WORK_TREE", (char *)NULL);
		return;
	}
	strvec_pushf(&out->env, "GIT_DIR=%s", p->gitdir);
	if (p->worktree)
		strvec_pushf(&out->env, "GIT_WORK_TREE=%s", p->worktree);
	else
		strvec_push(&out->env, "GIT_WORK_TREE");
}

/* "git version 2.39.5" -> 2039005; 0 when it does not look like that. */
static int parse_version(const char *s)
{
	static const char head[] = "git version ";
	int v = 0, part;
	char *end;
	long n;

	if (!str_starts(s, head))
		return 0;
	s += sizeof(head) - 1;
	for (part = 0; part < 3; part++) {
		n = strtol(s, &end, 10);
		if (end == s || n < 0 || n > 999)
			n = 0;
		v = v * 1000 + (int)n;
		s = *end == '.' ? end + 1 : "";
	}
	return v;
}

int git_version(void)
{
	struct proc p;
	int version = 0;

	proc_init(&p);
	strvec_pushl(&p.argv, "git", "--version", (char *)NULL);
	strvec_push(&p.env, "LC_ALL=C");
	if (proc_run(&p, NULL) == 0 && p.status == 0)
		version = parse_version(p.out.buf);
	proc_release(&p);
	return version;
}
