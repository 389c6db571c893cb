/*
 * mask-forms.c - Base64 and hexadecimal of a value.
 */
#include "base/base.h"
#include "feat/exec/mask-forms.h"

#include "base/strbuf.h"

static const char standard[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char of_urls[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Bit `i` of the value when `before` bytes stand in front of it. */
static unsigned bit(const char *s, size_t before, size_t i)
{
	size_t byte = i / 8 - before;

	return ((unsigned char)s[byte] >> (7 - i % 8)) & 1u;
}

/* The digits that depend on the value alone. */
static void base64(struct strvec *out, const char *s, size_t len, size_t before,
		   const char *digits)
{
	struct strbuf sb = STRBUF_INIT;
	size_t d, b, last = (before + len) * 8 / 6;
	unsigned v;

	for (d = (before * 8 + 5) / 6; d < last; d++) {
		v = 0;
		for (b = 0; b < 6; b++)
			v = v << 1 | bit(s, before, d * 6 + b);
		strbuf_addch(&sb, digits[v]);
	}
	if (!strvec_has(out, sb.buf))
		strvec_push(out, sb.buf);
	strbuf_release(&sb);
}

static void hex(struct strvec *out, const char *s, size_t len, const char *digits)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < len; i++) {
		strbuf_addch(&sb, digits[(unsigned char)s[i] >> 4]);
		strbuf_addch(&sb, digits[(unsigned char)s[i] & 15]);
	}
	strvec_push(out, sb.buf);
	strbuf_release(&sb);
}

void mask_forms(struct strvec *out, const char *s, size_t len)
{
	size_t before;

	if (len < MASK_FORMS_MIN)
		return;
	for (before = 0; before < 3; before++) {
		base64(out, s, len, before, standard);
		base64(out, s, len, before, of_urls);
	}
	hex(out, s, len, "0123456789abcdef");
	hex(out, s, len, "0123456789ABCDEF");
}
