/*
 * query-match.c - does a row fulfil a condition?
 */
#include "base/base.h"
#include <math.h>
#include "base/utf8.h"
#include "data/due.h"
#include "db/query/internal.h"

/* ---- texts ---- */

static bool name_match(const struct cond *c, const struct qvalue *v,
		       const char *s)
{
	if (c->op == OP_LIKE)
		return utf8_casefind(s, v->text) != NULL;
	if (v->none && !*s)
		return true;
	return str_ieq(s, v->text);
}

static bool text_match(const struct cond *c, const struct qvalue *v,
		       const char *s)
{
	if (v->none && c->op != OP_LIKE)
		return !*s;
	if (c->op == OP_EQ)
		return str_ieq(s, v->text);
	return utf8_casefind(s, v->text) != NULL;
}

static int lower(int ch)
{
	return ch >= 'A' && ch <= 'Z' ? ch + 32 : ch;
}

/* The byte of a text that is rarest in others: what to look for first. */
static size_t rarest(const char *text)
{
	static const char order[] = "jqxzkvwybgpfmcudlhrnsoiate";
	size_t i, best = 0, rank, best_rank = SIZE_MAX;
	const char *at;

	for (i = 0; text[i]; i++) {
		at = strchr(order, lower((unsigned char)text[i]));
		rank = at ? (size_t)(at - order) + 1 : 0;
		if (rank < best_rank) {
			best_rank = rank;
			best = i;
		}
	}
	return best;
}

/* Where a byte is next, whichever its case; NULL: nowhere. */
static const char *next_byte(const char **lo, const char **up, int byte,
			     const char *at, const char *end)
{
	const int upper = byte >= 'a' && byte <= 'z' ? byte - 32 : byte;

	if (*lo && *lo < at)
		*lo = memchr(at, byte, (size_t)(end - at));
	if (*up && *up < at)
		*up = upper == byte ? NULL :
		      memchr(at, upper, (size_t)(end - at));
	return !*lo ? *up : !*up || *lo < *up ? *lo : *up;
}

/*
 * May the stored text hold it?  Looks at the stored bytes, which spares
 * parsing the JSON of most tasks.  Only plain ASCII stands there as it is.
 */
static bool may_hold(const char *blob, size_t len, const char *text)
{
	const size_t n = strlen(text), mark = rarest(text);
	const int byte = lower((unsigned char)text[mark]);
	const char *at = blob + mark, *end = blob + len, *lo, *up;
	size_t i, k;

	for (i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == '"' ||
		    text[i] == '\\' || (unsigned char)text[i] >= 0x7f)
			return true;
	if (!n || n > len)
		return !n;
	/* in front of `at`: both have to be looked for */
	lo = up = blob - 1;
	end -= n - 1 - mark;
	while ((at = next_byte(&lo, &up, byte, at, end)) != NULL) {
		const char *from = at - mark;

		for (k = 0; k < n && lower((unsigned char)from[k]) ==
		     lower((unsigned char)text[k]);)
			k++;
		if (k == n)
			return true;
		if (++at >= end)
			return false;
	}
	return false;
}

static bool value_has(const struct cond *c, const struct qvalue *v,
		      const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;
	bool yes;

	if (json_is(j, JSON_STR))
		return text_match(c, v, json_str(j));
	json_line(&sb, j);
	yes = text_match(c, v, sb.buf);
	strbuf_release(&sb);
	return yes;
}

/* Is it in the texts of a field: of a log its entries, of a map its values? */
static bool field_has(const struct cond *c, const struct qvalue *v,
		      const struct task *t, enum field f)
{
	const struct json *j = task_get(t, f), *e;

	if (!j)
		return false;
	switch (field_defs[f].kind) {
	case KIND_REGISTER:
		return value_has(c, v, j);
	case KIND_LOG:
		json_each(e, j)
			if (json_get_str(e, "text") &&
			    text_match(c, v, json_get_str(e, "text")))
				return true;
		return false;
	default:
		json_each(e, j)
			if (value_has(c, v, e))
				return true;
		return false;
	}
}

/* Is it in what people wrote about the work: reasons, summaries, logs, fields of
 * their own? */
static bool story_match(const struct cond *c, const struct qvalue *v,
			const struct task *t)
{
	int f;

	for (f = 0; f < F_NR; f++)
		if (field_defs[f].flags & FIELD_STORY &&
		    field_has(c, v, t, (enum field)f))
			return true;
	return false;
}

/* The description; of Q_ANYWHERE also the rest of the texts. */
static bool body_match(const struct cond *c, const struct qvalue *v,
		       const struct view *view, uint32_t row)
{
	struct task t = TASK_INIT;
	const char *blob, *text;
	size_t len;
	bool yes;

	if (view_blob(&blob, &len, view, row, NULL) < 0)
		return false;
	/* Folding may find what bytes do not show (the Kelvin sign is a k),
	 * which is not worth parsing every task. */
	if (!v->none && !may_hold(blob, len, v->text))
		return false;
	if (view_task(&t, view, row, NULL) < 0)
		return false;
	text = task_str(&t, F_DESCRIPTION);
	yes = text_match(c, v, text ? text : "") ||
	      (c->name == Q_ANYWHERE && story_match(c, v, &t));
	task_release(&t);
	return yes;
}

/* Is a stored person ("mail", "name", "Name <mail>") one of these forms? */
static bool is_person(const struct strvec *forms, const char *who)
{
	const char *mail = strchr(who, '<');
	size_t i, n = mail ? strcspn(mail + 1, ">") : 0;

	for (i = 0; i < forms->nr; i++)
		if (str_ieq(who, forms->v[i]) ||
		    (mail && strlen(forms->v[i]) == n &&
		     !strncasecmp(mail + 1, forms->v[i], n)))
			return true;
	return false;
}

static bool is_me(const struct query *q, const char *who)
{
	if (*who && is_person(&q->me_forms, who))
		return true;
	return *who && ((q->me && *q->me && str_ieq(who, q->me)) ||
			(q->email && *q->email && str_ieq(who, q->email)));
}

/* ---- numbers and times ---- */

static bool num_match(enum qop op, double a, double b)
{
	switch (op) {
	case OP_GE: return a >= b;
	case OP_LE: return a <= b;
	case OP_GT: return a > b;
	case OP_LT: return a < b;
	default: return !(a < b) && !(a > b) && !isnan(a);
	}
}

static bool time_match(enum qop op, const struct qvalue *v, int64_t t)
{
	if (v->none)
		return t == WHEN_NONE;
	if (t == WHEN_NONE)
		return false;
	switch (op) {
	case OP_GE: return t >= v->lo;
	case OP_LE: return t <= v->hi;
	case OP_GT: return t > v->hi;
	case OP_LT: return t < v->lo;
	default: return t >= v->lo && t <= v->hi;
	}
}

/* As time_match: a day counts with its end. */
static bool due_match(enum qop op, const struct qvalue *v, int64_t due)
{
	if (v->none || due == WHEN_NONE)
		return v->none && due == WHEN_NONE;
	switch (op) {
	case OP_GE: return due_cmp(due, v->lo) >= 0;
	case OP_LE: return due_cmp(due, v->hi) <= 0;
	case OP_GT: return due_cmp(due, v->hi) > 0;
	case OP_LT: return due_cmp(due, v->lo) < 0;
	default: return due_cmp(due, v->lo) >= 0 && due_cmp(due, v->hi) <= 0;
	}
}

/* ---- states ---- */

static bool status_match(const struct query *q, unsigned mask,
			 const struct row *r, enum status s)
{
	if (mask & 1u << s)
		return true;
	if (mask & QS_READY && s == STATUS_PENDING &&
	    (!*r->lease_owner || r->lease_until <= q->now ||
	     is_me(q, r->lease_owner)))
		return true;
	if (mask & QS_OVERDUE && status_is_open(s) &&
	    due_late(r->deadline, q->now))
		return true;
	if (mask & QS_MINE && is_me(q, r->assignee))
		return true;
	if (mask & QS_CLAIMED && *r->lease_owner && r->lease_until > q->now)
		return true;
	return (mask & QS_CYCLE && r->in_cycle) ||
		(mask & QS_DELETED && r->deleted);
}

/* ---- other tasks ---- */

static bool has_dep(const struct row *r, uint32_t row)
{
	uint32_t k;

	for (k = 0; k < r->nr_deps; k++)
		if (r->deps[k] == row)
			return true;
	return false;
}

static bool is_under(const struct view *v, uint32_t row, uint32_t root)
{
	size_t steps;

	for (steps = 0; steps <= v->nr; steps++) {
		row = v->rows[row].parent_row;
		if (row == NO_ROW)
			return false;
		if (row == root)
			return true;
	}
	return false;
}

static bool waits_for(const struct view *v, uint32_t row, uint32_t dep)
{
	struct strvec ids = STRVEC_INIT;
	bool yes;

	if (v->rows[row].status != STATUS_BLOCKED ||
	    !has_dep(&v->rows[row], dep))
		return false;
	view_blockers(&ids, v, row);
	yes = strvec_has(&ids, v->rows[dep].id);
	strvec_clear(&ids);
	return yes;
}

static bool is_deps(const struct cond *c)
{
	return c->name == Q_ATTR && c->attr.field == F_DEPENDENCIES;
}

static bool id_match(const struct cond *c, const struct qvalue *value,
		     const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];

	if (value->none)
		switch (c->name) {
		case Q_BLOCKED_BY: return !r->nr_deps;
		case Q_BLOCKS: return false;
		default:
			return is_deps(c) ? !r->nr_deps : !*r->parent;
		}
	switch (c->name) {
	case Q_UNDER: return is_under(v, row, value->row);
	case Q_BLOCKED_BY: return waits_for(v, row, value->row);
	case Q_BLOCKS: return waits_for(v, value->row, row);
	default:
		return is_deps(c) ? has_dep(r, value->row) :
			r->parent_row == value->row;
	}
}

static bool has_children(const struct view *v, uint32_t row)
{
	size_t i;

	for (i = 0; i < v->nr; i++)
		if (v->rows[i].parent_row == row && !v->rows[i].deleted)
			return true;
	return false;
}

static bool has_attr(const struct view *v, uint32_t row,
		     const struct attr *a)
{
	struct attr_walk w = ATTR_WALK_INIT;
	bool yes;

	if (field_defs[a->field].kind == KIND_LOG)
		return attr_num(v, row, a) > 0;
	yes = attr_first(&w, v, row, a) != NULL;
	attr_walk_release(&w);
	return yes;
}

static bool has_match(const struct view *v, uint32_t row,
		      const struct qvalue *value)
{
	const struct row *r = &v->rows[row];

	switch (value->has) {
	case HAS_DEPS:
		return r->nr_deps > 0;
	case HAS_CHILDREN:
		return has_children(v, row);
	case HAS_CRITERIA:
		return r->has_criteria;
	case HAS_PRD:
		return *r->prd;
	case HAS_FEEDBACK:
		return r->quality > 0 || r->timeliness > 0;
	case HAS_ATTR:
		break;
	}
	return has_attr(v, row, &value->attr);
}

/* ---- a condition ---- */

static bool to_number(double *out, const char *s)
{
	char *end;

	*out = strtod(s, &end);
	return end != s && !*end && !isnan(*out);
}

/* A value of somebody's own field: by number where both are numbers. */
static bool own_match(const struct cond *c, const struct qvalue *v,
		      const char *s)
{
	double a, b;

	if (c->op == OP_IS || c->op == OP_EQ || c->op == OP_LIKE)
		return name_match(c, v, s);
	if (to_number(&a, s) && to_number(&b, v->text))
		return num_match(c->op, a, b);
	return num_match(c->op, strcasecmp(s, v->text), 0);
}

static bool one_match(const struct query *q, const struct cond *c,
		      const struct qvalue *v, const char *s)
{
	if (c->kind == QK_OWN)
		return own_match(c, v, s);
	if (c->kind == QK_TEXT)
		return text_match(c, v, s);
	if (c->op != OP_LIKE && c->name == Q_ATTR &&
	    field_defs[c->attr.field].type == TYPE_PERSON &&
	    (str_ieq(v->text, "me") || str_ieq(v->text, "@me")))
		return is_me(q, s);
	if (v->forms.nr && *s && is_person(&v->forms, s))
		return true;
	return name_match(c, v, s);
}

/* Any of the values that the row has. */
static bool attr_match(const struct query *q, const struct cond *c,
		       const struct qvalue *v, const struct view *view,
		       uint32_t row)
{
	struct attr_walk w = ATTR_WALK_INIT;
	const char *s = attr_first(&w, view, row, &c->attr);
	bool yes = !s && v->none && c->op != OP_LIKE;

	for (; s && !yes; s = attr_next(&w, view, row, &c->attr))
		yes = one_match(q, c, v, s);
	attr_walk_release(&w);
	return yes;
}

static bool texts_match(const struct query *q, const struct cond *c,
			const struct qvalue *value, const struct view *v,
			uint32_t row)
{
	const struct row *r = &v->rows[row];

	switch (c->name) {
	case Q_PRD:
		return text_match(c, value, r->prd);
	case Q_KEY:
		return name_match(c, value, r->prd_key);
	case Q_TEXT: case Q_ANYWHERE:
		return text_match(c, value, r->title) ||
		       body_match(c, value, v, row);
	default:
		break;
	}
	if (c->attr.field == F_DESCRIPTION)
		return body_match(c, value, v, row);
	return attr_match(q, c, value, v, row);
}

static bool value_match(const struct query *q, const struct cond *c,
			const struct qvalue *value, const struct view *v,
			uint32_t row)
{
	const struct row *r = &v->rows[row];
	double n;

	switch (c->kind) {
	case QK_STATUS:
		return status_match(q, value->mask, r, c->name == Q_STORED ?
				    r->stored : r->status);
	case QK_PRIORITY:
		return num_match(c->op, r->priority, value->num);
	case QK_NAME: case QK_TEXT: case QK_OWN:
		return texts_match(q, c, value, v, row);
	case QK_TIME:
		if (c->attr.field == F_DEADLINE)
			return due_match(c->op, value, r->deadline);
		return time_match(c->op, value, attr_time(v, row, &c->attr));
	case QK_NUM:
		n = attr_num(v, row, &c->attr);
		return value->none ? isnan(n) :
			num_match(c->op, n, value->num);
	case QK_ID:
		return id_match(c, value, v, row);
	case QK_PREFIX:
		return str_istarts(r->id, value->text +
				   (*value->text == '#'));
	case QK_HAS:
		return has_match(v, row, value) == (c->name == Q_HAS);
	case QK_BOOL:
		return r->deleted == (value->num > 0);
	}
	return false;
}

bool query_match(const struct query *q, const struct cond *c,
		 const struct view *v, uint32_t row)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (value_match(q, c, &c->values[i], v, row))
			return !c->negated;
	return c->negated;
}
