/*
 * setup.h - telling coding agents about git-task, and taking that out again.
 *
 * An agent reads files of its own: a list of MCP servers, hooks, and a Markdown
 * file of instructions.  Each of them may hold things of others, which stay as
 * they are, byte for byte: JSON is changed as text (data/jsontext.h), and what
 * goes into Markdown stands between two marker lines.
 *
 *	claude	.mcp.json, .claude/settings.json (hooks), CLAUDE.md
 *	codex	AGENTS.md, .codex/hooks.json; lines for .codex/config.toml
 *	cursor	.cursor/mcp.json, .cursor/hooks.json, .cursor/rules/git-task.mdc
 *	gemini	.gemini/settings.json (servers and hooks), GEMINI.md
 *	vscode	.vscode/mcp.json
 *
 * Ours are: the MCP server "git-task" when its command runs `task mcp`, hooks
 * whose command is one that setup writes, and the marked section.  A server of
 * that name which runs something else is an error; a hook that runs `git task
 * prime` in another way counts as one that is there, and is never changed.
 *
 * <commondir>/git-task/setup.json (global: git-task/setup.json in the user's
 * configuration directory) notes which files and directories setup made, and
 * which containers were there and empty, so that `remove` leaves what was before.
 * Without the note, nothing is deleted.
 */
#ifndef FEAT_AGENT_SETUP_H
#define FEAT_AGENT_SETUP_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"

#define SETUP_AGENTS "claude|codex|cursor|gemini|vscode"
#define SETUP_BEGIN "<!-- git-task:begin v1 -->"
#define SETUP_END "<!-- git-task:end -->"
#define SETUP_HOOK "git task prime --hook-json"
#define SETUP_AGENT_HOOK "git task hook"
#define SETUP_MONITOR "standard,monitor"	/* tools with --monitor */

struct setup_options {
	const char *agent;	/* one of SETUP_AGENTS */
	bool remove;		/* take ours out */
	bool global;		/* the user's files instead of the work tree's */
	bool mcp, hook;		/* wanted; else ours is taken out.  With
				 * `remove`: only those that are set */
	bool check;		/* write nothing */
	bool sessions;		/* hooks log what the agent does */
	bool monitor;		/* the server offers the tools of that set */
	int allow;		/* 1: commands run without a question; -1: no
				 * more; 0: as it is */
};

enum setup_state {
	SETUP_UNCHANGED,
	SETUP_CREATED,	/* a new file */
	SETUP_UPDATED,
	SETUP_REMOVED,	/* the file is gone */
	SETUP_BY_HAND	/* for people to do: `lines` */
};

struct setup_file {
	char *path;		/* from the top of the work tree; global: absolute */
	enum setup_state state;
	struct strvec lines;	/* what to add, or the command to run */
};

struct setup_result {
	struct setup_file *v;
	size_t nr;
};

/*
 * Everything is looked at before anything is written; when a write fails, those
 * before it are taken back.  db may be NULL with `global`.
 * ERR_FATAL without a repository, ERR_INVALID in a bare one; ERR_FAILED names the
 * file: not valid JSON, of another shape, a link out of the work tree, no
 * permission, a server of our name that is not ours, half a section.
 */
int setup_run(struct setup_result *out, struct db *db,
	      const struct setup_options *opt, struct err *err);
void setup_release(struct setup_result *r);

#endif
