/*
 * rpc.c - JSON-RPC messages read, checked and answered.
 */
#include "base/base.h"
#include "serve/mcp/rpc.h"

#include "base/mem.h"

/* ---- the id, as it was written ---- */

/* Behind the string that begins at p; the text is valid JSON. */
static const char *skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p + 1;
}

static const char *skip_space(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* Behind the value that begins at p. */
static const char *skip_value(const char *p)
{
	int depth = 0;

	do {
		if (*p == '"') {
			p = skip_string(p);
		} else if (*p == '{' || *p == '[') {
			depth++;
			p++;
		} else if (*p == '}' || *p == ']') {
			depth--;
			p++;
		} else if (depth) {
			p++;
		} else {
			p += strcspn(p, " \t\r\n,]}");
		}
	} while (depth);
	return p;
}

/* The text of the member "id" of a valid object, or NULL. */
static char *raw_id(const char *text)
{
	const char *p = skip_space(strchr(text, '{') + 1);

	while (*p == '"') {
		const char *key = p, *value;

		p = skip_string(p);
		value = skip_space(strchr(p, ':') + 1);
		p = skip_value(value);
		if (!strncmp(key, "\"id\"", 4))
			return xstrndup(value, (size_t)(p - value));
		p = skip_space(p);
		p = *p == ',' ? skip_space(p + 1) : p;
	}
	return NULL;
}

/* A string, or an integer of any size. */
static bool id_ok(const char *id)
{
	const char *digits = *id == '-' ? id + 1 : id;

	if (*id == '"')
		return true;
	return *digits && strspn(digits, "0123456789") == strlen(digits);
}

/* ---- reading ---- */

static void bad(struct rpc *r, int code, const char *why)
{
	r->kind = RPC_IS_BAD;
	r->code = code;
	r->why = why;
}

static void read_object(struct rpc *r, const char *text)
{
	const char *version = json_get_str(r->body, "jsonrpc");
	bool answer = json_get(r->body, "result") ||
		      json_get(r->body, "error");

	r->id = raw_id(text);
	if (r->id ? !id_ok(r->id) : json_get(r->body, "id") != NULL) {
		FREE_AND_NULL(r->id);
		bad(r, RPC_REQUEST, "the id must be a string or an integer");
		return;
	}
	r->method = json_get_str(r->body, "method");
	r->params = json_get(r->body, "params");
	if (!version || strcmp(version, "2.0"))
		bad(r, RPC_REQUEST, "\"jsonrpc\" must be \"2.0\"");
	else if (!json_get(r->body, "method") && answer)
		r->kind = RPC_IS_RESPONSE;
	else if (!r->method)
		bad(r, RPC_REQUEST, "\"method\" must be a string");
	else if (r->params && !json_is(r->params, JSON_OBJ))
		bad(r, RPC_REQUEST, "\"params\" must be an object");
	else
		r->kind = r->id ? RPC_IS_REQUEST : RPC_IS_NOTE;
}

void rpc_read(struct rpc *r, const char *text, size_t len)
{
	char *copy;

	memset(r, 0, sizeof(*r));
	if (json_parse(&r->body, text, len, NULL) < 0) {
		bad(r, RPC_PARSE, "not valid JSON");
	} else if (!json_is(r->body, JSON_OBJ)) {
		bad(r, RPC_REQUEST, "a message must be one object");
	} else {
		copy = xstrndup(text, len);
		read_object(r, copy);
		free(copy);
	}
}

void rpc_release(struct rpc *r)
{
	json_free(r->body);
	free(r->id);
	memset(r, 0, sizeof(*r));
}

/* ---- writing ---- */

static void reply(struct strbuf *out, const char *id, const char *member,
		  struct json *value)
{
	strbuf_addf(out, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"%s\":",
		    id ? id : "null", member);
	json_line(out, value);
	strbuf_addstr(out, "}\n");
	json_free(value);
}

void rpc_result(struct strbuf *out, const char *id, struct json *result)
{
	reply(out, id, "result", result);
}

void rpc_notify(struct strbuf *out, const char *method, struct json *params)
{
	struct json *j = json_new_obj();

	json_set_str(j, "jsonrpc", "2.0");
	json_set_str(j, "method", method);
	json_set(j, "params", params);
	json_line(out, j);
	strbuf_addch(out, '\n');
	json_free(j);
}

void rpc_error(struct strbuf *out, const char *id, int code,
	       const char *message, struct json *data)
{
	struct json *e = json_new_obj();

	json_set_int(e, "code", code);
	json_set_str(e, "message", message);
	if (data)
		json_set(e, "data", data);
	reply(out, id, "error", e);
}
