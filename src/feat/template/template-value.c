/*
 * template-value.c - the values of variables, and what they must be.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "base/utf8.h"
#include "feat/template/internal.h"

#include <regex.h>

/* Patterns come from files of others: kept so small that matching is quick. */
#define PATTERN_MAX 200
#define PATTERN_TEXT_MAX 1000

/*
 * A pattern as POSIX extended syntax, for the whole text: \d, \w and \s become
 * bracket expressions.  Repetition counts and back references, which can make
 * a small pattern very costly, are refused.
 */
static int make_pattern(struct strbuf *out, const char *s, struct err *err)
{
	bool bracket = false;

	if (strlen(s) > PATTERN_MAX)
		return err_set(err, ERR_INVALID, "a pattern of more than %d "
			       "characters", PATTERN_MAX);
	strbuf_addstr(out, "^(");
	for (; *s; s++) {
		if (*s == '[')
			bracket = true;
		else if (*s == ']')
			bracket = false;
		if (*s == '{' && !bracket && strtoul(s + 1, NULL, 10) > 50)
			return err_set(err, ERR_INVALID, "a repetition of more "
				       "than 50 in a pattern");
		if (*s != '\\') {
			strbuf_addch(out, *s);
			continue;
		}
		s++;
		if (*s == 'd')
			strbuf_addstr(out, bracket ? "0-9" : "[0-9]");
		else if (*s == 'w')
			strbuf_addstr(out, bracket ? "A-Za-z0-9_" :
				      "[A-Za-z0-9_]");
		else if (*s == 's')
			strbuf_addstr(out, bracket ? "[:space:]" :
				      "[[:space:]]");
		else if (!*s || (*s >= '0' && *s <= '9'))
			return err_set(err, ERR_INVALID,
				       "a back reference in a pattern");
		else
			strbuf_addf(out, bracket ? "%c" : "\\%c", *s);
	}
	strbuf_addstr(out, ")$");
	return 0;
}

/* 0 matches, 1 does not, -1 the pattern is wrong. */
static int match(const char *pattern, const char *text, struct err *err)
{
	struct strbuf re = STRBUF_INIT;
	regex_t compiled;
	size_t braces = 0, i;
	int ret = make_pattern(&re, pattern, err);

	for (i = 0; i < re.len; i++)
		braces += re.buf[i] == '{';
	if (!ret && braces > 2)
		ret = err_set(err, ERR_INVALID, "more than two repetition "
			      "counts in a pattern");
	if (!ret && regcomp(&compiled, re.buf, REG_EXTENDED | REG_NOSUB))
		ret = err_set(err, ERR_INVALID,
			      "'%s' is not a regular expression", pattern);
	strbuf_release(&re);
	if (ret)
		return -1;
	ret = text && (strlen(text) > PATTERN_TEXT_MAX ||
		       regexec(&compiled, text, 0, NULL, 0));
	regfree(&compiled);
	return ret;
}

static size_t nr_chars(const char *s)
{
	size_t nr = 0;

	for (; *s; s++)
		nr += ((unsigned char)*s & 0xc0) != 0x80;
	return nr;
}

/* What min and max apply to. */
static double measure(const struct json *v)
{
	if (json_is(v, JSON_NUM))
		return json_num(v);
	if (json_is(v, JSON_STR))
		return (double)nr_chars(json_str(v));
	return (double)json_nr(v);
}

static const char *measured(const struct json *v)
{
	return json_is(v, JSON_NUM) ? "" : json_is(v, JSON_STR) ?
		" characters" : " items";
}

static int out_of_range(const char *name, const char *side, double bound,
			const struct json *v, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;

	json_add_num(&sb, bound);
	err_set(err, ERR_INVALID, "variable '%s' must be %s %s%s", name, side,
		sb.buf, measured(v));
	strbuf_release(&sb);
	return -1;
}

static bool in_enum(const struct json *list, const struct json *v)
{
	const struct json *c;

	json_each(c, list)
		if (json_eq(c, v))
			return true;
	return false;
}

static int not_in_enum(const char *name, const struct json *list,
		       struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	const struct json *c;

	json_each(c, list) {
		if (c != json_first(list))
			strbuf_addstr(&sb, ", ");
		if (json_str(c))
			strbuf_addstr(&sb, json_str(c));
		else
			json_line(&sb, c);
	}
	err_set(err, ERR_INVALID, "variable '%s' must be one of: %s", name,
		sb.buf);
	strbuf_release(&sb);
	return -1;
}

static int check_validation(const char *name, const struct json *def,
			    const struct json *v, struct err *err)
{
	const struct json *rules = json_get(def, "validation");
	const struct json *min = json_get(rules, "min");
	const struct json *max = json_get(rules, "max");
	const struct json *list = json_get(rules, "enum");
	const char *pattern = json_get_str(rules, "pattern");
	int ret;

	if (pattern) {
		ret = match(pattern, json_str(v), err);
		if (ret < 0)
			return -1;
		if (ret)
			return err_set(err, ERR_INVALID, "variable '%s' does "
				       "not match the pattern %s", name,
				       pattern);
	}
	if (!v)
		return 0;
	if (min && measure(v) < json_num(min))
		return out_of_range(name, "at least", json_num(min), v, err);
	if (max && measure(v) > json_num(max))
		return out_of_range(name, "at most", json_num(max), v, err);
	return list && !in_enum(list, v) ? not_in_enum(name, list, err) : 0;
}

/* A typed value from what was typed; NULL: not of that type. */
static struct json *from_text(enum json_type type, const char *text)
{
	struct strvec parts = STRVEC_INIT;
	struct json *j = NULL;
	size_t i;

	switch (type) {
	case JSON_STR:
		return json_new_str(text);
	case JSON_BOOL:
		if (str_ieq(text, "true") || str_ieq(text, "yes") ||
		    str_ieq(text, "on") || str_eq(text, "1"))
			return json_new_bool(true);
		if (str_ieq(text, "false") || str_ieq(text, "no") ||
		    str_ieq(text, "off") || str_eq(text, "0"))
			return json_new_bool(false);
		return NULL;
	case JSON_NUM:
		if (json_parse(&j, text, strlen(text), NULL))
			return NULL;
		break;
	default:
		if (*text == '[' &&
		    !json_parse(&j, text, strlen(text), NULL))
			break;
		strvec_split(&parts, text, ",");
		j = json_new_arr();
		for (i = 0; i < parts.nr; i++)
			json_push_str(j, parts.v[i]);
		strvec_clear(&parts);
	}
	if (json_is(j, type))
		return j;
	json_free(j);
	return NULL;
}

static struct json *make_value(const char *name, const struct json *def,
			       const char *text, const struct json *value,
			       struct err *err)
{
	static const struct { const char *name; enum json_type type; } types[] =
	{
		{ "string", JSON_STR }, { "number", JSON_NUM },
		{ "boolean", JSON_BOOL }, { "array", JSON_ARR },
	};
	const char *want = json_get_str(def, "type");
	struct json *v = NULL;
	size_t i = 0;

	while (want && i < ARRAY_SIZE(types) && !str_eq(types[i].name, want))
		i++;
	if (i == ARRAY_SIZE(types)) {
		err_set(err, ERR_INVALID, "variable '%s' has the unknown type "
			"'%s'; use string, number, boolean or array", name,
			want);
		return NULL;
	}
	if (text)
		v = from_text(types[i].type, text);
	else if (value && json_type(value) == types[i].type)
		v = json_copy(value);
	if ((text || value) && !v) {
		err_set(err, ERR_INVALID, "%s variable '%s' must be a %s",
			text ? "the value of" : "the default of", name,
			types[i].name);
		return NULL;
	}
	if (text && utf8_check(text, strlen(text), false) != UTF8_OK) {
		err_set(err, ERR_INVALID, "the value of variable '%s' has "
			"control characters or is not UTF-8", name);
		json_free(v);
		return NULL;
	}
	if (check_validation(name, def, v, err)) {
		json_free(v);
		return NULL;
	}
	return v;
}

struct json *template_value(const char *name, const struct json *def,
			    const char *text, const struct json *value,
			    struct err *err)
{
	struct strbuf lf = STRBUF_INIT;
	struct json *v;

	strbuf_addlf(&lf, text ? text : "");
	v = make_value(name, def, text ? lf.buf : NULL, value, err);
	strbuf_release(&lf);
	return v;
}
