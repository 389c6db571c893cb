/*
 * cmd-hooks.c - `hooks`: installing, removing, showing and running them.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "data/when.h"
#include "cmd/kit/common.h"
#include "cmd/hook/hookrun.h"
#include "cmd/hook/refused.h"
#include "feat/project/hooklog.h"
#include "feat/project/hooks.h"

static void say_events(struct ctx *ctx, const char *what,
		       const struct strvec *done, const char *nothing)
{
	char *names;

	if (!done->nr) {
		out_note(ctx->out, "%s", nothing);
		return;
	}
	names = strvec_join(done, ", ");
	out_note(ctx->out, "%s: %s", what, names);
	free(names);
}

static int run_install(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct strvec done = STRVEC_INIT;
	int res = hooks_install(&done, ctx->db, args_list(args, "event"),
				args_flag(args, "chain"),
				args_flag(args, "shim"), err);

	if (res == 0)
		say_events(ctx, "Hooks installed", &done,
			   "Hooks are installed already");
	strvec_clear(&done);
	return res;
}

/* Kept originals that nobody runs: another program took our hook's place. */
static void say_left_behind(struct ctx *ctx)
{
	struct hooks_place p;
	const char *const *e;
	char *orig;

	if (hooks_place(&p, ctx->db, NULL) < 0)
		return;
	for (e = hooks_events; *e; e++) {
		orig = hooks_left_behind(&p, *e);
		if (orig)
			out_warn(ctx->out, "'%s' is a hook that was here "
				 "before, and nobody runs it: something else "
				 "has taken the place of '%s'", orig, *e);
		free(orig);
	}
	hooks_place_release(&p);
}

static int run_uninstall(struct ctx *ctx, const struct args *args,
			 struct err *err)
{
	struct strvec done = STRVEC_INIT;
	int res = hooks_uninstall(&done, ctx->db, args_list(args, "event"),
				  err);

	if (res == 0)
		say_events(ctx, "Hooks removed", &done,
			   "No hook of git-task is installed");
	if (res == 0)
		say_left_behind(ctx);
	strvec_clear(&done);
	return res;
}

static struct json *state_json(const struct hooks_place *p, struct ctx *ctx)
{
	struct json *all = json_new_obj(), *list = json_new_arr();
	const char *const *e;

	json_set_str(all, "directory", p->dir);
	json_set_bool(all, "writable", p->ours);
	json_set_bool(all, "config_hooks", p->config);
	for (e = hooks_events; *e; e++) {
		struct json *j = json_new_obj();

		json_set_str(j, "event", *e);
		json_set_str(j, "state",
			     hooks_state_name(hooks_state(ctx->db, p, *e)));
		json_push(list, j);
	}
	json_set(all, "hooks", list);
	return all;
}

static int run_status(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	static const char *const columns[] = { "hook", "state" };
	struct hooks_place p;
	const char *const *e;
	struct table *t;

	(void)args;
	if (hooks_place(&p, ctx->db, err) < 0)
		return -1;
	if (out_data(ctx->out)) {
		struct json *j = state_json(&p, ctx);

		out_json(ctx->out, j);
		json_free(j);
	} else {
		t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
		for (e = hooks_events; *e; e++) {
			enum hooks_state s = hooks_state(ctx->db, &p, *e);

			table_cell(t, COLOUR_NONE, *e);
			table_cell(t, s == HOOKS_FOREIGN ? COLOUR_YELLOW :
				   s == HOOKS_GONE ? COLOUR_RED :
				   s == HOOKS_NONE ? COLOUR_DIM :
				   COLOUR_GREEN, hooks_state_name(s));
		}
		table_end(t);
		if (!p.ours)
			out_warn(ctx->out, "core.hooksPath leads to '%s': "
				 "hooks in the git directory do not run",
				 p.dir);
	}
	hooks_place_release(&p);
	say_left_behind(ctx);
	return 0;
}

/* As Git runs it, but errors are told and counted. */
static int run_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *event = args_str(args, "event");

	if (!hooks_is_event(event))
		return err_set(err, ERR_USAGE, "no hook '%s'; see 'git task "
			       "hooks status'", event);
	return hookrun(ctx, event, args_list(args, "arg"), err);
}

/* What the shims call: whatever goes wrong, the commit goes on. */
static int run_hook(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *event = args_str(args, "event");
	static const struct clock wall = CLOCK_SYSTEM;
	struct err why = ERR_INIT;
	int64_t start;
	int res;

	(void)err;
	if (!hooks_is_event(event)) {
		out_warn(ctx->out, "no hook '%s'", event);
		return 0;
	}
	hookrun_limit(false);
	start = clock_now(&wall);
	res = hookrun(ctx, event, args_list(args, "arg"), &why);
	hooklog_add(ctx->db, event, clock_now(&wall) - start, res < 0);
	if (res < 0)
		out_warn(ctx->out, "%s hook: %s", event, why.msg);
	return res > 0 ? HOOKRUN_REFUSED : 0;
}

static const struct opt install_opts[] = {
	O_STR("event", 0, "<event>", "only these hooks",
	      OPT_POS | OPT_MANY),
	O_FLAG("chain", 0, "keep existing hooks and run them after ours"),
	O_FLAG("shim", 0, "shell scripts that look for the program on PATH first, "
	       "no links to it"),
	OPT_END
};

static const struct opt uninstall_opts[] = {
	O_STR("event", 0, "<event>", "only these hooks",
	      OPT_POS | OPT_MANY),
	OPT_END
};

static const struct opt status_opts[] = {
	OPT_FORMAT("table"),
	OPT_END
};

static const struct opt run_opts[] = {
	O_STR("event", 0, "<event>", "the hook", OPT_POS | OPT_REQUIRED),
	O_STR("arg", 0, "<arg>", "what Git would hand to it",
	      OPT_POS | OPT_MANY | OPT_EMPTY),
	OPT_END
};

const struct cmd cmd_hooks_install = {
	.name = "hooks install",
	.group = "start",
	.summary = "let commits and branches move tasks",
	.detail =
	"Installs Git hooks in this repository: commit-msg (adds a Task-Id "
	"trailer on a task's branch; do the tasks that are named exist? new "
	"TODO comments, changed PRD documents), "
	"post-commit (links the commit, completes on 'closes #id'), "
	"post-checkout (starts a branch's task), post-merge and post-rewrite "
	"(keep the links right). On request also pre-commit and "
	"prepare-commit-msg, which do a part of what commit-msg does earlier: "
	"before the editor opens.\n\n"
	"A hook is a link to a small program that sees at once whether there is "
	"anything to do; most commits name no task, and then git-task is not "
	"even started. "
	"No hook stops a commit, uses the network or takes longer than two "
	"seconds; only commit-msg refuses unknown tasks when "
	"task.hooks.strict is set.\n\n"
	"A hook that exists already is never overwritten: without --chain "
	"nothing is installed, with it the other hook is kept as "
	"<hook>.git-task-orig and runs after ours. Git 2.54 and later get "
	"their hooks through the repository's configuration, next to those of "
	"other tools.\n\n"
	"Settings:\n\n"
	"\ttask.hooks.strict  refuse commits that name unknown tasks\n"
	"\ttask.hooks.todo    suggest (default), create or off\n"
	"\ttask.hooks.reopen  a revert of a closing commit reopens\n"
	"\ttask.prd.path      PRD documents, for example docs/prd/*.md\n",
	.opts = install_opts,
	.needs = NEEDS_REPO,
	.run = run_install,
};

const struct cmd cmd_hooks_uninstall = {
	.name = "hooks uninstall",
	.group = "start",
	.summary = "take git-task's hooks out again",
	.detail = "Hooks that were kept by --chain come back as they were.",
	.opts = uninstall_opts,
	.needs = NEEDS_REPO,
	.run = run_uninstall,
};

const struct cmd cmd_hooks_status = {
	.name = "hooks status",
	.group = "start",
	.summary = "show which hooks are installed",
	.detail =
	"The state of a hook is none, installed, chained (another one runs "
	"after it), config (in Git's configuration), foreign (somebody "
	"else's alone) or gone (a link to a program that is not there any "
	"more: install again).",
	.opts = status_opts,
	.needs = NEEDS_REPO,
	.run = run_status,
};

const struct cmd cmd_hooks_run = {
	.name = "hooks run",
	.group = "start",
	.summary = "run a hook by hand",
	.detail =
	"Does what the hook would do when Git runs it with these arguments, "
	"without a time limit. Exit status 1 means that it failed or, for "
	"commit-msg, that it would refuse.",
	.opts = run_opts,
	.needs = NEEDS_REPO,
	.run = run_run,
};

const struct cmd cmd_hook = {
	.name = "hook",
	.group = "start",
	.summary = "what the installed hooks call",
	.opts = run_opts,
	.needs = NEEDS_REPO | HIDDEN | NO_PAGER,
	.run = run_hook,
};
