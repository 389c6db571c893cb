/*
 * mcp-rules.c - the headers of the Model Context Protocol, compared with bodies.
 */
#include "base/base.h"
#include "serve/http/mcp-rules.h"

#include "serve/mcp/mcp.h"

#define VERSION_HEADER "MCP-Protocol-Version"
#define METHOD_HEADER "Mcp-Method"
#define NAME_HEADER "Mcp-Name"
#define CODED "=?base64?"
#define CODED_END "?="

bool rules_modern(const struct http_request *r, const struct rpc *m)
{
	const char *version = http_header(r, VERSION_HEADER);

	if (mcp_is_modern(m))
		return true;
	if (m->method && !strcmp(m->method, "initialize"))
		return false;
	return version && !mcp_speaks(version);
}

/* ---- values ---- */

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
				     "klmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* False: it is not base64, or not with its padding. */
static bool decode(struct strbuf *out, const char *s, size_t len)
{
	size_t i, pad = 0;
	unsigned bits = 0, held = 0;

	while (pad < 2 && len && s[len - 1] == '=') {
		len--;
		pad++;
	}
	if ((len + pad) % 4)
		return false;
	for (i = 0; i < len; i++) {
		int d = digit(s[i]);

		if (d < 0)
			return false;
		held = held << 6 | (unsigned)d;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			strbuf_addch(out, (char)(held >> bits & 0xff));
		}
	}
	return !(held & ((1u << bits) - 1));
}

/* The value of a header as it is meant; false: it can not be read. */
static bool header_value(struct strbuf *out, const char *text)
{
	size_t len;

	strbuf_addstr(out, text);
	strbuf_trim(out);
	len = strlen(CODED) + strlen(CODED_END);
	if (out->len < len || !str_starts(out->buf, CODED) ||
	    !str_ends(out->buf, CODED_END))
		return true;
	len = out->len - len;
	strbuf_reset(out);
	text += strspn(text, " \t");
	return decode(out, text + strlen(CODED), len);
}

/* Is the header there once, and says `want`? */
static bool says(const struct http_request *r, const char *header,
		 const char *want)
{
	const char *text = http_header(r, header);
	struct strbuf value = STRBUF_INIT;
	bool yes = text && !http_header_twice(r, header) &&
		   header_value(&value, text) && !strcmp(value.buf, want);

	strbuf_release(&value);
	return yes;
}

/* ---- requests ---- */

/* What a request is about besides its method, or NULL. */
static const char *name_of(const struct rpc *m)
{
	if (!strcmp(m->method, "tools/call") ||
	    !strcmp(m->method, "prompts/get"))
		return json_get_str(m->params, "name");
	if (!strcmp(m->method, "resources/read"))
		return json_get_str(m->params, "uri");
	return NULL;
}

static bool mismatch(struct strbuf *out, const struct rpc *m,
		     const char *header)
{
	struct strbuf why = STRBUF_INIT;

	strbuf_addf(&why, "the header %s is missing or says something else "
		    "than the body", header);
	rpc_error(out, m->id, RPC_HEADERS, why.buf, NULL);
	strbuf_release(&why);
	return false;
}

bool rules_ok(struct strbuf *out, const struct http_request *r,
	      const struct rpc *m)
{
	const char *version = json_get_str(json_get(m->params, "_meta"),
					   MCP_META_VERSION);
	const char *name = name_of(m);

	if (version && !says(r, VERSION_HEADER, version))
		return mismatch(out, m, VERSION_HEADER);
	if (!mcp_envelope_ok(out, m))
		return false;
	if (!says(r, METHOD_HEADER, m->method))
		return mismatch(out, m, METHOD_HEADER);
	if (name && !says(r, NAME_HEADER, name))
		return mismatch(out, m, NAME_HEADER);
	return true;
}
