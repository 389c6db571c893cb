/*
 * cmd-exec.c - `exec`: running something for a task, and what was run.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/exec/exec-packages.h"
#include "feat/exec/exec.h"
#include "feat/exec/sql.h"
#include "feat/project/planted.h"
#include "act/fields.h"
#include "cmd/kit/common.h"

#define EXIT_SIGNAL 128		/* + the signal, as a shell says it */

/* ---- earlier ones ---- */

static void add_row(struct table *t, const struct json *e, bool human,
		    int64_t now)
{
	const char *at = json_get_str(e, "at"), *by = json_get_str(e, "by");
	struct strbuf sb = STRBUF_INIT;
	int64_t ms;

	if (human && at && when_parse_rfc3339(&ms, at))
		when_relative(&sb, ms, now);
	else
		strbuf_addstr(&sb, at ? at : "");
	table_cell(t, COLOUR_DIM, sb.buf);
	strbuf_reset(&sb);
	if (human)
		exec_outcome(&sb, e);
	else
		json_add_num(&sb, json_get_num(e, "exit_code", 0));
	table_cell(t, json_get_num(e, "exit_code", 0) == 0 ? COLOUR_GREEN :
		   COLOUR_RED, sb.buf);
	table_cellf(t, COLOUR_NONE, human ? "%.2f s" : "%.3f",
		    json_get_num(e, "execution_time", 0));
	table_cell(t, COLOUR_NONE, by);
	strbuf_reset(&sb);
	exec_title(&sb, e);
	table_cell(t, COLOUR_NONE, sb.buf);
	strbuf_release(&sb);
}

/* Newest first, at most `limit` of them (0: all). */
static struct json *newest(struct json *log, size_t limit)
{
	struct json *out = json_new_arr();
	size_t i = json_nr(log);

	while (i > 0 && (!limit || json_nr(out) < limit))
		json_push(out, json_detach_at(log, --i));
	json_free(log);
	return out;
}

static void print_list(struct ctx *ctx, const struct json *list)
{
	static const char *const people[] = {
		"when", "result", ">time", "by", "*what"
	};
	static const char *const programs[] = {
		"at", ">exit_code", ">execution_time", "by", "what"
	};
	bool human = ctx->out->format == OUT_TEXT;
	struct table *t;
	struct json *e;

	if (human && !json_nr(list)) {
		out_note(ctx->out, "Nothing was run for this task");
		return;
	}
	if (out_tree(ctx->out)) {
		out_json(ctx->out, list);
		return;
	}
	t = table_new(ctx->out, human ? people : programs,
		      ARRAY_SIZE(people));
	json_each(e, list)
		add_row(t, e, human, clock_now(ctx->clock));
	table_end(t);
}

static int list_executions(struct ctx *ctx, const struct args *args,
			   const struct view *v, uint32_t row,
			   struct err *err)
{
	struct json *list;

	if (args_list(args, "command")->nr || args_has(args, "code") ||
	    args_has(args, "file"))
		return err_set(err, ERR_USAGE, "--list runs nothing");
	list = newest(view_field(v, row, "executions"),
		      (size_t)args_int(args, "limit", 0));
	print_list(ctx, list);
	json_free(list);
	return 0;
}

/* ---- the request ---- */

static int take_size(uint64_t *out, const struct args *args, const char *name,
		     struct err *err)
{
	if (!args_has(args, name) ||
	    exec_size(out, args_str(args, name), err) == 0)
		return 0;
	err_prefix(err, "--%s", name);
	if (err)
		err->code = ERR_USAGE;
	return -1;
}

static int take_seconds(double *out, const struct args *args,
			const char *name, struct err *err)
{
	if (!args_has(args, name))
		return 0;
	return when_parse_duration(out, args_str(args, name), false, err);
}

static int take_limits(struct exec_request *req, const struct args *args,
		       struct err *err)
{
	uint64_t kept = req->max_output;
	double cpu = 0;

	if (take_seconds(&req->timeout, args, "timeout", err) < 0 ||
	    take_seconds(&cpu, args, "cpu", err) < 0 ||
	    take_size(&req->limit.memory, args, "memory", err) < 0 ||
	    take_size(&req->limit.file_size, args, "file-size", err) < 0 ||
	    take_size(&kept, args, "max-output", err) < 0)
		return -1;
	if (kept > EXEC_OUTPUT_MAX)
		return err_set(err, ERR_USAGE, "--max-output is at most 200KiB");
	req->max_output = (size_t)kept;
	req->limit.cpu = (uint64_t)cpu + (cpu > (double)(uint64_t)cpu);
	return 0;
}

/* What one run keeps beside the request, which borrows it. */
struct job {
	struct exec_request req;
	struct strvec words;	/* the command, or the code's arguments */
	struct strbuf code;
};

static int take_code(struct job *j, const struct ctx *ctx,
		     const struct args *args, struct err *err)
{
	const char *file = args_str(args, "file");
	const char *language = args_str(args, "language");
	bool code = args_has(args, "code");
	bool dash = j->words.nr && !strcmp(j->words.v[0], "-");

	if (!language)
		return code || file ?
			err_set(err, ERR_USAGE, "%s needs --language",
				code ? "--code" : "--file") : 0;
	exec_language_parse(&j->req.language, language);
	if (code && file)
		return err_set(err, ERR_USAGE, "give --code or --file, not "
			       "both");
	if (!code && !file && !dash)
		return err_set(err, ERR_USAGE, "--language needs --code, "
			       "--file or - for standard input");
	if (code) {
		strbuf_addstr(&j->code, args_str(args, "code"));
	} else if (file && strcmp(file, "-") != 0) {
		j->req.file = file;
		return planted_refuse(ctx->db, file, err);
	} else {
		if (args_flag(args, "stdin"))
			return err_set(err, ERR_USAGE, "standard input is the "
				       "code or the program's, not both");
		if (!file)
			strvec_remove(&j->words, 0);
		if (common_input(&j->code, ctx, "-", err) < 0)
			return -1;
	}
	j->req.code = j->code.buf;
	return 0;
}

static void take_box(struct exec_request *req, const struct ctx *ctx,
		     const struct args *args)
{
	if (args_has(args, "sandbox"))
		exec_sandbox_parse(&req->sandbox, args_str(args, "sandbox"));
	if (args_tri(args, "network"))
		req->network = args_tri(args, "network") > 0;
	if (args_tri(args, "read-only"))
		req->read_only = args_tri(args, "read-only") > 0;
	/* A tool runs what somebody else wrote: only the owner of the clone can
	 * let that out of the box. */
	if (ctx->room && !req->sandbox_set)
		req->sandbox = EXEC_SANDBOX_BWRAP;
	req->must_box = ctx->room > 0;
}

static int take_packages(struct exec_request *req, const struct ctx *ctx,
			 const struct args *args, struct err *err)
{
	const struct strvec *names = args_list(args, "package");

	if (!names || !names->nr)
		return 0;
	if (packages_check(names, req->language, err) < 0 ||
	    packages_allowed(names, req->packages_allowed, ctx->room > 0,
			     err) < 0)
		return -1;
	req->packages = names;
	return 0;
}

static int take_request(struct job *j, struct ctx *ctx,
			const struct args *args, struct err *err)
{
	strvec_init(&j->words);
	strbuf_init(&j->code);
	if (exec_request_init(&j->req, ctx->db, err) < 0 ||
	    take_limits(&j->req, args, err) < 0)
		return -1;
	strvec_pushv(&j->words, args_list(args, "command")->v);
	if (take_code(j, ctx, args, err) < 0)
		return -1;
	if (j->req.language == EXEC_COMMAND && !j->words.nr)
		return err_set(err, ERR_USAGE, "what is to be run? write -- "
			       "and the command, or --language and --code");
	if (j->req.language == EXEC_SQL && args_flag(args, "stdin"))
		return err_set(err, ERR_USAGE, "sql takes no standard input");
	j->req.argv = &j->words;
	j->req.dir = args_str(args, "dir");
	j->req.env = args_list(args, "env");
	j->req.no_output |= args_flag(args, "no-output");
	j->req.inherit_env = args_flag(args, "inherit-env");
	take_box(&j->req, ctx, args);
	if (take_packages(&j->req, ctx, args, err) < 0)
		return -1;
	j->req.pass_stdin = args_flag(args, "stdin");
	j->req.clock = ctx->clock;
	if (!common_structured(ctx) && ctx->out->fd_out) {
		out_flush(ctx->out);
		j->req.live_out = fileno(ctx->out->fd_out);
		j->req.live_err = fileno(ctx->out->fd_err);
	}
	return 0;
}

/* ---- the record ---- */

/* The entry as it was written: with "by". */
static struct json *written(struct ctx *ctx, const char *task, const char *id)
{
	struct json *log = NULL, *e, *found = NULL;
	const struct view *v;
	uint32_t row;

	if (db_view(&v, ctx->db, NULL) == 0 &&
	    (row = view_find(v, task)) != NO_ROW)
		log = view_field(v, row, "executions");
	json_each(e, log)
		if (str_eq(json_get_str(e, "id"), id))
			found = e;
	found = found ? json_copy(found) : NULL;
	json_free(log);
	return found;
}

/* Replaces *entry by what was stored. */
static int record(struct json **entry, struct ctx *ctx, const char *task,
		  struct err *err)
{
	struct json *stored;
	struct change c;
	int ret;

	change_init(&c, task);
	change_append(&c, F_EXECUTIONS, json_copy(*entry));
	ret = act_apply(ctx->db, "exec", &c, err);
	change_release(&c);
	if (ret < 0)
		return -1;
	stored = written(ctx, task, json_get_str(*entry, "id"));
	if (stored) {
		json_free(*entry);
		*entry = stored;
	}
	return 0;
}

static void print_result(struct ctx *ctx, const struct exec_result *r,
			 const struct json *entry, const char *task,
			 bool recorded)
{
	struct json *j, *e;

	if (!common_structured(ctx)) {
		if (!ctx->out->fd_out) {
			out_text(ctx->out, r->output.buf);
			out_note(ctx->out, "%s", r->error.buf);
		}
		return;
	}
	j = json_new_obj();
	json_set_str(j, "task", task);
	json_set_bool(j, "recorded", recorded);
	json_each(e, entry)
		json_append(j, json_key(e), json_copy(e));
	/* what is not recorded is shown all the same */
	json_set_str(j, "output", r->output.buf);
	json_set_str(j, "error", r->error.buf);
	out_json(ctx->out, j);
	json_free(j);
}

/* The exit status of git-task after the run. */
static int status_of(const struct exec_result *r, struct err *err)
{
	if (r->live_errno == EPIPE)
		return EXIT_SIGNAL + 13;	/* SIGPIPE */
	if (r->live_errno) {
		errno = r->live_errno;
		return err_errno(err, ERR_FAILED, "can not write the output");
	}
	return r->caught ? EXIT_SIGNAL + r->caught : r->exit_code;
}

static int run_job(struct ctx *ctx, const struct args *args, struct job *j,
		   struct err *err)
{
	bool wanted = !args_flag(args, "no-record"), recorded = false;
	struct err why = ERR_INIT;
	struct exec_result r;
	struct json *entry;
	int ret = -1;

	exec_result_init(&r);
	if (exec_run(&r, &j->req, err) < 0)
		goto out;
	entry = exec_entry(&r, &j->req);
	if (wanted)
		recorded = record(&entry, ctx, j->req.task, &why) == 0;
	print_result(ctx, &r, entry, j->req.task, recorded);
	if (r.timed_out)
		out_warn(ctx->out, "ended after %.15g s by the time limit; "
			 "--timeout sets another", j->req.timeout);
	ret = status_of(&r, err);
	if (wanted && !recorded) {
		out_warn(ctx->out, "it ran, but was not recorded: %s",
			 why.msg);
		ret = ret ? ret : 1;
	}
	json_free(entry);
out:
	exec_result_release(&r);
	return ret;
}

/* SQL that speaks of the table `tasks` finds it. */
static int tasks_for_sql(struct strbuf *prelude, struct exec_request *req,
			 const struct view *v, struct err *err)
{
	if (req->language != EXEC_SQL ||
	    (!req->file && !sql_wants_tasks(req->code)))
		return 0;
	if (sql_prelude(prelude, v, err) < 0)
		return -1;
	req->prelude = prelude->buf;
	return 0;
}

static int run_exec(struct ctx *ctx, const struct args *args, struct err *err)
{
	const struct view *v;
	struct strbuf prelude = STRBUF_INIT;
	struct job j;
	uint32_t row;
	char id[ID_LEN + 1];
	int ret;

	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, args_str(args, "id"), false, err) < 0)
		return -1;
	if (args_flag(args, "list"))
		return list_executions(ctx, args, v, row, err);
	memcpy(id, v->rows[row].id, sizeof(id));
	ret = take_request(&j, ctx, args, err);
	j.req.task = id;
	if (ret == 0)
		ret = tasks_for_sql(&prelude, &j.req, v, err);
	if (ret == 0)
		ret = run_job(ctx, args, &j, err);
	strvec_clear(&j.words);
	strbuf_release(&j.code);
	strbuf_release(&prelude);
	return ret;
}

static const struct opt exec_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("command", 0, "<word>", "the command and its arguments, behind "
	      "--; with --language those of the code, or - for code from "
	      "standard input", OPT_POS | OPT_MANY | OPT_EMPTY),
	O_ENUM("language", 'l', "python|javascript|typescript|bash|sql",
	       "run code in this language", 0),
	O_STR("code", 'c', "<code>", "the code to run", OPT_EMPTY),
	O_PATH("file", 'f', "<file>", "run the code of this file; - is "
	       "standard input", 0),
	{ "timeout", 't', OPT_DUR, "<time>", "end it after this time, as 90s "
	  "or 2m; 0: never (default: task.exec.timeout, else 30s)", 0, NULL,
	  0, 0, NULL },
	O_STR("memory", 'm', "<size>", "memory that a process may use; 0: no "
	      "limit (default: task.exec.memory, else 512MB)", 0),
	{ "cpu", 0, OPT_DUR, "<time>", "processor time that a process may use "
	  "(default: what the time limit allows on all processors)", 0, NULL,
	  0, 0, NULL },
	O_STR("file-size", 0, "<size>", "size of the files that it may write; "
	      "0: no limit (default: 1GB)", 0),
	O_STR("max-output", 0, "<size>", "how much is kept of each stream: "
	      "its first and its last half, at most 200KiB (default: 64KiB)",
	      0),
	O_PATH("dir", 0, "<dir>", "run it there, inside the work tree", 0),
	O_KV("env", 'e', "set a variable of its environment", OPT_MANY),
	O_FLAG("inherit-env", 0, "pass the whole environment, secrets too"),
	O_ENUM("sandbox", 0, "auto|bwrap|none", "run it in a box, without the "
	       "rest of the machine (default: task.exec.sandbox, else none)",
	       0),
	{ "network", 0, OPT_FLAG, NULL, "in the box: with a network (default: "
	  "task.exec.network, else without)", OPT_NEG, NULL, 0, 0, NULL },
	{ "read-only", 0, OPT_FLAG, NULL, "in the box: the work tree is for "
	  "reading only (default: task.exec.readOnly, else for writing)",
	  OPT_NEG, NULL, 0, 0, NULL },
	O_STR("package", 'p', "<name>", "a package that the code needs, as six "
	      "or lodash@4.17.21: it is installed once, beside the work tree",
	      OPT_MANY),
	O_FLAG("stdin", 0, "let it read standard input (else: /dev/null)"),
	O_FLAG("no-record", 0, "do not record it in the task"),
	O_FLAG("no-output", 0, "record it without what it prints (also: "
	       "git config task.exec.recordOutput false)"),
	O_FLAG("list", 0, "show what was run for the task, the newest first"),
	O_INT("limit", 'n', "with --list: only the newest <n>", 0, 1e9),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_exec = {
	"exec", NULL, "run", "run something for a task and record it",
	"Runs the command, or code in one of five languages, shows its output "
	"as it comes and keeps command, result, time and output in the task's "
	"executions. With --format json nothing is shown meanwhile and the "
	"result is one object.\n"
	"\n"
	"Examples:\n"
	"\n"
	"\tgit task exec 3f9a -- make test\n"
	"\tgit task exec 3f9a --timeout 5m --memory 2g -- npm test\n"
	"\tgit task exec 3f9a --language python --code 'print(6 * 7)'\n"
	"\tgit task exec 3f9a --language bash - <steps.sh\n"
	"\tgit task exec 3f9a --list\n"
	"\n"
	"With --sandbox bwrap it runs in a box that bubblewrap makes: the "
	"system's programs, read-only, and the work tree are there, its Git "
	"directory for reading, an empty home and /tmp that are gone "
	"afterwards; no other file, process, variable or device, no network "
	"unless --network says so, and what it started ends with it. auto runs "
	"it without a box where there is none; what a tool of an agent runs is "
	"refused then, unless task.exec.sandbox is none.\n"
	"\n"
	"With --package code of python finds packages of pip, code of javascript "
	"and typescript those of npm. A set of them is installed once, into a "
	"folder of its own in the Git directory, where later runs find it; that "
	"step alone has a network, no script of a package runs in it, and in a "
	"box it can write to that folder only. A tool of an agent may install "
	"what git config task.exec.packages allows.\n"
	"\n"
	"What runs is what you type: nothing of a task, a document, a template "
	"or a tracked file is ever run, and .git-task.yaml can not set the "
	"limits. There is no shell; write bash -c for one.\n"
	"\n"
	"The program gets a small part of the environment, and none of its "
	"processes outlives it. Secrets are masked in what is recorded: values "
	"of variables with names such as API_TOKEN or DB_PASSWORD, tokens of "
	"well-known shapes, passwords in URLs and behind labels. That is a net "
	"for accidents and no guarantee, and what is recorded is pushed with "
	"the task; --no-output keeps it out. What is shown on the terminal is "
	"as the program wrote it.\n"
	"\n"
	"The exit status is that of the command (128 + n when signal n ended "
	"it), or 124 when the time limit did. When nothing could be run it is "
	"1, for an unknown task 2, for wrong usage 129; then the reason is on "
	"stderr and nothing is recorded.",
	exec_opts, NEEDS_REPO | NEEDS_DB | WRITES | TTY_ONLY, run_exec
};
