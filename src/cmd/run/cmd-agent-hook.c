/*
 * cmd-agent-hook.c - `hook claude|codex|gemini|cursor`: what agents call as they
 * work.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <ctype.h>

#include "base/file.h"
#include "base/mem.h"
#include "cmd/hook/hookrun.h"
#include "cmd/kit/common.h"
#include "cmd/kit/sessiondb.h"
#include "feat/agent/callname.h"
#include "feat/agent/prime.h"
#include "feat/session/worklog.h"
#include "feat/project/hooklog.h"

#define STDIN_MAX ((size_t)64 << 20)
#define RESPONSE_MAX ((size_t)64 << 10)	/* looked at for ids */

enum action { NOTHING, START, BEFORE_TOOL, AFTER_TOOL, TURN, END };

/* What the agents call the points of their day. */
static const struct {
	const char *agent, *event;
	enum action action;
} events[] = {
	{ NULL, "SessionStart", START },
	{ NULL, "SessionEnd", END },
	{ NULL, "PreToolUse", BEFORE_TOOL },
	{ NULL, "PostToolUse", AFTER_TOOL },
	{ NULL, "PostToolUseFailure", AFTER_TOOL },
	{ NULL, "Stop", TURN },
	{ NULL, "StopFailure", TURN },
	{ NULL, "SubagentStop", TURN },
	{ NULL, "PreCompact", TURN },
	{ "codex", "notify", TURN },
	{ "gemini", "BeforeTool", BEFORE_TOOL },
	{ "gemini", "AfterTool", AFTER_TOOL },
	{ "gemini", "AfterAgent", TURN },
	{ "gemini", "PreCompress", TURN },
	{ "cursor", "sessionStart", START },
	{ "cursor", "sessionEnd", END },
	{ "cursor", "preToolUse", BEFORE_TOOL },
	{ "cursor", "beforeShellExecution", BEFORE_TOOL },
	{ "cursor", "beforeMCPExecution", BEFORE_TOOL },
	{ "cursor", "postToolUse", AFTER_TOOL },
	{ "cursor", "afterShellExecution", AFTER_TOOL },
	{ "cursor", "afterMCPExecution", AFTER_TOOL },
	{ "cursor", "stop", TURN },
	{ "cursor", "subagentStop", TURN },
	{ "cursor", "preCompact", TURN },
};

struct call {
	struct ctx *ctx;
	const char *kind, *event;
	enum action action;
	bool mcp;
	struct json *in;	/* what the agent said */
	struct db *tasks, *sessions;
	char *agent;
	struct strvec named;
};

static enum action action_of(const char *kind, const char *event)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		if (str_eq(events[i].event, event) &&
		    (!events[i].agent || str_eq(events[i].agent, kind)))
			return events[i].action;
	return NOTHING;
}

/* The first of these members that is a text. */
static const char *said(const struct json *j, const char *a, const char *b)
{
	const char *s = json_get_str(j, a);

	s = s && *s ? s : json_get_str(j, b);
	return s && *s ? s : NULL;
}

static const char *session_of(const struct call *c)
{
	const char *s = said(c->in, "session_id", "conversation_id");

	return s ? s : said(c->in, "thread-id", "thread_id");
}

/* ---- tools ---- */

static bool has_word(const char *text, const char *const *words)
{
	for (; text && *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* Runs of hexadecimal digits that can be ids. */
static void add_ids(struct strvec *out, const char *text, size_t len,
		    size_t least)
{
	size_t i = 0, n;

	while (i < len) {
		for (n = 0; i + n < len && isalnum((unsigned char)text[i + n]);
		     n++)
			;
		if (n >= least && n <= ID_LEN) {
			char *word = xstrndup(text + i, n);

			if (id_is_prefix(word) && out->nr < 100)
				strvec_push(out, word);
			free(word);
		}
		i += n ? n : 1;
	}
}

/*
 * Was it a tool that may have moved a task?  The ids that it dealt with go to
 * c->named when it was one that takes tasks.
 */
static bool is_ours(struct call *c)
{
	static const char *const commands[] = {
		"git task", "git-task", "tm ", NULL };
	static const char *const takes[] = {
		"claim", "start", "in_progress", "next", NULL };
	const struct json *in = json_get(c->in, "tool_input");
	const struct json *out = json_get(c->in, "tool_response");
	const char *tool = json_get_str(c->in, "tool_name");
	const char *command = json_get_str(in, "command");
	struct strbuf sb = STRBUF_INIT;

	if (!command)
		command = json_get_str(c->in, "command");
	if (!has_word(command, commands) &&
	    !(tool && (strstr(tool, "task"))))
		return false;
	if (!has_word(command, takes) && !has_word(tool, takes))
		return true;
	if (in)
		json_line(&sb, in);
	else
		strbuf_addstr(&sb, command ? command : "");
	add_ids(&c->named, sb.buf, sb.len, 4);
	strbuf_reset(&sb);
	if (!out)
		out = json_get(c->in, "output");
	if (out)
		json_line(&sb, out);
	add_ids(&c->named, sb.buf, sb.len < RESPONSE_MAX ? sb.len :
		RESPONSE_MAX, ID_SHORT);
	strbuf_release(&sb);
	return true;
}

/* ---- answers ---- */

static void answer(struct call *c, struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	json_line(&sb, j);
	strbuf_addch(&sb, '\n');
	out_raw(c->ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
	json_free(j);
}

static void refuse_tool(struct call *c, const char *why)
{
	struct json *j = json_new_obj(), *in;

	if (str_eq(c->kind, "gemini")) {
		json_set_str(j, "decision", "deny");
		json_set_str(j, "reason", why);
	} else if (str_eq(c->kind, "cursor")) {
		json_set_str(j, "permission", "deny");
		json_set_str(j, "user_message", why);
		json_set_str(j, "agent_message", why);
	} else {
		in = json_new_obj();
		json_set_str(in, "hookEventName", "PreToolUse");
		json_set_str(in, "permissionDecision", "deny");
		json_set_str(in, "permissionDecisionReason", why);
		json_set(j, "hookSpecificOutput", in);
	}
	answer(c, j);
}

static void tell_state(struct call *c)
{
	struct prime_options opt = { c->mcp, false, 0, c->sessions };
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;
	struct json *j, *env;

	prime_build(&text, c->tasks, &opt, clock_now(c->ctx->clock));
	if (str_eq(c->kind, "cursor")) {
		j = json_new_obj();
		env = json_new_obj();
		if (c->agent)
			json_set_str(env, "GIT_TASK_AGENT", c->agent);
		json_set(j, "env", env);
		json_set_str(j, "additional_context", text.buf);
		answer(c, j);
	} else {
		prime_envelope(&line, text.buf);
		out_raw(c->ctx->out, line.buf, line.len);
	}
	strbuf_release(&line);
	strbuf_release(&text);
}

/* Claude Code reads this file before each command that it runs. */
static void give_name(const struct call *c)
{
	const char *path = getenv("CLAUDE_ENV_FILE");

	if (path && *path && c->agent && !getenv("GIT_TASK_AGENT") &&
	    !getenv("TM_AGENT_ID"))
		worklog_export(path, c->agent);
}

/* ---- the points ---- */

static const char *own_name(const struct ctx *ctx)
{
	const char *name = ctx->agent;

	if (!name || !*name)
		name = getenv("TM_AGENT_ID");
	if (!name || !*name)
		name = getenv("GIT_TASK_AGENT");
	return name && *name ? name : NULL;
}

/* Tells the MCP server of the session whose call it is about to get. */
static void announce(struct call *c)
{
	const char *tool = callname_tool(json_get_str(c->in, "tool_name"));
	const char *session = session_of(c);
	char *name;

	if (!tool || !session || own_name(c->ctx) ||
	    session_db(&c->sessions, c->ctx, NULL) < 0)
		return;
	name = worklog_name(c->sessions, c->kind, session);
	callname_note(c->tasks, tool, json_get(c->in, "tool_input"), name);
	free(name);
}

static int before_tool(struct call *c, struct err *err)
{
	struct strbuf why = STRBUF_INIT;
	char id[ID_LEN + 1];
	struct budget b;
	int ret;

	announce(c);
	if (!db_config_bool(c->tasks, "task.session.budgetStop", false) ||
	    !budget_is_set(c->tasks))
		return 0;
	session_id(id, session_of(c));
	if (session_db(&c->sessions, c->ctx, err) < 0)
		return -1;
	ret = budget_check(&b, c->sessions, id, err);
	if (ret == 0 && b.over) {
		budget_words(&why, &b);
		strbuf_addstr(&why, ": tell the user and stop");
		refuse_tool(c, why.buf);
	}
	strbuf_release(&why);
	return ret;
}

static int log_call(struct call *c, struct err *err)
{
	struct worklog w = {
		.kind = c->kind,
		.session = session_of(c),
		.agent = own_name(c->ctx),
		.model = c->action == START ? said(c->in, "model", "model") :
			 NULL,
		.transcript = said(c->in, "transcript_path",
				   "transcript_path"),
		.subagent = said(c->in, "agent_transcript_path",
				 "agent_transcript_path"),
		.named = &c->named,
		.end = c->action == END,
	};
	char id[ID_LEN + 1];

	if (str_eq(c->event, "StopFailure")) {
		w.error = "the turn ended with an error";
		w.error_type = "api";
	}
	if (!w.session)
		return err_set(err, ERR_INVALID, "the agent names no session");
	if (session_db(&c->sessions, c->ctx, err) < 0)
		return -1;
	w.tasks = c->tasks;
	w.sessions = c->sessions;
	return worklog_run(id, &c->agent, &w, err);
}

static int handle(struct call *c, struct err *err)
{
	int ret;

	switch (c->action) {
	case BEFORE_TOOL:
		return before_tool(c, err);
	case AFTER_TOOL:
		return is_ours(c) ? log_call(c, err) : 0;
	case START:
		ret = log_call(c, err);
		give_name(c);
		tell_state(c);
		return ret;
	case TURN:
	case END:
		ret = log_call(c, err);
		prime_mark(c->tasks);
		return ret;
	case NOTHING:
		break;
	}
	return 0;
}

/* The repository of the call: that of this directory, else of what it names. */
static void open_tasks(struct call *c)
{
	struct db_options opt = { json_get_str(c->in, "cwd"), c->ctx->agent,
				  NULL, c->ctx->clock };

	if (!opt.dir)
		opt.dir = json_str(json_at(json_get(c->in, "workspace_roots"),
					   0));
	if (c->ctx->db)
		opt.dir = NULL;
	else if (!opt.dir || !file_is_dir(opt.dir))
		return;
	if (db_open(&c->tasks, &opt, NULL) < 0)
		c->tasks = NULL;
}

static int read_call(struct call *c, const struct args *args, struct err *err)
{
	const char *given = args_str(args, "json");
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	if (given)
		strbuf_addstr(&sb, given);
	else
		ret = file_read(&sb, "-", STDIN_MAX, err);
	if (ret == 0 && json_parse(&c->in, sb.buf, sb.len, err) < 0)
		ret = err_prefix(err, "what the agent said is no JSON");
	strbuf_release(&sb);
	return ret;
}

static void call_end(struct call *c)
{
	db_close(c->sessions);
	db_close(c->tasks);
	json_free(c->in);
	free(c->agent);
	strvec_clear(&c->named);
}

/* Whatever goes wrong, the agent goes on: the exit status is always 0. */
static int run_hook(struct ctx *ctx, const char *kind,
		    const struct args *args)
{
	static const struct clock wall = CLOCK_SYSTEM;
	struct call c = { .ctx = ctx, .kind = kind, .named = STRVEC_INIT };
	int64_t start = clock_now(&wall);
	struct err err = ERR_INIT;
	char *name;
	int ret;

	c.event = args_str(args, "event");
	c.mcp = args_flag(args, "mcp");
	c.action = action_of(kind, c.event);
	if (c.action == NOTHING)
		return 0;
	hookrun_limit(true);
	ret = read_call(&c, args, &err);
	open_tasks(&c);
	if (ret == 0 && c.tasks && db_initialised(c.tasks))
		ret = handle(&c, &err);
	else if (c.action == START)
		tell_state(&c);
	if (c.tasks && db_initialised(c.tasks)) {
		name = xasprintf("%s:%s", kind, c.event);
		hooklog_add(c.tasks, name, clock_now(&wall) - start, ret < 0);
		free(name);
	}
	if (ret < 0)
		out_warn(ctx->out, "%s %s: %s", kind, c.event, err.msg);
	call_end(&c);
	return 0;
}

static int run_claude(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	(void)err;
	return run_hook(ctx, "claude", args);
}

static int run_codex(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	(void)err;
	return run_hook(ctx, "codex", args);
}

static int run_gemini(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	(void)err;
	return run_hook(ctx, "gemini", args);
}

static int run_cursor(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	(void)err;
	return run_hook(ctx, "cursor", args);
}

static const struct opt agent_opts[] = {
	O_STR("event", 0, "<event>", "what happens, as the agent calls it",
	      OPT_POS | OPT_REQUIRED),
	O_STR("json", 0, "<json>", "what the agent says about it (default: "
	      "standard input)", OPT_POS | OPT_EMPTY),
	O_FLAG("mcp", 0, "the agent has the tools of the MCP server"),
	OPT_END
};

#define AGENT_HOOK(agent)						\
	const struct cmd cmd_hook_##agent = {				\
		.name = "hook " #agent,					\
		.group = "start",					\
		.summary = "what " #agent " calls as it works",		\
		.opts = agent_opts,					\
		.needs = OPTIONAL_REPO | HIDDEN | NO_PAGER,		\
		.run = run_##agent,					\
	}

AGENT_HOOK(claude);
AGENT_HOOK(codex);
AGENT_HOOK(gemini);
AGENT_HOOK(cursor);
