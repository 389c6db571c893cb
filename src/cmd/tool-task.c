/*
 * tool-task.c - tools that make and change tasks.
 */
#include "base/base.h"
#include "cmd/tool.h"

#include "base/strbuf.h"
#include "cmd/cmds.h"
#include "cmd/common.h"

#define LEVELS "0 none, 1 low, 2 medium, 3 high, 4 critical"
#define P_AGENT O_STR("agent", 0, NULL, "who acts, when several agents share " \
	"this server", 0)

static void short_of(char out[ID_LEN + 1], struct ctx *ctx,
		     const struct json *task)
{
	tool_short(out, ctx, json_get_str(task, "id"));
}

/* ---- create_task ---- */

/* Fields that create_task and update_task hand on: parameter, option. */
static const char *const field_map[][2] = {
	{ "title", "title" }, { "description", "description" },
	{ "priority", "priority" }, { "dependencies", "depends-on" },
	{ "tags", "tag" }, { "criteria", "criterion" },
	{ "file_refs", "file" }, { "type", "type" }, { "project", "project" },
	{ "parent", "parent" }, { "assignee", "assignee" },
	{ "deadline", "deadline" }, { "estimated_hours", "estimated-hours" },
	{ "code_language", "code-language" },
	{ "execution_environment", "execution-environment" },
};

static void copy_fields(struct sub *s, const struct args *args)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(field_map); i++)
		sub_copy(s, field_map[i][1], args, field_map[i][0]);
}

#define FIELDS								\
	P_STR("description", NULL),					\
	P_PRIO("priority", LEVELS),					\
	{ "dependencies", 0, OPT_ID, NULL, "ids of tasks to finish first", \
	  OPT_MANY, NULL, 0, 0, NULL },					\
	P_MANY("tags", NULL),						\
	P_MANY("criteria", "success criteria: 'text' or 'text::expression', "\
	       "such as 'fast::response_time_ms <= 200'"),		\
	P_MANY("file_refs", "path[:line]"),				\
	P_STR("type", NULL),						\
	P_STR("project", NULL),						\
	O_ID("parent", 0, NULL, 0),					\
	O_STR("assignee", 0, NULL, "'me' is you", 0),			\
	O_TIME("deadline", 0, NULL, 0),					\
	O_NUM("estimated_hours", 0, NULL, 0, 100000),			\
	P_STR("code_language", NULL),					\
	P_STR("execution_environment", NULL)

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
	O_STR("title", 0, NULL, NULL, OPT_REQUIRED), FIELDS, OPT_END
};

const struct cmd tool_create_task = {
	"create_task", NULL, NULL, "Create a task. Ids of other tasks can be "
	"shortened to 8 digits everywhere.", NULL, create_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_create
};

/* ---- update_task ---- */

static int record(struct ctx *ctx, const struct args *args, const char *from,
		  const struct cmd *cmd, const char *name, struct err *err)
{
	struct json *ignored;
	struct sub s;
	int ret;

	if (!args_has(args, from))
		return 0;
	sub_init(&s, ctx, cmd, err);
	sub_set(&s, "quiet", NULL);
	sub_copy(&s, "id", args, "task_id");
	sub_copy(&s, name, args, from);
	ret = sub_run(&ignored, &s);
	json_free(ignored);
	return ret;
}

static bool any_field(const struct args *args)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(field_map); i++)
		if (args_has(args, field_map[i][0]))
			return true;
	return args_has(args, "remove_tags") ||
		args_has(args, "remove_dependencies");
}

static int run_update(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct json *task = NULL;
	char id[ID_LEN + 1];
	struct sub s;
	int ret = 0;

	if (!any_field(args) && !args_has(args, "progress") &&
	    !args_has(args, "context"))
		return err_set(err, ERR_INVALID, "nothing to change");
	if (any_field(args)) {
		sub_init(&s, ctx, &cmd_update, err);
		sub_set(&s, "quiet", NULL);
		sub_copy(&s, "id", args, "task_id");
		copy_fields(&s, args);
		sub_copy(&s, "remove-tag", args, "remove_tags");
		sub_copy(&s, "remove-depends-on", args,
			 "remove_dependencies");
		ret = sub_run(&task, &s);
		json_free(task);
	}
	if (ret == 0)
		ret = record(ctx, args, "progress", &cmd_progress, "message",
			     err);
	if (ret == 0)
		ret = record(ctx, args, "context", &cmd_context, "shared",
			     err);
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
	FIELDS,
	P_MANY("remove_tags", NULL),
	{ "remove_dependencies", 0, OPT_ID, NULL, NULL, OPT_MANY, NULL, 0, 0,
	  NULL },
	O_STR("progress", 0, NULL, "a line for its progress log", 0),
	O_STR("context", 0, NULL, "a note for everybody who works on it", 0),
	P_AGENT,
	OPT_END
};

const struct cmd tool_update_task = {
	"update_task", NULL, NULL, "Change fields of a task, add to its tags, "
	"dependencies and criteria, record progress or context.", NULL,
	update_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_update
};

/* ---- update_task_status ---- */

static const struct {
	const char *status;
	const struct cmd *cmd;
	const char *reason;	/* its option for the reason, or NULL */
} state_rows[] = {
	{ "pending", &cmd_update, NULL },
	{ "in_progress", &cmd_start, NULL },
	{ "blocked", &cmd_block, "reason" },
	{ "completed", &cmd_complete, "summary" },
	{ "cancelled", &cmd_cancel, "reason" },
};

static int run_status(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const char *status = args_str(args, "status");
	struct json *task = NULL;
	char id[ID_LEN + 1];
	struct sub s;
	size_t i;
	int ret;

	for (i = 0; strcmp(state_rows[i].status, status);)
		i++;
	sub_init(&s, ctx, state_rows[i].cmd, err);
	/* what completing lets go on is worth telling */
	sub_flag(&s, "quiet", state_rows[i].cmd != &cmd_complete);
	sub_copy(&s, "id", args, "task_id");
	if (state_rows[i].cmd == &cmd_update)
		sub_set(&s, "status", status);
	if (state_rows[i].reason)
		sub_copy(&s, state_rows[i].reason, args, "reason");
	else if (args_has(args, "reason"))
		out_note(ctx->out, "a reason is kept with blocked, completed "
			 "and cancelled only");
	if (state_rows[i].cmd == &cmd_complete) {
		sub_copy(&s, "set", args, "values");
		sub_flag(&s, "validate", args_has(args, "values"));
		sub_copy(&s, "actual-hours", args, "actual_hours");
	} else if (args_has(args, "values") ||
		   args_has(args, "actual_hours")) {
		args_release(&s.args);
		return err_set(err, ERR_INVALID, "values and actual_hours go "
			       "with the status completed");
	}
	ret = sub_run(&task, &s);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	tool_answer(ctx, "task", tool_task_object(task, false),
		    "Task %s is %s", id, status);
	return 0;
}

static const struct opt status_opts[] = {
	P_ID,
	O_ENUM("status", 0, "pending|in_progress|blocked|completed|cancelled",
	       NULL, OPT_REQUIRED),
	O_STR("reason", 0, NULL, "why, or what was done", 0),
	O_KV("values", 0, "measured values that success criteria are checked "
	     "against, as name=value", OPT_MANY),
	O_NUM("actual_hours", 0, NULL, 0, 100000),
	P_AGENT,
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
	struct json *task;
	char id[ID_LEN + 1];
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_delete, err);
	sub_set(&s, "quiet", NULL);
	sub_copy(&s, "id", args, "task_id");
	sub_copy(&s, "force", args, "force");
	ret = sub_run(&task, &s);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	json_free(task);
	tool_answer(ctx, NULL, NULL, "Task %s deleted; 'git task restore %s' "
		    "brings it back", id, id);
	return 0;
}

static const struct opt delete_opts[] = {
	P_ID, P_FLAG("force", "although others depend on it"), OPT_END
};

const struct cmd tool_delete_task = {
	"delete_task", NULL, NULL, "Delete a task. It can be restored.", NULL,
	delete_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_delete
};

/* ---- claim_task ---- */

/* Claims; `id` gets the line with the id of the task. */
static int claim_row(struct strbuf *id, struct ctx *ctx,
		     const struct args *args, struct err *err)
{
	bool next = !args_has(args, "task_id");
	struct strbuf sb = STRBUF_INIT;
	struct sub s;
	int ret;

	sub_init(&s, ctx, next ? &cmd_next : &cmd_claim, err);
	if (next) {
		sub_set(&s, "claim", NULL);
		sub_set(&s, "format", "ids");
		sub_copy(&s, "project", args, "project");
	} else {
		sub_copy(&s, "id", args, "task_id");
	}
	sub_copy(&s, "lease", args, "lease");
	sub_copy(&s, "sync", args, "sync");
	ret = sub_text(&sb, &s);
	strbuf_addstr(id, next ? sb.buf : args_str(args, "task_id"));
	strbuf_rtrim(id);
	strbuf_release(&sb);
	return ret;
}

static int run_claim(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct strbuf typed = STRBUF_INIT;
	char id[ID_LEN + 1];
	struct json *task;
	struct sub s;
	int ret;

	if (args_has(args, "task_id") && args_has(args, "project"))
		return err_set(err, ERR_INVALID, "project goes without a "
			       "task_id");
	ret = claim_row(&typed, ctx, args, err);
	if (ret == 0) {
		sub_init(&s, ctx, &cmd_show, err);
		sub_set(&s, "id", typed.buf);
		ret = sub_run(&task, &s);
	}
	strbuf_release(&typed);
	if (ret)
		return ret;
	short_of(id, ctx, task);
	json_del(task, "transitions");
	json_del(task, "worklog");
	tool_answer(ctx, "task", tool_task_object(task, true),
		    "Task %s is yours", id);
	return 0;
}

static const struct opt claim_opts[] = {
	O_ID("task_id", 0, "the best ready one if not given", 0),
	O_STR("project", 0, NULL, "choose from this project", 0),
	{ "lease", 0, OPT_DUR, NULL, "how long it is yours: 2h", 0, NULL, 0, 0,
	  NULL },
	P_FLAG("sync", "agree with other clones through the remote"),
	P_AGENT,
	OPT_END
};

const struct cmd tool_claim_task = {
	"claim_task", NULL, NULL, "Take a task so that no other agent works on "
	"it; it is in progress then.", NULL, claim_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_claim
};
