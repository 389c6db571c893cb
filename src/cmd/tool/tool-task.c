/*
 * tool-task.c - tools that make and change tasks.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/strbuf.h"
#include "db/share/claim.h"
#include "act/state.h"
#include "act/update.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"
#include "cmd/kit/fields.h"

#define P_AGENT O_STR("agent", 0, NULL, "who acts, if not you", 0)

static void short_of(char out[ID_LEN + 1], struct ctx *ctx,
		     const struct json *task)
{
	tool_short(out, ctx, json_get_str(task, "id"));
}

/* ---- create_task ---- */

/*
 * Rows of parameters made from the table of fields, each with a comma behind, and
 * what create_task and update_task have besides.
 */
#define PARAM_NO_TOOL
#define PARAM_TOOL(n, t, f, m, h) { n, 0, t, NULL, h, f, NULL, 0, m, NULL },
#define PARAM_ROW_(id, name, kind, type, flags, max, help, words, column, \
		   option, tool) PARAM_##tool
#define FIELDS(criteria)						\
	FIELD_TABLE(PARAM_ROW_)						\
	P_MANY("criteria", criteria)

/* The parameter of a field in `args`, or NULL. */
static const char *field_param(const struct args *args, int f)
{
	const char *name = field_defs[f].name;

	return field_defs[f].option && opt_find(args->opts, name) &&
		args_has(args, name) ? name : NULL;
}

static void copy_fields(struct sub *s, const struct args *args)
{
	int f;

	sub_copy(s, "title", args, "title");
	sub_copy(s, "criterion", args, "criteria");
	for (f = 0; f < F_NR; f++)
		if (field_param(args, f))
			sub_copy(s, field_defs[f].option, args,
				 field_defs[f].name);
}

static int run_create(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	char id[ID_LEN + 1];
	struct json *task;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_add, err);
	sub_set(&s, "quiet", NULL);	/* the answer says it, too */
	copy_fields(&s, args);
	ret = sub_run(&task, &s);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	tool_answer(ctx, "task", tool_task_object(task, false),
		    "Task %s created", id);
	return 0;
}

static const struct opt create_opts[] = {
	O_STR("title", 0, NULL, NULL, OPT_REQUIRED),
	FIELDS("success criteria: 'text' or 'text::expression', such as "
	       "'fast::response_time_ms <= 200'"),
	OPT_END
};

const struct cmd tool_create_task = {
	"create_task", NULL, NULL, "Create a task.", NULL, create_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_create
};

/* ---- update_task ---- */

static bool any_field(const struct args *args)
{
	int f;

	for (f = 0; f < F_NR; f++)
		if (field_param(args, f))
			return true;
	return args_has(args, "title") || args_has(args, "criteria") ||
		args_has(args, "remove_tags") ||
		args_has(args, "remove_dependencies");
}

static int update_fields(struct change *c, const struct view *v,
			 const struct task *t, struct strvec *warn,
			 void *data, struct err *err)
{
	struct sub *s = data;

	return fields_change(c, s->ctx, &s->args, v, t, warn, err);
}

/* All of it in one commit, or nothing. */
static int update(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct act_update u = {
		.ids = args_list(args, "task_id"),
		.progress = args_str(args, "progress"),
		.context = args_str(args, "context"),
	};
	struct sub s;
	int ret = -1;

	sub_init(&s, ctx, &cmd_update, err);
	copy_fields(&s, args);
	sub_copy(&s, "remove-tag", args, "remove_tags");
	sub_copy(&s, "remove-depends-on", args, "remove_dependencies");
	if (any_field(args)) {
		u.fields = update_fields;
		/* cppcheck-suppress autoVariables */
		u.data = &s;
	}
	if (!s.failed)
		ret = act_update(&res, ctx->db, &u, err);
	args_release(&s.args);
	return tool_done(ctx, &res, ret, false);
}

static int run_update(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct json *task = NULL;
	char id[ID_LEN + 1];
	int ret;

	if (!any_field(args) && !args_has(args, "progress") &&
	    !args_has(args, "context"))
		return err_set(err, ERR_INVALID, "nothing to change");
	ret = update(ctx, args, err);
	if (ret == 0)
		ret = tool_show(&task, ctx, args, err);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	tool_answer(ctx, "task", tool_brief(ctx, task), "Task %s updated", id);
	json_free(task);
	return 0;
}

static const struct opt update_opts[] = {
	P_ID,
	O_STR("title", 0, NULL, NULL, 0),
	FIELDS(NULL),
	P_MANY("remove_tags", NULL),
	{ "remove_dependencies", 0, OPT_ID, NULL, NULL, OPT_MANY, NULL, 0, 0,
	  NULL },
	O_STR("progress", 0, NULL, NULL, 0),
	O_STR("context", 0, NULL, "a note for all who work on it", 0),
	P_FLAG("sync", NULL),
	P_STR("agent", NULL),
	OPT_END
};

const struct cmd tool_update_task = {
	"update_task", NULL, NULL, "Change fields of a task, add to its tags, "
	"dependencies and criteria, record progress or context.", NULL,
	update_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_update
};

/* ---- update_task_status ---- */

static int want_pending(struct change *c, const struct view *v,
			const struct task *t, struct strvec *warn, void *data,
			struct err *err)
{
	(void)v;
	(void)t;
	(void)warn;
	(void)data;
	(void)err;
	change_want(c, STATUS_PENDING);
	return 0;
}

static int complete(struct act_result *res, struct ctx *ctx,
		    const struct args *args, struct err *err)
{
	double hours = args_num(args, "actual_hours", 0);
	struct act_complete a = {
		.ids = args_list(args, "task_id"),
		.summary = args_str(args, "reason"),
		.hours = args_has(args, "actual_hours") ? &hours : NULL,
		.strict = db_config_bool(ctx->db, "task.criteria.strict",
					 false),
	};
	const struct strvec *list = args_list(args, "values");
	struct values values;
	size_t i;
	int ret = 0;

	values_init(&values);
	for (i = 0; i < list->nr && ret == 0; i++)
		ret = values_set(&values, list->v[i], err);
	if (list->nr)
		a.values = &values;
	if (ret == 0)
		ret = act_complete(res, ctx->db, &a, err);
	values_release(&values);
	return ret;
}

static int set_status(struct act_result *res, struct ctx *ctx,
		      const struct args *args, enum status status,
		      struct err *err)
{
	const struct strvec *ids = args_list(args, "task_id");
	const char *reason = args_str(args, "reason");
	struct act_start start = { ids, NULL, NULL };
	struct act_update pending = { .ids = ids, .fields = want_pending };

	switch (status) {
	case STATUS_IN_PROGRESS:
		return act_start(res, ctx->db, &start, err);
	case STATUS_BLOCKED:
		return act_block(res, ctx->db, ids, reason, err);
	case STATUS_COMPLETED:
		return complete(res, ctx, args, err);
	case STATUS_CANCELLED:
		return act_cancel(res, ctx->db, ids, reason, false, err);
	default:
		return act_update(res, ctx->db, &pending, err);
	}
}

static int run_status(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	enum status status = STATUS_PENDING;
	struct json *task = NULL;
	char id[ID_LEN + 1];
	int ret;

	status_parse(&status, args_str(args, "status"));
	if (args_has(args, "reason") && (status == STATUS_PENDING ||
					 status == STATUS_IN_PROGRESS))
		out_note(ctx->out, "a reason is kept with blocked, completed "
			 "and cancelled only");
	if (status != STATUS_COMPLETED &&
	    (args_has(args, "values") || args_has(args, "actual_hours")))
		return err_set(err, ERR_INVALID, "values and actual_hours go "
			       "with the status completed");
	ret = set_status(&res, ctx, args, status, err);
	/* the first says what the message says */
	if (ret == 0 && status == STATUS_COMPLETED && res.notes.nr &&
	    str_ends(res.notes.v[0], " completed"))
		strvec_remove(&res.notes, 0);
	/* what completing lets go on is worth telling */
	ret = tool_done(ctx, &res, ret, status == STATUS_COMPLETED);
	if (ret == 0)
		ret = tool_show(&task, ctx, args, err);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	/* who finishes a task has read it */
	json_del(task, "description");
	tool_answer(ctx, "task", tool_task_object(task, false),
		    "Task %s is %s", id, status_name(status));
	return 0;
}

static const struct opt status_opts[] = {
	P_ID,
	O_ENUM("status", 0, "pending|in_progress|blocked|completed|cancelled",
	       NULL, OPT_REQUIRED),
	O_STR("reason", 0, NULL, "why, or what was done", 0),
	O_KV("values", 0, "measured values for success criteria, as name=value",
	     OPT_MANY),
	O_NUM("actual_hours", 0, NULL, 0, 100000),
	P_FLAG("sync", NULL),
	P_STR("agent", NULL),
	OPT_END
};

const struct cmd tool_update_task_status = {
	"update_task_status", NULL, NULL, "Set the status of a task. With "
	"values, completing is refused while a measurable criterion is unmet.",
	NULL, status_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_status
};

/* ---- delete_task ---- */

static int run_delete(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	char id[ID_LEN + 1] = "";
	int ret = act_delete(&res, ctx->db, args_list(args, "task_id"),
			     args_flag(args, "force"), false, err);

	if (ret == 0)
		memcpy(id, res.v[0].shown, sizeof(id));
	ret = tool_done(ctx, &res, ret, false);
	if (ret == 0)
		tool_answer(ctx, NULL, NULL, "Task %s deleted; 'git task "
			    "restore %s' brings it back", id, id);
	return ret;
}

static const struct opt delete_opts[] = {
	P_ID, P_FLAG("force", "although others depend on it"), OPT_END
};

const struct cmd tool_delete_task = {
	"delete_task", NULL, NULL, "Delete a task. It can be restored.", NULL,
	delete_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_delete
};

/* ---- claim_task ---- */

/* Claims; *got is what `next --claim` (the tasks) or `claim` (its id) answers. */
static int claim_row(struct json **got, struct ctx *ctx,
		     const struct args *args, struct err *err)
{
	bool next = !args_has(args, "task_id");
	struct sub s;

	sub_init(&s, ctx, next ? &cmd_next : &cmd_claim, err);
	if (next) {
		sub_set(&s, "claim", NULL);
		sub_copy(&s, "query", args, "count");
		sub_copy(&s, "project", args, "project");
	} else {
		sub_copy(&s, "id", args, "task_id");
	}
	sub_copy(&s, "lease", args, "lease");
	sub_copy(&s, "sync", args, "sync");
	return sub_run(got, &s);
}

/* Several: which they are. */
static int answer_claimed(struct ctx *ctx, struct json *got)
{
	struct json *tasks = json_new_arr(), *child;

	if (json_is(got, JSON_ARR))
		json_each(child, got)
			json_push(tasks, tool_brief(ctx, child));
	else
		json_push(tasks, tool_brief(ctx, got));
	tool_answer(ctx, "tasks", tasks, "%zu task%s yours", json_nr(tasks),
		    json_nr(tasks) == 1 ? " is" : "s are");
	json_free(got);
	return 0;
}

static int run_claim(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct json *got, *task = NULL, *all;
	char id[ID_LEN + 1], message[64];
	struct sub s;
	int ret;

	if (args_has(args, "task_id") &&
	    (args_has(args, "project") || args_has(args, "count")))
		return err_set(err, ERR_INVALID, "project and count go "
			       "without a task_id");
	ret = claim_row(&got, ctx, args, err);
	if (ret)
		return ret;
	if (args_has(args, "count"))
		return answer_claimed(ctx, got);
	sub_init(&s, ctx, &cmd_show, err);
	sub_set(&s, "id", json_get_str(json_is(got, JSON_ARR) ?
				       json_first(got) : got, "id"));
	ret = sub_run(&task, &s);
	json_free(got);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	json_del(task, "executions");
	all = json_new_obj();
	json_set(all, "task", task);
	ret = tool_shape_task(all, ctx, args, err);
	snprintf(message, sizeof(message), "Task %s is yours", id);
	json_set_str(all, "message", message);
	if (ret == 0)
		out_json(ctx->out, all);
	json_free(all);
	return ret;
}

static const struct opt claim_opts[] = {
	O_ID("task_id", 0, "default: the best ready", 0),
	O_STR("project", 0, NULL, NULL, 0),
	O_INT("count", 0, NULL, 1, CLAIM_MAX),
	{ "lease", 0, OPT_DUR, NULL, "for how long: 2h", 0, NULL, 0, 0,
	  NULL },
	P_FLAG("sync", "ask the remote"),
	P_AGENT,
	OPT_END
};

const struct cmd tool_claim_task = {
	"claim_task", NULL, NULL, "Take a task, or up to count of them: no other "
	"agent works on it then.", NULL, claim_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_claim
};
