/*
 * cmd-fsck.c - `fsck` and `gc`.
 */
#include "base/base.h"
#include "cmd/cmds.h"

#include "db/care.h"

static const char *const level_names[] = { "error", "warning", "fixed" };

/* ---- fsck ---- */

static void print_json(struct ctx *ctx, const struct care_report *r)
{
	struct json *j = json_new_obj(), *list = json_new_arr();
	size_t i;

	for (i = 0; i < r->nr; i++) {
		struct json *f = json_new_obj();

		json_set_str(f, "level", level_names[r->v[i].level]);
		json_set_str(f, "where", r->v[i].where);
		json_set_str(f, "what", r->v[i].what);
		json_push(list, f);
	}
	json_set_bool(j, "ok", r->errors == 0);
	json_set_int(j, "tasks", (int64_t)r->tasks);
	json_set_int(j, "commits", (int64_t)r->commits);
	json_set_int(j, "errors", (int64_t)r->errors);
	json_set_int(j, "warnings", (int64_t)r->warnings);
	json_set(j, "findings", list);
	out_json(ctx->out, j);
	json_free(j);
}

static void print_text(struct ctx *ctx, const struct care_report *r)
{
	static const enum colour colours[] = {
		COLOUR_RED, COLOUR_YELLOW, COLOUR_GREEN
	};
	size_t i;

	for (i = 0; i < r->nr; i++) {
		out_paint(ctx->out, colours[r->v[i].level], "%s",
			  level_names[r->v[i].level]);
		out_f(ctx->out, ": ");
		out_s(ctx->out, r->v[i].where);
		out_f(ctx->out, ": ");
		out_s(ctx->out, r->v[i].what);
		out_f(ctx->out, "\n");
	}
	out_f(ctx->out, "%zu task%s, %zu commit%s: ", r->tasks,
	      r->tasks == 1 ? "" : "s", r->commits,
	      r->commits == 1 ? "" : "s");
	if (!r->errors && !r->warnings)
		out_f(ctx->out, "ok\n");
	else
		out_f(ctx->out, "%zu error%s, %zu warning%s\n", r->errors,
		      r->errors == 1 ? "" : "s", r->warnings,
		      r->warnings == 1 ? "" : "s");
}

static int fsck_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct care_report r = CARE_REPORT_INIT;
	int ret = db_fsck(&r, ctx->db, args_flag(args, "repair"), err);

	if (!ret) {
		if (ctx->out->format == OUT_TEXT)
			print_text(ctx, &r);
		else
			print_json(ctx, &r);
		ret = r.errors ? 1 : 0;
	}
	care_report_release(&r);
	return ret;
}

static const struct opt fsck_opts[] = {
	{ "repair", 0, OPT_FLAG, NULL, "rebuild what is derived from the "
	  "tasks", 0, NULL, 0, 0, NULL },
	OPT_FORMAT("text|json"),
	OPT_END
};

const struct cmd cmd_fsck = {
	.name = "fsck",
	.group = "care",
	.summary = "check the stored tasks and the index",
	.detail =
"Verifies the ref and its history, the trees, every task (readable, its own id, "
"canonical form, values, stamps), references between tasks, cycles, and that "
"the index says what the tree says. Errors mean that something can not be read "
"and give exit status 1; warnings are odd things that every reader can live "
"with, such as a cycle that came with a merge.\n"
"\n"
"--repair makes the index anew. The tasks themselves are never touched: what "
"is broken in one is for people to decide, and its earlier versions are in "
"'git log refs/tasks/main'.\n",
	.opts = fsck_opts,
	.needs = NEEDS_REPO,
	.run = fsck_run,
};

/* ---- gc ---- */

static int gc_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	size_t before, after;

	(void)args;
	if (db_gc(&before, &after, ctx->db, err) < 0)
		return -1;
	out_f(ctx->out, "%zu loose objects before, %zu now\n", before, after);
	return 0;
}

static const struct opt gc_opts[] = { OPT_END };

const struct cmd cmd_gc = {
	.name = "gc",
	.group = "care",
	.summary = "pack the objects of the tasks and rebuild the index",
	.detail =
"Puts the loose objects that the task refs reach into one pack, removes the "
"loose copies of packed objects, and makes the index anew. Nothing that is "
"unreachable is removed; Git's own gc does that after two weeks, which is what "
"keeps it safe beside running writers. Do not run 'git gc --prune=now' while "
"others write.\n",
	.opts = gc_opts,
	.needs = NEEDS_REPO,
	.run = gc_run,
};
