/*
 * query-parse.c - fields, operators and values to conditions (formats/query.md).
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "db/query/internal.h"

#define MAX_CONDS 1000

struct qnode *node_add(struct query *q, enum qnode_kind kind, bool negated)
{
	struct qnode *n;

	ALLOC_GROW(q->nodes, q->nr_nodes + 1, q->alloc_nodes);
	n = &q->nodes[q->nr_nodes++];
	n->kind = kind;
	n->negated = negated;
	n->cond = 0;
	n->end = q->nr_nodes;
	return n;
}

/* The names that are no field, and how they compare. */
static const struct { const char *name; enum qkind kind; } names[Q_ATTR] = {
	[Q_STORED] = { "stored-status", QK_STATUS },
	[Q_IS] = { "is", QK_STATUS },
	[Q_PRD] = { "prd", QK_TEXT }, [Q_KEY] = { "key", QK_NAME },
	[Q_TEXT] = { "text", QK_TEXT },
	[Q_ANYWHERE] = { "anywhere", QK_TEXT },
	[Q_UNDER] = { "under", QK_ID },
	[Q_BLOCKED_BY] = { "blocked-by", QK_ID },
	[Q_BLOCKS] = { "blocks", QK_ID },
	[Q_HAS] = { "has", QK_HAS }, [Q_NO] = { "no", QK_HAS },
	[Q_DELETED] = { "deleted", QK_BOOL },
};

const struct query_op query_ops[QUERY_OPS] = {
	{ ">=", OP_GE, false }, { "<=", OP_LE, false },
	{ "!=", OP_EQ, true }, { "!~", OP_LIKE, true },
	{ ">", OP_GT, false }, { "<", OP_LT, false },
	{ "=", OP_EQ, false }, { ":", OP_IS, false }, { "~", OP_LIKE, false },
};

static enum qkind field_kind(const struct attr *a)
{
	const struct field_def *d = &field_defs[a->field];

	if (a->key)
		return QK_OWN;
	if (a->field == F_ID)
		return QK_PREFIX;
	if (d->kind == KIND_LOG)
		return QK_NUM;
	switch (d->type) {
	case TYPE_STATUS:
		return QK_STATUS;
	case TYPE_PRIORITY:
		return QK_PRIORITY;
	case TYPE_TIME: case TYPE_DUE:
		return QK_TIME;
	case TYPE_HOURS: case TYPE_SCORE: case TYPE_NUMBER:
		return QK_NUM;
	case TYPE_ID:
		return QK_ID;
	case TYPE_TEXT:
		return QK_TEXT;
	default:
		return d->flags & FIELD_PART ? QK_TEXT : QK_NAME;
	}
}

void cond_name(struct cond *c, const char *name, bool loose)
{
	int i;

	c->attr = (struct attr)ATTR_INIT;
	c->loose = false;
	for (i = 0; i < Q_ATTR; i++)
		if (field_same_word(names[i].name, name)) {
			c->name = (enum qname)i;
			c->kind = names[i].kind;
			return;
		}
	c->name = Q_ATTR;
	if (!attr_find(&c->attr, name, FIELD_QUERY)) {
		c->loose = loose;
		c->name = loose ? Q_ATTR : Q_NR;
		if (loose)
			attr_own(&c->attr, name);
	}
	if (c->name == Q_ATTR)
		c->kind = field_kind(&c->attr);
}

/* Fields with one of `flags`, in the words that people use: "due, created". */
static void list_fields(struct strbuf *out, unsigned flags)
{
	char word[FIELD_WORD];
	int f;

	for (f = 0; f < F_NR; f++)
		if (field_defs[f].flags & flags)
			strbuf_addf(out, "%s%s", out->len ? ", " : "",
				    field_word(word, (enum field)f));
}

int query_unknown_key(const char *word, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;

	list_fields(&sb, FIELD_SORT);
	err_set(err, ERR_USAGE, "unknown sort key '%s' (use %s, "
		FIELD_PHASE ", fields.<key>)", word, sb.buf);
	strbuf_release(&sb);
	return -1;
}

int query_unknown_field(const char *name, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct strvec all = STRVEC_INIT;
	const char *best = NULL;
	size_t d, best_d = strlen(name) < 5 ? 2 : 3, i;

	list_fields(&sb, FIELD_QUERY);
	for (i = 0; i < Q_ATTR; i++)
		strbuf_addf(&sb, ", %s", names[i].name);
	strbuf_addstr(&sb, ", " FIELD_PHASE);
	strvec_split(&all, sb.buf, ", ");
	for (i = 0; i < all.nr; i++) {
		d = str_distance(name, all.v[i]);
		if (d < best_d) {
			best_d = d;
			best = all.v[i];
		}
	}
	if (best)
		err_set(err, ERR_USAGE, "unknown field '%s' in query, did "
			"you mean '%s'?", name, best);
	else
		err_set(err, ERR_USAGE, "unknown field '%s' in query; "
			"fields are %s, and the keys of those of your own", name,
			sb.buf);
	strvec_clear(&all);
	strbuf_release(&sb);
	return -1;
}

/* ---- values ---- */

static const struct { const char *word; unsigned mask; } states[] = {
	{ "open", 1u << STATUS_PENDING | 1u << STATUS_IN_PROGRESS |
		  1u << STATUS_BLOCKED },
	{ "closed", 1u << STATUS_COMPLETED | 1u << STATUS_CANCELLED },
	{ "all", 0xffu },
	{ "ready", QS_READY }, { "overdue", QS_OVERDUE },
};

static const struct { const char *word; unsigned mask; } is_words[] = {
	{ "mine", QS_MINE }, { "claimed", QS_CLAIMED },
	{ "cycle", QS_CYCLE }, { "deleted", QS_DELETED },
};

static int status_value(struct qvalue *v, enum qname name, struct err *err)
{
	enum status s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (str_ieq(v->text, states[i].word)) {
			v->mask = states[i].mask;
			return 0;
		}
	for (i = 0; name == Q_IS && i < ARRAY_SIZE(is_words); i++)
		if (str_ieq(v->text, is_words[i].word)) {
			v->mask = is_words[i].mask;
			return 0;
		}
	if (!status_parse(&s, v->text))
		return err_set(err, ERR_INVALID, "Invalid status '%s' (use "
			       "pending, in_progress, blocked, completed, "
			       "cancelled, open, closed, ready or overdue%s)",
			       v->text, name == Q_IS ?
			       "; or mine, claimed, cycle, deleted" : "");
	v->mask = 1u << s;
	return 0;
}

static int priority_value(struct qvalue *v, struct err *err)
{
	enum priority p;

	if (!priority_parse(&p, v->text))
		return err_set(err, ERR_INVALID, "Invalid priority '%s' (use "
			       "none, low, medium, high, critical or 0 to 4)",
			       v->text);
	v->num = p;
	return 0;
}

/* "3mo", "1 year": a number of what the calendar counts, no fixed time. */
static bool is_calendar_span(const char *s)
{
	static const char *const units[] = {
		"mo", "month", "months", "y", "yr", "year", "years",
	};
	size_t i;

	s += strspn(s, "0123456789");
	s += strspn(s, " _-");
	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (str_ieq(s, units[i]))
			return true;
	return false;
}

/* A bare duration as an instant: ahead of now for a deadline, else back. */
static bool bare_duration(int64_t *out, const char *s, int64_t now, bool ahead)
{
	double seconds;

	if (!strspn(s, "0123456789") ||
	    strspn(s, "0123456789.") == strlen(s))
		return false;
	if (is_calendar_span(s))
		return (ahead ? when_parse(out, s, now, false, NULL) :
			when_parse_since(out, s, now, NULL)) == 0;
	if (when_parse_duration(&seconds, s, false, NULL) < 0 ||
	    seconds >= 1e11)
		return false;
	*out = now + (int64_t)(seconds * 1000) * (ahead ? 1 : -1);
	return true;
}

/*
 * The span that a time names: a date is its whole day, an instant itself, and a
 * bare duration the time between now and then, back for the past of a task,
 * ahead for its deadline.
 */
static int time_value(struct qvalue *v, const struct query *q,
		      bool ahead, enum qop op, struct err *err)
{
	if (v->none)
		return 0;
	if (bare_duration(&v->lo, v->text, q->now, ahead)) {
		v->hi = v->lo;
		if (op == OP_IS)
			*(ahead ? &v->lo : &v->hi) =
				ahead ? INT64_MIN + 1 : INT64_MAX;
		return 0;
	}
	if (when_parse(&v->lo, v->text, q->now, false, err) < 0 ||
	    when_parse(&v->hi, v->text, q->now, true, err) < 0)
		return -1;
	if (v->hi < v->lo)
		v->hi = v->lo;
	return 0;
}

static int num_value(struct qvalue *v, const char *field, struct err *err)
{
	char *end;

	if (v->none)
		return 0;
	v->num = strtod(v->text, &end);
	if (end != v->text && !strcmp(end, "h"))
		end++;
	if (end == v->text || *end || !(v->num > -1e15 && v->num < 1e15))
		return err_set(err, ERR_INVALID, "'%s' is not a number, as "
			       "'%s' needs", v->text, field);
	return 0;
}

static const struct { const char *word; enum qhas has; } has_words[] = {
	{ "deps", HAS_DEPS }, { "dependencies", HAS_DEPS },
	{ "children", HAS_CHILDREN }, { "criteria", HAS_CRITERIA },
	{ "prd", HAS_PRD }, { "feedback", HAS_FEEDBACK },
};

int query_unknown_has(const char *word, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(has_words); i++)
		strbuf_addf(&sb, "%s%s", i ? ", " : "", has_words[i].word);
	list_fields(&sb, FIELD_QUERY);
	err_set(err, ERR_USAGE, "'has:%s' is not known (use %s, "
		FIELD_PHASE ")", word, sb.buf);
	strbuf_release(&sb);
	return -1;
}

static int has_value(struct qvalue *v)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(has_words); i++)
		if (field_same_word(v->text, has_words[i].word)) {
			v->has = has_words[i].has;
			return 0;
		}
	v->has = HAS_ATTR;
	if (!attr_find(&v->attr, v->text, FIELD_QUERY)) {
		attr_own(&v->attr, v->text);
		v->loose = true;
	}
	return 0;
}

static int id_value(const struct qvalue *v, struct err *err)
{
	const char *s = *v->text == '#' ? v->text + 1 : v->text;

	if (v->none || id_is_prefix(s))
		return 0;
	return err_set(err, ERR_INVALID, "'%s' is not a task id (4 to 16 hex "
		       "digits)", v->text);
}

static int bool_value(struct qvalue *v, struct err *err)
{
	static const char *const yes[] = { "true", "yes", "1", "only" };
	static const char *const no[] = { "false", "no", "0" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(yes); i++)
		if (str_ieq(v->text, yes[i])) {
			v->num = 1;
			return 0;
		}
	for (i = 0; i < ARRAY_SIZE(no); i++)
		if (str_ieq(v->text, no[i]))
			return 0;
	return err_set(err, ERR_INVALID, "'%s' is neither yes nor no",
		       v->text);
}

static int check_value(struct qvalue *v, const struct query *q,
		       const struct cond *c, struct err *err)
{
	char word[FIELD_WORD];

	v->none = str_ieq(v->text, "none") || str_ieq(v->text, "unset");
	switch (c->kind) {
	case QK_STATUS:
		return status_value(v, c->name, err);
	case QK_PRIORITY:
		return priority_value(v, err);
	case QK_TIME:
		return time_value(v, q, c->attr.field == F_DEADLINE, c->op,
				  err);
	case QK_NUM:
		return num_value(v, field_word(word, c->attr.field), err);
	case QK_ID: case QK_PREFIX:
		return id_value(v, err);
	case QK_HAS:
		return has_value(v);
	case QK_BOOL:
		return bool_value(v, err);
	case QK_NAME: case QK_TEXT: case QK_OWN:
		break;
	}
	return 0;
}

static bool op_fits(enum qkind kind, enum qop op)
{
	switch (op) {
	case OP_IS: case OP_EQ:
		return true;
	case OP_LIKE:
		return kind == QK_NAME || kind == QK_TEXT ||
			kind == QK_OWN;
	default:
		return kind == QK_PRIORITY || kind == QK_TIME ||
			kind == QK_NUM || kind == QK_OWN;
	}
}

void cond_release(struct cond *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		free(c->values[i].text);
		strvec_clear(&c->values[i].forms);
		attr_release(&c->values[i].attr);
	}
	free(c->values);
	attr_release(&c->attr);
}

void query_split(struct strvec *out, const char *s)
{
	struct strbuf sb = STRBUF_INIT;
	bool quote = false, any = false;

	for (; *s; s++) {
		if (quote && *s == '\\' && (s[1] == '"' || s[1] == '\\')) {
			strbuf_addch(&sb, *++s);
		} else if (*s == '"') {
			quote = !quote;
			any = true;
		} else if (*s == ',' && !quote) {
			if (sb.len || any)
				strvec_push(out, sb.buf);
			strbuf_reset(&sb);
			any = false;
		} else {
			strbuf_addch(&sb, *s);
		}
	}
	if (sb.len || any)
		strvec_push(out, sb.buf);
	strbuf_release(&sb);
}

int cond_add(struct query *q, struct cond *c, const char *field,
	     const struct strvec *values, struct err *err)
{
	size_t i;
	int ret = 0;

	if (!op_fits(c->kind, c->op))
		ret = err_set(err, ERR_INVALID, "'%s' can not be compared "
			      "that way (use '%s:')", field, field);
	else if (!values->nr)
		ret = err_set(err, ERR_INVALID, "'%s' needs a value", field);
	else if (q->nr == MAX_CONDS)
		ret = err_set(err, ERR_INVALID, "query too long (max %d "
			      "conditions)", MAX_CONDS);
	if (ret < 0) {
		cond_release(c);
		return -1;
	}
	c->values = xcalloc(values->nr, sizeof(*c->values));
	for (i = 0; i < values->nr; i++) {
		struct qvalue *v = &c->values[c->nr++];

		v->text = xstrdup(values->v[i]);
		v->row = NO_ROW;
		strvec_init(&v->forms);
		v->attr = (struct attr)ATTR_INIT;
		if (check_value(v, q, c, err) < 0) {
			cond_release(c);
			return -1;
		}
	}
	ALLOC_GROW(q->conds, q->nr + 1, q->alloc);
	node_add(q, QN_COND, false)->cond = q->nr;
	q->conds[q->nr++] = *c;
	if ((c->name == Q_DELETED && c->values[0].num > 0) ||
	    (c->name == Q_IS && c->values[0].mask == QS_DELETED))
		q->deleted_too = true;
	return 0;
}

/* May a comma be part of one value? */
static bool holds_commas(enum qkind kind)
{
	return kind == QK_NAME || kind == QK_TEXT || kind == QK_OWN;
}

int query_where(struct query *q, const char *field, const char *op,
		const char *value, struct err *err)
{
	struct cond c = { .op = OP_IS };
	struct strvec values = STRVEC_INIT;
	size_t i;
	int ret;

	cond_name(&c, field, false);
	if (c.name == Q_NR)
		return query_unknown_field(field, err);
	for (i = 0; i < QUERY_OPS && strcmp(op, query_ops[i].text); i++)
		;
	if (i == QUERY_OPS) {
		cond_release(&c);
		return err_set(err, ERR_INVALID, "unknown comparison '%s'",
			       op);
	}
	c.op = query_ops[i].op;
	c.negated = query_ops[i].negated;
	if (holds_commas(c.kind))
		strvec_push(&values, value);
	else
		query_split(&values, value);
	ret = cond_add(q, &c, field, &values, err);
	strvec_clear(&values);
	return ret;
}
