/*
 * attr.c - fields of rows by name: members of the row, its extra pairs, or the
 * stored JSON.
 */
#include "base/base.h"
#include "db/index/attr.h"

#include <math.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/due.h"

#define AT(place, member) { place, (uint16_t)offsetof(struct row, member) }

static const struct { uint8_t place; uint16_t offset; } places[F_NR] = {
	[F_ID] = AT(ATTR_TEXT, id), [F_TITLE] = AT(ATTR_TEXT, title),
	[F_STATUS] = AT(ATTR_STATUS, status),
	[F_PRIORITY] = AT(ATTR_PRIORITY, priority),
	[F_TYPE] = AT(ATTR_TEXT, type),
	[F_ASSIGNEE] = AT(ATTR_TEXT, assignee),
	[F_TAGS] = AT(ATTR_LIST, tags),
	[F_DEPENDENCIES] = AT(ATTR_DEPS, dep_ids),
	[F_PARENT] = AT(ATTR_TEXT, parent),
	[F_PROJECT] = AT(ATTR_TEXT, project),
	[F_FILE_REFS] = AT(ATTR_LIST, files),
	[F_DEADLINE] = AT(ATTR_DUE, deadline),
	[F_ESTIMATED_HOURS] = AT(ATTR_DOUBLE, estimated),
	[F_ACTUAL_HOURS] = AT(ATTR_DOUBLE, actual),
	[F_FEEDBACK_QUALITY] = AT(ATTR_BYTE, quality),
	[F_FEEDBACK_TIMELINESS] = AT(ATTR_BYTE, timeliness),
	[F_COMPLEXITY] = AT(ATTR_FLOAT, complexity),
	[F_BRANCH] = AT(ATTR_TEXT, branch),
	[F_CREATED_AT] = AT(ATTR_TIME, created),
	[F_CREATED_BY] = AT(ATTR_TEXT, created_by),
	[F_UPDATED_AT] = AT(ATTR_TIME, updated),
	[F_STARTED_AT] = AT(ATTR_TIME, started),
	[F_COMPLETED_AT] = AT(ATTR_TIME, completed),
	[F_PROGRESS] = AT(ATTR_COUNT, nr_progress),
	[F_COMMITS] = AT(ATTR_COUNT, nr_commits),
};

/* ---- names ---- */

void attr_release(struct attr *a)
{
	free(a->key);
	a->field = F_NR;
	a->key = NULL;
}

static bool map_key(struct attr *out, const char *word)
{
	size_t len = strcspn(word, ".");
	int f;

	if (!word[len] || !word[len + 1])
		return false;
	for (f = 0; f < F_NR; f++) {
		const char *name = field_defs[f].name;

		if (field_defs[f].kind != KIND_MAP || strlen(name) != len ||
		    strncasecmp(name, word, len))
			continue;
		out->field = (enum field)f;
		out->key = xstrdup(word + len + 1);
		return true;
	}
	return false;
}

bool attr_find(struct attr *out, const char *word, unsigned flags)
{
	out->key = NULL;
	out->field = field_by_word(word, flags);
	if (out->field != F_NR || map_key(out, word))
		return true;
	if (!str_ieq(word, FIELD_PHASE))
		return false;
	attr_own(out, FIELD_PHASE);
	return true;
}

void attr_own(struct attr *out, const char *word)
{
	out->field = F_FIELDS;
	out->key = xstrdup(word);
}

void attr_name(struct strbuf *out, const struct attr *a)
{
	strbuf_addstr(out, field_defs[a->field].name);
	if (a->key)
		strbuf_addf(out, ".%s", a->key);
}

enum attr_place attr_place(size_t *offset, const struct attr *a)
{
	*offset = places[a->field].offset;
	return (enum attr_place)places[a->field].place;
}

/* ---- extra pairs ---- */

/* Does the name of a pair say what is meant? */
static bool is_named(const char *name, const struct attr *a)
{
	const char *field = field_defs[a->field].name;
	size_t len = strlen(field);

	if (strncmp(name, field, len))
		return false;
	if (!a->key)
		return !name[len];
	return name[len] == '.' && field_same_word(name + len + 1, a->key);
}

/* The value of the first pair from `p` on that is meant, or NULL. */
static const char *find_pair(const char *p, const struct attr *a)
{
	while (*p) {
		const char *value = p + strlen(p) + 1;

		if (is_named(p, a))
			return value;
		p = value + strlen(value) + 1;
	}
	return NULL;
}

static void value_text(struct strbuf *out, const struct json *j)
{
	if (json_is(j, JSON_STR))
		strbuf_addstr(out, json_str(j));
	else if (j && !json_is(j, JSON_NULL))
		json_line(out, j);
}

static void add_pair(struct strbuf *out, const char *name, const char *key,
		     const struct json *j)
{
	struct strbuf text = STRBUF_INIT;

	value_text(&text, j);
	strbuf_addstr(out, name);
	if (key)
		strbuf_addf(out, ".%s", key);
	strbuf_addch(out, '\0');
	strbuf_addstr(out, text.len > EXTRA_MAX ? EXTRA_LONG : text.buf);
	strbuf_addch(out, '\0');
	strbuf_release(&text);
}

void extra_write(struct strbuf *out, const struct task *t)
{
	size_t start = out->len;
	const struct json *j, *m, *e;
	int f;

	for (f = 0; f < F_NR; f++) {
		const struct field_def *d = &field_defs[f];

		if (!(d->flags & FIELD_INDEXED))
			continue;
		j = task_get(t, (enum field)f);
		if (d->kind != KIND_MAP && j)
			add_pair(out, d->name, NULL, j);
		if (d->kind != KIND_MAP)
			continue;
		json_each(m, j) {
			if (!json_is(m, JSON_ARR))
				add_pair(out, d->name, json_key(m), m);
			else
				json_each(e, m)
					add_pair(out, d->name, json_key(m),
						 e);
		}
	}
	if (out->len > start)
		strbuf_addch(out, '\0');
}

uint32_t extra_version(void)
{
	uint64_t sum = 0;
	int f;

	for (f = 0; f < F_NR; f++)
		if (field_defs[f].flags & FIELD_INDEXED)
			sum = hash_bytes(field_defs[f].name,
					 strlen(field_defs[f].name), sum);
	return (uint32_t)(sum ^ sum >> 32);
}

const char *attr_extra(const struct row *r, enum field f)
{
	const struct attr a = { f, NULL };
	const char *s = *r->extra ? find_pair(r->extra, &a) : NULL;

	return s ? s : "";
}

bool attr_used(const struct view *v, const struct attr *a)
{
	size_t i;

	for (i = 0; i < v->nr; i++)
		if (*v->rows[i].extra && !v->rows[i].deleted &&
		    find_pair(v->rows[i].extra, a))
			return true;
	return false;
}

/* ---- values ---- */

static const void *member(const struct row *r, const struct attr *a)
{
	return (const char *)r + places[a->field].offset;
}

/* The value in the stored JSON, or NULL; caller frees. */
static struct json *stored(const struct view *v, uint32_t row,
			   const struct attr *a)
{
	struct json *j = view_field(v, row, field_defs[a->field].name), *m;
	struct json *value = NULL;

	if (!a->key)
		return j;
	json_each(m, j)
		if (field_same_word(json_key(m), a->key))
			value = m;
	if (value)
		value = json_copy(value);
	json_free(j);
	return value;
}

static bool is_indexed(const struct attr *a)
{
	return field_defs[a->field].flags & FIELD_INDEXED;
}

static const char *stored_text(struct attr_walk *w, const struct view *v,
			       uint32_t row, const struct attr *a)
{
	struct json *j = stored(v, row, a);
	const char *text = NULL;

	strbuf_reset(&w->text);
	if (j && !json_is(j, JSON_NULL)) {
		value_text(&w->text, j);
		text = w->text.buf;
	}
	json_free(j);
	return text;
}

static const char *pair_value(struct attr_walk *w, const char *from,
			      const struct view *v, uint32_t row,
			      const struct attr *a)
{
	const char *s = *from ? find_pair(from, a) : NULL;

	w->at = s ? s + strlen(s) + 1 : NULL;
	return s && !strcmp(s, EXTRA_LONG) ? stored_text(w, v, row, a) : s;
}

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

const char *attr_first(struct attr_walk *w, const struct view *v,
		       uint32_t row, const struct attr *a)
{
	const struct row *r = &v->rows[row];
	char when[WHEN_LEN];
	int64_t ms;
	double d;

	w->at = NULL;
	w->left = 0;
	switch ((enum attr_place)places[a->field].place) {
	case ATTR_TEXT:
		return or_null(*(const char *const *)member(r, a));
	case ATTR_LIST:
		w->left = a->field == F_TAGS ? r->nr_tags : r->nr_files;
		w->at = *(const char *const *)member(r, a);
		return attr_next(w, v, row, a);
	case ATTR_DEPS:
		w->left = r->nr_deps;
		w->at = r->dep_ids;
		return attr_next(w, v, row, a);
	case ATTR_STATUS:
		return status_name(r->status);
	case ATTR_PRIORITY:
		return priority_name(r->priority);
	case ATTR_FAR:
		return is_indexed(a) ? pair_value(w, r->extra, v, row, a) :
			stored_text(w, v, row, a);
	case ATTR_TIME: case ATTR_DUE:
		ms = attr_time(v, row, a);
		if (ms == WHEN_NONE)
			return NULL;
		strbuf_reset(&w->text);
		if (places[a->field].place == ATTR_DUE)
			due_format(when, ms);
		else
			when_format(when, ms);
		strbuf_addstr(&w->text, when);
		return w->text.buf;
	default:
		d = attr_num(v, row, a);
		if (isnan(d))
			return NULL;
		strbuf_reset(&w->text);
		json_add_num(&w->text, d);
		return w->text.buf;
	}
}

const char *attr_next(struct attr_walk *w, const struct view *v, uint32_t row,
		      const struct attr *a)
{
	const char *s = w->at;

	if (places[a->field].place == ATTR_FAR)
		return s ? pair_value(w, s, v, row, a) : NULL;
	if (!w->left)
		return NULL;
	w->left--;
	w->at = s + strlen(s) + 1;
	return s;
}

void attr_walk_release(struct attr_walk *w)
{
	strbuf_release(&w->text);
}

double attr_num(const struct view *v, uint32_t row, const struct attr *a)
{
	const void *p = member(&v->rows[row], a);
	struct attr_walk w = ATTR_WALK_INIT;
	const char *s;
	char *end;
	double d;

	switch ((enum attr_place)places[a->field].place) {
	case ATTR_DOUBLE:
		return *(const double *)p;
	case ATTR_FLOAT:
		d = (double)*(const float *)p;
		return d > 0 ? d : (double)NAN;
	case ATTR_BYTE:
		return *(const uint8_t *)p ? *(const uint8_t *)p :
			(double)NAN;
	case ATTR_COUNT:
		return *(const uint32_t *)p;
	case ATTR_FAR:
		break;
	default:
		return (double)NAN;
	}
	s = attr_first(&w, v, row, a);
	d = s ? strtod(s, &end) : (double)NAN;
	if (s && (end == s || *end))
		d = (double)NAN;
	attr_walk_release(&w);
	return d;
}

int64_t attr_time(const struct view *v, uint32_t row, const struct attr *a)
{
	struct attr_walk w = ATTR_WALK_INIT;
	const char *s;
	int64_t ms = WHEN_NONE;

	if (places[a->field].place == ATTR_TIME ||
	    places[a->field].place == ATTR_DUE)
		return *(const int64_t *)member(&v->rows[row], a);
	s = attr_first(&w, v, row, a);
	if (!s || !when_parse_rfc3339(&ms, s))
		ms = WHEN_NONE;
	attr_walk_release(&w);
	return ms;
}

void attr_text(struct strbuf *out, const struct view *v, uint32_t row,
	       const struct attr *a, const char *gap)
{
	struct attr_walk w = ATTR_WALK_INIT;
	const char *s = attr_first(&w, v, row, a);
	bool first = true;

	for (; s; s = attr_next(&w, v, row, a)) {
		if (!first)
			strbuf_addstr(out, gap);
		first = false;
		strbuf_addstr(out, s);
	}
	attr_walk_release(&w);
}
