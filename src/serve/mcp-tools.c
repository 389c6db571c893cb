/*
 * mcp-tools.c - tools/list and tools/call.
 */
#include "base/base.h"
#include "serve/mcp-int.h"

#include "base/strvec.h"
#include "front/usage.h"

static struct json *annotations(const struct mcp_tool *t)
{
	struct json *j = json_new_obj();

	json_set_bool(j, "readOnlyHint", t->flags & MCP_READS);
	if (!(t->flags & MCP_READS)) {
		json_set_bool(j, "destructiveHint",
			      t->flags & (MCP_DESTROYS | MCP_RUNS));
		json_set_bool(j, "idempotentHint", t->flags & MCP_AGAIN);
	}
	json_set_bool(j, "openWorldHint", t->flags & MCP_RUNS);
	return j;
}

static struct json *tool_json(const struct mcp_tool *t)
{
	struct json *j = json_new_obj();

	json_set_str(j, "name", t->cmd->name);
	json_set_str(j, "title", t->title);
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

static void add_text(struct json *result, const char *text)
{
	struct json *content = json_new_arr(), *item = json_new_obj();

	json_set_str(item, "type", "text");
	json_set_str(item, "text", text);
	json_push(content, item);
	json_set(result, "content", content);
}

/*
 * Some clients give a model only structuredContent, others only the text: both
 * say the same.  Notes become a member of it.
 */
static struct json *success(struct json *j, const struct strbuf *notes)
{
	struct json *result = json_new_obj();
	struct strvec lines = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	struct json *arr;
	size_t i;

	if (!j)
		j = json_new_obj();
	strvec_split(&lines, notes->buf, "\n");
	if (lines.nr) {
		arr = json_new_arr();
		for (i = 0; i < lines.nr; i++)
			json_push_str(arr, lines.v[i]);
		json_set(j, "notes", arr);
	}
	json_line(&text, j);
	add_text(result, text.buf);
	json_set(result, "structuredContent", j);
	json_set_bool(result, "isError", false);
	strbuf_release(&text);
	strvec_clear(&lines);
	return result;
}

/* What went wrong, so that a model can do better; not a protocol error. */
static struct json *refusal(const char *why, const struct strbuf *notes)
{
	struct json *result = json_new_obj();
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, why);
	if (*why && notes->len)
		strbuf_addch(&text, '\n');
	strbuf_addbuf(&text, notes);
	strbuf_rtrim(&text);
	add_text(result, text.len ? text.buf : "refused");
	json_set_bool(result, "isError", true);
	strbuf_release(&text);
	return result;
}

void mcp_tools_call(struct mcp_answer *a, const struct mcp_call *c)
{
	const char *name = json_get_str(c->params, "name");
	const struct json *arguments = json_get(c->params, "arguments");
	const struct mcp_tool *t = offered(c->m, name);
	struct strbuf notes = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct json *j = NULL;
	int ret;

	if (!name) {
		mcp_fail(a, RPC_PARAMS, "the name of the tool is missing");
		return;
	}
	if (!t) {
		mcp_fail(a, RPC_PARAMS, "unknown tool '%.80s'", name);
		return;
	}
	if (arguments && !json_is(arguments, JSON_OBJ)) {
		mcp_fail(a, RPC_PARAMS, "arguments must be an object");
		return;
	}
	ret = cmd_call(&j, &notes, c->m->base, t->cmd, arguments, &err);
	if (ret == 0 && (!j || json_is(j, JSON_OBJ))) {
		a->result = success(j, &notes);
	} else {
		a->result = refusal(ret < 0 ? err.msg : "", &notes);
		json_free(j);
	}
	strbuf_release(&notes);
}
