/*
 * query-parse.c - words to conditions (formats/query.md).
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "db/query-int.h"

#define QUERY_MAX ((size_t)64 << 10)
#define MAX_CONDS 1000

const struct qfield query_fields[Q_NR] = {
	[Q_STATUS] = { "status", NULL, QK_STATUS },
	[Q_STORED] = { "stored-status", NULL, QK_STATUS },
	[Q_IS] = { "is", NULL, QK_STATUS },
	[Q_PRIORITY] = { "priority", "prio", QK_PRIORITY },
	[Q_ASSIGNEE] = { "assignee", "owner", QK_NAME },
	[Q_PROJECT] = { "project", NULL, QK_NAME },
	[Q_TYPE] = { "type", NULL, QK_NAME },
	[Q_LANGUAGE] = { "language", "code-language", QK_NAME },
	[Q_BY] = { "created-by", "by", QK_NAME },
	[Q_PRD] = { "prd", NULL, QK_TEXT },
	[Q_KEY] = { "key", NULL, QK_NAME },
	[Q_BRANCH] = { "branch", NULL, QK_TEXT },
	[Q_TITLE] = { "title", NULL, QK_TEXT },
	[Q_DESCRIPTION] = { "description", NULL, QK_TEXT },
	[Q_TEXT] = { "text", NULL, QK_TEXT },
	[Q_ANYWHERE] = { "anywhere", NULL, QK_TEXT },
	[Q_TAG] = { "tag", "tags", QK_LIST },
	[Q_FILE] = { "file", "files", QK_PATHS },
	[Q_DUE] = { "due", "deadline", QK_TIME },
	[Q_CREATED] = { "created", NULL, QK_TIME },
	[Q_UPDATED] = { "updated", NULL, QK_TIME },
	[Q_STARTED] = { "started", NULL, QK_TIME },
	[Q_COMPLETED] = { "completed", NULL, QK_TIME },
	[Q_ESTIMATE] = { "estimate", "estimated-hours", QK_NUM },
	[Q_ACTUAL] = { "actual", "actual-hours", QK_NUM },
	[Q_COMPLEXITY] = { "complexity", NULL, QK_NUM },
	[Q_QUALITY] = { "quality", NULL, QK_NUM },
	[Q_TIMELINESS] = { "timeliness", NULL, QK_NUM },
	[Q_COMMITS] = { "commits", NULL, QK_NUM },
	[Q_PROGRESS] = { "progress", NULL, QK_NUM },
	[Q_PARENT] = { "parent", NULL, QK_ID },
	[Q_UNDER] = { "under", NULL, QK_ID },
	[Q_DEPENDS] = { "depends-on", "dep", QK_ID },
	[Q_BLOCKED_BY] = { "blocked-by", NULL, QK_ID },
	[Q_BLOCKS] = { "blocks", NULL, QK_ID },
	[Q_ID] = { "id", NULL, QK_PREFIX },
	[Q_HAS] = { "has", NULL, QK_HAS },
	[Q_NO] = { "no", NULL, QK_HAS },
	[Q_DELETED] = { "deleted", NULL, QK_BOOL },
};

static const struct { const char *text; enum qop op; bool negated; } ops[] = {
	/* longer ones first */
	{ ">=", OP_GE, false }, { "<=", OP_LE, false },
	{ "!=", OP_EQ, true }, { "!~", OP_LIKE, true },
	{ ">", OP_GT, false }, { "<", OP_LT, false },
	{ "=", OP_EQ, false }, { ":", OP_IS, false }, { "~", OP_LIKE, false },
};

/* '-' and '_' are the same in names of fields. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char x = *a == '_' ? '-' : *a;
		char y = *b == '_' ? '-' : *b;

		if (strncasecmp(&x, &y, 1))
			return false;
	}
	return *a == *b;
}

static enum qname find_field(const char *name)
{
	int i;

	for (i = 0; i < Q_NR; i++)
		if (same_name(name, query_fields[i].name) ||
		    (query_fields[i].alias &&
		     same_name(name, query_fields[i].alias)))
			return (enum qname)i;
	return Q_NR;
}

static int unknown_field(const char *name, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	const char *best = NULL;
	size_t d, best_d = strlen(name) < 5 ? 2 : 3;
	int i;

	for (i = 0; i < Q_NR; i++) {
		strbuf_addf(&sb, "%s%s", i ? ", " : "", query_fields[i].name);
		d = str_distance(name, query_fields[i].name);
		if (d < best_d) {
			best_d = d;
			best = query_fields[i].name;
		}
	}
	if (best)
		err_set(err, ERR_INVALID, "unknown field '%s' in query, did "
			"you mean '%s'?", name, best);
	else
		err_set(err, ERR_INVALID, "unknown field '%s' in query; "
			"fields are %s", name, sb.buf);
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
		      enum qname name, enum qop op, struct err *err)
{
	if (v->none)
		return 0;
	if (bare_duration(&v->lo, v->text, q->now, name == Q_DUE)) {
		v->hi = v->lo;
		if (op == OP_IS)
			*(name == Q_DUE ? &v->lo : &v->hi) =
				name == Q_DUE ? INT64_MIN + 1 : INT64_MAX;
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

static const char *const has_words[] = {
	"deps", "dependencies", "parent", "children", "due", "deadline",
	"assignee", "project", "type", "tags", "files", "estimate", "actual",
	"criteria", "commits", "progress", "branch", "prd", "feedback",
	"complexity", "description",
};

static int has_value(const struct qvalue *v, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(has_words); i++)
		if (same_name(v->text, has_words[i]))
			return 0;
	for (i = 0; i < ARRAY_SIZE(has_words); i++)
		strbuf_addf(&sb, "%s%s", i ? ", " : "", has_words[i]);
	err_set(err, ERR_INVALID, "'has:%s' is not known (use %s)", v->text,
		sb.buf);
	strbuf_release(&sb);
	return -1;
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
	const struct qfield *f = &query_fields[c->name];

	v->none = str_ieq(v->text, "none") || str_ieq(v->text, "unset");
	switch (f->kind) {
	case QK_STATUS:
		return status_value(v, c->name, err);
	case QK_PRIORITY:
		return priority_value(v, err);
	case QK_TIME:
		return time_value(v, q, c->name, c->op, err);
	case QK_NUM:
		return num_value(v, f->name, err);
	case QK_ID: case QK_PREFIX:
		return id_value(v, err);
	case QK_HAS:
		return has_value(v, err);
	case QK_BOOL:
		return bool_value(v, err);
	case QK_NAME: case QK_TEXT: case QK_LIST: case QK_PATHS:
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
			kind == QK_LIST || kind == QK_PATHS;
	default:
		return kind == QK_PRIORITY || kind == QK_TIME ||
			kind == QK_NUM;
	}
}

static void cond_release(struct cond *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		free(c->values[i].text);
	free(c->values);
}

/* Splits at commas outside quotes; "" keeps a comma inside. */
static void split_values(struct strvec *out, const char *s)
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

static int add_cond(struct query *q, struct cond *c, const char *field,
		    const struct strvec *values, struct err *err)
{
	size_t i;

	if (!op_fits(query_fields[c->name].kind, c->op)) {
		return err_set(err, ERR_INVALID, "'%s' can not be compared "
			       "that way (use '%s:')", field, field);
	}
	if (!values->nr)
		return err_set(err, ERR_INVALID, "'%s' needs a value", field);
	if (q->nr == MAX_CONDS)
		return err_set(err, ERR_INVALID, "query too long (max %d "
			       "conditions)", MAX_CONDS);
	c->values = xcalloc(values->nr, sizeof(*c->values));
	for (i = 0; i < values->nr; i++) {
		struct qvalue *v = &c->values[c->nr++];

		v->text = xstrdup(values->v[i]);
		v->row = NO_ROW;
		if (check_value(v, q, c, err) < 0) {
			cond_release(c);
			return -1;
		}
	}
	ALLOC_GROW(q->conds, q->nr + 1, q->alloc);
	q->conds[q->nr++] = *c;
	if ((c->name == Q_DELETED && c->values[0].num > 0) ||
	    (c->name == Q_IS && c->values[0].mask == QS_DELETED))
		q->deleted_too = true;
	return 0;
}

/* May a comma be part of one value? */
static bool holds_commas(enum qkind kind)
{
	return kind == QK_NAME || kind == QK_TEXT || kind == QK_LIST ||
		kind == QK_PATHS;
}

int query_where(struct query *q, const char *field, const char *op,
		const char *value, struct err *err)
{
	struct cond c = { find_field(field), OP_IS, false, NULL, 0 };
	struct strvec values = STRVEC_INIT;
	size_t i;
	int ret;

	if (c.name == Q_NR)
		return unknown_field(field, err);
	for (i = 0; i < ARRAY_SIZE(ops) && strcmp(op, ops[i].text); i++)
		;
	if (i == ARRAY_SIZE(ops))
		return err_set(err, ERR_INVALID, "unknown comparison '%s'",
			       op);
	c.op = ops[i].op;
	c.negated = ops[i].negated;
	if (holds_commas(query_fields[c.name].kind))
		strvec_push(&values, value);
	else
		split_values(&values, value);
	ret = add_cond(q, &c, field, &values, err);
	strvec_clear(&values);
	return ret;
}

/* ---- the text form ---- */

/* One word: up to white space outside quotes.  False at the end. */
static int next_word(struct strbuf *out, const char **s, struct err *err)
{
	const char *p = *s;
	bool quote = false;

	strbuf_reset(out);
	while (*p == ' ' || *p == '\t' || *p == '\n')
		p++;
	if (!*p)
		return 0;
	for (; *p && (quote || !strchr(" \t\n", *p)); p++) {
		if (quote && *p == '\\' && p[1])
			strbuf_addch(out, *p++);
		else if (*p == '"')
			quote = !quote;
		strbuf_addch(out, *p);
	}
	*s = p;
	if (quote)
		return err_set(err, ERR_INVALID, "a quote (\") in the query "
			       "does not end");
	return 1;
}

/* Length of a field's name at the start of a word, when an operator follows;
 * *op is its place in ops. */
static size_t field_length(const char *word, size_t *op)
{
	size_t n = 0, i;

	while ((word[n] >= 'a' && word[n] <= 'z') ||
	       (word[n] >= 'A' && word[n] <= 'Z') || word[n] == '_' ||
	       (n && word[n] == '-'))
		n++;
	for (i = 0; n && i < ARRAY_SIZE(ops); i++)
		if (str_starts(word + n, ops[i].text)) {
			*op = i;
			return n;
		}
	return 0;
}

bool query_is_condition(const char *text)
{
	size_t op = 0, len = field_length(text, &op);
	char *name = xstrndup(text, len);
	bool yes = len && find_field(name) != Q_NR;

	free(name);
	return yes;
}

static int add_word(struct query *q, const char *word, struct err *err)
{
	struct cond c = { Q_TEXT, OP_LIKE, false, NULL, 0 };
	struct strvec values = STRVEC_INIT;
	size_t len, op = 0;
	char *field;
	int ret;

	if ((*word == '-' || *word == '!') && word[1]) {
		c.negated = true;
		word++;
	}
	len = field_length(word, &op);
	field = len ? xstrndup(word, len) : xstrdup("text");
	if (len) {
		c.name = find_field(field);
		c.op = ops[op].op;
		c.negated ^= ops[op].negated;
		word += len + strlen(ops[op].text);
	}
	split_values(&values, word);
	if (c.name == Q_NR)
		ret = unknown_field(field, err);
	else
		ret = add_cond(q, &c, field, &values, err);
	strvec_clear(&values);
	free(field);
	return ret;
}

int query_add(struct query *q, const char *text, struct err *err)
{
	struct strbuf word = STRBUF_INIT;
	int ret;

	if (strlen(text) > QUERY_MAX)
		return err_set(err, ERR_INVALID, "query too long (max %zu "
			       "bytes)", QUERY_MAX);
	if (!utf8_valid(text, strlen(text)))
		return err_set(err, ERR_INVALID, "query is not valid UTF-8");
	while ((ret = next_word(&word, &text, err)) > 0)
		if (add_word(q, word.buf, err) < 0) {
			ret = -1;
			break;
		}
	strbuf_release(&word);
	return ret;
}
