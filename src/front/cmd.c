/*
 * cmd.c - from argv to an exit status.
 */
#include "base/base.h"
#include "front/cmd.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "base/trace.h"
#include "db/events/events.h"
#include "db/share/claim.h"
#include "db/share/rejoin.h"
#include "db/share/share.h"
#include "act/rule.h"
#include "front/help.h"
#include "front/terminal.h"

#define EXIT_SIGPIPE 141	/* 128 + SIGPIPE, as if it had killed us */

/* ---- the table ---- */

static bool alias_is(const char *aliases, const char *name)
{
	size_t len = strlen(name);

	while (aliases && *aliases) {
		size_t n = strcspn(aliases, "|");

		if (n == len && !memcmp(aliases, name, n))
			return true;
		aliases += n + (aliases[n] == '|');
	}
	return false;
}

const struct cmd *cmd_find(const struct cmd *const *table, const char *name)
{
	for (; *table; table++)
		if (!strcmp((*table)->name, name) ||
		    alias_is((*table)->alias, name))
			return *table;
	return NULL;
}

/* ---- argv ---- */

struct call {
	const struct cmd *cmd;
	struct strvec argv;	/* of the command, its name first */
	struct args args;
	bool help, manual;	/* -h; --help */
	bool overview;		/* help about the whole program */
};

static void call_release(struct call *c)
{
	args_release(&c->args);
	strvec_clear(&c->argv);
}

/* How many words the leading option at argv[i] takes; 0: unknown. */
static int leading_words(const char *const *argv, int argc, int i)
{
	const char *word = argv[i];
	const struct opt *o = NULL;
	char *name;

	if (!strncmp(word, "--", 2)) {
		bool no = !strncmp(word, "--no-", 5);

		name = xstrndup(word + 2, strcspn(word + 2, "="));
		o = opt_find(common_opts, name);
		if (!o && no && (o = opt_find(common_opts, name + 3)) &&
		    !(o->flags & OPT_NEG))
			o = NULL;
		free(name);
		if (!o)
			return 0;
		if (no || o->type == OPT_FLAG || o->flags & OPT_BARE ||
		    strchr(word, '='))
			return 1;
		return i + 1 < argc ? 2 : 1;
	}
	for (o = common_opts; o->name; o++)
		if (o->letter && o->letter == word[1])
			return o->type == OPT_FLAG || word[2] ||
			       i + 1 >= argc ? 1 : 2;
	return 0;
}

/*
 * Options in front of the command: counts them into *nr.  "-h", "--help" and
 * "--version" stand for commands.
 */
static int leading_options(struct call *c, const struct ctx *ctx, int argc,
			   char **argv, int *nr, struct err *err)
{
	int i = 1, n;

	while (i < argc && argv[i][0] == '-' && argv[i][1]) {
		if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help")) {
			c->overview = true;
			c->manual = argv[i][1] == '-';
			return 0;
		}
		if (!strcmp(argv[i], "--version") || !strcmp(argv[i], "-v")) {
			c->cmd = cmd_find(ctx->table, "version");
			*nr = i;
			return 0;
		}
		n = leading_words((const char *const *)argv, argc, i);
		if (!n)
			return err_set(err, ERR_USAGE, "unknown option '%s' "
				       "in front of the command; see '%s -h'",
				       argv[i], ctx->tm ? "tm" : "git task");
		i += n;
	}
	*nr = i;
	return 0;
}

static bool takes_words(const struct cmd *cmd)
{
	const struct opt *o;

	for (o = cmd->opts; o && o->name; o++)
		if (o->flags & OPT_POS)
			return true;
	return false;
}

/* The word after argv[at] and options of every command, or argc. */
static int second_word(int argc, char **argv, int at)
{
	int i = at + 1, n;

	while (i < argc && argv[i][0] == '-') {
		n = leading_words((const char *const *)argv, argc, i);
		if (!n)
			return argc;
		i += n;
	}
	return i;
}

/* "config" alone, where two words are needed or the second is unknown. */
static int half_row(struct call *c, const struct ctx *ctx, int argc,
		    char **argv, int at, struct err *err)
{
	const char *next = at + 1 < argc ? argv[at + 1] : "";
	struct strbuf two = STRBUF_INIT;

	if (!strcmp(next, "-h") || !strcmp(next, "--help")) {
		c->help = true;
		c->manual = next[1] == '-';
		strvec_push(&c->argv, argv[at]);
		return 0;
	}
	if (!*next || *next == '-') {
		help_family_words(&two, ctx->table, argv[at]);
		err_set(err, ERR_USAGE, "'%s' needs a second word, %s; see "
			"'%s %s -h'", argv[at], two.buf,
			ctx->tm ? "tm" : "git task", argv[at]);
		strbuf_release(&two);
		return -1;
	}
	strbuf_addf(&two, "%s %s", argv[at], next);
	help_unknown(ctx, two.buf, err);
	strbuf_release(&two);
	return -1;
}

/*
 * The row that argv[at...] names: one word, or two with nothing but options of
 * every command between them (*second is the place of the second, or 0).
 */
static int find_row(struct call *c, const struct ctx *ctx, int argc,
		    char **argv, int at, int *second, struct err *err)
{
	struct strbuf two = STRBUF_INIT;
	int next;

	*second = 0;
	if (at >= argc) {
		c->cmd = ctx->tm ? NULL : cmd_find(ctx->table, "status");
		c->overview = !c->cmd;
		return 0;
	}
	next = second_word(argc, argv, at);
	if (next < argc) {
		strbuf_addf(&two, "%s %s", argv[at], argv[next]);
		c->cmd = cmd_find(ctx->table, two.buf);
		strbuf_release(&two);
	}
	if (c->cmd) {
		*second = next;
		return 0;
	}
	c->cmd = cmd_find(ctx->table, argv[at]);
	if (!help_is_family(ctx->table, argv[at]))
		return c->cmd ? 0 : help_unknown(ctx, argv[at], err);
	if (c->cmd && (next >= argc || takes_words(c->cmd)))
		return 0;
	if (c->cmd && argv[at + 1][0] == '-')
		return 0;
	c->cmd = NULL;
	return half_row(c, ctx, argc, argv, at, err);
}

static int usage_hint(const struct ctx *ctx, const struct cmd *cmd,
		      struct err *err)
{
	char *msg = xstrdup(err->msg);

	err_set(err, err->code, "%s; see '%s %s -h'", msg,
		ctx->tm ? "tm" : "git task", cmd->name);
	free(msg);
	return -1;
}

/* --json is --format=json of the row, when it has that. */
static int merge_json(const struct ctx *ctx, struct call *c, struct err *err)
{
	const struct opt *o = opt_find(c->cmd->opts, "format");

	if (!args_flag(&c->args, "json") || opt_find(c->cmd->opts, "json"))
		return 0;
	if (!o || !alias_is(o->values, "json"))
		return err_set(err, ERR_USAGE, "'%s %s' has no JSON output",
			       ctx->tm ? "tm" : "git task", c->cmd->name);
	if (args_has(&c->args, "format") &&
	    !str_eq(args_str(&c->args, "format"), "json"))
		return err_set(err, ERR_USAGE, "--json and --format=%s "
			       "contradict each other",
			       args_str(&c->args, "format"));
	return args_set(&c->args, "format", "json", err);
}

static int parse_call(struct call *c, const struct ctx *ctx, int argc,
		      char **argv, struct err *err)
{
	int at = 1, second = 0, i;

	if (leading_options(c, ctx, argc, argv, &at, err) < 0)
		return -1;
	if (c->overview)
		return 0;
	if (!c->cmd && find_row(c, ctx, argc, argv, at, &second, err) < 0)
		return -1;
	if (!c->cmd)
		return 0;
	strvec_push(&c->argv, c->cmd->name);
	for (i = 1; i < argc; i++) {
		if (i == at || (second && i == second))
			continue;
		strvec_push(&c->argv, argv[i]);
		c->manual |= i > at && !strcmp(argv[i], "--help");
	}
	if (args_parse(&c->args, c->cmd->opts, common_opts, (int)c->argv.nr,
		       c->argv.v, &c->help, err) < 0)
		return usage_hint(ctx, c->cmd, err);
	if (c->help)
		return 0;
	return merge_json(ctx, c, err);
}

/* ---- running ---- */

static void print_warnings(struct ctx *ctx)
{
	struct strvec *warnings = db_warnings(ctx->db);
	size_t i;

	for (i = 0; i < warnings->nr; i++)
		out_warn(ctx->out, "%s", warnings->v[i]);
	strvec_clear(warnings);
}

/* Once for all that the command has done. */
static void tell(struct ctx *ctx, bool wrote)
{
	events_tell(ctx->db, ctx->subscribers, wrote);
	print_warnings(ctx);
}

/* A reader that could not read everything says so and does not exit 0. */
static int check_broken(struct ctx *ctx)
{
	const struct view *v;
	size_t i;

	if (db_view(&v, ctx->db, NULL) < 0)
		return 0;
	for (i = 0; i < v->broken.nr; i++)
		out_warn(ctx->out, "can not read task file '%s', left as it "
			 "is; run 'git task fsck'", v->broken.v[i]);
	return v->broken.nr ? 1 : 0;
}

/* What a reader found in an index that was cut meanwhile is no answer; a write
 * is done, and is told so. */
static int check_torn(struct ctx *ctx, const struct cmd *cmd, int ret,
		      struct err *err)
{
	bool wrote = db_wrote(ctx->db) || (!ret && cmd->needs & WRITES);

	if (!db_torn(ctx->db))
		return ret;
	if (!wrote)
		return err_set(err, ERR_FATAL,
			       "the index was cut while it was "
			       "read, so nothing was done and what was printed "
			       "may be wrong; run the command again");
	if (ret >= 0)
		out_warn(ctx->out,
			 "the index was cut while it was read; the "
			 "change is made, what was printed about other tasks "
			 "may be wrong");
	return ret;
}

/* --force and --sync mean the same on every row that has them: claims that were
 * lost do not count; the remote decides. */
static void set_writes(struct ctx *ctx, const struct cmd *cmd,
		       const struct args *args)
{
	const char *remote = NULL;

	if (opt_find(cmd->opts, "force") && args_flag(args, "force"))
		db_force(ctx->db);
	if (opt_find(cmd->opts, "remote"))
		remote = args_str(args, "remote");
	if (opt_find(cmd->opts, "sync") &&
	    (remote || args_flag(args, "sync")))
		db_sync_writes(ctx->db, remote);
}

/*
 * A row with given arguments in an open context: sets out->format, runs, prints
 * db_warnings(), warns of unreadable tasks (readers: result 1), and tells the
 * subscribers once what was written or joined.  Returns what struct cmd's run returns.
 */
static int cmd_run(struct ctx *ctx, const struct cmd *cmd,
		   const struct args *args, struct err *err)
{
	const char *format = NULL;
	int ret;

	if (opt_find(cmd->opts, "format"))
		format = args_str(args, "format");
	ctx->out->format = OUT_TEXT;
	if (ctx->out->values)
		ctx->out->format = OUT_VALUE;
	else if (format)
		out_format_parse(&ctx->out->format, format);
	if (ctx->db && cmd->needs & WRITES)
		set_writes(ctx, cmd, args);
	ret = cmd->run(ctx, args, err);
	if (!ctx->db)
		return ret;
	ret = check_torn(ctx, cmd, ret, err);
	print_warnings(ctx);
	/* exec writes, and has the exit status of what it ran; a reader may
	 * have an option that writes: next --claim */
	tell(ctx, ret >= 0 && (db_wrote(ctx->db) ||
			       (!ret && cmd->needs & WRITES)));
	if (!ret && cmd->needs & NEEDS_DB && !(cmd->needs & WRITES))
		ret = check_broken(ctx);
	return ret;
}

static void show_progress(const char *what, size_t done, size_t total,
			  void *data)
{
	out_progress(data, what, done, total);
	if (done == total)
		out_progress_end(data);
}

static int open_db(struct ctx *ctx, const struct cmd *cmd, struct err *err)
{
	struct db_options opt = { NULL, ctx->agent, NULL, ctx->clock };

	if (cmd->needs & (NEEDS_REPO | NEEDS_DB | WRITES)) {
		if (db_open(&ctx->db, &opt, err) < 0)
			return -1;
	} else if (!(cmd->needs & OPTIONAL_REPO) ||
		   db_open(&ctx->db, &opt, NULL) < 0) {
		ctx->db = NULL;
		return 0;
	}
	act_attach(ctx->db);
	db_set_progress(ctx->db, show_progress, ctx->out);
	if (ctx->tm)
		db_short_ids(ctx->db);
	return 0;
}

/*
 * Where every write is shared, what another checkout wrote may be named here:
 * joined before the first command of a clone without tasks, and when a command
 * that writes names a task that is not here.  True: there is something new.
 */
static bool catch_up(struct ctx *ctx)
{
	struct err err = ERR_INIT;
	size_t got;

	if (db_autopull(&got, ctx->db, &err) < 0)
		out_warn(ctx->out, "tasks of the remote are not joined yet: "
			 "%s", err.msg);
	return got > 0;
}

/*
 * Nothing of tasks is here and nobody asked the remote: what a reader found, or
 * somebody missed, is then no answer.
 */
static void say_unfetched(struct ctx *ctx, const struct cmd *cmd, bool missed)
{
	struct strbuf command = STRBUF_INIT;

	if ((!(cmd->needs & WRITES) || missed) && db_unfetched(&command, ctx->db))
		out_note(ctx->out, "No tasks in this clone: those of the remote "
			 "were not fetched.\n"
			 "  (use \"%s\" to get them, "
			 "\"git task add <title>\" to create one)", command.buf);
	strbuf_release(&command);
}

static int run_shared(struct ctx *ctx, const struct cmd *cmd,
		      const struct args *args, struct err *err)
{
	size_t broken = 0;
	bool fresh;
	int ret;

	if (ctx->db && !(cmd->needs & AS_IT_IS))
		broken = db_rejoin(ctx->db);
	fresh = cmd->needs & NEEDS_DB && !db_initialised(ctx->db);
	if (fresh)
		catch_up(ctx);
	ret = cmd_run(ctx, cmd, args, err);
	if (fresh)
		say_unfetched(ctx, cmd,
			      ret < 0 && err->code == ERR_NOT_FOUND);
	if (ret >= 0 || err->code != ERR_NOT_FOUND || fresh ||
	    !(cmd->needs & WRITES) || !catch_up(ctx))
		return !ret && broken ? 1 : ret;
	err_clear(err);
	return cmd_run(ctx, cmd, args, err);
}

/* ---- for other surfaces ---- */

/* What a row answered: its value, else its text as a string, else nothing. */
static struct json *take_value(struct out *o)
{
	struct json *j = o->value;

	o->value = NULL;
	if (!j && o->text.len) {
		strbuf_rtrim(&o->text);
		j = json_new_str(o->text.buf);
	}
	return j;
}

/* Runs a row with an output of its own; notes go to the caller's. */
static int run_inner(struct out *inner, struct ctx *ctx, const struct cmd *cmd,
		     const struct args *args, struct err *err)
{
	struct out *outer = ctx->out;
	int ret;

	inner->quiet = args_flag(args, "quiet");
	inner->watch = outer->watch;
	inner->watch_data = outer->watch_data;
	ctx->out = inner;
	ret = cmd->run(ctx, args, err);
	ctx->out = outer;
	strbuf_addbuf(&outer->notes, &inner->notes);
	return ret;
}

int cmd_value(struct json **result, struct ctx *ctx, const struct cmd *cmd,
	      const struct args *args, struct err *err)
{
	struct out inner;
	int ret;

	out_init_memory(&inner);
	inner.values = true;
	inner.format = OUT_VALUE;
	ret = run_inner(&inner, ctx, cmd, args, err);
	*result = ret < 0 ? NULL : take_value(&inner);
	out_release(&inner);
	return ret;
}

int cmd_sub(struct strbuf *text, struct ctx *ctx, const struct cmd *cmd,
	    const struct args *args, struct err *err)
{
	const char *format = NULL;
	struct out inner;
	int ret;

	out_init_memory(&inner);
	if (opt_find(cmd->opts, "format"))
		format = args_str(args, "format");
	if (format)
		out_format_parse(&inner.format, format);
	ret = run_inner(&inner, ctx, cmd, args, err);
	strbuf_addbuf(text, &inner.text);
	out_release(&inner);
	return ret;
}

int cmd_call(struct json **result, struct strbuf *notes,
	     const struct ctx *base, const struct cmd *cmd,
	     const struct json *arguments, struct err *err)
{
	struct ctx ctx = *base;
	struct args args = ARGS_INIT;
	struct out out;
	int ret = -1;

	*result = NULL;
	out_init_memory(&out);
	out.values = true;
	out.watch = ctx.watch;
	out.watch_data = ctx.watch_data;
	ctx.out = &out;
	ctx.db = NULL;
	if (args_parse_json(&args, cmd->opts, NULL, arguments, err) < 0)
		goto out;
	if (opt_find(cmd->opts, "agent") && args_str(&args, "agent"))
		ctx.agent = args_str(&args, "agent");
	if (open_db(&ctx, cmd, err) < 0)
		goto out;
	if (ctx.guard && ctx.db)
		db_set_guard(ctx.db, ctx.guard, ctx.guard_data);
	ret = run_shared(&ctx, cmd, &args, err);
	if (ret >= 0)
		*result = take_value(&out);
out:
	strbuf_addbuf(notes, &out.notes);
	args_release(&args);
	db_close(ctx.db);
	out_release(&out);
	return ret;
}

static int run_call(struct ctx *ctx, struct call *c, struct err *err)
{
	const char *dir = args_str(&c->args, "directory");
	struct err doubt = ERR_INIT;
	int ret;

	ctx->agent = args_str(&c->args, "agent-id");
	ctx->out->quiet = args_flag(&c->args, "quiet");
	ctx->no_pager = args_flag(&c->args, "no-pager");
	/* tm has the exit statuses of the program that it stands for */
	if (!ctx->tm && ctx->check &&
	    ctx->check(ctx, c->cmd, &c->args, &doubt, err) < 0)
		return -1;
	if (dir && chdir(dir) < 0)
		return err_errno(err, ERR_FATAL, "can not change to '%s'",
				 dir);
	ret = open_db(ctx, c->cmd, err);
	if (ret == 0) {
		terminal_setup(ctx, c->cmd, &c->args);
		ret = run_shared(ctx, c->cmd, &c->args, err);
	}
	if (ret < 0 && err->code == ERR_FATAL && doubt.code != ERR_NONE)
		*err = doubt;
	return ret;
}

static int dispatch(struct ctx *ctx, struct call *c, int argc, char **argv,
		    struct err *err)
{
	int ret;

	if (parse_call(c, ctx, argc, argv, err) < 0)
		return -1;
	if (c->overview) {
		ret = help_show(ctx, NULL, c->manual, err);
		return ret < 0 ? ret : argc > 1 ? 0 : 1;
	}
	if (c->help || !c->cmd)
		return help_show(ctx, c->argv.nr ? c->argv.v[0] : NULL,
				 c->manual, err);
	return run_call(ctx, c, err);
}

/* The command and the names of its options; what they say is its user's own. */
static void trace_call(const struct ctx *ctx, const struct call *c,
		       int status, int64_t began)
{
	struct strbuf words = STRBUF_INIT;
	const struct opt *o;

	if (!trace_on(TRACE_INFO))
		return;
	strbuf_addf(&words, "%s %s", ctx->out->prog,
		    c->cmd ? c->cmd->name : "");
	for (o = c->cmd ? c->cmd->opts : NULL; o && o->name; o++)
		if (args_has(&c->args, o->name))
			strbuf_addf(&words, o->flags & OPT_POS ? " <%s>" :
				    " --%s", o->name);
	trace_f(status ? TRACE_WARN : TRACE_INFO, "command",
		"%s (%.1f ms, status %d)", words.buf,
		(double)(trace_now() - began) / 1000, status);
	strbuf_release(&words);
}

static void warn_trace(struct out *o)
{
	char *why = trace_problem();

	if (why)
		out_warn(o, "%s", why);
	free(why);
}

int cmd_main(struct ctx *ctx, int argc, char **argv)
{
	int64_t began = trace_now();
	struct call c = { NULL, STRVEC_INIT, ARGS_INIT, false, false, false };
	struct err err = ERR_INIT;
	int status;

	ctx->out->prog = ctx->tm ? "tm" : "git-task";
	warn_trace(ctx->out);
	status = dispatch(ctx, &c, argc, argv, &err);
	if (status < 0) {
		if (err.code == ERR_NONE)
			err_set(&err, ERR_FAILED, "failed without a reason");
		out_error(ctx->out, err.msg);
		status = err_exit_status(err.code);
		/* tm knew only 0 and 1 for what a task is about */
		if (ctx->tm && err.code == ERR_NOT_FOUND)
			status = 1;
	}
	out_pager_end(ctx->out);
	if (ctx->out->failed && ctx->out->error == EPIPE) {
		status = EXIT_SIGPIPE;
	} else if (ctx->out->failed) {
		errno = ctx->out->error;
		err_errno(&err, ERR_FAILED, "can not write the output");
		out_error(ctx->out, err.msg);
		status = status ? status : 1;
	}
	db_close(ctx->db);
	ctx->db = NULL;
	trace_call(ctx, &c, status, began);
	call_release(&c);
	return status;
}
