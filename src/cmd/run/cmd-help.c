/*
 * cmd-help.c - `help`: a command explained, or all of them.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/strbuf.h"
#include "front/help.h"
#include "front/usage.h"

static int print_pages(struct ctx *ctx)
{
	struct strvec pages = STRVEC_INIT;
	size_t i;

	usage_pages(&pages, ctx->table);
	for (i = 0; i < pages.nr; i++)
		out_f(ctx->out, "%s\n", pages.v[i]);
	strvec_clear(&pages);
	return 0;
}

static int print_man(struct ctx *ctx, const char *name, struct err *err)
{
	struct strbuf sb = STRBUF_INIT, page = STRBUF_INIT;
	int ret;

	if (!str_starts(name, "git-task"))
		strbuf_addstr(&page, "git-task-");
	strbuf_addstr(&page, name);
	ret = usage_man(&sb, ctx->table, page.buf);
	if (ret < 0)
		err_set(err, ERR_USAGE, "there is no page '%s'; 'git task "
			"help --pages' lists them", page.buf);
	else
		out_raw(ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
	strbuf_release(&page);
	return ret;
}

static int help_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct json *dump;

	if (args_flag(args, "pages"))
		return print_pages(ctx);
	if (args_str(args, "man"))
		return print_man(ctx, args_str(args, "man"), err);
	if (!args_flag(args, "dump-json"))
		return help_show(ctx, args_str(args, "command"), true, err);
	dump = usage_dump(ctx->table);
	ctx->out->format = OUT_JSON;
	out_json(ctx->out, dump);
	json_free(dump);
	return 0;
}

static const struct opt help_opts[] = {
	{ "command", 0, OPT_STR, NULL, "the command to explain", OPT_POS |
	  OPT_REST, NULL, 0, 0, NULL },
	{ "man", 0, OPT_STR, "<page>", "print the source of a manual page",
	  OPT_HIDDEN, NULL, 0, 0, NULL },
	{ "pages", 0, OPT_FLAG, NULL, "list the manual pages", OPT_HIDDEN,
	  NULL, 0, 0, NULL },
	{ "dump-json", 0, OPT_FLAG, NULL, "print the command table",
	  OPT_HIDDEN, NULL, 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_help = {
	.name = "help",
	.group = "care",
	.summary = "explain a command, or list them all",
	.detail =
"On a terminal the manual page is shown when it is installed, else the text "
"that -h prints.\n"
"\n"
"\tgit task help add\n"
"\tgit task help prd parse\n",
	.opts = help_opts,
	.run = help_run,
};
