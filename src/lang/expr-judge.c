/*
 * expr-judge.c - the outcome of an expression over values that may be unknown.
 */
#include "base/base.h"
#include "lang/expr-node.h"

#include <math.h>

/* Two numbers closer than this part of the larger one are equal: what people
 * write in decimal is not exact in binary. */
#define CLOSE 1e-12

enum kind { V_UNKNOWN, V_BOOL, V_NUM, V_TEXT, V_LIST };

struct value {
	enum kind kind;
	bool flag;
	struct quantity num;
	const char *text;	/* of text; of a number that came as text */
	const struct json *list;	/* a list that was looked up */
	uint32_t first;		/* of a list that is written out */
};

struct judge {
	const struct expr *e;
	expr_lookup lookup;
	void *data;
	struct strbuf why;	/* the first reason for not knowing */
};

static struct value judge_node(struct judge *j, uint32_t at);

static struct value unknown(struct judge *j, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

static struct value unknown(struct judge *j, const char *fmt, ...)
{
	struct value v = { .kind = V_UNKNOWN };
	va_list ap;

	if (!j->why.len) {
		va_start(ap, fmt);
		strbuf_vaddf(&j->why, fmt, ap);
		va_end(ap);
	}
	return v;
}

static struct value from_bool(bool b)
{
	struct value v = { .kind = V_BOOL, .flag = b };

	return v;
}

static struct value from_num(double number, double scale, enum dimension dim)
{
	struct value v = { .kind = V_NUM, .num = { number, scale, dim } };

	return v;
}

/* A looked up value; text that reads as a number with a unit is that number,
 * and still equal to its text. */
static struct value from_json(struct judge *j, const struct json *json)
{
	struct value v = { .kind = V_UNKNOWN };

	switch (json_type(json)) {
	case JSON_BOOL:
		return from_bool(json_bool(json));
	case JSON_NUM:
		return from_num(json_num(json), 1, DIM_NONE);
	case JSON_STR:
		v.text = json_str(json);
		v.kind = quantity_parse(&v.num, v.text) ? V_NUM :
			V_TEXT;
		return v;
	case JSON_ARR: case JSON_OBJ:
		v.kind = V_LIST;
		v.list = json;
		v.first = NO_NODE;
		return v;
	case JSON_NULL:
		break;
	}
	return unknown(j, "null has no value");
}

static const struct json *look_up(struct judge *j, const char *name)
{
	const struct json *v = j->lookup(j->data, name);

	return json_is(v, JSON_NULL) ? NULL : v;
}

static struct value judge_name(struct judge *j, const char *name)
{
	const struct json *v = look_up(j, name);

	return v ? from_json(j, v) : unknown(j, "%s is not set", name);
}

/* On the right of == and in lists a name that nobody set is its spelling. */
static struct value judge_word(struct judge *j, uint32_t at)
{
	const struct expr_node *n = &j->e->nodes[at];
	struct value v = { .kind = V_TEXT };

	if (n->op != EXPR_NAME || look_up(j, n->text))
		return judge_node(j, at);
	v.text = n->text;
	return v;
}

static const char *kind_words(enum kind kind)
{
	switch (kind) {
	case V_BOOL:
		return "true or false";
	case V_NUM:
		return "a number";
	case V_TEXT:
		return "text";
	case V_LIST:
		return "a list";
	case V_UNKNOWN:
		break;
	}
	return "nothing";
}

/* ---- numbers ---- */

/* What was not known turned out not to matter. */
static void forget_since(struct judge *j, size_t mark)
{
	if (j->why.len > mark)
		strbuf_setlen(&j->why, mark);
}

/* Both in one scale; a plain number takes the unit of the other. */
static bool same_scale(struct judge *j, double *a, double *b,
		       struct quantity *x, struct quantity *y)
{
	if (x->dim == DIM_NONE) {
		x->dim = y->dim;
		x->scale = y->scale;
	} else if (y->dim == DIM_NONE) {
		y->dim = x->dim;
		y->scale = x->scale;
	}
	if (x->dim != y->dim) {
		unknown(j, "the units do not fit");
		return false;
	}
	*a = x->number * x->scale;
	*b = y->number * y->scale;
	return true;
}

static int order(double a, double b)
{
	double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);

	if (a == b || fabs(a - b) <= CLOSE * larger)
		return 0;
	return a < b ? -1 : 1;
}

static struct value in_unit(struct judge *j, double base, double scale,
			    enum dimension dim)
{
	if (!isfinite(base))
		return unknown(j, "the number is too large");
	return from_num(base / scale, scale, dim);
}

static struct value multiply(struct judge *j, const struct quantity *x,
			     const struct quantity *y)
{
	if (x->dim != DIM_NONE && y->dim != DIM_NONE)
		return unknown(j, "two numbers with units can not be "
			       "multiplied");
	if (x->dim == DIM_NONE)
		return in_unit(j, x->number * y->number * y->scale, y->scale,
			      y->dim);
	return in_unit(j, x->number * y->number * x->scale, x->scale, x->dim);
}

static struct value divide(struct judge *j, const struct quantity *x,
			   const struct quantity *y)
{
	if (y->number == 0)
		return unknown(j, "division by zero");
	if (y->dim == DIM_NONE)
		return in_unit(j, x->number / y->number * x->scale, x->scale,
			      x->dim);
	if (x->dim != y->dim)
		return unknown(j, "the units do not fit");
	return in_unit(j, x->number * x->scale / (y->number * y->scale), 1,
		      DIM_NONE);
}

/* The remainder has the sign of the divisor. */
static struct value remainder_of(struct judge *j, double a, double b,
				 const struct quantity *unit)
{
	double r;

	if (b == 0)
		return unknown(j, "division by zero");
	r = fmod(a, b);
	if (r != 0 && (r < 0) != (b < 0))
		r += b;
	return in_unit(j, r, unit->scale, unit->dim);
}

static struct value arithmetic(struct judge *j, enum expr_op op,
			       struct value l, struct value r)
{
	struct quantity *x = &l.num, *y = &r.num;
	double a, b;

	if (l.kind == V_UNKNOWN || r.kind == V_UNKNOWN)
		return unknown(j, "a part is not known");
	if (l.kind != V_NUM || r.kind != V_NUM)
		return unknown(j, "can not calculate with %s", kind_words(
			       l.kind == V_NUM ? r.kind : l.kind));
	if (op == EXPR_MUL)
		return multiply(j, x, y);
	if (op == EXPR_DIV)
		return divide(j, x, y);
	if (!same_scale(j, &a, &b, x, y))
		return unknown(j, "the units do not fit");
	if (op == EXPR_MOD)
		return remainder_of(j, a, b, x);
	return in_unit(j, op == EXPR_ADD ? a + b : a - b, x->scale, x->dim);
}

/* ---- comparisons ---- */

static struct value equal(struct judge *j, struct value l, struct value r)
{
	double a, b;

	if (l.kind == V_UNKNOWN || r.kind == V_UNKNOWN)
		return unknown(j, "a part is not known");
	if (l.kind == V_LIST || r.kind == V_LIST)
		return unknown(j, "can not compare a list, use 'in'");
	if (l.kind == V_NUM && r.kind == V_NUM) {
		if (l.text && r.text && !strcmp(l.text, r.text))
			return from_bool(true);
		if (!same_scale(j, &a, &b, &l.num, &r.num))
			return unknown(j, "the units do not fit");
		return from_bool(order(a, b) == 0);
	}
	if (l.kind == V_BOOL && r.kind == V_BOOL)
		return from_bool(l.flag == r.flag);
	if (l.text && r.text)
		return from_bool(!strcmp(l.text, r.text));
	return from_bool(false);
}

static struct value ordered(struct judge *j, enum expr_op op, struct value l,
			    struct value r)
{
	double a, b;
	int cmp;

	if (l.kind == V_UNKNOWN || r.kind == V_UNKNOWN)
		return unknown(j, "a part is not known");
	if (l.kind == V_NUM && r.kind == V_NUM) {
		if (!same_scale(j, &a, &b, &l.num, &r.num))
			return unknown(j, "the units do not fit");
		cmp = order(a, b);
	} else if (l.kind == V_TEXT && r.kind == V_TEXT) {
		cmp = strcmp(l.text, r.text);
	} else {
		return unknown(j, "can not compare %s with %s",
			       kind_words(l.kind), kind_words(r.kind));
	}
	switch (op) {
	case EXPR_LT:
		return from_bool(cmp < 0);
	case EXPR_LE:
		return from_bool(cmp <= 0);
	case EXPR_GT:
		return from_bool(cmp > 0);
	default:
		return from_bool(cmp >= 0);
	}
}

/* Is an element equal to `l`?  Gathers the outcome over a list. */
static void add_member(struct value *sum, struct value one)
{
	if ((one.kind == V_BOOL && one.flag) ||
	    (one.kind == V_UNKNOWN && sum->kind == V_BOOL && !sum->flag))
		*sum = one;
}

static struct value member(struct judge *j, struct value l, struct value r)
{
	struct value found = from_bool(false);
	const struct json *c;
	size_t mark = j->why.len;
	uint32_t at;

	if (l.kind == V_UNKNOWN || r.kind == V_UNKNOWN)
		return unknown(j, "a part is not known");
	if (r.kind != V_LIST) {
		if (!l.text || !r.text)
			return unknown(j, "%s can not be in %s",
				       kind_words(l.kind),
				       kind_words(r.kind));
		return from_bool(strstr(r.text, l.text) != NULL);
	}
	if (json_is(r.list, JSON_OBJ))
		return from_bool(l.text && json_get(r.list, l.text));
	if (r.list) {
		json_each(c, r.list)
			add_member(&found, equal(j, l, from_json(j, c)));
	} else {
		for (at = r.first; at != NO_NODE; at = j->e->nodes[at].next)
			add_member(&found, equal(j, l, judge_word(j, at)));
	}
	if (found.kind == V_BOOL)
		forget_since(j, mark);
	return found;
}

/* ---- logic ---- */

/* A value as a condition: true, false, a number (not 0). */
static struct value condition(struct judge *j, struct value v)
{
	switch (v.kind) {
	case V_BOOL: case V_UNKNOWN:
		return v;
	case V_NUM:
		return from_bool(v.num.number != 0);
	case V_TEXT: case V_LIST:
		break;
	}
	return unknown(j, "%s is neither true nor false",
		       kind_words(v.kind));
}

/* `flag` decides alone: true for or, false for and. */
static struct value junction(struct judge *j, const struct expr_node *n,
			     bool flag)
{
	size_t mark = j->why.len;
	struct value l = condition(j, judge_node(j, n->left)), r;

	if (l.kind == V_BOOL && l.flag == flag)
		return l;
	r = condition(j, judge_node(j, n->right));
	if (r.kind == V_BOOL && r.flag == flag) {
		forget_since(j, mark);
		return r;
	}
	return l.kind == V_UNKNOWN ? l : r;
}

static struct value negation(struct judge *j, struct value v)
{
	v = condition(j, v);
	return v.kind == V_UNKNOWN ? v : from_bool(!v.flag);
}

static struct value minus(struct judge *j, struct value v)
{
	if (v.kind == V_UNKNOWN)
		return v;
	if (v.kind != V_NUM)
		return unknown(j, "can not calculate with %s",
			       kind_words(v.kind));
	return from_num(-v.num.number, v.num.scale, v.num.dim);
}

static struct value judge_leaf(struct judge *j, const struct expr_node *n)
{
	struct value v = { .kind = V_LIST, .first = n->left };

	switch (n->op) {
	case EXPR_NUMBER:
		return from_num(n->number.number, n->number.scale,
				n->number.dim);
	case EXPR_STRING:
		v.kind = V_TEXT;
		v.text = n->text;
		return v;
	case EXPR_BOOL:
		return from_bool(n->flag);
	case EXPR_NAME:
		return judge_name(j, n->text);
	default:
		return v;
	}
}

static struct value judge_node(struct judge *j, uint32_t at)
{
	const struct expr_node *n = &j->e->nodes[at];
	struct value l, r;

	switch (n->op) {
	case EXPR_NUMBER: case EXPR_STRING: case EXPR_BOOL: case EXPR_NAME:
	case EXPR_LIST:
		return judge_leaf(j, n);
	case EXPR_OR: case EXPR_AND:
		return junction(j, n, n->op == EXPR_OR);
	case EXPR_NOT:
		return negation(j, judge_node(j, n->left));
	case EXPR_MINUS:
		return minus(j, judge_node(j, n->left));
	case EXPR_EQ: case EXPR_NE:
		l = judge_node(j, n->left);
		r = equal(j, l, judge_word(j, n->right));
		return n->op == EXPR_EQ ? r : negation(j, r);
	case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE:
		l = judge_node(j, n->left);
		return ordered(j, n->op, l, judge_node(j, n->right));
	case EXPR_IN: case EXPR_NOT_IN:
		l = judge_node(j, n->left);
		r = member(j, l, judge_node(j, n->right));
		return n->op == EXPR_IN ? r : negation(j, r);
	case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV:
	case EXPR_MOD:
		l = judge_node(j, n->left);
		return arithmetic(j, n->op, l, judge_node(j, n->right));
	}
	BUG("no such node: %d", (int)n->op);
}

const char *verdict_name(enum verdict v)
{
	switch (v) {
	case VERDICT_UNMET:
		return "unmet";
	case VERDICT_MET:
		return "met";
	case VERDICT_UNKNOWN:
		break;
	}
	return "undetermined";
}

enum verdict expr_judge(const struct expr *e, expr_lookup lookup, void *data,
			struct strbuf *why)
{
	struct judge j = { e, lookup, data, STRBUF_INIT };
	struct value v = condition(&j, judge_node(&j, e->root));

	if (v.kind == V_UNKNOWN && why)
		strbuf_addbuf(why, &j.why);
	strbuf_release(&j.why);
	if (v.kind == V_UNKNOWN)
		return VERDICT_UNKNOWN;
	return v.flag ? VERDICT_MET : VERDICT_UNMET;
}
