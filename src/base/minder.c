/*
 * minder.c - a parent for a stranger's whole family, to the end of it.
 */
#include "base/base.h"
#include "base/minder.h"

#include <fcntl.h>
#include <sys/wait.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#define GRACE_MS 100
#define STEP_NS 2000000
#define KILL_STEPS 2500		/* 5 s: no process withstands SIGKILL, but
				 * one that waits for a disk takes its time */
#define MAX_FDS 65536

struct family {
	pid_t child;
	int status;	/* of the child, when it has ended */
	bool ended;
	bool empty;	/* nobody is left */
};

int minder_begin(pid_t parent, char **env)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_BLOCK, &all, NULL) || setsid() < 0)
		return errno;
#ifdef __linux__
	if (prctl(PR_SET_PDEATHSIG, MINDER_KILL) ||
	    prctl(PR_SET_CHILD_SUBREAPER, 1) || prctl(PR_SET_DUMPABLE, 0))
		return errno;
#endif
	if (getppid() != parent)
		return ESRCH;
	for (; env && *env; env++)
		memset(*env, 0, strlen(*env));
	return 0;
}

int minder_child(pid_t minder)
{
	if (setsid() < 0)
		return errno;
#ifdef __linux__
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return errno;
#endif
	return getppid() == minder ? 0 : ESRCH;
}

/* Nobody's pipe stays open because the minder has it, too. */
static void close_all(void)
{
	long max = sysconf(_SC_OPEN_MAX);
	int fd;

#ifdef SYS_close_range
	if (!syscall(SYS_close_range, 0u, ~0u, 0u))
		return;
#endif
	if (max < 0 || max > MAX_FDS)
		max = MAX_FDS;
	for (fd = 0; fd < max; fd++)
		close(fd);
}

/* To the group that the child leads, or to the child before it leads one. */
static void pass_on(const struct family *f, int sig)
{
	if (f->ended)
		return;
	if (kill(-f->child, sig) < 0)
		kill(f->child, sig);
	if (sig != SIGKILL)
		kill(-f->child, SIGCONT);	/* a stopped one hears nothing */
}

static void reap(struct family *f)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == f->child) {
			f->ended = true;
			f->status = status;
		}
	f->empty = pid < 0 && errno == ECHILD;
}

/* ---- what is left of the family ---- */

#ifdef __linux__
/* The numbers in a list of the kernel's, with blanks between them. */
static void kill_listed(const char *list, size_t len, pid_t *number)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (list[i] >= '0' && list[i] <= '9') {
			*number = *number * 10 + (list[i] - '0');
		} else if (*number) {
			kill(*number, SIGKILL);
			*number = 0;
		}
	}
}

/* A killed process leaves its own children to us, so this is called again
 * until there is nobody. */
static void kill_children(void)
{
	char buf[4096];
	pid_t number = 0;
	ssize_t n;
	int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		kill_listed(buf, (size_t)n, &number);
	close(fd);
}
#else
static void kill_children(void)
{
}
#endif

static void nap(void)
{
	struct timespec ts = { 0, STEP_NS };

	nanosleep(&ts, NULL);
}

static _Noreturn void finish(struct family *f)
{
	bool grace = f->ended;
	int i;

	for (i = 0; grace && !f->empty && i < GRACE_MS * 1000000 / STEP_NS;
	     i++) {
		nap();
		reap(f);
	}
	for (i = 0; !f->empty && i < KILL_STEPS; i++) {
		kill(-f->child, SIGKILL);
		kill_children();
		nap();
		reap(f);
	}
	if (!f->ended)
		_exit(128 + SIGKILL);
	_exit(WIFSIGNALED(f->status) ? 128 + WTERMSIG(f->status) :
	      WEXITSTATUS(f->status));
}

void minder_mind(pid_t child)
{
	struct family f = { .child = child };
	sigset_t all;
	int sig;

	close_all();
	sigfillset(&all);
	for (;;) {
		reap(&f);
		if (f.ended)
			finish(&f);
		if (sigwait(&all, &sig))
			continue;
		if (sig == MINDER_KILL)
			finish(&f);
		if (sig != SIGCHLD)
			pass_on(&f, sig);
	}
}
