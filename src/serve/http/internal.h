/*
 * internal.h - what the files of this room share.
 */
#ifndef SERVE_HTTP_INTERNAL_H
#define SERVE_HTTP_INTERNAL_H

#include "base/base.h"
#include "data/when.h"
#include "serve/http/daemon.h"
#include "serve/http/doors.h"
#include "serve/http/http.h"
#include "serve/http/dialog.h"
#include "serve/http/rate.h"
#include "serve/http/target.h"

struct server {
	const struct http_options *o;
	const struct ctx *base;
	const struct http_site *site;
	const char *name;		/* of the repository, or NULL */
	const char *dir;		/* to be in, or NULL */
	char *prefix;			/* of its addresses: "", "/r/name" */
	bool front;			/* several, and this is none of them */
	const struct house *house;
	struct doors doors;		/* the same of all in a house */
	struct dialogs dialogs;
	struct mcp_job *jobs;		/* calls that wait for their turn */
	struct kept *kept;		/* kept.c's: KEPT_MAX answers, or NULL */
	size_t next_kept;
};

/* All that one address serves. */
struct house {
	struct server *v;		/* of several the front comes first */
	size_t nr;
	struct rates rates;
	int64_t started;		/* when it began to serve */
};

/* One request on its way. */
struct exchange {
	struct server *s;
	const struct http_request *r;
	struct target t;
	const struct token *who;
	struct http_answer *a;
	bool aside;		/* we are the copy that makes it */
	/* how the copy comes here again */
	void (*again)(struct http_answer *a, const struct http_request *r,
		      void *data);
};

/* ---- answer.c ---- */

/* Replaces what is in the answer. */
void answer_json(struct http_answer *a, unsigned status, const struct json *j);
void answer_text(struct http_answer *a, const char *type,
		 const struct strbuf *text);
/* RFC 9457. */
void answer_problem(struct http_answer *a, unsigned status, const char *detail);
void answer_err(struct http_answer *a, const struct err *err);
void answer_header(struct http_answer *a, const char *name, const char *value);

/* ---- api.c: below /api/v1 ---- */

struct route;
void api_answer(struct exchange *x, const struct route *route);
/* describe.c: OpenAPI 3.1. */
struct json *api_description(const struct server *s);

/* ---- exchange.c ---- */

/* Else the refusal is in the answer. */
bool exchange_let_in(struct exchange *x, enum door door);
/* For what may take long: true when a copy of this process is to make the answer,
 * by coming here again. */
bool exchange_aside(struct exchange *x);

/* ---- kept.c: answers that may be given again ---- */

#define KEPT_MAX 32

/* The answer to this target at this tip, if it is kept. */
bool kept_answer(struct exchange *x, const char *tip);
/* Keeps the answer, if it is a good one, with its headers from `skip` on. */
void kept_add(struct exchange *x, const char *tip, size_t skip);
void kept_release(struct server *s);

/* ---- acting.c ---- */

struct acting {
	bool other;	/* than whoever runs the server */
	struct kept_env {
		char *old;
	} name, email;
};

/* Whoever runs the server when `who` is NULL or has no name. */
void acting_as(struct acting *p, const struct token *who);
void acting_end(struct acting *p);
/* Goes to where the repository is; false: it is not there any more. */
bool http_enter(const struct server *s);

/* ---- condition.c: If-Match ---- */

struct condition {
	const struct server *s;
	const char *tags;	/* of the header */
	const char *id;		/* which task it is about, as it was asked for;
				 * NULL: all of them */
	bool failed;		/* the write was refused for it */
};

/* At the tip `now`. */
bool condition_holds(const struct condition *c, const char *now);
/* As db_set_guard wants it, with a struct condition. */
int condition_guard(const struct view *now, void *data, struct err *err);

/* ---- stream.c: /api/v1/events, and whoever else listens ---- */

/* What happened from one tip to another. */
struct step {
	const char *from, *to;
	const struct json *list;	/* of events; NULL: it can not be told */
	const struct strbuf *text;	/* the same as server-sent events */
};

/* What a stream of ours holds; all of it is freed with the stream. */
struct listener {
	struct server *s;
	char tip[HTTP_TIP];	/* it has heard of all until here */
	/* NULL: waits for something else */
	void (*tell)(struct http_stream *st, struct listener *l,
		     struct server *s, const struct step *step);
	bool hears_sessions;	/* is told when the log of a session changed */
	char sessions[HTTP_TIP];	/* theirs; "" until it is known */
	struct mcp_ear *ear;	/* mcp-http.c's, or NULL */
};

void stream_open(struct exchange *x);
/* Makes the answer a stream of server-sent events; `first` are its first bytes. */
struct listener *stream_begin(struct exchange *x, const struct strbuf *first);
/* What a listener by MCP waits for (below). */
void stream_ear_free(struct mcp_ear *ear);
void stream_tick(struct http_daemon *d, struct server *s);

/* ---- mcp-http.c: /mcp ---- */

/* What a stream is for. */
struct mcp_ear {
	char session[65];	/* "": the modern era */
	unsigned long nr;	/* the answer it waits for; 0: changes */
	unsigned long ear;	/* which of the session's, when it listens */
	char *id;		/* of the request that stays open, as JSON */
	struct strvec uris;	/* that it asked for */
};

void mcp_answer(struct exchange *x);
/* The server ends: says so to those who listen, forgets the sessions. */
void mcp_end(struct http_daemon *d, struct server *s);

/* ---- mcp-jobs.c: calls of tools whose answer is a stream ---- */

/* What a call needs besides its text, the body of `x`. */
struct mcp_want {
	const char *session;	/* "": the modern era, which keeps no answer */
	unsigned long nr;	/* of its stream */
	struct mcp *m;
	bool text_only;
	int level;		/* of the session's log messages, or -1 */
	bool told;		/* its client hears of it meanwhile */
};

/* Is there room for one more? */
bool mcp_job_fits(const struct server *s);
void mcp_job_add(struct exchange *x, const struct mcp_want *want);
/* Does one that nobody hears of, and looks at those that copies do. */
enum http_more mcp_work(struct http_daemon *d, struct server *s);
/* Does what is left, without waiting long for a copy. */
void mcp_work_end(struct http_daemon *d, struct server *s);
/* Adds an answer to what a stream sends. */
void mcp_add_answer(struct strbuf *out, unsigned long nr, const char *text);

#endif
