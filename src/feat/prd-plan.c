#include "base/base.h"
#include "feat/prd-plan.h"

#include <math.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "feat/prd-text.h"

#define RENAME_MAX 64		/* keys of one section that are compared */

struct planner {
	struct prd_plan *plan;
	const struct prd_doc *doc;
	const struct view *v;
	const struct prd_plan_options *opt;
	struct map rows;	/* key -> row + 1 */
	uint32_t *row;		/* of each item, or NO_ROW */
	char (*ids)[ID_LEN + 1];
	bool *taken;		/* rows that an item has */
};

const char *prd_act_name(enum prd_act act)
{
	static const char *const names[PRD_ACT_NR] = {
		"create", "update", "moved", "unchanged", "remove", "vanished",
	};

	return act < PRD_ACT_NR ? names[act] : "unchanged";
}

/* ---- values that can be stored ---- */

/* Control characters out; one line when asked for; at most `max` bytes. */
static char *storable(const char *s, bool line, size_t max)
{
	const char *end = s + strlen(s), *p = s;
	struct strbuf out = STRBUF_INIT;

	while (p < end) {
		const char *at = p;
		uint32_t c = utf8_next(&p, end);

		if (c == '\n' || c == '\t')
			c = line ? ' ' : c;
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			continue;
		if (out.len + 4 > max)
			break;
		if (c == ' ' && line)
			strbuf_addch(&out, ' ');
		else
			strbuf_add(&out, at, (size_t)(p - at));
	}
	strbuf_trim(&out);
	return strbuf_detach(&out, NULL);
}

static void say_str(struct json *said, enum field f, const char *s, bool line)
{
	char *v;

	if (!s || !*s)
		return;
	v = storable(s, line, line ? LINE_MAX_BYTES : TEXT_MAX);
	if (*v)
		json_set_str(said, field_defs[f].name, v);
	free(v);
}

static void say_title(struct json *said, const struct prd_item *it)
{
	char *full = it->id && !str_eq(it->id, it->title) ?
		     xasprintf("%s: %s", it->id, it->title) :
		     xstrdup(it->title);
	char *line = storable(full, true, LINE_MAX_BYTES);
	bool cut;
	char *title = prd_cut_title(line, &cut);

	json_set_str(said, "title", *title ? title : it->key);
	free(title);
	free(line);
	free(full);
}

static void say_criteria(struct json *said, const struct prd_item *it)
{
	struct json *arr;
	size_t i;

	if (!it->nr_criteria)
		return;
	arr = json_new_arr();
	for (i = 0; i < it->nr_criteria; i++) {
		char *text = storable(it->criteria[i].text, true,
				      LINE_MAX_BYTES - 8);
		struct json *o = json_new_obj();

		json_set_str(o, "criterion", text);
		if (it->criteria[i].measurable)
			json_set_str(o, "measurable",
				     it->criteria[i].measurable);
		json_push(arr, o);
		free(text);
	}
	json_set(said, "success_criteria", arr);
}

/* How an item is referred to: "FR-1" and "FR-001" are the same. */
static void ref_of(char out[PRD_ID_MAX], const char **ref, const char *key)
{
	prd_id_canon(out, key);
	*ref = *out ? out : key;
}

static void ref_push(struct json *arr, const char *key)
{
	char canon[PRD_ID_MAX];
	const char *ref;

	ref_of(canon, &ref, key);
	json_push_str(arr, ref);
}

static void say_lists(struct json *said, const struct planner *p,
		      const struct prd_item *it)
{
	struct json *tags = json_new_arr(), *deps = json_new_arr();
	size_t i;

	for (i = 0; i < it->tags.nr; i++)
		json_push_str(tags, it->tags.v[i]);
	if (it->nonfunctional && !json_has_str(tags, "non-functional"))
		json_push_str(tags, "non-functional");
	for (i = 0; i < it->nr_deps; i++)
		ref_push(deps, p->doc->items[it->deps[i]].key);
	if (json_nr(tags))
		json_set(said, "tags", tags);
	else
		json_free(tags);
	if (json_nr(deps))
		json_set(said, "dependencies", deps);
	else
		json_free(deps);
}

static void say_fields(struct json *said, const struct prd_item *it)
{
	const char *special = prd_specialist(it);
	struct json *o = json_new_obj();
	const struct { const char *name, *value; } texts[] = {
		{ "phase", it->phase }, { "role", it->role },
		{ "size", it->size }, { "specialist", str_starts(special, "general") ?
					NULL : special },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		char *v = texts[i].value ?
			  storable(texts[i].value, true, 1000) : NULL;

		if (v && *v)
			json_set_str(o, texts[i].name, v);
		free(v);
	}
	if (!isnan(it->points))
		json_set_num(o, "story_points", it->points);
	json_set(said, "fields", o);
}

/* All that the document says about an item, by field name. */
static struct json *says(const struct planner *p, const struct prd_item *it)
{
	struct json *said = json_new_obj();
	double hours = it->hours;
	char when[WHEN_LEN];
	int64_t ms;

	say_title(said, it);
	say_str(said, F_DESCRIPTION, it->description, false);
	json_set_str(said, "type", prd_kind_name(it->kind));
	if (it->has_priority)
		json_set_str(said, "priority", priority_name(it->priority));
	if (it->removed)
		json_set_str(said, "status", "cancelled");
	else if (it->has_status)
		json_set_str(said, "status", status_name(it->status));
	say_str(said, F_ASSIGNEE, it->owner, true);
	if (isnan(hours) && !isnan(it->points) && p->opt->hours_per_point > 0)
		hours = it->points * p->opt->hours_per_point;
	if (!isnan(hours) && hours >= 0 && hours <= 100000)
		json_set_num(said, "estimated_hours", hours);
	if (it->deadline && when_parse(&ms, it->deadline, p->opt->now, true,
				       NULL) == 0) {
		when_format(when, ms);
		json_set_str(said, "deadline", when);
	}
	say_criteria(said, it);
	say_lists(said, p, it);
	if (it->parent != PRD_NO_ITEM) {
		const char *ref;
		char canon[PRD_ID_MAX];

		ref_of(canon, &ref, p->doc->items[it->parent].key);
		json_set_str(said, "parent", ref);
	}
	say_fields(said, it);
	return said;
}

/* ---- keys to rows ---- */

static void index_rows(struct planner *p)
{
	uint32_t i;

	for (i = 0; i < p->v->nr; i++) {
		const struct row *r = &p->v->rows[i];
		char canon[PRD_ID_MAX];

		if (!*r->prd_key || !str_eq(r->prd, p->opt->prd))
			continue;
		prd_id_canon(canon, r->prd_key);
		map_put(&p->rows, *canon ? canon : r->prd_key,
			(void *)(uintptr_t)(i + 1));
	}
}

static uint32_t row_of_key(const struct planner *p, const char *key)
{
	char canon[PRD_ID_MAX];
	uintptr_t v;

	prd_id_canon(canon, key);
	v = (uintptr_t)map_get(&p->rows, *canon ? canon : key);
	return v ? (uint32_t)(v - 1) : NO_ROW;
}

/* Words that two slugs share, of all they have: 0 to 1. */
static double likeness(const char *a, const char *b)
{
	struct strvec x = STRVEC_INIT, y = STRVEC_INIT;
	size_t i, common = 0, all;

	strvec_split(&x, a, "-~");
	strvec_split(&y, b, "-~");
	strvec_sort(&x);
	strvec_uniq(&x);
	strvec_sort(&y);
	strvec_uniq(&y);
	for (i = 0; i < x.nr; i++)
		common += strvec_has(&y, x.v[i]);
	all = x.nr + y.nr - common;
	strvec_clear(&x);
	strvec_clear(&y);
	return all ? (double)common / (double)all : 0;
}

static size_t section_len(const char *key)
{
	const char *slash = strrchr(key, '/');

	return slash ? (size_t)(slash - key) : 0;
}

/*
 * An item whose wording changed has a new path.  A task of the same section that
 * no item has any more, and whose path shares half of its words, is it.
 */
static void find_renamed(struct planner *p)
{
	struct map lost = MAP_INIT_FREE(free);	/* section -> rows */
	struct list { uint32_t rows[RENAME_MAX]; size_t nr; } *l;
	struct strbuf sec = STRBUF_INIT;
	size_t i, k;

	for (i = 0; i < p->rows.nr; i++) {
		uint32_t row = (uint32_t)((uintptr_t)p->rows.items[i].value - 1);
		const struct row *r = &p->v->rows[row];

		if (p->taken[row] || r->deleted || !status_is_open(r->stored))
			continue;
		strbuf_reset(&sec);
		strbuf_add(&sec, r->prd_key, section_len(r->prd_key));
		l = map_get(&lost, sec.buf);
		if (!l) {
			l = xcalloc(1, sizeof(*l));
			map_put(&lost, sec.buf, l);
		}
		if (l->nr < RENAME_MAX)
			l->rows[l->nr++] = row;
	}
	for (i = 0; i < p->doc->nr && lost.nr; i++) {
		const struct prd_item *it = &p->doc->items[i];
		double best = 0.49;
		size_t at = SIZE_MAX, n = section_len(it->key);

		if (it->dropped || it->id || it->removed ||
		    p->row[i] != NO_ROW)
			continue;
		strbuf_reset(&sec);
		strbuf_add(&sec, it->key, n);
		l = map_get(&lost, sec.buf);
		for (k = 0; l && k < l->nr; k++) {
			const char *key = p->v->rows[l->rows[k]].prd_key;
			double like = likeness(it->key + n,
					       key + section_len(key));

			if (like > best) {
				best = like;
				at = k;
			}
		}
		if (at == SIZE_MAX)
			continue;
		p->row[i] = l->rows[at];
		p->taken[l->rows[at]] = true;
		l->rows[at] = l->rows[--l->nr];
	}
	strbuf_release(&sec);
	map_clear(&lost);
}

static void match_items(struct planner *p)
{
	size_t i;

	for (i = 0; i < p->doc->nr; i++) {
		p->row[i] = row_of_key(p, p->doc->items[i].key);
		if (p->row[i] != NO_ROW)
			p->taken[p->row[i]] = true;
	}
	find_renamed(p);
	for (i = 0; i < p->doc->nr; i++) {
		const struct prd_item *it = &p->doc->items[i];

		if (p->row[i] != NO_ROW)
			memcpy(p->ids[i], p->v->rows[p->row[i]].id, ID_LEN + 1);
		else if (!it->dropped && !it->removed)
			p->opt->new_id(p->ids[i], p->opt->data);
	}
}

/* ---- one action ---- */

static struct prd_action *new_action(struct planner *p, enum prd_act act,
				     size_t item, const char *id,
				     const char *key, const char *title)
{
	struct prd_plan *plan = p->plan;
	struct prd_action *a;

	ALLOC_GROW(plan->actions, plan->nr + 1, plan->alloc);
	a = &plan->actions[plan->nr++];
	memset(a, 0, sizeof(*a));
	a->act = act;
	a->item = item;
	a->key = xstrdup(key);
	a->title = xstrdup(title);
	strvec_init(&a->fields);
	strvec_init(&a->kept);
	change_init(&a->change, id);
	memcpy(a->id, id, strnlen(id, ID_LEN));
	return a;
}

static void finish_action(struct planner *p, struct prd_action *a)
{
	p->plan->count[a->act]++;
}

/* The task of a key that the document uses, NULL when it has none. */
static const char *id_of_key(const struct planner *p, const char *key,
			     const struct map *items)
{
	uintptr_t i = (uintptr_t)map_get(items, key);
	uint32_t row;

	if (i && *p->ids[i - 1] && !p->doc->items[i - 1].dropped)
		return p->ids[i - 1];
	row = row_of_key(p, key);
	return row == NO_ROW || p->v->rows[row].deleted ? NULL :
	       p->v->rows[row].id;
}

static bool in_view_deleted(const struct planner *p, const char *id)
{
	uint32_t row = view_find(p->v, id);

	return row != NO_ROW && p->v->rows[row].deleted;
}

/* Set elements that the document adds and takes back. */
static void write_set(struct planner *p, struct prd_action *a, enum field f,
		      const struct json *was, const struct json *now,
		      const struct map *items)
{
	const struct json *j;
	const char *el;

	json_each(j, now) {
		el = json_str(j);
		if (f == F_DEPENDENCIES && el)
			el = id_of_key(p, el, items);
		if (el && !json_has_str(was, json_str(j)) &&
		    !(f == F_DEPENDENCIES && in_view_deleted(p, el)))
			change_add(&a->change, f, el);
	}
	json_each(j, was) {
		el = json_str(j);
		if (!el || json_has_str(now, el))
			continue;
		if (f == F_DEPENDENCIES)
			el = id_of_key(p, el, items);
		if (el)
			change_remove(&a->change, f, el);
	}
}

static void write_fields(struct prd_action *a, const struct json *was,
			 const struct json *now)
{
	const struct json *j;

	json_each(j, now)
		if (!json_eq(j, json_get(was, json_key(j))))
			change_put(&a->change, F_FIELDS, json_key(j),
				   json_copy(j));
	json_each(j, was)
		if (!json_get(now, json_key(j)))
			change_drop(&a->change, F_FIELDS, json_key(j));
}

static void write_status(struct planner *p, struct prd_action *a,
			 const struct task *t, const struct json *now)
{
	enum status s;

	if (!now || !status_parse(&s, json_str(now)))
		return;
	if (t) {
		change_status(&a->change, t, s, p->opt->now);
		return;
	}
	if (s == STATUS_PENDING)
		return;
	change_set_str(&a->change, F_STATUS, status_name(s));
	if (s == STATUS_COMPLETED)
		change_set_time(&a->change, F_COMPLETED_AT, p->opt->now);
	if (s == STATUS_IN_PROGRESS)
		change_set_time(&a->change, F_STARTED_AT, p->opt->now);
}

static void write_parent(struct planner *p, struct prd_action *a,
			 const struct json *now, const struct map *items)
{
	const char *id = now ? id_of_key(p, json_str(now), items) : NULL;

	if (id && !in_view_deleted(p, id))
		change_set_str(&a->change, F_PARENT, id);
	else if (!a->change.create)
		change_unset(&a->change, F_PARENT);
}

static void write_one(struct planner *p, struct prd_action *a,
		      const struct task *t, enum field f,
		      const struct json *was, const struct json *now,
		      const struct map *items)
{
	switch (f) {
	case F_TAGS:
	case F_DEPENDENCIES:
		write_set(p, a, f, was, now, items);
		break;
	case F_FIELDS:
		write_fields(a, was, now);
		break;
	case F_STATUS:
		write_status(p, a, t, now);
		break;
	case F_PARENT:
		write_parent(p, a, now, items);
		break;
	default:
		if (now)
			change_set(&a->change, f, json_copy(now));
		else if (f == F_PRIORITY)	/* can not be unset */
			change_set_str(&a->change, f,
				       priority_name(PRIO_MEDIUM));
		else
			change_unset(&a->change, f);
		break;
	}
}

static const enum field said_fields[] = {
	F_TITLE, F_DESCRIPTION, F_TYPE, F_PRIORITY, F_STATUS, F_ASSIGNEE,
	F_ESTIMATED_HOURS, F_DEADLINE, F_SUCCESS_CRITERIA, F_TAGS,
	F_DEPENDENCIES, F_PARENT, F_FIELDS,
};

static struct json *source_json(const struct planner *p,
				const struct prd_item *it, struct json *said)
{
	struct json *s = json_new_obj();

	json_set_str(s, "prd", p->opt->prd);
	json_set_str(s, "key", it->key);
	json_set_int(s, "line", it->line);
	json_set_int(s, "end_line", it->end_line);
	json_set_num(s, "confidence", floor(it->confidence * 100 + 0.5) / 100);
	json_set(s, "said", said);
	return s;
}

static bool is_kept(const struct task *t, enum field f, const struct json *was)
{
	const struct json *is = task_get(t, f);

	if (f == F_TAGS || f == F_DEPENDENCIES || f == F_FIELDS ||
	    f == F_PARENT)
		return false;
	return was && !json_eq(was, is);
}

/* Fields that the document says differently than last time. */
static void diff_item(struct planner *p, struct prd_action *a,
		      const struct task *t, const struct json *was,
		      const struct json *now, const struct map *items)
{
	bool removed = a->item != PRD_NO_ITEM &&
		       p->doc->items[a->item].removed;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(said_fields); i++) {
		enum field f = said_fields[i];
		const char *name = field_defs[f].name;
		const struct json *old = json_get(was, name);
		const struct json *new = json_get(now, name);
		bool same = old && new ? json_eq(old, new) : !old && !new;

		if (removed && f != F_STATUS)	/* only that it is gone */
			continue;
		if (same) {
			if (t && is_kept(t, f, old))
				strvec_push(&a->kept, name);
			continue;
		}
		write_one(p, a, t, f, old, new, items);
		strvec_push(&a->fields, name);
	}
}

static void create_item(struct planner *p, size_t i, const struct map *items)
{
	const struct prd_item *it = &p->doc->items[i];
	struct json *said = says(p, it), *none = json_new_obj();
	struct prd_action *a = new_action(p, PRD_CREATE, i, p->ids[i], it->key,
					  json_get_str(said, "title"));

	a->change.create = true;
	diff_item(p, a, NULL, none, said, items);
	if (p->opt->project)
		change_set_str(&a->change, F_PROJECT, p->opt->project);
	change_set(&a->change, F_SOURCE, source_json(p, it, said));
	json_free(none);
	finish_action(p, a);
}

static void update_item(struct planner *p, size_t i, const struct task *t,
			const struct map *items)
{
	const struct prd_item *it = &p->doc->items[i];
	const struct json *source = task_get(t, F_SOURCE);
	const struct json *was = json_get(source, "said");
	struct json *said = says(p, it), *none = json_new_obj(), *now;
	struct prd_action *a = new_action(p, PRD_SAME, i, p->ids[i], it->key,
					  json_get_str(said, "title"));

	diff_item(p, a, t, was ? was : none, said, items);
	if (json_get_bool(source, "vanished", false) && !it->removed &&
	    task_status(t) == STATUS_CANCELLED) {
		change_status(&a->change, t, STATUS_PENDING, p->opt->now);
		strvec_push(&a->fields, "status");
	}
	now = source_json(p, it, said);
	if (a->fields.nr)
		a->act = it->removed && status_is_open(task_status(t)) ?
			 PRD_REMOVE : PRD_UPDATE;
	else if (!json_eq(now, source))
		a->act = PRD_MOVED;
	if (a->act == PRD_SAME)
		json_free(now);
	else
		change_set(&a->change, F_SOURCE, now);
	json_free(none);
	finish_action(p, a);
}

static int plan_item(struct planner *p, size_t i, const struct map *items,
		     struct err *err)
{
	const struct prd_item *it = &p->doc->items[i];
	struct task t = TASK_INIT;

	if (p->row[i] == NO_ROW) {
		if (!it->removed)
			create_item(p, i, items);
		return 0;
	}
	if (p->v->rows[p->row[i]].deleted) {	/* somebody deleted it */
		finish_action(p, new_action(p, PRD_SAME, i, p->ids[i], it->key,
					    it->title));
		return 0;
	}
	if (view_task(&t, p->v, p->row[i], err) < 0)
		return -1;
	update_item(p, i, &t, items);
	task_release(&t);
	return 0;
}

static int plan_vanished(struct planner *p, struct err *err)
{
	size_t i;

	for (i = 0; i < p->rows.nr; i++) {
		uint32_t row = (uint32_t)((uintptr_t)p->rows.items[i].value - 1);
		const struct row *r = &p->v->rows[row];
		struct task t = TASK_INIT;
		struct prd_action *a;

		if (p->taken[row] || r->deleted || !status_is_open(r->stored))
			continue;
		a = new_action(p, PRD_VANISHED, PRD_NO_ITEM, r->id, r->prd_key,
			       r->title);
		finish_action(p, a);
		if (!p->opt->prune)
			continue;
		if (view_task(&t, p->v, row, err) < 0)
			return -1;
		change_status(&a->change, &t, STATUS_CANCELLED, p->opt->now);
		{
			struct json *s = json_copy(task_get(&t, F_SOURCE));

			json_set_bool(s, "vanished", true);
			change_set(&a->change, F_SOURCE, s);
		}
		strvec_push(&a->fields, "status");
		task_release(&t);
	}
	return 0;
}

int prd_plan_make(struct prd_plan *out, const struct prd_doc *doc,
		  const struct view *v, const struct prd_plan_options *opt,
		  struct err *err)
{
	struct planner p = { .plan = out, .doc = doc, .v = v, .opt = opt };
	struct map items = MAP_INIT;
	size_t i;
	int ret = 0;

	memset(out, 0, sizeof(*out));
	p.row = xcalloc(doc->nr + 1, sizeof(*p.row));
	p.ids = xcalloc(doc->nr + 1, sizeof(*p.ids));
	p.taken = xcalloc(v->nr + 1, sizeof(*p.taken));
	index_rows(&p);
	match_items(&p);
	for (i = 0; i < doc->nr; i++) {
		char canon[PRD_ID_MAX];
		const char *ref;

		ref_of(canon, &ref, doc->items[i].key);
		if (!map_has(&items, ref))
			map_put(&items, ref, (void *)(uintptr_t)(i + 1));
	}
	for (i = 0; i < doc->nr && ret == 0; i++)
		if (!doc->items[i].dropped)
			ret = plan_item(&p, i, &items, err);
	if (ret == 0)
		ret = plan_vanished(&p, err);
	map_clear(&items);
	map_clear(&p.rows);
	free(p.row);
	free(p.ids);
	free(p.taken);
	if (ret < 0)
		prd_plan_release(out);
	return ret;
}

void prd_plan_release(struct prd_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->nr; i++) {
		struct prd_action *a = &plan->actions[i];

		free(a->key);
		free(a->title);
		strvec_clear(&a->fields);
		strvec_clear(&a->kept);
		change_release(&a->change);
	}
	free(plan->actions);
	memset(plan, 0, sizeof(*plan));
}

char *prd_name(const char *path, const char *worktree)
{
	char *real, *name = NULL;
	size_t n;

	if (!strcmp(path, "-"))
		return xstrdup("stdin");
	real = realpath(path, NULL);
	if (real && worktree) {
		char *top = realpath(worktree, NULL);

		n = top ? strlen(top) : 0;
		if (n && !strncmp(real, top, n) && real[n] == '/')
			name = xstrdup(real + n + 1);
		free(top);
	}
	free(real);
	return name ? name : xstrdup(path_basename(path));
}
