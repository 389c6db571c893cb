/*
 * answer.c - bodies and headers of answers.
 */
#include "base/base.h"
#include "front/out.h"
#include "serve/http/internal.h"

static const struct title {
	unsigned nr;
	const char *title;
} statuses[] = {
	{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
	{ 404, "Not Found" }, { 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 409, "Conflict" }, { 410, "Gone" }, { 412, "Precondition Failed" },
	{ 413, "Content Too Large" }, { 415, "Unsupported Media Type" },
	{ 421, "Misdirected Request" }, { 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
	{ 502, "Bad Gateway" }, { 503, "Service Unavailable" },
};

static const char *title_of(unsigned status)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++)
		if (statuses[i].nr == status)
			return statuses[i].title;
	return "Error";
}

void answer_header(struct http_answer *a, const char *name, const char *value)
{
	strvec_push(&a->headers, name);
	strvec_push(&a->headers, value);
}

void answer_json(struct http_answer *a, unsigned status, const struct json *j)
{
	struct strbuf text = STRBUF_INIT;

	/* whoever asks with curl reads it on a terminal */
	a->status = status;
	strbuf_reset(&a->body);
	json_line(&text, j);
	out_add_json(&a->body, text.buf, text.len);
	strbuf_release(&text);
	strbuf_addch(&a->body, '\n');
	answer_header(a, "Content-Type", status < 400 ? "application/json" :
		      "application/problem+json");
}

void answer_text(struct http_answer *a, const char *type,
		 const struct strbuf *text)
{
	a->status = 200;
	strbuf_reset(&a->body);
	strbuf_addbuf(&a->body, text);
	answer_header(a, "Content-Type", type);
}

static void problem(struct http_answer *a, unsigned status, const char *detail,
		    const char *code)
{
	struct json *j = json_new_obj();

	json_set_str(j, "type", "about:blank");
	json_set_str(j, "title", title_of(status));
	json_set_int(j, "status", (int64_t)status);
	json_set_str(j, "detail", detail);
	if (code)
		json_set_str(j, "code", code);
	answer_json(a, status, j);
	json_free(j);
	if (status == 401)
		answer_header(a, "WWW-Authenticate",
			      "Bearer realm=\"git-task\"");
}

void answer_problem(struct http_answer *a, unsigned status, const char *detail)
{
	problem(a, status, detail, NULL);
}

void answer_err(struct http_answer *a, const struct err *err)
{
	unsigned status = (unsigned)err_http_status(err->code);

	problem(a, status < 400 ? 500 : status,
		*err->msg ? err->msg : "failed without a reason",
		err_name(err->code));
}
