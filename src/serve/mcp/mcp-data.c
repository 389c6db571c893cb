/*
 * mcp-data.c - resources, prompts, completion.
 */
#include "base/base.h"
#include "serve/mcp/internal.h"

#include "base/mem.h"
#include "serve/mcp/fit.h"

#define ECHO_MAX 1000	/* bytes of what was sent that are sent back */
#define VARIABLE "{id}"
#define MAX_VALUES 100		/* of a completion, by the specification */

/* Is it a whole class of resources, "task://{id}"? */
static bool is_template(const struct mcp_resource *r)
{
	return str_ends(r->uri, VARIABLE);
}

static struct json *resource_json(const struct mcp_resource *r)
{
	struct json *j = json_new_obj();

	json_set_str(j, is_template(r) ? "uriTemplate" : "uri", r->uri);
	json_set_str(j, "name", r->name);
	json_set_str(j, "title", r->title);
	json_set_str(j, "description", r->description);
	json_set_str(j, "mimeType", "application/json");
	return j;
}

static void list(struct mcp_answer *a, const struct mcp_call *c,
		 const char *member, bool templates)
{
	const struct mcp_resource *r;
	struct json *arr;

	if (json_get(c->params, "cursor")) {
		mcp_fail(a, RPC_PARAMS, "the cursor is not known");
		return;
	}
	arr = json_new_arr();
	for (r = c->m->surface->resources; r->uri; r++)
		if (is_template(r) == templates)
			json_push(arr, resource_json(r));
	a->result = json_new_obj();
	json_set(a->result, member, arr);
}

void mcp_resources_list(struct mcp_answer *a, const struct mcp_call *c)
{
	list(a, c, "resources", false);
}

void mcp_templates_list(struct mcp_answer *a, const struct mcp_call *c)
{
	list(a, c, "resourceTemplates", true);
}

/* The resource a uri names; *rest is what "{id}" stands for, or NULL. */
static const struct mcp_resource *resource_at(const char **rest,
					      const struct mcp_surface *s,
					      const char *uri)
{
	const struct mcp_resource *r;

	*rest = NULL;
	for (r = s->resources; r->uri; r++)
		if (!is_template(r) && !strcmp(r->uri, uri))
			return r;
	for (r = s->resources; r->uri; r++) {
		size_t n = strlen(r->uri) - strlen(VARIABLE);

		if (!is_template(r) || strncmp(r->uri, uri, n) || !uri[n])
			continue;
		*rest = uri + n;
		return r;
	}
	return NULL;
}

bool mcp_has_resource(const char **id, const struct mcp *m, const char *uri)
{
	return resource_at(id, m->surface, uri) != NULL;
}

static void not_found(struct mcp_answer *a, const struct mcp_call *c,
		      const char *uri, const char *why)
{
	mcp_fail(a, c->modern ? RPC_PARAMS : RPC_NO_RESOURCE,
		 "no resource '%.200s'%s%.500s", uri, *why ? ": " : "", why);
	if (strlen(uri) > ECHO_MAX)
		return;
	a->data = json_new_obj();
	json_set_str(a->data, "uri", uri);
}

void mcp_resources_read(struct mcp_answer *a, const struct mcp_call *c)
{
	const char *uri = json_get_str(c->params, "uri"), *rest;
	const struct mcp_resource *r;
	struct json *args, *j = NULL, *arr, *item;
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct ctx base = *c->m->base;
	bool cut;

	if (!uri) {
		mcp_fail(a, RPC_PARAMS, "the uri is missing");
		return;
	}
	r = resource_at(&rest, c->m->surface, uri);
	if (!r) {
		not_found(a, c, uri, "");
		return;
	}
	args = json_new_obj();
	if (rest)
		json_set_str(args, r->cmd->opts->name, rest);
	base.room = MCP_SHORT / 4 * 3;
	if (cmd_call(&j, &sb, &base, r->cmd, args, &err) < 0) {
		not_found(a, c, uri, err.msg);
	} else {
		struct json *small;

		mcp_add_notes(j, &sb);
		small = fit_json(j, base.room, &cut);
		strbuf_reset(&sb);
		json_line(&sb, small);
		json_free(small);
		item = json_new_obj();
		json_set_str(item, "uri", uri);
		json_set_str(item, "mimeType", "application/json");
		json_set_str(item, "text", sb.buf);
		arr = json_new_arr();
		json_push(arr, item);
		a->result = json_new_obj();
		json_set(a->result, "contents", arr);
	}
	json_free(j);
	json_free(args);
	strbuf_release(&sb);
}

/* ---- prompts ---- */

void mcp_prompts_list(struct mcp_answer *a, const struct mcp_call *c)
{
	const struct mcp_prompt *p;
	struct json *arr;

	if (json_get(c->params, "cursor")) {
		mcp_fail(a, RPC_PARAMS, "the cursor is not known");
		return;
	}
	arr = json_new_arr();
	for (p = c->m->surface->prompts; p->name; p++) {
		struct json *j = json_new_obj(), *args = json_new_arr();

		json_set_str(j, "name", p->name);
		json_set_str(j, "title", p->title);
		json_set_str(j, "description", p->description);
		if (p->arg) {
			struct json *arg = json_new_obj();

			json_set_str(arg, "name", p->arg);
			json_set_str(arg, "description", p->arg_help);
			json_set_bool(arg, "required", p->required);
			json_push(args, arg);
		}
		json_set(j, "arguments", args);
		json_push(arr, j);
	}
	a->result = json_new_obj();
	json_set(a->result, "prompts", arr);
}

static const struct mcp_prompt *prompt_named(const struct mcp_surface *s,
					     const char *name)
{
	const struct mcp_prompt *p;

	for (p = s->prompts; p->name; p++)
		if (name && !strcmp(p->name, name))
			return p;
	return NULL;
}

/* The text with its argument in place: see struct mcp_prompt. */
static void fill(struct strbuf *out, const struct mcp_prompt *p,
		 const char *value)
{
	const char *at = p->text, *open;
	char *key = xasprintf("{%s", p->arg ? p->arg : "");
	size_t len = strlen(key);

	while (p->arg && (open = strstr(at, key))) {
		const char *inside = open + len;
		const char *end = inside;

		strbuf_add(out, at, (size_t)(open - at));
		if (*inside == '?') {
			char *part;

			/* "{}" inside is no end */
			do
				end = strchr(end + 1, '}');
			while (end[-1] == '{');
			part = xstrndup(inside + 1, (size_t)(end - inside - 1));
			if (value)
				strbuf_addreplace(out, part, "{}", value);
			free(part);
		} else if (value) {
			strbuf_addstr(out, value);
		}
		at = end + 1;
	}
	strbuf_addstr(out, at);
	free(key);
}

void mcp_prompts_get(struct mcp_answer *a, const struct mcp_call *c)
{
	const char *name = json_get_str(c->params, "name");
	const struct json *args = json_get(c->params, "arguments");
	const struct mcp_prompt *p = prompt_named(c->m->surface, name);
	struct json *message, *content, *arr;
	struct strbuf sb = STRBUF_INIT;
	const char *value;

	if (!p) {
		mcp_fail(a, RPC_PARAMS, "unknown prompt '%.80s'",
			 name ? name : "");
		return;
	}
	value = p->arg ? json_get_str(args, p->arg) : NULL;
	if (p->required && !value) {
		mcp_fail(a, RPC_PARAMS, "the argument '%s' is missing",
			 p->arg);
		return;
	}
	if (value && strlen(value) > ECHO_MAX) {
		mcp_fail(a, RPC_PARAMS, "the argument '%s' has at most %d bytes",
			 p->arg, ECHO_MAX);
		return;
	}
	fill(&sb, p, value);
	content = json_new_obj();
	json_set_str(content, "type", "text");
	json_set_str(content, "text", sb.buf);
	message = json_new_obj();
	json_set_str(message, "role", "user");
	json_set(message, "content", content);
	arr = json_new_arr();
	json_push(arr, message);
	a->result = json_new_obj();
	json_set_str(a->result, "description", p->description);
	json_set(a->result, "messages", arr);
	strbuf_release(&sb);
}

/* ---- completion ---- */

/* Is what is being completed a task id? */
static bool wants_id(const struct mcp_surface *s, const struct json *ref,
		     const char *arg)
{
	const char *type = json_get_str(ref, "type");
	const struct mcp_prompt *p;

	if (!type || !arg)
		return false;
	if (!strcmp(type, "ref/resource"))
		return !strcmp(arg, "id");
	p = prompt_named(s, json_get_str(ref, "name"));
	return p && p->arg && !strcmp(p->arg, arg) &&
		!strcmp(arg, "task_id");
}

void mcp_complete(struct mcp_answer *a, const struct mcp_call *c)
{
	const struct json *ref = json_get(c->params, "ref");
	const struct json *arg = json_get(c->params, "argument");
	const char *typed = json_get_str(arg, "value");
	struct json *args, *all = NULL, *values, *j;
	struct strbuf notes = STRBUF_INIT;
	size_t total = 0;

	if (!ref || !json_get_str(arg, "name") || !typed) {
		mcp_fail(a, RPC_PARAMS, "ref and argument are needed");
		return;
	}
	values = json_new_arr();
	args = json_new_obj();
	json_set_str(args, "prefix", typed);
	if (wants_id(c->m->surface, ref, json_get_str(arg, "name")) &&
	    cmd_call(&all, &notes, c->m->base, c->m->surface->ids, args,
		     NULL) == 0) {
		json_each(j, all)
			if (total++ < MAX_VALUES)
				json_push_str(values, json_str(j));
	}
	j = json_new_obj();
	json_set(j, "values", values);
	json_set_int(j, "total", (int64_t)total);
	json_set_bool(j, "hasMore", total > MAX_VALUES);
	a->result = json_new_obj();
	json_set(a->result, "completion", j);
	json_free(args);
	json_free(all);
	strbuf_release(&notes);
}
