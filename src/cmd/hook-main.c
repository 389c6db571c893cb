/*
 * hook-main.c - the small program that Git starts as a hook.
 *
 * Linked from .git/hooks under the event's name.  It sees for itself whether there
 * is anything to do (feat/project/quiet.h) and starts git-task only then: a process
 * of libc alone costs a third of one of git-task.  Nothing that happens here or there
 * stops Git, but for the status by which commit-msg refuses.  Where Git ignores how a
 * hook ends, this process becomes git-task; else it waits for it, since a git-task
 * that the system can not load must not stop a commit.
 */
#include "base/base.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "cmd/hook/refused.h"
#include "feat/project/quiet.h"

#define OWN_NAME "git-task-hook"

static void say(const char *what, const char *event)
{
	char *text = xasprintf("git-task: %s; %s hook does nothing\n", what,
			       event);
	ssize_t n = write(STDERR_FILENO, text, strlen(text));

	(void)n;	/* nobody listens */
	free(text);
}

/*
 * Beside this program, as it is built; where it is installed, two folders up
 * (PREFIX/libexec/git-task); else whatever PATH has.  Caller frees.
 */
static char *find_git_task(void)
{
	static const char *const places[] = { "git-task", "../../bin/git-task" };
	char own[PATH_MAX], *dir, *path = NULL;
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);
	size_t i;

	if (n > 0 && *own == '/') {
		own[n] = '\0';
		dir = path_dirname(own);
		for (i = 0; i < ARRAY_SIZE(places) && !path; i++) {
			path = path_join(dir, places[i]);
			if (access(path, X_OK) != 0)
				FREE_AND_NULL(path);
		}
		free(dir);
	}
	if (!path && proc_on_path("git-task"))
		path = xstrdup("git-task");
	return path;
}

/* Git runs these when all is done and does not look at their exit status. */
static bool nobody_asks(const char *event)
{
	return !strcmp(event, "post-commit") || !strcmp(event, "post-merge") ||
		!strcmp(event, "post-rewrite");
}

/* git-task does it; what it says and reads is ours.  Its exit status, or -1. */
static int run_git_task(const char *event, char *const *args)
{
	char *path = find_git_task();
	struct proc p;
	int status = -1;

	if (!path) {
		say("not on PATH, nor where it was", event);
		return -1;
	}
	proc_init(&p);
	strvec_pushl(&p.argv, path, "hook", event, "--", (char *)NULL);
	for (; *args; args++)
		strvec_push(&p.argv, *args);
	p.inherit_in = p.inherit_out = p.inherit_err = true;
	if (nobody_asks(event))
		proc_become(&p, NULL);
	else if (proc_run(&p, NULL) == 0)
		status = p.status;
	if (status < 0)
		say("can not be run", event);
	proc_release(&p);
	free(path);
	return status;
}

int main(int argc, char **argv)
{
	const char *event = argc > 0 ? path_basename(argv[0]) : OWN_NAME;
	int status;

	if (!strcmp(event, OWN_NAME) && argc > 1)
		event = *++argv;
	if (!argv[0] || quiet_hook(event, argv + 1))
		return 0;
	status = run_git_task(event, argv + 1);
	return status == HOOKRUN_REFUSED && !strcmp(event, "commit-msg");
}
