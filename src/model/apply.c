/*
 * apply.c - changes put into a task's values and stamps.
 */
#include "base/base.h"
#include "model/change.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/when.h"
#include "model/critset.h"
#include "model/elements.h"
#include "model/state.h"

/* One task being edited: a copy, and the stamp of this edit. */
struct work {
	struct json *doc, *stamps;	/* stamps belongs to doc */
	struct map sets;	/* struct elements of the arrays edited, by name */
	const struct edit *edit;
	char stamp[STAMP_LEN + 1];
	char *status;		/* before the edit */
	bool create, changed, dates;	/* dates: updated_at was given */
	bool undo;		/* takes a transition back */
};

static void put_stamp(struct work *w, const char *name, const char *element,
		      const char *sign)
{
	char *key = element ? xasprintf("%s/%s", name, element) :
		xstrdup(name);
	char *text = xasprintf("%s%s", sign, w->stamp);

	json_set_str(w->stamps, key, text);
	free(key);
	free(text);
	w->changed = true;
}

static void set_register(struct work *w, const char *name,
			 const struct json *value)
{
	struct json *old = json_get(w->doc, name);

	if (old && json_eq(old, value))
		return;
	json_set(w->doc, name, json_copy(value));
	w->changed = true;
	if (!w->create)
		put_stamp(w, name, NULL, "");
}

static void unset_register(struct work *w, const char *name)
{
	if (json_del(w->doc, name))
		put_stamp(w, name, NULL, "");
}

/*
 * The container of a set, log or map.  A value of a wrong type becomes its
 * only element, as in the join.
 */
static struct json *container(struct work *w, const char *name,
			      enum json_type type)
{
	struct json *old = json_get(w->doc, name), *made;

	if (json_is(old, type))
		return old;
	old = json_detach(w->doc, name);
	made = type == JSON_ARR ? json_new_arr() : json_new_obj();
	if (!old || json_is(old, JSON_NULL))
		json_free(old);
	else if (type == JSON_ARR)
		json_push(made, old);
	else
		json_append(made, "", old);
	json_append(w->doc, name, made);
	return made;
}

static void drop_empty(struct work *w, const char *name)
{
	const struct json *c = json_get(w->doc, name);

	if ((json_is(c, JSON_ARR) || json_is(c, JSON_OBJ)) && !json_nr(c))
		json_del(w->doc, name);
}

/* The elements of a set or log, from now on until flush_sets. */
static struct elements *elements_of(struct work *w, const char *name)
{
	struct elements *e = map_get(&w->sets, name);

	if (!e) {
		e = xcalloc(1, sizeof(*e));
		elements_begin(e, container(w, name, JSON_ARR));
		map_put(&w->sets, name, e);
	}
	return e;
}

/* Puts the arrays that were edited back in order. */
static void flush_sets(struct work *w)
{
	struct json *all;
	size_t i;

	for (i = 0; i < w->sets.nr; i++) {
		all = elements_finish(w->sets.items[i].value);
		if (all)
			json_set(w->doc, w->sets.items[i].key, all);
		drop_empty(w, w->sets.items[i].key);
	}
	map_clear(&w->sets);
}

/* Takes `element`.  `log`: a known log, whose entries need no stamp. */
static int put_element(struct work *w, const char *name, struct json *element,
		       bool log, struct err *err)
{
	struct elements *e = elements_of(w, name);
	char *id = element_identity(element), *key = NULL;
	const struct json *old = elements_get(e, id);
	bool same;

	if (old) {
		same = json_eq(old, element);
		json_free(element);
		if (!same)
			err_set(err, ERR_INVALID,
				"%s has another entry '%s' already", name, id);
		free(id);
		return same ? 0 : -1;
	}
	elements_add(e, id, element);
	w->changed = true;
	key = xasprintf("%s/%s", name, id);
	if (!w->create && (!log || json_get(w->stamps, key)))
		put_stamp(w, name, id, "+");
	free(key);
	free(id);
	return 0;
}

static void take_element(struct work *w, const char *name, const char *id)
{
	if (elements_take(elements_of(w, name), id))
		put_stamp(w, name, id, "-");
}

/*
 * Success criteria are edited as the list that people see, and stored as a set:
 * only what differs gets a stamp, so that criteria that another clone adds
 * meanwhile stay.
 */
static void set_criteria(struct work *w, const char *name,
			 const struct json *wanted)
{
	struct critset s;
	size_t i;

	critset_plan(&s, json_get(w->doc, name), wanted);
	if (s.plain || s.in.nr || s.out.nr) {
		json_set(w->doc, name, s.list);
		s.list = NULL;
		drop_empty(w, name);
		w->changed = true;
	}
	for (i = 0; i < s.in.nr && !w->create; i++)
		put_stamp(w, name, s.in.v[i], "+");
	for (i = 0; i < s.out.nr; i++)
		put_stamp(w, name, s.out.v[i], "-");
	if (s.plain)
		put_stamp(w, name, NULL, "");
	critset_release(&s);
}

/*
 * One criterion of the set as it was stored, by its id (undo); `value` NULL: none.
 * With the id "" all those that are no elements.
 */
static void put_criterion(struct work *w, const char *name, const char *id,
			  const struct json *value)
{
	const struct json *old = json_get(w->doc, name), *c, *p;
	struct json *list = json_new_arr();
	bool placed = false;

	if (!*id)
		json_each(p, value)
			json_push(list, json_copy(p));
	json_each(c, old) {
		if (!criterion_id(c)) {
			if (*id)
				json_push(list, json_copy(c));
			continue;
		}
		if (*id && value && !placed && criterion_cmp(value, c) < 0) {
			json_push(list, json_copy(value));
			placed = true;
		}
		if (strcmp(criterion_id(c), id) != 0)
			json_push(list, json_copy(c));
	}
	if (*id && value && !placed)
		json_push(list, json_copy(value));
	json_set(w->doc, name, list);
	put_stamp(w, name, *id ? id : NULL, !*id ? "" : value ? "+" : "-");
	drop_empty(w, name);
}

static void put_member(struct work *w, const char *name, const char *key,
		       const struct json *value)
{
	struct json *map = container(w, name, JSON_OBJ);
	const struct json *old = json_get(map, key);

	if (old && json_eq(old, value))
		return;
	json_set(map, key, json_copy(value));
	w->changed = true;
	if (!w->create)
		put_stamp(w, name, key, "");
}

static void drop_member(struct work *w, const char *name, const char *key)
{
	struct json *map = container(w, name, JSON_OBJ);

	if (json_del(map, key))
		put_stamp(w, name, key, "");
	drop_empty(w, name);
}

/* A copy of an entry with what it may lack. */
static struct json *fill_entry(const struct work *w, const struct json *value)
{
	struct json *entry = json_copy(value);
	char id[ID_LEN + 1], at[WHEN_LEN], ms[4];

	if (!json_is(entry, JSON_OBJ))
		return entry;
	if (!json_get(entry, "id")) {
		id_new(id, w->edit->rnd);
		/* entries are ordered by (at, id): of one second by ms */
		snprintf(ms, sizeof(ms), "%03x",
			 (unsigned)(w->edit->now % 1000) & 0xfff);
		memcpy(id, ms, 3);
		json_set_str(entry, "id", id);
	}
	if (!json_get(entry, "at")) {
		when_format(at, w->edit->now);
		json_set_str(entry, "at", at);
	}
	if (!json_get(entry, "by") && w->edit->author)
		json_set_str(entry, "by", w->edit->author);
	return entry;
}

static enum field_kind kind_of(enum op_type type)
{
	switch (type) {
	case OP_SET: case OP_UNSET:
		return KIND_REGISTER;
	case OP_ADD: case OP_REMOVE:
		return KIND_SET;
	case OP_PUT: case OP_DROP:
		return KIND_MAP;
	case OP_APPEND: case OP_RETRACT:
		return KIND_LOG;
	}
	BUG("no such op: %d", (int)type);
}

/* A map's key: one line, not too long. */
static int check_key(const struct op *op, struct err *err)
{
	struct json *key;
	int ret;

	if (op->type != OP_PUT)
		return 0;
	key = json_new_str(op->key);
	ret = field_check(F_TYPE, key, NULL);
	json_free(key);
	if (ret < 0)
		return err_set(err, ERR_INVALID,
			       "a key of %s must be one line of 1 to %d bytes",
			       op->field, NAME_MAX_BYTES);
	return 0;
}

/* `value` is what will be stored, NULL when something goes away. */
static int check_op(const struct op *op, const struct json *value,
		    struct err *err)
{
	enum field f = field_find(op->field);

	if (f == F_NR) {
		if (!strcmp(op->field, "stamps") || strchr(op->field, '/') ||
		    !strcmp(op->field, "*"))
			return err_set(err, ERR_INVALID,
				       "'%s' can not be the name of a field",
				       op->field);
		return 0;
	}
	if (kind_of(op->type) != field_defs[f].kind &&
	    field_defs[f].type != TYPE_CRITERIA)
		BUG("op %d does not fit %s", (int)op->type, op->field);
	if (f == F_ID)
		return err_set(err, ERR_INVALID,
			       "the id of a task never changes");
	if (op->type == OP_UNSET && !(field_defs[f].flags & FIELD_OPTIONAL))
		return err_set(err, ERR_INVALID, "%s must not be empty",
			       op->field);
	if (!value)
		return 0;
	if (field_defs[f].type == TYPE_CRITERIA && op->type == OP_PUT)
		return 0;	/* it was stored */
	if (check_key(op, err) < 0)
		return -1;
	return field_check(f, value, err);
}

/* One form of a person is stored, whatever the entrance. */
static void set_person(struct work *w, const char *field,
		       const struct json *value)
{
	const char *who = w->edit->person(w->edit->person_data,
					  json_str(value));
	struct json *form;

	if (!*who || str_eq(who, json_str(value))) {
		set_register(w, field, value);
		return;
	}
	form = json_new_str(who);
	set_register(w, field, form);
	json_free(form);
}

static bool is_person(const char *field)
{
	enum field f = field_find(field);

	return f != F_NR && field_defs[f].type == TYPE_PERSON &&
		!(field_defs[f].flags & FIELD_DERIVED);
}

static bool is_criteria(const char *field)
{
	enum field f = field_find(field);

	return f != F_NR && field_defs[f].type == TYPE_CRITERIA;
}

/* Is there a carriage return in a text inside? */
static bool has_cr(const struct json *v)
{
	const struct json *child;

	if (json_str(v))
		return strchr(json_str(v), '\r') != NULL;
	if (!json_is(v, JSON_ARR) && !json_is(v, JSON_OBJ))
		return false;
	json_each(child, v)
		if (has_cr(child))
			return true;
	return false;
}

/* A copy in which the lines of all texts end with LF. */
static struct json *with_lf(const struct json *v)
{
	struct strbuf sb = STRBUF_INIT;
	const struct json *child;
	struct json *copy;

	if (json_str(v)) {
		strbuf_addlf(&sb, json_str(v));
		copy = json_new_str(sb.buf);
		strbuf_release(&sb);
		return copy;
	}
	if (!has_cr(v))
		return json_copy(v);
	copy = json_is(v, JSON_ARR) ? json_new_arr() : json_new_obj();
	json_each(child, v) {
		if (json_key(child))
			json_append(copy, json_key(child), with_lf(child));
		else
			json_push(copy, with_lf(child));
	}
	return copy;
}

/*
 * What an op stores, to be freed when *made is set.  Every entrance comes by
 * here: text from Windows and from old Macs becomes text with LF.
 */
static const struct json *op_value(struct json **made, const struct work *w,
				   const struct op *op)
{
	const struct json *value = op->value;
	struct json *raw = NULL;

	if (op->type == OP_ADD && !value)
		value = raw = json_new_str(op->key);
	else if (op->type == OP_APPEND)
		value = raw = fill_entry(w, value);
	*made = raw;
	if (field_find(op->field) != F_NR && value && has_cr(value)) {
		value = *made = with_lf(value);
		json_free(raw);
	}
	return value;
}

static int apply_op(struct work *w, const struct op *op, struct err *err)
{
	struct json *made;
	const struct json *value = op_value(&made, w, op);
	int ret = check_op(op, value, err);

	if (ret < 0)
		goto out;
	if (is_criteria(op->field)) {
		if (op->type == OP_SET || op->type == OP_UNSET)
			set_criteria(w, op->field, value);
		else
			put_criterion(w, op->field, op->key, value);
		goto out;
	}
	switch (op->type) {
	case OP_SET:
		if (!strcmp(op->field, field_defs[F_UPDATED_AT].name))
			w->dates = true;
		if (is_person(op->field) &&
		    w->edit->person && json_str(value)) {
			set_person(w, op->field, value);
			break;
		}
		set_register(w, op->field, value);
		break;
	case OP_UNSET:
		unset_register(w, op->field);
		break;
	case OP_ADD: case OP_APPEND:
		return put_element(w, op->field,
				   made ? made : json_copy(value),
				   op->type == OP_APPEND &&
				   field_find(op->field) != F_NR, err);
	case OP_REMOVE: case OP_RETRACT:
		if (!strcmp(op->field, field_defs[F_TRANSITIONS].name))
			w->undo = true;
		take_element(w, op->field, op->key);
		break;
	case OP_PUT:
		put_member(w, op->field, op->key, value);
		break;
	case OP_DROP:
		drop_member(w, op->field, op->key);
		break;
	}
out:
	json_free(made);
	return ret;
}

/* Bytes of all strings inside, plus a little for every value. */
static size_t weight(const struct json *v)
{
	const struct json *child;
	size_t sum = 8;

	if (json_str(v))
		return sum + strlen(json_str(v));
	if (!json_is(v, JSON_ARR) && !json_is(v, JSON_OBJ))
		return sum;
	json_each(child, v)
		sum += weight(child) +
			(json_key(child) ? strlen(json_key(child)) : 0);
	return sum;
}

static void set_default(struct work *w, enum field f, const char *value)
{
	if (value && !json_get(w->doc, field_defs[f].name))
		json_set_str(w->doc, field_defs[f].name, value);
}

/*
 * Every change of status is kept as an entry of `transitions`, so that the past
 * does not hang on the commits of the ref.  Undo takes the entry back instead.
 */
static int add_transition(struct work *w, struct err *err)
{
	const char *status = json_get_str(w->doc, field_defs[F_STATUS].name);
	struct json *entry, *filled;

	if (w->create || w->undo || !status || !w->status ||
	    !strcmp(status, w->status))
		return 0;
	entry = json_new_obj();
	json_set_str(entry, "from", w->status);
	json_set_str(entry, "to", status);
	filled = fill_entry(w, entry);
	json_free(entry);
	return put_element(w, field_defs[F_TRANSITIONS].name, filled, true,
			   err);
}

static void set_now(struct work *w, enum field f)
{
	char now[WHEN_LEN];
	struct json *v;

	when_format(now, w->edit->now);
	v = json_new_str(now);
	set_register(w, field_defs[f].name, v);
	json_free(v);
}

/* What goes with a status (change_want). */
static void companions(struct work *w, const struct change *c)
{
	enum status old = STATUS_PENDING, now;

	if (w->status)
		status_parse(&old, w->status);
	if (!change_wants(c, &now) || now == old)
		return;
	if (now == STATUS_IN_PROGRESS && !change_has(c, F_STARTED_AT) &&
	    !json_get(w->doc, field_defs[F_STARTED_AT].name))
		set_now(w, F_STARTED_AT);
	if (!change_has(c, F_COMPLETED_AT)) {
		if (now == STATUS_COMPLETED)
			set_now(w, F_COMPLETED_AT);
		else
			unset_register(w, field_defs[F_COMPLETED_AT].name);
	}
	if (old == STATUS_BLOCKED && !change_has(c, F_BLOCKED_REASON))
		unset_register(w, field_defs[F_BLOCKED_REASON].name);
}

static int finish(struct work *w, struct err *err)
{
	const char *updated = field_defs[F_UPDATED_AT].name;
	struct json *v;
	char now[WHEN_LEN];

	when_format(now, w->edit->now);
	if (w->create) {
		if (!json_get(w->doc, field_defs[F_TITLE].name))
			return err_set(err, ERR_INVALID,
				       "title must not be empty");
		set_default(w, F_STATUS, status_name(STATUS_PENDING));
		set_default(w, F_PRIORITY, priority_name(PRIO_MEDIUM));
		set_default(w, F_CREATED_AT, now);
		set_default(w, F_CREATED_BY, w->edit->author);
		v = json_get(w->doc, field_defs[F_CREATED_BY].name);
		if (v && field_check(F_CREATED_BY, v, err) < 0)
			return -1;
	}
	if (add_transition(w, err) < 0)
		return -1;
	if (!w->dates) {
		v = json_new_str(now);
		set_register(w, updated, v);
		json_free(v);
	}
	flush_sets(w);
	if (weight(w->doc) > TASK_MAX_BYTES)
		return err_set(err, ERR_INVALID,
			       "the task would be too long (max %zu bytes)",
			       TASK_MAX_BYTES);
	return 0;
}

/* The copy to work on. */
static void begin(struct work *w, const struct task *t, const struct change *c,
		  const struct edit *edit)
{
	memset(w, 0, sizeof(*w));
	w->sets.free_value = free;
	w->edit = edit;
	w->create = c->create;
	stamp_next(w->stamp, edit->now,
		   c->create ? edit->after : task_newest_stamp(t),
		   edit->actor);
	if (c->create) {
		w->doc = json_new_obj();
		json_set_str(w->doc, "id", c->id);
	} else {
		w->doc = json_copy(t->doc);
		w->status = xstrdup(json_get_str(w->doc,
						 field_defs[F_STATUS].name));
	}
	w->stamps = json_get(w->doc, "stamps");
	if (!json_is(w->stamps, JSON_OBJ)) {
		w->stamps = json_new_obj();
		json_set(w->doc, "stamps", w->stamps);
	}
	if (c->create)
		json_set_str(w->stamps, "*", w->stamp);
}

int change_apply(struct task *t, const struct change *c,
		 const struct edit *edit, bool *changed, struct err *err)
{
	struct work w;
	size_t i;
	int ret = 0;

	if (!c->create && (!t->doc || strcmp(t->id, c->id) != 0))
		BUG("change of '%s' applied to '%s'", c->id, t->id);
	if (c->create && !id_valid(c->id))
		BUG("'%s' is no id", c->id);
	begin(&w, t, c, edit);
	for (i = 0; i < c->nr && ret == 0; i++)
		ret = apply_op(&w, &c->ops[i], err);
	if (ret == 0)
		companions(&w, c);
	if (ret == 0 && (w.changed || c->create))
		ret = finish(&w, err);
	flush_sets(&w);
	free(w.status);
	if (changed)
		*changed = ret == 0 && (w.changed || c->create);
	if (ret < 0 || (!w.changed && !c->create)) {
		json_free(w.doc);
		return ret;
	}
	json_free(t->doc);
	t->doc = w.doc;
	memcpy(t->id, c->id, sizeof(t->id));
	return 0;
}
