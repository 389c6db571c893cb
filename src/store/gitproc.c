/*
 * gitproc.c - running the git executable in a repository.
 */
#include "base/base.h"
#include "store/repo.h"
#include "base/proc.h"

/*
 * The repository is named by GIT_DIR, unless it is somebody else's: then Git
 * has to find it itself, because it takes an explicit GIT_DIR as permission.
 * Messages are read by us, so they are to be in English.
 */
void git_proc(struct proc *out, const struct place *p, const char *arg0, ...)
{
	const char *arg;
	va_list ap;

	proc_init(out);
	strvec_push(&out->argv, "git");
	va_start(ap, arg0);
	for (arg = arg0; arg; arg = va_arg(ap, const char *))
		strvec_push(&out->argv, arg);
	va_end(ap);
	strvec_pushl(&out->env, "LC_ALL=C", "GIT_PREFIX", NULL);
	out->dir = p->worktree ? p->worktree : p->gitdir;
	if (!p->trusted) {
		strvec_pushl(&out->env, "GIT_DIR", "GIT_WORK_TREE", NULL);
		return;
	}
	strvec_pushf(&out->env, "GIT_DIR=%s", p->gitdir);
	if (p->worktree)
		strvec_pushf(&out->env, "GIT_WORK_TREE=%s", p->worktree);
	else
		strvec_push(&out->env, "GIT_WORK_TREE");
}

int git_version(void)
{
	struct proc p;
	int v[3] = { 0, 0, 0 }, version = 0;

	proc_init(&p);
	strvec_pushl(&p.argv, "git", "--version", NULL);
	strvec_push(&p.env, "LC_ALL=C");
	if (proc_run(&p, NULL) == 0 && p.status == 0 &&
	    sscanf(p.out.buf, "git version %d.%d.%d", &v[0], &v[1],
		   &v[2]) >= 2 &&
	    v[0] < 1000 && v[1] < 1000 && v[2] < 1000)
		version = v[0] * 1000000 + v[1] * 1000 + v[2];
	proc_release(&p);
	return version;
}
