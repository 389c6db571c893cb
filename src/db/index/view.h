/*
 * view.h - a read-only picture of all tasks at one moment.
 *
 * Comes from the index (index.h) or, inside a transaction, from the tree being
 * changed.  Rows are in id order and stay valid until the view is closed.
 */
#ifndef DB_INDEX_VIEW_H
#define DB_INDEX_VIEW_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "model/task.h"

/*
 * One task, decoded as far as lists, filters and graphs need it.  Strings are
 * borrowed, never NULL ("" when unset); times are ms or WHEN_NONE.  What a list
 * looks at stands together in the first 64 bytes, and a row is 256: thousands
 * of them are read in an order that is not theirs, one cache line each.
 */
/* Four cache lines of 64 bytes, each with what is looked at together: the first two are
 * all that most passes over ten thousand rows have to fetch. */
struct row {
	const char *id;			/* 16 digits */
	const char *title, *assignee, *project;
	int64_t deadline;	/* a day or a moment: data/due.h */
	uint8_t stored, status;		/* enum status; `status` is effective */
	uint8_t priority;		/* enum priority */
	uint8_t short_len;		/* digits of view_short, 8 or more */
	bool deleted;
	bool in_cycle;			/* member of a dependency cycle */
	bool has_criteria;
	uint8_t quality, timeliness;	/* 0 when unset */
	uint32_t nr_deps;		/* all dependencies */
	const uint32_t *deps;		/* rows they are; NO_ROW when missing */

	uint32_t parent_row;		/* or NO_ROW */
	float complexity;		/* 0 when unset */
	int64_t created, lease_until;
	int64_t created_order;		/* of the creation stamp: ms * 65536 +
					 * counter; orders what was added */
	double estimated;		/* hours, NAN when unset */
	const char *lease_owner;
	const char *tags;		/* "a\0b\0", nr_tags of them, sorted */
	uint32_t nr_tags, nr_files;

	const char *files;		/* file_refs, as the tags */
	const char *dep_ids;		/* ids of deps, 16 digits and NUL each */
	const char *type, *parent, *created_by, *branch;
	const char *prd, *prd_key;	/* source.prd, source.key */

	int64_t updated, started, completed;
	double actual;			/* hours, NAN when unset */
	uint32_t nr_commits, nr_progress;
	uint32_t blob_len, blob_sum;	/* of the index; see view_blob */
	const char *blob;		/* the stored JSON */
	const char *extra;		/* further fields by name; see attr.h */
};

#define NO_ROW UINT32_MAX

struct view {
	size_t nr;
	struct row *rows;		/* deleted ones included */
	struct strvec broken;		/* paths of unparsable blobs */
	bool cyclic;			/* some row is in a cycle */
	bool few;			/* not all tasks: few.h */
	int schema;			/* of meta.json */
	char tip[OBJECT_HEX + 1];	/* commit it shows, "" when empty */
	bool short_ids;			/* of db_short_ids(), for who shows it */
	void *owner;			/* index.c's or db.c's */
};

/* The first row whose id is not before `prefix` in its first `len` digits (at
 * most 16); v->nr when all are. */
size_t view_lower_bound(const struct view *v, const char *prefix, size_t len);
/* Row of a full id, or NO_ROW. */
uint32_t view_find(const struct view *v, const char *id);
/*
 * What a person typed (prefix of 4 or more, optional leading '#', any case) ->
 * row.  ERR_NOT_FOUND "task 'x' not found" (with "did you mean ..."),
 * ERR_AMBIGUOUS lists the candidates with their titles.  Deleted tasks are found
 * only with `deleted_too`; without it ERR_NOT_FOUND says that it is deleted.
 * A word that is the id of none is looked for with view_by_key.
 */
int view_resolve(uint32_t *out, const struct view *v, const char *typed,
		 bool deleted_too, struct err *err);
/*
 * How many tasks another program knows by that name: source.key or a value of
 * `external`, case ignored; of a key "gh:ann/shop#12" also "gh#12", of "jira:SHOP-7"
 * also "SHOP-7", of one in hex digits its first 8 or more.  The first of them is in
 * *out.  view_resolve asks for it when a word is no id; it looks at every row.
 */
size_t view_by_key(uint32_t *out, const struct view *v, const char *typed,
		   bool deleted_too);
/* Shortest unambiguous prefix, at least 8 digits. */
void view_short(char out[ID_LEN + 1], const struct view *v, const char *id);
/* The same for a row, without looking for it. */
void view_short_row(char out[ID_LEN + 1], const struct view *v, uint32_t row);
/*
 * The stored JSON of a row, checked against its checksum; read from the object
 * database when the index is damaged.  Prefer it to row->blob.  Valid as long as
 * the view; not NUL-terminated.
 */
int view_blob(const char **out, size_t *len, const struct view *v,
	      uint32_t row, struct err *err);
/* The whole task of a row, parsed from its blob. */
int view_task(struct task *out, const struct view *v, uint32_t row,
	      struct err *err);
/*
 * One field of a row's stored JSON, without parsing the rest where the blob has the
 * canonical layout.  NULL when it is absent or can not be read; caller frees.
 */
struct json *view_field(const struct view *v, uint32_t row, const char *name);
/* Ids (full) of unfinished dependencies that block the row. */
void view_blockers(struct strvec *out, const struct view *v, uint32_t row);
/* Rows that depend on `row`; caller frees *out. */
size_t view_dependents(uint32_t **out, const struct view *v, uint32_t row);
/* How many tasks of each end of a long cycle are named. */
#define CYCLE_SHOWN 8
/* Dependency cycles as sentences "a -> b -> a" (8-digit ids). */
void view_cycles(struct strvec *out, const struct view *v);

#endif
