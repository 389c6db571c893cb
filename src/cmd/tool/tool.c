/*
 * tool.c - what the tools for coding agents share.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"
#include "model/task.h"

/* ---- the row behind a tool ---- */

void sub_init(struct sub *s, struct ctx *ctx, const struct cmd *cmd,
	      struct err *err)
{
	s->ctx = ctx;
	s->cmd = cmd;
	s->err = err;
	s->failed = false;
	args_init(&s->args, cmd->opts, common_opts);
	if (opt_find(cmd->opts, "format"))
		sub_set(s, "format", "json");
}

void sub_set(struct sub *s, const char *name, const char *value)
{
	if (!s->failed && args_set(&s->args, name, value, s->err) < 0)
		s->failed = true;
}

void sub_copy(struct sub *s, const char *name, const struct args *args,
	      const char *from)
{
	const struct strvec *values;
	char *no;
	size_t i;

	if (opt_find(args->opts, from)->type == OPT_FLAG) {
		if (args_tri(args, from) > 0)
			sub_set(s, name, NULL);
		if (args_tri(args, from) < 0) {
			no = xasprintf("no-%s", name);
			sub_set(s, no, NULL);
			free(no);
		}
		return;
	}
	values = args_list(args, from);
	for (i = 0; i < values->nr; i++)
		sub_set(s, name, values->v[i]);
}

int sub_text(struct strbuf *out, struct sub *s)
{
	int ret = -1;

	if (!s->failed)
		ret = cmd_sub(out, s->ctx, s->cmd, &s->args, s->err);
	args_release(&s->args);
	return ret;
}

int sub_value(struct json **out, struct sub *s)
{
	int ret = -1;

	*out = NULL;
	if (!s->failed)
		ret = cmd_value(out, s->ctx, s->cmd, &s->args, s->err);
	args_release(&s->args);
	return ret;
}

int sub_run(struct json **out, struct sub *s)
{
	int ret = sub_value(out, s);

	if (ret) {
		json_free(*out);
		*out = NULL;
	}
	return ret;
}

int tool_show(struct json **task, struct ctx *ctx, const struct args *args,
	      struct err *err)
{
	struct sub s;

	sub_init(&s, ctx, &cmd_show, err);
	sub_copy(&s, "id", args, "task_id");
	return sub_run(task, &s);
}

/* ---- results ---- */

static void add_level(struct json *task)
{
	const char *name = json_get_str(task, "priority");
	enum priority p;

	if (name && priority_parse(&p, name))
		json_set_int(task, "priority_level", p);
}

static bool says_something(const struct json *j)
{
	if (str_eq(json_key(j), "tags") || str_eq(json_key(j), "dependencies"))
		return true;
	switch (json_type(j)) {
	case JSON_NULL:
		return false;
	case JSON_BOOL:
		return json_bool(j);
	case JSON_ARR:
	case JSON_OBJ:
		return json_nr(j) > 0;
	default:
		return true;
	}
}

struct json *tool_task_object(struct json *task, bool logs)
{
	static const char *const log_names[] = {
		"progress", "context", "commits", "executions", "worklog",
		"transitions",
	};
	const char *status = json_get_str(task, "status");
	struct json *j, *next;
	size_t i;

	/* who had it last holds a finished task no more */
	if (str_eq(status, "completed") || str_eq(status, "cancelled"))
		json_del(task, "lease");
	for (i = 0; !logs && i < ARRAY_SIZE(log_names); i++)
		json_del(task, log_names[i]);
	j = json_first(task);
	for (; j; j = next) {
		next = json_next(j);
		if (!says_something(j))
			json_del(task, json_key(j));
	}
	add_level(task);
	return task;
}

void tool_short(char out[ID_LEN + 1], struct ctx *ctx, const char *id)
{
	const struct view *v;

	out[0] = '\0';
	if (id && db_view(&v, ctx->db, NULL) == 0 && view_find(v, id) != NO_ROW)
		view_short(out, v, id);
}

static struct json *short_ids(struct ctx *ctx, const struct json *ids)
{
	struct json *arr = json_new_arr(), *j;
	char buf[ID_LEN + 1];

	json_each(j, ids) {
		tool_short(buf, ctx, json_str(j));
		json_push_str(arr, *buf ? buf : json_str(j));
	}
	return arr;
}

struct json *tool_brief(struct ctx *ctx, const struct json *task)
{
	static const char *const members[] = {
		"title", "status", "priority"
	};
	struct json *j = json_new_obj();
	char id[ID_LEN + 1];
	size_t i;

	tool_short(id, ctx, json_get_str(task, "id"));
	json_set_str(j, "id", id);
	for (i = 0; i < ARRAY_SIZE(members); i++)
		json_set_str(j, members[i], json_get_str(task, members[i]));
	add_level(j);
	if (json_get_str(task, "assignee"))
		json_set_str(j, "assignee", json_get_str(task, "assignee"));
	if (json_nr(json_get(task, "blocked_by")))
		json_set(j, "blocked_by",
			 short_ids(ctx, json_get(task, "blocked_by")));
	return j;
}

int tool_done(struct ctx *ctx, struct act_result *res, int ret, bool notes)
{
	size_t i;

	if (ret < 0 && res->refused.len)
		out_note(ctx->out, "%s", res->refused.buf);
	for (i = 0; ret == 0 && i < res->warnings.nr; i++)
		out_warn(ctx->out, "%s", res->warnings.v[i]);
	for (i = 0; ret == 0 && notes && i < res->notes.nr; i++)
		out_note(ctx->out, "%s", res->notes.v[i]);
	act_result_release(res);
	return ret;
}

void tool_answer(struct ctx *ctx, const char *name, struct json *value,
		 const char *fmt, ...)
{
	struct json *j = json_new_obj();
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	if (value)
		json_set(j, name, value);
	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	json_set_str(j, "message", sb.buf);
	out_json(ctx->out, j);
	json_free(j);
	strbuf_release(&sb);
}
