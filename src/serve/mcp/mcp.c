/*
 * mcp.c - the protocol: which method a message calls, in which era, and how the
 * answer is wrapped.
 */
#include "base/base.h"
#include "serve/mcp/mcp.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "base/version.h"
#include "serve/mcp/internal.h"

#define LATEST_LEGACY "2025-11-25"
#define META_CLIENT "io.modelcontextprotocol/clientCapabilities"
#define META_SERVER "io.modelcontextprotocol/serverInfo"
/* Lists change with the program; contents with every edit: not to be kept. */
#define LIST_TTL_MS 300000

static const char *const legacy_versions[] = {
	LATEST_LEGACY, "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"
};

/* ---- the tools on offer ---- */

static const struct mcp_tool *tool_named(const struct mcp_surface *s,
					 const char *name)
{
	const struct mcp_tool *t;

	for (t = s->tools; t->cmd; t++)
		if (!strcmp(t->cmd->name, name))
			return t;
	return NULL;
}

static void offer(struct mcp *m, size_t *nr, const struct mcp_tool *t)
{
	size_t i;

	for (i = 0; i < *nr; i++)
		if (m->tools[i] == t)
			return;
	m->tools[(*nr)++] = t;
}

/* A set: the tools that have all flags of `with` and none of `without`. */
static const struct tool_set {
	const char *name;
	unsigned with, without;
} tool_sets[] = {
	{ "standard", 0, MCP_RUNS | MCP_MONITOR },
	{ "core", MCP_CORE, MCP_RUNS },
	{ "monitor", MCP_MONITOR, MCP_RUNS },
	{ "all", 0, 0 },
};

/* False: there is no such set. */
static bool offer_set(struct mcp *m, size_t *nr, const char *name, bool runs)
{
	const struct mcp_tool *t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tool_sets); i++)
		if (!strcmp(tool_sets[i].name, name))
			break;
	if (i == ARRAY_SIZE(tool_sets))
		return false;
	for (t = m->surface->tools; t->cmd; t++)
		if ((t->flags & tool_sets[i].with) == tool_sets[i].with &&
		    !(t->flags & tool_sets[i].without) &&
		    (runs || !(t->flags & MCP_RUNS)))
			offer(m, nr, t);
	return true;
}

static int offer_named(struct mcp *m, size_t *nr, const char *name, bool runs,
		       struct err *err)
{
	const struct mcp_tool *t;

	if (offer_set(m, nr, name, runs))
		return 0;
	t = tool_named(m->surface, name);
	if (!t)
		return err_set(err, ERR_USAGE, "unknown tool '%s'; sets are "
			       "core, standard, monitor and all", name);
	if (t->flags & MCP_RUNS && !runs)
		return err_set(err, ERR_FAILED, "the tool '%s' runs code, "
			       "which is off; 'git config task.mcp.exec true' "
			       "switches it on", name);
	offer(m, nr, t);
	return 0;
}

int mcp_init(struct mcp *m, const struct ctx *base,
	     const struct mcp_surface *surface, const char *tools, bool runs,
	     struct err *err)
{
	struct strvec names = STRVEC_INIT;
	const struct mcp_tool *t;
	size_t nr = 0, i;
	int ret = 0;

	m->base = base;
	m->surface = surface;
	m->session = m->text_only = m->subscribes = false;
	m->level = -1;
	m->send = NULL;
	m->who = NULL;
	m->agent = NULL;
	for (t = surface->tools; t->cmd;)
		t++;
	m->tools = xcalloc((size_t)(t - surface->tools) + 1,
			   sizeof(*m->tools));
	strvec_split(&names, tools ? tools : "standard", ", ");
	for (i = 0; i < names.nr && ret == 0; i++)
		ret = offer_named(m, &nr, names.v[i], runs, err);
	if (ret == 0 && !nr)
		ret = err_set(err, ERR_USAGE, "no tool is named");
	strvec_clear(&names);
	return ret;
}

void mcp_release(struct mcp *m)
{
	FREE_AND_NULL(m->tools);
	FREE_AND_NULL(m->agent);
}

void mcp_only_reads(struct mcp *m)
{
	size_t i, nr = 0;

	for (i = 0; m->tools[i]; i++)
		if (m->tools[i]->flags & MCP_READS)
			m->tools[nr++] = m->tools[i];
	m->tools[nr] = NULL;
}

/* ---- answers ---- */

static struct json *server_info(void)
{
	struct json *j = json_new_obj();

	json_set_str(j, "name", "git-task");
	json_set_str(j, "title", "git task");
	json_set_str(j, "version", git_task_version());
	return j;
}

static struct json *capabilities(const struct mcp *m, bool modern)
{
	struct json *j = json_new_obj(), *tools = json_new_obj();
	struct json *resources = json_new_obj();

	json_set_bool(tools, "listChanged", false);
	json_set(j, "tools", tools);
	if (m->subscribes)
		json_set_bool(resources, "subscribe", true);
	json_set(j, "resources", resources);
	json_set(j, "prompts", json_new_obj());
	json_set(j, "completions", json_new_obj());
	if (!modern)
		json_set(j, "logging", json_new_obj());
	return j;
}

/* ---- methods of the session ---- */

/* Versions are dates. */
#define STRUCTURED_SINCE "2025-06-18"

bool mcp_speaks(const char *version)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(legacy_versions); i++)
		if (!strcmp(version, legacy_versions[i]))
			return true;
	return false;
}

const char *mcp_choose(const char *asked)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(legacy_versions); i++)
		if (!strcmp(asked, legacy_versions[i]))
			return legacy_versions[i];
	return LATEST_LEGACY;
}

bool mcp_text_only(const char *version)
{
	return strcmp(version, STRUCTURED_SINCE) < 0;
}

static void initialize(struct mcp_answer *a, const struct mcp_call *c)
{
	const char *asked = json_get_str(c->params, "protocolVersion");
	const char *version;

	if (!asked) {
		mcp_fail(a, RPC_PARAMS, "protocolVersion is missing");
		return;
	}
	version = mcp_choose(asked);
	if (c->m->session)
		c->m->text_only = mcp_text_only(version);
	a->result = json_new_obj();
	json_set_str(a->result, "protocolVersion", version);
	json_set(a->result, "capabilities", capabilities(c->m, false));
	json_set(a->result, "serverInfo", server_info());
	json_set_str(a->result, "instructions", c->m->surface->instructions);
}

static void discover(struct mcp_answer *a, const struct mcp_call *c)
{
	struct json *versions = json_new_arr();

	json_push_str(versions, MCP_MODERN);
	a->result = json_new_obj();
	json_set(a->result, "supportedVersions", versions);
	json_set(a->result, "capabilities", capabilities(c->m, true));
	json_set_str(a->result, "instructions", c->m->surface->instructions);
}

static void ping(struct mcp_answer *a, const struct mcp_call *c)
{
	(void)c;
	a->result = json_new_obj();
}

static void set_level(struct mcp_answer *a, const struct mcp_call *c)
{
	int level = mcp_level(json_get_str(c->params, "level"));

	if (level < 0) {
		mcp_fail(a, RPC_PARAMS, "unknown log level");
		return;
	}
	c->m->level = level;
	a->result = json_new_obj();
}

#define LEGACY 1u
#define IN_MODERN 2u
/* modern: the result says how long it is good */
#define CACHED 4u
#define FRESH 8u

static const struct method {
	const char *name;
	unsigned eras;
	void (*run)(struct mcp_answer *a, const struct mcp_call *c);
} methods[] = {
	{ "initialize", LEGACY, initialize },
	{ "ping", LEGACY, ping },
	{ "logging/setLevel", LEGACY, set_level },
	{ "server/discover", IN_MODERN | CACHED, discover },
	{ "tools/list", LEGACY | IN_MODERN | CACHED, mcp_tools_list },
	{ "tools/call", LEGACY | IN_MODERN, mcp_tools_call },
	{ "resources/list", LEGACY | IN_MODERN | CACHED, mcp_resources_list },
	{ "resources/templates/list", LEGACY | IN_MODERN | CACHED,
	  mcp_templates_list },
	{ "resources/read", LEGACY | IN_MODERN | FRESH, mcp_resources_read },
	{ "prompts/list", LEGACY | IN_MODERN | CACHED, mcp_prompts_list },
	{ "prompts/get", LEGACY | IN_MODERN, mcp_prompts_get },
	{ "completion/complete", LEGACY | IN_MODERN, mcp_complete },
};

/* ---- eras ---- */

/* What a modern request must carry; false: `a` says what is wrong. */
static bool modern_ok(struct mcp_answer *a, const struct json *meta)
{
	const char *version = json_get_str(meta, MCP_META_VERSION);
	struct json *list;

	if (!version || !json_is(json_get(meta, META_CLIENT), JSON_OBJ)) {
		mcp_fail(a, RPC_PARAMS, "_meta needs %s and %s", MCP_META_VERSION,
			 META_CLIENT);
		return false;
	}
	if (!strcmp(version, MCP_MODERN))
		return true;
	mcp_fail(a, RPC_VERSION, "protocol version '%.40s' is not spoken here",
		 version);
	list = json_new_arr();
	json_push_str(list, MCP_MODERN);
	a->data = json_new_obj();
	json_set(a->data, "supported", list);
	json_set_str(a->data, "requested", version);
	return false;
}

static void modern_wrap(struct json *result, unsigned flags)
{
	struct json *meta = json_new_obj();

	json_set_str(result, "resultType", "complete");
	if (flags & (CACHED | FRESH)) {
		json_set_int(result, "ttlMs",
			     flags & CACHED ? LIST_TTL_MS : 0);
		json_set_str(result, "cacheScope", "private");
	}
	json_set(meta, META_SERVER, server_info());
	json_set(result, "_meta", meta);
}

bool mcp_is_modern(const struct rpc *r)
{
	return json_get(json_get(r->params, "_meta"), MCP_META_VERSION) ||
	       (r->method && !strcmp(r->method, "server/discover"));
}

static void dispatch(struct mcp_answer *a, struct mcp *m, const struct rpc *r)
{
	const struct json *meta = json_get(r->params, "_meta");
	struct mcp_call c = { m, r->params, mcp_is_modern(r) };
	size_t i;

	if (c.modern && !modern_ok(a, meta))
		return;
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		if (strcmp(methods[i].name, r->method) ||
		    !(methods[i].eras & (c.modern ? IN_MODERN : LEGACY)))
			continue;
		methods[i].run(a, &c);
		if (c.modern && a->result)
			modern_wrap(a->result, methods[i].eras);
		return;
	}
	mcp_fail(a, RPC_METHOD, "method '%.80s' is not known", r->method);
}

bool mcp_envelope_ok(struct strbuf *out, const struct rpc *r)
{
	struct mcp_answer a = { NULL, 0, NULL, NULL };
	bool ok = modern_ok(&a, json_get(r->params, "_meta"));

	if (!ok)
		rpc_error(out, r->id, a.code, a.message, a.data);
	free(a.message);
	return ok;
}

int mcp_request(struct strbuf *out, struct mcp *m, const struct rpc *r)
{
	struct mcp_answer a = { NULL, 0, NULL, NULL };

	dispatch(&a, m, r);
	if (a.result)
		rpc_result(out, r->id, a.result);
	else
		rpc_error(out, r->id, a.code, a.message, a.data);
	free(a.message);
	return a.code;
}

void mcp_message(struct strbuf *out, struct mcp *m, const char *text,
		 size_t len)
{
	struct rpc r;

	rpc_read(&r, text, len);
	switch (r.kind) {
	case RPC_IS_REQUEST:
		mcp_request(out, m, &r);
		break;
	case RPC_IS_BAD:
		rpc_error(out, r.id, r.code, r.why, NULL);
		break;
	case RPC_IS_NOTE:	/* cancelled: the answer is out already */
	case RPC_IS_RESPONSE:
		break;
	}
	rpc_release(&r);
}
