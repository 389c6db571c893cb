/*
 * columns.c - cells of task tables: of a field, of a key, of what a task waits for.
 */
#include "base/base.h"
#include "cmd/kit/columns.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/due.h"
#include "cmd/kit/common.h"

#define BLOCKED_BY "blocked_by"

static const char *text_id(size_t *len, const struct column *c,
			   const struct row *r, bool human)
{
	(void)c;
	*len = human ? r->short_len : ID_LEN;
	return r->id;
}

static const char *text_status(size_t *len, const struct column *c,
			       const struct row *r, bool human)
{
	const char *s = r->deleted ? "deleted" : human ?
			common_status_words(r->status) :
			status_name(r->status);

	(void)c;
	*len = strlen(s);
	return s;
}

static const char *text_priority(size_t *len, const struct column *c,
				 const struct row *r, bool human)
{
	const char *s = priority_name(r->priority);

	(void)c;
	(void)human;
	*len = strlen(s);
	return s;
}

/* A text that is a member of the row. */
static const char *text_member(size_t *len, const struct column *c,
			       const struct row *r, bool human)
{
	const char *s = *(const char *const *)(const void *)
			((const char *)r + c->at);

	(void)human;
	*len = strlen(s);
	return s;
}

static void add_id(struct strbuf *out, const struct row *r, bool human)
{
	strbuf_add(out, r->id, human ? r->short_len : ID_LEN);
}

static uint32_t row_of(const struct view *v, const struct row *r)
{
	return (uint32_t)(r - v->rows);
}

static void cell_time(struct strbuf *out, const struct column *c,
		      const struct view *v, const struct row *r, int64_t now,
		      bool human)
{
	int64_t ms = attr_time(v, row_of(v, r), &c->attr);
	char buf[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	if (human) {
		when_relative(out, ms, now);
	} else {
		when_format(buf, ms);
		strbuf_addstr(out, buf);
	}
}

static void cell_due(struct strbuf *out, const struct column *c,
		     const struct view *v, const struct row *r, int64_t now,
		     bool human)
{
	char buf[WHEN_LEN];

	(void)c;
	(void)v;
	if (r->deadline == WHEN_NONE)
		return;
	if (human) {
		due_words(out, r->deadline, now, !status_is_open(r->stored));
	} else {
		due_format(buf, r->deadline);
		strbuf_addstr(out, buf);
	}
}

static void cell_number(struct strbuf *out, const struct column *c,
			const struct view *v, const struct row *r,
			int64_t now, bool human)
{
	double d = attr_num(v, row_of(v, r), &c->attr);

	(void)now;
	/* no commits, no progress: nothing to say to people */
	if (human && field_defs[c->attr.field].kind == KIND_LOG && !(d > 0))
		return;
	if (!isnan(d))
		json_add_num(out, d);
}

/* Between the items of a list; programs get what export writes, since a tag
 * may have a blank in it. */
static const char *gap(bool human)
{
	return human ? " " : ";";
}

static void cell_list(struct strbuf *out, const struct column *c,
		      const struct view *v, const struct row *r, int64_t now,
		      bool human)
{
	(void)now;
	attr_text(out, v, row_of(v, r), &c->attr, gap(human));
}

static void cell_parent(struct strbuf *out, const struct column *c,
			const struct view *v, const struct row *r,
			int64_t now, bool human)
{
	(void)c;
	(void)now;
	if (r->parent_row == NO_ROW)
		strbuf_addstr(out, r->parent);
	else
		add_id(out, &v->rows[r->parent_row], human);
}

static void cell_deps(struct strbuf *out, const struct column *c,
		      const struct view *v, const struct row *r, int64_t now,
		      bool human)
{
	uint32_t i;

	(void)c;
	(void)now;
	for (i = 0; i < r->nr_deps; i++) {
		if (i)
			strbuf_addstr(out, gap(human));
		if (r->deps[i] == NO_ROW)
			strbuf_addstr(out, r->dep_ids + i * (ID_LEN + 1));
		else
			add_id(out, &v->rows[r->deps[i]], human);
	}
}

static void cell_blocked_by(struct strbuf *out, const struct column *c,
			    const struct view *v, const struct row *r,
			    int64_t now, bool human)
{
	struct strvec ids = STRVEC_INIT;
	char buf[ID_LEN + 1];
	size_t i;

	(void)c;
	(void)now;
	view_blockers(&ids, v, row_of(v, r));
	for (i = 0; i < ids.nr; i++) {
		if (i)
			strbuf_addstr(out, gap(human));
		view_short(buf, v, ids.v[i]);
		strbuf_addstr(out, human ? buf : ids.v[i]);
	}
	strvec_clear(&ids);
}

/* Numbers for programs, "3/5", "60%" and "26h+" for people. */
static void cell_sum(struct strbuf *out, const struct column *c,
		     const struct view *v, const struct row *r, int64_t now,
		     bool human)
{
	const struct rollup *s = &c->sums[row_of(v, r)];
	struct json *j;
	const struct json *value;

	(void)now;
	if (human && c->sum == SUM_PARTS) {
		rollup_parts(out, s);
	} else if (human && c->sum == SUM_HOURS) {
		rollup_hours(out, s);
	} else if (human) {
		if (s->parts)
			strbuf_addf(out, "%d%%", rollup_percent(s));
	} else {
		j = rollup_json(s);
		value = json_get(j, c->sum == SUM_HOURS ? "estimated_hours" :
				 c->name);
		if (json_is(value, JSON_NUM))
			json_add_num(out, json_num(value));
		json_free(j);
	}
}

static enum colour colour_id(const struct row *r, int64_t now)
{
	(void)r;
	(void)now;
	return COLOUR_YELLOW;
}

static enum colour colour_status(const struct row *r, int64_t now)
{
	(void)now;
	return common_status_colour(r->status);
}

static enum colour colour_priority(const struct row *r, int64_t now)
{
	(void)now;
	return common_priority_colour(r->priority);
}

static enum colour colour_deadline(const struct row *r, int64_t now)
{
	return status_is_open(r->stored) && due_late(r->deadline, now) ? COLOUR_RED :
	       COLOUR_NONE;
}

/* ---- choosing ---- */

/* How the cells of a field are made, when its type does not say it. */
static const struct {
	enum field field;
	column_text text;
	column_fn fn;
	enum colour (*colour)(const struct row *r, int64_t now);
} special[] = {
	{ F_ID, text_id, NULL, colour_id },
	{ F_STATUS, text_status, NULL, colour_status },
	{ F_PRIORITY, text_priority, NULL, colour_priority },
	{ F_DEADLINE, NULL, cell_due, colour_deadline },
	{ F_PARENT, NULL, cell_parent, NULL },
	{ F_DEPENDENCIES, NULL, cell_deps, NULL },
};

static void choose_cells(struct column *c)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(special); i++) {
		if (special[i].field != c->attr.field)
			continue;
		c->text = special[i].text;
		c->fn = special[i].fn;
		c->colour = special[i].colour;
		return;
	}
	switch (attr_place(&c->at, &c->attr)) {
	case ATTR_TEXT:
		c->text = text_member;
		break;
	case ATTR_TIME:
		c->fn = cell_time;
		break;
	case ATTR_DOUBLE: case ATTR_FLOAT: case ATTR_BYTE: case ATTR_COUNT:
		c->fn = cell_number;
		break;
	default:
		c->fn = cell_list;
	}
}

static void column_init(struct column *c)
{
	struct strbuf name = STRBUF_INIT;
	const char *mark = field_defs[c->attr.field].column;
	const char *head = field_head(c->attr.field);

	attr_name(&name, &c->attr);
	if (c->attr.key)
		head = c->attr.key;
	c->head = xstrdup(head ? head : name.buf);
	c->name = strbuf_detach(&name, NULL);
	if (mark && (*mark == '>' || *mark == '*'))
		c->kind = *mark;
	choose_cells(c);
}

static int column_unknown(const char *name, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int ret, f;

	for (f = 0; f < F_NR; f++)
		if (field_defs[f].flags & FIELD_QUERY)
			strbuf_addf(&sb, "%s, ", field_defs[f].name);
	ret = err_set(err, ERR_USAGE, "unknown column '%s' (there are %s"
		      BLOCKED_BY ", parts, percent, hours, " FIELD_PHASE
		      ", fields.<key>)", name,
		      sb.buf);
	strbuf_release(&sb);
	return ret;
}

/* What no field holds. */
static const struct {
	const char *name, *head;
	column_fn fn;
	enum column_sum sum;
} made[] = {
	{ BLOCKED_BY, "waits for", cell_blocked_by, SUM_NONE },
	{ "parts", "parts", cell_sum, SUM_PARTS },
	{ "percent", "%", cell_sum, SUM_PERCENT },
	{ "hours", "hours", cell_sum, SUM_HOURS },
};

static int column_find(struct columns *out, struct column *c,
		       const struct view *v, const char *name,
		       struct err *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(made); i++) {
		if (!field_same_word(name, made[i].name))
			continue;
		c->attr.field = F_NR;
		c->name = xstrdup(made[i].name);
		c->head = xstrdup(made[i].head);
		c->fn = made[i].fn;
		c->sum = made[i].sum;
		c->kind = made[i].sum ? '>' : 0;
		if (made[i].sum && !out->sums)
			out->sums = tree_rollup(v);
		c->sums = out->sums;
		return 0;
	}
	if (!attr_find(&c->attr, name, FIELD_QUERY)) {
		attr_own(&c->attr, name);
		if (!attr_used(v, &c->attr))
			return column_unknown(name, err);
	}
	column_init(c);
	return 0;
}

int columns_parse(struct columns *out, const struct view *v, const char *list,
		  struct err *err)
{
	struct strvec names = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&names, list, ",");
	out->v = xcalloc(names.nr + 1, sizeof(*out->v));
	out->nr = names.nr;
	for (i = 0; i < names.nr && ret == 0; i++)
		ret = column_find(out, &out->v[i], v, names.v[i], err);
	if (ret == 0 && !names.nr)
		ret = err_set(err, ERR_USAGE, "no column is named");
	strvec_clear(&names);
	return ret;
}

void column_release(struct column *c)
{
	attr_release(&c->attr);
	free(c->name);
	free(c->head);
}

void columns_release(struct columns *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		column_release(&c->v[i]);
	free(c->v);
	free(c->sums);
	c->sums = NULL;
	c->v = NULL;
	c->nr = 0;
}

const struct json *column_value(const struct column *c,
				const struct json *task)
{
	const struct json *j, *m;

	if (c->sum)
		return json_get(json_get(task, "rollup"),
				c->sum == SUM_HOURS ? "estimated_hours" :
				c->name);
	if (c->attr.field == F_NR)
		return json_get(task, BLOCKED_BY);
	j = json_get(task, field_defs[c->attr.field].name);
	if (!c->attr.key)
		return j;
	json_each(m, j)
		if (field_same_word(json_key(m), c->attr.key))
			return m;
	return NULL;
}
