/*
 * join.c - the join of two states of a task, and the report of what gave way.
 */
#include "base/base.h"
#include "model/join.h"

#include "base/mem.h"
#include "model/critset.h"
#include "model/state.h"

void join_report_release(struct join_report *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		free(r->losses[i].field);
		json_free(r->losses[i].kept);
		json_free(r->losses[i].lost);
	}
	FREE_AND_NULL(r->losses);
	r->nr = r->alloc = 0;
}

static bool same(const struct json *a, const struct json *b)
{
	return a && b ? json_eq(a, b) : a == b;
}

static struct json *copy_or_null(const struct json *v)
{
	return v ? json_copy(v) : NULL;
}

/* The stamp of a register without a sign, "" when there is none. */
static void stamp_of(char out[STAMP_LEN + 1], const struct task *t,
		     const char *name)
{
	const char *s = task_stamp(t, name);

	snprintf(out, STAMP_LEN + 1, "%s", s ? s : "");
}

const struct json *join_register(const struct task *t, const char *name)
{
	const char *slash = strchr(name, '/');
	const struct json *v = json_get(t->doc, name);
	char *field;

	if (v || !slash)
		return v;
	field = xstrndup(name, (size_t)(slash - name));
	v = json_get(t->doc, field);
	free(field);
	return json_is(v, JSON_OBJ) ? json_get(v, slash + 1) : NULL;
}

static void add_loss(struct join_report *r, const char *name,
		     const struct task *kept, const struct task *lost)
{
	struct join_loss *l;

	ALLOC_GROW(r->losses, r->nr + 1, r->alloc);
	l = &r->losses[r->nr++];
	memcpy(l->id, kept->id, sizeof(l->id));
	l->field = xstrdup(name);
	l->kept = copy_or_null(join_register(kept, name));
	l->lost = copy_or_null(join_register(lost, name));
	stamp_of(l->kept_stamp, kept, name);
	stamp_of(l->lost_stamp, lost, name);
}

struct reporter {
	struct join_report *r;
	const struct task *out, *a, *b, *base;
};

/* A register that both sides changed since the base to different values. */
static void report_register(const struct reporter *p, const char *name)
{
	const struct json *va = join_register(p->a, name);
	const struct json *vb = join_register(p->b, name);
	const struct json *v0 = join_register(p->base, name);

	if (same(va, vb) || same(va, v0) || same(vb, v0))
		return;
	if (same(join_register(p->out, name), va))
		add_loss(p->r, name, p->a, p->b);
	else
		add_loss(p->r, name, p->b, p->a);
}

/* A name that can be written in a trailer, which has its words between
 * blanks. */
static bool can_be_named(const char *key)
{
	return *key && strlen(key) < 48 && !key[strcspn(key, " \t\r\n")];
}

/* The keys of a map are registers: those of `of` that `other` has, too, or
 * has taken out. */
static void report_map(const struct reporter *p, const char *field,
		       const struct task *of, const struct task *not_in)
{
	const struct json *map = json_get(of->doc, field), *j;
	const struct json *seen = not_in ? json_get(not_in->doc, field) :
		NULL;
	char *name;

	if (!json_is(map, JSON_OBJ))
		return;
	json_each(j, map) {
		if (!can_be_named(json_key(j)) ||
		    (json_is(seen, JSON_OBJ) && json_get(seen, json_key(j))))
			continue;
		name = xasprintf("%s/%s", field, json_key(j));
		report_register(p, name);
		free(name);
	}
}

/* Fields that this program does not know: what can be a register is one. */
static void report_unknown(const struct reporter *p, const struct task *of,
			   const struct task *not_in)
{
	const struct json *j;

	json_each(j, of->doc) {
		const char *name = json_key(j);

		if (field_find(name) != F_NR || str_eq(name, "stamps") ||
		    !can_be_named(name) || strchr(name, '/') ||
		    (not_in && json_get(not_in->doc, name)))
			continue;
		if (json_is(j, JSON_OBJ) || json_is(j, JSON_ARR))
			continue;
		report_register(p, name);
	}
}

/* What an edit by a person or a program changes, besides the clock's
 * fields and the deletion itself. */
static bool edited(const struct task *t, const struct task *base)
{
	const struct json *j;

	json_each(j, t->doc) {
		const char *name = json_key(j);

		if (!str_eq(name, "stamps") && !str_eq(name, "updated_at") &&
		    !str_eq(name, "deleted") &&
		    !same(j, json_get(base->doc, name)))
			return true;
	}
	json_each(j, base->doc)
		if (!str_eq(json_key(j), "stamps") &&
		    !str_eq(json_key(j), "deleted") &&
		    !json_get(t->doc, json_key(j)))
			return true;
	return false;
}

/* What a list of criteria says without its elements (id NULL), or by one of them. */
static struct json *criterion_of(const struct task *t, const char *id)
{
	const struct json *list = json_get(t->doc,
					   field_defs[F_SUCCESS_CRITERIA].name);
	struct json *plain = id ? NULL : json_new_arr();
	const struct json *c;

	if (!json_is(list, JSON_ARR))
		return id ? NULL : list ? json_copy(list) : plain;
	json_each(c, list) {
		if (id && str_eq(criterion_id(c), id))
			return criterion_bare(c);
		if (!id && !criterion_id(c))
			json_push(plain, json_copy(c));
	}
	return plain;
}

/* Did both sides change this one, to different criteria?  Then true is said of
 * the side that gave way: *lost. */
static bool both_changed(const struct reporter *p, const char *id,
			 const struct task **lost)
{
	struct json *a = criterion_of(p->a, id), *b = criterion_of(p->b, id);
	struct json *base = criterion_of(p->base, id);
	struct json *out = criterion_of(p->out, id);
	bool hit = !same(a, b) && !same(a, base) && !same(b, base);

	*lost = same(out, a) ? p->b : p->a;
	json_free(a);
	json_free(b);
	json_free(base);
	json_free(out);
	return hit;
}

/* Criteria that were added or taken away are no conflict; the whole list is told
 * of when one of them, or those that are no elements, had to give way. */
static void report_criteria(const struct reporter *p)
{
	const char *name = field_defs[F_SUCCESS_CRITERIA].name;
	const struct json *list = json_get(p->a->doc, name), *c;
	const struct task *lost;
	bool hit;

	if (same(list, json_get(p->b->doc, name)))
		return;
	hit = both_changed(p, NULL, &lost);
	if (json_is(list, JSON_ARR))
		json_each(c, list)
			hit = hit || (criterion_id(c) &&
				      both_changed(p, criterion_id(c), &lost));
	if (hit)
		add_loss(p->r, name, lost == p->a ? p->b : p->a, lost);
}

/*
 * One side deleted the task, the other one went on with it: nothing of the
 * edits is lost, but nobody sees them.  The loser is the register "deleted"
 * of the side that did not touch it.
 */
static void report_deletion(const struct reporter *p)
{
	bool gone_a = task_deleted(p->a) && !task_deleted(p->base);
	bool gone_b = task_deleted(p->b) && !task_deleted(p->base);

	if (gone_a == gone_b || !task_deleted(p->out))
		return;
	if (gone_a && !task_deleted(p->b) && edited(p->b, p->base))
		add_loss(p->r, "deleted", p->a, p->b);
	if (gone_b && !task_deleted(p->a) && edited(p->a, p->base))
		add_loss(p->r, "deleted", p->b, p->a);
}

/*
 * Registers that people edit and that both sides changed since the base to
 * different values.  What the program derives (updated_at, ...) does not count.
 */
static void report(const struct reporter *p)
{
	int i;

	for (i = 0; i < F_NR; i++) {
		const struct field_def *d = &field_defs[i];

		if (d->kind == KIND_MAP) {
			report_map(p, d->name, p->a, NULL);
			report_map(p, d->name, p->b, p->a);
		} else if (i == F_SUCCESS_CRITERIA) {
			report_criteria(p);
		} else if (d->kind == KIND_REGISTER &&
			   (!(d->flags & FIELD_DERIVED) || i == F_SOURCE ||
			    i == F_LEASE || i == F_CRITERIA_RESULTS)) {
			report_register(p, d->name);
		}
	}
	report_unknown(p, p->a, NULL);
	report_unknown(p, p->b, p->a);
	report_deletion(p);
}

void join_tasks(struct task *out, const struct task *a, const struct task *b,
		const struct task *base, struct join_report *rep)
{
	struct state sa, sb;

	if (strcmp(a->id, b->id) != 0)
		BUG("join of two tasks, %s and %s", a->id, b->id);
	if (json_eq(a->doc, b->doc)) {
		task_copy(out, a);
		return;
	}
	state_decode(&sa, a->doc);
	state_decode(&sb, b->doc);
	state_join(&sa, &sb);
	memcpy(out->id, a->id, sizeof(out->id));
	out->doc = state_encode(&sa, a->id);
	state_release(&sa);
	state_release(&sb);
	if (base && rep) {
		struct reporter p = { rep, out, a, b, base };

		report(&p);
	}
}
