/*
 * prime.h - what a coding agent needs to know at the start of a session.
 *
 * A few rules, the commands by purpose, and the state of the tasks, as Markdown.
 * The rules are texts of ours (templates/agent-*.md).  The state is made from what
 * people wrote, so each of its lines is marked as data: it stands between two
 * fences, begins with "task", "active" or "me", and holds the foreign text in
 * double quotes.  That text is one line, cut, without control, invisible or
 * bidirectional characters, and without the characters that could close the
 * quotes, the fence or a tag around it: ` and " become ', < and > become ( and ).
 *
 * Sizes, as bytes / 4: about 1,000 tokens at most, with `mcp` below 300, unless
 * `full` or a limit asks for more.
 *
 * Reads through the view alone: with a fresh index no library is opened and no
 * object read.
 */
#ifndef FEAT_PRIME_H
#define FEAT_PRIME_H

#include "base/base.h"
#include "base/strbuf.h"
#include "db/db.h"

struct prime_options {
	bool mcp;	/* the agent has the tools of the MCP server */
	bool full;	/* all commands, all lists, nothing left out */
	size_t limit;	/* tasks in each list; 0: 5, with mcp 3, full all */
};

/*
 * Adds the text to `out`.  Nothing when there is no repository (db NULL), or
 * none with tasks in it (db_initialised).  Never fails: when the tasks can not
 * be read the state is one line that says why.
 */
void prime_build(struct strbuf *out, struct db *db,
		 const struct prime_options *opt, int64_t now);

/* The text as one line of JSON, the answer to a SessionStart hook. */
void prime_envelope(struct strbuf *out, const char *text);

/*
 * Adds foreign text as it may stand between the double quotes of a data line:
 * `width` columns at most, "…" at the end when it was cut.
 */
void prime_quote(struct strbuf *out, const char *foreign, size_t width);

#endif
