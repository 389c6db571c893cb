/*
 * mask-forms.c - Base64 and hexadecimal of a value.
 */
#include "base/base.h"
#include "feat/exec/mask-forms.h"

#include "base/strbuf.h"

/* The digits that depend on the value alone, of both alphabets. */
static void base64(struct strvec *out, const char *s, size_t len, size_t before)
{
	struct strbuf bytes = STRBUF_INIT, sb = STRBUF_INIT;
	size_t i;

	strbuf_addchars(&bytes, 0, before);
	strbuf_add(&bytes, s, len);
	strbuf_addbase64(&sb, bytes.buf, bytes.len);
	strbuf_setlen(&sb, bytes.len * 8 / 6);
	strbuf_remove(&sb, 0, (before * 8 + 5) / 6);
	strvec_push(out, sb.buf);
	for (i = 0; i < sb.len; i++)
		sb.buf[i] = sb.buf[i] == '+' ? '-' : sb.buf[i] == '/' ? '_' :
			    sb.buf[i];
	if (!strvec_has(out, sb.buf))
		strvec_push(out, sb.buf);
	strbuf_release(&bytes);
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
	for (before = 0; before < 3; before++)
		base64(out, s, len, before);
	hex(out, s, len, "0123456789abcdef");
	hex(out, s, len, "0123456789ABCDEF");
}
