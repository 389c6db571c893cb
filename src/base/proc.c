/*
 * proc.c - children: started, fed, read, timed and reaped.
 */
#include "base/base.h"
#include "base/proc.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/minder.h"
#include "base/trace.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

#define DEFAULT_MAX ((size_t)64 << 20)
#define KILL_AFTER_MS 1000
#define SLICE_MS 100
#define CHUNK 16384

enum { IN, OUT, ERR, NR_PIPES };

/* Output on its way to the place where it is copied to. */
struct copy {
	int fd;			/* -1: nowhere */
	size_t len, done;
	char buf[CHUNK];
};

/* What one run keeps beside the caller's struct. */
struct run {
	struct proc *p;
	pid_t pid;
	int ours[NR_PIPES], theirs[NR_PIPES];
	size_t written;
	bool group;	/* the child leads a process group of its own */
	bool exited;
	bool running;	/* the number is still the child's */
	int wait_status;
	int64_t started, ended;	/* microseconds */
	int64_t deadline;	/* 0: none */
	bool terminated, killed;
	sigset_t old_mask;	/* with limits: before ours */
	struct copy copies[NR_PIPES];
};

/* Signals that a child with limits gets in our place. */
static const int passed_on[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

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

char *const *proc_environ(void)
{
	return environ;
}

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
	return now_us() / 1000;
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
	close_fd(&wr);
	/* Closed by exec, or the reason why there was none. */
	do
		n = r->pid < 0 ? 0 : read(rd, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	close_fd(&rd);
	if (n > 0)
		while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
			;
	return why;
}

/* Those that are ignored (nohup) or blocked already stay as they are. */
static void hold_signals(struct run *r)
{
	struct sigaction sa;
	sigset_t ours;
	size_t i;

	sigemptyset(&ours);
	for (i = 0; i < ARRAY_SIZE(passed_on); i++)
		if (!sigaction(passed_on[i], NULL, &sa) &&
		    sa.sa_handler != SIG_IGN)
			sigaddset(&ours, passed_on[i]);
	sigprocmask(SIG_BLOCK, &ours, &r->old_mask);
}

static void send_signal(const struct run *r, int sig)
{
	if (!r->running)
		return;
	if (r->p->limit)
		kill(r->pid, sig == SIGKILL ? MINDER_KILL : sig);
	else
		kill(r->group ? -r->pid : r->pid, sig);
}

/* A loop that wants to end (stop.h) keeps its signal for itself: the child is
 * ended, and that is why. */
static void heed_stop(struct run *r, const sigset_t *pending)
{
	if (r->terminated || (!sigismember(pending, SIGINT) &&
			      !sigismember(pending, SIGTERM)))
		return;
	r->terminated = true;
	r->deadline = now_ms() + KILL_AFTER_MS;
	send_signal(r, SIGTERM);
}

/* Passes on what came for us. */
static void take_signals(struct run *r)
{
	sigset_t pending, one;
	size_t i;
	int sig;

	if (sigpending(&pending))
		return;
	if (!r->p->limit) {
		heed_stop(r, &pending);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(passed_on); i++) {
		if (!sigismember(&pending, passed_on[i]) ||
		    sigismember(&r->old_mask, passed_on[i]))
			continue;
		sigemptyset(&one);
		sigaddset(&one, passed_on[i]);
		if (sigwait(&one, &sig))
			continue;
		if (r->p->caught) {
			r->killed = true;
			sig = SIGKILL;
		} else {
			r->p->caught = sig;
		}
		send_signal(r, sig);
		r->deadline = now_ms() + KILL_AFTER_MS;
		r->terminated = true;
	}
}

/* ---- while it runs ---- */

/*
 * False on an error that waitpid(2) should never give.  The minder of a child
 * with limits stays a zombie until the end, so that nobody else gets its number.
 */
static bool reap(struct run *r, int flags)
{
	siginfo_t si;
	pid_t pid;

	if (r->exited)
		return true;
	do {
		if (r->p->limit) {
			memset(&si, 0, sizeof(si));
			pid = waitid(P_PID, (id_t)r->pid, &si, flags |
				     WEXITED | WNOWAIT) ? -1 : si.si_pid;
		} else {
			pid = waitpid(r->pid, &r->wait_status, flags);
		}
	} while (pid < 0 && errno == EINTR);
	r->exited = pid == r->pid;
	if (r->exited)
		r->ended = now_us();
	if (r->exited && !r->p->limit && !r->group)
		r->running = false;
	return pid >= 0;
}

/* Past the deadline: first ask, a second later insist. */
static void enforce(struct run *r)
{
	take_signals(r);
	if (!r->deadline || r->killed || now_ms() < r->deadline)
		return;
	if (!r->terminated) {
		reap(r, WNOHANG);
		r->p->timed_out = !r->exited;
		r->terminated = true;
		r->deadline = now_ms() + KILL_AFTER_MS;
		send_signal(r, SIGTERM);
		return;
	}
	r->killed = true;
	r->deadline = now_ms() + KILL_AFTER_MS;
	send_signal(r, SIGKILL);
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
	struct copy *c = &r->copies[i];
	ssize_t n = read(r->ours[i], c->buf, sizeof(c->buf));

	if (n <= 0) {
		if (!n || errno != EINTR)
			close_fd(&r->ours[i]);
		return;
	}
	if (r->p->sink)
		r->p->sink(i, c->buf, (size_t)n, r->p->sink_arg);
	else
		strbuf_add(sb, c->buf, (size_t)n);
	if (c->fd >= 0) {
		c->len = (size_t)n;
		c->done = 0;
	}
}

static bool is_waiting(const struct copy *c)
{
	return c->done < c->len;
}

/* No more at a time than a pipe that is ready takes without blocking. */
static void copy_some(struct run *r, int i)
{
	struct copy *c = &r->copies[i];
	size_t left = c->len - c->done;
	ssize_t n = write(c->fd, c->buf + c->done,
			  left < PIPE_BUF ? left : PIPE_BUF);

	if (n > 0)
		c->done += (size_t)n;
	if (n >= 0 || errno == EAGAIN || errno == EINTR)
		return;
	if (i == OUT) {
		r->p->copy_errno = errno;
		close_fd(&r->ours[i]);
	}
	c->fd = -1;
	c->len = c->done = 0;
}

static int poll_ms(const struct run *r)
{
	int64_t left;

	if (!r->deadline || r->killed)
		return SLICE_MS;
	left = r->deadline - now_ms();
	return left < 0 ? 0 : left < SLICE_MS ? (int)left : SLICE_MS;
}

/* What pump() waits for: the pipes, then the copies.  False: nothing. */
static bool wanted(struct pollfd fds[2 * NR_PIPES], const struct run *r)
{
	bool any = false;
	int i;

	for (i = 0; i < NR_PIPES; i++) {
		bool full = i != IN && is_waiting(&r->copies[i]);

		fds[i] = (struct pollfd){ full ? -1 : r->ours[i],
					  i == IN ? POLLOUT : POLLIN, 0 };
		fds[NR_PIPES + i] = (struct pollfd){
			full ? r->copies[i].fd : -1, POLLOUT, 0
		};
		any |= r->ours[i] >= 0 || full;
	}
	return any;
}

/*
 * Moves bytes until the pipes are closed.  A daemon that the child left behind
 * may keep them open: when the child is gone and a slice of time passes without
 * a byte, that is the end too, and so is a while after SIGKILL.
 */
static void pump(struct run *r)
{
	struct pollfd fds[2 * NR_PIPES];
	int i, n;

	while (wanted(fds, r)) {
		n = poll(fds, ARRAY_SIZE(fds), poll_ms(r));
		enforce(r);
		if (r->killed && now_ms() >= r->deadline + KILL_AFTER_MS)
			return;
		if (n <= 0) {
			if (r->exited && !is_waiting(&r->copies[OUT]) &&
			    !is_waiting(&r->copies[ERR]))
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
		for (i = OUT; i <= ERR; i++)
			if (fds[NR_PIPES + i].revents)
				copy_some(r, i);
	}
}

/* The child closed its output (or has none): wait for its end. */
static int await_end(struct run *r)
{
	struct timespec nap = { 0, 200000 };

	while (!r->exited) {
		if (!reap(r, r->p->limit || (r->deadline && !r->killed) ?
			     WNOHANG : 0))
			return -1;
		if (r->exited)
			break;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 20000000)
			nap.tv_nsec *= 2;
		enforce(r);
	}
	if (!r->p->limit)
		return 0;
	r->running = false;
	while (waitpid(r->pid, &r->wait_status, 0) < 0)
		if (errno != EINTR)
			return -1;
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

static void begin(struct run *r, struct proc *p)
{
	size_t max = p->out_max ? p->out_max : DEFAULT_MAX;
	int i;

	strbuf_reset(&p->out);
	strbuf_reset(&p->err_out);
	strbuf_cap(&p->out, max);
	strbuf_cap(&p->err_out, max);
	p->status = p->caught = p->copy_errno = 0;
	p->timed_out = false;
	r->p = p;
	for (i = 0; i < NR_PIPES; i++) {
		r->ours[i] = r->theirs[i] = r->copies[i].fd = -1;
		r->copies[i].len = r->copies[i].done = 0;
	}
	if (p->copy_out > 0)
		r->copies[OUT].fd = p->copy_out;
	if (p->copy_err > 0)
		r->copies[ERR].fd = p->copy_err;
	r->group = !p->limit && p->timeout_ms > 0 && !p->inherit_in &&
		!p->inherit_err;
	if (p->limit)
		hold_signals(r);
}

static int start(struct run *r, struct err *err)
{
	const struct proc *p = r->p;
	char **env = p->env.nr || p->clean_env ?
		make_env(&p->env, p->clean_env) : NULL;
	int ret, i;

	ret = open_pipes(r) ? errno : 0;
	r->started = now_us();
	if (!ret)
		ret = p->limit ? spawn_limited(r, env) : spawn(r, env);
	free(env);
	for (i = 0; i < NR_PIPES; i++)
		close_fd(&r->theirs[i]);
	if (ret)
		return start_err(p, ret, err);
	r->running = true;
	if (p->timeout_ms > 0)
		r->deadline = now_ms() + p->timeout_ms;
	return 0;
}

static int finish(struct run *r, struct err *err)
{
	struct proc *p = r->p;

	release_pipes(r);
	if (await_end(r))
		return err_errno(err, ERR_FAILED, "cannot wait for '%s'",
				 p->argv.v[0]);
	p->seconds = (double)(r->ended - r->started) / 1e6;
	p->status = WIFSIGNALED(r->wait_status) ?
		128 + WTERMSIG(r->wait_status) : WEXITSTATUS(r->wait_status);
	return 0;
}

/* While a child has less than our environment, /proc/<our number>/environ and
 * our memory are nobody's but root's.  Returns what was. */
static int hide(const struct proc *p)
{
#ifdef __linux__
	int was = prctl(PR_GET_DUMPABLE);

	if (p->limit && p->clean_env && was == 1 && !prctl(PR_SET_DUMPABLE, 0))
		return was;
#else
	(void)p;
#endif
	return 0;
}

static void unhide(int was)
{
#ifdef __linux__
	if (was)
		prctl(PR_SET_DUMPABLE, was);
#else
	(void)was;
#endif
}

static void tell(const struct run *r, int ret)
{
	struct strbuf argv = STRBUF_INIT;

	if (!trace_on(TRACE_DEBUG))
		return;
	trace_argv(&argv, &r->p->argv);
	if (ret)
		trace_f(TRACE_DEBUG, "child", "%s (did not start)", argv.buf);
	else
		trace_f(TRACE_DEBUG, "child", "%s (%.1f ms, status %d)",
			argv.buf, r->p->seconds * 1000, r->p->status);
	strbuf_release(&argv);
}

int proc_run(struct proc *p, struct err *err)
{
	struct run r = { .p = p };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int ret, was;

	if (!p->argv.nr)
		BUG("proc_run without a program");
	was = hide(p);
	begin(&r, p);
	ret = start(&r, err);
	if (ret) {
		release_pipes(&r);
	} else {
		/* Writing to a child that is gone must not end us. */
		sigaction(SIGPIPE, &ignore, &old);
		pump(&r);
		ret = finish(&r, err);
		sigaction(SIGPIPE, &old, NULL);
	}
	if (p->limit) {
		take_signals(&r);
		sigprocmask(SIG_SETMASK, &r.old_mask, NULL);
	}
	unhide(was);
	tell(&r, ret);
	return ret;
}

int proc_leave(struct proc *p, struct err *err)
{
	struct run r = { .p = p };
	int ret;

	if (!p->argv.nr)
		BUG("proc_leave without a program");
	p->inherit_out = p->inherit_err = true;
	begin(&r, p);
	r.group = true;
	ret = start(&r, err);
	release_pipes(&r);
	return ret;
}

/* ---- a child that answers ---- */

struct proc_talk {
	struct proc *p;
	struct run run;
};

int proc_talk_start(struct proc_talk **out, struct proc *p, struct err *err)
{
	struct proc_talk *t = xcalloc(1, sizeof(*t));
	int ret;

	*out = NULL;
	p->in = "";	/* a pipe, kept open until the end */
	p->in_len = 0;
	begin(&t->run, p);
	t->p = p;
	ret = start(&t->run, err);
	if (ret) {
		release_pipes(&t->run);
		free(t);
		return -1;
	}
	*out = t;
	return 0;
}

/* What the child said last, when it has gone. */
static int talk_err(struct proc_talk *t, struct err *err)
{
	while (t->run.ours[ERR] >= 0)
		drain(&t->run, ERR);
	strbuf_trim(&t->p->err_out);
	return err_set(err, ERR_FAILED, "'%s' ended too early%s%s",
		       t->p->argv.v[0], t->p->err_out.len ? ": " : "",
		       t->p->err_out.buf);
}

/* Waits until one of the pipes has or takes bytes, and moves some: at most
 * `left` of `data` to the child.  How many, or -1 when it has gone. */
static ssize_t talk_step(struct proc_talk *t, const char *data, size_t left)
{
	struct pollfd fds[NR_PIPES] = {
		{ left ? t->run.ours[IN] : -1, POLLOUT, 0 },
		{ t->run.ours[OUT], POLLIN, 0 },
		{ t->run.ours[ERR], POLLIN, 0 }
	};
	ssize_t n = 0;

	if (t->run.ours[OUT] < 0 || t->p->out.full)
		return -1;
	if (poll(fds, NR_PIPES, -1) < 0)
		return errno == EINTR ? 0 : -1;
	if (fds[ERR].revents)
		drain(&t->run, ERR);
	if (fds[OUT].revents)
		drain(&t->run, OUT);
	if (!fds[IN].revents)
		return 0;
	n = write(t->run.ours[IN], data, left);
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : n;
}

int proc_talk_write(struct proc_talk *t, const void *data, size_t len,
		    struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	const char *s = data;
	ssize_t n = 0;

	sigaction(SIGPIPE, &ignore, &old);
	while (len && (n = talk_step(t, s, len)) >= 0) {
		s += n;
		len -= (size_t)n;
	}
	sigaction(SIGPIPE, &old, NULL);
	return n < 0 ? talk_err(t, err) : 0;
}

int proc_talk_read(struct strbuf *out, struct proc_talk *t, size_t len,
		   struct err *err)
{
	struct strbuf *in = &t->p->out;

	while (in->len < len)
		if (talk_step(t, NULL, 0) < 0)
			return talk_err(t, err);
	strbuf_reset(out);
	strbuf_add(out, in->buf, len);
	strbuf_remove(in, 0, len);
	return 0;
}

int proc_talk_line(struct strbuf *out, struct proc_talk *t, struct err *err)
{
	struct strbuf *in = &t->p->out;
	const char *nl;

	while (!(nl = in->len ? memchr(in->buf, '\n', in->len) : NULL))
		if (talk_step(t, NULL, 0) < 0)
			return talk_err(t, err);
	strbuf_reset(out);
	strbuf_add(out, in->buf, (size_t)(nl - in->buf));
	strbuf_remove(in, 0, out->len + 1);
	return 0;
}

void proc_talk_end(struct proc_talk *t)
{
	if (!t)
		return;
	if (finish(&t->run, NULL) == 0)
		tell(&t->run, 0);
	free(t);
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
