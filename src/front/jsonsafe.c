/*
 * jsonsafe.c - JSON text as it may be shown: \\u escapes for what steers a terminal.
 */
#include "base/base.h"
#include "front/out.h"

#include "base/utf8.h"

/* Length of a character at `s` that steers a terminal: DEL, C1, bidirectional
 * overrides and isolates; 0: it is another. */
static size_t steering(const unsigned char *s)
{
	if (s[0] == 0x7f)
		return 1;
	if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
		return 2;
	if (s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0xaa && s[2] <= 0xae)
		return 3;
	if (s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9)
		return 3;
	return 0;
}

void out_add_json(struct strbuf *out, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *from = text;

	while (p < end) {
		size_t n = steering((const unsigned char *)p);
		const char *next = p;

		if (!n) {
			p++;
			continue;
		}
		strbuf_add(out, from, (size_t)(p - from));
		strbuf_addf(out, "\\u%04x", (unsigned)utf8_next(&next, end));
		p = from = p + n;
	}
	strbuf_add(out, from, (size_t)(end - from));
}

void out_json_text(struct out *o, const char *text, size_t len)
{
	struct strbuf sb = STRBUF_INIT;

	out_add_json(&sb, text, len);
	out_raw(o, sb.buf, sb.len);
	strbuf_release(&sb);
}
