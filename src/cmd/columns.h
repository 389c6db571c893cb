/*
 * columns.h - the columns of task tables.
 */
#ifndef CMD_COLUMNS_H
#define CMD_COLUMNS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/view.h"
#include "front/out.h"

/* The text of a cell that a row has as it stands: its start, its length. */
typedef const char *(*column_text)(size_t *len, const struct row *r,
				   bool human);
/* One cell's text, made; `human`: relative times, short words, short ids. */
typedef void (*column_fn)(struct strbuf *out, const struct view *v,
			  const struct row *r, int64_t now, bool human);

struct column {
	const char *name;	/* as in JSON: "created_at" */
	const char *alias;	/* shorter name to type, or NULL */
	const char *head;	/* over the column, for people */
	char kind;		/* '>' right, '*' takes what is left, 0 plain */
	column_text text;	/* this */
	column_fn fn;		/* or that */
	enum colour (*colour)(const struct row *r, int64_t now);
};

extern const struct column columns[];
extern const size_t nr_columns;

/*
 * "id,status,title" -> positions in columns[].  ERR_USAGE names an unknown one
 * and those that exist.
 */
int columns_parse(size_t **out, size_t *nr, const char *list,
		  struct err *err);

#endif
