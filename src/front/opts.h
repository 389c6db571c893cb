/*
 * opts.h - options and positionals as data, filled from argv or from JSON.
 */
#ifndef FRONT_OPTS_H
#define FRONT_OPTS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"
#include "front/out.h"

enum opt_type {
	OPT_FLAG,	/* --force; --no-force when OPT_NEG */
	OPT_STR,	/* a string */
	OPT_INT,	/* integer in min..max */
	OPT_NUM,	/* number in min..max */
	OPT_ENUM,	/* one of `values` ("a|b|c") */
	OPT_TIME,	/* a date people type: checked, kept as text */
	OPT_DUR,	/* a duration: "2h" */
	OPT_ID,		/* a task id or prefix */
	OPT_PATH,	/* a file */
	OPT_KV,		/* key=value */
	OPT_PRIO	/* a priority: name or 0..4 */
};

#define OPT_POS 1u	/* positional, in order of appearance */
#define OPT_REQUIRED 2u
#define OPT_MANY 4u	/* repeatable; a positional takes all that is left */
#define OPT_REST 8u	/* positional or option: joins words up to the next option */
#define OPT_NEG 16u
#define OPT_HIDDEN 32u	/* accepted for old scripts, not shown in -h */
#define OPT_WORDS 64u	/* option: takes several words (--depends-on A B) */
#define OPT_EMPTY 128u	/* an empty value is acceptable */
#define OPT_TEMPLATE 512u	/* OPT_ENUM: or any text that has a '%' */
#define OPT_BARE 256u	/* value only as --name=value; bare: the first of
			 * `values` */

struct opt {
	const char *name;	/* long name without dashes; positional: its name */
	char letter;		/* short name or 0 */
	enum opt_type type;
	const char *arg;	/* "<id>", shown in help; NULL: from the type */
	const char *help;	/* lower case, no full stop */
	unsigned flags;
	const char *values;	/* OPT_ENUM: "table|json|csv" */
	double min, max;	/* OPT_INT, OPT_NUM; both 0: no range */
	const char *alias;	/* another long name, or NULL */
};

/*
 * The row's --format: `names` ("table", "text|ids") and every data format (OUT_FORMATS
 * of out.h).  A row without this option prints one form only: then --format and --json
 * are refused.  With it --json means --format=json when
 * "json" is among the values.  The dispatcher sets ctx->out->format from it;
 * names that out.h does not know ("dot", "mermaid") leave OUT_TEXT, and the
 * command looks at args_str(args, "format"), which is NULL when nothing was
 * asked for.
 */
#define OPT_FORMAT_NAME_(id, name) "|" #name
#define OPT_FORMAT(names)						\
	OPT_FORMAT_OF(names OUT_FORMATS(OPT_FORMAT_NAME_))
/* The same without the data formats, for rows whose formats are their own. */
#define OPT_FORMAT_OF(names)						\
	{ "format", 0, OPT_ENUM, "<format>", "print in this format", 0,	\
	  names, 0, 0, NULL }

#define OPT_END { NULL, 0, OPT_FLAG, NULL, NULL, 0, NULL, 0, 0, NULL }

struct arg_value {
	bool set, negated;
	struct strvec values;	/* texts, one unless OPT_MANY/OPT_WORDS */
};

struct args {
	const struct opt *opts;		/* the command's own table */
	const struct opt *common;	/* options of every command */
	struct arg_value *values;	/* own, then common */
	size_t nr_own, nr_common;
};

#define ARGS_INIT { NULL, NULL, NULL, 0, 0 }

/* Frees; the struct can be used again. */
void args_release(struct args *a);
/* Nothing given yet: for callers that fill with args_set (then args_check). */
void args_init(struct args *a, const struct opt *opts,
	       const struct opt *common);
/*
 * Fills from argv (argv[0] is the command's name).  Options and positionals mix
 * freely; "--" ends options; --name=value and --name value; unique prefixes of long
 * names; clustered letters; "-" and words that begin with "- " are values, and
 * so are words with white space that begin with no option's name: "-5% coverage".
 * Values are checked by type (a number, its range, one of `values`, key=value,
 * a duration, UTF-8, not empty).  The last of a repeated option counts unless
 * OPT_MANY.  A second word of an OPT_WORDS option of type OPT_ID is taken only
 * when it looks like an id.  ERR_USAGE names the option, with did-you-mean.
 * Release `out` also after an error.
 * With `help` not NULL a -h or --help anywhere before "--" sets it and ends
 * the parsing with 0.
 */
int args_parse(struct args *out, const struct opt *opts,
	       const struct opt *common, int argc, char **argv,
	       bool *help, struct err *err);
/*
 * Fills from an object: option names as keys ('-' or '_'), values of the
 * matching JSON type or text; arrays for what can be repeated, objects for
 * key=value options; null is "not given".  Unknown keys, ill-typed values and
 * missing ones: ERR_INVALID with the key's name.
 */
int args_parse_json(struct args *out, const struct opt *opts,
		    const struct opt *common, const struct json *obj,
		    struct err *err);

/* Adds a value as if it had been typed; checked.  For flags value is NULL, and
 * "no-<name>" is the name where the flag can be negated. */
int args_set(struct args *a, const char *name, const char *value,
	     struct err *err);

/* By name; a name that is not in the tables is a BUG. */
bool args_has(const struct args *a, const char *name);
bool args_flag(const struct args *a, const char *name);
/* 1 given, 0 not given, -1 given as --no-name. */
int args_tri(const struct args *a, const char *name);
const char *args_str(const struct args *a, const char *name);	/* or NULL */
const struct strvec *args_list(const struct args *a, const char *name);
int64_t args_int(const struct args *a, const char *name, int64_t dflt);
double args_num(const struct args *a, const char *name, double dflt);

/* ---- about the tables, for help texts and servers ---- */

/* By long name or alias, '_' equal to '-'; NULL: none. */
const struct opt *opt_find(const struct opt *opts, const char *name);
/*
 * May whoever talks to a server give this option of a row?  Not those that are for
 * terminals, name files of the server's machine, make a request wait for a remote, or
 * spend its user's money; without `writes` not those by which a row that looks writes,
 * either ("next --claim": such a row has no WRITES).
 */
bool opt_for_servers(const struct opt *o, bool writes);
/* "<id>": the option's `arg`, or what its type is called; "" for flags. */
const char *opt_arg(const struct opt *o);

#endif
