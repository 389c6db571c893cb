/*
 * doors.h - which requests are let in.
 *
 * Somebody's browser reaches loopback, too, and runs what other sites send: so a
 * request has to name this server (a foreign name that leads here is not ours:
 * DNS rebinding), and to come from its own page or from no page at all.  Writes
 * need a token; where others can reach the server, or there is a file of tokens,
 * reads do, too.
 */
#ifndef SERVE_HTTP_DOORS_H
#define SERVE_HTTP_DOORS_H

#include "base/base.h"
#include "base/strvec.h"
#include "serve/http/daemon.h"
#include "serve/http/listen.h"
#include "serve/http/tokens.h"

struct doors {
	struct listening at;
	struct tokens tokens;
	const struct strvec *names;	/* further names, or NULL (borrowed) */
	bool read_only;
	bool closed;			/* reads need a token */
	bool tls;			/* the port that goes unsaid is 443 */
};

/* What is asked for: GET and HEAD of what anybody may see are open. */
enum door { DOOR_OPEN, DOOR_READ, DOOR_WRITE };

/*
 * NULL when the request may go on; *who is then its token (NULL: none was
 * needed, nor sent).  Else *status is the HTTP status of the refusal and the result its
 * sentence.
 */
const char *doors_check(unsigned *status, const struct token **who,
			const struct doors *d, const struct http_request *r,
			enum door door);

/* The token that a request carries, if it is one of ours; else NULL. */
const struct token *doors_token(const struct doors *d,
				const struct http_request *r);

/* Does the body say that it is application/json? */
bool doors_is_json(const struct http_request *r);

#endif
