/*
 * mcp-offer.h - what coding agents are offered, whichever way they come.
 */
#ifndef CMD_RUN_MCP_OFFER_H
#define CMD_RUN_MCP_OFFER_H

#include "front/cmd.h"
#include "serve/mcp/mcp.h"

/*
 * As mcp_init, with the tools, resources and prompts of this program; `names` NULL
 * is $GIT_TASK_MCP_TOOLS, and the standard set without that.  Tools that run code
 * are there only where the configuration of the repository lets them.
 */
int mcp_offer(struct mcp *m, const struct ctx *ctx, const char *names,
	      bool may_run, struct err *err);

/* Are those names of tools, or of sets of them?  ERR_USAGE. */
int mcp_tools_check(const struct ctx *ctx, const char *names, struct err *err);

#endif
