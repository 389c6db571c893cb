/*
 * llm-wire.c - requests and answers in the forms of OpenAI and Anthropic.
 */
#include "base/base.h"
#include "feat/llm/llm.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"

#define ANSWER_TOKENS 8192
#define HEARD_MAX ((size_t)4 << 20)

void llm_heard_init(struct llm_heard *h)
{
	memset(h, 0, sizeof(*h));
	strbuf_init(&h->text);
	strbuf_init(&h->refusal);
}

void llm_heard_release(struct llm_heard *h)
{
	strbuf_release(&h->text);
	strbuf_release(&h->refusal);
}

/* ---- requests ---- */

static struct json *message(const char *role, const char *content)
{
	struct json *m = json_new_obj();

	json_set_str(m, "role", role);
	json_set_str(m, "content", content);
	return m;
}

static void openai_body(struct json *o, const struct llm *l,
			const struct llm_question *q, const char *data)
{
	struct json *list = json_new_arr(), *form = json_new_obj();
	struct json *shape = json_new_obj(), *stream = json_new_obj();

	json_push(list, message("system", q->system));
	json_push(list, message("user", data));
	json_set(o, "messages", list);
	json_set_str(shape, "name", q->name);
	json_set_bool(shape, "strict", true);
	json_set(shape, "schema", json_copy(q->schema));
	json_set_str(form, "type", "json_schema");
	json_set(form, "json_schema", shape);
	json_set(o, "response_format", form);
	/* OpenAI gave it another name, which the others do not all know */
	if (l->max_tokens)
		json_set_int(o, str_eq(l->provider, "openai") ?
			     "max_completion_tokens" : "max_tokens",
			     l->max_tokens);
	json_set_bool(stream, "include_usage", true);
	json_set(o, "stream_options", stream);
}

/* A tool that has to be used: its input is the answer. */
static void anthropic_body(struct json *o, const struct llm *l,
			   const struct llm_question *q, const char *data)
{
	struct json *list = json_new_arr(), *tools = json_new_arr();
	struct json *tool = json_new_obj(), *choice = json_new_obj();

	json_set_int(o, "max_tokens",
		     l->max_tokens ? l->max_tokens : ANSWER_TOKENS);
	json_set_str(o, "system", q->system);
	json_push(list, message("user", data));
	json_set(o, "messages", list);
	json_set_str(tool, "name", q->name);
	json_set_str(tool, "description", "Gives the answer.");
	json_set(tool, "input_schema", json_copy(q->schema));
	json_push(tools, tool);
	json_set(o, "tools", tools);
	json_set_str(choice, "type", "tool");
	json_set_str(choice, "name", q->name);
	json_set(o, "tool_choice", choice);
}

char *llm_body(const struct llm *l, const struct llm_question *q)
{
	struct strbuf data = STRBUF_INIT, sb = STRBUF_INIT;
	struct json *o = json_new_obj();

	json_line(&data, q->data);
	json_set_str(o, "model", l->model);
	json_set_bool(o, "stream", true);
	if (!isnan(l->temperature))
		json_set_num(o, "temperature", l->temperature);
	if (l->wire == LLM_OPENAI)
		openai_body(o, l, q, data.buf);
	else
		anthropic_body(o, l, q, data.buf);
	json_line(&sb, o);
	json_free(o);
	strbuf_release(&data);
	return strbuf_detach(&sb, NULL);
}

/* ---- answers ---- */

static void add_text(struct strbuf *to, const char *s)
{
	if (s && to->len + strlen(s) <= HEARD_MAX)
		strbuf_addstr(to, s);
}

static void set_count(double *to, const struct json *usage, const char *key,
		      bool *known)
{
	double n = json_get_num(usage, key, -1);

	if (n >= 0 && n <= 1e11) {
		*to = n;
		*known = true;
	}
}

static void openai_part(struct llm_heard *h, const struct json *j)
{
	const struct json *choice = json_at(json_get(j, "choices"), 0);
	const struct json *part = json_get(choice, "delta");
	const struct json *usage = json_get(j, "usage");
	const char *why = json_get_str(choice, "finish_reason");

	if (!part)
		part = json_get(choice, "message");
	add_text(&h->text, json_get_str(part, "content"));
	add_text(&h->refusal, json_get_str(part, "refusal"));
	set_count(&h->usage.input, usage, "prompt_tokens", &h->usage.known);
	set_count(&h->usage.output, usage, "completion_tokens",
		  &h->usage.known);
	h->failed |= json_is(json_get(j, "error"), JSON_OBJ) ||
		json_is(json_get(j, "error"), JSON_STR);
	if (!why)
		return;
	h->whole = true;
	h->too_long |= !strcmp(why, "length");
	if (!strcmp(why, "content_filter"))
		add_text(&h->refusal, "its answer was filtered");
}

static void anthropic_stop(struct llm_heard *h, const char *why)
{
	if (!why)
		return;
	h->too_long |= !strcmp(why, "max_tokens");
	if (!strcmp(why, "refusal"))
		add_text(&h->refusal, "it does not say why");
}

static void anthropic_usage(struct llm_heard *h, const struct json *usage)
{
	set_count(&h->usage.input, usage, "input_tokens", &h->usage.known);
	set_count(&h->usage.output, usage, "output_tokens", &h->usage.known);
}

/* The whole message, where the server does not stream. */
static void anthropic_whole(struct llm_heard *h, const struct json *j)
{
	const struct json *block;

	json_each(block, json_get(j, "content"))
		if (str_eq(json_get_str(block, "type"), "tool_use"))
			json_line(&h->text, json_get(block, "input"));
	anthropic_usage(h, json_get(j, "usage"));
	anthropic_stop(h, json_get_str(j, "stop_reason"));
	h->whole = true;
}

static void anthropic_part(struct llm_heard *h, const struct json *j)
{
	const char *type = json_get_str(j, "type");
	const struct json *delta = json_get(j, "delta");

	if (str_eq(type, "message")) {
		anthropic_whole(h, j);
	} else if (str_eq(type, "message_start")) {
		anthropic_usage(h, json_get_path(j, "message.usage"));
	} else if (str_eq(type, "content_block_delta")) {
		add_text(&h->text, json_get_str(delta, "partial_json"));
	} else if (str_eq(type, "message_delta")) {
		anthropic_usage(h, json_get(j, "usage"));
		anthropic_stop(h, json_get_str(delta, "stop_reason"));
	} else if (str_eq(type, "message_stop")) {
		h->whole = true;
	} else if (str_eq(type, "error")) {
		h->failed = true;
	}
}

/* False: it is no JSON, and changed nothing. */
static bool part(struct llm_heard *h, enum llm_wire wire, const char *text,
		 size_t len)
{
	struct json *j = NULL;
	bool good = json_parse(&j, text, len, NULL) == 0;

	if (good && wire == LLM_OPENAI)
		openai_part(h, j);
	else if (good)
		anthropic_part(h, j);
	json_free(j);
	return good;
}

/* The data of an event is complete: what of it was not understood yet. */
static void end_event(struct llm_heard *h, enum llm_wire wire,
		      struct strbuf *data)
{
	if (data->len)
		h->broken |= !part(h, wire, data->buf, data->len);
	strbuf_reset(data);
}

/* The value of a line "data:".  Most events have one line, and some servers leave out
 * the blank one behind it. */
static void data_line(struct llm_heard *h, enum llm_wire wire,
		      struct strbuf *data, const char *value, size_t len)
{
	if (len && *value == ' ') {
		value++;
		len--;
	}
	if (!data->len && (!len || (len == 6 && !memcmp(value, "[DONE]", 6)) ||
			   part(h, wire, value, len)))
		return;
	if (data->len)
		strbuf_addch(data, '\n');
	strbuf_add(data, value, len);
}

void llm_hear(struct llm_heard *h, enum llm_wire wire, const char *body,
	      size_t len)
{
	struct strbuf data = STRBUF_INIT;
	size_t n;

	if (len >= 3 && !memcmp(body, "\xef\xbb\xbf", 3)) {
		body += 3;
		len -= 3;
	}
	if (body[strspn(body, " \t\r\n")] == '{') {
		part(h, wire, body, len);
		return;
	}
	/* a last line without its end is one that was cut */
	while ((n = strcspn(body, "\r\n")) < len) {
		if (!n)
			end_event(h, wire, &data);
		else if (n >= 5 && !memcmp(body, "data:", 5))
			data_line(h, wire, &data, body + 5, n - 5);
		n += body[n] == '\r' && n + 1 < len && body[n + 1] == '\n' ?
			2 : 1;
		body += n;
		len -= n;
	}
	end_event(h, wire, &data);
	strbuf_release(&data);
}
