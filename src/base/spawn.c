/*
 * spawn.c - how a child begins: its pipes, environment, limits and exec.
 */
#include "base/base.h"
#include "base/internal.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/minder.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

char *const *proc_environ(void)
{
	return environ;
}
void proc_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

/* Moves a descriptor above the standard three and sets close-on-exec. */
static int raise_fd(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, 3);

	proc_close(&fd);
	return high;
}

static int make_pipe(int *rd, int *wr)
{
	int fds[2];

#ifdef __linux__
	if (pipe2(fds, O_CLOEXEC))
		return -1;
	if (fds[0] > 2 && fds[1] > 2) {
		*rd = fds[0];
		*wr = fds[1];
		return 0;
	}
#else
	if (pipe(fds))
		return -1;
#endif
	*rd = raise_fd(fds[0]);
	*wr = raise_fd(fds[1]);
	if (*rd >= 0 && *wr >= 0)
		return 0;
	proc_close(rd);
	proc_close(wr);
	return -1;
}

int proc_open_pipes(struct run *r)
{
	const struct proc *p = r->p;

	if (p->in && !p->inherit_in) {
		if (make_pipe(&r->theirs[IN], &r->ours[IN]))
			return -1;
		fcntl(r->ours[IN], F_SETFL, O_NONBLOCK);
	}
	if (!p->inherit_out && make_pipe(&r->ours[OUT], &r->theirs[OUT]))
		return -1;
	if (!p->inherit_err && make_pipe(&r->ours[ERR], &r->theirs[ERR]))
		return -1;
	return 0;
}

static bool names(const char *entry, const char *name, size_t len)
{
	return !strncmp(entry, name, len) && (!entry[len] || entry[len] == '=');
}

/* Our environment with the changes applied; the strings are borrowed. */
static char **make_env(const struct strvec *changes, bool clean)
{
	char **env = NULL, **e, *c;
	size_t nr = 0, alloc = 0, i;

	for (e = environ; *e && !clean; e++) {
		for (i = 0; i < changes->nr; i++) {
			c = changes->v[i];
			if (names(*e, c, strcspn(c, "=")))
				break;
		}
		if (i < changes->nr)
			continue;
		ALLOC_GROW(env, nr + 1, alloc);
		env[nr++] = *e;
	}
	for (i = 0; i < changes->nr; i++) {
		if (!strchr(changes->v[i], '='))
			continue;
		ALLOC_GROW(env, nr + 1, alloc);
		env[nr++] = changes->v[i];
	}
	ALLOC_GROW(env, nr + 1, alloc);
	env[nr] = NULL;
	return env;
}

static int add_actions(posix_spawn_file_actions_t *fa, const struct run *r)
{
	const struct proc *p = r->p;
	int i, ret = 0;

	for (i = 0; i < NR_PIPES && !ret; i++)
		if (r->theirs[i] >= 0)
			ret = posix_spawn_file_actions_adddup2(fa,
							r->theirs[i], i);
	if (!ret && !p->in && !p->inherit_in)
		ret = posix_spawn_file_actions_addopen(fa, 0, "/dev/null",
						       O_RDONLY, 0);
	if (!ret && p->dir)
		ret = posix_spawn_file_actions_addchdir_np(fa, p->dir);
	return ret;
}

static int set_attributes(posix_spawnattr_t *attr, const struct run *r)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t none, dflt;
	int ret;

	sigemptyset(&none);
	sigemptyset(&dflt);
	sigaddset(&dflt, SIGPIPE);
	sigaddset(&dflt, SIGXFSZ);
	if (r->group) {
		flags |= POSIX_SPAWN_SETPGROUP;
		ret = posix_spawnattr_setpgroup(attr, 0);
		if (ret)
			return ret;
	}
	ret = posix_spawnattr_setsigmask(attr, &none);
	if (!ret)
		ret = posix_spawnattr_setsigdefault(attr, &dflt);
	return ret ? ret : posix_spawnattr_setflags(attr, flags);
}

/* posix_spawn(3): vfork's speed with none of its traps.  An errno, or 0. */
static int spawn(struct run *r, char **env)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	int ret;

	ret = posix_spawn_file_actions_init(&fa);
	if (ret)
		return ret;
	ret = posix_spawnattr_init(&attr);
	if (ret) {
		posix_spawn_file_actions_destroy(&fa);
		return ret;
	}
	ret = add_actions(&fa, r);
	if (!ret)
		ret = set_attributes(&attr, r);
	if (!ret)
		ret = posix_spawnp(&r->pid, r->p->argv.v[0], &fa, &attr,
				   r->p->argv.v, env ? env : environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	return ret;
}

/* ---- a child with limits ---- */

#ifdef __linux__
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4u
#endif
#define JOIN_SESSION_KEYRING 1	/* of keyctl(2) */
#endif
#define MAX_FDS 65536

/*
 * Whoever started us may have left descriptors open, and holds keys that every process
 * of the session can read.  A kernel without keyrings has no keys to hide.
 */
static void seal(void)
{
	long max = sysconf(_SC_OPEN_MAX);
	int fd;

#ifdef __linux__
#ifdef SYS_keyctl
	syscall(SYS_keyctl, JOIN_SESSION_KEYRING, NULL);
#endif
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC))
		return;
#endif
#endif
	if (max < 0 || max > MAX_FDS)
		max = MAX_FDS;
	for (fd = 3; fd < max; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* What the child does before exec; an errno when it can not. */
static int become(const struct run *r, pid_t minder)
{
	const struct proc *p = r->p;
	struct sigaction dflt = { .sa_handler = SIG_DFL };
	int i, fd, why = minder_child(minder);

	if (why)
		return why;
	for (i = 0; i < NR_PIPES; i++)
		if (r->theirs[i] >= 0 && dup2(r->theirs[i], i) < 0)
			return errno;
	if (!p->in && !p->inherit_in) {
		fd = open("/dev/null", O_RDONLY);
		if (fd < 0 || (fd && (dup2(fd, 0) < 0 || close(fd))))
			return errno;
	}
	if (p->dir && chdir(p->dir))
		return errno;
	if (sigaction(SIGPIPE, &dflt, NULL) ||
	    sigaction(SIGXFSZ, &dflt, NULL) ||
	    sigprocmask(SIG_SETMASK, &r->old_mask, NULL))
		return errno;
	if (p->sealed)
		seal();
	return limit_apply(p->limit);
}

/* Tells the parent why nothing was run. */
static _Noreturn void give_up(int wr, int why)
{
	ssize_t n = write(wr, &why, sizeof(why));

	_exit(n == sizeof(why) ? 127 : 126);
}

/* The minder (minder.h) and the child that it minds; wr is where a reason goes. */
static _Noreturn void mind(const struct run *r, char **env, pid_t parent,
			   int wr)
{
	int why = minder_begin(parent, r->p->clean_env ? environ : NULL);
	pid_t minder = getpid(), child;

	if (why)
		give_up(wr, why);
	child = fork();
	if (child < 0)
		give_up(wr, errno);
	if (child)
		minder_mind(child);
	why = become(r, minder);
	if (!why) {
		if (env)
			environ = env;
		execvp(r->p->argv.v[0], r->p->argv.v);
		why = errno;
	}
	give_up(wr, why);
}

/* fork(2), because posix_spawn(3) knows no limits.  An errno, or 0. */
static int spawn_limited(struct run *r, char **env)
{
	pid_t parent = getpid();
	int rd, wr, why = 0;
	ssize_t n;

	if (make_pipe(&rd, &wr))
		return errno;
	r->pid = fork();
	if (!r->pid)
		mind(r, env, parent, wr);
	if (r->pid < 0)
		why = errno;
	proc_close(&wr);
	/* Closed by exec, or the reason why there was none. */
	do
		n = r->pid < 0 ? 0 : read(rd, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	proc_close(&rd);
	if (n > 0)
		while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
			;
	return why;
}

int proc_spawn(struct run *r)
{
	const struct proc *p = r->p;
	char **env = p->env.nr || p->clean_env ?
		make_env(&p->env, p->clean_env) : NULL;
	int ret = p->limit ? spawn_limited(r, env) : spawn(r, env);

	free(env);
	return ret;
}

int proc_become(struct proc *p, struct err *err)
{
	if (!p->argv.nr)
		BUG("proc_become without a program");
	execvp(p->argv.v[0], p->argv.v);
	return err_errno(err, ERR_FAILED, "cannot run '%s'", p->argv.v[0]);
}

bool proc_on_path(const char *name)
{
	struct strvec dirs = STRVEC_INIT;
	const char *path = getenv("PATH");
	struct stat st;
	bool found = false;
	char *full;
	size_t i;

	if (strchr(name, '/'))
		return !access(name, X_OK) && !file_is_dir(name);
	strvec_split(&dirs, path ? path : "/usr/bin:/bin", ":");
	for (i = 0; i < dirs.nr && !found; i++) {
		full = path_join(dirs.v[i], name);
		found = !stat(full, &st) && S_ISREG(st.st_mode) &&
			!access(full, X_OK);
		free(full);
	}
	strvec_clear(&dirs);
	return found;
}
