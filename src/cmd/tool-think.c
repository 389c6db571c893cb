/*
 * tool-think.c - tools that choose, score, split and draw, and those that take a
 * document, a commit or code.
 */
#include "base/base.h"
#include "cmd/tool.h"

#include "base/file.h"
#include "base/strbuf.h"
#include "cmd/cmds.h"
#include "cmd/common.h"


/* ---- get_next_task ---- */

static const char *const next_map[][2] = {
	{ "project_id", "project" }, { "max_complexity", "max-complexity" },
	{ "preferred_task_types", "prefer-type" },
	{ "preferred_languages", "prefer-language" },
	{ "excluded_tags", "exclude-tag" }, { "required_tags", "tag" },
	{ "max_estimated_hours", "max-hours" },
	{ "min_estimated_hours", "min-hours" },
	{ "priority_threshold", "priority-threshold" },
	{ "enable_grouping", "grouping" },
	{ "minimize_context_switching", "minimize-context-switching" },
	{ "hours_available_today", "hours-today" },
	{ "available_developers", "developers" },
};

/* What the choice rests on, for one candidate. */
static struct json *candidate(struct ctx *ctx, const struct json *task)
{
	static const char *const copied[] = {
		"estimated_hours", "complexity", "project", "deadline",
	};
	struct json *j = tool_brief(ctx, task), *v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(copied); i++) {
		v = json_get(task, copied[i]);
		if (v && !json_is(v, JSON_NULL))
			json_set(j, copied[i], json_copy(v));
	}
	json_set(j, "overallScore", json_copy(json_get(task, "score")));
	json_set(j, "successProbability",
		 json_copy(json_get(task, "confidence")));
	json_set_str(j, "reason", json_get_str(task, "reason"));
	return j;
}

static struct json *reasoning(const struct json *task)
{
	struct json *j = json_new_obj();

	json_set_str(j, "primaryReason", json_get_str(task, "reason"));
	json_set(j, "scoreParts", json_copy(json_get(task, "score_parts")));
	return j;
}

static struct json *selection_of(struct ctx *ctx, const struct json *ranked,
				 bool team)
{
	struct json *j = json_new_obj(), *rest = json_new_arr(), *t;
	struct json *first = json_first(ranked);

	json_set(j, "selectedTask", first ? candidate(ctx, first) :
					    json_new_null());
	if (first)
		json_set(j, "reasoning", reasoning(first));
	for (t = first ? json_next(first) : NULL; t; t = json_next(t))
		json_push(rest, candidate(ctx, t));
	/* For several developers the others are part of the answer. */
	json_set(j, team ? "alongside" : "alternatives", rest);
	return j;
}

static int run_next(struct ctx *ctx, const struct args *args, struct err *err)
{
	bool team = args_int(args, "available_developers", 1) > 1;
	struct json *ranked = NULL, *selection;
	struct sub s;
	size_t i;
	int ret;

	sub_init(&s, ctx, &cmd_next, err);
	for (i = 0; i < ARRAY_SIZE(next_map); i++)
		if (strcmp(next_map[i][0], "available_developers") || team)
			sub_copy(&s, next_map[i][1], args, next_map[i][0]);
	if (args_has(args, "max_complexity_limit") &&
	    args_num(args, "max_complexity_limit", 10) <
	    args_num(args, "max_complexity", 10))
		sub_copy(&s, "max-complexity", args, "max_complexity_limit");
	ret = sub_run(&ranked, &s);
	if (ret < 0)
		return ret;
	selection = selection_of(ctx, ranked, team);
	json_free(ranked);
	if (json_is(json_get(selection, "selectedTask"), JSON_NULL))
		tool_answer(ctx, "selection", selection, "No task is ready");
	else
		tool_answer(ctx, "selection", selection, "Start with: %s",
			    json_str(json_get_path(selection,
						   "selectedTask.title")));
	return 0;
}

static const struct opt next_opts[] = {
	P_STR("project_id", NULL),
	O_NUM("max_complexity", 0, NULL, 1, 10),
	O_NUM("max_complexity_limit", 0, NULL, 1, 10),
	P_MANY("preferred_task_types", NULL),
	P_MANY("preferred_languages", NULL),
	P_MANY("excluded_tags", NULL),
	P_MANY("required_tags", NULL),
	O_NUM("max_estimated_hours", 0, NULL, 0, 100000),
	O_NUM("min_estimated_hours", 0, NULL, 0, 100000),
	P_PRIO("priority_threshold", NULL),
	P_ON("enable_grouping"),
	P_ON("minimize_context_switching"),
	O_NUM("hours_available_today", 0, NULL, 0, 24),
	O_INT("available_developers", 0, NULL, 1, 1000),
	OPT_END
};

const struct cmd tool_get_next_task = {
	"get_next_task", NULL, NULL, "The best task to do next, with the reason "
	"and alternatives: ready, unclaimed, the most valuable first.", NULL,
	next_opts, NEEDS_REPO | NEEDS_DB, run_next
};

/* ---- analyze_complexity, estimate_effort ---- */

static int analysis(struct json **out, struct ctx *ctx, const struct cmd *cmd,
		    const struct args *args, struct err *err)
{
	const char *root = args_str(args, "project_root");
	const char *top = db_worktree(ctx->db);
	struct sub s;

	if (root && top && !strcmp(root, top))
		root = NULL;
	if (root && !path_is_inside(root))
		return err_set(err, ERR_INVALID, "project_root must be inside "
			       "the work tree, as a relative path");
	sub_init(&s, ctx, cmd, err);
	sub_copy(&s, "id", args, "task_id");
	sub_copy(&s, "dependencies", args, "analyze_dependencies");
	sub_copy(&s, "code", args, "estimate_code_volume");
	sub_copy(&s, "risk", args, "assess_risk");
	sub_copy(&s, "history", args, "use_historical_data");
	if (root)
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

/* What only a language model could take notice of. */
static void without_model(struct ctx *ctx, const struct args *args)
{
	static const char *const names[] = {
		"model", "max_tokens", "temperature"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (args_has(args, names[i]))
			out_note(ctx->out, "%s has no effect: sub-tasks come "
				 "from the task itself, not from a model",
				 names[i]);
}

static void count_roles(struct json *expansion)
{
	static const struct { const char *role, *name; } roles[] = {
		{ "implementation", "implementationSteps" },
		{ "test", "testTasks" },
		{ "documentation", "documentationTasks" },
	};
	struct json *arr, *step;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(roles); i++) {
		int64_t at = 0;

		arr = json_new_arr();
		json_each(step, json_get(expansion, "subtasks")) {
			if (str_eq(json_get_str(step, "role"), roles[i].role))
				json_push(arr, json_new_int(at));
			at++;
		}
		json_set(expansion, roles[i].name, arr);
	}
}

static int run_expand(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	int64_t depth = args_int(args, "depth", 1);
	int64_t most = args_int(args, "max_depth", 2);
	struct json *j, *expansion, *message;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_expand, err);
	sub_copy(&s, "id", args, "task_id");
	sub_set(&s, "depth", (depth < most ? depth : most) > 1 ? "2" : "1");
	sub_copy(&s, "tests", args, "include_tests");
	sub_copy(&s, "documentation", args, "include_documentation");
	sub_copy(&s, "implementation", args, "include_implementation");
	sub_copy(&s, "from", args, "from");
	sub_copy(&s, "max", args, "max_subtasks");
	sub_copy(&s, "dry-run", args, "dry_run");
	ret = sub_run(&j, &s);
	if (ret)
		return ret;
	without_model(ctx, args);
	expansion = json_detach(j, "expansion");
	message = json_detach(j, "message");
	json_free(j);
	count_roles(expansion);
	tool_answer(ctx, "expansion", expansion, "%s",
		    message ? json_str(message) : "done");
	json_free(message);
	return 0;
}

static const struct opt expand_opts[] = {
	P_ID,
	O_INT("depth", 0, "2: parts of the sub-tasks too", 1, 10),
	O_INT("max_depth", 0, NULL, 1, 10),
	P_ON("include_tests"),
	P_ON("include_documentation"),
	P_ON("include_implementation"),
	O_ENUM("from", 0, "auto|criteria|prd|type", NULL, 0),
	O_INT("max_subtasks", 0, NULL, 1, 200),
	O_FLAG("dry_run", 0, NULL),
	O_ENUM("provider", 0, "auto", NULL, 0),
	P_STR("model", NULL),
	O_INT("max_tokens", 0, NULL, 1, 1e9),
	O_NUM("temperature", 0, NULL, 0, 2),
	OPT_END
};

const struct cmd tool_expand_task = {
	"expand_task", NULL, NULL, "Split a task into sub-tasks: its criteria, "
	"the steps of its type, tests, documentation, with dependencies.",
	NULL, expand_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_expand
};

/* ---- parse_prd ---- */

static int prd_rows(struct json **out, struct ctx *ctx,
		    const struct args *args, struct err *err)
{
	const char *project = args_str(args, "project_id");
	struct strbuf text = STRBUF_INIT;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_prd_parse, err);
	if (args_has(args, "path")) {
		sub_copy(&s, "file", args, "path");
	} else {
		strbuf_addstr(&text, args_str(args, "content"));
		ctx->input = &text;
		sub_set(&s, "file", "-");
		/* documents of different projects are different documents */
		sub_set(&s, "name", project ? project : "default-project");
	}
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
	strbuf_release(&text);
	return ret;
}

static int run_prd(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *path = args_str(args, "path");
	struct json *j, *prd, *message;
	int ret;

	if (!path == !args_has(args, "content"))
		return err_set(err, ERR_INVALID, "either content or path is "
			       "needed");
	if (path && !path_is_inside(path))
		return err_set(err, ERR_INVALID, "path must be a relative path "
			       "inside the work tree");
	ret = prd_rows(&j, ctx, args, err);
	if (ret)
		return ret;
	prd = json_detach(j, "prd");
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
	OPT_END
};

const struct cmd tool_parse_prd = {
	"parse_prd", NULL, NULL, "Make tasks from a requirements document. Parsing "
	"an edited document again updates its tasks.", NULL, prd_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_prd
};

/* ---- get_task_graph ---- */

static void graph_query(struct sub *s, const struct args *args)
{
	sub_copy(s, "of", args, "task_id");
	sub_copy(s, "project", args, "project");
	sub_copy(s, "all", args, "include_closed");
	sub_set(s, "alone", NULL);
}

static int run_graph(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	bool mermaid = str_eq(args_str(args, "format"), "mermaid");
	struct json *j, *all, *nodes, *edges;
	struct strbuf text = STRBUF_INIT;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_graph, err);
	graph_query(&s, args);
	ret = sub_run(&j, &s);
	if (ret)
		return ret;
	if (mermaid) {
		sub_init(&s, ctx, &cmd_graph, err);
		graph_query(&s, args);
		sub_set(&s, "format", "mermaid");
		ret = sub_text(&text, &s);
	}
	all = json_new_obj();
	nodes = json_detach(j, "nodes");
	edges = json_detach(j, "edges");
	json_set(all, "graph", mermaid ? json_new_str(text.buf) : j);
	json_set(all, "tasks", nodes);
	json_set(all, "edges", edges);
	if (mermaid)
		json_free(j);
	if (ret == 0)
		out_json(ctx->out, all);
	json_free(all);
	strbuf_release(&text);
	return ret;
}

static const struct opt graph_opts[] = {
	O_ENUM("format", 0, "json|mermaid", NULL, 0),
	O_ID("task_id", 0, "only this task and all it depends on", 0),
	P_STR("project", NULL),
	O_FLAG("include_closed", 0, NULL),
	OPT_END
};

const struct cmd tool_get_task_graph = {
	"get_task_graph", NULL, NULL, "Open tasks and their dependencies, with the "
	"critical path.", NULL, graph_opts, NEEDS_REPO | NEEDS_DB, run_graph
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
	struct json *task;
	char id[ID_LEN + 1];
	struct strbuf sb = STRBUF_INIT;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_link, err);
	sub_set(&s, "quiet", NULL);
	sub_copy(&s, "what", args, "task_id");
	sub_copy(&s, "what", args, "commit_hash");
	ret = sub_text(&sb, &s);
	strbuf_release(&sb);
	if (ret)
		return ret;
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
	struct strbuf seconds = STRBUF_INIT, text = STRBUF_INIT;
	struct json *j = NULL;
	struct sub s;
	int code;

	sub_init(&s, ctx, &cmd_exec, err);
	sub_copy(&s, "id", args, "task_id");
	sub_copy(&s, "language", args, "language");
	sub_copy(&s, "code", args, "code");
	sub_copy(&s, "dir", args, "working_directory");
	if (args_has(args, "timeout")) {
		strbuf_addf(&seconds, "%ss", args_str(args, "timeout"));
		sub_set(&s, "timeout", seconds.buf);
		strbuf_release(&seconds);
	}
	/* When it ran there is an answer, whatever its exit code. */
	code = sub_text(&text, &s);
	if (text.len && json_parse(&j, text.buf, text.len, err) < 0)
		code = -1;
	strbuf_release(&text);
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
	OPT_END
};

const struct cmd tool_execute_code = {
	"execute_code", NULL, NULL, "Run code for a task, limited in time and "
	"memory; output and exit code are kept with the task.", NULL,
	code_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_code
};
