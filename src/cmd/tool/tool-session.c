/*
 * tool-session.c - tools with which agents log what they do, and what becomes of
 * it: the set "monitor".  Names and parameters are those of the agent monitor.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "cmd/kit/commands.h"
#include "cmd/kit/common.h"

#define P_SESSION O_STR("sessionId", 0, NULL, NULL, OPT_REQUIRED)
#define P_COUNT(n, h) O_INT(n, 0, h, 0, 1e11)

/* A session as a model needs it: what can have changed. */
static struct json *brief(const struct json *s)
{
	static const char *const members[] = {
		"session", "agent", "model", "state", "current_task", "tokens",
		"context",
	};
	struct json *o = json_new_obj();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		json_set(o, members[i], json_copy(json_get(s, members[i])));
	return o;
}

/*
 * Runs a row of `session` with the arguments of a tool, NULL-ended pairs of
 * parameter and option, and answers with the session.
 */
static int hand_on(struct ctx *ctx, const struct args *args,
		   const struct cmd *cmd, const char *const (*map)[2],
		   const char *message, struct err *err)
{
	struct json *session;
	struct sub s;
	int ret;

	sub_init(&s, ctx, cmd, err);
	sub_set(&s, "quiet", NULL);
	for (; (*map)[0]; map++)
		sub_copy(&s, (*map)[1], args, (*map)[0]);
	ret = sub_run(&session, &s);
	if (ret == 0)
		tool_answer(ctx, "session", brief(session), "%s", message);
	json_free(session);
	return ret;
}

/* ---- sessions ---- */

static int run_session_start(struct ctx *ctx, const struct args *args,
			     struct err *err)
{
	static const char *const map[][2] = {
		{ "sessionId", "session" }, { "agentName", "agent" },
		{ "model", "model" }, { NULL, NULL }
	};

	return hand_on(ctx, args, &cmd_session_start, map, "Session started",
		       err);
}

static const struct opt session_start_opts[] = {
	P_STR("sessionId", "your name for it; one is made if missing"),
	P_STR("agentName", NULL),
	P_STR("model", NULL),
	OPT_END
};

const struct cmd tool_log_session_start = {
	"log_session_start", NULL, NULL, "Begin, or go on with, the log of an "
	"agent's session. Logging never changes a task.", NULL,
	session_start_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_session_start
};

static int run_session_end(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	static const char *const map[][2] = {
		{ "sessionId", "session" }, { NULL, NULL }
	};

	return hand_on(ctx, args, &cmd_session_end, map, "Session ended",
		       err);
}

static const struct opt session_end_opts[] = { P_SESSION, OPT_END };

const struct cmd tool_log_session_end = {
	"log_session_end", NULL, NULL, "End a session.", NULL,
	session_end_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_session_end
};

/* ---- tasks ---- */

static int run_task_start(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	static const char *const map[][2] = {
		{ "sessionId", "session" }, { "taskId", "task" },
		{ "taskDescription", "description" },
		{ "priority", "priority" }, { NULL, NULL }
	};

	return hand_on(ctx, args, &cmd_session_task, map, "Task logged", err);
}

static const struct opt task_start_opts[] = {
	P_SESSION,
	P_NEEDED("taskId", "a task's id, or a name of yours"),
	P_STR("taskDescription", NULL),
	P_PRIO("priority", NULL),
	OPT_END
};

const struct cmd tool_log_task_start = {
	"log_task_start", NULL, NULL, "Log that a session works on a task. The "
	"task's status stays: update_task_status sets it.", NULL,
	task_start_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_task_start
};

static int run_task_complete(struct ctx *ctx, const struct args *args,
			     struct err *err)
{
	static const char *const map[][2] = {
		{ "sessionId", "session" }, { "taskId", "task" },
		{ "status", "status" }, { "duration", "duration" },
		{ NULL, NULL }
	};

	return hand_on(ctx, args, &cmd_session_task, map, "Task logged", err);
}

static const struct opt task_complete_opts[] = {
	P_SESSION,
	P_NEEDED("taskId", "as in log_task_start"),
	O_ENUM("status", 0, "success|failed|partial|cancelled", NULL,
	       OPT_REQUIRED),
	P_COUNT("duration", "ms; since the start if missing"),
	OPT_END
};

const struct cmd tool_log_task_complete = {
	"log_task_complete", NULL, NULL, "Log how work on a task ended. The "
	"task's status stays: update_task_status sets it.", NULL,
	task_complete_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_task_complete
};

/* ---- tokens, errors ---- */

static int run_token_usage(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	static const char *const map[][2] = {
		{ "sessionId", "session" }, { "inputTokens", "input" },
		{ "outputTokens", "output" },
		{ "cacheReadTokens", "cache-read" },
		{ "cacheCreationTokens", "cache-creation" },
		{ "contextUsed", "context-used" },
		{ "contextWindow", "context-window" },
		{ "requestId", "request" }, { NULL, NULL }
	};

	return hand_on(ctx, args, &cmd_session_tokens, map, "Tokens logged",
		       err);
}

static const struct opt token_usage_opts[] = {
	P_SESSION,
	P_COUNT("inputTokens", NULL),
	P_COUNT("outputTokens", NULL),
	P_COUNT("cacheReadTokens", NULL),
	P_COUNT("cacheCreationTokens", NULL),
	P_COUNT("contextUsed", "tokens in the context now"),
	P_COUNT("contextWindow", "its size"),
	P_STR("requestId", "counts once, however often it is logged"),
	OPT_END
};

const struct cmd tool_log_token_usage = {
	"log_token_usage", NULL, NULL, "Log tokens used since the last call; "
	"they are added up.", NULL, token_usage_opts,
	NEEDS_REPO | NEEDS_DB | WRITES, run_token_usage
};

static int run_error(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	static const char *const map[][2] = {
		{ "sessionId", "session" }, { "errorMessage", "message" },
		{ "errorType", "type" }, { "severity", "severity" },
		{ "taskId", "task" }, { NULL, NULL }
	};

	return hand_on(ctx, args, &cmd_session_error, map, "Error logged",
		       err);
}

static const struct opt error_opts[] = {
	P_SESSION,
	P_STR("errorType", NULL),
	P_NEEDED("errorMessage", NULL),
	O_ENUM("severity", 0, "low|medium|high|critical", NULL, 0),
	P_STR("taskId", NULL),
	OPT_END
};

const struct cmd tool_log_error = {
	"log_error", NULL, NULL, "Log an error that a session met.", NULL,
	error_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_error
};

/* ---- get_stats ---- */

/* The sessions that did not end, short. */
static int open_sessions(struct json **out, struct ctx *ctx, struct err *err)
{
	struct json *all, *arr, *j;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_session_list, err);
	ret = sub_run(&all, &s);
	if (ret < 0 || !all) {
		*out = json_new_arr();
		return ret;
	}
	arr = json_new_arr();
	json_each(j, all)
		json_push(arr, brief(j));
	json_free(all);
	*out = arr;
	return 0;
}

static int run_stats(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct json *stats = NULL, *sessions = NULL;
	struct sub s;
	int ret;

	sub_init(&s, ctx, &cmd_session_stats, err);
	sub_copy(&s, "period", args, "period");
	ret = sub_run(&stats, &s);
	if (ret >= 0 && stats)
		ret = open_sessions(&sessions, ctx, err);
	if (ret >= 0 && stats) {
		json_del(stats, "agents_models");
		json_set(stats, "sessions", sessions);
		sessions = NULL;
		out_json(ctx->out, stats);
		ret = 0;
	}
	json_free(sessions);
	json_free(stats);
	return ret;
}

static const struct opt stats_opts[] = {
	P_STR("period", "last-week, 14d, 2026-11; all if missing"), OPT_END
};

const struct cmd tool_get_stats = {
	"get_stats", NULL, NULL, "What agents did and used: sessions, tasks, "
	"tokens, errors, by agent and by model.", NULL, stats_opts,
	NEEDS_REPO | NEEDS_DB, run_stats
};
