/*
 * yaml-scalar.c - what a scalar without quotes is: null, a truth, a number, a text.
 */
#include "base/base.h"
#include "data/yaml-scalar.h"
#include "base/strbuf.h"
#include "base/utf8.h"

static bool one_of(const char *s, const char *const *v)
{
	for (; *v; v++)
		if (!strcmp(s, *v))
			return true;
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *s)
{
	while (is_digit(*s))
		s++;
	return s;
}

/*
 * Rewrites a number of the YAML 1.2 core schema as JSON would write it.
 * False when it is none.
 */
static bool number_text(struct strbuf *out, const char *s, bool *integer)
{
	const char *p = s, *digits, *end;

	if (*p == '+' || *p == '-')
		if (*p++ == '-')
			strbuf_addch(out, '-');
	digits = p;
	end = p = skip_digits(p);
	*integer = !*p && p > digits;
	while (digits < end - 1 && *digits == '0')
		digits++;
	if (digits == end)
		strbuf_addch(out, '0');
	else
		strbuf_add(out, digits, (size_t)(end - digits));
	if (*p == '.') {
		digits = ++p;
		p = skip_digits(p);
		if (p == digits && (end == s || !is_digit(end[-1])))
			return false;	/* a point alone */
		if (p > digits) {
			strbuf_addch(out, '.');
			strbuf_add(out, digits, (size_t)(p - digits));
		}
	} else if (end == s || !is_digit(end[-1])) {
		return false;
	}
	if (*p == 'e' || *p == 'E') {
		strbuf_addch(out, 'e');
		p++;
		if (*p == '+' || *p == '-')
			strbuf_addch(out, *p++);
		digits = p;
		p = skip_digits(p);
		if (p == digits)
			return false;
		strbuf_addstr(out, digits);
	}
	return !*p;
}

/* 0x1f and 0o17. */
static struct json *based_number(const char *s)
{
	int base = s[0] != '0' ? 0 : s[1] == 'x' ? 16 : s[1] == 'o' ? 8 : 0;
	unsigned long long v;
	char *end;

	if (!base || !s[2] || s[2] == '-' || s[2] == '+' || s[2] == ' ' ||
	    (base == 16 && (s[3] == 'x' || s[3] == 'X')))
		return NULL;
	errno = 0;
	v = strtoull(s + 2, &end, base);
	if (*end || errno || v >= UINT64_C(1) << 53)
		return NULL;
	return json_new_int((int64_t)v);
}

/*
 * An integer that a double can not hold to its last digit (a long account
 * number, say) stays a string.  NULL: not a number.
 */
static struct json *number(const char *s)
{
	struct strbuf text = STRBUF_INIT, back = STRBUF_INIT;
	struct json *j = based_number(s);
	bool integer;

	if (j || !(*s == '+' || *s == '-' || *s == '.' || is_digit(*s)))
		return j;
	if (number_text(&text, s, &integer) &&
	    !json_parse(&j, text.buf, text.len, NULL) && integer) {
		json_add_num(&back, json_num(j));
		if (!str_eq(back.buf, text.buf) && !str_eq(text.buf, "-0")) {
			json_free(j);
			j = NULL;
		}
	}
	strbuf_release(&text);
	strbuf_release(&back);
	return j;
}

struct json *yaml_scalar(const char *s)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL",
					     NULL };
	static const char *const yes[] = { "true", "True", "TRUE", "yes",
					   "Yes", "YES", "on", "On", "ON",
					   NULL };
	static const char *const no[] = { "false", "False", "FALSE", "no",
					  "No", "NO", "off", "Off", "OFF",
					  NULL };
	struct json *j;

	if (one_of(s, nulls))
		return json_new_null();
	if (one_of(s, yes))
		return json_new_bool(true);
	if (one_of(s, no))
		return json_new_bool(false);
	j = number(s);
	return j ? j : json_new_str(s);
}

bool yaml_needs_escape(uint32_t ch)
{
	return ch < 0x20 || ch == 0x7f || (ch >= 0x80 && ch < 0xa0) ||
		ch == 0x2028 || ch == 0x2029 || ch == 0xfeff || ch == 0xfffe ||
		ch == 0xffff;
}

bool yaml_is_plain(const char *s)
{
	const char *p;
	struct json *j;
	bool is_str;

	if (!((*s | 32) >= 'a' && (*s | 32) <= 'z') && *s != '_' && *s != '/')
		return false;
	for (p = s; *p; p++) {
		if ((*p | 32) >= 'a' && (*p | 32) <= 'z')
			continue;
		if (is_digit(*p) || strchr("_./-+@()=;'", *p))
			continue;
		if (*p == ' ' && p[1] && p[1] != ' ')
			continue;
		return false;
	}
	j = yaml_scalar(s);
	is_str = json_is(j, JSON_STR);
	json_free(j);
	return is_str;
}

bool yaml_is_block(const char *s)
{
	const char *end = s + strlen(s), *p = s;
	uint32_t ch;

	if (!strchr(s, '\n') || *s == ' ' || *s == '\n' || *s == '\t')
		return false;
	if (end - s >= 2 && end[-1] == '\n' && end[-2] == '\n')
		return false;
	while (p < end) {
		ch = utf8_next(&p, end);
		if (ch != '\n' && ch != '\t' && yaml_needs_escape(ch))
			return false;
	}
	return true;
}
