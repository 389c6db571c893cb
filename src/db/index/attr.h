/*
 * attr.h - a field of a row by name, wherever the row has it: what queries, sort
 * keys, columns and groups name.
 *
 * A field that people often ask for is a member of struct row.  Others whose row in
 * the table of fields says FIELD_INDEXED, and each key of the maps, are in row->extra.
 * What is in neither is read from the stored JSON of the task, which is slower.
 */
#ifndef DB_INDEX_ATTR_H
#define DB_INDEX_ATTR_H

#include "base/base.h"
#include "base/strbuf.h"
#include "db/index/view.h"

struct attr {
	enum field field;	/* F_NR: nothing */
	char *key;		/* of a map: the key that is meant; owned */
};

#define ATTR_INIT { F_NR, NULL }

void attr_release(struct attr *a);
/*
 * What a word names: a field that has all of `flags` (field.h) by its name or one of
 * its words, "fields.<key>" or "external.<key>", or "phase", the key of the map
 * `fields` that has an option.  False when it is none of these.
 */
bool attr_find(struct attr *out, const char *word, unsigned flags);
/* The key `word` of the map `fields`, whether or not any task has it. */
void attr_own(struct attr *out, const char *word);
/* Has any row that is not deleted a value?  For keys of maps. */
bool attr_used(const struct view *v, const struct attr *a);
/* "fields.team" or the field's name: as JSON objects and heads of CSV call it. */
void attr_name(struct strbuf *out, const struct attr *a);

/* Where a row has it.  ATTR_FAR: in row->extra or the stored JSON. */
enum attr_place {
	ATTR_FAR, ATTR_TEXT, ATTR_LIST, ATTR_TIME, ATTR_DUE, ATTR_DOUBLE, ATTR_FLOAT,
	ATTR_BYTE, ATTR_COUNT, ATTR_STATUS, ATTR_PRIORITY, ATTR_DEPS
};
/* The place, and the offset of the member in struct row; for sorting thousands. */
enum attr_place attr_place(size_t *offset, const struct attr *a);

/* A number, or a time in ms (of a deadline as data/due has it); NAN, or WHEN_NONE, when it is unset or no such thing. */
double attr_num(const struct view *v, uint32_t row, const struct attr *a);
int64_t attr_time(const struct view *v, uint32_t row, const struct attr *a);

/*
 * The values of a row as texts, one of most fields, several of sets and of keys whose
 * value is a list: NULL when there is none (any more).  Valid until the next call
 * with the same walk; release it at the end.
 */
struct attr_walk {
	const char *at;
	uint32_t left;
	struct strbuf text;
};
#define ATTR_WALK_INIT { NULL, 0, STRBUF_INIT }
const char *attr_first(struct attr_walk *w, const struct view *v,
		       uint32_t row, const struct attr *a);
const char *attr_next(struct attr_walk *w, const struct view *v, uint32_t row,
		      const struct attr *a);
void attr_walk_release(struct attr_walk *w);

/* All values in one text, `gap` between them; "" when there is none. */
void attr_text(struct strbuf *out, const struct view *v, uint32_t row,
	       const struct attr *a, const char *gap);

/*
 * row->extra: pairs of strings, a name ("reviewer", "fields.team") and a value, one
 * behind the other, ended by an empty name.  A value that is longer than EXTRA_MAX
 * bytes is the text EXTRA_LONG: the stored JSON has it.
 */
#define EXTRA_MAX 200
#define EXTRA_LONG "\1"
/* The value of a field that is no map, or "". */
const char *attr_extra(const struct row *r, enum field f);
/* Adds the pairs of a task, and the end when there are any. */
void extra_write(struct strbuf *out, const struct task *t);
/* Changes with the fields that are kept so: an index that was written with others
 * is of no use. */
uint32_t extra_version(void);

#endif
