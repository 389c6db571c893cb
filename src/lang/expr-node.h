/*
 * expr-node.h - the nodes of an expression, shared by its parser and by those
 * who give it a value: the judge of criteria and the filler of templates.
 */
#ifndef LANG_EXPR_NODE_H
#define LANG_EXPR_NODE_H

#include "base/base.h"
#include "lang/expr.h"

enum expr_op {
	EXPR_NUMBER, EXPR_STRING, EXPR_BOOL, EXPR_NAME, EXPR_LIST,
	EXPR_OR, EXPR_AND, EXPR_NOT, EXPR_MINUS,
	EXPR_EQ, EXPR_NE, EXPR_LT, EXPR_LE, EXPR_GT, EXPR_GE,
	EXPR_IN, EXPR_NOT_IN,
	EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV, EXPR_MOD
};

#define NO_NODE UINT32_MAX

/* Operands are positions in the array of nodes, always smaller than their
 * own: the root is the last. */
struct expr_node {
	enum expr_op op;
	uint32_t left, right;	/* a list: first element; an element: next */
	uint32_t next;		/* of an element of a list */
	struct quantity number;
	char *text;		/* of a string or name; owned */
	bool flag;		/* the value of true and false */
};

struct expr {
	struct expr_node *nodes;
	uint32_t nr;
	size_t alloc;
	uint32_t root;
};

/* A number alone at the start of `s` (12, 1.5, .5, 1e3): its length, 0 when
 * there is none, or none that a double can hold. */
size_t number_read(double *out, const char *s);
/* A number at the start of `s` with its unit: its length, 0 when none. */
size_t quantity_read(struct quantity *q, const char *s);

#endif
