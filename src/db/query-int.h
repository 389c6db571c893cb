/*
 * query-int.h - a parsed query, as the files query*.c share it.
 */
#ifndef DB_QUERY_INT_H
#define DB_QUERY_INT_H

#include "base/base.h"
#include "base/err.h"
#include "db/query.h"

enum qkind {
	QK_STATUS,	/* mask of states and derived states */
	QK_PRIORITY,
	QK_NAME,	/* whole value, case ignored; '~' a part */
	QK_TEXT,	/* ':' and '~' a part, '=' whole */
	QK_LIST,	/* as QK_NAME, any of a list */
	QK_PATHS,	/* as QK_TEXT, any of a list */
	QK_TIME,
	QK_NUM,
	QK_ID,		/* another task */
	QK_PREFIX,	/* digits of the task's own id */
	QK_HAS,
	QK_BOOL		/* deleted */
};

enum qname {
	Q_STATUS, Q_STORED, Q_IS, Q_PRIORITY, Q_ASSIGNEE, Q_PROJECT, Q_TYPE,
	Q_LANGUAGE, Q_BY, Q_PRD, Q_KEY, Q_BRANCH, Q_TITLE, Q_DESCRIPTION,
	Q_TEXT, Q_ANYWHERE, Q_TAG, Q_FILE, Q_DUE, Q_CREATED, Q_UPDATED,
	Q_STARTED,
	Q_COMPLETED, Q_ESTIMATE, Q_ACTUAL, Q_COMPLEXITY, Q_QUALITY,
	Q_TIMELINESS, Q_COMMITS, Q_PROGRESS, Q_PARENT, Q_UNDER, Q_DEPENDS,
	Q_BLOCKED_BY, Q_BLOCKS, Q_ID, Q_HAS, Q_NO, Q_DELETED, Q_NR
};

enum qop { OP_IS, OP_EQ, OP_GE, OP_LE, OP_GT, OP_LT, OP_LIKE };

struct qfield {
	const char *name, *alias;
	enum qkind kind;
};
extern const struct qfield query_fields[Q_NR];

/* Bits of QK_STATUS behind those of enum status. */
#define QS_READY (1u << 8)
#define QS_OVERDUE (1u << 9)
#define QS_MINE (1u << 10)
#define QS_CLAIMED (1u << 11)
#define QS_CYCLE (1u << 12)
#define QS_DELETED (1u << 13)

struct qvalue {
	char *text;
	bool none;		/* the word "none": unset */
	unsigned mask;		/* QK_STATUS */
	int64_t lo, hi;		/* QK_TIME: the span that the value names */
	double num;
	uint32_t row;		/* QK_ID, set by query_run */
};

struct cond {
	enum qname name;
	enum qop op;
	bool negated;
	struct qvalue *values;	/* any of them */
	size_t nr;
};

enum sort_key {
	SORT_ID, SORT_TITLE, SORT_STATUS, SORT_PRIORITY, SORT_ASSIGNEE,
	SORT_PROJECT, SORT_TYPE, SORT_DUE, SORT_CREATED, SORT_UPDATED,
	SORT_STARTED, SORT_COMPLETED, SORT_ESTIMATE, SORT_ACTUAL,
	SORT_COMPLEXITY, SORT_QUALITY, SORT_NR
};

#define MAX_SORT_KEYS 8

struct query {
	int64_t now;
	char *me, *email;
	struct cond *conds;
	size_t nr, alloc;
	bool deleted_too, unsorted;
	struct { enum sort_key key; bool down; } sort[MAX_SORT_KEYS];
	size_t nr_sort;
	size_t offset, limit;
};

/* Does a row fulfil a condition? */
bool query_match(const struct query *q, const struct cond *c,
		 const struct view *v, uint32_t row);
/* Sorts; only the first `want` places have to be right (0: all). */
void query_order(const struct query *q, const struct view *v,
		 uint32_t *rows, size_t nr, size_t want);

#endif
