/*
 * query.h - which tasks, in which order (formats/query.md is the grammar).
 *
 *	status:open (priority>=high or tag:api) -assignee:bob text~login
 *
 * Made with query_new, filled by any number of calls, run on any number of views.
 * Functions return 0, or -1 with err filled; after an error the query is only fit
 * to be freed.
 */
#ifndef DB_QUERY_QUERY_H
#define DB_QUERY_QUERY_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/index/view.h"

struct query;

/* An empty query: every task that is not deleted.  `now`, ms, is what times and
 * durations count from. */
struct query *query_new(int64_t now);
void query_free(struct query *q);	/* NULL is fine */
/* Who `me` and is:mine stand for: a name (or agent) and an address, copied, either
 * may be "".  To be called before conditions are run. */
void query_set_me(struct query *q, const char *me, const char *email);
/*
 * How a typed person is found: appends every form that means the same person to
 * `forms`, nothing when nobody does.  Called by query_run for each value of
 * assignee: and created-by:, and for the address of query_set_me.
 */
typedef void (*query_person_fn)(struct strvec *forms, const char *typed,
				void *data);
void query_set_people(struct query *q, query_person_fn fn, void *data);
/*
 * Adds what a text says (UTF-8, at most 64 KiB, 1,000 conditions in all, groups 50
 * deep), which must hold besides what was added before.  ERR_INVALID names the word
 * and the fields that exist; "Invalid status ...", "Invalid priority ..."; a bracket
 * without its other half; nothing beside an `or`.
 */
int query_add(struct query *q, const char *text, struct err *err);
/* Is the text one condition on a field that exists ("tag:api")? */
bool query_is_condition(const char *text);
/* One condition: field, operator (":", "=", "!=", ">=", "<=", ">", "<", "~",
 * "!~"), value.  A comma separates values, but in names and texts, where it is a
 * character; nothing is quoted. */
int query_where(struct query *q, const char *field, const char *op,
		const char *value, struct err *err);
/* Tasks with tombstones too; without it they are left out. */
void query_deleted(struct query *q, bool too);
/* Replaces the order: "-priority,deadline,title"; '-' is descending.  Default:
 * QUERY_ORDER.  ERR_INVALID: too many. */
int query_sort(struct query *q, const char *keys, struct err *err);
#define QUERY_ORDER "-priority,due,created"
/* Rows come in id order, without the cost of sorting: for callers that rank
 * themselves. */
void query_unsorted(struct query *q);
/* Leaves out the first `offset` matches, then gives at most `limit` (0: all). */
void query_limit(struct query *q, size_t offset, size_t limit);

/*
 * A walk through a list in pages: query_place writes where a row is in the order of
 * `q` (letters, digits and '-'), and query_after leaves of another query with the same
 * order only what is behind that place, whether or not the task is still there.  So
 * whoever walks from place to place meets each task once whose own place in the order
 * has not changed in between, whatever else came, went or moved.  A place of another
 * order, or none at all: query_run answers ERR_INVALID.  Texts are put in order by their
 * first 256 bytes, then by the next key, at last by id, so that a place stays short.
 */
void query_after(struct query *q, const char *place);
void query_place(struct strbuf *out, const struct query *q,
		 const struct view *v, uint32_t row);

/*
 * The numbers of the rows of `v` that match, in order: *rows (caller frees, NULL
 * after an error), *nr of them; *total (may be NULL) counts the matches before the
 * limit.  Ids typed as values (parent:, blocked-by:) are resolved in `v`:
 * ERR_NOT_FOUND, ERR_AMBIGUOUS.  A field or sort key that no task of `v` has:
 * ERR_USAGE names those there are.
 */
int query_run(uint32_t **rows, size_t *nr, size_t *total, struct query *q,
	      const struct view *v, struct err *err);

#endif
