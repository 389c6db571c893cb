#include "base/base.h"
#include "model/join.h"

#include "base/mem.h"
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

static void add_loss(struct join_report *r, const char *name,
		     const struct task *kept, const struct task *lost)
{
	struct join_loss *l;

	ALLOC_GROW(r->losses, r->nr + 1, r->alloc);
	l = &r->losses[r->nr++];
	memcpy(l->id, kept->id, sizeof(l->id));
	l->field = xstrdup(name);
	l->kept = copy_or_null(json_get(kept->doc, name));
	l->lost = copy_or_null(json_get(lost->doc, name));
	stamp_of(l->kept_stamp, kept, name);
	stamp_of(l->lost_stamp, lost, name);
}

/*
 * Registers that people edit and that both sides changed since the base to
 * different values.  What the program derives (updated_at, ...) does not count.
 */
static void report(struct join_report *r, const struct task *out,
		   const struct task *a, const struct task *b,
		   const struct task *base)
{
	const struct json *va, *vb, *v0;
	const char *name;
	int i;

	for (i = 0; i < F_NR; i++) {
		if (field_defs[i].kind != KIND_REGISTER ||
		    (field_defs[i].flags & FIELD_DERIVED))
			continue;
		name = field_defs[i].name;
		va = json_get(a->doc, name);
		vb = json_get(b->doc, name);
		v0 = json_get(base->doc, name);
		if (same(va, vb) || same(va, v0) || same(vb, v0))
			continue;
		if (same(json_get(out->doc, name), va))
			add_loss(r, name, a, b);
		else
			add_loss(r, name, b, a);
	}
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
	if (base && rep)
		report(rep, out, a, b, base);
}
