/*
 * terminal.c - colour and pager.
 */
#include "base/base.h"
#include "front/terminal.h"

#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"

static bool says_no(const char *value)
{
	return value && (str_ieq(value, "never") || str_ieq(value, "false") ||
			 str_ieq(value, "no") || str_ieq(value, "off") ||
			 !strcmp(value, "0"));
}

/* `git -p` and pager.task have put a pager behind us. */
static bool in_pager(const struct ctx *ctx)
{
	const char *value = getenv("GIT_PAGER_IN_USE");

	return !ctx->out->tty && ctx->out->fd_out && value && *value &&
	       !says_no(value);
}

static bool wants_colour(const struct ctx *ctx, struct db *db,
			 const struct args *args, bool pager)
{
	const char *when = args_str(args, "color");
	const char *env = getenv("NO_COLOR"), *term = getenv("TERM");
	const char *value;

	if (args_tri(args, "color") < 0)
		return false;
	if (when && !str_eq(when, "auto"))
		return !strcmp(when, "always");
	if (!(ctx->out->tty || pager) || (env && *env) || !term ||
	    !strcmp(term, "dumb"))
		return false;
	if (pager && db && says_no(db_git_config(db, "color.pager")))
		return false;
	value = db ? db_git_config(db, "color.task") : NULL;
	if (!value && db)
		value = db_git_config(db, "color.ui");
	return !says_no(value);
}

/* Can the first word of the command be run at all? */
static bool can_run(const char *pager)
{
	size_t n = strcspn(pager, " \t\n|&;<>()$`\\\"'*?[#~=%");
	char *word = xstrndup(pager, n);
	bool ok;

	if (!n || (pager[n] && !strchr(" \t\n|&;", pager[n])))
		ok = true;	/* the shell has to find out */
	else if (strchr(word, '/'))
		ok = !access(word, X_OK);
	else
		ok = proc_on_path(word);
	free(word);
	return ok;
}

static void start_pager(struct ctx *ctx, struct db *db)
{
	const char *pager = getenv("GIT_PAGER");

	/* Git itself has seen to pager.task=true and to a command there */
	if (db && says_no(db_git_config(db, "pager.task")))
		return;
	if (!pager && db)
		pager = db_git_config(db, "core.pager");
	if (!pager)
		pager = getenv("PAGER");
	if (!pager)
		pager = "less";
	if (can_run(pager))
		out_pager_start(ctx->out, pager);
	else if (!str_eq(pager, "less"))
		out_warn(ctx->out, "can not run the pager '%s'", pager);
}

void terminal_page(struct ctx *ctx)
{
	struct db_options opt = { NULL, NULL, NULL, ctx->clock };
	struct db *own = NULL, *db = ctx->db;

	if (!ctx->out->tty || ctx->no_pager)
		return;
	if (!db && db_open(&own, &opt, NULL) == 0)
		db = own;
	start_pager(ctx, db);
	db_close(own);
}

void terminal_setup(struct ctx *ctx, const struct cmd *cmd,
		    const struct args *args)
{
	struct db_options opt = { NULL, NULL, NULL, ctx->clock };
	struct db *own = NULL, *db = ctx->db;
	bool ours = ctx->out->tty && cmd->needs & PAGER &&
		    !(cmd->needs & NO_PAGER) && !args_flag(args, "no-pager");
	bool theirs = in_pager(ctx);

	if ((ctx->out->tty || theirs) && !db && db_open(&own, &opt, NULL) == 0)
		db = own;
	ctx->out->colour = wants_colour(ctx, db, args, ours || theirs);
	if (ours)
		start_pager(ctx, db);
	if (own)
		db_close(own);
}
