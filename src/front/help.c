/*
 * help.c - showing help.
 */
#include "base/base.h"
#include "front/help.h"

#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "front/terminal.h"
#include "front/usage.h"

bool help_is_family(const struct cmd *const *table, const char *word)
{
	size_t len = strlen(word);

	for (; *table; table++)
		if (!strncmp((*table)->name, word, len) &&
		    (*table)->name[len] == ' ')
			return true;
	return false;
}

void help_family_words(struct strbuf *out, const struct cmd *const *table,
		       const char *word)
{
	struct strvec words = STRVEC_INIT;
	size_t len = strlen(word), i;

	for (; *table; table++)
		if (!strncmp((*table)->name, word, len) &&
		    (*table)->name[len] == ' ' && !((*table)->needs & HIDDEN))
			strvec_push(&words, (*table)->name + len + 1);
	for (i = 0; i < words.nr; i++)
		strbuf_addf(out, "%s%s", !i ? "" :
			    i + 1 < words.nr ? ", " : " or ", words.v[i]);
	strvec_clear(&words);
}

int help_unknown(const struct ctx *ctx, const char *typed, struct err *err)
{
	const char *near = usage_closest(ctx->table, typed);
	const char *prog = ctx->tm ? "tm" : "git task";

	char *word = xstrndup(typed, strcspn(typed, " "));
	struct strbuf list = STRBUF_INIT;
	int ret;

	if (!near && strchr(typed, ' ') && help_is_family(ctx->table, word)) {
		help_family_words(&list, ctx->table, word);
		ret = ctx->tm ? err_set(err, ERR_USAGE, "Unknown %s subcommand: "
					"%s. Usage: tm %s <command>, one of "
					"%s", word, typed + strlen(word) + 1,
					word, list.buf) :
			err_set(err, ERR_USAGE, "'%s' is not a command of %s: "
				"'%s' goes on with %s", typed, prog, word,
				list.buf);
		strbuf_release(&list);
		free(word);
		return ret;
	}
	free(word);
	if (near)
		return err_set(err, ERR_USAGE, "'%s' is not a command of %s, "
			       "did you mean '%s'?", typed, prog, near);
	return err_set(err, ERR_USAGE, "'%s' is not a command of %s; '%s "
		       "help' lists them", typed, prog, prog);
}

/* True when man(1) has the page and has shown it. */
static bool show_manual(const struct ctx *ctx, const char *name)
{
	struct strbuf page = STRBUF_INIT;
	struct proc where, man;
	bool shown = false;

	if (!ctx->out->tty || !proc_on_path("man"))
		return false;
	strbuf_addstr(&page, "git-task");
	if (name)
		strbuf_addf(&page, "-%.*s", (int)strcspn(name, " "), name);
	proc_init(&where);
	strvec_pushl(&where.argv, "man", "-w", page.buf, (char *)NULL);
	if (!proc_run(&where, NULL) && !where.status) {
		proc_init(&man);
		strvec_pushl(&man.argv, "man", page.buf, (char *)NULL);
		man.inherit_in = man.inherit_out = man.inherit_err = true;
		shown = !proc_run(&man, NULL) && !man.status;
		proc_release(&man);
	}
	proc_release(&where);
	strbuf_release(&page);
	return shown;
}

static void family_help(struct strbuf *sb, const struct ctx *ctx,
			const char *word)
{
	const struct cmd *const *c;
	size_t len = strlen(word);

	for (c = ctx->table; *c; c++) {
		if (!str_starts((*c)->name, word) ||
		    ((*c)->name[len] && (*c)->name[len] != ' ') ||
		    ((*c)->needs & HIDDEN))
			continue;
		if (sb->len)
			strbuf_addch(sb, '\n');
		usage_help(sb, *c, ctx->tm);
	}
	usage_common(sb, NULL);
}

int help_show(struct ctx *ctx, const char *name, bool manual,
	      struct err *err)
{
	const struct cmd *cmd = name ? cmd_find(ctx->table, name) : NULL;
	struct strbuf sb = STRBUF_INIT;

	if (name && !cmd && !help_is_family(ctx->table, name))
		return help_unknown(ctx, name, err);
	if (manual && show_manual(ctx, cmd ? cmd->name : name))
		return 0;
	if (!name) {
		usage_overview(&sb, ctx->table, ctx->tm);
	} else if (help_is_family(ctx->table, name)) {
		family_help(&sb, ctx, name);
	} else {
		usage_help(&sb, cmd, ctx->tm);
		usage_common(&sb, cmd);
	}
	if (manual)
		terminal_page(ctx);
	out_raw(ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
	return 0;
}
