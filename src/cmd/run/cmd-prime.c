/*
 * cmd-prime.c - `prime`: what an agent reads when it starts.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "feat/agent/prime.h"
#include "cmd/kit/common.h"
#include "cmd/kit/sessiondb.h"

/* Whatever goes wrong, the session goes on: always 0. */
static int run_prime(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct prime_options opt = { args_flag(args, "mcp"),
		args_flag(args, "full"), (size_t)args_int(args, "limit", 0),
		NULL };
	bool hook = args_flag(args, "hook-json");
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;

	(void)err;
	if (ctx->db && hook)
		db_set_progress(ctx->db, NULL, NULL);
	if (ctx->db && session_db(&opt.sessions, ctx, NULL) < 0)
		opt.sessions = NULL;
	prime_build(&text, ctx->db, &opt, clock_now(ctx->clock));
	db_close(opt.sessions);
	if (hook) {
		prime_envelope(&line, text.buf);
		out_raw(ctx->out, line.buf, line.len);
		/* what is on standard error is taken for a failure */
		if (ctx->db)
			strvec_clear(db_warnings(ctx->db));
	} else {
		out_raw(ctx->out, text.buf, text.len);
	}
	strbuf_release(&line);
	strbuf_release(&text);
	return 0;
}

static const struct opt prime_opts[] = {
	O_FLAG("hook-json", 0, "as one line of JSON, the answer to a "
	       "SessionStart hook"),
	O_FLAG("mcp", 0, "short: the agent has the tools of the MCP server"),
	O_FLAG("full", 0, "all commands and all lists"),
	O_INT("limit", 'n', "tasks in each list (5)", 1, 1000),
	OPT_END
};

const struct cmd cmd_prime = {
	"prime", NULL, "look", "tell a coding agent what it needs to know",
	"Prints rules for work with tasks, the commands by purpose, and the "
	"state: who you are, the active task of this work tree with what was "
	"noted last, your tasks in progress, the best ready ones, the facts of "
	"'git task remember', what changed since the last session of an agent "
	"here ended, and how many tasks are blocked and overdue. It is meant "
	"for the start of an agent's session; 'git task setup' arranges for "
	"that.\n\n"
	"The text has 2,048 bytes at most, unless --full or --limit asks for "
	"more. What comes from tasks stands "
	"between two fences, one line each, as data: cut, in quotes, without "
	"characters that are invisible or could end the quotes, the fence or "
	"a tag.\n\n"
	"It changes nothing and does not fail a session: outside a repository "
	"and in one where git task was never used it prints nothing, with "
	"--hook-json an empty additionalContext, and the exit status is 0. A "
	"clone whose remote was never asked for tasks is told that, with the "
	"command that asks.",
	prime_opts, OPTIONAL_REPO | NO_PAGER, run_prime
};
