/*
 * cmd-completion.c - `completion`: scripts for shells, and the ids they ask for.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/run/wordoffer.h"
#include "front/usage.h"

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
"Completes commands, options and what stands behind them, for 'git task', git-task "
"and tm: task ids with titles, tags, people, columns, sort keys, words of queries, "
"templates, settings, topics of help, files.\n"
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

/* ---- words for completion ---- */

static int completion_words_run(struct ctx *ctx, const struct args *args,
				struct err *err)
{
	const char *typed = args_str(args, "typed");
	const char *name = args_str(args, "kind");
	int kind;

	for (kind = 0; kind < WORD_NR; kind++)
		if (!strcmp(word_names[kind], name))
			break;
	if (kind == WORD_NR)
		return err_set(err, ERR_USAGE, "no words are called '%s'",
			       name);
	words_offer(ctx, (enum word_kind)kind, typed ? typed : "",
		    args_str(args, "before"));
	return 0;
}

static const struct opt completion_words_opts[] = {
	{ "kind", 0, OPT_STR, NULL, "what they name", OPT_POS | OPT_REQUIRED,
	  NULL, 0, 0, NULL },
	{ "typed", 0, OPT_STR, NULL, "how they begin", OPT_POS | OPT_EMPTY,
	  NULL, 0, 0, NULL },
	{ "before", 0, OPT_STR, NULL, "the word in front", OPT_POS | OPT_EMPTY,
	  NULL, 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_completion_words = {
	.name = "completion-words",
	.group = "care",
	.summary = "words of one kind, for shell completion",
	.opts = completion_words_opts,
	.needs = OPTIONAL_REPO | HIDDEN,
	.run = completion_words_run,
};
