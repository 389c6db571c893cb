/*
 * opts.c - the values of options: finding, checking, reading them.
 */
#include "base/base.h"
#include "front/opts.h"

#include <ctype.h>
#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/when.h"
#include "model/task.h"
#include "front/optcheck.h"

static size_t opts_count(const struct opt *opts)
{
	size_t nr = 0;

	while (opts && opts[nr].name)
		nr++;
	return nr;
}

void args_init(struct args *a, const struct opt *opts,
	       const struct opt *common)
{
	size_t i;

	a->opts = opts;
	a->common = common;
	a->nr_own = opts_count(opts);
	a->nr_common = opts_count(common);
	a->values = xcalloc(a->nr_own + a->nr_common + 1, sizeof(*a->values));
	for (i = 0; i < a->nr_own + a->nr_common; i++)
		strvec_init(&a->values[i].values);
}

void args_release(struct args *a)
{
	size_t i;

	for (i = 0; a->values && i < a->nr_own + a->nr_common; i++)
		strvec_clear(&a->values[i].values);
	FREE_AND_NULL(a->values);
	a->nr_own = a->nr_common = 0;
}

/* ---- finding ---- */

static char dash(char c)
{
	return c == '_' ? '-' : c;
}

static bool name_eq(const char *name, const char *typed, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (dash(name[i]) != dash(typed[i]))
			return false;
	return !name[len];
}

static bool opt_is(const struct opt *o, const char *typed, size_t len)
{
	return name_eq(o->name, typed, len) ||
	       (o->alias && name_eq(o->alias, typed, len));
}

const struct opt *opt_find(const struct opt *opts, const char *name)
{
	for (; opts && opts->name; opts++)
		if (opt_is(opts, name, strlen(name)))
			return opts;
	return NULL;
}

const struct opt *args_opt(const struct args *a, size_t i)
{
	return i < a->nr_own ? &a->opts[i] : &a->common[i - a->nr_own];
}

size_t args_index(const struct args *a, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < a->nr_own + a->nr_common; i++)
		if (opt_is(args_opt(a, i), name, len))
			return i;
	return SIZE_MAX;
}

/* ---- words for messages ---- */

const char *opt_arg(const struct opt *o)
{
	if (o->type == OPT_FLAG)
		return "";
	if (o->arg)
		return o->arg;
	switch (o->type) {
	case OPT_INT: return "<n>";
	case OPT_NUM: return "<number>";
	case OPT_TIME: return "<date>";
	case OPT_DUR: return "<duration>";
	case OPT_ID: return "<id>";
	case OPT_PATH: return "<file>";
	case OPT_KV: return "<key>=<value>";
	case OPT_PRIO: return "<priority>";
	case OPT_ENUM: return "<word>";
	default: return "<text>";
	}
}

/* How a message calls it: "option '--title'" or "<title>" on a command line
 * (ERR_USAGE), "'title'" elsewhere. */
static const char *opt_label(char *buf, size_t size, const struct opt *o,
			     enum err_code code)
{
	char *c;

	if (code != ERR_USAGE) {
		snprintf(buf, size, "'%s'", o->name);
		for (c = buf; *c; c++)
			if (*c == '-')
				*c = '_';
	} else if (o->flags & OPT_POS)
		snprintf(buf, size, "<%s>", o->name);
	else
		snprintf(buf, size, "option '--%s'", o->name);
	return buf;
}

static bool values_has(const char *values, const char *word)
{
	size_t len = strlen(word);
	const char *p = values;

	while (*p) {
		size_t n = strcspn(p, "|");

		if (n == len && !memcmp(p, word, n))
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

/* "a, b or c" from "a|b|c". */
static void values_list(struct strbuf *out, const char *values)
{
	const char *p = values;

	while (*p) {
		size_t n = strcspn(p, "|");

		if (p != values)
			strbuf_addstr(out, p[n] ? ", " : " or ");
		strbuf_add(out, p, n);
		p += n + (p[n] == '|');
	}
}

/* ---- checking ---- */

static bool number(const char *s, bool whole, double *out)
{
	const char *p = s + (*s == '-' || *s == '+');
	char *end;

	if (!isdigit((unsigned char)*p) && (whole || *p != '.'))
		return false;
	for (; *p; p++)
		if (!isdigit((unsigned char)*p) &&
		    (whole || !strchr(".eE+-", *p)))
			return false;
	*out = strtod(s, &end);
	return !*end && isfinite(*out);
}

static int check_number(const struct opt *o, const char *label,
			const char *value, enum err_code code,
			struct err *err)
{
	bool whole = o->type == OPT_INT;
	double d;

	if (!number(value, whole, &d) || (whole && fabs(d) > 9e15))
		return err_set(err, code, "%s needs a%s number, not '%s'",
			       label, whole ? " whole" : "", value);
	if ((o->min || o->max) && (d < o->min || d > o->max)) {
		if (o->max > 1e15)
			return err_set(err, code, "%s must be at least %g, "
				       "not '%s'", label, o->min, value);
		return err_set(err, code, "%s must be between %.15g and "
			       "%.15g, not '%s'", label, o->min, o->max,
			       value);
	}
	return 0;
}

static int check_enum(const struct opt *o, const char *value,
		      enum err_code code, struct err *err)
{
	struct strbuf list = STRBUF_INIT;

	if (values_has(o->values, value) ||
	    (o->flags & OPT_TEMPLATE && strchr(value, '%')))
		return 0;
	values_list(&list, o->values);
	err_set(err, code, "Invalid %s '%s': use %s", o->name, value,
		list.buf);
	strbuf_release(&list);
	return -1;
}

static int check_prio(const struct opt *o, const char *value,
		      enum err_code code, struct err *err)
{
	enum priority p;

	if (priority_parse(&p, value))
		return 0;
	return err_set(err, code, "Invalid %s '%s': use none, low, medium, "
		       "high, critical or a number from 0 to 4",
		       o->name, value);
}

/*
 * Where the key of key=value ends: at the first '='; without any, or with one in the
 * address that is the value, at a ':' behind a key of letters, digits, '_', '-' and
 * '.', which is what tm takes.  NULL: neither.
 */
static const char *kv_split(const char *value)
{
	const char *equals = strchr(value, '=');
	const char *scheme = strstr(value, "://");
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO"
			    "PQRSTUVWXYZ0123456789_-.");
	const char *colon = len && value[len] == ':' ? value + len : NULL;

	/* "url:https://x/?q=1": this equals sign is of the address */
	if (equals && !(colon && scheme && colon < scheme && scheme < equals))
		return equals == value ? NULL : equals;
	return colon;
}

/* A time of any form: that it is one does not hang on the time that it is now. */
static int check_time(const char *label, const char *value, enum err_code code,
		      struct err *err)
{
	const int64_t now = INT64_C(1700000000000);
	int64_t at;

	if (when_parse_since(&at, value, now, NULL) == 0 ||
	    when_parse(&at, value, now, false, err) == 0)
		return 0;
	err_prefix(err, "%s", label);
	if (err)
		err->code = code;
	return -1;
}

int opt_check(const struct opt *o, const char *value, enum err_code code,
	      struct err *err)
{
	char label[96];
	double seconds;

	opt_label(label, sizeof(label), o, code);
	if (!*value && !(o->flags & OPT_EMPTY))
		return err_set(err, code, "%s must not be empty", label);
	if (!*value)
		return 0;
	if (o->type != OPT_PATH && !utf8_valid(value, strlen(value)))
		return err_set(err, code, "%s is not valid UTF-8", label);
	switch (o->type) {
	case OPT_INT:
	case OPT_NUM:
		return check_number(o, label, value, code, err);
	case OPT_ENUM:
		return check_enum(o, value, code, err);
	case OPT_PRIO:
		return check_prio(o, value, code, err);
	case OPT_KV:
		if (!kv_split(value))
			return err_set(err, code, "%s needs key=value, not "
				       "'%s'", label, value);
		return 0;
	case OPT_DUR:
		if (when_parse_duration(&seconds, value, true, err) < 0) {
			err_prefix(err, "%s", label);
			if (err)
				err->code = code;
			return -1;
		}
		return 0;
	case OPT_TIME:
		return check_time(label, value, code, err);
	default:
		return 0;
	}
}

int args_check_required(const struct args *a, enum err_code code,
			struct err *err)
{
	char label[96];
	size_t i;

	for (i = 0; i < a->nr_own; i++) {
		const struct opt *o = &a->opts[i];

		if (!(o->flags & OPT_REQUIRED) || a->values[i].set)
			continue;
		return err_set(err, code, "%s is missing",
			       opt_label(label, sizeof(label), o, code));
	}
	return 0;
}

void args_put(struct args *a, size_t i, const char *value)
{
	const struct opt *o = args_opt(a, i);
	struct arg_value *v = &a->values[i];

	if (!(o->flags & (OPT_MANY | OPT_WORDS)))
		strvec_clear(&v->values);
	v->set = true;
	v->negated = false;
	if (!value)
		return;
	strvec_push(&v->values, value);
	if (o->type == OPT_KV) {
		char *at = v->values.v[v->values.nr - 1] +
			   (kv_split(value) - value);

		/* "team: web" as "team:web" */
		if (*at == ':')
			memmove(at + 1, at + 1 + strspn(at + 1, " "),
				strlen(at + 1 + strspn(at + 1, " ")) + 1);
		*at = '=';
	}
}

int args_set(struct args *a, const char *name, const char *value,
	     struct err *err)
{
	size_t i = args_index(a, name, strlen(name));

	if (i == SIZE_MAX && !value && !strncmp(name, "no-", 3)) {
		i = args_index(a, name + 3, strlen(name + 3));
		if (i != SIZE_MAX && args_opt(a, i)->flags & OPT_NEG) {
			a->values[i].set = a->values[i].negated = true;
			return 0;
		}
	}
	if (i == SIZE_MAX)
		BUG("no option '%s'", name);
	if (value && opt_check(args_opt(a, i), value, ERR_INVALID, err) < 0)
		return -1;
	args_put(a, i, value);
	return 0;
}

/* ---- reading ---- */

static const struct arg_value *get(const struct args *a, const char *name)
{
	size_t i = args_index(a, name, strlen(name));

	if (i == SIZE_MAX)
		BUG("no option '%s'", name);
	return &a->values[i];
}

bool args_has(const struct args *a, const char *name)
{
	return get(a, name)->set;
}

bool args_flag(const struct args *a, const char *name)
{
	return args_tri(a, name) > 0;
}

int args_tri(const struct args *a, const char *name)
{
	const struct arg_value *v = get(a, name);

	return !v->set ? 0 : v->negated ? -1 : 1;
}

const char *args_str(const struct args *a, const char *name)
{
	const struct arg_value *v = get(a, name);

	return v->set && v->values.nr ? v->values.v[v->values.nr - 1] : NULL;
}

const struct strvec *args_list(const struct args *a, const char *name)
{
	return &get(a, name)->values;
}

int64_t args_int(const struct args *a, const char *name, int64_t dflt)
{
	const char *s = args_str(a, name);

	return s && *s ? (int64_t)strtoll(s, NULL, 10) : dflt;
}

double args_num(const struct args *a, const char *name, double dflt)
{
	const char *s = args_str(a, name);

	return s && *s ? strtod(s, NULL) : dflt;
}

static bool is_named(const char *name, const char *const *names)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names;
}

bool opt_for_servers(const struct opt *o, bool writes)
{
	static const char *const never[] = {
		"format", "columns", "by", "count", "edit", "sync", "remote",
		"width", "oneline", "explain", "offset",
		/* a language model: nobody else spends the user's money */
		"assist", "provider", "model", NULL
	};
	static const char *const writing[] = {
		"claim", "lease", "save", NULL
	};

	return o->type != OPT_PATH && !(o->flags & OPT_HIDDEN) &&
		!is_named(o->name, never) &&
		(writes || !is_named(o->name, writing));
}
