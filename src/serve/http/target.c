/*
 * target.c - reading the target of a request.
 */
#include "base/base.h"
#include "serve/http/target.h"

#include "base/strbuf.h"
#include "base/utf8.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes one part; false: it has what no part may have. */
static bool decode(struct strbuf *out, const char *s, size_t len, bool plus)
{
	size_t i;

	strbuf_reset(out);
	for (i = 0; i < len; i++) {
		int c = (unsigned char)s[i];

		if (c == '%') {
			int hi = len - i > 2 ? hex(s[i + 1]) : -1;
			int lo = len - i > 2 ? hex(s[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return false;
			c = hi * 16 + lo;
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			return false;
		strbuf_addch(out, (char)c);
	}
	return utf8_valid(out->buf, out->len);
}

static bool good_segment(const struct strbuf *s)
{
	return s->len && strcmp(s->buf, ".") && strcmp(s->buf, "..") &&
	       !strpbrk(s->buf, "/\\\n\t");
}

static int bad(struct err *err)
{
	return err_set(err, ERR_INVALID, "the address can not be read");
}

static int parse_path(struct target *out, const char *s, const char *end,
		      struct err *err)
{
	struct strbuf part = STRBUF_INIT;
	int ret = 0;

	while (s < end && ret == 0) {
		const char *to = memchr(s + 1, '/', (size_t)(end - s - 1));

		if (!to)
			to = end;
		if (to == s + 1 && to == end)
			break;		/* one '/' at the end */
		if (!decode(&part, s + 1, (size_t)(to - s - 1), false) ||
		    !good_segment(&part))
			ret = bad(err);
		else
			strvec_push(&out->path, part.buf);
		s = to;
	}
	strbuf_release(&part);
	return ret;
}

/* A name that comes again makes a list. */
static void add(struct json *query, const char *name, const char *value)
{
	struct json *old = json_get(query, name), *list;

	if (!old) {
		json_set_str(query, name, value);
		return;
	}
	if (!json_is(old, JSON_ARR)) {
		list = json_new_arr();
		json_push_str(list, json_str(old));
		json_set(query, name, list);
		old = list;
	}
	json_push_str(old, value);
}

static int parse_query(struct target *out, const char *s, struct err *err)
{
	struct strbuf name = STRBUF_INIT, value = STRBUF_INIT;
	int ret = 0;

	while (*s && ret == 0) {
		size_t len = strcspn(s, "&");
		const char *eq = memchr(s, '=', len);
		size_t name_len = eq ? (size_t)(eq - s) : len;

		if (!decode(&name, s, name_len, true) ||
		    !decode(&value, eq ? eq + 1 : "",
			    eq ? len - name_len - 1 : 0, true))
			ret = bad(err);
		else if (name.len)
			add(out->query, name.buf, value.buf);
		s += len + (s[len] == '&');
	}
	strbuf_release(&name);
	strbuf_release(&value);
	return ret;
}

int target_parse(struct target *out, const char *text, struct err *err)
{
	size_t path_len = strcspn(text, "?");

	out->query = json_new_obj();
	if (strlen(text) > TARGET_MAX)
		return err_set(err, ERR_INVALID, "the address is too long");
	if (*text != '/')
		return bad(err);
	if (parse_path(out, text, text + path_len, err) < 0)
		return -1;
	return text[path_len] ? parse_query(out, text + path_len + 1, err) : 0;
}

void target_release(struct target *t)
{
	strvec_clear(&t->path);
	json_free(t->query);
	t->query = NULL;
}
