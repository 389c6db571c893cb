/*
 * cmd-current.c - the active task of a work tree: `current`, and `prompt` for shells.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/utf8.h"
#include "feat/plan/tree.h"
#include "feat/project/active.h"
#include "feat/project/codelog.h"
#include "feat/project/link.h"
#include "act/clock.h"
#include "cmd/kit/common.h"
#include "cmd/kit/rowformat.h"

/* Another open task than `id` that the branch is named after, or NO_ROW: commits here
 * are marked with it. */
static uint32_t branch_other(struct ctx *ctx, const struct view *v,
			     const char *id)
{
	char *branch = gitlog_branch(ctx->db);
	char prefix[ID_LEN + 1];
	uint32_t row;
	bool other;

	other = branch && link_branch_task(prefix, branch) &&
		view_resolve(&row, v, prefix, false, NULL) == 0 &&
		status_is_open(v->rows[row].stored) &&
		!str_eq(v->rows[row].id, id);
	free(branch);
	return other ? row : NO_ROW;
}

/* ---- current ---- */

static void tell_branch(struct ctx *ctx, const struct view *v, const char *id)
{
	uint32_t row = branch_other(ctx, v, id);
	char shown[ID_LEN + 1];

	if (row == NO_ROW)
		return;
	view_short_row(shown, v, row);
	out_note(ctx->out, "the branch is that of %s %s, which its commits are "
		 "marked with (use 'git task start %s')", shown,
		 v->rows[row].title, shown);
}

/* The clock of the active task, when it stands still. */
static void tell_clock(struct ctx *ctx, const struct active *a)
{
	struct strbuf sb = STRBUF_INIT;
	struct work_clock clock;

	clock_read(&clock, ctx->db, a->since, clock_now(ctx->clock));
	if (!clock.why)
		return;
	clock_words(&sb, &clock);
	out_note(ctx->out, "its clock %s (use 'git task stop --hours <n>' to "
		 "book another time)", sb.buf);
	strbuf_release(&sb);
}

static int run_current(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct strbuf ago = STRBUF_INIT;
	const struct view *v;
	char shown[ID_LEN + 1];
	struct active a;
	uint32_t row;
	int ret;

	(void)args;
	if (!active_get(&a, ctx->db)) {
		out_note(ctx->out, "no task is active here (use 'git task "
			 "start <id>')");
		if (common_view(&v, ctx, NULL) == 0)
			tell_branch(ctx, v, "");
		return 1;
	}
	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, a.id, true, err) < 0)
		return -1;
	if (common_structured(ctx)) {
		strvec_push(&ids, a.id);
		ret = common_changed(ctx, &ids, false, err);
		strvec_clear(&ids);
		return ret;
	}
	view_short(shown, v, a.id);
	out_paint(ctx->out, COLOUR_YELLOW, "%s", shown);
	out_f(ctx->out, "  ");
	out_s(ctx->out, v->rows[row].title);
	when_relative(&ago, a.since, clock_now(ctx->clock));
	out_f(ctx->out, " (active since %s)\n", ago.buf);
	tell_clock(ctx, &a);
	tell_branch(ctx, v, a.id);
	strbuf_release(&ago);
	return 0;
}

static const struct opt current_opts[] = { EDIT_FORMAT, OPT_END };

const struct cmd cmd_current = {
	"current", "active", "move", "show the active task of this work tree",
	"Says, too, when its clock stands still, and when the branch is that "
	"of another task. Exit status 1 when no task is active.",
	current_opts, NEEDS_REPO | NEEDS_DB, run_current
};

/* ---- prompt ---- */

#define PROMPT_WIDTH 30

/* "2/5", the parts of a task that are done; nothing of a task without parts. */
static void add_parts(struct strbuf *line, const struct view *v, uint32_t row)
{
	struct strbuf sb = STRBUF_INIT;
	struct rollup *sums;
	size_t i;

	/* sums are made of all tasks: not for the many that have no parts */
	for (i = 0; i < v->nr && (v->rows[i].parent_row != row ||
				  v->rows[i].deleted); i++)
		;
	if (i == v->nr)
		return;
	sums = tree_rollup(v);
	rollup_parts(&sb, &sums[row]);
	free(sums);
	if (sb.len)
		strbuf_addf(line, " %s", sb.buf);
	strbuf_release(&sb);
}

static void prompt_line(struct ctx *ctx, const struct view *v, uint32_t row,
			size_t width)
{
	struct strbuf line = STRBUF_INIT, title = STRBUF_INIT;
	uint32_t other = branch_other(ctx, v, v->rows[row].id);
	char shown[ID_LEN + 1];

	view_short_row(shown, v, row);
	strbuf_addstr(&line, shown);
	utf8_add_clean_line(&title, v->rows[row].title);
	if (width) {
		strbuf_addch(&line, ' ');
		utf8_add_fit(&line, title.buf, width, false);
	}
	add_parts(&line, v, row);
	if (other != NO_ROW) {
		view_short_row(shown, v, other);
		strbuf_addf(&line, " <>%s", shown);
	}
	out_s(ctx->out, line.buf);
	out_f(ctx->out, "\n");
	strbuf_release(&line);
	strbuf_release(&title);
}

static int run_prompt(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *format = args_str(args, "format");
	bool own = ctx->out->format == OUT_TEXT && rowformat_is(format);
	const struct view *v;
	struct active a;
	uint32_t row;

	/* a shell asks wherever it stands: that there is nothing is no failure */
	if (!ctx->db || !active_get(&a, ctx->db))
		return 0;
	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, a.id, true, err) < 0)
		return -1;
	if (own)
		return rowformat_print(ctx, format, v, &row, 1, err);
	if (ctx->out->format != OUT_TEXT)
		return common_tasks(ctx, v, &row, 1, NULL, err);
	prompt_line(ctx, v, row,
		    (size_t)args_int(args, "width", PROMPT_WIDTH));
	return 0;
}

static const struct opt prompt_opts[] = {
	O_INT("width", 'w', "columns of the title (default: 30), 0: the id alone",
	      0, 200),
	{ "format", 0, OPT_ENUM, "<form>", "a line of your own instead: "
	  "'%(id:short) %(title:trunc=20)'", OPT_TEMPLATE, "text|ids", 0, 0,
	  NULL },
	OPT_END
};

const struct cmd cmd_prompt = {
	"prompt", NULL, "move", "the active task in one short line, for a prompt",
	"The id, the title cut to --width, of a task with parts how many are "
	"done, and <> with the id of another open task when the branch is named "
	"after that one. Nothing outside of a repository and without an active "
	"task, with exit status 0 in both cases. It writes nothing and takes "
	"about as long as git --version.\n\n"
	"contrib/prompt has what bash, zsh and tmux need around it: each of "
	"them reads some characters of a title as its own signs.\n\n"
	"Example:\n\n"
	"\tgit task prompt --width 20",
	prompt_opts, OPTIONAL_REPO | AS_IT_IS | NO_PAGER, run_prompt
};
