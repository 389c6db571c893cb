/*
 * cmd-session.c - `session start|end|task|tokens|error|import`: what agents log.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <dirent.h>

#include "base/file.h"
#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/sessiondb.h"
#include "data/when.h"
#include "feat/session/session.h"
#include "feat/session/worklog.h"

/* ---- what every row that writes does ---- */

struct call {
	struct ctx *ctx;
	const struct args *args;
	struct db *db;
	char id[ID_LEN + 1];
};

/* Opens the sessions and finds the one that was named. */
static int call_begin(struct call *c, struct ctx *ctx,
		      const struct args *args, struct err *err)
{
	c->ctx = ctx;
	c->args = args;
	c->db = NULL;
	if (session_db(&c->db, ctx, err) < 0)
		return -1;
	return session_find(c->id, c->db, args_str(args, "session"), err);
}

/* Says what became of the session, and closes. */
static int call_end(struct call *c, int ret, const char *note,
		    struct err *err)
{
	struct session s;
	struct json *j;

	if (ret == 0)
		session_warnings(c->ctx, c->db);
	if (ret == 0 && out_data(c->ctx->out)) {
		ret = session_one(&s, c->db, c->id, err);
		if (ret == 0) {
			j = session_json(&s);
			out_json(c->ctx->out, j);
			json_free(j);
			session_release(&s);
		}
	} else if (ret == 0) {
		out_note(c->ctx->out, "%s", note);
	}
	db_close(c->db);
	return ret;
}

/* The task that an agent means, when it is one of ours; else "". */
static void link_task(char out[ID_LEN + 1], struct ctx *ctx, const char *task)
{
	const struct view *v;
	const char *typed = task && *task == '#' ? task + 1 : task;
	uint32_t row;

	out[0] = '\0';
	if (typed && id_is_prefix(typed) && db_view(&v, ctx->db, NULL) == 0 &&
	    view_resolve(&row, v, typed, true, NULL) == 0)
		memcpy(out, v->rows[row].id, ID_LEN + 1);
}

/* ---- start, end ---- */

static int run_start(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct session_start in = { args_str(args, "session"),
				    args_str(args, "agent"),
				    args_str(args, "model"), WHEN_NONE };
	struct call c = { ctx, args, NULL, "" };
	bool again = false;
	int ret;

	if (session_db(&c.db, ctx, err) < 0)
		return -1;
	if (!in.agent)
		in.agent = db_me_name(c.db);
	if (!*in.agent)
		in.agent = "unknown";
	ret = session_start(c.id, &again, c.db, &in, err);
	if (ret == 0 && ctx->out->format == OUT_TEXT) {
		out_s(ctx->out, in.name ? in.name : c.id);
		out_f(ctx->out, "\n");
	}
	return call_end(&c, ret, again ? "the session goes on" :
			"session started", err);
}

static int run_end(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct call c;
	int ret = call_begin(&c, ctx, args, err);

	if (ret == 0)
		ret = session_end(c.db, c.id, err);
	return call_end(&c, ret, "session ended", err);
}

#define SESSION_ARG							\
	O_STR("session", 0, "<session>", "its id", OPT_POS | OPT_REQUIRED)
#define SESSION_FORMAT OPT_FORMAT("text")

static const struct opt start_opts[] = {
	O_STR("session", 0, "<session>", "its id: any name that no other "
	      "session has (default: one is made and printed)", OPT_POS),
	O_STR("agent", 0, "<name>", "who is at work (default: you, or the "
	      "agent you act as)", 0),
	O_STR("model", 0, "<name>", "the language model", 0),
	SESSION_FORMAT,
	OPT_END
};

const struct cmd cmd_session_start = {
	"session start", NULL, "run", "begin the log of an agent at work",
	"A session is one agent at work: its model, the tasks it takes up, "
	"the tokens it uses, the errors it meets. The log is kept in "
	"refs/tasks/sessions and travels with 'git task sync'; logs of the "
	"same session in several clones are joined without loss. Nothing that "
	"is logged changes a task.\n\n"
	"Starting a session that is there already goes on with it, ended or "
	"not. A session without news for task.session.timeout (30 minutes) is "
	"shown as stale.\n\n"
	"\tgit task session start task-002-session --agent solidity-developer "
	"--model claude-sonnet-4\n"
	"\tgit task session task task-002-session 3f9a1c2b\n"
	"\tgit task session tokens task-002-session --input 3500 --output "
	"1200 --context-window 200000\n"
	"\tgit task session task task-002-session 3f9a1c2b --status success\n"
	"\tgit task session end task-002-session",
	start_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_start
};

static const struct opt end_opts[] = {
	SESSION_ARG, SESSION_FORMAT, OPT_END
};

const struct cmd cmd_session_end = {
	"session end", NULL, "run", "end a session", NULL, end_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_end
};

/* ---- entries ---- */

static int run_task(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct session_entry e = SESSION_ENTRY_INIT("task");
	char linked[ID_LEN + 1];
	enum priority prio;
	struct call c;
	int ret = call_begin(&c, ctx, args, err);

	if (ret == 0) {
		e.task = args_str(args, "task");
		link_task(linked, ctx, e.task);
		e.task_id = *linked ? linked : NULL;
		e.description = args_str(args, "description");
		if (args_str(args, "priority") &&
		    priority_parse(&prio, args_str(args, "priority")))
			e.priority = priority_name(prio);
		e.status = args_str(args, "status");
		if (!e.status)
			e.status = "started";
		e.duration_ms = args_int(args, "duration", WHEN_NONE);
		ret = session_log(c.db, c.id, &e, err);
	}
	return call_end(&c, ret, "logged", err);
}

static const struct opt task_opts[] = {
	SESSION_ARG,
	O_STR("task", 0, "<task>", "the task: an id of this repository, or "
	      "whatever the agent calls it", OPT_POS | OPT_REQUIRED),
	O_ENUM("status", 0, "started|success|failed|partial|cancelled",
	       "how it stands (default: started)", 0),
	O_STR("description", 0, "<text>", "what it is about", 0),
	{ "priority", 'p', OPT_PRIO, NULL, "its priority", 0, NULL, 0, 0,
	  NULL },
	{ "duration", 0, OPT_INT, "<ms>", "milliseconds it took (default: "
	  "since it was started)", 0, NULL, 0, SESSION_COUNT_MAX, NULL },
	SESSION_FORMAT,
	OPT_END
};

const struct cmd cmd_session_task = {
	"session task", NULL, "run", "log that a session takes up or ends a "
	"task",
	"A task of this repository is linked when its id is given; its "
	"status stays as it is, which is what start and complete are for.",
	task_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_task
};

static int run_tokens(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct session_entry e = SESSION_ENTRY_INIT("tokens");
	struct call c;
	int ret = call_begin(&c, ctx, args, err);

	if (ret == 0) {
		e.input = args_int(args, "input", WHEN_NONE);
		e.output = args_int(args, "output", WHEN_NONE);
		e.cache_read = args_int(args, "cache-read", WHEN_NONE);
		e.cache_creation = args_int(args, "cache-creation",
					    WHEN_NONE);
		e.context_used = args_int(args, "context-used", WHEN_NONE);
		e.context_window = args_int(args, "context-window",
					    WHEN_NONE);
		e.model = args_str(args, "model");
		e.request = args_str(args, "request");
		if (e.input == WHEN_NONE && e.output == WHEN_NONE &&
		    e.cache_read == WHEN_NONE &&
		    e.cache_creation == WHEN_NONE &&
		    e.context_used == WHEN_NONE)
			ret = err_set(err, ERR_USAGE, "no number of tokens is "
				      "given: --input, --output, ...");
		else
			ret = session_log(c.db, c.id, &e, err);
		if (ret == 0)
			ret = budget_note(c.db, c.id, err);
	}
	return call_end(&c, ret, "logged", err);
}

#define O_COUNT(n, h)							\
	{ n, 0, OPT_INT, "<n>", h, 0, NULL, 0, SESSION_COUNT_MAX, NULL }

static const struct opt tokens_opts[] = {
	SESSION_ARG,
	O_COUNT("input", "tokens sent since the last time"),
	O_COUNT("output", "tokens received since the last time"),
	O_COUNT("cache-read", "tokens read from the prompt cache"),
	O_COUNT("cache-creation", "tokens written to the prompt cache"),
	O_COUNT("context-used", "tokens in the context now (default: all "
		"that were sent)"),
	O_COUNT("context-window", "tokens that fit into the context"),
	O_STR("model", 0, "<name>", "the model that used them (default: the "
	      "session's)", 0),
	O_STR("request", 0, "<id>", "count what this request used once, "
	      "however often it is logged", 0),
	SESSION_FORMAT,
	OPT_END
};

const struct cmd cmd_session_tokens = {
	"session tokens", NULL, "run", "log the tokens that a session used",
	"Numbers are what was used since the last time; they are added up "
	"when they are read.", tokens_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_tokens
};

static int run_error(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct session_entry e = SESSION_ENTRY_INIT("error");
	char linked[ID_LEN + 1];
	struct call c;
	int ret = call_begin(&c, ctx, args, err);

	if (ret == 0) {
		e.message = args_str(args, "message");
		e.severity = args_str(args, "severity");
		if (!e.severity)
			e.severity = severity_names[SEVERITY_MEDIUM];
		e.type = args_str(args, "type");
		e.task = args_str(args, "task");
		link_task(linked, ctx, e.task);
		e.task_id = *linked ? linked : NULL;
		ret = session_log(c.db, c.id, &e, err);
	}
	return call_end(&c, ret, "logged", err);
}

static const struct opt error_opts[] = {
	SESSION_ARG,
	O_STR("message", 0, "<message>", "what went wrong",
	      OPT_POS | OPT_REQUIRED | OPT_REST),
	O_ENUM("severity", 0, "low|medium|high|critical",
	       "how bad it is (default: medium)", 0),
	O_STR("type", 0, "<word>", "what kind of error it is", 0),
	O_STR("task", 0, "<task>", "the task in which it happened", 0),
	SESSION_FORMAT,
	OPT_END
};

const struct cmd cmd_session_error = {
	"session error", NULL, "run", "log an error that a session met", NULL,
	error_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_error
};

/* ---- old transcripts ---- */

struct import {
	struct ctx *ctx;
	struct db *db;
	struct transcript_seen *seen;
	struct json *list;
	size_t skipped;
	bool failed;
};

static void import_file(struct import *m, const char *path, bool named)
{
	struct worklog_import r;
	struct err err = ERR_INIT;
	struct json *j;
	int ret = worklog_import(&r, m->db, path, m->seen, &err);

	if (ret < 0 && (named || err.code != ERR_INVALID)) {
		out_warn(m->ctx->out, "%s", err.msg);
		m->failed = true;
	}
	m->skipped += ret < 0;
	if (ret == 0) {
		j = json_new_obj();
		json_set_str(j, "session", r.session);
		json_set_str(j, "kind", r.agent);
		json_set_bool(j, "again", r.again);
		json_set_num(j, "requests", (double)r.requests);
		json_set_num(j, "input", r.n.input);
		json_set_num(j, "output", r.n.output);
		json_set_num(j, "cache_read", r.n.cache_read);
		json_set_num(j, "cache_creation", r.n.cache_creation);
		json_set_num(j, "unreadable_lines", (double)r.bad);
		json_push(m->list, j);
	}
	free(r.session);
}

/* All *.jsonl below a directory, oldest first: what a session copied from an
 * earlier one counts for that. */
static void find_files(struct strvec *out, const char *dir, int depth)
{
	struct dirent *de;
	DIR *d = depth ? opendir(dir) : NULL;
	struct stat st;

	while (d && (de = readdir(d))) {
		char *path;

		if (*de->d_name == '.')
			continue;
		path = path_join(dir, de->d_name);
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			find_files(out, path, depth - 1);
		else if (str_ends(path, ".jsonl") && lstat(path, &st) == 0 &&
			 S_ISREG(st.st_mode))
			strvec_pushf(out, "%016" PRIx64 " %s",
				     (uint64_t)st.st_mtime, path);
		free(path);
	}
	if (d)
		closedir(d);
}

static void import_path(struct import *m, const char *path)
{
	struct strvec files = STRVEC_INIT;

	if (!file_is_dir(path)) {
		import_file(m, path, true);
		return;
	}
	find_files(&files, path, 8);
	strvec_sort(&files);
	for (size_t i = 0; i < files.nr; i++) {
		out_progress(m->ctx->out, "Reading transcripts", i + 1,
			     files.nr);
		import_file(m, files.v[i] + 17, false);
	}
	out_progress_end(m->ctx->out);
	strvec_clear(&files);
}

static void print_imported(struct ctx *ctx, const struct json *list)
{
	static const char *const columns[] = {
		"session", "agent", ">requests", ">in", ">out", ">cache read",
		">cache written", ""
	};
	struct table *t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
	static const char *const keys[] = {
		"requests", "input", "output", "cache_read", "cache_creation"
	};
	const struct json *j;

	json_each(j, list) {
		table_cell(t, COLOUR_NONE, json_get_str(j, "session"));
		table_cell(t, COLOUR_NONE, json_get_str(j, "kind"));
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
			table_cellf(t, COLOUR_NONE, "%.0f",
				    json_get_num(j, keys[i], 0));
		table_cell(t, COLOUR_NONE, json_get_bool(j, "again", false) ?
			   "was there" : "new");
	}
	table_end(t);
}

static int run_import(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const struct strvec *paths = args_list(args, "path");
	struct import m = { .ctx = ctx };
	int ret;

	if (session_db(&m.db, ctx, err) < 0)
		return -1;
	m.seen = transcript_seen_new();
	m.list = json_new_arr();
	for (size_t i = 0; i < paths->nr; i++)
		import_path(&m, paths->v[i]);
	if (out_data(ctx->out))
		out_json(ctx->out, m.list);
	else if (json_nr(m.list))
		print_imported(ctx, m.list);
	out_note(ctx->out, "%zu transcript%s read%s", json_nr(m.list),
		 json_nr(m.list) == 1 ? "" : "s",
		 m.skipped ? ", others are none" : "");
	session_warnings(ctx, m.db);
	ret = m.failed;
	json_free(m.list);
	transcript_seen_free(m.seen);
	db_close(m.db);
	return ret;
}

static const struct opt import_opts[] = {
	O_PATH("path", 0, "<file>", "a transcript, or a directory with many",
	       OPT_POS | OPT_REQUIRED | OPT_MANY),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_session_import = {
	"session import", NULL, "run", "make sessions of old transcripts",
	"Reads the files that Claude Code (~/.claude/projects/<project>/"
	"*.jsonl) and Codex (~/.codex/sessions/) keep of their sessions, and "
	"logs what was used: tokens by model and day, failures, and when it "
	"was. Nothing else of them is kept: no prompt, no answer, no file. "
	"Reading a transcript again adds only what is new in it, and a request "
	"that one session copied from another counts once.\n\n"
	"Sessions of agents that are set up ('git task setup') are logged by "
	"themselves.", import_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_import
};
