/*
 * daemon.h - HTTP/1.1 on one socket, in one thread: requests in, answers out.
 *
 * The only user of libmicrohttpd, which is opened when a server starts: no other
 * command pays for it.  A request reaches the handler when it is complete and
 * small enough; what a client does meanwhile (slowness, a socket left open, a body
 * without end) ends with a time limit and concerns nobody else.  Nothing is
 * shared between requests but what the handler's `data` holds.
 */
#ifndef SERVE_HTTP_DAEMON_H
#define SERVE_HTTP_DAEMON_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"

#define HTTP_BODY_MAX ((size_t)1 << 20)
/* What a listener may leave unread before it is sent away. */
#define HTTP_STREAM_MAX ((size_t)4 << 20)

struct sockaddr;

/* A complete request; lives as long as the handler runs. */
struct http_request {
	const char *method;
	const char *target;		/* as it came, with its escapes */
	const char *body;		/* "" when there is none */
	size_t body_len;
	const struct sockaddr *from;	/* who is connected; NULL: unknown */
	void *connection;		/* for http_header */
};

/* By name, case ignored; NULL: not sent. */
const char *http_header(const struct http_request *r, const char *name);
/* Was it sent more than once? */
bool http_header_twice(const struct http_request *r, const char *name);

struct http_stream;

/* What the handler fills; `headers` are name, value, name, value. */
struct http_answer {
	unsigned status;
	struct strvec headers;
	struct strbuf body;
	/* Takes the place of the body: see http_stream_new. */
	struct http_stream *stream;
	/* Takes the place of all: makes the answer in a copy of this process
	 * (aside.h), while others are served. */
	void (*aside)(struct http_answer *a, const struct http_request *r,
		      void *data);
};

#define HTTP_ANSWER_INIT { 500, STRVEC_INIT, STRBUF_INIT, NULL, NULL }

/*
 * An answer that goes on: text is added while the client listens.  Made by the
 * handler; from then on it belongs to the daemon, and `release` is called with
 * its `data` when the client has gone or was too slow.
 */
struct http_stream *http_stream_new(void *data, void (*release)(void *data));
/* False: it is full or gone, and will be closed. */
bool http_stream_add(struct http_stream *s, const char *text, size_t len);
void *http_stream_data(struct http_stream *s);
/* It ends when what was added has been read. */
void http_stream_finish(struct http_stream *s);
/* The streams that are open: the first one, the one after. */
struct http_daemon;
struct http_stream *http_stream_first(struct http_daemon *d);
struct http_stream *http_stream_after(struct http_stream *s);

/* In a copy of this process (aside.h): closes every connection. */
void http_leave(const struct http_daemon *d);

/* What there is to do: nothing, something that a copy works at, more at once. */
enum http_more { HTTP_IDLE, HTTP_SOON, HTTP_NOW };

struct http_service {
	int timeout_ms;		/* of a request from its first byte to the last
				 * one of its answer, and of an idle connection */
	void (*answer)(struct http_answer *a, const struct http_request *r,
		       void *data);
	/* What a request gets that is too large (413), or whose copy failed
	 * (503). */
	void (*refuse)(struct http_answer *a, unsigned status, void *data);
	/* A few times a second while anybody listens; may add to streams. */
	void (*tick)(struct http_daemon *d, void *data);
	/* Behind the requests of a round, for what an answer does not wait for:
	 * does one piece of work, and says when to come again. */
	enum http_more (*work)(struct http_daemon *d, void *data);
	/* It ends: the last chance to add to streams. */
	void (*end)(struct http_daemon *d, void *data);
	void *data;
	/* For TLS (1.2 and later): the certificate with those that lead to it, and
	 * its key, as PEM; NULL: none. */
	char *cert, *key;
};

/*
 * Serves the listening socket `fd` (which is closed in the end) until SIGTERM or
 * SIGINT, then returns 0: requests that are complete have been answered.  `ready`
 * is called once, as soon as connections are taken.  Of the connections that there
 * can be one address may have three quarters.  ERR_FATAL: the library is missing or
 * lacks TLS; ERR_FAILED: certificate and key are not fit to be used.
 */
int http_run(int fd, const struct http_service *service,
	     void (*ready)(void *data), struct err *err);

#endif
