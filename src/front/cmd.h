/*
 * cmd.h - a command as data, and running one.
 */
#ifndef FRONT_CMD_H
#define FRONT_CMD_H

#include "base/base.h"
#include "base/err.h"
#include "data/when.h"
#include "db/core/db.h"
#include "db/events/events.h"
#include "front/opts.h"
#include "front/out.h"

#define NEEDS_REPO 1u	/* a Git repository */
#define NEEDS_DB 2u	/* ... with task refs: made by the first write */
#define WRITES 4u	/* changes tasks (auto-push applies) */
#define TTY_ONLY 8u	/* for its user alone: opens an editor, runs programs or
			 * takes over the standard streams; not for servers */
#define TOOL 16u	/* fit to be offered to coding agents */
#define NO_PAGER 32u
#define PAGER 64u	/* long output: page it on a terminal */
#define OPTIONAL_REPO 128u	/* uses a repository when there is one */
#define AS_IT_IS 512u	/* looks at the refs without mending them first */
#define HIDDEN 256u	/* not in help, completion and manual */

struct ctx;

struct cmd {
	const char *name;	/* "prd parse": two words are a sub-command */
	const char *alias;	/* "ls" or NULL; several: "done|finish" */
	const char *group;	/* "create", "move", "look": usage.c has all */
	const char *summary;	/* one line, lower case, no full stop */
	/*
	 * For -h (first paragraph) and the man page, or NULL.  Paragraphs are
	 * separated by an empty line; lines that begin with a tab are shown
	 * as they are (examples: "\tgit task add 'Buy milk'"); a line that ends
	 * with ':' and stands alone before such lines introduces them.
	 */
	const char *detail;
	const struct opt *opts;
	unsigned needs;
	/* 0, or -1 with err filled; or an exit status > 0 for a plain "no". */
	int (*run)(struct ctx *ctx, const struct args *args, struct err *err);
};

/* A page of a list: behind which place (NULL: from the beginning), and behind which
 * one the next page is; "": it was the last. */
struct cmd_paging {
	const char *after;
	struct strbuf next;
};

struct ctx {
	struct db *db;			/* NULL unless needed */
	struct out *out;
	const struct clock *clock;
	const struct cmd *const *table;	/* NULL-terminated */
	/* Who is told of what was written; NULL-terminated, NULL: nobody. */
	const struct subscriber *const *subscribers;
	const char *agent;		/* --agent-id */
	const struct strbuf *input;	/* what "-" reads instead of stdin */
	/*
	 * Asked of a command line before anything is opened: are the values of its
	 * options right?  ERR_USAGE.  `doubt` is filled with what is wrong unless
	 * tasks have fields of that name: it counts when nothing can be read.
	 */
	int (*check)(const struct ctx *ctx, const struct cmd *cmd,
		     const struct args *args, struct err *doubt,
		     struct err *err);
	/* cmd_call: a condition of what the row writes (db_set_guard); or NULL */
	db_guard_fn guard;
	void *guard_data;
	/* cmd_call: who is told of progress (struct out); or NULL */
	void (*watch)(void *data, const char *what, size_t done, size_t total);
	void *watch_data;
	/* cmd_call: of which page of a list the row answers; or NULL */
	struct cmd_paging *paging;
	size_t room;		/* bytes that the answer should have, 0: any */
	bool tm;			/* called as tm */
	bool no_pager;			/* --no-pager */
};

/* Options of every command: --json, --quiet, --agent-id, -C (--directory),
 * --no-pager, --color[=when].  --format is the row's own (OPT_FORMAT);
 * -h and --help work everywhere. */
extern const struct opt common_opts[];

/* By name or alias ("prd parse", "ls"); NULL: none. */
const struct cmd *cmd_find(const struct cmd *const *table, const char *name);
/*
 * The command argv starts with (one or two words), its arguments parsed, the
 * database opened as its row asks, run, auto-push, output flushed.
 * Returns the exit status.
 */
int cmd_main(struct ctx *ctx, int argc, char **argv);
/*
 * Runs another row from inside a command, in the same context (without
 * warnings and pushes, which are the outer row's), and gives what it answers as a value,
 * whatever --format says: *result is the caller's; a row that has text only gives a
 * string, one that says nothing NULL, and so does an error.  Nothing is printed; notes go
 * to the caller's.  Returns what run returns.
 */
int cmd_value(struct json **result, struct ctx *ctx, const struct cmd *cmd,
	      const struct args *args, struct err *err);

/*
 * Runs another row from inside a command, in the same context (without
 * warnings and pushes, which are the outer row's): what it prints is added to
 * `text`, its notes go to the caller's.
 */
int cmd_sub(struct strbuf *text, struct ctx *ctx, const struct cmd *cmd,
	    const struct args *args, struct err *err);
/*
 * For servers: a row with its arguments from a JSON object (NULL: none) of the names of
 * its options and positionals, in a context of its own, with the clock, table, agent and
 * subscribers of `base` and a database opened and closed for it, in the current directory.
 * An option "agent" of the row names another agent; "-" reads base->input, or our own
 * standard input when that is NULL.
 * What it answers is *result, a value as of cmd_value whatever format is asked for,
 * which the caller frees; it is never printed.  Notes and warnings are added to `notes`,
 * a line each.  Who may run what is the caller's to decide (TTY_ONLY, WRITES,
 * opt_for_servers).
 * Returns what run returns: 0; > 0 a plain "no", with a result; -1 with err filled, whose
 * code has a name, an exit status and an HTTP status (err.h).
 */
int cmd_call(struct json **result, struct strbuf *notes,
	     const struct ctx *base, const struct cmd *cmd,
	     const struct json *arguments, struct err *err);

#endif
