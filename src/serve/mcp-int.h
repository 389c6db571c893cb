/*
 * mcp-int.h - what the files mcp*.c share.
 */
#ifndef SERVE_MCP_INT_H
#define SERVE_MCP_INT_H

#include "base/base.h"
#include "serve/mcp.h"
#include "serve/rpc.h"

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

void mcp_tools_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_tools_call(struct mcp_answer *a, const struct mcp_call *c);
void mcp_resources_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_templates_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_resources_read(struct mcp_answer *a, const struct mcp_call *c);
void mcp_prompts_list(struct mcp_answer *a, const struct mcp_call *c);
void mcp_prompts_get(struct mcp_answer *a, const struct mcp_call *c);
void mcp_complete(struct mcp_answer *a, const struct mcp_call *c);

#endif
