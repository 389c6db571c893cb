/*
 * template-expr.c - the values of the {{expressions}} in a template's texts.
 */
#include "base/base.h"
#include "lang/template-expr.h"

#include <math.h>

#include "base/strbuf.h"
#include "base/strvec.h"
#include "lang/expr-node.h"

struct calc {
	const struct expr *e;
	const struct json *vars;
	struct err *err;
};

static int value_of(struct json **out, const struct calc *c, uint32_t at);

bool template_truth(const struct json *v)
{
	const char *s = json_str(v);

	if (!v || json_is(v, JSON_NULL))
		return false;
	if (s)
		return *s && !str_ieq(s, "false") && !str_ieq(s, "no");
	if (json_is(v, JSON_NUM))
		return json_num(v) != 0;
	if (json_is(v, JSON_BOOL))
		return json_bool(v);
	return json_first(v) != NULL;
}

static void add_text(struct strbuf *sb, const struct json *v)
{
	const struct json *c;

	switch (json_type(v)) {
	case JSON_STR:
		strbuf_addstr(sb, json_str(v));
		break;
	case JSON_BOOL:
		strbuf_addstr(sb, json_bool(v) ? "yes" : "no");
		break;
	case JSON_NUM:
		json_add_num(sb, json_num(v));
		break;
	case JSON_ARR:
		json_each(c, v) {
			if (c != json_first(v))
				strbuf_addstr(sb, ", ");
			add_text(sb, c);
		}
		break;
	default:
		break;
	}
}

/* ---- operators --------------------------------------------------------- */

static const char *op_sign(enum expr_op op)
{
	switch (op) {
	case EXPR_LT:
		return "<";
	case EXPR_LE:
		return "<=";
	case EXPR_GT:
		return ">";
	case EXPR_GE:
		return ">=";
	case EXPR_ADD:
		return "+";
	case EXPR_SUB:
		return "-";
	case EXPR_MUL:
		return "*";
	case EXPR_DIV:
		return "/";
	default:
		return "%";
	}
}

/* Nine places are plenty for hours and days, and hide 0.1 + 0.2. */
static int set_number(struct json **out, double d, struct err *err)
{
	if (!isfinite(d))
		return err_set(err, ERR_INVALID, "a number out of range");
	*out = json_new_num(fabs(d) < 1e6 ? round(d * 1e9) / 1e9 : d);
	return 0;
}

static int arithmetic(struct json **out, enum expr_op op,
		      const struct json *a, const struct json *b,
		      struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	double l = json_num(a), r = json_num(b);

	if (op == EXPR_ADD && (json_is(a, JSON_STR) || json_is(b, JSON_STR))) {
		add_text(&sb, a);
		add_text(&sb, b);
		*out = json_new_str(sb.buf);
		strbuf_release(&sb);
		return 0;
	}
	if (!json_is(a, JSON_NUM) || !json_is(b, JSON_NUM))
		return err_set(err, ERR_INVALID,
			       "'%s' needs a number on both sides",
			       op_sign(op));
	if ((op == EXPR_DIV || op == EXPR_MOD) && r == 0)
		return err_set(err, ERR_INVALID, "division by zero");
	return set_number(out, op == EXPR_ADD ? l + r : op == EXPR_SUB ?
			  l - r : op == EXPR_MUL ? l * r : op == EXPR_DIV ?
			  l / r : fmod(l, r), err);
}

static int order(struct json **out, enum expr_op op, const struct json *a,
		 const struct json *b, struct err *err)
{
	int cmp;

	if (json_is(a, JSON_NUM) && json_is(b, JSON_NUM))
		cmp = (json_num(a) > json_num(b)) - (json_num(a) < json_num(b));
	else if (json_is(a, JSON_STR) && json_is(b, JSON_STR))
		cmp = strcmp(json_str(a), json_str(b));
	else
		return err_set(err, ERR_INVALID, "'%s' needs two numbers or "
			       "two texts", op_sign(op));
	*out = json_new_bool(op == EXPR_LT ? cmp < 0 : op == EXPR_LE ?
			     cmp <= 0 : op == EXPR_GT ? cmp > 0 : cmp >= 0);
	return 0;
}

static int member(struct json **out, bool wanted, const struct json *a,
		  const struct json *b, struct err *err)
{
	const char *part = json_str(a), *whole = json_str(b);
	const struct json *c;
	bool found = false;

	if (json_is(b, JSON_ARR)) {
		json_each(c, b)
			found = found || json_eq(a, c);
	} else if (part && json_is(b, JSON_OBJ)) {
		found = json_get(b, part) != NULL;
	} else if (part && whole) {
		found = strstr(whole, part) != NULL;
	} else {
		return err_set(err, ERR_INVALID, "'in' needs a list, or a "
			       "text in a text");
	}
	*out = json_new_bool(found == wanted);
	return 0;
}

static int binary(struct json **out, enum expr_op op, const struct json *a,
		  const struct json *b, struct err *err)
{
	switch (op) {
	case EXPR_EQ: case EXPR_NE:
		*out = json_new_bool(json_eq(a, b) == (op == EXPR_EQ));
		return 0;
	case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE:
		return order(out, op, a, b, err);
	case EXPR_IN: case EXPR_NOT_IN:
		return member(out, op == EXPR_IN, a, b, err);
	default:
		return arithmetic(out, op, a, b, err);
	}
}

/* ---- nodes ------------------------------------------------------------- */

static int list_value(struct json **out, const struct calc *c, uint32_t at)
{
	struct json *list = json_new_arr(), *v;

	for (; at != NO_NODE; at = c->e->nodes[at].next) {
		v = NULL;
		if (value_of(&v, c, at) < 0) {
			json_free(list);
			return -1;
		}
		json_push(list, v);
	}
	*out = list;
	return 0;
}

static int unary(struct json **out, const struct calc *c,
		 const struct expr_node *n)
{
	struct json *v = NULL;
	int ret = value_of(&v, c, n->left);

	if (!ret && n->op == EXPR_NOT)
		*out = json_new_bool(!template_truth(v));
	else if (!ret && !json_is(v, JSON_NUM))
		ret = err_set(c->err, ERR_INVALID, "'-' needs a number");
	else if (!ret)
		ret = set_number(out, 0 - json_num(v), c->err);
	json_free(v);
	return ret;
}

static int operation(struct json **out, const struct calc *c,
		     const struct expr_node *n)
{
	bool is_or = n->op == EXPR_OR, logic = is_or || n->op == EXPR_AND;
	struct json *a = NULL, *b = NULL;
	int ret = value_of(&a, c, n->left);

	if (!ret && (!logic || template_truth(a) != is_or))
		ret = value_of(&b, c, n->right);
	if (!ret && logic)
		*out = json_new_bool(template_truth(b ? b : a));
	else if (!ret)
		ret = binary(out, n->op, a, b, c->err);
	json_free(a);
	json_free(b);
	return ret;
}

static int value_of(struct json **out, const struct calc *c, uint32_t at)
{
	const struct expr_node *n = &c->e->nodes[at];

	switch (n->op) {
	case EXPR_NUMBER:
		*out = json_new_num(n->number.number);
		return 0;
	case EXPR_STRING:
		*out = json_new_str(n->text);
		return 0;
	case EXPR_BOOL:
		*out = json_new_bool(n->flag);
		return 0;
	case EXPR_NAME:
		*out = json_copy(json_get(c->vars, n->text));
		return 0;
	case EXPR_LIST:
		return list_value(out, c, n->left);
	case EXPR_NOT: case EXPR_MINUS:
		return unary(out, c, n);
	default:
		return operation(out, c, n);
	}
}

static int know_names(const struct calc *c)
{
	struct strvec names = STRVEC_INIT;
	int ret = 0;
	size_t i;

	expr_names(&names, c->e);
	for (i = 0; !ret && i < names.nr; i++)
		if (!json_get(c->vars, names.v[i]))
			ret = err_set(c->err, ERR_INVALID,
				      "unknown variable '%.60s'", names.v[i]);
	strvec_clear(&names);
	return ret;
}

/* The expression at text[*at] and the braces behind it; *out stays NULL with
 * `dry`. */
static int fill_one(struct json **out, const char *text, size_t *at,
		    const struct json *vars, bool dry, struct err *err)
{
	struct expr *e;
	struct calc c = { NULL, vars, err };
	int ret;

	if (expr_parse_part(&e, text, at, err) < 0)
		return -1;
	c.e = e;
	*at += strspn(text + *at, " \t\r\n");
	if (!str_starts(text + *at, "}}"))
		ret = err_set(err, ERR_INVALID, "column %zu: '}}' is missing",
			      *at + 1);
	else
		ret = know_names(&c);
	*at += 2;
	if (!ret && !dry)
		ret = value_of(out, &c, e->root);
	expr_free(e);
	return ret;
}

int template_subst(struct json **out, const char *text,
		   const struct json *vars, bool dry, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *v;
	const char *open;
	size_t at = 0;
	int ret = 0;

	*out = NULL;
	while (!ret && (open = strstr(text + at, "{{"))) {
		strbuf_add(&sb, text + at, (size_t)(open - text) - at);
		at = (size_t)(open - text) + 2;
		v = NULL;
		ret = fill_one(&v, text, &at, vars, dry, err);
		if (!ret && !dry && open == text && !text[at]) {
			*out = v;
			return 0;
		}
		if (!ret && !dry)
			add_text(&sb, v);
		json_free(v);
	}
	if (!ret && !dry) {
		strbuf_addstr(&sb, text + at);
		*out = json_new_str(sb.buf);
	}
	strbuf_release(&sb);
	return ret;
}
