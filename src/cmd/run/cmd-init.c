/*
 * cmd-init.c - `init`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/file.h"
#include "base/mem.h"
#include "data/embed.h"
#include "db/share/share.h"

#define TM_DIR ".task-orchestrator"
#define TM_GUIDE "ORCHESTRATOR.md"

/*
 * What the remote has already; not to reach it is no failure: the tasks here
 * work without, and the next sync joins.
 */
static void fetch_existing(struct ctx *ctx)
{
	struct share_report report = SHARE_REPORT_INIT;
	struct err err = ERR_INIT;
	unsigned flags = SHARE_PULL;

	if (ctx->out->err_tty && !ctx->out->quiet)
		flags |= SHARE_PROGRESS;
	if (db_share(ctx->db, NULL, flags, &report, &err) < 0)
		out_warn(ctx->out, "tasks of the remote are not joined yet: "
			 "%s; later: git task pull", err.msg);
	else if (report.got)
		out_note(ctx->out, "%zu task%s joined from '%s'", report.got,
			 report.got == 1 ? "" : "s",
			 report.remote ? report.remote : "the remote");
	share_report_release(&report);
}

/* Scripts of the Task Orchestrator keep files of their own in there. */
static int make_tm_dir(struct err *err)
{
	static const char ignore[] = "*\n";

	if (file_mkdirs(TM_DIR, err) < 0)
		return -1;
	if (file_exists(TM_DIR "/.gitignore"))
		return 0;
	return file_write_atomic(TM_DIR "/.gitignore", ignore,
				 sizeof(ignore) - 1, false, err);
}

/*
 * The file by which tm told coding agents about itself, at the top of the work
 * tree.  One that is there stays, whatever it is.
 */
static int make_tm_guide(struct ctx *ctx, struct err *err)
{
	const char *top = db_worktree(ctx->db);
	const struct embedded *e = embed_find("templates/orchestrator.md");
	struct stat st;
	char *path;
	int ret = 0;

	if (!top || !e)
		return 0;
	path = path_join(top, TM_GUIDE);
	if (lstat(path, &st) < 0 && errno == ENOENT) {
		ret = file_write_atomic(path, (const char *)e->data, e->len,
					false, err);
		if (ret == 0)
			out_f(ctx->out, "Created " TM_GUIDE "\n");
	}
	free(path);
	return ret;
}

static void say_next(struct ctx *ctx, size_t nr)
{
	const char *prog = ctx->tm ? "tm" : "git task";

	if (nr)
		out_note(ctx->out, "%zu task%s here; next: %s list", nr,
			 nr == 1 ? "" : "s", prog);
	else
		out_note(ctx->out, "next: %s add \"<title>\", or git task prd "
			 "parse <file>", prog);
	out_note(ctx->out, "to link commits with tasks: git task hooks "
		 "install");
}

static size_t nr_tasks(struct ctx *ctx)
{
	const struct view *v;
	size_t nr = 0, i;

	if (db_view(&v, ctx->db, NULL) < 0)
		return 0;
	for (i = 0; i < v->nr; i++)
		nr += !v->rows[i].deleted;
	return nr;
}

static int init_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	bool before = db_initialised(ctx->db), created = false;

	if (args_tri(args, "fetch") >= 0)
		fetch_existing(ctx);
	if (db_init(ctx->db, &created, err) < 0)
		return -1;
	if (ctx->tm && make_tm_dir(err) < 0)
		return -1;
	if (!ctx->out->quiet) {
		out_f(ctx->out, before ? "Task database already initialized in "
		      : "Task database initialized in ");
		out_s(ctx->out, db_commondir(ctx->db));
		out_f(ctx->out, "\n");
	}
	if (ctx->tm && make_tm_guide(ctx, err) < 0)
		return -1;
	if (!before)
		say_next(ctx, nr_tasks(ctx));
	return 0;
}

static const struct opt init_opts[] = {
	{ "fetch", 0, OPT_FLAG, NULL, "join the tasks that the remote has "
	  "already (default)", OPT_NEG, NULL, 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_init = {
	.name = "init",
	.group = "start",
	.summary = "make a repository ready for tasks",
	.detail =
"Creates refs/tasks/main and joins the tasks that the remote has already, when "
"it can be reached. No file of the work tree is touched. Running it again is "
"harmless; the first 'git task add' would do the same without the remote.\n"
"\n"
"Called as tm it also makes the directory .task-orchestrator, which Git "
"ignores, for the files of existing scripts, and, where there is none, "
"ORCHESTRATOR.md, which tells coding agents how to use it.\n",
	.opts = init_opts,
	.needs = NEEDS_REPO | WRITES,
	.run = init_run,
};
