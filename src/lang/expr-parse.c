/*
 * expr-parse.c - the grammar of expressions (formats/criteria.md), read by
 * recursive descent into nodes.
 */
#include "base/base.h"
#include "lang/expr-node.h"

#include "base/mem.h"

struct parser {
	const char *text, *p;
	bool plain;		/* EXPR_PLAIN: the words of templates */
	struct expr *e;
	unsigned depth;
	struct err *err;
};

static int parse_or(struct parser *ps, uint32_t *out);

static int fail(struct parser *ps, const char *what)
{
	return err_set(ps->err, ERR_INVALID, "column %zu: %s",
		       (size_t)(ps->p - ps->text) + 1, what);
}

static void skip_blank(struct parser *ps)
{
	ps->p += strspn(ps->p, " \t\r\n");
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		(unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static uint32_t node(struct parser *ps, enum expr_op op, uint32_t left,
		     uint32_t right)
{
	struct expr *e = ps->e;
	struct expr_node *n;

	ALLOC_GROW(e->nodes, (size_t)e->nr + 1, e->alloc);
	n = &e->nodes[e->nr];
	memset(n, 0, sizeof(*n));
	n->op = op;
	n->left = left;
	n->right = right;
	n->next = NO_NODE;
	return e->nr++;
}

/* Length of the word at p: letters, digits, '_', with '.' and '-' inside when
 * a letter (after '.', also a digit) follows, but in plain words. */
static size_t word_length(const struct parser *ps)
{
	const char *p = ps->p;
	size_t len = 0;

	if (!is_letter(*p))
		return 0;
	for (;;) {
		if (!ps->plain && (p[len] == '.' || p[len] == '-')) {
			if (!is_letter(p[len + 1]) &&
			    (p[len] == '-' || !is_digit(p[len + 1])))
				return len;
		} else if (!is_letter(p[len]) && !is_digit(p[len])) {
			return len;
		}
		len++;
	}
}

/* Eats the keyword when it is the whole next word, in any case. */
static bool keyword(struct parser *ps, const char *word)
{
	size_t len = word_length(ps);

	if (len != strlen(word) || strncasecmp(ps->p, word, len) != 0)
		return false;
	ps->p += len;
	return true;
}

static bool sign(struct parser *ps, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(ps->p, text, len) != 0)
		return false;
	ps->p += len;
	return true;
}

static bool is_reserved(const char *word, size_t len)
{
	static const char *const reserved[] = { "and", "or", "not", "in" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reserved); i++)
		if (strlen(reserved[i]) == len &&
		    !strncasecmp(word, reserved[i], len))
			return true;
	return false;
}

static int parse_string(struct parser *ps, uint32_t *out)
{
	struct strbuf sb = STRBUF_INIT;
	char quote = *ps->p, c;
	const char *start = ps->p++;

	for (; (c = *ps->p) && c != quote; ps->p++) {
		if (c == '\\' && ps->p[1] && !ps->plain) {
			c = *++ps->p;
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		strbuf_addch(&sb, c);
	}
	if (!c) {
		strbuf_release(&sb);
		ps->p = start;
		return fail(ps, "text without its closing quote");
	}
	ps->p++;
	*out = node(ps, EXPR_STRING, NO_NODE, NO_NODE);
	ps->e->nodes[*out].text = strbuf_detach(&sb, NULL);
	return 0;
}

static int parse_list(struct parser *ps, uint32_t *out)
{
	uint32_t first = NO_NODE, last = NO_NODE,
		item = NO_NODE;

	ps->p++;
	skip_blank(ps);
	while (*ps->p != ']') {
		if (parse_or(ps, &item) < 0)
			return -1;
		if (first == NO_NODE)
			first = item;
		else
			ps->e->nodes[last].next = item;
		last = item;
		skip_blank(ps);
		if (*ps->p == ']')
			break;
		if (!sign(ps, ","))
			return fail(ps, "expected ',' or ']'");
		skip_blank(ps);
	}
	ps->p++;
	*out = node(ps, EXPR_LIST, first, NO_NODE);
	return 0;
}

static int parse_word(struct parser *ps, uint32_t *out)
{
	size_t len = word_length(ps);

	if (!len)
		return fail(ps, *ps->p ? "expected a value" :
			    "expected a value, the text ends here");
	if (is_reserved(ps->p, len))
		return fail(ps, "expected a value");
	if (keyword(ps, "true") || keyword(ps, "false")) {
		*out = node(ps, EXPR_BOOL, NO_NODE, NO_NODE);
		ps->e->nodes[*out].flag = (ps->p[-2] | 0x20) == 'u';
		return 0;
	}
	*out = node(ps, EXPR_NAME, NO_NODE, NO_NODE);
	ps->e->nodes[*out].text = xstrndup(ps->p, len);
	ps->p += len;
	if (*ps->p == '(')
		return fail(ps, "functions can not be called here");
	return 0;
}

static int parse_number(struct parser *ps, uint32_t *out)
{
	struct quantity q = { .scale = 1 };
	size_t len = ps->plain ? number_read(&q.number, ps->p) :
		quantity_read(&q, ps->p);

	if (!len)
		return parse_word(ps, out);
	ps->p += len;
	if (is_letter(*ps->p) || is_digit(*ps->p) || *ps->p == '.')
		return fail(ps, ps->plain ? "not a number" : "not a number or "
			    "a unit (ms s m h d % B KB MB GB KiB MiB GiB)");
	*out = node(ps, EXPR_NUMBER, NO_NODE, NO_NODE);
	ps->e->nodes[*out].number = q;
	return 0;
}

static int parse_primary(struct parser *ps, uint32_t *out)
{
	skip_blank(ps);
	if (sign(ps, "(")) {
		if (parse_or(ps, out) < 0)
			return -1;
		skip_blank(ps);
		return sign(ps, ")") ? 0 : fail(ps, "expected ')'");
	}
	if (*ps->p == '[')
		return parse_list(ps, out);
	if (*ps->p == '"' || *ps->p == '\'')
		return parse_string(ps, out);
	return parse_number(ps, out);
}

static int parse_unary(struct parser *ps, uint32_t *out)
{
	uint32_t arg = NO_NODE;
	bool minus;
	int ret;

	skip_blank(ps);
	minus = *ps->p == '-';
	if (!minus && *ps->p != '+')
		return parse_primary(ps, out);
	ps->p++;
	if (++ps->depth > EXPR_MAX_DEPTH)
		return fail(ps, "nested too deep");
	ret = parse_unary(ps, &arg);
	ps->depth--;
	if (ret == 0)
		*out = node(ps, EXPR_MINUS, arg, NO_NODE);
	/* a plus: the number itself, but of a number only */
	if (ret == 0 && !minus)
		*out = node(ps, EXPR_MINUS, *out, NO_NODE);
	return ret;
}

struct op_sign {
	const char *text;
	enum expr_op op;
};

static const struct op_sign products[] = {
	{ "*", EXPR_MUL }, { "/", EXPR_DIV }, { "%", EXPR_MOD }, { NULL, 0 }
};

static const struct op_sign sums[] = {
	{ "+", EXPR_ADD }, { "-", EXPR_SUB }, { NULL, 0 }
};

static const struct op_sign comparisons[] = {
	{ "==", EXPR_EQ }, { "!=", EXPR_NE }, { "<=", EXPR_LE },
	{ ">=", EXPR_GE }, { "<", EXPR_LT }, { ">", EXPR_GT },
	{ "=", EXPR_EQ }, { "\xe2\x89\xa4", EXPR_LE },
	{ "\xe2\x89\xa5", EXPR_GE }, { "\xe2\x89\xa0", EXPR_NE }, { NULL, 0 }
};

static const struct op_sign *any_sign(struct parser *ps,
				      const struct op_sign *signs)
{
	skip_blank(ps);
	for (; signs->text; signs++)
		if (sign(ps, signs->text))
			return signs;
	return NULL;
}

static int parse_chain(struct parser *ps, uint32_t *out,
		       const struct op_sign *signs,
		       int (*part)(struct parser *, uint32_t *))
{
	const struct op_sign *s;
	uint32_t right = NO_NODE;

	if (part(ps, out) < 0)
		return -1;
	while ((s = any_sign(ps, signs))) {
		if (part(ps, &right) < 0)
			return -1;
		*out = node(ps, s->op, *out, right);
	}
	return 0;
}

static int parse_product(struct parser *ps, uint32_t *out)
{
	return parse_chain(ps, out, products, parse_unary);
}

static int parse_sum(struct parser *ps, uint32_t *out)
{
	return parse_chain(ps, out, sums, parse_product);
}

/* The comparison sign at p, words included. */
static bool comparison(struct parser *ps, enum expr_op *op)
{
	const struct op_sign *s = any_sign(ps, comparisons);
	const char *start = ps->p;

	if (s) {
		*op = s->op;
		return true;
	}
	if (keyword(ps, "in")) {
		*op = EXPR_IN;
		return true;
	}
	if (keyword(ps, "not")) {
		skip_blank(ps);
		if (keyword(ps, "in")) {
			*op = EXPR_NOT_IN;
			return true;
		}
		ps->p = start;
	}
	return false;
}

static int parse_comparison(struct parser *ps, uint32_t *out)
{
	enum expr_op op;
	uint32_t right = NO_NODE;

	if (parse_sum(ps, out) < 0)
		return -1;
	if (!comparison(ps, &op))
		return 0;
	if (parse_sum(ps, &right) < 0)
		return -1;
	*out = node(ps, op, *out, right);
	if (comparison(ps, &op))
		return fail(ps, "comparisons do not chain, join them with "
			    "'and'");
	return 0;
}

static int parse_not(struct parser *ps, uint32_t *out)
{
	uint32_t arg = NO_NODE;
	int ret;

	skip_blank(ps);
	if (*ps->p == '!' && ps->p[1] != '=')
		ps->p++;
	else if (!keyword(ps, "not"))
		return parse_comparison(ps, out);
	if (++ps->depth > EXPR_MAX_DEPTH)
		return fail(ps, "nested too deep");
	ret = parse_not(ps, &arg);
	ps->depth--;
	if (ret == 0)
		*out = node(ps, EXPR_NOT, arg, NO_NODE);
	return ret;
}

static int parse_and(struct parser *ps, uint32_t *out)
{
	uint32_t right = NO_NODE;

	if (parse_not(ps, out) < 0)
		return -1;
	for (;;) {
		skip_blank(ps);
		if (!keyword(ps, "and") && !sign(ps, "&&"))
			return 0;
		if (parse_not(ps, &right) < 0)
			return -1;
		*out = node(ps, EXPR_AND, *out, right);
	}
}

static int parse_or(struct parser *ps, uint32_t *out)
{
	uint32_t right = NO_NODE;

	if (++ps->depth > EXPR_MAX_DEPTH)
		return fail(ps, "nested too deep");
	if (parse_and(ps, out) < 0)
		return -1;
	for (;;) {
		skip_blank(ps);
		if (!keyword(ps, "or") && !sign(ps, "||"))
			break;
		if (parse_and(ps, &right) < 0)
			return -1;
		*out = node(ps, EXPR_OR, *out, right);
	}
	ps->depth--;
	return 0;
}

/* Parses from ps->p as far as an expression goes; leaves p behind it. */
static int parse(struct expr **out, struct parser *ps)
{
	const char *start = ps->p;
	int ret;

	*out = NULL;
	ps->e = xcalloc(1, sizeof(*ps->e));
	ret = parse_or(ps, &ps->e->root);
	if (!ret && ps->p - start > EXPR_MAX_TEXT)
		ret = err_set(ps->err, ERR_INVALID,
			      "expression too long (max %d bytes)",
			      EXPR_MAX_TEXT);
	if (ret < 0)
		expr_free(ps->e);
	else
		*out = ps->e;
	return ret;
}

int expr_parse(struct expr **out, const char *text, struct err *err)
{
	struct parser ps = { .text = text, .p = text, .err = err };

	if (parse(out, &ps) < 0)
		return -1;
	skip_blank(&ps);
	if (!*ps.p)
		return 0;
	expr_free(*out);
	*out = NULL;
	return fail(&ps, "expected an operator");
}

int expr_parse_part(struct expr **out, const char *text, size_t *at,
		    struct err *err)
{
	struct parser ps = { .text = text, .p = text + *at, .plain = true,
			     .err = err };

	if (parse(out, &ps) < 0)
		return -1;
	*at = (size_t)(ps.p - text);
	return 0;
}

void expr_free(struct expr *e)
{
	uint32_t i;

	if (!e)
		return;
	for (i = 0; i < e->nr; i++)
		free(e->nodes[i].text);
	free(e->nodes);
	free(e);
}

void expr_names(struct strvec *out, const struct expr *e)
{
	uint32_t i;

	for (i = 0; i < e->nr; i++)
		if (e->nodes[i].op == EXPR_NAME &&
		    !strvec_has(out, e->nodes[i].text))
			strvec_push(out, e->nodes[i].text);
}
