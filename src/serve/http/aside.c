/*
 * aside.c - the copy, and the pipe that its answer comes through.
 *
 * What comes is, each with its length before it: status, the headers, the body; and
 * a word at the end, without which it is not whole.
 */
#include "base/base.h"
#include "serve/http/aside.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#define END_WORD "whole"
#define READ_AT_ONCE ((size_t)1 << 16)

static void put(struct strbuf *out, const char *data, size_t len)
{
	uint64_t n = len;

	strbuf_add(out, &n, sizeof(n));
	strbuf_add(out, data, len);
}

static bool get(struct strbuf *out, const struct strbuf *text, size_t *at)
{
	uint64_t n;

	strbuf_reset(out);
	if (text->len - *at < sizeof(n))
		return false;
	memcpy(&n, text->buf + *at, sizeof(n));
	*at += sizeof(n);
	if (n > text->len - *at)
		return false;
	strbuf_add(out, text->buf + *at, (size_t)n);
	*at += (size_t)n;
	return true;
}

static void write_all(int fd, const struct strbuf *text)
{
	size_t at = 0;
	ssize_t n;

	while (at < text->len) {
		n = write(fd, text->buf + at, text->len - at);
		if (n < 0 && errno != EINTR)
			return;
		at += n > 0 ? (size_t)n : 0;
	}
}

struct making {
	void (*make)(struct http_answer *out, void *data);
	void (*leave)(void *data);
	void *data;
};

static void make_answer(int fd, void *data)
{
	const struct making *m = data;
	struct http_answer a = HTTP_ANSWER_INIT;
	struct strbuf out = STRBUF_INIT, nr = STRBUF_INIT;
	size_t i;

	m->leave(m->data);
	m->make(&a, m->data);
	strbuf_addf(&nr, "%u", a.status);
	put(&out, nr.buf, nr.len);
	strbuf_reset(&nr);
	strbuf_addf(&nr, "%zu", a.headers.nr);
	put(&out, nr.buf, nr.len);
	for (i = 0; i < a.headers.nr; i++)
		put(&out, a.headers.v[i], strlen(a.headers.v[i]));
	put(&out, a.body.buf, a.body.len);
	put(&out, END_WORD, strlen(END_WORD));
	write_all(fd, &out);
}

int aside_begin(struct aside *a, int64_t now, void (*run)(int fd, void *data),
		void *data)
{
	int ends[2];

	if (pipe(ends) < 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	a->pid = fork();
	if (a->pid < 0) {
		a->pid = 0;
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	if (!a->pid) {
		close(ends[0]);
		run(ends[1], data);
		_exit(0);
	}
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	a->fd = ends[0];
	a->since = now;
	return 0;
}

int aside_start(struct aside *a, int64_t now,
		void (*make)(struct http_answer *out, void *data),
		void (*leave)(void *data), void *data)
{
	struct making m = { make, leave, data };

	return aside_begin(a, now, make_answer, &m);
}

static void bury(struct aside *a, bool kill_it)
{
	int status;

	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
	if (a->pid > 0) {
		if (kill_it)
			kill(a->pid, SIGKILL);
		while (waitpid(a->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	a->pid = 0;
}

bool aside_ended(struct aside *a, int64_t now)
{
	ssize_t n;

	if (a->done || a->fd < 0)
		return a->done;
	do {
		strbuf_grow(&a->text, READ_AT_ONCE);
		n = read(a->fd, a->text.buf + a->text.len, READ_AT_ONCE);
		if (n > 0)
			strbuf_setlen(&a->text, a->text.len + (size_t)n);
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0 && errno == EAGAIN &&
	    now - a->since < (a->most ? a->most : ASIDE_MS))
		return false;
	bury(a, n != 0);
	a->done = true;
	return true;
}

bool aside_take(struct http_answer *out, const struct aside *a)
{
	struct strbuf part = STRBUF_INIT;
	size_t at = 0, nr = 0, i;
	bool ok = get(&part, &a->text, &at);

	out->status = ok ? (unsigned)strtoul(part.buf, NULL, 10) : 0;
	ok = ok && get(&part, &a->text, &at);
	nr = ok ? strtoul(part.buf, NULL, 10) : 0;
	for (i = 0; ok && i < nr; i++) {
		ok = get(&part, &a->text, &at);
		if (ok)
			strvec_push(&out->headers, part.buf);
	}
	ok = ok && get(&out->body, &a->text, &at) &&
	     get(&part, &a->text, &at) && !strcmp(part.buf, END_WORD);
	strbuf_release(&part);
	if (!ok) {
		strvec_clear(&out->headers);
		strbuf_reset(&out->body);
	}
	return ok;
}

void aside_release(struct aside *a)
{
	bury(a, true);
	strbuf_release(&a->text);
}
