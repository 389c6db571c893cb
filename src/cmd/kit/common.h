/*
 * common.h - what the command rows share: ids that people type, the end of an
 * operation, and the ways a task is shown.
 */
#ifndef CMD_KIT_COMMON_H
#define CMD_KIT_COMMON_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"
#include "db/index/attr.h"
#include "act/act.h"
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
#define EDIT_FORMAT OPT_FORMAT("text|ids")
/* Of rows that write: what they mean is set by front/cmd.c. */
#define FORCE_OPT							\
	{ "force", 0, OPT_FLAG, NULL, "although somebody else has claimed " \
	  "the task since you had it", 0, NULL, 0, 0, NULL }
#define SYNC_OPT							\
	{ "sync", 0, OPT_FLAG, NULL, "only if the remote takes it: your "	\
	  "claim there is still yours", 0, NULL, 0, 0, NULL }
#define LIST_FORMAT OPT_FORMAT("table|ids")
/* The same, or lines in a form of people's own (kit/rowformat). */
#define ROWS_FORMAT							\
	{ "format", 0, OPT_ENUM, "<format>", "print in this format, or as "	\
	  "lines of your own: '%(id:short) %(title)'", OPT_TEMPLATE,	\
	  "table|ids" OUT_FORMATS(OPT_FORMAT_NAME_), 0, 0, NULL }

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

/* What is invalid was typed as the value of an option: ERR_INVALID becomes ERR_USAGE (exit
 * 129).  Returns -1. */
int common_usage(struct err *err);
/* What people typed as a time, by the command's clock. */
int common_time(int64_t *out, struct ctx *ctx, const char *typed,
		bool end_of_day, struct err *err);

/* ---- operations ---- */

/*
 * The end of an operation (act/act.h): prints its warnings, notes and answer, or
 * with --format json and the like the tasks as they are now; after an error what it
 * was refused for.  Releases the result.  `ret` is what the operation returned.
 */
int common_done(struct ctx *ctx, struct act_result *res, int ret,
		struct err *err);

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
/* How a list looks. */
struct list_look {
	const char *columns;	/* as `names` above */
	/* For people a line above each run of rows that have the same value of
	 * this; NULL: none. */
	const struct attr *by;
	/* Tasks below those that they are part of (feat/plan/tree), with columns
	 * of sums; as data each has "depth" and "rollup". */
	bool tree;
};
int common_list(struct ctx *ctx, const struct view *v, const uint32_t *rows,
		size_t nr, const struct list_look *look, struct err *err);
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
