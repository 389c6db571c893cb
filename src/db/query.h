/*
 * query.h - which tasks, in which order (formats/query.md is the grammar).
 *
 *	status:open priority>=high tag:api -assignee:bob text~login
 */
#ifndef DB_QUERY_H
#define DB_QUERY_H

#include "base/base.h"
#include "base/err.h"
#include "db/view.h"

struct query;

struct query *query_new(int64_t now);
void query_free(struct query *q);
/* The assignee that `me` stands for. */
void query_set_me(struct query *q, const char *me, const char *email);
/*
 * Adds conditions, all of which must hold.  ERR_INVALID names the word and the
 * fields that exist; "Invalid status ...", "Invalid priority ...".
 */
int query_add(struct query *q, const char *text, struct err *err);
/* One condition: field, operator (":", "=", "!=", ">=", "<=", ">", "<", "~"),
 * value. */
int query_where(struct query *q, const char *field, const char *op,
		const char *value, struct err *err);
/* Tasks with tombstones too; without it they are left out. */
void query_deleted(struct query *q, bool too);
/* "-priority,deadline,title"; '-' descending.  Default: formats/query.md. */
int query_sort(struct query *q, const char *keys, struct err *err);
/* Rows come in id order, without the cost of sorting: for callers that rank
 * themselves. */
void query_unsorted(struct query *q);
void query_limit(struct query *q, size_t offset, size_t limit); /* 0: all */

/* Ids typed as values (parent:, blocked-by:) are resolved in `v`.
 * *rows: caller frees; *total: matches before the limit (may be NULL). */
int query_run(uint32_t **rows, size_t *nr, size_t *total, struct query *q,
	      const struct view *v, struct err *err);

#endif
