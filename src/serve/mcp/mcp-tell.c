/*
 * mcp-tell.c - what a client hears between answers: log messages and progress.
 */
#include "base/base.h"
#include "serve/mcp/internal.h"

#include "base/trace.h"

#define META_LEVEL "io.modelcontextprotocol/logLevel"
#define PAUSE_US 200000		/* between two lines of progress */

static const char *const names[] = {
	"debug", "info", "notice", "warning", "error", "critical", "alert",
	"emergency"
};

int mcp_level(const char *name)
{
	int i;

	for (i = 0; name && i < (int)ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return i;
	return -1;
}

void mcp_log(const struct mcp_call *c, enum mcp_level level,
	     struct json *data)
{
	const struct json *meta = json_get(c->params, "_meta");
	int from = c->modern ? mcp_level(json_get_str(meta, META_LEVEL)) :
		   c->m->level;
	struct strbuf line = STRBUF_INIT;
	struct json *params;

	if (!c->m->send || from < 0 || (int)level < from) {
		json_free(data);
		return;
	}
	params = json_new_obj();
	json_set_str(params, "level", names[level]);
	json_set_str(params, "logger", "git-task");
	json_set(params, "data", data);
	rpc_notify(&line, "notifications/message", params);
	c->m->send(c->m->send_data, &line);
	strbuf_release(&line);
}

void mcp_progress(void *data, const char *what, size_t done, size_t total)
{
	struct mcp_progress *p = data;
	struct strbuf line = STRBUF_INIT;
	double at = total ? (double)done : p->last + 1;
	int64_t now = trace_now();
	struct json *params;

	/* it may only grow, and the last word is the answer */
	if (!(at > p->last) || (total && done >= total) ||
	    now - p->sent < PAUSE_US)
		return;
	p->last = at;
	p->sent = now;
	params = json_new_obj();
	json_set(params, "progressToken", json_copy(p->token));
	json_set_num(params, "progress", at);
	if (total)
		json_set_num(params, "total", (double)total);
	json_set_str(params, "message", what);
	rpc_notify(&line, "notifications/progress", params);
	p->c->m->send(p->c->m->send_data, &line);
	strbuf_release(&line);
}
