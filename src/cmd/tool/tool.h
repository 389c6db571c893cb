/*
 * tool.h - tools for coding agents: rows whose run answers with one JSON object
 * and mostly hands its arguments to the row that people type.
 *
 * The tools are listed in cmd-mcp.c.  Their names and parameters are those of
 * the Task Orchestrator's MCP server where it has them.
 */
#ifndef CMD_TOOL_TOOL_H
#define CMD_TOOL_TOOL_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "cmd/kit/common.h"
#include "front/cmd.h"

extern const struct cmd tool_create_task, tool_update_task, tool_get_task,
	tool_update_task_status, tool_list_tasks, tool_search_tasks,
	tool_delete_task, tool_claim_task, tool_get_next_task,
	tool_get_task_graph, tool_link_git_commit, tool_parse_prd,
	tool_analyze_complexity, tool_estimate_effort, tool_expand_task,
	tool_execute_code, tool_remember, tool_recall;
/* The set "monitor". */
extern const struct cmd tool_log_session_start, tool_log_session_end,
	tool_log_task_start, tool_log_token_usage, tool_log_task_complete,
	tool_log_error, tool_get_stats;
/* Resources, and what completes ids. */
extern const struct cmd tool_ready, tool_board, tool_prime, tool_task, tool_ids;

/* What rows say in words of the command line, in those of tools; ended by NULL. */
extern const char *const tool_words[][2];

/* Parameters, as options without letter and argument: name, help (NULL: none).
 * P_ON is a switch that is on unless it is given as false. */
#define P_ID O_ID("task_id", 0, NULL, OPT_REQUIRED)
#define P_STR(n, h) O_STR(n, 0, NULL, h, 0)
#define P_NEEDED(n, h) O_STR(n, 0, NULL, h, OPT_REQUIRED)
#define P_MANY(n, h) O_STR(n, 0, NULL, h, OPT_MANY)
#define P_FLAG(n, h) O_FLAG(n, 0, h)
#define P_ON(n) { n, 0, OPT_FLAG, NULL, NULL, OPT_NEG, NULL, 0, 0, NULL }
#define P_DETAIL O_ENUM("detail", 0, "short|full", NULL, 0)
#define P_FIELDS(h) P_MANY("fields", h)
#define P_CURSOR P_STR("cursor", NULL)
#define P_PRIO(n, h) { n, 0, OPT_PRIO, NULL, h, 0, NULL, 0, 0, NULL }

/* ---- calling the row behind a tool ---- */

struct sub {
	struct ctx *ctx;
	const struct cmd *cmd;
	struct args args;
	struct err *err;
	bool failed;		/* an argument was refused, err says why */
};

/* Asks for --format json where the row has that. */
void sub_init(struct sub *s, struct ctx *ctx, const struct cmd *cmd,
	      struct err *err);
/* As if typed; NULL is a flag.  Nothing happens after a failure. */
void sub_set(struct sub *s, const char *name, const char *value);
/* Every value of `from`, if it was given, becomes one of `name`; flags that
 * were given as false become --no-<name> where the row has that. */
void sub_copy(struct sub *s, const char *name, const struct args *args,
	      const char *from);
/* Runs and releases.  *out is the caller's; it is NULL when the row printed
 * nothing or did not end with 0.  Returns what the row returns. */
int sub_run(struct json **out, struct sub *s);
/* The same, but a row that ends with another status than 0 keeps its answer. */
int sub_value(struct json **out, struct sub *s);
/* The same for a row that prints text. */
int sub_text(struct strbuf *out, struct sub *s);

/* The task that the parameter "task_id" names, as show prints it. */
int tool_show(struct json **task, struct ctx *ctx, const struct args *args,
	      struct err *err);

/* ---- results ---- */

/*
 * A task as a model gets it: with "priority_level" (0 to 4) beside the name of the
 * priority, and without what is unset or empty (but tags and dependencies) and,
 * unless `logs`, without its logs.  Changes and returns its argument.
 */
struct json *tool_task_object(struct json *task, bool logs);
/*
 * An answer {task, commits, executions} made as large as there is room (ctx->room):
 * of each log the newest entries, shortened unless detail is full; how many there are is
 * in task.log_counts, and what is left is behind next_cursor.  With `fields` nothing
 * else but id and title; with a cursor the entries behind it alone.  `all` is the
 * caller's.  ERR_INVALID: an unknown field, a cursor that was never given out.
 */
int tool_shape_task(struct json *all, struct ctx *ctx,
		    const struct args *args, struct err *err);
/*
 * The place in a list that a cursor means: NULL is its beginning.  `ids` are the ids of
 * the list as it is now, full ones; a task that has left it since is no hole.
 */
int tool_cursor_start(size_t *at, const char *cursor, const struct strvec *ids,
		      struct err *err);
/* Sets next_cursor, when the list goes on behind `next`. */
void tool_cursor_set(struct json *answer, size_t next,
		     const struct strvec *ids);
/* A task for a list: id (short), title, status, priority, priority_level,
 * assignee, blocked_by (short ids). */
struct json *tool_brief(struct ctx *ctx, const struct json *task);
/*
 * Members that the Task Orchestrator's server names, beside ours (tool-names.c).  They
 * change their argument: an analysis; an expansion, of this depth, that took so many
 * milliseconds (`warnings` is taken); a document that was read (or NULL).
 */
void tool_complexity(struct json *j, struct ctx *ctx, const struct args *args);
void tool_expansion(struct json *j, int depth, int64_t took,
		    struct json *warnings);
void tool_prd(struct json *prd);
/* Commits with commit_hash, commit_message and timestamp besides; caller owns. */
struct json *tool_commits(const struct json *commits);
/* Prints {"<name>": value, "message": ...}; takes `value`. */
void tool_answer(struct ctx *ctx, const char *name, struct json *value,
		 const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The end of an operation: its warnings, and its notes when they are asked for;
 * after an error what was refused.  Releases the result, returns `ret`. */
int tool_done(struct ctx *ctx, struct act_result *res, int ret, bool notes);
/* The short form of a full id, "" when there is no such task. */
void tool_short(char out[ID_LEN + 1], struct ctx *ctx, const char *id);

#endif
