/*
 * web.h - asking servers over HTTP.  The only user of libcurl, which is opened when
 * the first request is made.
 *
 *	struct web *w;
 *	struct web_request r = WEB_REQUEST_INIT;
 *	struct web_answer a = WEB_ANSWER_INIT;
 *
 *	r.url = "https://api.example.com/things?page=1";
 *	strvec_push(&r.headers, "Accept: application/json");
 *	if (web_open(&w, &err) == 0 && web_send(&a, w, &r, &err) == 0 && ...
 *
 * Addresses are https, or http to this machine only (web_url_check).  Redirections
 * are not followed: who asks looks at status and Location.  Certificates are checked;
 * proxies come from the environment (https_proxy) as curl(1) takes them.
 *
 * Secrets stand in headers, bodies and sometimes in addresses: no error names more
 * of a request than the server it goes to.
 */
#ifndef DATA_WEB_H
#define DATA_WEB_H

#include "base/base.h"
#include "base/err.h"
#include "base/stop.h"
#include "base/strbuf.h"
#include "base/strvec.h"

struct web;	/* keeps connections open between requests */

/* ERR_FAILED: there is no libcurl, one sentence says what to install. */
int web_open(struct web **out, struct err *err);
void web_close(struct web *w);	/* NULL is fine */

struct web_request {
	const char *method;	/* NULL: GET */
	const char *url;
	struct strvec headers;	/* "Name: value", no line ends inside */
	const char *body;	/* NULL: none; borrowed, as url is */
	size_t len;
	int timeout_ms;		/* for all of it; 0: 30 s */
	size_t max;		/* bytes of the answer's body; 0: 32 MiB */
	struct stop *stop;	/* ends the wait when the end is asked for */
	/* Is told how many bytes of the answer have come, as they come; or NULL. */
	void (*heard)(void *data, size_t nr);
	void *heard_data;
};

#define WEB_REQUEST_INIT { NULL, NULL, STRVEC_INIT, NULL, 0, 0, 0, NULL, NULL, \
	NULL }

void web_request_release(struct web_request *r);

struct web_answer {
	long status;		/* 200; 0: there was none */
	struct strvec headers;	/* "Name: value" */
	struct strbuf body;
	bool sent;		/* the server may have seen the request */
};

#define WEB_ANSWER_INIT { 0, STRVEC_INIT, STRBUF_INIT, false }

void web_answer_release(struct web_answer *a);	/* usable afterwards */

/*
 * 0: there is a whole answer, whatever its status says.  ERR_NETWORK: there is none
 * (nobody there, cut off, too late); a->sent tells whether the server may have acted
 * all the same.  ERR_INVALID: an address or header that is not taken; ERR_FAILED: the
 * answer is larger than r->max.  A POST is never sent twice.  `a` is replaced.
 */
int web_send(struct web_answer *a, struct web *w, const struct web_request *r,
	     struct err *err);

/* Value of the first header of that name (case ignored), or NULL. */
const char *web_header(const struct web_answer *a, const char *name);

/*
 * How long the server asks to wait, ms: Retry-After in seconds or as a date, else
 * the reset of a rate limit that is used up (X-RateLimit-Remaining: 0,
 * X-RateLimit-Reset or RateLimit-Reset).  -1: it does not say.
 */
int64_t web_wait(const struct web_answer *a, int64_t now);
/* The server's clock, ms, from its Date; WHEN_NONE without one. */
int64_t web_date(const struct web_answer *a);

/* https, or http to localhost, 127.0.0.0/8 or [::1]; no user name in it, nothing that
 * is no printable ASCII.  ERR_INVALID says what is wrong, without the address. */
int web_url_check(const char *url, struct err *err);
/* Adds "https://api.example.com:8443": all that may be told of an address. */
void web_origin(struct strbuf *out, const char *url);
bool web_same_origin(const char *a, const char *b);
/* Adds `s` for a part of a path or of a query: all but letters, digits and "-._~" is
 * percent-encoded (RFC 3986). */
void web_escape(struct strbuf *out, const char *s);

#endif
