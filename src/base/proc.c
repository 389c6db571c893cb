/*
 * proc.c - children: started, fed, read, timed and reaped.
 */
#include "base/base.h"
#include "base/proc.h"
#include "base/file.h"
#include "base/internal.h"
#include "base/minder.h"
#include "base/trace.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#define DEFAULT_MAX ((size_t)64 << 20)
#define KILL_AFTER_MS 1000
#define SLICE_MS 100

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
	free(p->refused);
	proc_init(p);
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
		proc_close(&r->ours[IN]);
}

void proc_drain(struct run *r, int i)
{
	struct strbuf *sb = i == OUT ? &r->p->out : &r->p->err_out;
	struct copy *c = &r->copies[i];
	ssize_t n = read(r->ours[i], c->buf, sizeof(c->buf));

	if (n <= 0) {
		if (!n || errno != EINTR)
			proc_close(&r->ours[i]);
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
		proc_close(&r->ours[i]);
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
			proc_drain(r, OUT);
		if (fds[ERR].revents)
			proc_drain(r, ERR);
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

void proc_release_pipes(struct run *r)
{
	int i;

	for (i = 0; i < NR_PIPES; i++) {
		proc_close(&r->ours[i]);
		proc_close(&r->theirs[i]);
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

void proc_begin(struct run *r, struct proc *p)
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

int proc_start(struct run *r, struct err *err)
{
	const struct proc *p = r->p;
	int ret, i;

	if (p->refused)
		return err_set(err, ERR_FATAL, "%s", p->refused);
	ret = proc_open_pipes(r) ? errno : 0;
	r->started = now_us();
	if (!ret)
		ret = proc_spawn(r);
	for (i = 0; i < NR_PIPES; i++)
		proc_close(&r->theirs[i]);
	if (ret)
		return start_err(p, ret, err);
	r->running = true;
	if (p->timeout_ms > 0)
		r->deadline = now_ms() + p->timeout_ms;
	return 0;
}

int proc_finish(struct run *r, struct err *err)
{
	struct proc *p = r->p;

	proc_release_pipes(r);
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

void proc_trace(const struct run *r, int ret)
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
	proc_begin(&r, p);
	ret = proc_start(&r, err);
	if (ret) {
		proc_release_pipes(&r);
	} else {
		/* Writing to a child that is gone must not end us. */
		sigaction(SIGPIPE, &ignore, &old);
		pump(&r);
		ret = proc_finish(&r, err);
		sigaction(SIGPIPE, &old, NULL);
	}
	if (p->limit) {
		take_signals(&r);
		sigprocmask(SIG_SETMASK, &r.old_mask, NULL);
	}
	unhide(was);
	proc_trace(&r, ret);
	return ret;
}

int proc_leave(struct proc *p, struct err *err)
{
	struct run r = { .p = p };
	int ret;

	if (!p->argv.nr)
		BUG("proc_leave without a program");
	p->inherit_out = p->inherit_err = true;
	proc_begin(&r, p);
	r.group = true;
	ret = proc_start(&r, err);
	proc_release_pipes(&r);
	return ret;
}
