/*
 * describe.c - the description of the API, OpenAPI 3.1, made of the table of routes
 * and the rows of the command table.
 */
#include "base/base.h"
#include "base/version.h"
#include "front/usage.h"
#include "serve/http/internal.h"
#include "serve/http/routes.h"

static struct json *ref_to(const char *where)
{
	struct json *j = json_new_obj();

	json_set_str(j, "$ref", where);
	return j;
}

static struct json *content(const char *type, struct json *schema)
{
	struct json *j = json_new_obj(), *t = json_new_obj();

	json_set(t, "schema", schema);
	json_set(j, type, t);
	return j;
}

static struct json *parameter(const char *name, const char *in,
			      const char *help, struct json *schema)
{
	struct json *p = json_new_obj();

	json_set_str(p, "name", name);
	json_set_str(p, "in", in);
	if (!strcmp(in, "path"))
		json_set_bool(p, "required", true);
	json_set_str(p, "description", help);
	json_del(schema, "description");
	json_set(p, "schema", schema);
	return p;
}

static struct json *of_type(const char *type)
{
	struct json *j = json_new_obj();

	json_set_str(j, "type", type);
	return j;
}

/* The option of a member of the row's schema, when requests may have it. */
static const struct opt *offered(const struct route *route,
				 const struct cmd *cmd, const char *member)
{
	const struct opt *o = opt_find(cmd->opts, member);

	return o && route_takes(route, cmd, o) &&
	       !(route->flags & R_LIST && !strcmp(o->name, "limit")) ?
	       o : NULL;
}

static void add_query(struct json *list, const struct route *route,
		      const struct cmd *cmd, const struct json *members)
{
	struct json *m;
	const struct opt *o;

	json_each(m, members) {
		o = offered(route, cmd, json_key(m));
		if (o)
			json_push(list, parameter(
				strcmp(o->name, "query") ? o->name : "q",
				"query", o->help ? o->help : o->name,
				json_copy(m)));
	}
	if (route->flags & R_LIST) {
		json_push(list, parameter("limit", "query", "how many, 50 if "
					  "it is not said",
					  of_type("integer")));
		json_push(list, parameter("cursor", "query", "`next` of the "
					  "page before", of_type("string")));
	}
	if (route->flags & R_FIELDS)
		json_push(list, parameter("fields", "query", "only these "
					  "members, with commas",
					  of_type("string")));
}

/* The schema of the row without what requests may not have. */
static struct json *body_of(const struct route *route, const struct cmd *cmd,
			    const struct json *schema)
{
	struct json *out = of_type("object"), *some = json_new_obj();
	struct json *needed = json_new_arr(), *m;

	json_each(m, json_get(schema, "properties"))
		if (offered(route, cmd, json_key(m)))
			json_set(some, json_key(m), json_copy(m));
	json_each(m, json_get(schema, "required"))
		if (offered(route, cmd, json_str(m)))
			json_push_str(needed, json_str(m));
	json_set(out, "properties", some);
	if (json_nr(needed))
		json_set(out, "required", needed);
	else
		json_free(needed);
	json_set_bool(out, "additionalProperties", false);
	return out;
}

/* An answer of this status, with content of this type (NULL: none), or a further type
 * of it.  Takes the schema. */
static void add_answer(struct json *all, const char *status, const char *what,
		       const char *type, struct json *schema)
{
	struct json *one = json_get(all, status), *types, *t;

	if (!one) {
		one = json_new_obj();
		json_set(all, status, one);
		json_set_str(one, "description", what);
	}
	if (!type) {
		json_free(schema);
		return;
	}
	types = json_get(one, "content");
	if (!types) {
		json_set(one, "content", content(type, schema));
		return;
	}
	t = json_new_obj();
	json_set(t, "schema", schema);
	json_set(types, type, t);
}

#define PROBLEM "#/components/responses/Problem"

/* What any request may be told. */
static void add_refusals(struct json *all)
{
	json_set(all, "429", ref_to("#/components/responses/TooMany"));
	json_set(all, "default", ref_to(PROBLEM));
}

/* With a token, without one, or as one likes. */
static struct json *security(bool token, bool without)
{
	struct json *ways = json_new_arr(), *j;

	if (token) {
		j = json_new_obj();
		json_set(j, "token", json_new_arr());
		json_push(ways, j);
	}
	if (without)
		json_push(ways, json_new_obj());
	return ways;
}

/* What is refused, and where: with one of these flags, or an id, or everywhere. */
static const struct {
	const char *status;
	unsigned flags;
	bool of_one;
} refusals[] = {
	{ "400", 0, false }, { "401", 0, false }, { "403", 0, false },
	{ "404", 0, true }, { "409", R_WRITES, false },
	{ "412", R_WRITES, false }, { "415", R_WRITES | R_TEXT, false },
	{ "422", R_WRITES | R_TEXT, false },
};

static void add_answers(struct json *op, const struct route *route)
{
	struct json *all = json_new_obj();
	size_t i;

	if (!route->row && !strcmp(route->path, "events"))
		add_answer(all, "200", "events, without an end",
			   "text/event-stream", of_type("string"));
	else if (!route->row)
		add_answer(all, "200", "done", "application/json",
			   of_type("object"));
	else if (route->flags & R_PICTURE)
		add_answer(all, "200", "a picture", "image/svg+xml",
			   of_type("string"));
	else
		add_answer(all, route->flags & R_MADE ? "201" : "200", "done",
			   "application/json",
			   ref_to("#/components/schemas/Answer"));
	if (route->flags & R_TAGGED)
		add_answer(all, "304", "not changed since", NULL, NULL);
	/* by number: ranges ("4XX") are more than some generators know */
	for (i = 0; i < ARRAY_SIZE(refusals); i++)
		if (route->flags & refusals[i].flags ||
		    (!refusals[i].flags && (!refusals[i].of_one ||
					    strstr(route->path, "{id}"))))
			json_set(all, refusals[i].status, ref_to(PROBLEM));
	add_refusals(all);
	json_set(op, "responses", all);
}

static void add_headers(struct json *list, const struct route *route)
{
	if (route->flags & R_WRITES)
		json_push(list, parameter(
			"If-Match", "header", "write only while this ETag "
			"holds; else 412", of_type("string")));
	if (route->flags & R_TAGGED)
		json_push(list, parameter(
			"If-None-Match", "header", "304 while this ETag "
			"holds", of_type("string")));
	if (!route->row && !strcmp(route->path, "events")) {
		json_push(list, parameter(
			"Last-Event-ID", "header", "tell what happened since "
			"this place", of_type("string")));
		json_push(list, parameter("since", "query", "the same",
					  of_type("string")));
	}
}

static void add_body(struct json *op, struct json *schema)
{
	struct json *j = json_new_obj();

	json_set(j, "content", content("application/json", schema));
	json_set_bool(j, "required", true);
	json_set(op, "requestBody", j);
}

/* A document and what is asked about it. */
static struct json *body_of_text(const struct route *route,
				 const struct cmd *cmd,
				 const struct json *schema)
{
	struct json *body = body_of(route, cmd, schema), *needed;
	struct json *text = of_type("string");

	json_set_str(text, "description", "the document");
	json_set(json_get(body, "properties"), "content", text);
	needed = json_new_arr();
	json_push_str(needed, "content");
	json_set(body, "required", needed);
	return body;
}

static struct json *body_of_texts(void)
{
	struct json *body = of_type("object"), *some = json_new_obj();
	struct json *list = of_type("array");

	json_set(list, "items", of_type("string"));
	json_set(some, "texts", list);
	json_set(body, "properties", some);
	return body;
}

static const char *summary_of(const struct route *route, const struct cmd *cmd)
{
	if (cmd)
		return cmd->summary;
	if (!strcmp(route->path, "events"))
		return "what happens, as server-sent events";
	if (!strcmp(route->path, "milestones"))
		return "how far each milestone is";
	return strcmp(route->path, "markdown") ? "about this server" :
	       "texts as HTML";
}

static const char *id_of(const struct route *route)
{
	if (str_starts(route->path, "sessions"))
		return "a session";
	return route->flags & R_NAME ? "the name of a template" :
	       "a task: its id, or enough of the beginning";
}

static struct json *operation(const struct ctx *base, const struct route *route)
{
	const struct cmd *cmd = route->row ?
				cmd_find(base->table, route->row) : NULL;
	struct json *op = json_new_obj(), *list = json_new_arr(), *schema;

	json_set_str(op, "operationId", route->operation);
	json_set_str(op, "summary", summary_of(route, cmd));
	if (strstr(route->path, "{id}"))
		json_push(list, parameter("id", "path", id_of(route),
					  of_type("string")));
	add_headers(list, route);
	if (cmd) {
		schema = usage_schema(cmd);
		if (route->flags & R_TEXT)
			add_body(op, body_of_text(route, cmd, schema));
		else if (route->flags & R_WRITES)
			add_body(op, body_of(route, cmd, schema));
		else
			add_query(list, route, cmd,
				  json_get(schema, "properties"));
		json_free(schema);
	} else if (!strcmp(route->path, "markdown")) {
		add_body(op, body_of_texts());
	}
	json_set(op, "parameters", list);
	json_set(op, "security", security(true, !(route->flags & R_WRITES)));
	add_answers(op, route);
	return op;
}

/* What is not below /api/v1.  Two answers of one status are two types of it. */
static const struct beside {
	const char *path, *method, *id, *summary;
	bool open;		/* no token is looked at */
	bool body;		/* an object is sent */
	struct { const char *status, *what, *type; } answers[3];
} beside[] = {
	{ "/healthz", "get", "healthy", "the server runs", true, false,
	  { { "200", "it does", "application/json" } } },
	{ "/readyz", "get", "ready", "tasks can be read and written", true,
	  false, { { "200", "they can", "application/json" },
		   { "503", "they can not", NULL } } },
	{ "/metrics", "get", "scrape", "measures for Prometheus, or as "
	  "OpenMetrics", false, false,
	  { { "200", "measures", "text/plain" },
	    { "200", "measures", "application/openmetrics-text" } } },
	{ "/mcp", "post", "mcp", "a message of the Model Context Protocol",
	  false, true, { { "200", "its answer", "application/json" },
			 { "200", "its answer", "text/event-stream" },
			 { "202", "heard", NULL } } },
	{ "/mcp", "get", "mcpListen", "what changes, for a session", false,
	  false, { { "200", "messages, without an end",
		     "text/event-stream" } } },
	{ "/mcp", "delete", "mcpEnd", "ends a session", false, false,
	  { { "204", "it has ended", NULL } } },
};

static struct json *operation_beside(const struct beside *b)
{
	struct json *op = json_new_obj(), *all = json_new_obj();
	size_t i;

	json_set_str(op, "operationId", b->id);
	json_set_str(op, "summary", b->summary);
	json_set(op, "security", security(!b->open, true));
	if (b->body)
		add_body(op, of_type("object"));
	for (i = 0; i < ARRAY_SIZE(b->answers) && b->answers[i].status; i++)
		add_answer(all, b->answers[i].status, b->answers[i].what,
			   b->answers[i].type,
			   of_type(str_eq(b->answers[i].type,
					  "application/json") ? "object" :
				   "string"));
	add_refusals(all);
	json_set(op, "responses", all);
	return op;
}

static const char components[] =
	"{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":"
	"\"bearer\"}},\"schemas\":{\"Answer\":{\"type\":\"object\","
	"\"required\":[\"data\"],\"properties\":{\"data\":{\"description\":"
	"\"what the command of the terminal prints as JSON\"},\"next\":{"
	"\"type\":[\"string\",\"null\"],\"description\":\"the cursor of the "
	"next page\"},\"notes\":{\"type\":\"array\",\"items\":{\"type\":"
	"\"string\"},\"description\":\"what the terminal says beside\"}}},"
	"\"Problem\":{\"type\":\"object\",\"required\":[\"title\",\"status\","
	"\"detail\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":"
	"{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{"
	"\"type\":\"string\"},\"code\":{\"type\":\"string\"}}}},"
	"\"responses\":{\"TooMany\":{\"description\":\"too many requests\","
	"\"headers\":{\"Retry-After\":{\"description\":\"seconds until there "
	"is room again\",\"schema\":{\"type\":\"integer\"}}},\"content\":{"
	"\"application/problem+json\":{\"schema\":{\"$ref\":"
	"\"#/components/schemas/Problem\"}}}},\"Problem\":{\"description\":\"refused, or failed\","
	"\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":"
	"\"#/components/schemas/Problem\"}}}}}}";

static const char about[] =
	"{\"title\":\"git task\",\"description\":\"Tasks of a Git "
	"repository.\",\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}}";

static void add_operation(struct json *paths, const char *path,
			  const char *method, struct json *op)
{
	struct json *at = json_get(paths, path);

	if (!at) {
		at = json_new_obj();
		json_set(paths, path, at);
	}
	json_set(at, method, op);
}

struct json *api_description(const struct server *s)
{
	struct json *all = json_new_obj(), *paths = json_new_obj(), *j;
	struct strbuf sb = STRBUF_INIT;
	size_t i, nr;
	const struct route *routes = route_table(&nr);

	json_set_str(all, "openapi", "3.1.0");
	if (json_parse(&j, about, strlen(about), NULL) == 0) {
		json_set_str(j, "version", git_task_version());
		json_set(all, "info", j);
	}
	j = json_new_arr();
	json_push(j, json_new_obj());
	strbuf_addf(&sb, "%s/", s->prefix);
	json_set_str(json_at(j, 0), "url", sb.buf);
	json_set(all, "servers", j);
	for (i = 0; i < nr; i++) {
		struct json *op = operation(s->base, &routes[i]);
		char method[8];
		size_t k;

		for (k = 0; routes[i].method[k] && k + 1 < sizeof(method); k++)
			method[k] = (char)(routes[i].method[k] | 0x20);
		method[k] = '\0';
		strbuf_reset(&sb);
		strbuf_addf(&sb, "/api/v1%s%s", *routes[i].path ? "/" : "",
			    routes[i].path);
		add_operation(paths, sb.buf, method, op);
	}
	for (i = 0; i < ARRAY_SIZE(beside); i++)
		add_operation(paths, beside[i].path, beside[i].method,
			      operation_beside(&beside[i]));
	json_set(all, "paths", paths);
	if (json_parse(&j, components, strlen(components), NULL) == 0)
		json_set(all, "components", j);
	strbuf_release(&sb);
	return all;
}
