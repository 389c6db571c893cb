/*
 * prd-plan.c - what a document would change: its items against the tasks that
 * came from it before.
 */
#include "base/base.h"
#include "feat/prd/prd-plan.h"

#include <math.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/due.h"
#include "feat/prd/prd-match.h"
#include "feat/prd/prd-text.h"
#include "model/critset.h"

#define TICKED "ticked"		/* in source.said: no field of a task */
#define DONE "definition_of_done"	/* in source */
#define DONE_BYTES ((size_t)64 << 10)	/* of it, in a task and in all of them */
#define DONE_BYTES_ALL ((size_t)8 << 20)

struct planner {
	struct prd_plan *plan;
	const struct prd_doc *doc;
	const struct view *v;
	const struct prd_plan_options *opt;
	struct prd_matches m;
	char (*ids)[ID_LEN + 1];
	struct json *done;	/* the definition of done, or NULL */
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

/*
 * What the document asks of all its items: kept with each task, where it is judged.
 * NULL: nothing, or more than is reasonable to keep so often.
 */
static struct json *say_done(const struct prd_doc *doc)
{
	struct json *arr = json_new_arr();
	size_t i, bytes = 0;

	for (i = 0; i < doc->nr_criteria; i++) {
		const struct prd_criterion *c = &doc->criteria[i];
		struct json *o;
		char *text;

		if (!c->done)
			continue;
		text = storable(c->text, true, LINE_MAX_BYTES - 8);
		o = json_new_obj();
		json_set_str(o, "criterion", text);
		if (c->measurable)
			json_set_str(o, "measurable", c->measurable);
		if (c->check == MD_CHECK_DONE)
			json_set_bool(o, "done", true);
		json_push(arr, o);
		bytes += strlen(text) + 64;
		free(text);
	}
	if (json_nr(arr) && bytes <= DONE_BYTES &&
	    bytes * doc->nr_kept <= DONE_BYTES_ALL)
		return arr;
	json_free(arr);
	return NULL;
}

/* The criteria whose box the document has ticked, by their words. */
static void say_ticks(struct json *said, const struct prd_item *it)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < it->nr_criteria; i++) {
		char *text;

		if (it->criteria[i].check != MD_CHECK_DONE)
			continue;
		text = storable(it->criteria[i].text, true, LINE_MAX_BYTES - 8);
		if (*text && !json_has_str(arr, text))
			json_push_str(arr, text);
		free(text);
	}
	if (json_nr(arr))
		json_set(said, TICKED, arr);
	else
		json_free(arr);
}

static void ref_push(struct json *arr, const char *key)
{
	char canon[PRD_ID_MAX];

	json_push_str(arr, prd_ref(canon, key));
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
	char day[12];
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
	if (it->deadline &&
	    (due_parse(&ms, it->deadline, p->opt->now, NULL) == 0 ||
	     (prd_written_day(day, it->deadline) &&
	      due_parse(&ms, day, p->opt->now, NULL) == 0))) {
		due_format(when, ms);
		json_set_str(said, "deadline", when);
	}
	say_criteria(said, it);
	say_ticks(said, it);
	say_lists(said, p, it);
	if (it->parent != PRD_NO_ITEM) {
		char canon[PRD_ID_MAX];

		json_set_str(said, "parent",
			     prd_ref(canon, p->doc->items[it->parent].key));
	}
	say_fields(said, it);
	return said;
}

/* ---- the tasks of the items ---- */

static void give_ids(struct planner *p)
{
	size_t i;

	for (i = 0; i < p->doc->nr; i++) {
		const struct prd_item *it = &p->doc->items[i];
		uint32_t row = p->m.items[i].row;

		if (row != NO_ROW)
			memcpy(p->ids[i], p->v->rows[row].id, ID_LEN + 1);
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
	a->was = json_new_obj();
	a->now = json_new_obj();
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
	row = prd_row_of_key(&p->m, key);
	return row == NO_ROW || p->v->rows[row].deleted ? NULL :
	       p->v->rows[row].id;
}

static bool in_view_deleted(const struct planner *p, const char *id)
{
	uint32_t row = view_find(p->v, id);

	return row != NO_ROW && p->v->rows[row].deleted;
}

/* Does one of the keys mean the task? */
static bool means(const struct planner *p, const struct json *keys,
		  const char *id, const struct map *items)
{
	const struct json *j;
	const char *one;

	json_each(j, keys) {
		one = json_str(j) ? id_of_key(p, json_str(j), items) : NULL;
		if (one && str_eq(one, id))
			return true;
	}
	return false;
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
		if (f == F_DEPENDENCIES) {
			el = id_of_key(p, el, items);
			if (el && means(p, now, el, items))
				continue;	/* it has only a new key */
		}
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

static void write_status(struct prd_action *a, const struct task *t,
			 const struct json *now)
{
	enum status s;

	if (!now || !status_parse(&s, json_str(now)))
		return;
	if (t || s != STATUS_PENDING)
		change_want(&a->change, s);
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
		write_status(a, t, now);
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

static bool has_criterion(const struct json *said, const char *text)
{
	const struct json *c;

	json_each(c, json_get(said, "success_criteria"))
		if (str_eq(json_get_str(c, "criterion"), text))
			return true;
	return false;
}

/*
 * A box that the document ticks since last time, or takes back, ticks the task's
 * criterion; what people tick on the task alone stays.
 */
static void write_ticks(const struct planner *p, struct prd_action *a,
			const struct json *was, const struct json *now)
{
	const struct json *old = json_get(was, TICKED);
	const struct json *new = json_get(now, TICKED), *j;
	char *note;
	bool any = false;

	if (!p->opt->tick)
		return;
	note = xasprintf("in %s", p->opt->prd);
	json_each(j, new)
		if (!json_has_str(old, json_str(j))) {
			change_append(&a->change, F_PROGRESS,
				      p->opt->tick(json_str(j), true, note));
			any = true;
		}
	json_each(j, old)
		if (!json_has_str(new, json_str(j)) &&
		    has_criterion(now, json_str(j))) {
			change_append(&a->change, F_PROGRESS,
				      p->opt->tick(json_str(j), false, note));
			any = true;
		}
	free(note);
	if (any)
		strvec_push(&a->fields, TICKED);
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
	if (p->done)
		json_set(s, DONE, json_copy(p->done));
	return s;
}

static bool is_kept(const struct task *t, enum field f, const struct json *was)
{
	struct json *is;
	bool kept;

	if (f == F_TAGS || f == F_DEPENDENCIES || f == F_FIELDS ||
	    f == F_PARENT)
		return false;
	is = criteria_bare(task_get(t, f));
	kept = was && !json_eq(was, is);
	json_free(is);
	return kept;
}

static bool same_json(const struct json *a, const struct json *b)
{
	return a && b ? json_eq(a, b) : !a && !b;
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
		bool same = same_json(old, new);

		if (removed && f != F_STATUS)	/* only that it is gone */
			continue;
		if (same) {
			if (t && is_kept(t, f, old))
				strvec_push(&a->kept, name);
			continue;
		}
		write_one(p, a, t, f, old, new, items);
		strvec_push(&a->fields, name);
		if (t)
			json_set(a->was, name, old ? json_copy(old) :
						   json_new_null());
		if (t)
			json_set(a->now, name, new ? json_copy(new) :
						   json_new_null());
	}
	if (!removed)
		write_ticks(p, a, was, now);
}

static void create_item(struct planner *p, size_t i, const struct map *items)
{
	const struct prd_item *it = &p->doc->items[i];
	struct json *said = says(p, it), *none = json_new_obj();
	struct prd_action *a = new_action(p, PRD_CREATE, i, p->ids[i], it->key,
					  json_get_str(said, "title"));

	a->change.create = true;
	if (p->m.items[i].maybe != NO_ROW) {
		memcpy(a->maybe, p->v->rows[p->m.items[i].maybe].id,
		       ID_LEN + 1);
		a->like = p->m.items[i].like;
	}
	diff_item(p, a, NULL, none, said, items);
	if (p->opt->project)
		change_set_str(&a->change, F_PROJECT, p->opt->project);
	change_set(&a->change, F_SOURCE, source_json(p, it, said));
	json_free(none);
	finish_action(p, a);
}

/* The definition of done is of all items: each is told of its change. */
static void diff_done(const struct planner *p, struct prd_action *a,
		      const struct json *old)
{
	if (same_json(p->done, old))
		return;
	strvec_push(&a->fields, DONE);
	json_set(a->was, DONE, old ? json_copy(old) : json_new_null());
	json_set(a->now, DONE, p->done ? json_copy(p->done) : json_new_null());
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

	a->why = p->m.items[i].why;
	a->like = p->m.items[i].like;
	if (!a->why && p->m.renamed_from)
		a->why = "the document has a new name";
	if (!a->why && !str_eq(p->v->rows[p->m.items[i].row].prd_key, it->key))
		a->why = "the same id";
	diff_item(p, a, t, was ? was : none, said, items);
	if (json_get_bool(source, "vanished", false) && !it->removed &&
	    task_status(t) == STATUS_CANCELLED) {
		change_want(&a->change, STATUS_PENDING);
		strvec_push(&a->fields, "status");
	}
	now = source_json(p, it, said);
	if (!it->removed)
		diff_done(p, a, json_get(source, DONE));
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

	if (p->m.items[i].row == NO_ROW) {
		if (!it->removed)
			create_item(p, i, items);
		return 0;
	}
	if (p->v->rows[p->m.items[i].row].deleted) {	/* somebody deleted it */
		finish_action(p, new_action(p, PRD_SAME, i, p->ids[i], it->key,
					    it->title));
		return 0;
	}
	if (view_task(&t, p->v, p->m.items[i].row, err) < 0)
		return -1;
	update_item(p, i, &t, items);
	task_release(&t);
	return 0;
}

/* What a task has that must not be cancelled unasked, or NULL. */
static const char *guard_of(const struct planner *p, uint32_t row)
{
	const struct row *r = &p->v->rows[row];
	size_t i;

	if (r->stored == STATUS_IN_PROGRESS)
		return "is in progress";
	if (r->nr_commits)
		return "has commits";
	if (r->nr_progress)
		return "has progress";
	if (*r->assignee)
		return "is assigned";
	if (r->lease_until != WHEN_NONE && r->lease_until > p->opt->now)
		return "is claimed";
	for (i = 0; i < p->doc->nr; i++)
		if (p->m.items[i].maybe == row && p->m.items[i].row == NO_ROW)
			return "may be an item with other words";
	return NULL;
}

static int plan_vanished(struct planner *p, struct err *err)
{
	size_t i;

	for (i = 0; i < p->m.rows.nr; i++) {
		uint32_t row = (uint32_t)((uintptr_t)
				p->m.rows.items[i].value - 1);
		const struct row *r = &p->v->rows[row];
		struct task t = TASK_INIT;
		struct prd_action *a;

		if (p->m.taken[row] || r->deleted || !status_is_open(r->stored))
			continue;
		a = new_action(p, PRD_VANISHED, PRD_NO_ITEM, r->id, r->prd_key,
			       r->title);
		a->guard = guard_of(p, row);
		finish_action(p, a);
		if (!p->opt->prune)
			continue;
		if (a->guard && !p->opt->force) {
			p->plan->nr_guarded++;
			continue;
		}
		if (view_task(&t, p->v, row, err) < 0)
			return -1;
		change_want(&a->change, STATUS_CANCELLED);
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
	struct prd_match_options mo = { opt->prd, opt->same, opt->exists,
					opt->exists_data, opt->text };
	struct map items = MAP_INIT;
	char canon[PRD_ID_MAX];
	size_t i;
	int ret = 0;

	memset(out, 0, sizeof(*out));
	p.ids = xcalloc(doc->nr + 1, sizeof(*p.ids));
	p.done = say_done(doc);
	prd_match(&p.m, doc, v, &mo);
	give_ids(&p);
	for (i = 0; i < doc->nr; i++) {
		const char *ref = prd_ref(canon, doc->items[i].key);

		if (!map_has(&items, ref))
			map_put(&items, ref, (void *)(uintptr_t)(i + 1));
	}
	for (i = 0; i < doc->nr && ret == 0; i++)
		if (!doc->items[i].dropped)
			ret = plan_item(&p, i, &items, err);
	if (ret == 0)
		ret = plan_vanished(&p, err);
	if (ret == 0 && p.m.renamed_from)
		out->renamed_from = xstrdup(p.m.renamed_from);
	map_clear(&items);
	prd_matches_release(&p.m);
	json_free(p.done);
	free(p.ids);
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
		json_free(a->was);
		json_free(a->now);
		change_release(&a->change);
	}
	free(plan->actions);
	free(plan->renamed_from);
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
