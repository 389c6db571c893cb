/*
 * mcp-rules.h - what the headers of a request to /mcp have to say about its body.
 *
 * From 2026-07-28 on the version, the method and the name of what is asked for
 * stand in headers, too, so that what is between client and server can decide
 * without reading bodies; a server refuses a request whose headers say something
 * else.  Source: https://modelcontextprotocol.io/specification, transports.
 */
#ifndef SERVE_HTTP_MCP_RULES_H
#define SERVE_HTTP_MCP_RULES_H

#include "base/base.h"
#include "base/strbuf.h"
#include "serve/http/daemon.h"
#include "serve/mcp/rpc.h"

/* Does the message belong to the era without sessions? */
bool rules_modern(const struct http_request *r, const struct rpc *m);
/*
 * Whether a modern request's envelope and headers are right; else its error is
 * added to `out` (400).
 */
bool rules_ok(struct strbuf *out, const struct http_request *r,
	      const struct rpc *m);

#endif
