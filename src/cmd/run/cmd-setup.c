/*
 * cmd-setup.c - `setup`: telling agents about the program.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "feat/agent/setup.h"
#include "cmd/kit/common.h"

/* What --check calls the state that a run would bring about. */
static const char *const check_words[] = {
	[SETUP_UNCHANGED] = "ok",
	[SETUP_CREATED] = "missing",
	[SETUP_UPDATED] = "differs",
	[SETUP_REMOVED] = "superfluous",
	[SETUP_BY_HAND] = "by hand",
};

static const char *const words[] = {
	[SETUP_UNCHANGED] = "unchanged",
	[SETUP_CREATED] = "created",
	[SETUP_UPDATED] = "updated",
	[SETUP_REMOVED] = "removed",
	[SETUP_BY_HAND] = "by hand",
};

static const char *state_word(const struct setup_file *f, bool check)
{
	return check ? check_words[f->state] : words[f->state];
}

static void result_json(struct ctx *ctx, const struct setup_result *r,
			bool check)
{
	struct json *all = json_new_arr();
	size_t i, k;

	for (i = 0; i < r->nr; i++) {
		const struct setup_file *f = &r->v[i];
		struct json *j = json_new_obj(), *lines = json_new_arr();

		json_set_str(j, "path", f->path);
		json_set_str(j, "state", state_word(f, check));
		for (k = 0; k < f->lines.nr; k++)
			json_push_str(lines, f->lines.v[k]);
		json_set(j, "lines", lines);
		json_push(all, j);
	}
	out_json(ctx->out, all);
	json_free(all);
}

/* What to do by hand is said for people, under the line of the file. */
static void by_hand(struct ctx *ctx, const struct setup_file *f, bool remove)
{
	bool command = f->lines.nr && str_starts(f->lines.v[0], "claude ");
	size_t i;

	if (command)
		out_note(ctx->out, "Run this command:");
	else if (remove)
		out_note(ctx->out, "Remove this table from '%s':", f->path);
	else
		out_note(ctx->out, "Add these lines to '%s':", f->path);
	for (i = 0; i < f->lines.nr; i++)
		out_note(ctx->out, "%s", f->lines.v[i]);
}

static void result_text(struct ctx *ctx, const struct setup_result *r,
			const struct setup_options *opt)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		const struct setup_file *f = &r->v[i];

		if (ctx->out->quiet && !opt->check)
			continue;
		out_f(ctx->out, "%-11s ", state_word(f, opt->check));
		out_s(ctx->out, f->path);
		out_f(ctx->out, "\n");
	}
	for (i = 0; i < r->nr; i++)
		if (r->v[i].state == SETUP_BY_HAND)
			by_hand(ctx, &r->v[i], opt->remove || !opt->mcp);
}

static int run_setup(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct setup_options opt = {
		.agent = args_str(args, "agent"),
		.remove = args_flag(args, "remove"),
		.global = args_flag(args, "global"),
		.mcp = args_tri(args, "mcp") >= 0,
		.hook = args_tri(args, "hook") >= 0,
		.check = args_flag(args, "check"),
		.sessions = args_tri(args, "sessions") >= 0,
		.monitor = args_flag(args, "monitor"),
		.allow = args_tri(args, "allow"),
	};
	struct setup_result r;
	size_t i;
	int ret = 0;

	if (opt.check && opt.remove)
		return err_set(err, ERR_USAGE, "--check and --remove "
			       "contradict each other");
	if (setup_run(&r, ctx->db, &opt, err) < 0)
		return -1;
	if (out_data(ctx->out))
		result_json(ctx, &r, opt.check);
	else
		result_text(ctx, &r, &opt);
	for (i = 0; opt.check && i < r.nr; i++)
		if (r.v[i].state != SETUP_UNCHANGED)
			ret = 1;
	if (ret == 0 && !opt.check && !opt.remove && !opt.allow &&
	    str_eq(opt.agent, "claude") && !out_data(ctx->out))
		out_note(ctx->out, "with --allow it runs git task without "
			 "asking you each time");
	setup_release(&r);
	return ret;
}

static const struct opt setup_opts[] = {
	O_ENUM("agent", 0, SETUP_AGENTS, "whose files", OPT_POS | OPT_REQUIRED),
	O_FLAG("check", 0, "write nothing; exit status 1 when something is "
	       "missing"),
	O_FLAG("remove", 0, "take out what setup put in, and nothing else"),
	O_FLAG("global", 0, "your own files, for all repositories, instead of "
	       "those of this work tree"),
	{ "mcp", 0, OPT_FLAG, NULL, "the MCP server (default)", OPT_NEG, NULL,
	  0, 0, NULL },
	{ "hook", 0, OPT_FLAG, NULL, "the hooks (default)", OPT_NEG, NULL, 0,
	  0, NULL },
	{ "sessions", 0, OPT_FLAG, NULL, "the hooks log what the agent does, "
	  "and what it costs (default)", OPT_NEG, NULL, 0, 0, NULL },
	O_FLAG("monitor", 0, "the server offers the tools for logging, too"),
	{ "allow", 0, OPT_FLAG, NULL, "claude: git task and its tools run "
	  "without a question", OPT_NEG, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_setup = {
	"setup", NULL, "start", "tell a coding agent about git task",
	"Adds git task to the files that the agent reads: its list of MCP "
	"servers, hooks, and a section in its instructions. The hook at the "
	"start of a session tells what 'git task prime' says; with it and the "
	"others each session is logged by itself (see 'git task session "
	"list'): its agent name, the tasks it takes, the tokens that its "
	"transcript tells of, and errors. With --no-sessions they are left "
	"out. Prints one line a file: created, "
	"updated, unchanged, removed, or by hand with the lines to add.\n\n"
	"Files:\n\n"
	"\tclaude\t.mcp.json, .claude/settings.json, CLAUDE.md\n"
	"\tcodex\tAGENTS.md, .codex/hooks.json; lines for .codex/config.toml\n"
	"\tcursor\t.cursor/mcp.json, .cursor/hooks.json, "
	".cursor/rules/git-task.mdc\n"
	"\tgemini\t.gemini/settings.json, GEMINI.md\n"
	"\tvscode\t.vscode/mcp.json\n\n"
	"What others wrote stays as it is, byte for byte; a second run changes "
	"nothing. A file that is not valid JSON, or a link that leads out of "
	"the work tree, is refused before anything is written. With --no-mcp "
	"and --no-hook that part is left out, and taken out when setup had put "
	"it in; with --remove they are what stays.\n\n"
	"--remove deletes a file only when setup made it in this clone and "
	"nothing else is in it.",
	setup_opts, OPTIONAL_REPO | NO_PAGER, run_setup
};
