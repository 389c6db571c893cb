#include "base/base.h"
#include "base/proc.h"
#include "base/file.h"
#include "base/mem.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

#define DEFAULT_MAX ((size_t)64 << 20)
#define KILL_AFTER_MS 1000
#define SLICE_MS 100

enum { IN, OUT, ERR, NR_PIPES };

/* What one run keeps beside the caller's struct. */
struct run {
	struct proc *p;
	pid_t pid;
	int ours[NR_PIPES], theirs[NR_PIPES];
	size_t written;
	bool group;	/* the child leads a process group of its own */
	bool exited;
	int wait_status;
	int64_t deadline;	/* 0: none */
	bool terminated, killed;
};

void proc_init(struct proc *p)
{
	memset(p, 0, sizeof(*p));
	strvec_init(&p->argv);
	strvec_init(&p->env);
	strbuf_init(&p->out);
	strbuf_init(&p->err_out);
}

void proc_release(struct proc *p)
{
	strvec_clear(&p->argv);
	strvec_clear(&p->env);
	strbuf_release(&p->out);
	strbuf_release(&p->err_out);
	proc_init(p);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void close_fd(int *fd)
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

	close_fd(&fd);
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
	close_fd(rd);
	close_fd(wr);
	return -1;
}

static int open_pipes(struct run *r)
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
static char **make_env(const struct strvec *changes)
{
	char **env = NULL, **e, *c;
	size_t nr = 0, alloc = 0, i;

	for (e = environ; *e; e++) {
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
static int spawn(struct run *r)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	char **env;
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
	if (!ret) {
		env = r->p->env.nr ? make_env(&r->p->env) : NULL;
		ret = posix_spawnp(&r->pid, r->p->argv.v[0], &fa, &attr,
				   r->p->argv.v, env ? env : environ);
		free(env);
	}
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	return ret;
}

static void send_signal(const struct run *r, int sig)
{
	kill(r->group ? -r->pid : r->pid, sig);
}

/* Past the deadline: first ask, a second later insist. */
static void enforce(struct run *r)
{
	if (!r->deadline || r->killed || now_ms() < r->deadline)
		return;
	if (!r->terminated) {
		r->p->timed_out = r->terminated = true;
		r->deadline = now_ms() + KILL_AFTER_MS;
		send_signal(r, SIGTERM);
		return;
	}
	r->killed = true;
	send_signal(r, SIGKILL);
}

/* False on an error that waitpid(2) should never give. */
static bool reap(struct run *r, int flags)
{
	pid_t pid;

	if (r->exited)
		return true;
	do
		pid = waitpid(r->pid, &r->wait_status, flags);
	while (pid < 0 && errno == EINTR);
	r->exited = pid == r->pid;
	return pid >= 0;
}

static void feed(struct run *r)
{
	size_t left = r->p->in_len - r->written;
	ssize_t n = write(r->ours[IN], r->p->in + r->written, left);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		r->written += (size_t)n;
	/* A child that does not want the rest is its own business. */
	if (n < 0 || r->written == r->p->in_len)
		close_fd(&r->ours[IN]);
}

static void drain(struct run *r, int i)
{
	struct strbuf *sb = i == OUT ? &r->p->out : &r->p->err_out;
	char chunk[16384];
	ssize_t n = read(r->ours[i], chunk, sizeof(chunk));

	if (n > 0)
		strbuf_add(sb, chunk, (size_t)n);
	else if (!n || errno != EINTR)
		close_fd(&r->ours[i]);
}

static int poll_ms(const struct run *r)
{
	int64_t left;

	if (!r->deadline || r->killed)
		return SLICE_MS;
	left = r->deadline - now_ms();
	return left < 0 ? 0 : left < SLICE_MS ? (int)left : SLICE_MS;
}

/*
 * Moves bytes until the pipes are closed.  A daemon that the child left behind
 * may keep them open: when the child is gone and a slice of time passes without
 * a byte, that is the end too.
 */
static void pump(struct run *r)
{
	struct pollfd fds[NR_PIPES];
	int i, n;

	while (r->ours[IN] >= 0 || r->ours[OUT] >= 0 || r->ours[ERR] >= 0) {
		for (i = 0; i < NR_PIPES; i++)
			fds[i] = (struct pollfd){
				r->ours[i], i == IN ? POLLOUT : POLLIN, 0
			};
		n = poll(fds, NR_PIPES, poll_ms(r));
		enforce(r);
		if (n <= 0) {
			if (r->exited)
				return;
			reap(r, WNOHANG);
			continue;
		}
		if (fds[IN].revents)
			feed(r);
		if (fds[OUT].revents)
			drain(r, OUT);
		if (fds[ERR].revents)
			drain(r, ERR);
	}
}

/* The child closed its output (or has none): wait for its end. */
static int await_end(struct run *r)
{
	struct timespec nap = { 0, 200000 };

	while (!r->exited) {
		if (!reap(r, r->deadline && !r->killed ? WNOHANG : 0))
			return -1;
		if (r->exited)
			break;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 20000000)
			nap.tv_nsec *= 2;
		enforce(r);
	}
	return 0;
}

static void release_pipes(struct run *r)
{
	int i;

	for (i = 0; i < NR_PIPES; i++) {
		close_fd(&r->ours[i]);
		close_fd(&r->theirs[i]);
	}
}

/* Why a program could not be started, as a sentence. */
static int start_err(const struct proc *p, int why, struct err *err)
{
	if (p->dir && !file_is_dir(p->dir))
		return err_set(err, ERR_FAILED,
			       "cannot run '%s' in '%s': no such directory",
			       p->argv.v[0], p->dir);
	errno = why;
	return err_errno(err, ERR_FAILED, "cannot run '%s'", p->argv.v[0]);
}

static void begin(struct proc *p)
{
	size_t max = p->out_max ? p->out_max : DEFAULT_MAX;

	strbuf_reset(&p->out);
	strbuf_reset(&p->err_out);
	strbuf_cap(&p->out, max);
	strbuf_cap(&p->err_out, max);
	p->status = 0;
	p->timed_out = false;
}

int proc_run(struct proc *p, struct err *err)
{
	struct run r = { .p = p, .ours = { -1, -1, -1 },
			 .theirs = { -1, -1, -1 } };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int ret, i;

	if (!p->argv.nr)
		BUG("proc_run without a program");
	begin(p);
	r.group = p->timeout_ms > 0 && !p->inherit_in && !p->inherit_err;
	if (open_pipes(&r)) {
		ret = start_err(p, errno, err);
		release_pipes(&r);
		return ret;
	}
	ret = spawn(&r);
	for (i = 0; i < NR_PIPES; i++)
		close_fd(&r.theirs[i]);
	if (ret) {
		release_pipes(&r);
		return start_err(p, ret, err);
	}
	if (p->timeout_ms > 0)
		r.deadline = now_ms() + p->timeout_ms;
	/* Writing to a child that is gone must not end us. */
	sigaction(SIGPIPE, &ignore, &old);
	pump(&r);
	release_pipes(&r);
	ret = await_end(&r);
	sigaction(SIGPIPE, &old, NULL);
	if (ret)
		return err_errno(err, ERR_FAILED, "cannot wait for '%s'",
				 p->argv.v[0]);
	p->status = WIFSIGNALED(r.wait_status) ?
		128 + WTERMSIG(r.wait_status) : WEXITSTATUS(r.wait_status);
	return 0;
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
