/*
 * internal.h - what the files mcp*.c share.
 */
#ifndef SERVE_MCP_INTERNAL_H
#define SERVE_MCP_INTERNAL_H

#include "base/base.h"
#include "serve/mcp/mcp.h"
#include "serve/mcp/rpc.h"

/* What a method answers with: a result, or an error. */
struct mcp_answer {
	struct json *result;
	int code;		/* 0, or the error's */
	char *message;		/* of the error */
	struct json *data;	/* of the error, or NULL */
};

/* A request as its method sees it. */
struct mcp_call {
	struct mcp *m;
	const struct json *params;	/* or NULL */
	bool modern;			/* 2026-07-28 or later */
};

/* Fill the error; returns nothing so that methods can end with it. */
void mcp_fail(struct mcp_answer *a, int code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/*
 * Tells the client, when it asked for messages of this level (logging/setLevel, in
 * the modern era _meta of the request): takes `data`, an object.
 */
enum mcp_level {
	MCP_DEBUG, MCP_INFO, MCP_NOTICE, MCP_WARNING, MCP_ERROR
};
void mcp_log(const struct mcp_call *c, enum mcp_level level,
	     struct json *data);
/* The level of that name, -1: there is none. */
int mcp_level(const char *name);

/* Progress of one call, to the client that gave a token for it. */
struct mcp_progress {
	const struct mcp_call *c;
	const struct json *token;
	double last;
	int64_t sent;		/* of base/trace.h; us */
};
/* A `watch` of front/out.h; `data` is a struct mcp_progress. */
void mcp_progress(void *data, const char *what, size_t done, size_t total);

/* Puts what rows say in words of the command line into those of tools. */
void mcp_reword(struct strbuf *text, const struct mcp *m);

/* Notes, a line each, become the member `notes` of an answer that is an object. */
void mcp_add_notes(struct json *j, const struct strbuf *notes);

void mcp_tools_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_tools_call(struct mcp_answer *a, const struct mcp_call *c);
void mcp_resources_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_templates_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_resources_read(struct mcp_answer *a, const struct mcp_call *c);
void mcp_prompts_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_prompts_get(struct mcp_answer *a, const struct mcp_call *c);
void mcp_complete(struct mcp_answer *a, const struct mcp_call *c);

#endif
