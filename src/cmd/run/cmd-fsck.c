/*
 * cmd-fsck.c - `fsck` and `gc`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "cmd/kit/sessiondb.h"
#include "db/care/care.h"
#include "db/share/stale.h"
#include "feat/session/session.h"

static const char *const level_names[] = { "error", "warning", "fixed" };

/* ---- fsck ---- */

/* Both refs: the tasks, then the sessions of agents. */
struct both {
	struct care_report tasks, sessions;
	size_t facts;		/* of those in the ref of the sessions */
};

static void findings_json(struct json *list, const struct care_report *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		struct json *f = json_new_obj();

		json_set_str(f, "level", level_names[r->v[i].level]);
		json_set_str(f, "where", r->v[i].where);
		json_set_str(f, "what", r->v[i].what);
		json_push(list, f);
	}
}

static void print_json(struct ctx *ctx, const struct both *b)
{
	const struct care_report *t = &b->tasks, *s = &b->sessions;
	struct json *j = json_new_obj(), *list = json_new_arr();

	findings_json(list, t);
	findings_json(list, s);
	json_set_bool(j, "ok", t->errors + s->errors == 0);
	json_set_int(j, "tasks", (int64_t)t->tasks);
	json_set_int(j, "sessions", (int64_t)(s->tasks - b->facts));
	json_set_int(j, "facts", (int64_t)b->facts);
	json_set_int(j, "commits", (int64_t)(t->commits + s->commits));
	json_set_int(j, "errors", (int64_t)(t->errors + s->errors));
	json_set_int(j, "warnings", (int64_t)(t->warnings + s->warnings));
	json_set(j, "findings", list);
	out_json(ctx->out, j);
	json_free(j);
}

static void findings_text(struct ctx *ctx, const struct care_report *r)
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
}

static void counted(struct ctx *ctx, size_t nr, const char *what,
		    const char *behind)
{
	out_f(ctx->out, "%zu %s%s%s", nr, what, nr == 1 ? "" : "s", behind);
}

static void print_text(struct ctx *ctx, const struct both *b)
{
	size_t errors = b->tasks.errors + b->sessions.errors;
	size_t warnings = b->tasks.warnings + b->sessions.warnings;

	findings_text(ctx, &b->tasks);
	findings_text(ctx, &b->sessions);
	counted(ctx, b->tasks.tasks, "task", ", ");
	if (b->sessions.tasks > b->facts)
		counted(ctx, b->sessions.tasks - b->facts, "session", ", ");
	if (b->facts)
		counted(ctx, b->facts, "fact", ", ");
	counted(ctx, b->tasks.commits + b->sessions.commits, "commit", ": ");
	if (!errors && !warnings) {
		out_f(ctx->out, "ok\n");
		return;
	}
	counted(ctx, errors, "error", ", ");
	counted(ctx, warnings, "warning", "\n");
}

/* Paths in the tree of the sessions as 'git show' takes them. */
static void name_ref(struct care_report *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		char *path = r->v[i].where;

		if (*path == '/' || !strchr(path, '.') ||
		    str_starts(path, "refs/"))
			continue;
		r->v[i].where = xasprintf("refs/tasks/%s:%s", SESSION_REF,
					  path);
		free(path);
	}
}

/* What was remembered is kept beside the sessions.  Not more than were checked. */
static size_t count_facts(struct db *db, size_t most)
{
	const struct view *v;
	size_t i, nr = 0;

	if (db_view(&v, db, NULL) < 0)
		return 0;
	for (i = 0; i < v->nr && nr < most; i++)
		nr += str_eq(v->rows[i].type, MEMORY_TYPE);
	return nr;
}

static int check_sessions(struct both *b, struct ctx *ctx, bool repair,
			  struct err *err)
{
	struct db *db;
	int ret;

	if (session_db(&db, ctx, err) < 0)
		return -1;
	ret = db_fsck(&b->sessions, db, repair, err);
	if (ret == 0)
		b->facts = count_facts(db, b->sessions.tasks);
	name_ref(&b->sessions);
	db_close(db);
	return ret;
}

static int fsck_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct both b = { CARE_REPORT_INIT, CARE_REPORT_INIT, 0 };
	bool repair = args_flag(args, "repair");
	int ret = db_fsck(&b.tasks, ctx->db, repair, err);

	if (!ret)
		ret = check_sessions(&b, ctx, repair, err);
	if (!ret) {
		if (ctx->out->format == OUT_TEXT)
			print_text(ctx, &b);
		else
			print_json(ctx, &b);
		ret = b.tasks.errors || b.sessions.errors ? 1 : 0;
	}
	care_report_release(&b.tasks);
	care_report_release(&b.sessions);
	return ret;
}

static const struct opt fsck_opts[] = {
	{ "repair", 0, OPT_FLAG, NULL, "rebuild what is derived from the "
	  "tasks", 0, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_fsck = {
	.name = "fsck",
	.group = "care",
	.summary = "check the stored tasks and the index",
	.detail =
"Verifies the ref and its history, the trees, every task (readable, its own id, "
"canonical form, values, stamps), references between tasks, cycles, and that "
"the index says what the tree says. The sessions of agents are checked the same "
"way. Errors mean that something can not be read and give exit status 1; "
"warnings are odd things that every reader can live "
"with, such as a cycle that came with a merge.\n"
"\n"
"--repair makes the index anew. The tasks themselves are never touched: what "
"is broken in one is for people to decide, and its earlier versions are in "
"'git log refs/tasks/main'.\n",
	.opts = fsck_opts,
	.needs = NEEDS_REPO | AS_IT_IS,
	.run = fsck_run,
};

/* ---- gc ---- */

/* At the remote; that it is away is no reason not to have tidied up here. */
static void clean_claims(struct ctx *ctx)
{
	struct err why = ERR_INIT;
	size_t gone;

	if (db_clean_claims(&gone, ctx->db, &why) < 0)
		out_warn(ctx->out, "ended claims at the remote stay: %s",
			 why.msg);
	if (gone)
		out_say(ctx->out, "%zu ended claim%s deleted at the remote\n",
		      gone, gone == 1 ? "" : "s");
}

static int gc_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	size_t before, after;

	(void)args;
	if (db_gc(&before, &after, ctx->db, err) < 0)
		return -1;
	out_say(ctx->out, "%zu loose objects before, %zu now\n", before, after);
	clean_claims(ctx);
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
"others write.\n"
"\n"
"Claims at the remote (refs/tasks/claims/) that were given back, or whose lease "
"ended ten minutes ago or more, as the last sync has seen them, are deleted "
"there; one that was renewed or taken over meanwhile stays. Without such claims "
"nothing is asked of the network, and a remote that can not be reached is a "
"warning.\n",
	.opts = gc_opts,
	.needs = NEEDS_REPO,
	.run = gc_run,
};
