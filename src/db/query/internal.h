/*
 * internal.h - a parsed query, as the files query*.c share it.
 */
#ifndef DB_QUERY_INTERNAL_H
#define DB_QUERY_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/index/attr.h"
#include "db/query/query.h"

enum qkind {
	QK_STATUS,	/* mask of states and derived states */
	QK_PRIORITY,
	QK_NAME,	/* a whole value, case ignored; '~' a part */
	QK_TEXT,	/* ':' and '~' a part, '=' whole */
	QK_OWN,		/* a key of a map: as QK_NAME; '<' and '>' by number
			 * where both are numbers, else by text */
	QK_TIME,
	QK_NUM,
	QK_ID,		/* another task */
	QK_PREFIX,	/* digits of the task's own id */
	QK_HAS,
	QK_BOOL		/* deleted */
};

/* What a condition is about: a field or key (cond.attr), or one of the names that
 * are more than a field. */
enum qname {
	Q_STORED, Q_IS, Q_PRD, Q_KEY, Q_TEXT, Q_ANYWHERE, Q_UNDER,
	Q_BLOCKED_BY, Q_BLOCKS, Q_HAS, Q_NO, Q_DELETED, Q_ATTR, Q_NR
};

enum qop { OP_IS, OP_EQ, OP_GE, OP_LE, OP_GT, OP_LT, OP_LIKE };

/* What `has:` asks for besides fields. */
enum qhas { HAS_ATTR, HAS_DEPS, HAS_CHILDREN, HAS_CRITERIA, HAS_PRD,
	    HAS_FEEDBACK };

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
	struct strvec forms;	/* of a person, set by query_run */
	enum qhas has;
	struct attr attr;	/* HAS_ATTR */
	bool loose;		/* attr is a key only if some task has it */
};

struct cond {
	enum qname name;
	enum qkind kind;
	struct attr attr;	/* Q_ATTR */
	bool loose;		/* attr is a key only if some task has it */
	enum qop op;
	bool negated;
	struct qvalue *values;	/* any of them */
	size_t nr;
};

/*
 * How the conditions hang together: trees, each in front of what is below it.  A task
 * has to fulfil all of the trees.
 */
enum qnode_kind { QN_COND, QN_ALL, QN_ANY };

struct qnode {
	enum qnode_kind kind;
	bool negated;		/* of a group; a condition says it itself */
	size_t cond;		/* QN_COND: its place in conds */
	size_t end;		/* the first node that is not below this one */
};

#define MAX_SORT_KEYS 8

struct qsort_key {
	struct attr attr;
	bool down;
	bool loose;		/* attr is a key only if some task has it */
};

struct query {
	int64_t now;
	char *me, *email;
	query_person_fn person;
	void *person_data;
	struct strvec me_forms;
	struct cond *conds;
	size_t nr, alloc;
	struct qnode *nodes;
	size_t nr_nodes, alloc_nodes;
	bool deleted_too, unsorted;
	struct qsort_key sort[MAX_SORT_KEYS];
	size_t nr_sort;
	size_t offset, limit;
	char *after;		/* a place, or NULL */
};

/* Leaves of `nr` rows those that are behind q->after; returns how many. */
int query_cut(size_t *nr, const struct query *q, const struct view *v,
	      uint32_t *rows, struct err *err);

/* Does a row fulfil a condition? */
bool query_match(const struct query *q, const struct cond *c,
		 const struct view *v, uint32_t row);
/* ERR_INVALID: no such field, no such sort key, no such word of has:. */
int query_unknown_field(const char *name, struct err *err);
int query_unknown_key(const char *word, struct err *err);
int query_unknown_has(const char *word, struct err *err);
/* How conditions are written; longer ones first. */
#define QUERY_OPS 9
extern const struct query_op {
	const char *text;
	enum qop op;
	bool negated;
} query_ops[QUERY_OPS];
/*
 * What a name stands for, in c->name and c->attr; Q_NR: nothing.  `loose`: a word that
 * is no field may be a key of somebody's own, which query_run finds out.
 */
void cond_name(struct cond *c, const char *name, bool loose);
/* Adds a condition and its node; takes what `c` owns, also on error. */
int cond_add(struct query *q, struct cond *c, const char *field,
	     const struct strvec *values, struct err *err);
void cond_release(struct cond *c);
/* A node behind the others, with nothing below it; valid until the next one. */
struct qnode *node_add(struct query *q, enum qnode_kind kind, bool negated);
/* Splits at commas outside quotes; "" keeps a comma inside. */
void query_split(struct strvec *out, const char *s);
/* Sorts; only the first `want` places have to be right (0: all). */
void query_order(const struct query *q, const struct view *v,
		 uint32_t *rows, size_t nr, size_t want);

#endif
