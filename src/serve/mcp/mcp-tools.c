/*
 * mcp-tools.c - tools/list and tools/call.
 */
#include "base/base.h"
#include "serve/mcp/internal.h"

#include "base/strvec.h"
#include "base/trace.h"
#include "front/usage.h"
#include "serve/mcp/fit.h"

/* What differs from the protocol's defaults, of which clients have their own idea
 * only where they are said: those that ask before they act. */
static struct json *annotations(const struct mcp_tool *t)
{
	struct json *j = json_new_obj();

	if (t->flags & MCP_READS) {
		json_set_bool(j, "readOnlyHint", true);
	} else {
		json_set_bool(j, "destructiveHint",
			      t->flags & (MCP_DESTROYS | MCP_RUNS));
		if (t->flags & MCP_AGAIN)
			json_set_bool(j, "idempotentHint", true);
	}
	json_set_bool(j, "openWorldHint", t->flags & MCP_RUNS);
	return j;
}

static struct json *tool_json(const struct mcp_tool *t)
{
	struct json *j = json_new_obj();

	json_set_str(j, "name", t->cmd->name);
	json_set_str(j, "description", t->cmd->summary);
	json_set(j, "inputSchema", usage_tool_schema(t->cmd));
	json_set(j, "annotations", annotations(t));
	return j;
}

/* Everything is on one page; a cursor was never given out. */
static bool no_cursor(struct mcp_answer *a, const struct mcp_call *c)
{
	if (!json_get(c->params, "cursor"))
		return true;
	mcp_fail(a, RPC_PARAMS, "the cursor is not known");
	return false;
}

void mcp_tools_list(struct mcp_answer *a, const struct mcp_call *c)
{
	struct json *arr;
	size_t i;

	if (!no_cursor(a, c))
		return;
	arr = json_new_arr();
	for (i = 0; c->m->tools[i]; i++)
		json_push(arr, tool_json(c->m->tools[i]));
	a->result = json_new_obj();
	json_set(a->result, "tools", arr);
}

static const struct mcp_tool *offered(const struct mcp *m, const char *name)
{
	size_t i;

	for (i = 0; name && m->tools[i]; i++)
		if (!strcmp(m->tools[i]->cmd->name, name))
			return m->tools[i];
	return NULL;
}

bool mcp_tool_writes(const struct mcp *m, const char *name)
{
	const struct mcp_tool *t = offered(m, name);

	return t && !(t->flags & MCP_READS);
}

static void add_text(struct json *result, const char *text)
{
	struct json *content = json_new_arr(), *item = json_new_obj();

	json_set_str(item, "type", "text");
	json_set_str(item, "text", text);
	json_push(content, item);
	json_set(result, "content", content);
}

/*
 * In sessions some clients give a model only structuredContent, others only the text:
 * both say the same.  Versions before 2025-06-18 know the text only; from 2026-07-28 on
 * a client reads the structure, and the text is a line for people.
 */
static struct json *wrap(const struct mcp_call *c, const struct json *j)
{
	struct json *result = json_new_obj();
	struct strbuf text = STRBUF_INIT;
	const char *message = json_get_str(j, "message");

	if (!c->modern)
		json_line(&text, j);
	else
		strbuf_addstr(&text, message ? message :
			      "The answer is in structuredContent");
	add_text(result, text.buf);
	if (c->modern || !c->m->text_only)
		json_set(result, "structuredContent", json_copy(j));
	json_set_bool(result, "isError", false);
	strbuf_release(&text);
	return result;
}

/* What an answer may weigh on the wire: as its caller asked. */
static size_t limit_of(const struct cmd *cmd, const struct json *arguments)
{
	return opt_find(cmd->opts, "detail") &&
		str_eq(json_get_str(arguments, "detail"), "full") ?
		MCP_FULL : MCP_SHORT;
}

/* Room for the answer's own bytes, when it goes out once, or twice with quotes. */
static size_t room_of(const struct mcp_call *c, size_t limit)
{
	bool once = c->modern || c->m->text_only;

	return once ? limit - limit / 8 : limit * 9 / 20;
}

static struct json *shortened(const struct json *j, size_t room,
			      const struct cmd *cmd)
{
	bool cut;
	struct json *out = fit_json(j, room, &cut);

	if (cut)
		json_set_str(out, "shortened", opt_find(cmd->opts, "detail") ?
			     "cut to fit; detail full gives more" :
			     "cut to fit; 'git task' shows all of it");
	return out;
}

/* The answer as large as it may be. */
static struct json *success(const struct mcp_call *c, const struct cmd *cmd,
			    const struct json *j, size_t limit)
{
	size_t room = room_of(c, limit), size;
	struct json *small, *result;

	for (;;) {
		small = shortened(j, room, cmd);
		result = wrap(c, small);
		size = fit_size(result) + 300;	/* the message around it */
		json_free(small);
		if (size <= limit || room < 200)
			return result;
		json_free(result);
		room = room * limit / size * 19 / 20;
	}
}

/* What went wrong, so that a model can do better; not a protocol error. */
static struct json *refusal(const struct mcp *m, const char *why,
			    const struct strbuf *notes)
{
	struct json *result = json_new_obj();
	struct strbuf text = STRBUF_INIT, brief = STRBUF_INIT;

	strbuf_addstr(&text, why);
	if (*why && notes->len)
		strbuf_addch(&text, '\n');
	strbuf_addbuf(&text, notes);
	strbuf_rtrim(&text);
	mcp_reword(&text, m);
	fit_text(&brief, text.len ? text.buf : "refused", MCP_SHORT / 4);
	add_text(result, brief.buf);
	json_set_bool(result, "isError", true);
	strbuf_release(&text);
	strbuf_release(&brief);
	return result;
}

/* Who called what, how long it took, and how it ended; never what it was about. */
static void tell_call(const struct mcp_call *c, const char *name,
		      int64_t began, const struct mcp_answer *a)
{
	bool bad = json_get_bool(a->result, "isError", false);
	double ms = (double)(trace_now() - began) / 1000;
	struct json *data = json_new_obj();

	trace_f(bad ? TRACE_WARN : TRACE_INFO, "tool", "%s (%.1f ms, %s)",
		name, ms, bad ? "refused" : "ok");
	json_set_str(data, "tool", name);
	json_set_num(data, "ms", ms);
	if (bad)
		json_set(data, "error", json_copy(json_get(json_at(json_get(
			a->result, "content"), 0), "text")));
	mcp_log(c, bad ? MCP_WARNING : MCP_INFO, data);
}

static const char *agent_of(struct mcp *m, const char *tool,
			    const struct json *arguments)
{
	char *name = m->who ? m->who(m->base, tool, arguments) : NULL;

	if (name) {
		free(m->agent);
		m->agent = name;
	}
	return m->agent;
}

static void run_tool(struct mcp_answer *a, const struct mcp_call *c,
		     const struct mcp_tool *t, const struct json *arguments)
{
	struct mcp_progress progress = { c, json_get(json_get(c->params,
		"_meta"), "progressToken"), 0, 0 };
	size_t limit = limit_of(t->cmd, arguments);
	struct strbuf notes = STRBUF_INIT;
	struct ctx base = *c->m->base;
	struct err err = ERR_INIT;
	int64_t began = trace_now();
	struct json *j = NULL;
	int ret;

	base.room = room_of(c, limit);
	if (!base.agent)
		base.agent = agent_of(c->m, t->cmd->name, arguments);
	if (c->m->send && (json_is(progress.token, JSON_STR) ||
			   json_is(progress.token, JSON_NUM))) {
		base.watch = mcp_progress;
		base.watch_data = &progress;
	}
	ret = cmd_call(&j, &notes, &base, t->cmd, arguments, &err);
	if (ret == 0 && (!j || json_is(j, JSON_OBJ))) {
		if (!j)
			j = json_new_obj();
		mcp_reword(&notes, c->m);
		mcp_add_notes(j, &notes);
		a->result = success(c, t->cmd, j, limit);
	} else {
		a->result = refusal(c->m, ret < 0 ? err.msg : "", &notes);
	}
	tell_call(c, t->cmd->name, began, a);
	json_free(j);
	strbuf_release(&notes);
}

void mcp_tools_call(struct mcp_answer *a, const struct mcp_call *c)
{
	const char *name = json_get_str(c->params, "name");
	const struct json *arguments = json_get(c->params, "arguments");
	const struct mcp_tool *t = offered(c->m, name);

	if (!name)
		mcp_fail(a, RPC_PARAMS, "the name of the tool is missing");
	else if (!t)
		mcp_fail(a, RPC_PARAMS, "unknown tool '%.80s'", name);
	else if (arguments && !json_is(arguments, JSON_OBJ))
		mcp_fail(a, RPC_PARAMS, "arguments must be an object");
	else
		run_tool(a, c, t, arguments);
}
