/*
 * internal.h - the parts of feat/setup: contents, places, notes.
 */
#ifndef FEAT_AGENT_INTERNAL_H
#define FEAT_AGENT_INTERNAL_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/agent/setup.h"

/* ---- setup-text.c: what a file says ---- */

/*
 * The edits: `text` is the file's content and becomes the new one.  `kept`
 * holds the names of containers that were empty before setup came: adding puts
 * names in, removing leaves those containers in place.  `path` is for errors.
 */
int setup_mcp(struct strbuf *text, const char *path, const char *list,
	      bool with_type, bool monitor, bool want, struct strvec *kept,
	      struct err *err);

/* A point of an agent's day; the first row of a table is the start of a session, one
 * without an event ends it. */
struct setup_hook_row {
	const char *event, *matcher;
};
struct setup_hooks {
	const char *agent;
	const struct setup_hook_row *rows;
	bool flat;		/* lists of commands without matchers (Cursor) */
	bool mcp;		/* the agent has the tools */
	bool sessions;		/* log them; else the start tells the state only */
	bool want;
};
/* Commands are SETUP_AGENT_HOOK <agent> <event>; without sessions SETUP_HOOK at the
 * start; " --mcp" behind it when the agent has the tools. */
int setup_hook(struct strbuf *text, const char *path,
	       const struct setup_hooks *h, struct strvec *kept,
	       struct err *err);
/* Claude Code's list of what runs without a question: ours put in, or those that
 * setup put in taken out. */
int setup_allow(struct strbuf *text, const char *path, bool want,
		struct strvec *kept, struct err *err);
/* `body` is the embedded text between the markers; `head` (may be NULL) one that
 * stands in front of the section in a new file. */
int setup_section(struct strbuf *text, const char *path, const char *head,
		  const char *body, bool want, struct err *err);
/* Is nothing left but an empty object, or `head`? */
bool setup_is_bare(const struct strbuf *text, const char *head, bool json);

/* ---- setup-place.c: where a file is ---- */

/*
 * The real path of base/rel, which need not be there.  With `inside` it must be
 * in `base` and not in a Git directory.  ERR_FAILED else, and for what is
 * neither a regular file nor missing.
 */
int setup_resolve(char **out, const char *base, const char *rel, bool inside,
		  struct err *err);
/* May the file at the real path be replaced, made or deleted? */
int setup_may_write(const char *real, struct err *err);
/* The agent's directory of the user; ERR_FAILED without HOME. */
int setup_user_dir(char **out, const char *agent, struct err *err);
/* As file_write_atomic, and the file keeps its mode. */
int setup_write(const char *real, const struct strbuf *text,
		struct err *err);

/* ---- the notes: {"<real path>": {"created": true, "kept": [...]}} ---- */

struct setup_notes {
	char *path;
	struct json *all;	/* an object */
	bool changed;
};

int setup_notes_open(struct setup_notes *n, struct db *db, bool global,
		     struct err *err);
int setup_notes_save(struct setup_notes *n, struct db *db, bool global,
		     struct err *err);
void setup_notes_release(struct setup_notes *n);
bool setup_noted(const struct setup_notes *n, const char *real);
/* `kept` empty and `created` false: forgets it. */
void setup_note(struct setup_notes *n, const char *real, bool created,
		const struct strvec *kept);
/* Makes the directories of a file and notes the new ones. */
int setup_mkdirs(struct setup_notes *n, const char *real, struct err *err);
/* Removes those directories of a file that are noted and empty. */
void setup_rmdirs(struct setup_notes *n, const char *real);

#endif
