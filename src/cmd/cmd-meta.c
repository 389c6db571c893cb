/*
 * cmd-meta.c - the program about itself: help, version, completion.
 */
#include "base/base.h"
#include "cmd/cmds.h"

#include <sys/utsname.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/version.h"
#include "front/help.h"
#include "front/usage.h"

#ifndef BUILD_LIBS
#define BUILD_LIBS "not recorded"
#endif
#ifndef BUILD_CFLAGS
#define BUILD_CFLAGS "not recorded"
#endif

/* ---- help ---- */

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

/* ---- version ---- */

static void build_options(struct json *j)
{
	struct utsname u;

	json_set_str(j, "libraries", BUILD_LIBS);
	json_set_str(j, "cflags", BUILD_CFLAGS);
#if defined(__clang__)
	json_set_str(j, "compiler", "clang " __clang_version__);
#elif defined(__GNUC__)
	json_set_str(j, "compiler", "gcc " __VERSION__);
#endif
	json_set_int(j, "sizeof_size_t", (int64_t)sizeof(size_t));
	if (!uname(&u)) {
		json_set_str(j, "system", u.sysname);
		json_set_str(j, "machine", u.machine);
	}
}

static int version_run(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct json *j = json_new_obj(), *m;

	(void)err;
	json_set_str(j, "version", GIT_TASK_VERSION);
	json_set_int(j, "schema", 1);
	if (args_flag(args, "build-options"))
		build_options(j);
	if (ctx->out->format == OUT_JSON) {
		out_json(ctx->out, j);
	} else {
		out_f(ctx->out, "git-task version %s\n", GIT_TASK_VERSION);
		json_each(m, j) {
			if (!args_flag(args, "build-options") ||
			    !strcmp(json_key(m), "version"))
				continue;
			out_f(ctx->out, "%s: ", json_key(m));
			if (json_str(m))
				out_s(ctx->out, json_str(m));
			else
				out_f(ctx->out, "%.0f", json_num(m));
			out_f(ctx->out, "\n");
		}
	}
	json_free(j);
	return 0;
}

static const struct opt version_opts[] = {
	{ "build-options", 0, OPT_FLAG, NULL, "also print how it was built",
	  0, NULL, 0, 0, NULL },
	OPT_FORMAT("text|json"),
	OPT_END
};

const struct cmd cmd_version = {
	.name = "version",
	.group = "care",
	.summary = "print the version, and how the program was built",
	.detail =
"The schema is the number in meta.json that this program writes; it reads "
"tasks of a newer schema as far as it can, and refuses to change them.\n",
	.opts = version_opts,
	.run = version_run,
};

/* ---- completion ---- */

static int completion_run(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	const char *shell = args_str(args, "shell");

	if (usage_completion(&sb, ctx->table, shell) < 0)
		return err_set(err, ERR_USAGE, "no completion for '%s'",
			       shell);
	out_raw(ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
	return 0;
}

static const struct opt completion_opts[] = {
	{ "shell", 0, OPT_ENUM, NULL, "the shell", OPT_POS | OPT_REQUIRED,
	  "bash|zsh|fish", 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_completion = {
	.name = "completion",
	.group = "start",
	.summary = "print a completion script for a shell",
	.detail =
"Completes commands, options, their values, and task ids with titles, for "
"'git task', git-task and tm.\n"
"\n"
"bash, in ~/.bashrc:\n"
"\n"
"\tsource <(git task completion bash)\n"
"\n"
"zsh, into a directory of $fpath:\n"
"\n"
"\tgit task completion zsh >~/.zfunc/_git-task\n"
"\n"
"fish, in ~/.config/fish/config.fish:\n"
"\n"
"\tgit task completion fish | source\n"
"\n"
"'make install' does all of it for shells that look in its prefix.\n",
	.opts = completion_opts,
	.run = completion_run,
};

/* ---- ids for completion ---- */

#define COMPLETION_IDS 500

static int by_updated(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a;
	const struct row *y = *(const struct row *const *)b;

	if (x->updated != y->updated)
		return x->updated > y->updated ? -1 : 1;
	return strcmp(x->id, y->id);
}

static int completion_ids_run(struct ctx *ctx, const struct args *args,
			      struct err *err)
{
	const struct row **rows;
	const struct view *v;
	size_t nr = 0, i;

	(void)args;
	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	rows = xcalloc(v->nr + 1, sizeof(const struct row *));
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted && status_is_open(v->rows[i].stored))
			rows[nr++] = &v->rows[i];
	qsort(rows, nr, sizeof(const struct row *), by_updated);
	for (i = 0; i < nr && i < COMPLETION_IDS; i++) {
		char id[ID_LEN + 1];

		view_short(id, v, rows[i]->id);
		out_f(ctx->out, "%s\t", id);
		out_s(ctx->out, rows[i]->title);
		out_f(ctx->out, "\n");
	}
	free(rows);
	return 0;
}

const struct cmd cmd_completion_ids = {
	.name = "completion-ids",
	.group = "care",
	.summary = "open tasks, latest change first, for shell completion",
	.needs = NEEDS_DB | HIDDEN,
	.run = completion_ids_run,
};
