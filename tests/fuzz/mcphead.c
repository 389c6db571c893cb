/*
 * mcphead.c - any bytes as a request to /mcp: lines "Name: value" until an empty one,
 * then the body.  Never a crash; a request is either let through, and then its headers
 * say what its body says, or refused with one line of JSON.
 */
#include "base/base.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "serve/http/mcp-rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Name, value, name, value: the request's `connection` in here. */
const char *http_header(const struct http_request *r, const char *name)
{
	const struct strvec *all = r->connection;
	size_t i;

	for (i = 0; i + 1 < all->nr; i += 2)
		if (!strcasecmp(all->v[i], name))
			return all->v[i + 1];
	return NULL;
}

bool http_header_twice(const struct http_request *r, const char *name)
{
	const struct strvec *all = r->connection;
	size_t i, nr = 0;

	for (i = 0; i + 1 < all->nr; i += 2)
		nr += !strcasecmp(all->v[i], name);
	return nr > 1;
}

/* Takes the lines of headers off `text`. */
static char *read_headers(struct strvec *out, char *text)
{
	char *lf, *colon;

	while ((lf = strchr(text, '\n')) && lf != text) {
		*lf = '\0';
		colon = strchr(text, ':');
		if (colon) {
			*colon = '\0';
			strvec_push(out, text);
			strvec_push(out, colon + 1 + (colon[1] == ' '));
		}
		text = lf + 1;
	}
	return lf ? lf + 1 : text;
}

static void check(const struct http_request *r, const struct rpc *m)
{
	struct strbuf out = STRBUF_INIT;
	struct json *answer = NULL;
	const char *method = http_header(r, "Mcp-Method");

	if (rules_ok(&out, r, m)) {
		if (!method || http_header_twice(r, "Mcp-Method"))
			BUG("let through without its method");
		if (!strstr(method, "=?base64?") &&
		    !strstr(method, m->method))
			BUG("let through with another method");
	} else if (memchr(out.buf, '\n', out.len) != out.buf + out.len - 1 ||
		   json_parse(&answer, out.buf, out.len, NULL) < 0 ||
		   !json_get(answer, "error")) {
		BUG("refused, and not with an error");
	}
	json_free(answer);
	strbuf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size), *body;
	struct strvec headers = STRVEC_INIT;
	struct http_request r = { "POST", "/mcp", NULL, 0, NULL, &headers };
	struct rpc m;

	body = read_headers(&headers, text);
	r.body = body;
	r.body_len = strlen(body);
	rpc_read(&m, body, r.body_len);
	if (m.kind == RPC_IS_REQUEST) {
		rules_modern(&r, &m);
		check(&r, &m);
	}
	rpc_release(&m);
	strvec_clear(&headers);
	free(text);
	return 0;
}
