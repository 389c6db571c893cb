/*
 * settings-table.c - the settings there are.
 */
#include "base/base.h"
#include "cmd/settings.h"

#define FEATURE(name, what)						\
	{ "task.feature." name, OPT_FLAG, NULL, "true", what }
#define WEIGHT(name, dflt, what)					\
	{ "task.complexity.weights." name, OPT_NUM, NULL, dflt,		\
	  "weight of " what " in the complexity score" }

/* In the order of their names. */
const struct setting settings_table[] = {
	{ "task.autoPush", OPT_FLAG, NULL, "false",
	  "sync with the remote after every change" },
	WEIGHT("codeVolume", "0.35", "the amount of code"),
	WEIGHT("dependencies", "0.25", "dependencies"),
	WEIGHT("history", "0.15", "the files' history"),
	WEIGHT("technicalRisk", "0.25", "technical risk"),
	{ "task.criteria.strict", OPT_FLAG, NULL, "false",
	  "criteria that nobody could check refuse completion too" },
	{ "task.defaultPriority", OPT_PRIO, NULL, "medium",
	  "priority of tasks that add makes without --priority" },
	{ "task.defaultType", OPT_STR, NULL, "",
	  "type of tasks that add makes without --type" },
	{ "task.exec.memory", OPT_STR, NULL, "512MB",
	  "memory that a process of exec may use; 0: no limit" },
	{ "task.exec.timeout", OPT_DUR, NULL, "30s",
	  "time limit of exec; 0: none" },
	FEATURE("completion-summaries", "keep what complete --summary says"),
	FEATURE("deadlines", "take deadlines"),
	FEATURE("feedback", "record feedback"),
	FEATURE("success-criteria", "keep and check success criteria"),
	FEATURE("telemetry", "say who used which command, in metrics --telemetry"),
	FEATURE("time-tracking", "keep actual hours and working times"),
	{ "task.fsync", OPT_FLAG, NULL, "true",
	  "a change is on the disk before the command returns" },
	{ "task.hooks.reopen", OPT_FLAG, NULL, "false",
	  "a revert of a closing commit reopens its task" },
	{ "task.hooks.strict", OPT_FLAG, NULL, "false",
	  "refuse commits that name unknown tasks" },
	{ "task.hooks.todo", OPT_ENUM, "suggest|create|off", "suggest",
	  "what pre-commit does about new TODO comments" },
	{ "task.lease", OPT_DUR, NULL, "",
	  "how long a claim holds; empty: until it is released" },
	{ "task.lockTimeout", OPT_INT, NULL, "10",
	  "seconds to wait for another writer of this clone" },
	{ "task.mcp.exec", OPT_FLAG, NULL, "false",
	  "let the MCP server offer a tool that runs code" },
	{ "task.mergeIdentity", OPT_ENUM, "same|user", "same",
	  "author of merges: the same whoever merges, or you" },
	{ "task.prd.hoursPerPoint", OPT_NUM, NULL, "",
	  "hours of one story point; empty: points are no estimate" },
	{ "task.prd.path", OPT_STR, NULL, "",
	  "PRD documents that hooks look at, as docs/prd/*.md" },
	{ "task.project", OPT_STR, NULL, "",
	  "project of tasks that add makes without --project" },
	{ "task.remote", OPT_STR, NULL, "",
	  "remote to sync with; empty: the upstream's, the only one, origin" },
	{ "task.remoteRef", OPT_STR, NULL, "",
	  "branch of the remote for the tasks; empty: refs/tasks" },
	{ "task.session.timeout", OPT_DUR, NULL, "30m",
	  "a session of an agent without news for this long is stale" },
	{ NULL, OPT_FLAG, NULL, NULL, NULL }
};
