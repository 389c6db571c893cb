/*
 * cmd-share.c - `sync`, `pull`, `push`.
 */
#include "base/base.h"
#include "base/strbuf.h"
#include "db/share/share.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"
#include "cmd/kit/follow.h"
#include "cmd/kit/record.h"
#include "feat/tell/tell.h"

static void add_value(struct strbuf *sb, const struct json *v)
{
	if (!v)
		strbuf_addstr(sb, "(unset)");
	else if (json_is(v, JSON_STR))
		strbuf_addf(sb, "'%.60s'", json_str(v));
	else
		json_line(sb, v);
}

static void say_deleted(struct ctx *ctx, const struct join_loss *l)
{
	out_warn(ctx->out, "task %.8s: one side deleted it while the other "
		 "one worked on it; it stays deleted with all its edits, 'git "
		 "task restore %.8s' brings it back", l->id, l->id);
}

/* What both sides had edited: the later edit stays, the other is named. */
static void say_losses(struct ctx *ctx, const struct join_report *rep)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < rep->nr && i < 20; i++) {
		strbuf_reset(&sb);
		if (str_eq(rep->losses[i].field, "deleted")) {
			say_deleted(ctx, &rep->losses[i]);
			continue;
		}
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

static void say_kept(struct ctx *ctx, const struct share_report *r)
{
	if (r->kept.nr)
		out_warn(ctx->out, "%s had lost or set back %zu task%s "
			 "(%.8s%s): nothing that was written is dropped, they "
			 "stay as they were here and go back with the next "
			 "sync", r->remote ? r->remote : "the other side",
			 r->kept.nr, r->kept.nr == 1 ? "" : "s", r->kept.v[0],
			 r->kept.nr == 1 ? "" : ", ...");
	if (r->restored.nr)
		out_warn(ctx->out, "%zu task%s (%.8s%s) that had been taken "
			 "out of the tasks' ref came back from another clone; "
			 "use 'git task delete' to delete a task",
			 r->restored.nr, r->restored.nr == 1 ? "" : "s",
			 r->restored.v[0], r->restored.nr == 1 ? "" :
			 ", ...");
}

static struct json *ids_json(const struct strvec *ids)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < ids->nr; i++)
		json_push_str(arr, ids->v[i]);
	return arr;
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
	json_set_int(o, "pushes", r->pushes);
	json_set_str(o, "delivered", !r->pushed ? NULL : r->inbox ? "inbox" :
		     "main");
	json_set_bool(o, "filled", r->filled);
	json_set(o, "conflicts", losses_json(&r->joins));
	for (i = 0; i < r->broken.nr; i++)
		json_push_str(broken, r->broken.v[i]);
	json_set(o, "unreadable", broken);
	json_set(o, "kept", ids_json(&r->kept));
	json_set(o, "restored", ids_json(&r->restored));
	out_json(ctx->out, o);
	json_free(o);
}

static void print_text(struct ctx *ctx, const struct share_report *r)
{
	if (!ctx->out->quiet)
		out_s(ctx->out, r->remote);
	out_say(ctx->out, ": ");
	if (r->filled)
		out_say(ctx->out, "what this partial clone lacked of the tasks "
			"was fetched%s", r->got || r->sent ? ", " : "");
	else if (!r->got && !r->sent)
		out_say(ctx->out, "up to date");
	if (r->got)
		out_say(ctx->out, "%zu task%s received", r->got,
			r->got == 1 ? "" : "s");
	if (r->sent)
		out_say(ctx->out, "%s%zu commit%s sent", r->got ? ", " : "",
			r->sent, r->sent == 1 ? "" : "s");
	out_say(ctx->out, "\n");
	if (r->inbox)
		out_note(ctx->out, "delivered beside main, where others were "
			 "faster: the next sync of anybody takes it in");
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
	say_kept(ctx, &rep);
	for (i = 0; i < rep.broken.nr; i++)
		out_warn(ctx->out, "can not read '%s', kept byte for byte; "
			 "run 'git task fsck'", rep.broken.v[i]);
	if (rc == 0 && rep.no_remote) {
		rc = err_set(err, ERR_FAILED, "there is no remote to share "
			     "tasks with: 'git remote add origin <url>', or "
			     "name a repository");
	} else if (rc == 0) {
		if (out_data(ctx->out))
			print_json(ctx, &rep);
		else
			print_text(ctx, &rep);
		rc = rep.broken.nr ? 1 : 0;
	}
	share_report_release(&rep);
	return rc;
}

/* The shortest interval: a host is somebody's, too. */
#define INTERVAL_MIN 1.0

static int interval_of(double *seconds, const struct args *args,
		       struct err *err)
{
	const char *text = args_str(args, "interval");

	*seconds = 30;
	if (!args_flag(args, "watch"))
		return !text ? 0 : err_set(err, ERR_USAGE, "--interval goes "
					   "with --watch");
	if (text && when_parse_duration(seconds, text, false, err) < 0)
		return err_prefix(err, "--interval");
	if (*seconds < INTERVAL_MIN || *seconds > 86400)
		return err_set(err, ERR_USAGE, "--interval is between 1s and "
			       "24h, not '%s'", text);
	return 0;
}

/* One notification at the end of a sync may take so long. */
#define NOTIFY_MS 10000

/* With a message it is tm's `sync ID MESSAGE`, a mark in the shared context. */
static int sync_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	double seconds;
	int rc;

	if (interval_of(&seconds, args, err) < 0)
		return -1;
	if (args_flag(args, "watch"))
		return follow_run(ctx, args_str(args, "remote"),
				  (int64_t)(seconds * 1000), err);
	if (args_has(args, "message"))
		return record_sync_point(ctx, args_str(args, "remote"),
					 args_str(args, "message"), err);
	rc = share(ctx, args, SHARE_PULL | SHARE_PUSH, err);
	/* who is told hears of what was done here also when nobody was there */
	tell_run(ctx->db, NULL, NOTIFY_MS, NULL);
	return rc;
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
	OPT_FORMAT("text"),
	OPT_END
};

static const struct opt sync_opts[] = {
	{ "remote", 0, OPT_STR, "<remote>", "name, URL or path of the other "
	  "repository (default: task.remote, the branch's upstream, origin)",
	  OPT_POS, NULL, 0, 0, NULL },
	O_FLAG("watch", 0, "go on: sync again and again, and print what happens "
	       "to the tasks, until SIGINT or SIGTERM"),
	{ "interval", 0, OPT_DUR, "<duration>", "with --watch: time between two "
	  "syncs (default: 30s)", 0, NULL, 0, 0, NULL },
	{ "message", 0, OPT_STR, "<text>",
	  "with an id as first word: a sync point of that task",
	  OPT_POS | OPT_REST | OPT_HIDDEN | OPT_EMPTY, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_sync = {
	.name = "sync",
	.group = "share",
	.summary = "join the tasks of a remote and send it ours",
	.detail =
"Fetches the remote's tasks, joins them with the ones here and pushes the "
"result: one fetch and at most two pushes. When others were faster, the "
"tasks are delivered beside main, to refs/tasks/inbox/ of the remote, where "
"everybody's next sync takes them in. Tasks join by "
"themselves, field by field: there is never a conflict to resolve by hand. "
"Where both sides edited the same field, the later edit stays and the other "
"is reported; 'git task conflicts' shows it again.\n"
"\n"
"Everything travels through Git: credentials, ssh and proxies work as they do "
"for 'git fetch'. A remote that can not be reached costs nothing: the tasks "
"here are complete, and the next sync catches up. Without a terminal it never "
"asks for a password.\n"
"\n"
"With --watch it stays and keeps the clone in step, for agents and "
"dashboards: a sync each --interval (a quarter more or less, so that many "
"clones do not come at once), and each event in a line, as it happens, here or "
"elsewhere; '--format ndjson' gives them as formats/events.md has them. A "
"remote that can not be reached is told once and tried again, each time after "
"twice the time, at most ten minutes. One such process a clone: a second one "
"exits with 1. SIGINT and SIGTERM end it with 0.\n"
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
