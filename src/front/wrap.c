/*
 * wrap.c - where a line of a terminal is full.
 */
#include "base/base.h"
#include "front/wrap.h"

#include "base/strbuf.h"
#include "base/utf8.h"

size_t wrap_escape(const char *s)
{
	const char *end;

	if (s[0] != '\033')
		return 0;
	if (s[1] == ']') {
		end = strstr(s, "\033\\");
		return end ? (size_t)(end - s) + 2 : strlen(s);
	}
	end = strchr(s, 'm');
	return end ? (size_t)(end - s) + 1 : strlen(s);
}

const char *wrap_break(const char *s, size_t width, const char **next)
{
	const char *end = s + strlen(s), *at = s, *good = NULL, *from;
	const char *whole = s;		/* where the character begins */
	size_t used = 0, esc;
	uint32_t prev = 0;
	unsigned flags = 0;
	bool wide = false;		/* it may be followed by a line's end */

	while (at < end && *at != '\n') {
		uint32_t ch;
		size_t w;

		esc = wrap_escape(at);
		if (esc) {
			at += esc;
			continue;
		}
		from = at;
		ch = utf8_next(&at, end);
		w = (size_t)utf8_char_width(ch);
		if (!utf8_joins(prev, ch, &flags)) {
			whole = from;
			if (wide)
				good = from;
			wide = false;
		}
		prev = ch;
		if (used + w > width && ch != ' ') {
			*next = good ? good : whole;
			if (*next == s)		/* one wide one in no room */
				*next = at;
			return *next;
		}
		used += w;
		wide |= w == 2;
		if (ch == ' ')
			good = at;
	}
	*next = at < end ? at + 1 : at;
	return at;
}

void out_hanging(struct out *o, const char *text, size_t indent)
{
	size_t width = o->width > indent + WRAP_NARROW ?
		       o->width - indent : WRAP_NARROW;
	struct strbuf clean = STRBUF_INIT;
	const char *s, *next, *end;

	utf8_add_clean_line(&clean, text);
	for (s = clean.buf; *s; s = next) {
		end = wrap_break(s, o->tty ? width : SIZE_MAX, &next);
		while (o->tty && *next == ' ')
			next++;
		if (s != clean.buf)
			out_f(o, "%*s", (int)indent, "");
		while (*next && end > s && end[-1] == ' ')
			end--;
		out_raw(o, s, (size_t)(end - s));
		if (*next)
			out_f(o, "\n");
	}
	strbuf_release(&clean);
}

void out_fit(struct out *o, const char *text, size_t used)
{
	struct strbuf clean = STRBUF_INIT, fit = STRBUF_INIT;

	if (!o->tty) {
		out_s(o, text);
		return;
	}
	utf8_add_clean_line(&clean, text);
	utf8_add_fit(&fit, clean.buf, o->width > used + WRAP_NARROW / 2 ?
		     o->width - used : WRAP_NARROW / 2, false);
	out_raw(o, fit.buf, fit.len);
	strbuf_release(&clean);
	strbuf_release(&fit);
}
