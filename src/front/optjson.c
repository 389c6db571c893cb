/*
 * optjson.c - options from a JSON object: MCP calls and HTTP bodies.
 */
#include "base/base.h"
#include "front/opts.h"

#include "base/strbuf.h"
#include "front/optcheck.h"

#define KNOWN_MAX 600	/* bytes of names in one sentence */

static int bad_type(const struct json *j, const char *wanted, struct err *err)
{
	return err_set(err, ERR_INVALID, "'%s' must be %s", json_key(j),
		       wanted);
}

static int put(struct args *a, size_t i, const char *value, struct err *err)
{
	if (opt_check(args_opt(a, i), value, ERR_INVALID, err) < 0)
		return -1;
	args_put(a, i, value);
	return 0;
}

static int put_flag(struct args *a, size_t i, const struct json *v,
		    const char *key, struct err *err)
{
	const struct opt *o = args_opt(a, i);
	const char *s = json_str(v);
	bool on;

	if (json_is(v, JSON_BOOL))
		on = json_bool(v);
	else if (s && (str_ieq(s, "true") || str_ieq(s, "false")))
		on = str_ieq(s, "true");
	else
		return err_set(err, ERR_INVALID, "'%s' must be true or false",
			       key);
	if (on) {
		args_put(a, i, NULL);
	} else if (o->flags & OPT_NEG) {
		a->values[i].set = a->values[i].negated = true;
	}
	return 0;
}

/* A string, number or boolean as the text that would have been typed. */
static int put_scalar(struct args *a, size_t i, const struct json *v,
		      const char *key, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int ret;

	switch (json_type(v)) {
	case JSON_STR:
		return put(a, i, json_str(v), err);
	case JSON_NUM:
		json_add_num(&sb, json_num(v));
		ret = put(a, i, sb.buf, err);
		strbuf_release(&sb);
		return ret;
	default:
		return err_set(err, ERR_INVALID, "'%s' must be %s", key,
			       args_opt(a, i)->type == OPT_INT ||
			       args_opt(a, i)->type == OPT_NUM ?
			       "a number" : "a string");
	}
}

/* {"k": v} for a key=value option. */
static int put_pairs(struct args *a, size_t i, const struct json *obj,
		     struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *m;
	int ret = 0;

	json_each(m, obj) {
		strbuf_reset(&sb);
		strbuf_addf(&sb, "%s=", json_key(m));
		if (json_str(m))
			strbuf_addstr(&sb, json_str(m));
		else
			json_line(&sb, m);
		ret = put(a, i, sb.buf, err);
		if (ret < 0)
			break;
	}
	strbuf_release(&sb);
	return ret;
}

static int put_member(struct args *a, size_t i, const struct json *v,
		      struct err *err)
{
	const struct opt *o = args_opt(a, i);
	bool many = o->flags & (OPT_MANY | OPT_WORDS);
	struct json *e;

	if (json_is(v, JSON_NULL))
		return 0;
	if (o->type == OPT_FLAG)
		return put_flag(a, i, v, json_key(v), err);
	if (json_is(v, JSON_OBJ) && o->type == OPT_KV && many)
		return put_pairs(a, i, v, err);
	if (json_is(v, JSON_ARR) && !many)
		return bad_type(v, "a single value", err);
	if (!json_is(v, JSON_ARR))
		return put_scalar(a, i, v, json_key(v), err);
	json_each(e, v)
		if (put_scalar(a, i, e, json_key(v), err) < 0)
			return -1;
	return 0;
}

/* With those that there are: who asked can then ask again. */
static int unknown(const char *key, const struct opt *opts, struct err *err)
{
	struct strbuf known = STRBUF_INIT;
	const struct opt *o;

	for (o = opts; o && o->name; o++)
		if (!(o->flags & OPT_HIDDEN) && known.len < KNOWN_MAX)
			strbuf_addf(&known, "%s%s", known.len ? ", " : "",
				    o->name);
	err_set(err, ERR_INVALID, known.len ? "unknown argument '%.80s'; there "
		"are %s" : "unknown argument '%.80s'; it takes none", key,
		known.buf);
	strbuf_release(&known);
	return -1;
}

int args_parse_json(struct args *out, const struct opt *opts,
		    const struct opt *common, const struct json *obj,
		    struct err *err)
{
	struct json *m;

	args_init(out, opts, common);
	if (obj && !json_is(obj, JSON_OBJ) && !json_is(obj, JSON_NULL))
		return err_set(err, ERR_INVALID, "arguments must be an object");
	json_each(m, obj) {
		const char *key = json_key(m);
		size_t i = args_index(out, key, strlen(key));

		if (i == SIZE_MAX)
			return unknown(key, opts, err);
		if (put_member(out, i, m, err) < 0)
			return -1;
	}
	return args_check_required(out, ERR_INVALID, err);
}
