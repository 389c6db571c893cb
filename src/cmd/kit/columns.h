/*
 * columns.h - the columns of task tables, made from the table of fields.
 *
 * Every field that FIELD_QUERY marks is a column, by its name or one of its words; so
 * is a key of a map ("fields.team", or "team" where a task has such a field of its own),
 * blocked_by, which no field holds, and parts, percent and hours, what the parts of a
 * task add up to (feat/plan/tree).
 */
#ifndef CMD_KIT_COLUMNS_H
#define CMD_KIT_COLUMNS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/index/attr.h"
#include "db/index/view.h"
#include "feat/plan/tree.h"
#include "front/out.h"

struct column;

/* The text of a cell that a row has as it stands: its start, its length. */
typedef const char *(*column_text)(size_t *len, const struct column *c,
				   const struct row *r, bool human);
/* One cell's text, made; `human`: relative times, short words, short ids. */
typedef void (*column_fn)(struct strbuf *out, const struct column *c,
			  const struct view *v, const struct row *r,
			  int64_t now, bool human);

/* The columns of sums. */
enum column_sum { SUM_NONE, SUM_PARTS, SUM_PERCENT, SUM_HOURS };

struct column {
	struct attr attr;	/* F_NR: blocked_by, or a sum */
	enum column_sum sum;
	const struct rollup *sums;	/* of the rows, of struct columns */
	char *name;		/* as in JSON: "created_at", "fields.team" */
	char *head;		/* over the column, for people */
	char kind;		/* '>' right, '*' takes what is left, 0 plain */
	size_t at;		/* of the text in struct row, for text_member */
	column_text text;	/* this */
	column_fn fn;		/* or that */
	enum colour (*colour)(const struct row *r, int64_t now);
};

struct columns {
	struct column *v;
	size_t nr;
	struct rollup *sums;	/* NULL: no column needs them */
};

#define COLUMNS_INIT { NULL, 0, NULL }

/*
 * "id,status,title" -> columns of the rows of `v`.  ERR_USAGE names an unknown one and
 * those that exist.  `out` is released by the caller, also after an error.
 */
int columns_parse(struct columns *out, const struct view *v, const char *list,
		  struct err *err);
void columns_release(struct columns *c);
/* What one of them holds, for who takes it out of the list. */
void column_release(struct column *c);
/* The value of a column in the public object of a task; borrowed, or NULL.  Sums
 * are in its member "rollup" (rollup_json). */
const struct json *column_value(const struct column *c,
				const struct json *task);

#endif
