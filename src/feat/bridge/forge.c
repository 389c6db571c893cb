/*
 * forge.c - members of requests that several trackers take alike.
 */
#include "base/base.h"
#include "feat/bridge/forge.h"

#include "base/utf8.h"

void forge_cut(struct json *body, const char *name, const char *value,
	       size_t max)
{
	const char *p = value, *end = value + strlen(value);
	struct strbuf sb = STRBUF_INIT;
	size_t nr;

	for (nr = 0; nr < max && p < end; nr++)
		utf8_next(&p, end);
	strbuf_add(&sb, value, (size_t)(p - value));
	json_set_str(body, name, sb.buf);
	strbuf_release(&sb);
}

void forge_text(struct json *body, const char *name, const char *value,
		const char *marker)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, value ? value : "");
	issue_add_marker(&sb, marker);
	json_set_str(body, name, sb.buf);
	strbuf_release(&sb);
}
