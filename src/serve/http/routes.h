/*
 * routes.h - the addresses below /api/v1 as data: what is answered, and what is
 * described, is made of the same table.
 */
#ifndef SERVE_HTTP_ROUTES_H
#define SERVE_HTTP_ROUTES_H

#include "base/base.h"
#include "base/strbuf.h"
#include "front/cmd.h"

#define R_WRITES 1u
#define R_LIST 2u	/* a page of many: limit, cursor */
#define R_TAGGED 4u	/* depends on nothing but tasks and its address */
#define R_MADE 8u	/* 201, with the address of what was made */
#define R_FIELDS 16u	/* `fields` chooses members */
#define R_PICTURE 32u	/* answers with SVG, not JSON */
#define R_TEXT 64u	/* the body's `content` is the document that it reads */
#define R_SLOW 128u	/* may take long: made aside */
#define R_NAME 256u	/* {id} is a name; no file of the server's machine */

struct route {
	const char *method, *path;	/* below /api/v1; {id} is any segment */
	const char *row;		/* NULL: served elsewhere */
	const char *operation;		/* the name in OpenAPI */
	unsigned flags;
};

struct target;

const struct route *route_table(size_t *nr);
/* The one of a request; NULL: there is nothing there, or not for this method (*allow:
 * which ones, "" for none). */
const struct route *route_find(const struct target *t, const char *method,
			       struct strbuf *allow);
bool route_writes(const struct route *route);
/* The option that `{id}` of an address fills: the row's first positional. */
const char *route_subject(const struct cmd *cmd);
/* May requests have this option of the row?  Those of opt_for_servers, but for the one
 * that the address fills. */
bool route_takes(const struct route *route, const struct cmd *cmd,
	       const struct opt *o);

#endif
