/*
 * exec.h - running something for a task, limited, and the record of it.
 *
 * What runs is only what the caller asks for: an argv, or code in one of five
 * languages.  Nothing of a task, a document, a template or a tracked file names
 * what is run.  The limits are against accidents; the box (exec-box.h) is against
 * more, where it is asked for.
 *
 * A surface fills a request (exec_request_init, then its own wishes), calls
 * exec_run, which prints nothing unless live_out or live_err say where, and
 * appends exec_entry() to the task's `executions`.
 */
#ifndef FEAT_EXEC_EXEC_H
#define FEAT_EXEC_EXEC_H

#include "base/base.h"
#include "base/err.h"
#include "base/limit.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/id.h"
#include "data/json.h"
#include "db/core/db.h"
#include "feat/exec/mask.h"

#define EXEC_TIMED_OUT 124	/* the exit code then, as of timeout(1) */
#define EXEC_OUTPUT ((size_t)64 << 10)		/* kept a stream, default */
#define EXEC_OUTPUT_MAX ((size_t)200 << 10)	/* ... and at most */
#define EXEC_CODE_MAX ((size_t)1 << 20)

enum exec_language {
	EXEC_COMMAND,	/* no language: an argv */
	EXEC_PYTHON, EXEC_JAVASCRIPT, EXEC_TYPESCRIPT, EXEC_BASH, EXEC_SQL,
	EXEC_NR
};
/* "python", ...; "command" for EXEC_COMMAND, which is no name to parse. */
const char *exec_language_name(enum exec_language l);
bool exec_language_parse(enum exec_language *out, const char *name);

/* Where it runs.  AUTO: in the box when there is one. */
enum exec_sandbox { EXEC_SANDBOX_NONE, EXEC_SANDBOX_AUTO, EXEC_SANDBOX_BWRAP };
bool exec_sandbox_parse(enum exec_sandbox *out, const char *name);

struct exec_request {
	const char *task;		/* full id, $TASK_ID of the child */
	const char *worktree;		/* top directory */
	const char *dir;		/* where to run, inside the work tree;
					 * NULL: here, or the top */
	enum exec_language language;
	const struct strvec *argv;	/* the command, or the code's arguments
					 * (may be NULL then) */
	const char *code;		/* a language needs this, or a file */
	const char *file;
	const char *prelude;		/* of sql: statements in front; NULL */
	const struct strvec *env;	/* NAME=value to add; NULL: none */
	bool inherit_env;		/* all of our environment */
	bool pass_stdin;		/* our standard input, not /dev/null */
	double timeout;			/* seconds, 0: none */
	struct limit limit;
	size_t max_output;		/* bytes kept of each stream */
	bool no_output;			/* what it prints is not recorded */
	int live_out, live_err;		/* also copied there, 0: nowhere */
	const struct clock *clock;
	enum exec_sandbox sandbox;
	bool sandbox_set;		/* the configuration says which */
	bool must_box;			/* AUTO without a box is refused */
	bool network, read_only;	/* in the box: a network; no writing to
					 * the work tree */
	const char *gitdir;		/* the common one; NULL: none */
	struct db *db;			/* whose settings Git follows */
	const struct strvec *packages;	/* that the code needs, checked and
					 * allowed (exec-packages.h); NULL */
	const char *packages_allowed;	/* task.exec.packages; NULL: unset */
	const char *packages_dir;	/* where they are; exec_run fills it */
};

struct exec_result {
	char id[ID_LEN + 1];		/* of the record */
	int64_t started;		/* ms */
	double seconds;
	int exit_code;			/* 128 + n after signal n */
	bool timed_out, truncated;
	bool boxed;			/* it ran in the box */
	int caught;			/* the signal that was for us, or 0 */
	int live_errno;			/* live_out could not be written */
	struct strbuf output, error;	/* clean (exec_clean), and masked */
	struct mask mask;		/* what must not be recorded */
	uint64_t output_bytes, error_bytes;	/* before cutting, cleaning */
	char *dir;			/* from the top, NULL: the top */
};

/*
 * Defaults: the environment (EXECUTION_TIMEOUT, MAX_EXECUTION_MEMORY), then
 * task.exec.timeout and task.exec.memory of Git's own configuration, then 30
 * seconds and 512 MB; files of 1 GB; the box of task.exec.sandbox (none),
 * task.exec.network (false) and task.exec.readOnly (false); no_output as
 * task.exec.recordOutput says.  ERR_INVALID for what does not parse, and in a bare
 * repository.
 */
int exec_request_init(struct exec_request *req, struct db *db,
		      struct err *err);
/* "512MB", "64KiB", "2g", "1000"; KB is 1000, KiB and k are 1024. */
int exec_size(uint64_t *out, const char *text, struct err *err);

void exec_result_init(struct exec_result *r);
void exec_result_release(struct exec_result *r);
/*
 * Runs to the end.  0 when it ran, whatever its exit code; -1 when it could not:
 * ERR_INVALID (a directory outside the work tree, no code), ERR_FAILED (no such
 * program, no interpreter; the sentence says which).  Without asked->limit.cpu
 * a process may use as much processor time as the time limit allows on all
 * processors.  `out` was initialised.
 */
int exec_run(struct exec_result *out, const struct exec_request *asked,
	     struct err *err);

/*
 * The entry for the log `executions` (formats/task.md), without "by".  Secrets are
 * masked (mask.h) in what ran as in what it printed.  Caller owns it.
 */
struct json *exec_entry(const struct exec_result *r,
			const struct exec_request *req);
/* What ran, in one line: "make test", "python: print(1)".  Not clean. */
void exec_title(struct strbuf *out, const struct json *entry);
/* "exit 0", "exit 1", "time limit". */
void exec_outcome(struct strbuf *out, const struct json *entry);

/* ---- the parts, for exec*.c and tests ---- */

/*
 * Adds text that can be stored and shown: valid UTF-8, lines end with \n
 * (\r starts one, too), escape sequences of terminals are left out, any other
 * control character and every invalid byte is U+FFFD.
 */
void exec_clean(struct strbuf *out, const char *data, size_t len);

/* The first and the last part of a stream of any length. */
struct exec_keep {
	size_t max;
	struct strbuf head, tail;
	uint64_t total;
};
void exec_keep_init(struct exec_keep *k, size_t max);
void exec_keep_release(struct exec_keep *k);
void exec_keep_add(struct exec_keep *k, const char *data, size_t len);
/*
 * Adds the clean and masked text, at most `max` bytes of it and a line between
 * the parts that says how many bytes are missing.  Returns whether some are.
 */
bool exec_keep_text(struct strbuf *out, const struct exec_keep *k,
		    const struct mask *m);

/* What a language needs to run: filled by exec_program, released by both. */
struct exec_program {
	struct strvec argv;
	struct strbuf in;	/* for standard input */
	bool has_in;
	char *scratch;		/* private directory, removed by release */
	char *file;		/* the file with the code, NULL: in argv; owned */
};
void exec_program_release(struct exec_program *p);
int exec_program(struct exec_program *out, const struct exec_request *req,
		 struct err *err);

#endif
