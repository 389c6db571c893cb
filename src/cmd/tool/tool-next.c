/*
 * tool-next.c - get_next_task: the best task, why, and what else there is.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/strbuf.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"

/* Tasks beside the chosen ones. */
#define ALTERNATIVES 3

static const char *const next_map[][2] = {
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
	if (json_get_bool(task, "complexity_computed", false))
		json_set_bool(j, "complexityComputed", true);
	json_set(j, "overallScore", json_copy(json_get(task, "score")));
	json_set(j, "successProbability",
		 json_copy(json_get(task, "success_probability")));
	json_set(j, "successProbabilityTasks",
		 json_copy(json_get(task, "success_basis")));
	json_set_str(j, "reason", json_get_str(task, "reason"));
	return j;
}

static struct json *reasoning(const struct json *task)
{
	struct json *j = json_new_obj(), *parts = json_new_obj();
	const struct json *p;

	json_set_str(j, "primaryReason", json_get_str(task, "reason"));
	json_each(p, json_get(task, "score_parts"))
		if (json_num(p) != 0)
			json_set(parts, json_key(p), json_copy(p));
	json_set(j, "scoreParts", parts);
	return j;
}

/* Of the tasks behind the first those of its group, by their ids. */
static struct json *grouped(struct ctx *ctx, const struct json *ranked)
{
	const char *group = json_get_str(json_first(ranked), "group");
	struct json *arr = json_new_arr();
	const struct json *t;
	char id[ID_LEN + 1];

	for (t = json_first(ranked); group && *group && t; t = json_next(t)) {
		if (t == json_first(ranked) ||
		    !str_eq(json_get_str(t, "group"), group))
			continue;
		tool_short(id, ctx, json_get_str(t, "id"));
		json_push_str(arr, id);
	}
	return arr;
}

static bool in_set(const struct json *set, const struct json *task)
{
	const struct json *t;

	json_each(t, set)
		if (str_eq(json_get_str(t, "id"), json_get_str(task, "id")))
			return true;
	return false;
}

/*
 * `ranked` are ready tasks, the best first; `set`, for several developers, those that can
 * be worked on at the same time: the first of them is the choice then.
 */
static struct json *selection_of(struct ctx *ctx, const struct json *ranked,
				 const struct json *set, bool grouping)
{
	struct json *j = json_new_obj(), *rest = json_new_arr(), *t;
	struct json *along = json_new_arr();
	const struct json *first = json_first(set ? set : ranked);

	json_set(j, "selectedTask", first ? candidate(ctx, first) :
					    json_new_null());
	if (first)
		json_set(j, "reasoning", reasoning(first));
	json_each(t, set)
		if (t != first)
			json_push(along, candidate(ctx, t));
	json_each(t, ranked)
		if (t != first && !in_set(set, t))
			json_push(rest, candidate(ctx, t));
	if (set)
		json_set(j, "alongside", along);
	else
		json_free(along);
	json_set(j, "alternatives", rest);
	if (first && grouping)
		json_set(j, "groupedTasks", grouped(ctx, ranked));
	return j;
}

/* Has any task that project? */
static bool project_known(struct ctx *ctx, const char *project)
{
	const struct view *v;
	size_t i;

	if (db_view(&v, ctx->db, NULL) < 0)
		return true;
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted && str_eq(v->rows[i].project, project))
			return true;
	return false;
}

/* The limit of complexity: the smaller one, 8 when none is given. */
static const char *complexity_limit(const struct args *args)
{
	const char *a = args_str(args, "max_complexity");
	const char *b = args_str(args, "max_complexity_limit");

	if (a && b)
		return args_num(args, "max_complexity", 8) <
			args_num(args, "max_complexity_limit", 8) ? a : b;
	return a ? a : b ? b : "8";
}

static int ask(struct json **out, struct ctx *ctx, const struct args *args,
	       bool team, struct err *err)
{
	const char *project = args_str(args, "project_id");
	char limit[24];
	struct sub s;
	size_t i;

	sub_init(&s, ctx, &cmd_next, err);
	for (i = 0; i < ARRAY_SIZE(next_map); i++)
		if (strcmp(next_map[i][0], "available_developers") || team)
			sub_copy(&s, next_map[i][1], args, next_map[i][0]);
	sub_set(&s, "max-complexity", complexity_limit(args));
	if (project && project_known(ctx, project))
		sub_set(&s, "project", project);
	else if (project)
		sub_set(&s, "query", "no:project");
	snprintf(limit, sizeof(limit), "%" PRId64,
		 ALTERNATIVES + args_int(args, "available_developers", 1));
	sub_set(&s, "limit", limit);
	return sub_run(out, &s);
}

static int run_next(struct ctx *ctx, const struct args *args, struct err *err)
{
	bool team = args_int(args, "available_developers", 1) > 1;
	const char *project = args_str(args, "project_id");
	struct json *ranked = NULL, *set = NULL, *selection;
	int ret = ask(&ranked, ctx, args, false, err);

	if (ret >= 0 && team)
		ret = ask(&set, ctx, args, true, err);
	if (ret < 0) {
		json_free(ranked);
		return ret;
	}
	selection = selection_of(ctx, ranked, set,
				 args_tri(args, "enable_grouping") >= 0);
	json_free(ranked);
	json_free(set);
	if (project && !project_known(ctx, project))
		out_note(ctx->out, "no task has the project '%s': chosen from "
			 "those of no project", project);
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
	O_NUM("max_complexity", 0, "8 if not given", 1, 10),
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
	"get_next_task", NULL, NULL, "The best task to do next, with reasons and "
	"alternatives.", NULL,
	next_opts, NEEDS_REPO | NEEDS_DB, run_next
};

