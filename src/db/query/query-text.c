/*
 * query-text.c - a query as people write it, to conditions and groups (formats/query.md).
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "db/query/internal.h"

#define QUERY_MAX ((size_t)64 << 10)
#define QUERY_DEPTH 50

static bool is_map(const char *word)
{
	return str_istarts(word, "fields.") || str_istarts(word, "external.");
}

/* Length of a field's name at the start of a word, when an operator follows;
 * *op is its place in query_ops. */
static size_t field_length(const char *word, size_t *op)
{
	size_t n = 0, i;

	/* keys of maps are somebody's own: anything up to an operator */
	if (is_map(word))
		n = strcspn(word, ":=<>~!\"");
	while ((word[n] >= 'a' && word[n] <= 'z') ||
	       (word[n] >= 'A' && word[n] <= 'Z') || word[n] == '_' ||
	       (n && word[n] == '-'))
		n++;
	for (i = 0; n && i < QUERY_OPS; i++)
		if (str_starts(word + n, query_ops[i].text)) {
			*op = i;
			return n;
		}
	return 0;
}

bool query_is_condition(const char *text)
{
	size_t op = 0, len = field_length(text, &op);
	char *name = xstrndup(text, len);
	struct cond c = { .name = Q_NR };
	bool yes;

	if (len)
		cond_name(&c, name, false);
	yes = c.name != Q_NR;
	attr_release(&c.attr);
	free(name);
	return yes;
}

/* ---- words ---- */

enum token { T_END, T_WORD, T_OPEN, T_CLOSE, T_OR, T_AND, T_NOT };

struct reader {
	struct query *q;
	const char *s;		/* what is left */
	struct strbuf word;	/* of T_WORD */
	enum token token;	/* what was read last */
	int depth;		/* groups that are open */
	struct err *err;
};

/* Up to white space, or to a ")" that the word has no "(" for, outside quotes. */
static int read_word(struct reader *r)
{
	const char *p = r->s;
	bool quote = false;
	size_t inner = 0;

	for (; *p && (quote || !strchr(" \t\n", *p)); p++) {
		if (quote && *p == '\\' && p[1]) {
			strbuf_addch(&r->word, *p++);
		} else if (*p == '"') {
			quote = !quote;
		} else if (!quote && *p == '(') {
			inner++;
		} else if (!quote && *p == ')') {
			if (!inner)
				break;
			inner--;
		}
		strbuf_addch(&r->word, *p);
	}
	r->s = p;
	if (quote)
		return err_set(r->err, ERR_INVALID, "a quote (\") in the query "
			       "does not end");
	return 0;
}

static int next(struct reader *r)
{
	static const struct { const char *word; enum token token; } words[] = {
		{ "or", T_OR }, { "||", T_OR }, { "and", T_AND },
		{ "&&", T_AND }, { "not", T_NOT },
	};
	size_t i;

	strbuf_reset(&r->word);
	r->s += strspn(r->s, " \t\n");
	r->token = !*r->s ? T_END : *r->s == '(' ? T_OPEN :
		   *r->s == ')' ? T_CLOSE :
		   strchr("-!", *r->s) && r->s[1] == '(' ? T_NOT : T_WORD;
	if (r->token != T_WORD) {
		r->s += r->token != T_END;
		return 0;
	}
	if (read_word(r) < 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (str_ieq(r->word.buf, words[i].word))
			r->token = words[i].token;
	return 0;
}

/* ---- conditions and groups ---- */

static int add_word(struct query *q, const char *word, bool negated,
		    struct err *err)
{
	struct cond c = { .name = Q_TEXT, .kind = QK_TEXT,
			  .attr = ATTR_INIT, .op = OP_LIKE,
			  .negated = negated };
	struct strvec values = STRVEC_INIT;
	size_t len, op = 0;
	char *field;
	int ret;

	if ((*word == '-' || *word == '!') && word[1]) {
		c.negated ^= true;
		word++;
	}
	len = field_length(word, &op);
	field = len ? xstrndup(word, len) : xstrdup("text");
	if (len) {
		cond_name(&c, field, true);
		c.op = query_ops[op].op;
		c.negated ^= query_ops[op].negated;
		word += len + strlen(query_ops[op].text);
	}
	query_split(&values, word);
	ret = cond_add(q, &c, field, &values, err);
	strvec_clear(&values);
	free(field);
	return ret;
}

static int read_any(struct reader *r, bool negated);

/* One condition or group, with what turns it around. */
static int read_term(struct reader *r)
{
	bool negated = false;

	while (r->token == T_NOT) {
		negated = !negated;
		if (next(r) < 0)
			return -1;
	}
	if (r->token == T_WORD)
		return add_word(r->q, r->word.buf, negated, r->err) < 0 ?
		       -1 : next(r);
	if (r->token != T_OPEN)
		return err_set(r->err, ERR_INVALID, "a condition is missing "
			       "in the query beside 'or', 'and', 'not' or a "
			       "bracket (quote a word to look for it: "
			       "'\"or\"')");
	if (++r->depth > QUERY_DEPTH)
		return err_set(r->err, ERR_INVALID, "brackets in the query "
			       "more than %d deep", QUERY_DEPTH);
	if (next(r) < 0 || read_any(r, negated) < 0)
		return -1;
	if (r->token != T_CLOSE)
		return err_set(r->err, ERR_INVALID, "a bracket '(' in the "
			       "query does not end");
	r->depth--;
	return next(r);
}

/* Conditions up to an `or`, a ")" or the end. */
static int read_all(struct reader *r)
{
	size_t node = r->q->nr_nodes;
	bool more = true;

	node_add(r->q, QN_ALL, false);
	while (more) {
		if (read_term(r) < 0)
			return -1;
		more = r->token == T_AND || r->token == T_WORD ||
		       r->token == T_OPEN || r->token == T_NOT;
		if (r->token == T_AND && next(r) < 0)
			return -1;
	}
	r->q->nodes[node].end = r->q->nr_nodes;
	return 0;
}

static int read_any(struct reader *r, bool negated)
{
	size_t node = r->q->nr_nodes;

	node_add(r->q, QN_ANY, negated);
	if (read_all(r) < 0)
		return -1;
	while (r->token == T_OR)
		if (next(r) < 0 || read_all(r) < 0)
			return -1;
	r->q->nodes[node].end = r->q->nr_nodes;
	return 0;
}

int query_add(struct query *q, const char *text, struct err *err)
{
	struct reader r = { .q = q, .s = text, .word = STRBUF_INIT,
			    .err = err };
	int ret;

	if (strlen(text) > QUERY_MAX)
		return err_set(err, ERR_INVALID, "query too long (max %zu "
			       "bytes)", QUERY_MAX);
	if (!utf8_valid(text, strlen(text)))
		return err_set(err, ERR_INVALID, "query is not valid UTF-8");
	ret = next(&r);
	if (ret == 0 && r.token != T_END)
		ret = read_any(&r, false);
	if (ret == 0 && r.token != T_END)
		ret = err_set(err, ERR_INVALID, "a bracket ')' in the query has "
			      "no '(' in front of it (quote it to look for "
			      "it: '\")\"')");
	strbuf_release(&r.word);
	return ret;
}
