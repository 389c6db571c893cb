/*
 * task.c - states and priorities by name, and the values of a task.
 */
#include "base/base.h"
#include "model/task.h"

#include "base/strbuf.h"
#include "data/due.h"

/* ---- names ---- */

static const char *const status_names[STATUS_NR] = {
	"pending", "in_progress", "blocked", "completed", "cancelled"
};

static const struct {
	const char *word;
	enum status status;
} status_words[] = {
	{ "todo", STATUS_PENDING }, { "open", STATUS_PENDING },
	{ "new", STATUS_PENDING }, { "doing", STATUS_IN_PROGRESS },
	{ "in-progress", STATUS_IN_PROGRESS },
	{ "in progress", STATUS_IN_PROGRESS },
	{ "started", STATUS_IN_PROGRESS }, { "active", STATUS_IN_PROGRESS },
	{ "done", STATUS_COMPLETED }, { "complete", STATUS_COMPLETED },
	{ "finished", STATUS_COMPLETED }, { "closed", STATUS_COMPLETED },
	{ "canceled", STATUS_CANCELLED }, { "dropped", STATUS_CANCELLED },
};

static const char *const priority_names[PRIO_NR] = {
	"none", "low", "medium", "high", "critical"
};

const char *status_name(enum status s)
{
	if ((unsigned)s >= STATUS_NR)
		BUG("no such status: %d", (int)s);
	return status_names[s];
}

bool status_parse(enum status *out, const char *s)
{
	size_t i;

	if (!s)
		return false;
	for (i = 0; i < STATUS_NR; i++)
		if (str_ieq(s, status_names[i])) {
			*out = (enum status)i;
			return true;
		}
	for (i = 0; i < ARRAY_SIZE(status_words); i++)
		if (str_ieq(s, status_words[i].word)) {
			*out = status_words[i].status;
			return true;
		}
	return false;
}

/* As it is stored: no other spelling. */
static bool status_exact(enum status *out, const char *s)
{
	size_t i;

	for (i = 0; s && i < STATUS_NR; i++)
		if (!strcmp(s, status_names[i])) {
			*out = (enum status)i;
			return true;
		}
	return false;
}

const char *priority_name(enum priority p)
{
	if ((unsigned)p >= PRIO_NR)
		BUG("no such priority: %d", (int)p);
	return priority_names[p];
}

static bool priority_exact(enum priority *out, const char *s)
{
	size_t i;

	for (i = 0; s && i < PRIO_NR; i++)
		if (!strcmp(s, priority_names[i])) {
			*out = (enum priority)i;
			return true;
		}
	return false;
}

bool priority_parse(enum priority *out, const char *s)
{
	size_t i;

	if (!s)
		return false;
	if (s[0] >= '0' && s[0] < '0' + PRIO_NR && !s[1]) {
		*out = (enum priority)(s[0] - '0');
		return true;
	}
	for (i = 0; i < PRIO_NR; i++)
		if (str_ieq(s, priority_names[i])) {
			*out = (enum priority)i;
			return true;
		}
	return false;
}

/* ---- a task ---- */

void task_release(struct task *t)
{
	json_free(t->doc);
	t->doc = NULL;
	t->id[0] = '\0';
}

void task_copy(struct task *out, const struct task *t)
{
	memcpy(out->id, t->id, sizeof(out->id));
	out->doc = t->doc ? json_copy(t->doc) : NULL;
}

static bool type_fits(enum field_type type, const struct json *v)
{
	switch (type) {
	case TYPE_LINE: case TYPE_PERSON: case TYPE_TEXT: case TYPE_STATUS:
	case TYPE_PRIORITY: case TYPE_TIME: case TYPE_DUE: case TYPE_ID:
		return json_is(v, JSON_STR);
	case TYPE_HOURS: case TYPE_SCORE: case TYPE_NUMBER:
		return json_is(v, JSON_NUM);
	case TYPE_BOOL:
		return json_is(v, JSON_BOOL);
	case TYPE_CRITERIA:
		return json_is(v, JSON_ARR);
	case TYPE_OBJECT: case TYPE_ENTRY:
		return json_is(v, JSON_OBJ);
	case TYPE_ANY:
		return v && !json_is(v, JSON_NULL);
	}
	return false;
}

const struct json *task_get(const struct task *t, enum field f)
{
	const struct field_def *def = &field_defs[f];
	const struct json *v;

	v = t->doc ? json_get(t->doc, def->name) : NULL;
	switch (def->kind) {
	case KIND_REGISTER:
		return type_fits(def->type, v) ? v : NULL;
	case KIND_SET: case KIND_LOG:
		return json_is(v, JSON_ARR) ? v : NULL;
	case KIND_MAP:
		return json_is(v, JSON_OBJ) ? v : NULL;
	}
	return NULL;
}

const char *task_str(const struct task *t, enum field f)
{
	return json_str(task_get(t, f));
}

double task_num(const struct task *t, enum field f, double dflt)
{
	const struct json *v = task_get(t, f);

	return json_is(v, JSON_NUM) ? json_num(v) : dflt;
}

int64_t task_time(const struct task *t, enum field f)
{
	const char *s = task_str(t, f);
	int64_t ms;

	if (!s)
		return WHEN_NONE;
	if (field_defs[f].type == TYPE_DUE)
		return due_parse_stored(&ms, s) ? ms : WHEN_NONE;
	return when_parse_rfc3339(&ms, s) ? ms : WHEN_NONE;
}

enum status task_status(const struct task *t)
{
	enum status s;

	return status_exact(&s, task_str(t, F_STATUS)) ? s : STATUS_PENDING;
}

enum priority task_priority(const struct task *t)
{
	enum priority p;

	return priority_exact(&p, task_str(t, F_PRIORITY)) ? p : PRIO_MEDIUM;
}

bool task_deleted(const struct task *t)
{
	return json_bool(task_get(t, F_DELETED));
}

static const char *unsigned_stamp(const char *s)
{
	return s && (*s == '+' || *s == '-') ? s + 1 : s;
}

const char *task_newest_stamp(const struct task *t)
{
	const struct json *stamps = t->doc ? json_get(t->doc, "stamps") : NULL;
	const char *newest = NULL, *s;
	const struct json *v;
	struct stamp parsed;

	if (!json_is(stamps, JSON_OBJ))
		return NULL;
	json_each(v, stamps) {
		s = unsigned_stamp(json_str(v));
		if (!s || !stamp_parse(&parsed, s) || !stamp_usable(&parsed))
			continue;
		if (!newest || strcmp(s, newest) > 0)
			newest = s;
	}
	return newest;
}

const char *task_stamp(const struct task *t, const char *key)
{
	const struct json *stamps = t->doc ? json_get(t->doc, "stamps") : NULL;
	const char *s;

	if (!json_is(stamps, JSON_OBJ))
		return NULL;
	s = json_get_str(stamps, key);
	return s ? s : json_get_str(stamps, "*");
}
