/*
 * mcp.h - the Model Context Protocol: tools, resources and prompts for coding
 * agents, out of command rows.
 *
 * Two eras are spoken side by side, as clients do: up to 2025-11-25 a session
 * begins with `initialize`; from 2026-07-28 on every request names its version
 * in params._meta and there is no session.  Source:
 * https://modelcontextprotocol.io/specification.
 *
 * A tool, a resource and a prompt are data here (struct mcp_surface); what they
 * do is a `struct cmd` whose run prints one JSON object.  Each call opens the
 * repository afresh, so the server sees what others do, holds no lock between
 * calls and can be started as often as a client likes.
 */
#ifndef SERVE_MCP_MCP_H
#define SERVE_MCP_MCP_H

#include "base/base.h"
#include "base/strbuf.h"
#include "front/cmd.h"
#include "serve/mcp/rpc.h"

/* Hints for clients (the protocol's annotations). */
#define MCP_READS 1u		/* changes nothing */
#define MCP_DESTROYS 2u		/* takes something away */
#define MCP_AGAIN 4u		/* a second time changes nothing more */
#define MCP_RUNS 8u		/* runs code: off unless it is switched on */
/* Sets of tools that can be asked for by name. */
#define MCP_CORE 16u		/* what an agent needs all the time */
#define MCP_MONITOR 32u		/* logs agents; not in "standard" */

struct mcp_tool {
	const struct cmd *cmd;	/* name, summary, parameters, run */
	unsigned flags;
};

/* `cmd` prints the content; "{id}" at the end of a uri is what its first
 * positional gets. */
struct mcp_resource {
	const char *uri, *name, *title, *description;
	const struct cmd *cmd;
};

struct mcp_prompt {
	const char *name, *title, *description;
	const char *arg, *arg_help;	/* its one argument, or NULL */
	bool required;
	/* "{arg}" stands for the argument, "{arg?TEXT}" for TEXT when it is
	 * given, in which "{}" is the argument. */
	const char *text;
};

struct mcp_surface {
	const struct mcp_tool *tools;		/* ended by cmd NULL */
	const struct mcp_resource *resources;	/* ended by uri NULL */
	const struct mcp_prompt *prompts;	/* ended by name NULL */
	const char *instructions;	/* for the model; under 2 KB */
	/* What rows say in words of the command line, and what a tool says
	 * instead; ended by NULL.  NULL: nothing is said otherwise. */
	const char *const (*words)[2];
	/* Completes task ids: prints a JSON array of strings for the
	 * positional "prefix". */
	const struct cmd *ids;
};

struct mcp {
	const struct ctx *base;		/* clock, table, agent; no db */
	const struct mcp_surface *surface;
	const struct mcp_tool **tools;	/* those on offer, ended by NULL */
	/* One client, whose `initialize` holds until the end: set by mcp_stdio. */
	bool session;
	bool text_only;		/* its version knows no structured content */
	bool subscribes;	/* the transport tells of changed resources */
	int level;		/* of logging/setLevel, 0: debug; -1: nothing is told */
	/* Sends a line between answers (progress, log messages) at once; NULL: the
	 * transport can not.  Set by mcp_stdio. */
	void (*send)(void *data, const struct strbuf *line);
	void *send_data;
	/* Whose call it is where the environment names nobody: a name that the caller
	 * frees, or NULL.  Once known it holds until another one is told.  NULL: is
	 * not asked. */
	char *(*who)(const struct ctx *base, const char *tool,
		     const struct json *arguments);
	char *agent;		/* the name that holds; owned */
};

/*
 * Chooses the tools: names of tools and sets with commas between, each tool once.
 * NULL or "standard" is all but those that run code or log agents, "monitor" the
 * latter, "core" a few, "all" all.  `runs`: tools that run code are allowed;
 * without it "all" has none of them, and naming one is ERR_FAILED with what to
 * set.  ERR_USAGE names an unknown one.  Release after errors too.
 */
int mcp_init(struct mcp *m, const struct ctx *base,
	     const struct mcp_surface *surface, const char *tools, bool runs,
	     struct err *err);
void mcp_release(struct mcp *m);
/* Takes what changes something off the offer. */
void mcp_only_reads(struct mcp *m);

/*
 * One message in, at most one line added to `out`; what is to be told meanwhile goes
 * to m->send.  Nothing that a client sends
 * is an error of the server: what is wrong with it goes into the answer.
 */
void mcp_message(struct strbuf *out, struct mcp *m, const char *text,
		 size_t len);

/*
 * The parts of it, for a transport that has rules of its own (HTTP): what era a
 * message belongs to; whether a modern request carries what it must (else its
 * error is added to `out`); the answer to a request, which returns 0 or the code
 * of the error that it is.
 */
bool mcp_is_modern(const struct rpc *r);
bool mcp_envelope_ok(struct strbuf *out, const struct rpc *r);
int mcp_request(struct strbuf *out, struct mcp *m, const struct rpc *r);

/* Is it a version of the protocol that begins with `initialize`? */
bool mcp_speaks(const char *version);
/* The version that a session begins with when `asked` is what the client wants. */
const char *mcp_choose(const char *asked);
/* Does this version know no structured content? */
bool mcp_text_only(const char *version);
#define MCP_MODERN "2026-07-28"
#define MCP_META_VERSION "io.modelcontextprotocol/protocolVersion"

/* Is this tool on offer, and changes something? */
bool mcp_tool_writes(const struct mcp *m, const char *name);
/* Is there a resource at this address, or could there be?  *id is then the part of
 * `uri` that names a task, NULL when it is about all. */
bool mcp_has_resource(const char **id, const struct mcp *m, const char *uri);

/*
 * Serves one client on standard input and output until the input ends: one
 * message a line.  From then on nothing else reaches the standard output of this
 * process.  0, or -1 when an answer can not be written (ERR_FAILED).
 */
int mcp_stdio(struct mcp *m, struct err *err);

#endif
