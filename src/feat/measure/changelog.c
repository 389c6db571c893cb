/*
 * changelog.c - events of a task in words and as JSON.
 */
#include "base/base.h"
#include "feat/measure/changelog.h"

#include "base/mem.h"
#include "data/when.h"
#include "model/change.h"

void logview_what(struct strbuf *out, const struct log_item *ev)
{
	if (!ev->before)
		strbuf_addstr(out, "created");
	else
		change_tell(out, ev->before, ev->after);
}

/* "tags/auth" -> "tags"; each field once. */
static void field_names(struct strvec *out, const struct strvec *paths)
{
	size_t i;

	for (i = 0; i < paths->nr; i++) {
		const char *slash = strchr(paths->v[i], '/');
		char *name = slash ? xstrndup(paths->v[i], (size_t)
					      (slash - paths->v[i])) :
			     xstrdup(paths->v[i]);

		if (!strvec_has(out, name))
			strvec_push(out, name);
		free(name);
	}
}

static struct json *value_of(const struct task *t, const char *field)
{
	struct json *j = t ? json_get(t->doc, field) : NULL;

	return j ? json_copy(j) : json_new_null();
}

/* Elements of `a` that `b` lacks. */
static struct json *missing_from(const struct json *a, const struct json *b)
{
	struct json *out = json_new_arr(), *x, *y;

	json_each(x, a) {
		bool there = false;

		json_each(y, b)
			there |= json_eq(x, y);
		if (!there)
			json_push(out, json_copy(x));
	}
	return out;
}

static struct json *field_change(const struct log_item *ev, const char *name)
{
	const struct json *before = json_get(ev->before->doc, name);
	const struct json *after = json_get(ev->after->doc, name);
	struct json *c = json_new_obj();

	json_set_str(c, "field", name);
	if (json_is(before, JSON_ARR) != json_is(after, JSON_ARR) &&
	    before && after) {
		json_set(c, "before", json_copy(before));
		json_set(c, "after", json_copy(after));
	} else if (json_is(before, JSON_ARR) || json_is(after, JSON_ARR)) {
		json_set(c, "added", missing_from(after, before));
		json_set(c, "removed", missing_from(before, after));
	} else {
		json_set(c, "before", value_of(ev->before, name));
		json_set(c, "after", value_of(ev->after, name));
	}
	return c;
}

struct json *logview_json(const struct log_item *ev)
{
	struct strvec paths = STRVEC_INIT, names = STRVEC_INIT;
	struct json *j = json_new_obj(), *changes = json_new_arr();
	char at[WHEN_LEN];
	size_t i;

	when_format(at, ev->when);
	json_set_str(j, "commit", ev->commit);
	json_set_str(j, "when", at);
	json_set_str(j, "author", ev->author);
	json_set_str(j, "email", ev->email);
	json_set_str(j, "op", ev->verb);
	json_set_str(j, "id", ev->id);
	json_set_str(j, "title", ev->after ? task_str(ev->after, F_TITLE) :
		     NULL);
	json_set_str(j, "subject", ev->subject);
	if (ev->before && ev->after) {
		change_fields(&paths, ev->before, ev->after);
		field_names(&names, &paths);
	}
	for (i = 0; i < names.nr; i++) {
		if (strcmp(names.v[i], field_defs[F_TRANSITIONS].name) != 0)
			json_push(changes, field_change(ev, names.v[i]));
	}
	json_set(j, "changes", changes);
	strvec_clear(&paths);
	strvec_clear(&names);
	return j;
}
