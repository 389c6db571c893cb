#include "base/base.h"
#include "feat/template-expr.h"
#include "base/strbuf.h"

#include <math.h>

#define MAX_DEPTH 32

struct ex {
	const char *p;
	const struct json *vars;
	bool dry;
	int depth;
	struct err *err;
};

static int eval_or(struct ex *x, struct json **out);

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
		c == '_';
}

static void skip_space(struct ex *x)
{
	while (*x->p == ' ' || *x->p == '\t' || *x->p == '\n')
		x->p++;
}

static bool eat(struct ex *x, const char *token)
{
	size_t n = strlen(token);

	skip_space(x);
	if (strncmp(x->p, token, n) != 0)
		return false;
	if (is_name_char(*token) && is_name_char(x->p[n]))
		return false;
	x->p += n;
	return true;
}

static int fail(struct ex *x, const char *why)
{
	return err_set(x->err, ERR_INVALID, "%s at '%.20s'", why, x->p);
}

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

/* Nine places are plenty for hours and days, and hide 0.1 + 0.2. */
static struct json *number(double d)
{
	return json_new_num(fabs(d) < 1e6 ? round(d * 1e9) / 1e9 : d);
}

static int arithmetic(struct ex *x, struct json **out, char op,
		      const struct json *a, const struct json *b)
{
	struct strbuf sb = STRBUF_INIT;
	double l = json_num(a), r = json_num(b), d;

	if (op == '+' && (json_is(a, JSON_STR) || json_is(b, JSON_STR))) {
		add_text(&sb, a);
		add_text(&sb, b);
		*out = json_new_str(sb.buf);
		strbuf_release(&sb);
		return 0;
	}
	if (!json_is(a, JSON_NUM) || !json_is(b, JSON_NUM))
		return err_set(x->err, ERR_INVALID,
			       "'%c' needs a number on both sides", op);
	if ((op == '/' || op == '%') && r == 0)
		return err_set(x->err, ERR_INVALID, "division by zero");
	d = op == '+' ? l + r : op == '-' ? l - r : op == '*' ? l * r :
		op == '/' ? l / r : fmod(l, r);
	if (!isfinite(d))
		return err_set(x->err, ERR_INVALID, "a number out of range");
	*out = number(d);
	return 0;
}

static int compare(struct ex *x, struct json **out, const char *op,
		   const struct json *a, const struct json *b)
{
	bool same = json_eq(a, b), less;
	int cmp;

	if (op[1] == '=' && (*op == '=' || *op == '!')) {
		*out = json_new_bool(same == (*op == '='));
		return 0;
	}
	if (json_is(a, JSON_NUM) && json_is(b, JSON_NUM))
		cmp = json_num(a) < json_num(b) ? -1 : !same;
	else if (json_is(a, JSON_STR) && json_is(b, JSON_STR))
		cmp = strcmp(json_str(a), json_str(b));
	else
		return err_set(x->err, ERR_INVALID, "'%s' needs two numbers "
			       "or two texts", op);
	less = *op == '<' ? cmp < 0 : cmp > 0;
	*out = json_new_bool(less || (op[1] == '=' && !cmp));
	return 0;
}

/* ---- the grammar ------------------------------------------------------- */

static int eval_quoted(struct ex *x, struct json **out)
{
	char quote = *x->p++;
	const char *end = strchr(x->p, quote);
	struct strbuf sb = STRBUF_INIT;

	if (!end)
		return fail(x, "a quote is never closed");
	strbuf_add(&sb, x->p, (size_t)(end - x->p));
	x->p = end + 1;
	*out = x->dry ? NULL : json_new_str(sb.buf);
	strbuf_release(&sb);
	return 0;
}

static int eval_number(struct ex *x, struct json **out)
{
	const char *from = x->p;
	struct json *j;

	while (*x->p >= '0' && *x->p <= '9')
		x->p++;
	if (*x->p == '.' && x->p[1] >= '0' && x->p[1] <= '9')
		for (x->p++; *x->p >= '0' && *x->p <= '9';)
			x->p++;
	if (is_name_char(*x->p) ||
	    json_parse(&j, from, (size_t)(x->p - from), NULL)) {
		x->p = from;
		return fail(x, "not a number");
	}
	if (x->dry) {
		json_free(j);
		j = NULL;
	}
	*out = j;
	return 0;
}

static int eval_name(struct ex *x, struct json **out)
{
	struct strbuf name = STRBUF_INIT;
	const struct json *v;
	int ret = 0;

	while (is_name_char(*x->p))
		strbuf_addch(&name, *x->p++);
	v = json_get(x->vars, name.buf);
	if (!strcmp(name.buf, "true") || !strcmp(name.buf, "false"))
		*out = x->dry ? NULL : json_new_bool(name.buf[0] == 't');
	else if (!v)
		ret = err_set(x->err, ERR_INVALID, "unknown variable '%.60s'",
			      name.buf);
	else
		*out = x->dry ? NULL : json_copy(v);
	strbuf_release(&name);
	return ret;
}

static int eval_primary(struct ex *x, struct json **out)
{
	int ret;

	skip_space(x);
	if (*x->p == '(') {
		x->p++;
		ret = eval_or(x, out);
		if (!ret && !eat(x, ")")) {
			json_free(*out);
			*out = NULL;
			ret = fail(x, "')' is missing");
		}
		return ret;
	}
	if (*x->p == '\'' || *x->p == '"')
		return eval_quoted(x, out);
	if (*x->p >= '0' && *x->p <= '9')
		return eval_number(x, out);
	if (is_name_char(*x->p))
		return eval_name(x, out);
	return fail(x, "a value is missing");
}

static int eval_unary(struct ex *x, struct json **out)
{
	struct json *v = NULL, *zero;
	int ret;

	if (!eat(x, "-"))
		return eval_primary(x, out);
	if (++x->depth > MAX_DEPTH)
		return fail(x, "too deeply nested");
	ret = eval_unary(x, &v);
	x->depth--;
	if (!ret && !x->dry) {
		zero = json_new_num(0);
		ret = arithmetic(x, out, '-', zero, v);
		json_free(zero);
	}
	json_free(v);
	return ret;
}

/* Replaces *a by `a op b`; takes b. */
static int combine(struct ex *x, struct json **a, const char *op,
		   struct json *b)
{
	struct json *res = NULL;
	int ret = 0;

	if (x->dry)
		res = NULL;
	else if (strchr("<>=!", *op))
		ret = compare(x, &res, op, *a, b);
	else
		ret = arithmetic(x, &res, *op, *a, b);
	json_free(*a);
	json_free(b);
	*a = res;
	return ret;
}

/* The first of `ops` that stands here, taken; NULL: none. */
static const char *eat_any(struct ex *x, const char *const *ops)
{
	for (; *ops; ops++)
		if (eat(x, *ops))
			return *ops;
	return NULL;
}

static int eval_level(struct ex *x, struct json **out, int level)
{
	static const char *const compares[] = { "==", "!=", "<=", ">=", "<",
						">", NULL };
	static const char *const sums[] = { "+", "-", NULL };
	static const char *const terms[] = { "*", "/", "%", NULL };
	static const char *const *const ops[] = { compares, sums, terms };
	struct json *b;
	const char *op;
	int ret;

	if (level == 3)
		return eval_unary(x, out);
	ret = eval_level(x, out, level + 1);
	while (!ret && (op = eat_any(x, ops[level]))) {
		b = NULL;
		ret = eval_level(x, &b, level + 1);
		if (ret)
			json_free(b);
		else
			ret = combine(x, out, op, b);
		if (!level)
			break;
	}
	return ret;
}

static int eval_not(struct ex *x, struct json **out)
{
	struct json *v = NULL;
	const char *from;
	int ret;

	skip_space(x);
	from = x->p;
	if (!(x->p[0] == '!' && x->p[1] != '=' && eat(x, "!")) &&
	    !eat(x, "not"))
		return eval_level(x, out, 0);
	if (++x->depth > MAX_DEPTH) {
		x->p = from;
		return fail(x, "too deeply nested");
	}
	ret = eval_not(x, &v);
	x->depth--;
	if (!ret && !x->dry)
		*out = json_new_bool(!template_truth(v));
	json_free(v);
	return ret;
}

static int eval_logic(struct ex *x, struct json **out, bool is_or)
{
	struct json *b;
	bool truth;
	int ret = is_or ? eval_logic(x, out, false) : eval_not(x, out);

	while (!ret && (is_or ? eat(x, "or") || eat(x, "||") :
			eat(x, "and") || eat(x, "&&"))) {
		b = NULL;
		ret = is_or ? eval_logic(x, &b, false) : eval_not(x, &b);
		if (!ret && !x->dry) {
			truth = is_or ?
				template_truth(*out) || template_truth(b) :
				template_truth(*out) && template_truth(b);
			json_free(*out);
			*out = json_new_bool(truth);
		}
		json_free(b);
	}
	return ret;
}

static int eval_or(struct ex *x, struct json **out)
{
	int ret;

	if (++x->depth > MAX_DEPTH)
		return fail(x, "too deeply nested");
	ret = eval_logic(x, out, true);
	x->depth--;
	return ret;
}

int template_subst(struct json **out, const char *text,
		   const struct json *vars, bool dry, struct err *err)
{
	struct ex x = { text, vars, dry, 0, err };
	struct strbuf sb = STRBUF_INIT;
	struct json *v;
	const char *open;
	int ret = 0;

	*out = NULL;
	while (!ret && (open = strstr(x.p, "{{"))) {
		strbuf_add(&sb, x.p, (size_t)(open - x.p));
		x.p = open + 2;
		v = NULL;
		ret = eval_or(&x, &v);
		if (!ret && !eat(&x, "}}"))
			ret = fail(&x, "'}}' is missing");
		if (!ret && !dry && open == text && !*x.p) {
			*out = v;
			return 0;
		}
		if (!ret && !dry)
			add_text(&sb, v);
		json_free(v);
	}
	if (!ret && !dry) {
		strbuf_addstr(&sb, x.p);
		*out = json_new_str(sb.buf);
	}
	strbuf_release(&sb);
	return ret;
}
