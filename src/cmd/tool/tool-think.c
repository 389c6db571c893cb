/*
 * tool-think.c - tools that score and split, and those that take a document, a
 * commit or code.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"
#include "feat/llm/llm.h"
#include "feat/prd/prd-plan.h"
#include "feat/prd/prd-text.h"
#include "act/link.h"


/* ---- analyze_complexity, estimate_effort ---- */

/*
 * The root of the analysis as a path inside the work tree, "" for its top; NULL with
 * err: it is elsewhere.  A place that does not exist is none: the work tree is looked at,
 * and a note says so.
 */
static const char *root_of(struct ctx *ctx, const char *root, struct err *err)
{
	const char *top = db_worktree(ctx->db);
	size_t len = top ? strlen(top) : 0;

	if (!root || (top && !strcmp(root, top)))
		return "";
	if (top && !strncmp(root, top, len) && root[len] == '/')
		root += len + 1;
	if (*root == '/' && !file_exists(root)) {
		out_note(ctx->out, "project_root '%s' does not exist; the "
			 "work tree was looked at", root);
		return "";
	}
	if (file_stays_inside(top ? top : ".", root, NULL) == 0)
		return root;
	err_set(err, ERR_INVALID, "project_root must be inside the work tree");
	return NULL;
}

static int analysis(struct json **out, struct ctx *ctx, const struct cmd *cmd,
		    const struct args *args, struct err *err)
{
	const char *root = root_of(ctx, args_str(args, "project_root"), err);
	struct sub s;

	if (!root)
		return -1;
	sub_init(&s, ctx, cmd, err);
	sub_copy(&s, "id", args, "task_id");
	sub_copy(&s, "dependencies", args, "analyze_dependencies");
	sub_copy(&s, "code", args, "estimate_code_volume");
	sub_copy(&s, "risk", args, "assess_risk");
	sub_copy(&s, "history", args, "use_historical_data");
	if (*root)
		sub_set(&s, "root", root);
	return sub_run(out, &s);
}

static int run_complexity(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	struct json *j = NULL;
	int ret = analysis(&j, ctx, &cmd_complexity, args, err);

	if (ret)
		return ret;
	tool_complexity(j, ctx, args);
	tool_answer(ctx, "complexity", j, "Complexity %.3g of 10, risk %s",
		    json_get_num(j, "score", 0),
		    json_get_str(j, "risk_level"));
	return 0;
}

static int run_estimate(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct json *all, *j = NULL;
	struct strbuf sb = STRBUF_INIT;
	int ret = analysis(&j, ctx, &cmd_estimate, args, err);

	if (ret)
		return ret;
	all = json_new_obj();
	json_set(all, "estimatedHours",
		 json_copy(json_get(j, "estimated_hours")));
	strbuf_addf(&sb, "About %.3g hours, between %.3g and %.3g",
		    json_get_num(j, "estimated_hours", 0),
		    json_get_num(j, "low", 0), json_get_num(j, "high", 0));
	json_set_str(all, "message", sb.buf);
	json_set(all, "estimate", j);
	out_json(ctx->out, all);
	json_free(all);
	strbuf_release(&sb);
	return 0;
}

static const struct opt analysis_opts[] = {
	P_ID,
	P_ON("analyze_dependencies"),
	P_ON("estimate_code_volume"),
	P_ON("assess_risk"),
	P_ON("use_historical_data"),
	P_STR("project_root", NULL),
	OPT_END
};

const struct cmd tool_analyze_complexity = {
	"analyze_complexity", NULL, NULL, "Score size and risk of a task from "
	"code volume, dependencies, technical risk and history.", NULL,
	analysis_opts, NEEDS_REPO | NEEDS_DB, run_complexity
};

const struct cmd tool_estimate_effort = {
	"estimate_effort", NULL, NULL, "Estimate the hours of a task, with an "
	"interval.", NULL, analysis_opts, NEEDS_REPO | NEEDS_DB, run_estimate
};

/* ---- expand_task ---- */

/*
 * Is a language model to be asked?  An agent can not decide that the user's tasks are
 * sent somewhere and paid for: task.mcp.models does, in Git's own configuration.
 */
static bool asks_model(struct ctx *ctx, const struct args *args)
{
	return args_has(args, "provider") && !args_flag(args, "dry_run") &&
		db_config_bool(ctx->db, "task.mcp.models", false);
}

/* What is for a model alone. */
static const char *const manners[][2] = {
	{ "model", "model" }, { "max_tokens", "max-tokens" },
	{ "temperature", "temperature" },
};

/* What had no effect, and why. */
static struct json *warnings(const struct args *args, bool model)
{
	const char *provider = args_str(args, "provider");
	struct json *arr = json_new_arr();
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	if (!model && provider && strcmp(provider, "auto") != 0) {
		strbuf_addf(&sb, "%s was not asked: sub-tasks come from the "
			    "task itself where task.mcp.models is not set, and in "
			    "a dry run", provider);
		json_push_str(arr, sb.buf);
	}
	for (i = 0; !model && i < ARRAY_SIZE(manners); i++) {
		if (!args_has(args, manners[i][0]))
			continue;
		strbuf_reset(&sb);
		strbuf_addf(&sb, "%s has no effect: sub-tasks come from the "
			    "task itself, not from a model", manners[i][0]);
		json_push_str(arr, sb.buf);
	}
	strbuf_release(&sb);
	return arr;
}

static int run_expand(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	int64_t depth = args_int(args, "depth",
				 asks_model(ctx, args) ? 1 : 2);
	int64_t most = args_int(args, "max_depth", 3);
	int64_t began = clock_now(ctx->clock);
	struct json *j, *expansion, *message, *w, *warn;
	bool model = asks_model(ctx, args);
	char text[8];
	struct sub s;
	size_t i;
	int ret;

	depth = depth < most ? depth : most;
	snprintf(text, sizeof(text), "%d", (int)(depth < 3 ? depth : 3));
	sub_init(&s, ctx, &cmd_expand, err);
	sub_copy(&s, "id", args, "task_id");
	sub_set(&s, "depth", text);
	sub_copy(&s, "tests", args, "include_tests");
	sub_copy(&s, "documentation", args, "include_documentation");
	sub_copy(&s, "implementation", args, "include_implementation");
	sub_copy(&s, "from", args, "from");
	sub_copy(&s, "max", args, "max_subtasks");
	if (model) {
		sub_copy(&s, "provider", args, "provider");
		for (i = 0; i < ARRAY_SIZE(manners); i++)
			sub_copy(&s, manners[i][1], args, manners[i][0]);
	}
	sub_copy(&s, "dry-run", args, "dry_run");
	ret = sub_run(&j, &s);
	if (ret)
		return ret;
	expansion = json_detach(j, "expansion");
	message = json_detach(j, "message");
	json_free(j);
	warn = warnings(args, model);
	json_each(w, warn)
		out_note(ctx->out, "%s", json_str(w));
	tool_expansion(expansion, (int)(depth < 3 ? depth : 3),
		       clock_now(ctx->clock) - began, warn);
	tool_answer(ctx, "expansion", expansion, "%s",
		    message ? json_str(message) : "done");
	json_free(message);
	return 0;
}

static const struct opt expand_opts[] = {
	P_ID,
	O_INT("depth", 0, "2 if not given: parts of the sub-tasks too", 1, 3),
	O_INT("max_depth", 0, NULL, 1, 3),
	P_ON("include_tests"),
	P_ON("include_documentation"),
	P_ON("include_implementation"),
	O_ENUM("from", 0, "auto|criteria|prd|type", NULL, 0),
	O_INT("max_subtasks", 0, NULL, 1, 200),
	O_FLAG("dry_run", 0, NULL),
	O_ENUM("provider", 0, "auto|" LLM_PROVIDERS, NULL, 0),
	P_STR("model", NULL),
	O_INT("max_tokens", 0, NULL, 1, 1000000),
	O_NUM("temperature", 0, NULL, 0, 2),
	P_DETAIL,
	OPT_END
};

const struct cmd tool_expand_task = {
	"expand_task", NULL, NULL, "Split a task into sub-tasks: its criteria, "
	"the steps of its type, tests, documentation, with dependencies.",
	NULL, expand_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_expand
};

/* ---- parse_prd ---- */

#define PRD_MAX ((size_t)64 << 20)

/*
 * What a document is called that came as text: its project, and its title as words
 * ("shop:search-by-color"), since a project has several.
 */
static char *text_name(const char *project, const char *text)
{
	struct strbuf slug = STRBUF_INIT;
	const char *line = text;
	bool fence = false;
	char *name;

	for (; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		fence ^= !strncmp(line, "```", 3);
		if (!fence && line[0] == '#' && line[1] == ' ')
			break;
	}
	if (!line)
		return xstrdup(project);
	name = xstrndup(line + 2, strcspn(line + 2, "\r\n"));
	prd_slug(&slug, name);
	free(name);
	name = xasprintf("%s:%s", project, slug.buf);
	strbuf_release(&slug);
	return name;
}

/* `text`: what the path holds, or where the content goes. */
static int prd_rows(struct json **out, struct ctx *ctx,
		    const struct args *args, struct strbuf *text,
		    struct err *err)
{
	const char *project = args_str(args, "project_id");
	char *name;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_prd_parse, err);
	ctx->input = text;
	sub_set(&s, "file", "-");
	if (args_has(args, "path")) {
		name = prd_name(args_str(args, "path"), db_worktree(ctx->db));
	} else {
		strbuf_addstr(text, args_str(args, "content"));
		name = text_name(project ? project : "default-project",
				 text->buf);
	}
	sub_set(&s, "name", name);
	free(name);
	sub_copy(&s, "project", args, "project_id");
	sub_copy(&s, "tasks", args, "generate_tasks");
	sub_copy(&s, "dependencies", args, "analyze_dependencies");
	sub_copy(&s, "stories", args, "extract_user_stories");
	sub_copy(&s, "criteria", args, "parse_acceptance_criteria");
	sub_copy(&s, "confidence", args, "confidence_threshold");
	sub_copy(&s, "dry-run", args, "dry_run");
	sub_copy(&s, "prune", args, "prune");
	ret = sub_run(out, &s);
	ctx->input = NULL;
	return ret;
}

static int run_prd(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *path = args_str(args, "path");
	const char *top = db_worktree(ctx->db);
	struct strbuf text = STRBUF_INIT;
	struct json *j, *prd, *message;
	int ret;

	if (!path == !args_has(args, "content"))
		return err_set(err, ERR_INVALID, "either content or path is "
			       "needed");
	if (path && !path_is_inside(path))
		return err_set(err, ERR_INVALID, "path must be a relative path "
			       "inside the work tree");
	if (path && (!strcmp(path, "-") || file_read_inside(&text,
			top ? top : ".", path, PRD_MAX, err) < 0)) {
		strbuf_release(&text);
		return *path == '-' && !path[1] ?
			err_set(err, ERR_INVALID, "'-' is no file: give the "
				"text as content") : -1;
	}
	ret = prd_rows(&j, ctx, args, &text, err);
	strbuf_release(&text);
	if (ret)
		return ret;
	prd = json_detach(j, "prd");
	tool_prd(prd);
	message = json_detach(j, "message");
	json_set(j, "prd", prd ? prd : json_new_null());
	json_set(j, "message", message ? message :
		 json_new_str("The document was read; no tasks were made"));
	out_json(ctx->out, j);
	json_free(j);
	return 0;
}

static const struct opt prd_opts[] = {
	P_STR("content", "the document, as Markdown"),
	O_PATH("path", 0, NULL, "or a file in the work tree", 0),
	P_STR("project_id", NULL),
	P_ON("generate_tasks"),
	P_ON("analyze_dependencies"),
	P_ON("extract_user_stories"),
	P_ON("parse_acceptance_criteria"),
	O_NUM("confidence_threshold", 0, NULL, 0, 1),
	O_FLAG("dry_run", 0, NULL),
	O_FLAG("prune", 0, "cancel tasks whose requirement is gone"),
	P_DETAIL,
	OPT_END
};

const struct cmd tool_parse_prd = {
	"parse_prd", NULL, NULL, "Make tasks from a requirements document. Parsing "
	"an edited document again updates its tasks.", NULL, prd_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_prd
};

/* ---- link_git_commit ---- */

/* Git knows what a commit says; a caller that says otherwise is told. */
static void compare(struct ctx *ctx, const struct json *commits,
		    const struct args *args)
{
	const char *hash = args_str(args, "commit_hash");
	const char *message = args_str(args, "commit_message");
	const char *author = args_str(args, "author");
	const struct json *c;

	json_each(c, commits) {
		const char *oid = json_get_str(c, "oid");
		const char *subject = json_get_str(c, "subject");
		const char *who = json_get_str(c, "author");

		if (!oid || strncasecmp(oid, hash, strlen(hash)))
			continue;
		if (message && subject &&
		    strncmp(message, subject, strcspn(message, "\n")))
			out_note(ctx->out, "the commit's own subject is kept: "
				 "%s", subject);
		if (author && who && !strstr(who, author) &&
		    !strstr(author, who))
			out_note(ctx->out, "the commit's own author is kept: "
				 "%s", who);
	}
}

static int run_link(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct json *task;
	char id[ID_LEN + 1];
	int ret = act_link_by_hand(&res, ctx->db, args_str(args, "task_id"),
				   args_list(args, "commit_hash"), err);

	ret = tool_done(ctx, &res, ret, false);
	if (ret == 0)
		ret = tool_show(&task, ctx, args, err);
	if (ret)
		return ret;
	compare(ctx, json_get(task, "commits"), args);
	tool_short(id, ctx, json_get_str(task, "id"));
	json_free(task);
	tool_answer(ctx, NULL, NULL, "Commit %.40s is linked to task %s",
		    args_str(args, "commit_hash"), id);
	return 0;
}

static const struct opt link_opts[] = {
	P_ID,
	O_STR("commit_hash", 0, NULL, NULL, OPT_REQUIRED),
	P_STR("commit_message", NULL),
	P_STR("author", NULL),
	OPT_END
};

const struct cmd tool_link_git_commit = {
	"link_git_commit", NULL, NULL, "Link a commit to a task. 'Task-Id: <id>' in "
	"a commit message does it by itself where hooks are installed.", NULL,
	link_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_link
};

/* ---- execute_code ---- */

static int run_code(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct strbuf seconds = STRBUF_INIT;
	struct json *j;
	struct sub s;
	int code;

	sub_init(&s, ctx, &cmd_exec, err);
	sub_copy(&s, "id", args, "task_id");
	sub_copy(&s, "language", args, "language");
	sub_copy(&s, "code", args, "code");
	sub_copy(&s, "dir", args, "working_directory");
	sub_copy(&s, "package", args, "packages");
	if (args_has(args, "timeout")) {
		strbuf_addf(&seconds, "%ss", args_str(args, "timeout"));
		sub_set(&s, "timeout", seconds.buf);
		strbuf_release(&seconds);
	}
	/* When it ran there is an answer, whatever its exit code. */
	code = sub_value(&j, &s);
	if (!j)
		return code;
	tool_answer(ctx, "execution", j, "It ended with exit code %d", code);
	return 0;
}

static const struct opt code_opts[] = {
	P_ID,
	O_ENUM("language", 0, "python|javascript|typescript|bash|sql", NULL,
	       OPT_REQUIRED),
	O_STR("code", 0, NULL, NULL, OPT_REQUIRED),
	O_INT("timeout", 0, "seconds", 1, 3600),
	O_PATH("working_directory", 0, NULL, "inside the work tree", 0),
	O_STR("packages", 0, NULL, "of pip or npm; where "
	      "task.exec.packages allows them", OPT_MANY),
	OPT_END
};

const struct cmd tool_execute_code = {
	"execute_code", NULL, NULL, "Run code for a task, with limits; output "
	"and exit code are kept with it.", NULL,
	code_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_code
};
