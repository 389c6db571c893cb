/*
 * diff.c - what differs between two states of a task.
 */
#include "base/base.h"
#include "model/change.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "model/state.h"

#define SUBJECT_TEXT 60		/* columns of a text in a description */

/* One cell that differs; cells are NULL where a state has none. */
struct difference {
	const char *field, *key;	/* key NULL: a register */
	enum shape shape;
	const struct cell *before, *after;
};

typedef void (*difference_fn)(const struct difference *d, void *data);

static const struct json *value_of(const struct cell *c)
{
	return c ? c->value : NULL;
}

static bool same_value(const struct cell *a, const struct cell *b)
{
	const struct json *va = value_of(a), *vb = value_of(b);

	return va && vb ? json_eq(va, vb) : va == vb;
}

static const struct cell *cell_in(const struct field_state *f, enum shape shape,
				  const char *key)
{
	if (!f || f->shape != shape)
		return NULL;
	return key ? map_get(&f->cells, key) : &f->reg;
}

static void diff_field(const char *name, const struct field_state *b,
		       const struct field_state *a, difference_fn fn,
		       void *data)
{
	struct difference d = { name, NULL, SHAPE_REGISTER, NULL, NULL };
	const struct field_state *side[2];
	size_t i, j;

	if (b && a)
		d.shape = b->shape > a->shape ? b->shape : a->shape;
	else
		d.shape = b ? b->shape : a->shape;
	if (d.shape == SHAPE_REGISTER || d.shape == SHAPE_ITEMS) {
		d.before = cell_in(b, d.shape, NULL);
		d.after = cell_in(a, d.shape, NULL);
		if (!same_value(d.before, d.after))
			fn(&d, data);
	}
	if (d.shape == SHAPE_REGISTER)
		return;
	side[0] = b;
	side[1] = a;
	for (j = 0; j < 2; j++) {
		if (!side[j] || side[j]->shape != d.shape)
			continue;
		for (i = 0; i < side[j]->cells.nr; i++) {
			d.key = side[j]->cells.items[i].key;
			d.before = cell_in(b, d.shape, d.key);
			d.after = cell_in(a, d.shape, d.key);
			if ((j == 0 || !d.before) &&
			    !same_value(d.before, d.after))
				fn(&d, data);
		}
	}
}

/* Calls fn for everything that differs, updated_at left out; fields in byte
 * order of their names. */
static void diff_states(const struct state *before, const struct state *after,
			difference_fn fn, void *data)
{
	struct strvec names = STRVEC_INIT;
	size_t i;

	for (i = 0; i < before->fields.nr; i++)
		strvec_push(&names, before->fields.items[i].key);
	for (i = 0; i < after->fields.nr; i++)
		strvec_push(&names, after->fields.items[i].key);
	strvec_sort(&names);
	strvec_uniq(&names);
	for (i = 0; i < names.nr; i++)
		if (strcmp(names.v[i], field_defs[F_UPDATED_AT].name) != 0)
			diff_field(names.v[i],
				   map_get(&before->fields, names.v[i]),
				   map_get(&after->fields, names.v[i]), fn,
				   data);
	strvec_clear(&names);
}

static void decode(struct state *s, const struct task *t)
{
	struct json *empty = json_new_obj();

	state_decode(s, t && t->doc ? t->doc : empty);
	json_free(empty);
}

/* ---- names ---- */

static void push_name(const struct difference *d, void *data)
{
	if (d->key)
		strvec_pushf(data, "%s/%s", d->field, d->key);
	else
		strvec_push(data, d->field);
}

void change_fields(struct strvec *out, const struct task *before,
		   const struct task *after)
{
	struct state b, a;

	decode(&b, before);
	decode(&a, after);
	diff_states(&b, &a, push_name, out);
	state_release(&b);
	state_release(&a);
}

/* ---- words ---- */

struct words {
	struct strbuf *out;
	size_t start;		/* where our text begins */
	const char *last;	/* field named last */
	bool minor;		/* second round: what the program derives */
	bool people;		/* for people: no names of fields and values */
	size_t linked, unlinked;	/* commits; both after a rebase */
};

/* "in_progress" -> "in progress". */
static void add_spaced(struct strbuf *out, const char *name)
{
	for (; *name; name++)
		strbuf_addch(out, *name == '_' ? ' ' : *name);
}

static void add_name(struct words *w, const char *name)
{
	if (w->people)
		add_spaced(w->out, name);
	else
		strbuf_addstr(w->out, name);
}

static void add_text(struct strbuf *out, const char *text)
{
	struct strbuf clean = STRBUF_INIT;

	utf8_add_clean_line(&clean, text);
	utf8_add_fit(out, clean.buf, SUBJECT_TEXT, false);
	strbuf_release(&clean);
}

static void add_value(struct strbuf *out, enum field f, const struct json *v)
{
	struct strbuf line = STRBUF_INIT;

	if (!v) {
		strbuf_addstr(out, "none");
	} else if (f == F_PARENT && json_str(v)) {
		strbuf_addf(out, "%.*s", ID_SHORT, json_str(v));
	} else if (json_str(v)) {
		add_text(out, json_str(v));
	} else {
		json_line(&line, v);
		add_text(out, line.buf);
		strbuf_release(&line);
	}
}

/* " 1.5 h", " 20 min" of an entry of the work log; "" when it does not say. */
static void add_worked(struct strbuf *out, const struct json *entry)
{
	double seconds = json_get_num(entry, "seconds", -1);

	if (seconds >= 3600)
		strbuf_addf(out, " %.3g h", seconds / 3600);
	else if (seconds >= 0)
		strbuf_addf(out, " %.0f min", seconds / 60);
}

static void count_commit(const struct difference *d, void *data)
{
	struct words *w = data;

	if (!d->key || field_find(d->field) != F_COMMITS)
		return;
	w->linked += value_of(d->after) != NULL;
	w->unlinked += value_of(d->after) == NULL;
}

static void next_part(struct words *w)
{
	if (w->out->len > w->start)
		strbuf_addstr(w->out, ", ");
}

/* A commit by its subject, or as gone; those of a rebase as a number, once. */
static void tell_commit(struct words *w, const struct difference *d)
{
	const char *subject = json_get_str(value_of(d->after), "subject");

	if (w->unlinked && !w->linked) {
		next_part(w);
		strbuf_addf(w->out, "commit %.*s unlinked", ID_SHORT, d->key);
	} else if (w->unlinked) {
		next_part(w);
		strbuf_addf(w->out, "%zu commit%s replaced", w->unlinked,
			    w->unlinked == 1 ? "" : "s");
		if (w->linked != w->unlinked)
			strbuf_addf(w->out, " by %zu", w->linked);
		w->linked = w->unlinked = 0;
	} else if (w->linked) {
		next_part(w);
		strbuf_addf(w->out, "commit %.*s", ID_SHORT, d->key);
		if (subject) {
			strbuf_addstr(w->out, ": ");
			add_text(w->out, subject);
		}
	}
}

/* What a person would not call it by its key; true: it is told, or not worth it. */
static bool tell_element(struct words *w, const struct difference *d,
			 enum field f)
{
	const struct json *v = value_of(d->after);

	if (f == F_FIELDS && !strcmp(d->key, "branch_base"))
		return true;
	/* which the commit itself tells */
	if (f == F_PROGRESS && str_eq(json_get_str(v ? v : value_of(d->before),
						   "kind"), "commit"))
		return true;
	if (f == F_COMMITS) {
		tell_commit(w, d);
		return true;
	}
	if (f != F_WORKLOG || !v)
		return false;
	next_part(w);
	strbuf_addstr(w->out, "worked");
	add_worked(w->out, v);
	return true;
}

static void describe_element(struct words *w, const struct difference *d,
			     enum field f)
{
	const struct json *v = value_of(d->after);
	const struct json *shown = v ? v : value_of(d->before);
	const char *text = d->shape == SHAPE_ITEMS ?
		json_get_str(shown, "criterion") :
		json_is(v, JSON_OBJ) ? json_get_str(v, "text") : NULL;
	bool same_field = w->last && !strcmp(w->last, d->field);

	if (!same_field) {
		next_part(w);
		add_name(w, d->field);
	}
	strbuf_addstr(w->out, v ? " +" : " -");
	if (f == F_DEPENDENCIES)
		strbuf_addf(w->out, "%.*s", ID_SHORT, d->key);
	else if (text)
		add_text(w->out, text);
	else
		add_text(w->out, d->key);
}

static void describe(const struct difference *d, void *data)
{
	struct words *w = data;
	enum field f = field_find(d->field);
	bool minor = f == F_STARTED_AT || f == F_COMPLETED_AT ||
		f == F_CREATED_AT || f == F_CREATED_BY ||
		f == F_CRITERIA_RESULTS || f == F_TRANSITIONS;

	if (minor != w->minor)
		return;
	if (d->key && w->people && tell_element(w, d, f)) {
		w->last = NULL;
		return;
	}
	if (d->key) {
		describe_element(w, d, f);
		w->last = d->field;
		return;
	}
	next_part(w);
	w->last = d->field;
	if (f == F_DELETED) {
		strbuf_addstr(w->out, json_bool(value_of(d->after)) ?
			      "deleted" : "restored");
		return;
	}
	add_name(w, d->field);
	if (f == F_NR || !(field_defs[f].flags & FIELD_BRIEF))
		return;
	strbuf_addch(w->out, ' ');
	if (f == F_STATUS && w->people && value_of(d->before) &&
	    value_of(d->after)) {
		add_spaced(w->out, json_str(value_of(d->before)));
		strbuf_addstr(w->out, " -> ");
		add_spaced(w->out, json_str(value_of(d->after)));
		return;
	}
	add_value(w->out, f, value_of(d->before));
	strbuf_addstr(w->out, " -> ");
	add_value(w->out, f, value_of(d->after));
}

static void in_words(struct strbuf *out, const struct task *before,
		     const struct task *after, bool people)
{
	struct words w = { out, out->len, NULL, false, people, 0, 0 };
	struct state b, a;

	if (!before || !before->doc) {
		add_text(out, task_str(after, F_TITLE) ?
			 task_str(after, F_TITLE) : "");
		return;
	}
	decode(&b, before);
	decode(&a, after);
	if (people)
		diff_states(&b, &a, count_commit, &w);
	diff_states(&b, &a, describe, &w);
	if (out->len == w.start) {
		w.minor = true;
		diff_states(&b, &a, describe, &w);
	}
	state_release(&b);
	state_release(&a);
}

void change_describe(struct strbuf *out, const struct task *before,
		     const struct task *after)
{
	in_words(out, before, after, false);
}

void change_tell(struct strbuf *out, const struct task *before,
		 const struct task *after)
{
	in_words(out, before, after, true);
}

/* ---- undo ---- */

struct inversion {
	struct change *out;
	const struct state *now;
	struct strvec conflicts;
};

static void invert_op(struct change *out, const struct difference *d)
{
	const struct json *v = value_of(d->before);
	struct json *copy = v ? json_copy(v) : NULL;
	enum field f = field_find(d->field);
	bool log = f != F_NR ? field_defs[f].kind == KIND_LOG :
		json_is(v ? v : value_of(d->after), JSON_OBJ);

	switch (d->shape) {
	case SHAPE_REGISTER:
		change_op(out, v ? OP_SET : OP_UNSET, d->field, NULL, copy);
		break;
	case SHAPE_ITEMS:
		/* "": those that are no elements */
		change_op(out, v ? OP_PUT : OP_DROP, d->field,
			  d->key ? d->key : "", copy);
		break;
	case SHAPE_OBJECT:
		change_op(out, v ? OP_PUT : OP_DROP, d->field, d->key, copy);
		break;
	case SHAPE_ARRAY:
		if (log)
			change_op(out, v ? OP_APPEND : OP_RETRACT, d->field,
				  d->key, copy);
		else
			change_op(out, v ? OP_ADD : OP_REMOVE, d->field,
				  d->key, copy);
		break;
	}
}

static void invert(const struct difference *d, void *data)
{
	struct inversion *inv = data;
	const struct field_state *f = map_get(&inv->now->fields, d->field);
	const struct cell *now = cell_in(f, d->shape, d->key);

	if (same_value(now, d->before) && (!f || f->shape == d->shape))
		return;		/* it is so already */
	/* The same value under a later stamp is what an undo leaves behind:
	 * it must not end a chain of undos. */
	if ((f && f->shape != d->shape) || !same_value(now, d->after)) {
		push_name(d, &inv->conflicts);
		return;
	}
	invert_op(inv->out, d);
}

/* The undo of a creation is a deletion, unless it was edited since. */
static void invert_creation(struct inversion *inv, const struct task *after,
			    const struct task *now)
{
	if (task_deleted(now))
		return;
	change_fields(&inv->conflicts, after, now);
	if (!inv->conflicts.nr)
		change_set(inv->out, F_DELETED, json_new_bool(true));
}

int change_invert(struct change *out, const struct task *before,
		  const struct task *after, const struct task *now,
		  struct err *err)
{
	struct inversion inv = { out, NULL, STRVEC_INIT };
	struct state b, a, n;
	char *names;
	int ret = 0;

	change_init(out, after->id);
	if (!before || !before->doc) {
		invert_creation(&inv, after, now);
	} else {
		decode(&b, before);
		decode(&a, after);
		decode(&n, now);
		inv.now = &n;
		diff_states(&b, &a, invert, &inv);
		state_release(&b);
		state_release(&a);
		state_release(&n);
	}
	if (inv.conflicts.nr) {
		names = strvec_join(&inv.conflicts, ", ");
		ret = err_set(err, ERR_CONFLICT, "%.*s can not be undone: "
			      "edited later: %s", ID_SHORT, after->id, names);
		free(names);
	}
	strvec_clear(&inv.conflicts);
	return ret;
}
