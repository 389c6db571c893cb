/*
 * rpc.h - JSON-RPC 2.0 messages, as MCP uses them: one object a message.
 *
 * An id is kept as the text that came in, so that it goes back unchanged
 * whatever number it is.  Source: https://www.jsonrpc.org/specification.
 */
#ifndef SERVE_MCP_RPC_H
#define SERVE_MCP_RPC_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"

/* Codes of the specification, and those that MCP adds. */
#define RPC_PARSE (-32700)	/* not JSON */
#define RPC_REQUEST (-32600)	/* JSON, but no request */
#define RPC_METHOD (-32601)	/* no such method */
#define RPC_PARAMS (-32602)	/* wrong parameters */
#define RPC_INTERNAL (-32603)
#define RPC_NO_RESOURCE (-32002)	/* MCP up to 2025-11-25 */
#define RPC_HEADERS (-32020)	/* HTTP headers contradict the body */
#define RPC_VERSION (-32022)	/* MCP: protocol version not spoken */

enum rpc_kind {
	RPC_IS_REQUEST,		/* wants an answer */
	RPC_IS_NOTE,		/* a notification: is never answered */
	RPC_IS_RESPONSE,	/* an answer to something we never asked */
	RPC_IS_BAD		/* see code and why */
};

struct rpc {
	enum rpc_kind kind;
	char *id;		/* JSON text; NULL: none, answered with null */
	const char *method;	/* borrowed from body */
	struct json *params;	/* borrowed from body; an object, or NULL */
	int code;		/* RPC_IS_BAD: which error */
	const char *why;	/* ... and a sentence for it */
	struct json *body;	/* the whole message */
};

/* Reads a message; never fails: what can not be used is RPC_IS_BAD. */
void rpc_read(struct rpc *r, const char *text, size_t len);
void rpc_release(struct rpc *r);

/* Add one line (ended by LF) to `out`; take `result` and `data`, which may be
 * NULL.  `id` NULL is null. */
void rpc_result(struct strbuf *out, const char *id, struct json *result);
void rpc_error(struct strbuf *out, const char *id, int code,
	       const char *message, struct json *data);
/* A notification; takes `params`. */
void rpc_notify(struct strbuf *out, const char *method, struct json *params);

#endif
