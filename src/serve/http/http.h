/*
 * http.h - `git task serve`: the operations of the terminal over HTTP.
 *
 * A request is answered in full before the next one is looked at, from a database
 * opened for it (what may take long: by a copy of the process, aside.h): the server
 * holds no lock between requests and sees what others have done.  formats/http.md describes what it speaks.
 */
#ifndef SERVE_HTTP_HTTP_H
#define SERVE_HTTP_HTTP_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"
#include "front/cmd.h"
#include "serve/mcp/mcp.h"

#define RATE_DEFAULT 100

#define HTTP_TIP 80	/* of an oid in hex, with its end */

/* What is no row, from those who may look deeper. */
struct http_site {
	/* The tip of the tasks, "" when there are none; asked for often. */
	int (*tip)(char out[HTTP_TIP], const struct http_site *site,
		   const struct ctx *base, struct err *err);
	/* The same of the sessions of agents. */
	int (*sessions)(char out[HTTP_TIP], const struct http_site *site,
			const struct ctx *base, struct err *err);
	/* What happened between two tips (`to` is not NULL): an array of
	 * formats/events.md.  ERR_NOT_FOUND: no such tip. */
	int (*events)(struct json **out, const struct ctx *base,
		      const char *from, const char *to, struct err *err);
	/* Are the tasks fit to be served?  *out: {"status", "checks": {name:
	 * level}}, fit for everybody; > 0: they are not. */
	int (*ready)(struct json **out, const struct ctx *base,
		     struct err *err);
	/* What Prometheus reads, in its text format or as OpenMetrics. */
	int (*metrics)(struct strbuf *out, const struct ctx *base, bool open,
		       struct err *err);
	/* How far each milestone is: an array of formats/http.md. */
	int (*milestones)(struct json **out, const struct ctx *base,
			  struct err *err);
	void *data;		/* of those who fill this in */
};

/* A repository of several. */
struct http_place {
	const char *name;		/* in addresses: /r/<name>/ */
	const char *dir;		/* where its requests are answered */
	const struct http_site *site;
};

struct http_options {
	const char *listen;		/* NULL: 127.0.0.1:8787 */
	const char *token_file;		/* or NULL */
	const struct strvec *names;	/* further names of this server */
	const char *name;		/* of the repository, for people; or
					 * NULL */
	/* PEM files of a certificate and its key, for TLS: both, or NULL */
	const char *tls_cert, *tls_key;
	/* Requests a second that a token or an address may send; 0: as many as it
	 * likes, -1: RATE_DEFAULT where others can reach it, else 0. */
	int rate;
	/* Several repositories under one address, or none: the one that we are in */
	const struct http_place *places;
	size_t nr_places;
	bool read_only;
	int timeout_ms;
	/* What is served at /mcp; the second one to those who may only read.
	 * NULL: there is no such address. */
	struct mcp *mcp, *mcp_reads;
	/* The address to open, once connections are taken. */
	void (*ready)(const char *url, void *data);
	void *data;
};

/*
 * Serves until SIGTERM, SIGINT or SIGHUP; 0.  `base` as cmd_call has it.  With places
 * each request is answered in the folder of its own one (`site` may be NULL then), and
 * nothing depends on the folder that we were in before.
 */
int http_serve(const struct http_options *o, const struct ctx *base,
	       const struct http_site *site, struct err *err);

#endif
