/*
 * cmd-migrate.c - `migrate`: stored tasks in the present schema, and back.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/kit/common.h"
#include "db/care/migrate.h"

static const struct opt migrate_opts[] = {
	O_FLAG("status", 0, "say which migrations are applied (default)"),
	O_FLAG("apply", 0, "run those that are pending"),
	O_FLAG("rollback", 0, "go back to the newest backup"),
	O_FLAG("dry-run", 0, "say what --apply would do"),
	OPT_FORMAT("text"),
	OPT_END
};

static void add_number(struct strbuf *sb, const char *number)
{
	strbuf_addf(sb, "%s%s", sb->len ? ", " : "", number);
}

static void show_status(struct ctx *ctx,
			const struct migration_state states[MIGRATIONS_NR])
{
	struct strbuf applied = STRBUF_INIT, pending = STRBUF_INIT;

	for (int i = 0; i < MIGRATIONS_NR; i++)
		add_number(states[i].todo ? &pending : &applied,
			   states[i].number);
	out_f(ctx->out, "Applied migrations: %s\n",
	      applied.len ? applied.buf : "None");
	out_f(ctx->out, "Pending migrations: %s\n",
	      pending.len ? pending.buf : "None");
	out_f(ctx->out, "Up to date: %s\n", pending.len ? "No" : "Yes");
	for (int i = 0; i < MIGRATIONS_NR; i++)
		out_f(ctx->out, "  %s %s: %s\n", states[i].number,
		      states[i].name, states[i].todo ? "pending" : "applied");
	strbuf_release(&applied);
	strbuf_release(&pending);
}

static void show_json(struct ctx *ctx,
		      const struct migration_state states[MIGRATIONS_NR])
{
	struct json *list = json_new_arr();

	for (int i = 0; i < MIGRATIONS_NR; i++) {
		struct json *o = json_new_obj();

		json_set_str(o, "number", states[i].number);
		json_set_str(o, "name", states[i].name);
		json_set_bool(o, "applied", !states[i].todo);
		json_set_int(o, "files_to_write", (int64_t)states[i].todo);
		json_push(list, o);
	}
	out_json(ctx->out, list);
	json_free(list);
}

static void show_dry_run(struct ctx *ctx,
			 const struct migration_state states[MIGRATIONS_NR])
{
	bool any = false;

	for (int i = 0; i < MIGRATIONS_NR; i++) {
		if (!states[i].todo)
			continue;
		out_f(ctx->out, "Would apply: %s - %s (%zu files)\n",
		      states[i].number, states[i].name, states[i].todo);
		any = true;
	}
	if (!any)
		out_f(ctx->out, "No changes: nothing would be applied\n");
}

static int apply(struct ctx *ctx, struct err *err)
{
	char *backup;

	if (migrate_apply(&backup, ctx->db, err) < 0)
		return -1;
	if (backup)
		out_note(ctx->out, "migrations applied; backup: %s", backup);
	else
		out_note(ctx->out, "already up to date: No pending "
			 "migrations");
	free(backup);
	return 0;
}

static int rollback(struct ctx *ctx, struct err *err)
{
	char *backup;

	if (migrate_rollback(&backup, ctx->db, err) < 0)
		return -1;
	out_note(ctx->out, "went back to %s", backup);
	free(backup);
	return 0;
}

static int run_migrate(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct migration_state states[MIGRATIONS_NR];
	int asked = args_flag(args, "status") + args_flag(args, "apply") +
		args_flag(args, "rollback") + args_flag(args, "dry-run");

	if (asked > 1)
		return err_set(err, ERR_USAGE, "give one of --status, "
			       "--apply, --rollback and --dry-run");
	if (args_flag(args, "apply"))
		return apply(ctx, err);
	if (args_flag(args, "rollback"))
		return rollback(ctx, err);
	if (migrate_status(states, ctx->db, err) < 0)
		return -1;
	if (out_data(ctx->out))
		show_json(ctx, states);
	else if (args_flag(args, "dry-run"))
		show_dry_run(ctx, states);
	else
		show_status(ctx, states);
	return 0;
}

const struct cmd cmd_migrate = {
	"migrate", NULL, "care", "bring stored tasks to the current form",
	"Checks what is stored against the schema of this git-task and "
	"rewrites what is not in its form, as one commit. The state before is "
	"kept under refs/tasks-backup/. --rollback goes back to it, as long as "
	"no task was edited since.",
	migrate_opts, NEEDS_REPO | NEEDS_DB, run_migrate
};
