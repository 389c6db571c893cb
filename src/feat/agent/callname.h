/*
 * callname.h - which session of an agent makes a call of a tool.
 *
 * An MCP server is not told the session of its client, but the hooks are: before a
 * tool runs they are given the session, the tool and its arguments.  They leave a note,
 * <commondir>/git-task/calls/<hash of tool and arguments>-<agent>, and the server takes
 * those of the call that it gets.  So the tools act under the name that the commands of
 * the same session have.  The notes can be deleted at any moment.
 */
#ifndef FEAT_AGENT_CALLNAME_H
#define FEAT_AGENT_CALLNAME_H

#include "base/base.h"
#include "data/json.h"
#include "db/core/db.h"

/* The name of our tool in what an agent calls it ("mcp__git-task__claim_task");
 * NULL when it is no tool of ours.  Points into `called`. */
const char *callname_tool(const char *called);
/* Says that `agent` is about to call `tool`; args may be NULL.  Names with other
 * characters than letters, digits, '-' and '_' are left out.  Never fails: without
 * a note the server goes on under the name that it had. */
void callname_note(struct db *db, const char *tool, const struct json *args,
		   const char *agent);
/* Takes the notes of such a call: whose it is; NULL when nobody's or, as two make the
 * same call in the same moment, anybody's.  Caller frees.  Notes older than an hour,
 * of calls that were not made, go away. */
char *callname_take(struct db *db, const char *tool, const struct json *args);

#endif
