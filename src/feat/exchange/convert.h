/*
 * convert.h - tasks from and to other formats (formats/convert.md).
 *
 * JSON, NDJSON, CSV, Markdown check lists and todo.txt.  Reading gives records:
 * objects with the names of the public form (formats/output.md) and the line
 * they came from.  Importing turns records into one transaction.
 */
#ifndef FEAT_EXCHANGE_CONVERT_H
#define FEAT_EXCHANGE_CONVERT_H

#include "base/base.h"
#include "base/err.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"

struct foreign;

enum convert_format {
	CONVERT_JSON, CONVERT_NDJSON, CONVERT_CSV, CONVERT_MARKDOWN,
	CONVERT_TODOTXT, CONVERT_NR
};

#define CONVERT_NAMES "json|ndjson|csv|markdown|todo.txt"

bool convert_format_parse(enum convert_format *out, const char *name);
/* "csv"; "a table (CSV)", for people. */
const char *convert_format_name(enum convert_format f);
const char *convert_format_label(enum convert_format f);
/* By the file's name, else by how the text begins. */
enum convert_format convert_format_guess(const char *path, const char *text);

struct record {
	struct json *obj;	/* owned */
	size_t line;		/* from 1; of JSON arrays the element */
	size_t parent;		/* record it is nested in, SIZE_MAX: none */
};

struct records {
	struct record *v;
	size_t nr, alloc;
	enum convert_format format;
	/*
	 * What another program wrote (foreign.h), NULL: a format of ours.  Then a
	 * record's "key" is whole, dependencies and parents are keys, and those
	 * that are not there are left out and told.
	 */
	const struct foreign *foreign;
	struct map left;	/* what was not read -> how often (uintptr_t) */
};

#define RECORDS_INIT { NULL, 0, 0, CONVERT_JSON, NULL, MAP_INIT }

void records_release(struct records *r);
/* Adds a record; takes `obj`. */
struct record *records_add(struct records *r, struct json *obj, size_t line);

/*
 * Reads a text (valid UTF-8, LF line ends).  What is wrong goes to `errors`, a
 * sentence each with its line; -1 when there are any, err is the first.
 */
int convert_read(struct records *out, enum convert_format f, const char *text,
		 size_t len, struct strvec *errors, struct err *err);
/* The parts of it, one format each. */
int convert_read_csv(struct records *out, const char *text, size_t len,
		     struct err *err);
/* CSV as an array of objects with the heads as they are; a head that comes several
 * times has a list, and "" is the line.  Empty cells are left out. */
int convert_csv_table(struct json **out, const char *text, size_t len,
		      struct err *err);
int convert_read_markdown(struct records *out, const char *text,
			  struct err *err);
int convert_read_todotxt(struct records *out, const char *text,
			 struct err *err);

struct import_result {
	size_t created, updated, unchanged;
};

struct import_options {
	const char *source;	/* in front of keys: "jira" -> "jira:PROJ-7" */
	const char *project;	/* for records without one, or NULL */
	bool dry_run;		/* all checks, no commit */
	/* leave out references to tasks that are not there; they are added to
	 * `missing`, which is never NULL */
	bool loose;
	struct strvec *missing;
	/* called now and then with how many are done; may be NULL */
	void (*progress)(size_t done, size_t total, void *data);
	void *data;
};

struct import;			/* of records, on their way into tasks */
struct import *import_begin(const struct records *r,
			    const struct import_options *opt,
			    struct strvec *errors);
/*
 * txn_fn of a struct import (act_import runs it); all or nothing.  A record is an edit of
 * the task with its id, or that came from the same key; else a new task.  A
 * record without either gets its title as key, so that importing a file again
 * changes nothing.  Members a record lacks are left alone, null unsets, lists
 * replace, log entries are added.  Unknown members are kept.  An id of 8 to 15
 * hex digits that is new becomes the beginning of the new id.
 * A dry run gives up with ERR_NONE once everything was checked.
 */
int import_edit(struct txn *txn, void *data, struct err *err);
/* Says what was done and frees it. */
void import_end(struct import_result *res, struct import *im);

/* ---- writing ---- */

/* What goes before, between and behind the tasks. */
void convert_head(struct strbuf *out, enum convert_format f);
void convert_task(struct strbuf *out, enum convert_format f,
		  const struct task *t, bool first);
void convert_tail(struct strbuf *out, enum convert_format f, bool empty);
/* The parts of it. */
void convert_task_csv(struct strbuf *out, const struct task *t);
void convert_task_markdown(struct strbuf *out, const struct task *t);
void convert_task_todotxt(struct strbuf *out, const struct task *t);

#endif
