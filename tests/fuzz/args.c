/*
 * args.c - any bytes as the body of a write over HTTP, or the arguments of a tool: the
 * first byte chooses the options that they are for, the rest is JSON.  Never a crash;
 * what is refused is refused with words, and what is taken is of the type that the
 * option has.
 */
#include "base/base.h"

#include "base/mem.h"
#include "data/json.h"
#include "cmd/kit/common.h"
#include "front/opts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct opt changes[] = {
	O_ID("id", 0, NULL, OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("title", 0, NULL, NULL, 0),
	O_STR("description", 0, NULL, NULL, OPT_EMPTY),
	O_STR("tag", 0, NULL, NULL, OPT_MANY),
	O_ENUM("status", 0, "pending|in_progress|blocked", NULL, 0),
	{ "priority", 0, OPT_PRIO, NULL, NULL, 0, NULL, 0, 0, NULL },
	O_NUM("hours", 0, NULL, 0, 100000),
	O_INT("limit", 0, NULL, 1, 1000),
	{ "lease", 0, OPT_DUR, NULL, NULL, 0, NULL, 0, 0, NULL },
	O_KV("values", 0, NULL, OPT_MANY),
	O_FLAG("force", 0, NULL),
	{ "tests", 0, OPT_FLAG, NULL, NULL, OPT_NEG, NULL, 0, 0, NULL },
	OPT_END
};

static const struct opt words[] = {
	O_STR("text", 0, NULL, NULL, OPT_POS | OPT_REST | OPT_EMPTY),
	{ "on", 0, OPT_ID, NULL, NULL, OPT_WORDS, NULL, 0, 0, NULL },
	OPT_END
};

/* What an option has taken, by its type. */
static void check(const struct args *a, const struct opt *o)
{
	const struct strvec *list;
	size_t i;

	if (!args_has(a, o->name))
		return;
	if (o->type == OPT_FLAG) {
		args_tri(a, o->name);
		return;
	}
	list = args_list(a, o->name);
	for (i = 0; i < list->nr; i++) {
		if (!list->v[i])
			BUG("a value that is none");
		if (!*list->v[i] && !(o->flags & OPT_EMPTY))
			BUG("an empty value");
	}
	if (o->type == OPT_INT && (args_int(a, o->name, 1) < 1 ||
				   args_int(a, o->name, 1) > 1000))
		BUG("a number out of its bounds");
	if (o->type == OPT_NUM && !(args_num(a, o->name, 0) >= 0 &&
				    args_num(a, o->name, 0) <= 100000))
		BUG("hours out of their bounds");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct opt *opts = size && data[0] & 1 ? words : changes, *o;
	char *copy = xmemdup(data, size);	/* so that ASan sees its end */
	struct args args = ARGS_INIT;
	struct err err = ERR_INIT;
	struct json *j = NULL;

	if (size && json_parse(&j, copy + 1, size - 1, NULL) == 0) {
		if (args_parse_json(&args, opts, NULL, j, &err) == 0)
			for (o = opts; o->name; o++)
				check(&args, o);
		else if (!*err.msg)
			BUG("refused without a word");
	}
	args_release(&args);
	json_free(j);
	free(copy);
	return 0;
}
