/*
 * out.h - everything a command says goes through here.
 *
 * stdout carries data, stderr what is meant for people.  A long-lived server
 * gives a command an `out` that collects both in memory.
 */
#ifndef FRONT_OUT_H
#define FRONT_OUT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"

/*
 * The data formats: every command that answers with data prints it in each of them.
 * X(ID, name): OUT_<ID> is made by src/front/format/<name>.c.  To add one: a line here
 * and that file.
 */
#define OUT_FORMATS(X)							\
	X(JSON, json)		/* one value */				\
	X(NDJSON, ndjson)	/* one object a line */			\
	X(YAML, yaml)		/* one document */			\
	X(CSV, csv)		/* RFC 4180 */				\
	X(TSV, tsv)		/* tabs, what is special with a \ */	\
	X(MARKDOWN, markdown)

enum out_format {
	OUT_TEXT,	/* the command's own text (tables included) */
	OUT_VALUE,	/* nothing is printed: the value is out->value */
	OUT_IDS,	/* full ids, one a line */
#define OUT_FORMAT_ID(id, name) OUT_##id,
	OUT_FORMATS(OUT_FORMAT_ID)
#undef OUT_FORMAT_ID
	OUT_NR
};
bool out_format_parse(enum out_format *f, const char *name); /* "table" = text */

enum colour {
	COLOUR_NONE, COLOUR_BOLD, COLOUR_DIM, COLOUR_RED, COLOUR_GREEN,
	COLOUR_YELLOW, COLOUR_BLUE, COLOUR_MAGENTA, COLOUR_CYAN
};

struct out {
	FILE *fd_out, *fd_err;		/* NULL: collect below */
	struct strbuf text, notes;	/* collected, or buffered stdout */
	enum out_format format;
	bool values;			/* whatever is asked for: OUT_VALUE */
	struct json *value;		/* of OUT_VALUE, or NULL; owned */
	bool tty, err_tty, colour, quiet;
	size_t width;			/* columns of the terminal, 80 */
	bool failed;			/* a write to stdout failed */
	int error;			/* ... with this errno */
	const char *prog;		/* "git-task" or "tm" */
	/* Is told of progress instead of the terminal; total 0: nobody knows. */
	void (*watch)(void *data, const char *what, size_t done, size_t total);
	void *watch_data;
	/* private */
	long pager;			/* its process id, 0: none */
	int progress;			/* last percentage shown, -1: none */
	int64_t progress_since;
};

void out_init(struct out *o);		/* stdout, stderr, no colour yet */
void out_init_memory(struct out *o);
void out_release(struct out *o);
/* Writes what is buffered; 0, or -1 when stdout can not take it. */
int out_flush(struct out *o);

/* Text on stdout.  out_f is for texts of ours; foreign strings as arguments are
 * cleaned by the caller or by out_s (utf8_add_clean). */
void out_f(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_s(struct out *o, const char *foreign);		/* cleaned, one line */
void out_text(struct out *o, const char *foreign);	/* cleaned, lines kept */
void out_raw(struct out *o, const char *data, size_t len);
void out_paint(struct out *o, enum colour c, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
const char *out_colour(const struct out *o, enum colour c); /* escape or "" */

/* stderr: a note for people (dropped by --quiet), a warning, an error.  One
 * line each; the whole is cleaned for the terminal. */
void out_note(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* stdout: a word about what was done, dropped by --quiet, too. */
void out_say(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_warn(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_error(struct out *o, const char *msg);	/* "git-task: msg" */

/*
 * A result that is a value, in the chosen format.  OUT_JSON: indented on a terminal,
 * else one line (an array of objects: one line an object).  OUT_NDJSON: one line an
 * element.  OUT_CSV, OUT_TSV, OUT_MARKDOWN: objects become rows, their keys columns;
 * nested values are compact JSON.  OUT_IDS: the "id" of each.  OUT_VALUE: it is kept.
 * OUT_TEXT: as on a terminal.
 */
void out_json(struct out *o, const struct json *j);
/*
 * A list of objects whose members are declared: "id|title|status".  Sheets have these
 * columns, in this order and also when there is no row; a member that is not among them
 * comes behind.
 */
void out_list(struct out *o, const char *columns, const struct json *list);
/*
 * JSON text that the caller has composed (json_line), for lists that are never
 * in memory as a whole.  Characters that would steer a terminal (DEL, C1,
 * bidirectional overrides) become \u escapes, in out_json too.
 */
void out_json_text(struct out *o, const char *text, size_t len);
/* The same, added to `out`. */
void out_add_json(struct strbuf *out, const char *text, size_t len);

/* Is data asked for, in whatever format?  (Not text, not ids.) */
bool out_data(const struct out *o);
/* ... in one in which one result is one document: JSON, YAML, a value? */
bool out_document(const struct out *o);
/* ... in one that keeps values inside values: a document, or NDJSON? */
bool out_tree(const struct out *o);

/*
 * A stream of rows, each printed when it comes and never kept (but by OUT_VALUE).
 * Rows are objects with the same members.
 */
struct out_rows {
	struct out *o;
	size_t nr;
	struct strvec columns;	/* of sheets: as declared, then as the first row has them */
};
/* `columns` as of out_list, or NULL: the first row's members are the columns. */
void out_rows_begin(struct out_rows *r, struct out *o, const char *columns);
void out_row(struct out_rows *r, struct json *row);	/* takes `row` */
void out_rows_end(struct out_rows *r);

/* Progress of long work on a terminal; silent elsewhere. */
void out_progress(struct out *o, const char *what, size_t done, size_t total);
void out_progress_end(struct out *o);

/* ---- terminal ---- */

/*
 * Starts `pager` (a shell command, as Git's core.pager: it comes from the
 * user's own configuration) and sends stdout, and stderr when that is the
 * terminal, through it.  No-op for "", "cat" and when it can not be started.
 */
void out_pager_start(struct out *o, const char *pager);
/* Flushes, closes the pipe and waits until the reader has left. */
void out_pager_end(struct out *o);

/* ---- tables ---- */

struct table;
/* Columns: "name" plain, ">name" right-aligned, "*name" takes what width is
 * left (cut with "…").  nr columns follow as const char *. */
struct table *table_new(struct out *o, const char *const *columns, size_t nr);
/* Cell by cell, row by row; text is cleaned.  NULL is "". */
void table_cell(struct table *t, enum colour c, const char *text);
void table_add(struct table *t, enum colour c, const char *text, size_t len);
void table_cellf(struct table *t, enum colour c, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/*
 * A long table is printed row by row instead of kept.  Text needs to know the
 * widths for that: measure every cell, in any order, then stream, then add the
 * cells as ever.  CSV and Markdown need no measuring; JSON is kept all the same.
 */
void table_measure(struct table *t, size_t col, const char *text, size_t len);
void table_stream(struct table *t);
/*
 * Prints in the out's format and frees.  Text: columns padded to width, two
 * spaces between, no blanks at line ends, a bold head line; CSV: RFC 4180 with
 * LF line ends, a text that a spreadsheet would take for a formula (it begins
 * with = + - @ tab or CR and is no number) gets an apostrophe in front;
 * Markdown: a table.  JSON, NDJSON: objects with the column names as keys, what
 * is a number in a right-aligned column as a number.
 */
void table_end(struct table *t);

#endif
