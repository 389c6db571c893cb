/*
 * query-match.c - does a row fulfil a condition?
 */
#include "base/base.h"
#include <math.h>
#include "base/utf8.h"
#include "data/when.h"
#include "db/query-int.h"

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

static bool list_match(const struct cond *c, const struct qvalue *v,
		       const char *list, uint32_t nr, bool part)
{
	if (!nr)
		return v->none;
	while (nr--) {
		if (part && c->op != OP_EQ ?
		    utf8_casefind(list, v->text) != NULL :
		    name_match(c, v, list))
			return true;
		list += strlen(list) + 1;
	}
	return false;
}

static int lower(int ch)
{
	return ch >= 'A' && ch <= 'Z' ? ch + 32 : ch;
}

/*
 * May the stored text hold it?  Looks at the stored bytes, which spares
 * parsing the JSON of most tasks.  Only plain ASCII stands there as it is.
 */
static bool may_hold(const char *blob, size_t len, const char *text)
{
	size_t i, k, n = strlen(text);
	int first = lower((unsigned char)text[0]);

	for (i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == '"' ||
		    text[i] == '\\' || (unsigned char)text[i] >= 0x7f)
			return true;
	for (i = 0; i + n <= len; i++) {
		if (lower((unsigned char)blob[i]) != first)
			continue;
		for (k = 1; k < n && lower((unsigned char)blob[i + k]) ==
		     lower((unsigned char)text[k]);)
			k++;
		if (k >= n)
			return true;
	}
	return !n;
}

/* Is it in what people wrote about the work: reasons, summaries, logs? */
static bool story_match(const struct cond *c, const struct qvalue *v,
			const struct task *t)
{
	static const enum field texts[] = { F_BLOCKED_REASON,
		F_COMPLETION_SUMMARY, F_FEEDBACK_NOTES };
	static const enum field logs[] = { F_PROGRESS, F_CONTEXT };
	const struct json *entry;
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		text = task_str(t, texts[i]);
		if (text && text_match(c, v, text))
			return true;
	}
	for (i = 0; i < ARRAY_SIZE(logs); i++) {
		json_each(entry, task_get(t, logs[i])) {
			text = json_get_str(entry, "text");
			if (text && text_match(c, v, text))
				return true;
		}
	}
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

static const char *row_text(const struct row *r, enum qname name)
{
	switch (name) {
	case Q_ASSIGNEE: return r->assignee;
	case Q_PROJECT: return r->project;
	case Q_TYPE: return r->type;
	case Q_LANGUAGE: return r->code_language;
	case Q_BY: return r->created_by;
	case Q_PRD: return r->prd;
	case Q_KEY: return r->prd_key;
	case Q_BRANCH: return r->branch;
	default: return r->title;
	}
}

static bool is_me(const struct query *q, const char *who)
{
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

static int64_t row_time(const struct row *r, enum qname name)
{
	switch (name) {
	case Q_DUE: return r->deadline;
	case Q_CREATED: return r->created;
	case Q_UPDATED: return r->updated;
	case Q_STARTED: return r->started;
	default: return r->completed;
	}
}

static double or_unset(double d)
{
	return d > 0 ? d : (double)NAN;
}

static double row_num(const struct row *r, enum qname name)
{
	switch (name) {
	case Q_ESTIMATE: return r->estimated;
	case Q_ACTUAL: return r->actual;
	case Q_COMPLEXITY: return or_unset((double)r->complexity);
	case Q_QUALITY: return or_unset(r->quality);
	case Q_TIMELINESS: return or_unset(r->timeliness);
	case Q_COMMITS: return r->nr_commits;
	default: return r->nr_progress;
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
	    r->deadline != WHEN_NONE && r->deadline < q->now)
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

static bool id_match(const struct cond *c, const struct qvalue *value,
		     const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];

	if (value->none)
		switch (c->name) {
		case Q_DEPENDS: case Q_BLOCKED_BY: return !r->nr_deps;
		case Q_BLOCKS: return false;
		default: return !*r->parent;
		}
	switch (c->name) {
	case Q_PARENT: return r->parent_row == value->row;
	case Q_UNDER: return is_under(v, row, value->row);
	case Q_DEPENDS: return has_dep(r, value->row);
	case Q_BLOCKED_BY: return waits_for(v, row, value->row);
	default: return waits_for(v, value->row, row);
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

static bool has_description(const struct view *v, uint32_t row)
{
	static const struct qvalue none = { NULL, true, 0, 0, 0, 0, NO_ROW };
	static const struct cond is = { Q_DESCRIPTION, OP_IS, false, NULL, 0 };

	return !body_match(&is, &none, v, row);
}

static bool has_match(const struct view *v, uint32_t row, const char *what)
{
	const struct row *r = &v->rows[row];

	if (str_istarts(what, "dep"))
		return r->nr_deps > 0;
	if (str_ieq(what, "parent"))
		return *r->parent;
	if (str_ieq(what, "children"))
		return has_children(v, row);
	if (str_ieq(what, "due") || str_ieq(what, "deadline"))
		return r->deadline != WHEN_NONE;
	if (str_ieq(what, "assignee"))
		return *r->assignee;
	if (str_ieq(what, "project"))
		return *r->project;
	if (str_ieq(what, "type"))
		return *r->type;
	if (str_ieq(what, "tags"))
		return r->nr_tags > 0;
	if (str_ieq(what, "files"))
		return r->nr_files > 0;
	if (str_ieq(what, "estimate"))
		return !isnan(r->estimated);
	if (str_ieq(what, "actual"))
		return !isnan(r->actual);
	if (str_ieq(what, "criteria"))
		return r->has_criteria;
	if (str_ieq(what, "commits"))
		return r->nr_commits > 0;
	if (str_ieq(what, "progress"))
		return r->nr_progress > 0;
	if (str_ieq(what, "branch"))
		return *r->branch;
	if (str_ieq(what, "prd"))
		return *r->prd;
	if (str_ieq(what, "feedback"))
		return r->quality > 0 || r->timeliness > 0;
	if (str_ieq(what, "complexity"))
		return r->complexity > 0;
	return has_description(v, row);
}

/* ---- a condition ---- */

static bool names_match(const struct query *q, const struct cond *c,
			const struct qvalue *v, const struct row *r)
{
	const char *s = row_text(r, c->name);

	if ((c->name == Q_ASSIGNEE || c->name == Q_BY) &&
	    c->op != OP_LIKE && (str_ieq(v->text, "me") ||
				 str_ieq(v->text, "@me")))
		return is_me(q, s);
	return name_match(c, v, s);
}

static bool texts_match(const struct cond *c, const struct qvalue *value,
			const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];

	if (c->name == Q_DESCRIPTION)
		return body_match(c, value, v, row);
	if (c->name == Q_TEXT || c->name == Q_ANYWHERE)
		return text_match(c, value, r->title) ||
		       body_match(c, value, v, row);
	return text_match(c, value, row_text(r, c->name));
}

static bool value_match(const struct query *q, const struct cond *c,
			const struct qvalue *value, const struct view *v,
			uint32_t row)
{
	const struct row *r = &v->rows[row];
	double n;

	switch (query_fields[c->name].kind) {
	case QK_STATUS:
		return status_match(q, value->mask, r, c->name == Q_STORED ?
				    r->stored : r->status);
	case QK_PRIORITY:
		return num_match(c->op, r->priority, value->num);
	case QK_NAME:
		return names_match(q, c, value, r);
	case QK_TEXT:
		return texts_match(c, value, v, row);
	case QK_LIST:
		return list_match(c, value, r->tags, r->nr_tags, false);
	case QK_PATHS:
		return list_match(c, value, r->files, r->nr_files, true);
	case QK_TIME:
		return time_match(c->op, value, row_time(r, c->name));
	case QK_NUM:
		n = row_num(r, c->name);
		return value->none ? isnan(n) :
			num_match(c->op, n, value->num);
	case QK_ID:
		return id_match(c, value, v, row);
	case QK_PREFIX:
		return str_istarts(r->id, value->text +
				   (*value->text == '#'));
	case QK_HAS:
		return has_match(v, row, value->text) == (c->name == Q_HAS);
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
