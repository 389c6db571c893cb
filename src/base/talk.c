/*
 * talk.c - a child that answers one request after the other.
 */
#include "base/base.h"
#include "base/internal.h"
#include "base/mem.h"

#include <poll.h>

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
	proc_begin(&t->run, p);
	t->p = p;
	ret = proc_start(&t->run, err);
	if (ret) {
		proc_release_pipes(&t->run);
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
		proc_drain(&t->run, ERR);
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
		proc_drain(&t->run, ERR);
	if (fds[OUT].revents)
		proc_drain(&t->run, OUT);
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
	if (proc_finish(&t->run, NULL) == 0)
		proc_trace(&t->run, 0);
	free(t);
}
