/*
 * mcp-stdio.c - one message a line, until the input ends.
 */
#include "base/base.h"
#include "serve/mcp/mcp.h"

#include <fcntl.h>

#include "serve/mcp/rpc.h"

#define CHUNK ((size_t)64 << 10)

struct line_reader {
	int fd;
	struct strbuf buf;	/* what has been read; lines before `at` are done */
	size_t at, scanned;
	bool end;
};

/* More input; false at its end (an error of read is one, too). */
static bool more(struct line_reader *r)
{
	ssize_t n;

	if (r->at) {
		strbuf_remove(&r->buf, 0, r->at);
		r->scanned -= r->at;
		r->at = 0;
	}
	strbuf_grow(&r->buf, CHUNK);
	do
		n = read(r->fd, r->buf.buf + r->buf.len, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	strbuf_setlen(&r->buf, r->buf.len + (size_t)n);
	return true;
}

/*
 * The next line without its end.  1; 0 at the end of the input, where what is
 * left without an LF is a line, too; -1 for a line longer than any message may
 * be, of which the rest is thrown away.
 */
static int next_line(const char **line, size_t *len, struct line_reader *r)
{
	bool too_long = false;
	char *lf;

	for (;;) {
		lf = memchr(r->buf.buf + r->scanned, '\n',
			    r->buf.len - r->scanned);
		if (lf || (r->end && r->buf.len > r->at))
			break;
		r->scanned = r->buf.len;
		if (r->buf.len - r->at > JSON_MAX_SIZE) {
			too_long = true;
			r->at = r->scanned;
		}
		if (r->end)
			return too_long ? -1 : 0;
		r->end = !more(r);
	}
	*line = r->buf.buf + r->at;
	*len = lf ? (size_t)(lf - *line) : r->buf.len - r->at;
	r->at += *len + (lf != NULL);
	r->scanned = r->at;
	return too_long ? -1 : 1;
}

static bool is_blank(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return false;
	return true;
}

static int write_all(int fd, const struct strbuf *sb, struct err *err)
{
	size_t done = 0;

	while (done < sb->len) {
		ssize_t n = write(fd, sb->buf + done, sb->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_FAILED,
					 "can not answer the client");
		done += (size_t)n;
	}
	return 0;
}

/*
 * Nothing but answers may reach the client: they get a descriptor of their own,
 * and whatever else is printed to standard output goes to standard error.
 */
static int own_output(struct err *err)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return err_errno(err, ERR_FATAL, "can not set up the output");
	return fd;
}

/* A line that can not be sent is lost: the answer will say so. */
static void send_now(void *data, const struct strbuf *line)
{
	const int *fd = data;

	write_all(*fd, line, NULL);
}

static int answer_all(struct mcp *m, int *out, struct err *err)
{
	struct line_reader r = { STDIN_FILENO, STRBUF_INIT, 0, 0, false };
	struct strbuf answer = STRBUF_INIT;
	const char *line;
	size_t len;
	int ret = 0, got;

	m->send = send_now;
	m->send_data = out;
	while (ret == 0 && (got = next_line(&line, &len, &r)) != 0) {
		strbuf_reset(&answer);
		if (got < 0)
			rpc_error(&answer, NULL, RPC_REQUEST,
				  "the message is too long", NULL);
		else if (!is_blank(line, len))
			mcp_message(&answer, m, line, len);
		ret = write_all(*out, &answer, err);
	}
	m->send = NULL;
	m->send_data = NULL;
	strbuf_release(&r.buf);
	strbuf_release(&answer);
	return ret;
}

int mcp_stdio(struct mcp *m, struct err *err)
{
	int out = own_output(err);

	if (out < 0)
		return -1;
	m->session = true;
	return answer_all(m, &out, err);
}
