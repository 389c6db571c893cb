/*
 * cmd-share.c - `sync`, `pull`, `push`.
 */
#include "base/base.h"
#include "base/strbuf.h"
#include "db/share.h"
#include "cmd/cmds.h"
#include "cmd/record.h"

static void add_value(struct strbuf *sb, const struct json *v)
{
	if (!v)
		strbuf_addstr(sb, "(unset)");
	else if (json_is(v, JSON_STR))
		strbuf_addf(sb, "'%.60s'", json_str(v));
	else
		json_line(sb, v);
}

/* What both sides had edited: the later edit stays, the other is named. */
static void say_losses(struct ctx *ctx, const struct join_report *rep)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < rep->nr && i < 20; i++) {
		strbuf_reset(&sb);
		add_value(&sb, rep->losses[i].kept);
		strbuf_addstr(&sb, " stays, ");
		add_value(&sb, rep->losses[i].lost);
		out_warn(ctx->out, "task %.8s: both sides edited %s: %s gives "
			 "way", rep->losses[i].id, rep->losses[i].field,
			 sb.buf);
	}
	if (rep->nr)
		out_note(ctx->out, "%zu edit%s gave way; see git task "
			 "conflicts", rep->nr, rep->nr == 1 ? "" : "s");
	strbuf_release(&sb);
}

static struct json *losses_json(const struct join_report *rep)
{
	struct json *arr = json_new_arr(), *o;
	size_t i;

	for (i = 0; i < rep->nr; i++) {
		const struct join_loss *l = &rep->losses[i];

		o = json_new_obj();
		json_set_str(o, "id", l->id);
		json_set_str(o, "field", l->field);
		json_set(o, "kept", l->kept ? json_copy(l->kept) :
			 json_new_null());
		json_set(o, "lost", l->lost ? json_copy(l->lost) :
			 json_new_null());
		json_push(arr, o);
	}
	return arr;
}

static void print_json(struct ctx *ctx, const struct share_report *r)
{
	struct json *o = json_new_obj(), *broken = json_new_arr();
	size_t i;

	json_set_str(o, "remote", r->remote);
	json_set_int(o, "received", (int64_t)r->got);
	json_set_int(o, "sent", (int64_t)r->sent);
	json_set_int(o, "rounds", r->rounds);
	json_set(o, "conflicts", losses_json(&r->joins));
	for (i = 0; i < r->broken.nr; i++)
		json_push_str(broken, r->broken.v[i]);
	json_set(o, "unreadable", broken);
	out_json(ctx->out, o);
	json_free(o);
}

static void print_text(struct ctx *ctx, const struct share_report *r)
{
	out_s(ctx->out, r->remote);
	out_f(ctx->out, ": ");
	if (!r->got && !r->sent)
		out_f(ctx->out, "up to date");
	if (r->got)
		out_f(ctx->out, "%zu task%s received", r->got,
		      r->got == 1 ? "" : "s");
	if (r->sent)
		out_f(ctx->out, "%s%zu commit%s sent", r->got ? ", " : "",
		      r->sent, r->sent == 1 ? "" : "s");
	out_f(ctx->out, "\n");
}

static int share(struct ctx *ctx, const struct args *args, unsigned flags,
		 struct err *err)
{
	struct share_report rep = SHARE_REPORT_INIT;
	size_t i;
	int rc;

	if (ctx->out->err_tty && !ctx->out->quiet)
		flags |= SHARE_PROGRESS;
	rc = db_share(ctx->db, args_str(args, "remote"), flags, &rep, err);
	say_losses(ctx, &rep.joins);
	for (i = 0; i < rep.broken.nr; i++)
		out_warn(ctx->out, "can not read '%s', kept byte for byte; "
			 "run 'git task fsck'", rep.broken.v[i]);
	if (rc == 0 && rep.no_remote) {
		rc = err_set(err, ERR_FAILED, "there is no remote to share "
			     "tasks with: 'git remote add origin <url>', or "
			     "name a repository");
	} else if (rc == 0) {
		if (ctx->out->format == OUT_JSON)
			print_json(ctx, &rep);
		else
			print_text(ctx, &rep);
		rc = rep.broken.nr ? 1 : 0;
	}
	share_report_release(&rep);
	return rc;
}

/* With a message it is tm's `sync ID MESSAGE`, a mark in the shared context. */
static int sync_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	if (args_has(args, "message"))
		return record_sync_point(ctx, args_str(args, "remote"),
					 args_str(args, "message"), err);
	return share(ctx, args, SHARE_PULL | SHARE_PUSH, err);
}

static int pull_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	return share(ctx, args, SHARE_PULL, err);
}

static int push_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	return share(ctx, args, SHARE_PUSH, err);
}

static const struct opt share_opts[] = {
	{ "remote", 0, OPT_STR, "<remote>", "name, URL or path of the other "
	  "repository (default: task.remote, the branch's upstream, origin)",
	  OPT_POS, NULL, 0, 0, NULL },
	OPT_FORMAT("text|json"),
	OPT_END
};

static const struct opt sync_opts[] = {
	{ "remote", 0, OPT_STR, "<remote>", "name, URL or path of the other "
	  "repository (default: task.remote, the branch's upstream, origin)",
	  OPT_POS, NULL, 0, 0, NULL },
	{ "message", 0, OPT_STR, "<text>",
	  "with an id as first word: a sync point of that task",
	  OPT_POS | OPT_REST | OPT_HIDDEN | OPT_EMPTY, NULL, 0, 0, NULL },
	OPT_FORMAT("text|json"),
	OPT_END
};

const struct cmd cmd_sync = {
	.name = "sync",
	.group = "share",
	.summary = "join the tasks of a remote and send it ours",
	.detail =
"Fetches the remote's tasks, joins them with the ones here and pushes the "
"result, up to 5 times when others push at the same moment. Tasks join by "
"themselves, field by field: there is never a conflict to resolve by hand. "
"Where both sides edited the same field, the later edit stays and the other "
"is reported; 'git task conflicts' shows it again.\n"
"\n"
"Everything travels through Git: credentials, ssh and proxies work as they do "
"for 'git fetch'. A remote that can not be reached costs nothing: the tasks "
"here are complete, and the next sync catches up. Without a terminal it never "
"asks for a password.\n"
"\n"
"Settings: task.remote names the remote; task.remoteRef maps the tasks to a "
"branch for hosts that take only branches (refs/heads/git-task); "
"task.autoPush, or GIT_TASK_AUTOPUSH=1 in the environment, syncs after every "
"change, and fetches when a clone has no tasks yet or a change names a task "
"that is not here; task.mergeIdentity=user makes merges bear your name instead of the "
"later side's.\n",
	.opts = sync_opts,
	.needs = NEEDS_REPO | TOOL,
	.run = sync_run,
};

const struct cmd cmd_pull = {
	.name = "pull",
	.group = "share",
	.summary = "join the tasks of a remote without sending ours",
	.detail =
"The first half of 'git task sync': fetches and joins, sends nothing.\n",
	.opts = share_opts,
	.needs = NEEDS_REPO | TOOL,
	.run = pull_run,
};

const struct cmd cmd_push = {
	.name = "push",
	.group = "share",
	.summary = "send our tasks to a remote",
	.detail =
"The second half of 'git task sync': a plain fast-forward push, never "
"forced. When the remote has tasks that are not here yet it exits with 1: "
"run 'git task sync'.\n",
	.opts = share_opts,
	.needs = NEEDS_REPO | TOOL,
	.run = push_run,
};
