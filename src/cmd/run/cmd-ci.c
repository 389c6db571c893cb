/*
 * cmd-ci.c - `ci gate`: may this change be merged, told in the host's own form.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "db/share/share.h"
#include "feat/gate/gate.h"
#include "act/gate.h"
#include "cmd/kit/common.h"
#include "cmd/kit/verdict.h"

#define EVENT_MAX ((size_t)32 << 20)

static const struct form {
	const char *name;
	void (*make)(struct strbuf *out, const struct json *report);
} forms[] = {
	{ "github", gate_github },
	{ "codequality", gate_codequality },
	{ "junit", gate_junit },
	{ "sarif", gate_sarif },
	{ "summary", gate_summary },
	{ "json", json_pretty },
};

static const struct form *form_find(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		if (strlen(forms[i].name) == len &&
		    !strncmp(forms[i].name, name, len))
			return &forms[i];
	return NULL;
}

/* ---- files ---- */

/* "junit=gate.xml" of --report, before anything is judged. */
static int check_reports(const struct args *args, struct err *err)
{
	const struct strvec *list = args_list(args, "report");
	size_t i;

	for (i = 0; i < list->nr; i++) {
		size_t len = strcspn(list->v[i], "=");

		if (!form_find(list->v[i], len))
			return err_set(err, ERR_USAGE, "--report knows github, "
				       "codequality, junit, sarif, summary and "
				       "json, not '%.*s'", (int)len,
				       list->v[i]);
		if (!list->v[i][len] || !list->v[i][len + 1])
			return err_set(err, ERR_USAGE, "--report %s needs a "
				       "file: %.*s=<file>", list->v[i],
				       (int)len, list->v[i]);
	}
	return 0;
}

static int write_reports(const struct args *args, const struct json *report,
			 struct err *err)
{
	const struct strvec *list = args_list(args, "report");
	struct strbuf text = STRBUF_INIT;
	int ret = 0;
	size_t i;

	for (i = 0; i < list->nr && ret == 0; i++) {
		size_t len = strcspn(list->v[i], "=");

		strbuf_reset(&text);
		form_find(list->v[i], len)->make(&text, report);
		ret = file_write_atomic(list->v[i] + len + 1, text.buf,
					text.len, false, err);
	}
	strbuf_release(&text);
	return ret;
}

static void append(struct ctx *ctx, const char *variable,
		   const struct strbuf *text)
{
	struct err err = ERR_INIT;

	if (surroundings_append(variable, text, &err) < 0)
		out_warn(ctx->out, "%s", err.msg);
}

/* What steps behind this one can ask for. */
static void github_files(struct ctx *ctx, const struct json *report)
{
	struct strbuf text = STRBUF_INIT;
	const struct json *t;

	gate_summary(&text, report);
	append(ctx, "GITHUB_STEP_SUMMARY", &text);
	strbuf_reset(&text);
	strbuf_addf(&text, "pass=%s\nunmet=%.0f\ntasks=",
		    json_get_bool(report, "pass", false) ? "true" : "false",
		    json_get_num(report, "unmet", 0));
	json_each(t, json_get(report, "tasks"))
		strbuf_addf(&text, "%s%.8s",
			    t == json_first(json_get(report, "tasks")) ? "" :
			    " ", json_get_str(t, "id"));
	strbuf_addch(&text, '\n');
	append(ctx, "GITHUB_OUTPUT", &text);
	strbuf_release(&text);
}

/* ---- what is judged ---- */

/* The file in which GitHub describes what happened; a broken one tells nothing. */
static struct json *read_event(struct ctx *ctx)
{
	const char *path = getenv("GITHUB_EVENT_PATH");
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct json *event = NULL;

	if (path && *path &&
	    (file_read(&text, path, EVENT_MAX, &err) < 0 ||
	     json_parse(&event, text.buf, text.len, &err) < 0))
		out_warn(ctx->out, "the event of this run can not be read: %s",
			 err.msg);
	strbuf_release(&text);
	return event;
}

static void read_surroundings(struct surroundings *s, struct ctx *ctx,
			      const struct args *args)
{
	struct json *event = read_event(ctx);

	surroundings_read(s, event);
	json_free(event);
	if (args_str(args, "branch")) {
		free(s->branch);
		s->branch = xstrdup(args_str(args, "branch"));
	}
	if (!s->branch)
		s->branch = gitlog_branch(ctx->db);
}

/*
 * The tasks as they are now, not as they were when the job was queued: a criterion
 * that somebody ticked meanwhile counts.  Where they can not be had, those that are
 * here are judged, with a warning; without any there is nothing to judge by.
 */
static int bring_tasks(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct err why = ERR_INIT;
	bool had = db_initialised(ctx->db);
	int ret = 0;

	if (args_tri(args, "fetch") < 0)
		return 0;
	if (db_share(ctx->db, args_str(args, "remote"), SHARE_PULL, &rep,
		     &why) < 0) {
		if (db_initialised(ctx->db))
			out_warn(ctx->out, "judged by the tasks that are here: "
				 "%s", why.msg);
		else
			ret = err_set(err, ERR_FATAL, "the tasks can not be "
				      "fetched: %s", why.msg);
	} else if (rep.remote && (!had || rep.got)) {
		out_note(ctx->out, "fetched the tasks of '%s': %zu received "
			 "(--no-fetch judges by those that are here)",
			 rep.remote, rep.got);
	}
	share_report_release(&rep);
	return ret;
}

struct gate {
	struct surroundings run;
	struct range range;
	struct values values;
};

static void gate_release(struct gate *g)
{
	surroundings_release(&g->run);
	range_release(&g->range);
	values_release(&g->values);
}

/* A tip alone, where the tasks were typed and the history does not matter. */
static int read_range(struct gate *g, struct ctx *ctx,
		      const struct args *args, struct err *err)
{
	struct range_args r = {
		.head = args_str(args, "head"),
		.base = args_str(args, "base"),
		.remote = args_str(args, "remote"),
		.fetch = args_tri(args, "fetch") >= 0,
	};

	if (!r.base && !r.head) {
		r.base = g->run.base;
		r.since = g->run.since;
	}
	if (args_list(args, "id")->nr)
		r.fetch = false;
	if (range_read(&g->range, ctx->db, &r, err) < 0)
		return -1;
	if (g->range.fetches)
		out_note(ctx->out, "fetched commits up to the base, %u time%s",
			 g->range.fetches, g->range.fetches == 1 ? "" : "s");
	return 0;
}

static int judge(struct json **report, struct gate *g, struct ctx *ctx,
		 const struct args *args, struct err *err)
{
	struct gate_args a = {
		.run = &g->run,
		.range = &g->range,
		.ids = args_list(args, "id"),
		.require = args_list(args, "require"),
		.values = &g->values,
		.closing = args_flag(args, "closing"),
		.task_required = args_flag(args, "require-task"),
	};

	if (bring_tasks(ctx, args, err) < 0)
		return -1;
	read_surroundings(&g->run, ctx, args);
	if (read_range(g, ctx, args, err) < 0)
		return -1;
	a.strict = verdict_strict(ctx, args);
	return act_gate(report, ctx->db, &a, err);
}

/* ---- what is said ---- */

static void print(struct ctx *ctx, const struct args *args,
		  const struct json *report)
{
	const char *format = args_str(args, "format");
	const struct form *form = format ?
		form_find(format, strlen(format)) : NULL;
	bool github = !format &&
		str_eq(json_get_str(report, "host"), "github");
	struct strbuf text = STRBUF_INIT;

	if (out_data(ctx->out)) {
		out_json(ctx->out, report);
	} else if (form) {
		form->make(&text, report);
		if (form->make == gate_codequality || form->make == gate_sarif)
			out_json_text(ctx->out, text.buf, text.len);
		else
			out_raw(ctx->out, text.buf, text.len);
	} else {
		gate_text(&text, report);
		out_text(ctx->out, text.buf);
		strbuf_reset(&text);
		if (github)
			gate_github(&text, report);
		out_raw(ctx->out, text.buf, text.len);
	}
	if (github)
		github_files(ctx, report);
	strbuf_release(&text);
}

static int run_gate(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct gate g = { .range = RANGE_INIT };
	struct act_result res = ACT_RESULT_INIT;
	struct json *report = NULL;
	int ret = check_reports(args, err);

	if (verdict_values(&g.values, ctx, args, ret ? NULL : err) < 0)
		ret = -1;
	if (ret == 0)
		ret = judge(&report, &g, ctx, args, err);
	if (ret == 0 && args_flag(args, "record"))
		ret = act_gate_keep(&res, ctx->db, report, err);
	if (ret == 0)
		ret = write_reports(args, report, err);
	if (ret == 0) {
		print(ctx, args, report);
		ret = json_get_bool(report, "pass", false) ? 0 : 1;
	}
	act_result_release(&res);
	json_free(report);
	gate_release(&g);
	return ret;
}

static const struct opt gate_opts[] = {
	O_ID("id", 0, "judge these tasks instead of those that the change names",
	     OPT_POS | OPT_MANY),
	O_STR("base", 0, "<branch|commit>", "what it is to be merged into "
	      "(default: what the CI system says, else the remote's main "
	      "branch)", 0),
	O_STR("head", 0, "<commit>", "what is to be merged (default: HEAD)", 0),
	O_STR("branch", 0, "<name>", "the name of the branch (default: what "
	      "the CI system says, else the one checked out)", 0),
	O_STR("remote", 0, "<remote>", "where tasks and history are fetched "
	      "from (default: task.remote, else origin)", 0),
	{ "fetch", 0, OPT_FLAG, NULL, "fetch the tasks, and history that a "
	  "shallow clone lacks (the default)", OPT_NEG, NULL, 0, 0, NULL },
	VERDICT_OPTS,
	O_STR("require", 0, "<expression>", "must be true of the build, "
	      "whatever the tasks say: 'coverage >= 80'", OPT_MANY),
	O_FLAG("require-task", 0, "a change that names no task fails"),
	O_FLAG("closing", 0, "only tasks that the change finishes ('closes "
	       "#<id>') must hold; of others it is only told"),
	O_FLAG("record", 0, "keep the outcome in the tasks"),
	{ "report", 0, OPT_KV, "<form>=<file>", "write this form into a file, "
	  "too: codequality, junit, sarif, summary, github, json", OPT_MANY,
	  NULL, 0, 0, NULL },
	OPT_FORMAT("text|github|codequality|junit|sarif|summary"),
	OPT_END
};

const struct cmd cmd_ci_gate = {
	.name = "ci gate",
	.group = "think",
	.summary = "fail a build whose tasks are not finished",
	.detail =
"Judges the success criteria of every task that a merge or pull request names: "
"in its branch (feature/<id>-...), in its commits ('Task-Id: <id>', '#<id>', "
"'closes #<id>') and in its title and text. Exits with 1 when a criterion is "
"unmet, with --strict also when nothing tells, when --require is not true, or "
"when a commit names a task that does not exist.\n"
"\n"
"Values come from reports of the build and from --set, as for 'git task "
"criteria check':\n"
"\n"
"	git task ci gate --junit junit.xml --coverage lcov.info\n"
"	git task ci gate --require 'coverage >= 80' --report junit=gate.xml\n"
"\n"
"In GitHub Actions (and Forgejo's, Gitea's), GitLab CI, Jenkins and "
"Woodpecker the branch, the target and the words of the request are found in "
"the environment. Under GitHub Actions it also prints annotations, writes the "
"job's summary, and sets the outputs 'pass', 'unmet' and 'tasks'.\n"
"\n"
"The tasks are fetched first, so a plain checkout is enough; a shallow one is "
"deepened until both ends of the change meet. It works with a detached HEAD. "
"--no-fetch does without a network.\n",
	.opts = gate_opts,
	.needs = NEEDS_REPO | NEEDS_DB | WRITES,
	.run = run_gate,
};
