/*
 * mcp-answer.c - what answers have in common: how they fail, and their notes.
 */
#include "base/base.h"
#include "serve/mcp/internal.h"

#include <stdarg.h>

#include "base/mem.h"
#include "base/strvec.h"

void mcp_fail(struct mcp_answer *a, int code, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	json_free(a->result);
	a->result = NULL;
	free(a->message);
	a->message = strbuf_detach(&sb, NULL);
	a->code = code;
}

void mcp_reword(struct strbuf *text, const struct mcp *m)
{
	const char *const (*w)[2] = m->surface->words;
	struct strbuf out = STRBUF_INIT;
	const char *at, *from;

	for (; w && (*w)[0]; w++) {
		if (!strstr(text->buf, (*w)[0]))
			continue;
		strbuf_reset(&out);
		for (from = text->buf; (at = strstr(from, (*w)[0])) != NULL;
		     from = at + strlen((*w)[0])) {
			strbuf_add(&out, from, (size_t)(at - from));
			strbuf_addstr(&out, (*w)[1]);
		}
		strbuf_addstr(&out, from);
		strbuf_reset(text);
		strbuf_addbuf(text, &out);
	}
	strbuf_release(&out);
}

void mcp_add_notes(struct json *j, const struct strbuf *notes)
{
	struct strvec lines = STRVEC_INIT;
	struct json *arr;
	size_t i;

	strvec_split(&lines, notes->buf, "\n");
	if (lines.nr && json_is(j, JSON_OBJ)) {
		arr = json_new_arr();
		for (i = 0; i < lines.nr; i++)
			json_push_str(arr, lines.v[i]);
		json_set(j, "notes", arr);
	}
	strvec_clear(&lines);
}
