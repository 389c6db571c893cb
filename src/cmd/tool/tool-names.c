/*
 * tool-names.c - members by the names that the Task Orchestrator's server has for them,
 * beside ours.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include <math.h>

#include "base/version.h"
#include "data/when.h"

struct json *tool_commits(const struct json *commits)
{
	static const char *const names[][2] = {
		{ "oid", "commit_hash" }, { "subject", "commit_message" },
		{ "at", "timestamp" },
	};
	struct json *arr = json_new_arr(), *j;
	const struct json *c;
	size_t i;

	json_each(c, commits) {
		j = json_copy(c);
		for (i = 0; i < ARRAY_SIZE(names); i++)
			json_set(j, names[i][1],
				 json_copy(json_get(c, names[i][0])));
		json_push(arr, j);
	}
	return arr;
}

/* ---- analyze_complexity ---- */

static void copy_as(struct json *to, const char *name, const struct json *from,
		    const char *ours)
{
	struct json *j = json_get(from, ours);

	if (j)
		json_set(to, name, json_copy(j));
}

/* The switches as they were taken: on where they are not given, or not asked for. */
static struct json *switches(const struct args *args)
{
	static const char *const names[] = {
		"analyze_dependencies", "estimate_code_volume", "assess_risk",
		"use_historical_data",
	};
	struct json *j = json_new_obj();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		json_set_bool(j, names[i], !opt_find(args->opts, names[i]) ||
			      args_tri(args, names[i]) >= 0);
	return j;
}

void tool_complexity(struct json *j, struct ctx *ctx, const struct args *args)
{
	struct json *risk = json_new_obj(), *meta = json_new_obj();
	struct json *technical = json_get_path(j, "factors.technical_risk");
	char at[WHEN_LEN];

	copy_as(j, "estimatedHours", j, "estimated_hours");
	copy_as(j, "estimatedLinesOfCode", j, "estimated_lines_of_code");
	copy_as(risk, "level", j, "risk_level");
	copy_as(risk, "score", technical, "score");
	copy_as(risk, "technicalDebt", j, "todo_comments");
	copy_as(risk, "factors", technical, "why");
	json_set(j, "riskAssessment", risk);
	json_set(j, "dependencies", json_detach(j, "file_dependencies"));
	json_del(j, "todo_comments");
	when_format(at, clock_now(ctx->clock));
	json_set_str(meta, "analysisTime", at);
	json_set_str(meta, "version", git_task_version());
	json_set(meta, "options", switches(args));
	json_set(j, "metadata", meta);
}

/* ---- expand_task ---- */

/* The steps of one role: where they are in subtasks, and what a reader needs. */
static struct json *steps_of(const struct json *subtasks, const char *role)
{
	struct json *arr = json_new_arr(), *j;
	const struct json *s;
	int64_t at = 0;

	json_each(s, subtasks) {
		if (str_eq(json_get_str(s, "role"), role)) {
			j = json_new_obj();
			json_set_int(j, "step", at);
			copy_as(j, "id", s, "id");
			copy_as(j, "title", s, "title");
			json_push(arr, j);
		}
		at++;
	}
	return arr;
}

/* What the task itself says is worth more than what its type usually needs. */
static double confidence(const char *provider)
{
	return str_eq(provider, "criteria") || str_eq(provider, "prd") ? 0.9 :
		str_eq(provider, "template") ? 0.8 : 0.5;
}

void tool_expansion(struct json *j, int depth, int64_t took,
		    struct json *warnings)
{
	struct json *meta = json_new_obj(), *tokens = json_new_obj(), *s;
	const char *model = json_get_str(j, "model");
	double in = model ? json_get_num(j, "input_tokens", NAN) : 0;
	double out = model ? json_get_num(j, "output_tokens", NAN) : 0;
	struct json *subtasks = json_get(j, "subtasks");
	const char *provider = json_get_str(j, "provider");

	copy_as(j, "originalTaskId", j, "task");
	json_each(s, subtasks) {
		if (!json_get(s, "description"))
			json_set(s, "description", json_detach(s, "why"));
		json_set(s, "estimatedEffort", json_get(s, "estimated_hours") ?
			 json_copy(json_get(s, "estimated_hours")) :
			 json_new_null());
	}
	json_set(j, "implementationSteps",
		 steps_of(subtasks, "implementation"));
	json_set(j, "testTasks", steps_of(subtasks, "test"));
	json_set(j, "documentationTasks",
		 steps_of(subtasks, "documentation"));
	json_set_int(meta, "expansionDepth", depth);
	json_set_str(meta, "provider", provider);
	json_set_str(meta, "model", model);
	json_set_num(tokens, "inputTokens", in);
	json_set_num(tokens, "outputTokens", out);
	json_set_num(tokens, "totalTokens", in + out);
	json_set(meta, "tokenUsage", tokens);
	/* how sure a model is of its own parts nobody knows */
	json_set_num(meta, "confidence", model ? NAN : confidence(provider));
	json_set_int(meta, "processingTime", took);
	json_set(meta, "warnings", warnings);
	json_set(j, "metadata", meta);
}

/* ---- parse_prd ---- */

static bool is_empty(const struct json *j)
{
	return json_is(j, JSON_NULL) ||
		((json_is(j, JSON_ARR) || json_is(j, JSON_OBJ)) && !json_nr(j));
}

/* Leaves out what an item does not have; its criteria stay, none or not. */
static void drop_empty(struct json *list)
{
	struct json *item, *m, *next;

	json_each(item, list) {
		for (m = json_is(item, JSON_OBJ) ? json_first(item) : NULL; m;
		     m = next) {
			next = json_next(m);
			if (is_empty(m) && !str_eq(json_key(m), "criteria"))
				json_del(item, json_key(m));
		}
	}
}

void tool_prd(struct json *prd)
{
	static const struct { const char *kind, *name; } kinds[] = {
		{ "requirement", "requirements" },
		{ "story", "user_stories" },
	};
	struct json *arr, *item;
	size_t i;

	if (!prd)
		return;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		arr = json_new_arr();
		json_each(item, json_get(prd, "items"))
			if (str_eq(json_get_str(item, "kind"), kinds[i].kind))
				json_push(arr, json_copy(item));
		drop_empty(arr);
		json_set(prd, kinds[i].name, arr);
	}
	drop_empty(json_get(prd, "items"));
	drop_empty(json_get(prd, "features"));
	drop_empty(json_get(prd, "tasks"));
}
