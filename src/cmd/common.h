/*
 * common.h - what the command rows share: ids that people type, edits of
 * several tasks in one commit, and the ways a task is shown.
 */
#ifndef CMD_COMMON_H
#define CMD_COMMON_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/db.h"
#include "front/cmd.h"

/* Short forms of option rows: name, letter, argument, help, flags. */
#define O_FLAG(n, l, h) { n, l, OPT_FLAG, NULL, h, 0, NULL, 0, 0, NULL }
#define O_STR(n, l, a, h, f) { n, l, OPT_STR, a, h, f, NULL, 0, 0, NULL }
#define O_ENUM(n, l, v, h, f) { n, l, OPT_ENUM, NULL, h, f, v, 0, 0, NULL }
#define O_INT(n, l, h, lo, hi) \
	{ n, l, OPT_INT, "<n>", h, 0, NULL, lo, hi, NULL }
#define O_NUM(n, l, h, lo, hi) \
	{ n, l, OPT_NUM, "<n>", h, 0, NULL, lo, hi, NULL }
/* The same for a field: '' is no number and unsets it. */
#define O_NUM_FIELD(n, l, h, lo, hi) \
	{ n, l, OPT_NUM, "<n>", h, OPT_EMPTY, NULL, lo, hi, NULL }
#define O_TIME(n, l, h, f) { n, l, OPT_TIME, NULL, h, f, NULL, 0, 0, NULL }
#define O_KV(n, l, h, f) { n, l, OPT_KV, NULL, h, f, NULL, 0, 0, NULL }
#define O_ID(n, l, h, f) { n, l, OPT_ID, NULL, h, f, NULL, 0, 0, NULL }
#define O_PATH(n, l, a, h, f) { n, l, OPT_PATH, a, h, f, NULL, 0, 0, NULL }

/* Formats of commands that change tasks, and of those that list them. */
#define EDIT_FORMAT OPT_FORMAT("text|json|ndjson|ids")
#define LIST_FORMAT OPT_FORMAT("table|json|ndjson|csv|markdown|ids")

/* Text that is read from a file or standard input: at most this much. */
#define INPUT_MAX ((size_t)256 << 20)

/* The current view.  Dependency cycles in it are told as warnings. */
int common_view(const struct view **out, struct ctx *ctx, struct err *err);
/* Typed ids -> rows, each once, in the order typed; *rows: caller frees. */
int common_rows(uint32_t **rows, size_t *nr, const struct view *v,
		const struct strvec *typed, bool deleted_too,
		struct err *err);
/* One typed id -> full id. */
int common_id(char out[ID_LEN + 1], const struct view *v, const char *typed,
	      bool deleted_too, struct err *err);

/* What people typed as a time, by the command's clock. */
int common_time(int64_t *out, struct ctx *ctx, const char *typed,
		bool end_of_day, struct err *err);

/* ---- edits ---- */

/*
 * One edit of each task that was named, in one commit.  `one` adds operations to
 * `c` for task `t`, which is row `row` of `v`; it may run more than once (lost
 * races), so everything it says goes through edit_note, edit_say and
 * edit_warn, which are printed once the commit is there.
 */
struct edits {
	struct ctx *ctx;
	const struct args *args;
	const char *verb;		/* of the commit: "complete" */
	const struct strvec *typed;	/* ids as typed */
	bool deleted_too;		/* tombstones can be named */
	const char *id_error;		/* in front of "task 'x' not found" */
	int (*one)(struct edits *e, struct txn *txn, const struct view *v,
		   uint32_t row, const struct task *t, struct change *c,
		   struct err *err);
	void *data;
	char shown[ID_LEN + 1];		/* the task's short id, in `one` */
	/* results */
	struct strvec ids;		/* full ids */
	struct strvec notes;		/* for people */
	struct strvec said;		/* lines of standard output */
	struct strvec warned;
};

void edit_note(struct edits *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
void edit_say(struct edits *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
void edit_warn(struct edits *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Runs the edits and prints their notes and warnings; with --format json and the
 * like it prints the changed tasks instead of what was said.
 */
int edits_run(struct edits *e, struct err *err);

/* ---- showing ---- */

/* The public object of a row; NULL with err set when it can not be read.  Its
 * ids are the full ones, under tm those of 8 digits. */
struct json *common_json(const struct view *v, uint32_t row, struct err *err);
/*
 * Tasks in the output's format: JSON (array, one object a line), NDJSON, CSV,
 * Markdown, ids.  In OUT_TEXT a table.  `names` is "id,status,title" or NULL for
 * the usual ones; ERR_USAGE names an unknown column and those that exist.
 */
int common_tasks(struct ctx *ctx, const struct view *v, const uint32_t *rows,
		 size_t nr, const char *names, struct err *err);
/* The tasks with these full ids as they are now, for a writing command. */
int common_changed(struct ctx *ctx, const struct strvec *ids, bool array,
		   struct err *err);
/* Is the format one that programs read? */
bool common_structured(const struct ctx *ctx);

enum colour common_status_colour(enum status s);
enum colour common_priority_colour(enum priority p);
/* "in progress" for people, "in_progress" elsewhere. */
const char *common_status_words(enum status s);
/* Foreign text made safe for one line of a terminal; caller frees. */
char *common_clean(const char *text);
/* A text that people name by path; "-" is standard input, or what a server was
 * given in its place (ctx->input). */
int common_input(struct strbuf *out, const struct ctx *ctx, const char *path,
		 struct err *err);

#endif
