/*
 * prime.h - what a coding agent needs to know at the start of a session.
 *
 * A few rules, the commands by purpose, and the state of the tasks, as Markdown.
 * The rules are texts of ours (templates/agent-*.md).  The state is made from what
 * people wrote, so each of its lines is marked as data: it stands between two
 * fences, begins with a word of ours ("task", "note", "fact", "completed"), and
 * holds the foreign text in double quotes.  That text is one line, cut, without
 * control, invisible or bidirectional characters, and without the characters that
 * could close the quotes, the fence or a tag around it: ` and " become ', < and >
 * become ( and ).
 *
 * At most PRIME_MAX bytes, unless `full` or a limit asks for more: each part gets a
 * share of the room that those before it left, and says how much there is.
 *
 * Reads through the views alone, of the tasks and of the sessions: with fresh
 * indices no library is opened and no object read, unless something changed since
 * the last session.
 */
#ifndef FEAT_AGENT_PRIME_H
#define FEAT_AGENT_PRIME_H

#include "base/base.h"
#include "base/strbuf.h"
#include "db/core/db.h"

#define PRIME_MAX 2048

struct prime_options {
	bool mcp;	/* the agent has the tools of the MCP server */
	bool full;	/* all commands, all lists, nothing left out */
	size_t limit;	/* tasks in each list; 0: 5, full all */
	struct db *sessions;	/* the facts (feat/agent/memory.h), or NULL */
};

/* A session ends, or a turn of it: what happens from here on is what the next one
 * is told of. */
void prime_mark(struct db *db);

/*
 * Adds the text to `out`.  Nothing when there is no repository (db NULL), or
 * none with tasks in it (db_initialised); but a clone whose remote was never
 * asked for tasks (db_unfetched) is told so, with the command.  Never fails: when the tasks can not
 * be read the state is one line that says why.
 */
void prime_build(struct strbuf *out, struct db *db,
		 const struct prime_options *opt, int64_t now);

/* The text as one line of JSON, the answer to a SessionStart hook. */
void prime_envelope(struct strbuf *out, const char *text);

#endif
