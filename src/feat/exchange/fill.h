/*
 * fill.h - filling records (convert.h) with what another program says.
 *
 * Every function takes NULL and "" for "it says nothing" and then does nothing.
 * Text is made fit for the model: line ends are LF, control characters are
 * blanks, names are cut to their limits.
 */
#ifndef FEAT_EXCHANGE_FILL_H
#define FEAT_EXCHANGE_FILL_H

#include "base/base.h"
#include "data/json.h"
#include "feat/exchange/convert.h"
#include "model/task.h"

/*
 * A time as other programs write it, as a number of data/due.h: RFC 3339,
 * 20261130T072025Z, "2026-11-30 07:20", "2026-11-30T07:20:05.000+0000", a day,
 * "30/Nov/26 7:20 AM", "Mon Nov 30 2026 07:20:05 GMT+0000 (UTC)", Org's
 * "<2026-11-30 Mon 07:20>".  Without a zone it is UTC.  False when it is none.
 */
bool fill_parse_time(int64_t *out, const char *s);

/* A new record; its key is the text of a format. */
struct json *fill_new(struct records *r, size_t line, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* A file below a folder as the readers want it: UTF-8, LF line ends, no byte order
 * mark.  A link that leads out of the folder is refused. */
int fill_file(struct strbuf *out, const char *folder, const char *path,
	      struct err *err);
/* The title, one line; one too long is cut and goes into the description whole. */
void fill_title(struct json *rec, const char *s);
/* A member of one line, of `fill_text` any number of them. */
void fill_line(struct json *rec, const char *name, const char *s);
void fill_text(struct json *rec, const char *name, const char *s);
/* Adds to the description, a blank line between; `head` (may be NULL) is a
 * Markdown heading above it. */
void fill_more(struct json *rec, const char *head, const char *s);
/* A time; one that can not be read goes to fields.<name> as it is. */
void fill_time(struct json *rec, const char *name, const char *s);
/* The deadline: a day stays a day. */
void fill_due(struct json *rec, const char *s);
/* The same of a moment that stands for its whole day when it is the first of it,
 * in UTC or by the reader's clock. */
void fill_due_utc(struct json *rec, const char *s);
void fill_due_local(struct json *rec, const char *s);
void fill_tag(struct json *rec, const char *s);
/* Another record's key, of the one that must be finished first. */
void fill_dep(struct json *rec, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A criterion; `done` ones are said in the text. */
void fill_criterion(struct json *rec, const char *s);
/* An entry of `progress`; without a time it has the record's own. */
void fill_note(struct json *rec, const char *at, const char *by,
	       const char *text);
/* fields.<name>; takes `value`, whose NULL, "" and [] are left out. */
void fill_field(struct json *rec, const char *name, struct json *value);
/* external.<name> */
void fill_external(struct json *rec, const char *name, const char *key);
/* The same word in fields.status, where ours does not say all. */
void fill_status(struct json *rec, enum status s);
/*
 * The status that a word of somebody's own workflow means: "Done", "Won't fix",
 * "In review", "To do".  *exact: it says no more than ours.
 */
enum status fill_status_word(const char *word, bool *exact);
void fill_status_named(struct json *rec, const char *word);
/* "Highest", "urgent", "P1", "low": false when it is no such word. */
bool fill_priority_word(enum priority *out, const char *word);
/* Sets it, or keeps a word of another kind in fields.priority. */
void fill_priority_named(struct json *rec, const char *word);
void fill_priority(struct json *rec, enum priority p);

/* Members of a JSON object that is not ours: the first that is there and no
 * null; of a dotted path. */
const char *fill_get(const struct json *obj, const char *a, const char *b);

/* Counts what was left out, in words: "urgency". */
void records_left(struct records *r, const char *what);

#endif
