/*
 * schema.c - the command table as JSON: argument schemas and the whole dump.
 */
#include "base/base.h"
#include "front/usage.h"
#include "front/words.h"

#include "base/strvec.h"
#include "front/usagetext.h"

static char *json_name(const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addreplace(&sb, name, "-", "_");
	return strbuf_detach(&sb, NULL);
}

static struct json *values_array(const char *values)
{
	struct json *arr = json_new_arr();
	struct strvec v = STRVEC_INIT;
	size_t i;

	strvec_split(&v, values, "|");
	for (i = 0; i < v.nr; i++)
		json_push_str(arr, v.v[i]);
	strvec_clear(&v);
	return arr;
}

/* Priorities may be given as a name or as a number. */
static void prio_schema(struct json *s)
{
	struct json *types = json_new_arr();

	json_push_str(types, "string");
	json_push_str(types, "integer");
	json_set(s, "type", types);
	json_set(s, "enum", values_array("none|low|medium|high|critical"));
	for (int i = 0; i <= 4; i++)
		json_push(json_get(s, "enum"), json_new_int(i));
}

/* A limit that nobody meets is not worth what a model pays to read it. */
#define FAR_AWAY 24000

/* The type, and what values there are. */
static struct json *type_schema(const struct opt *o, bool brief)
{
	struct json *s = json_new_obj();
	bool numeric = o->type == OPT_INT || o->type == OPT_NUM;

	json_set_str(s, "type", o->type == OPT_FLAG ? "boolean" :
		     o->type == OPT_INT || o->type == OPT_PRIO ? "integer" :
		     o->type == OPT_NUM ? "number" : "string");
	if (o->type == OPT_ENUM)
		json_set(s, "enum", values_array(o->values));
	if (o->type == OPT_PRIO) {
		json_set_num(s, "minimum", 0);
		json_set_num(s, "maximum", 4);
	} else if (numeric && (o->min || o->max) &&
		   !(brief && o->max > FAR_AWAY)) {
		json_set_num(s, "minimum", o->min);
		json_set_num(s, "maximum", o->max);
	}
	return s;
}

static struct json *value_schema(const struct opt *o)
{
	bool numeric = o->type == OPT_INT || o->type == OPT_NUM;
	struct json *s;

	if (o->type == OPT_PRIO) {
		s = json_new_obj();
		prio_schema(s);
		return s;
	}
	s = type_schema(o, false);
	if (o->type == OPT_ID)
		json_set_str(s, "pattern", "^#?[0-9a-fA-F]{4,16}$");
	if (o->type == OPT_KV)
		json_set_str(s, "pattern", "^[^=]+=");
	if (!numeric && o->type != OPT_FLAG && o->type != OPT_ENUM &&
	    !(o->flags & OPT_EMPTY))
		json_set_int(s, "minLength", 1);
	return s;
}

static struct json *opt_schema(const struct opt *o, bool brief)
{
	struct json *s = brief ? type_schema(o, true) : value_schema(o);

	if (o->flags & (OPT_MANY | OPT_WORDS)) {
		struct json *arr = json_new_obj();

		json_set_str(arr, "type", "array");
		json_set(arr, "items", s);
		s = arr;
	}
	if (o->help)
		json_set_str(s, "description", o->help);
	return s;
}

/* Adds what an object of these options looks like. */
static void add_object(struct json *s, const struct cmd *cmd, bool brief)
{
	struct json *props = json_new_obj(), *required = json_new_arr();
	const struct opt *o;

	json_set_str(s, "type", "object");
	for (o = cmd->opts; o && o->name; o++) {
		char *name;

		if (!usage_shows(o))
			continue;
		name = json_name(o->name);
		json_set(props, name, opt_schema(o, brief));
		if (o->flags & OPT_REQUIRED)
			json_push_str(required, name);
		free(name);
	}
	json_set(s, "properties", props);
	if (json_nr(required))
		json_set(s, "required", required);
	else
		json_free(required);
	if (!brief)
		json_set_bool(s, "additionalProperties", false);
}

struct json *usage_schema(const struct cmd *cmd)
{
	struct json *s = json_new_obj();

	json_set_str(s, "$schema",
		     "https://json-schema.org/draft/2020-12/schema");
	add_object(s, cmd, false);
	return s;
}

struct json *usage_tool_schema(const struct cmd *cmd)
{
	struct json *s = json_new_obj();

	add_object(s, cmd, true);
	return s;
}

/* ---- the dump ---- */

static const char *const type_names[] = {
	[OPT_FLAG] = "flag", [OPT_STR] = "text", [OPT_INT] = "integer",
	[OPT_NUM] = "number", [OPT_ENUM] = "enum", [OPT_TIME] = "time",
	[OPT_DUR] = "duration", [OPT_ID] = "id", [OPT_PATH] = "path",
	[OPT_KV] = "pair", [OPT_PRIO] = "priority",
};

static const struct { unsigned flag; const char *name; } flag_names[] = {
	{ OPT_POS, "positional" }, { OPT_REQUIRED, "required" },
	{ OPT_MANY, "many" }, { OPT_REST, "rest" }, { OPT_NEG, "negatable" },
	{ OPT_HIDDEN, "hidden" }, { OPT_WORDS, "words" },
	{ OPT_EMPTY, "empty" }, { OPT_BARE, "bare" },
};

static const struct { unsigned flag; const char *name; } need_names[] = {
	{ NEEDS_REPO, "repository" }, { NEEDS_DB, "tasks" },
	{ WRITES, "writes" }, { TTY_ONLY, "terminal" }, { TOOL, "tool" },
	{ NO_PAGER, "no-pager" }, { PAGER, "pager" },
	{ OPTIONAL_REPO, "optional-repository" },
	{ AS_IT_IS, "as-it-is" }, { HIDDEN, "hidden" },
};

static struct json *dump_opt(const struct cmd *cmd, const struct opt *o)
{
	struct json *j = json_new_obj(), *flags = json_new_arr();
	const enum word_kind kind = word_kind(cmd, o);
	char letter[2] = { o->letter, '\0' };
	size_t i;

	json_set_str(j, "name", o->name);
	if (o->letter)
		json_set_str(j, "letter", letter);
	if (o->alias)
		json_set_str(j, "alias", o->alias);
	json_set_str(j, "type", type_names[o->type]);
	json_set_str(j, "arg", opt_arg(o));
	json_set_str(j, "help", o->help);
	if (o->values)
		json_set(j, "values", values_array(o->values));
	if (kind != WORD_NR)
		json_set_str(j, "takes", word_names[kind]);
	if (o->min || o->max) {
		json_set_num(j, "min", o->min);
		json_set_num(j, "max", o->max);
	}
	for (i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (o->flags & flag_names[i].flag)
			json_push_str(flags, flag_names[i].name);
	json_set(j, "flags", flags);
	return j;
}

static struct json *dump_opts(const struct cmd *cmd, const struct opt *opts)
{
	struct json *arr = json_new_arr();

	for (; opts && opts->name; opts++)
		json_push(arr, dump_opt(cmd, opts));
	return arr;
}

struct json *usage_dump(const struct cmd *const *table)
{
	struct json *all = json_new_obj(), *cmds = json_new_arr();

	for (; *table; table++) {
		const struct cmd *c = *table;
		struct json *j = json_new_obj(), *needs = json_new_arr();
		struct strbuf sb = STRBUF_INIT;
		size_t i;

		usage_synopsis(&sb, c);
		json_set_str(j, "name", c->name);
		json_set(j, "aliases", values_array(c->alias ? c->alias : ""));
		json_set_str(j, "group", usage_group_name(usage_group_of(c)));
		json_set_str(j, "summary", c->summary);
		json_set_str(j, "synopsis", sb.buf);
		for (i = 0; i < ARRAY_SIZE(need_names); i++)
			if (c->needs & need_names[i].flag)
				json_push_str(needs, need_names[i].name);
		json_set(j, "needs", needs);
		json_set(j, "options", dump_opts(c, c->opts));
		json_set(j, "schema", usage_schema(c));
		json_push(cmds, j);
		strbuf_release(&sb);
	}
	json_set(all, "commands", cmds);
	json_set(all, "common", dump_opts(NULL, common_opts));
	return all;
}
