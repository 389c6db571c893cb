/*
 * commands.h - the command table: one row a command, defined in cmd-*.c.
 */
#ifndef CMD_KIT_COMMANDS_H
#define CMD_KIT_COMMANDS_H

#include "front/cmd.h"

/*
 * All rows, in the order of help and manual; X(name) stands for `const struct
 * cmd cmd_<name>`.  To add a command: define its row in src/cmd/cmd-<family>.c
 * and add a line here.
 */
#define CMD_ROWS(X)							\
	X(init)								\
	X(config)							\
	X(config_get)							\
	X(config_set)							\
	X(config_unset)							\
	X(config_list)							\
	X(config_enable)						\
	X(config_disable)						\
	X(config_minimal_mode)						\
	X(config_reset)							\
	X(hooks_install)						\
	X(hooks_uninstall)						\
	X(hooks_status)							\
	X(hooks_run)							\
	X(hooks_report)							\
	X(hooks_alerts)							\
	X(hooks_thresholds)						\
	X(hooks_cleanup)						\
	X(hook)								\
	X(hook_claude)							\
	X(hook_codex)							\
	X(hook_gemini)							\
	X(hook_cursor)							\
	X(claim)							\
	X(release)							\
	X(sync)								\
	X(pull)								\
	X(push)								\
	X(conflicts)							\
	X(conflicts_take)						\
	X(fsck)								\
	X(doctor)							\
	X(gc)								\
	X(add)								\
	X(update)							\
	X(edit)								\
	X(tag)								\
	X(dep_add)							\
	X(dep_rm)							\
	X(dep_list)							\
	X(assign)							\
	X(todo)								\
	X(prd_parse)							\
	X(prd_show)							\
	X(prd_check)							\
	X(prd_diff)							\
	X(prd_export)							\
	X(prd_trace)							\
	X(expand)							\
	X(import)							\
	X(template_list)						\
	X(template_show)						\
	X(template_apply)						\
	X(template_create)						\
	X(template_validate)						\
	X(start)							\
	X(stop)								\
	X(current)							\
	X(prompt)							\
	X(branch)							\
	X(block)							\
	X(unblock)							\
	X(complete)							\
	X(reopen)							\
	X(cancel)							\
	X(delete)							\
	X(restore)							\
	X(undo)								\
	X(progress)							\
	X(note)								\
	X(context)							\
	X(share)							\
	X(discover)							\
	X(join)								\
	X(remember)							\
	X(recall)							\
	X(forget)							\
	X(feedback)							\
	X(link)								\
	X(status)							\
	X(people)							\
	X(sql)								\
	X(list)								\
	X(show)								\
	X(next)								\
	X(board)							\
	X(graph)							\
	X(log)								\
	X(search)							\
	X(blame)							\
	X(orphans)							\
	X(watch)							\
	X(remind)							\
	X(bridge_add)							\
	X(bridge_list)							\
	X(bridge_remove)						\
	X(bridge_pull)							\
	X(bridge_push)							\
	X(bridge_sync)							\
	X(bridge_status)						\
	X(notify_add)							\
	X(notify_list)							\
	X(notify_remove)						\
	X(notify_test)							\
	X(notify_flush)							\
	X(exec)							\
	X(session_start)						\
	X(session_end)							\
	X(session_task)							\
	X(session_tokens)						\
	X(session_error)						\
	X(session_list)							\
	X(session_show)							\
	X(session_stats)						\
	X(session_import)						\
	X(mcp)							\
	X(serve)							\
	X(export)							\
	X(criteria_add)							\
	X(criteria_remove)						\
	X(criteria_list)						\
	X(criteria_tick)						\
	X(criteria_check)						\
	X(ci_gate)							\
	X(complexity)							\
	X(estimate)							\
	X(plan)								\
	X(metrics)							\
	X(report)							\
	X(migrate)							\
	X(prime)							\
	X(setup)							\
	X(completion)							\
	X(completion_ids)						\
	X(completion_words)						\
	X(help)								\
	X(version)

#define CMD_DECLARE(name) extern const struct cmd cmd_##name;
CMD_ROWS(CMD_DECLARE)
#undef CMD_DECLARE

extern const struct cmd *const cmd_table[];	/* NULL-terminated */
/* Who is told of every write; NULL-terminated. */
extern const struct subscriber *const cmd_subscribers[];

#endif
