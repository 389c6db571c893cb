#include "base/base.h"
#include "model/task.h"

#include "base/strbuf.h"
#include "data/when.h"

#define REG KIND_REGISTER
#define OPTL FIELD_OPTIONAL
#define AUTO (FIELD_DERIVED | FIELD_OPTIONAL)

const struct field_def field_defs[F_NR] = {
	[F_ID] = { "id", REG, TYPE_ID, FIELD_DERIVED, ID_LEN,
		"16 hex digits, random, never reused" },
	[F_TITLE] = { "title", REG, TYPE_LINE, 0, TITLE_MAX,
		"one line that says what is to be done" },
	[F_DESCRIPTION] = { "description", REG, TYPE_TEXT, OPTL, TEXT_MAX,
		"the long text, Markdown" },
	[F_STATUS] = { "status", REG, TYPE_STATUS, 0, 0,
		"pending, in_progress, blocked, completed or cancelled" },
	[F_PRIORITY] = { "priority", REG, TYPE_PRIORITY, 0, 0,
		"none, low, medium, high or critical" },
	[F_TYPE] = { "type", REG, TYPE_LINE, OPTL, NAME_MAX_BYTES,
		"feature, bug, documentation, ... (free word)" },
	[F_ASSIGNEE] = { "assignee", REG, TYPE_LINE, OPTL, NAME_MAX_BYTES,
		"who works on it: an e-mail address, a name or an agent" },
	[F_TAGS] = { "tags", KIND_SET, TYPE_LINE, OPTL, NAME_MAX_BYTES,
		"free words" },
	[F_DEPENDENCIES] = { "dependencies", KIND_SET, TYPE_ID, OPTL, ID_LEN,
		"ids of tasks that must be finished first" },
	[F_PARENT] = { "parent", REG, TYPE_ID, OPTL, ID_LEN,
		"id of the task that this one is a part of" },
	[F_PROJECT] = { "project", REG, TYPE_LINE, OPTL, NAME_MAX_BYTES,
		"name of the project" },
	[F_FILE_REFS] = { "file_refs", KIND_SET, TYPE_LINE, OPTL,
		LINE_MAX_BYTES, "paths of files that the task is about" },
	[F_DEADLINE] = { "deadline", REG, TYPE_TIME, OPTL, 0,
		"when it has to be finished" },
	[F_ESTIMATED_HOURS] = { "estimated_hours", REG, TYPE_HOURS, OPTL, 0,
		"expected effort in hours" },
	[F_ACTUAL_HOURS] = { "actual_hours", REG, TYPE_HOURS, OPTL, 0,
		"effort spent in hours" },
	[F_SUCCESS_CRITERIA] = { "success_criteria", REG, TYPE_CRITERIA, OPTL,
		LINE_MAX_BYTES, "what must be true when it is done" },
	[F_CRITERIA_RESULTS] = { "criteria_results", REG, TYPE_OBJECT, AUTO,
		OBJECT_MAX, "outcome of the last validation" },
	[F_COMPLETION_SUMMARY] = { "completion_summary", REG, TYPE_TEXT, OPTL,
		TEXT_MAX, "what was done, written at completion" },
	[F_FEEDBACK_QUALITY] = { "feedback_quality", REG, TYPE_SCORE, OPTL, 0,
		"quality of the result, 1 to 5" },
	[F_FEEDBACK_TIMELINESS] = { "feedback_timeliness", REG, TYPE_SCORE,
		OPTL, 0, "how well it was on time, 1 to 5" },
	[F_FEEDBACK_NOTES] = { "feedback_notes", REG, TYPE_TEXT, OPTL,
		TEXT_MAX, "words that go with the feedback" },
	[F_CODE_LANGUAGE] = { "code_language", REG, TYPE_LINE, OPTL,
		NAME_MAX_BYTES, "programming language" },
	[F_EXECUTION_ENVIRONMENT] = { "execution_environment", REG, TYPE_LINE,
		OPTL, LINE_MAX_BYTES, "where the code runs" },
	[F_COMPLEXITY] = { "complexity", REG, TYPE_NUMBER, OPTL, 0,
		"complexity score, 0 to 10" },
	[F_SOURCE] = { "source", REG, TYPE_OBJECT, AUTO, OBJECT_MAX,
		"where the task came from (document, key, line)" },
	[F_LEASE] = { "lease", REG, TYPE_OBJECT, AUTO, OBJECT_MAX,
		"who holds the task, and until when" },
	[F_BRANCH] = { "branch", REG, TYPE_LINE, OPTL, LINE_MAX_BYTES,
		"the branch on which it is worked on" },
	[F_EXTERNAL] = { "external", KIND_MAP, TYPE_ANY, OPTL, OBJECT_MAX,
		"the task's keys in other trackers" },
	[F_FIELDS] = { "fields", KIND_MAP, TYPE_ANY, OPTL, OBJECT_MAX,
		"fields of your own" },
	[F_CREATED_AT] = { "created_at", REG, TYPE_TIME, FIELD_DERIVED, 0,
		"when it was made" },
	[F_CREATED_BY] = { "created_by", REG, TYPE_LINE, AUTO,
		LINE_MAX_BYTES, "who made it" },
	[F_UPDATED_AT] = { "updated_at", REG, TYPE_TIME, FIELD_DERIVED, 0,
		"when it was last changed" },
	[F_STARTED_AT] = { "started_at", REG, TYPE_TIME, AUTO, 0,
		"when work began first" },
	[F_COMPLETED_AT] = { "completed_at", REG, TYPE_TIME, AUTO, 0,
		"when it was completed" },
	[F_BLOCKED_REASON] = { "blocked_reason", REG, TYPE_TEXT, OPTL,
		TEXT_MAX, "what it waits for" },
	[F_DELETED] = { "deleted", REG, TYPE_BOOL, AUTO, 0,
		"true when it was deleted" },
	[F_PROGRESS] = { "progress", KIND_LOG, TYPE_ENTRY, AUTO, TEXT_MAX,
		"progress notes" },
	[F_CONTEXT] = { "context", KIND_LOG, TYPE_ENTRY, AUTO, TEXT_MAX,
		"what others should know: shared notes, discoveries" },
	[F_COMMITS] = { "commits", KIND_LOG, TYPE_ENTRY, AUTO, TEXT_MAX,
		"commits that belong to it" },
	[F_EXECUTIONS] = { "executions", KIND_LOG, TYPE_ENTRY, AUTO,
		TEXT_MAX, "commands run for it and how they ended" },
	[F_WORKLOG] = { "worklog", KIND_LOG, TYPE_ENTRY, AUTO, TEXT_MAX,
		"time spent on it" },
	[F_TRANSITIONS] = { "transitions", KIND_LOG, TYPE_ENTRY, AUTO,
		TEXT_MAX, "its changes of status" },
};

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

enum field field_find(const char *name)
{
	int i;

	for (i = 0; name && i < F_NR; i++)
		if (!strcmp(name, field_defs[i].name))
			return (enum field)i;
	return F_NR;
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
	case TYPE_LINE: case TYPE_TEXT: case TYPE_STATUS: case TYPE_PRIORITY:
	case TYPE_TIME: case TYPE_ID:
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

	return s && when_parse_rfc3339(&ms, s) ? ms : WHEN_NONE;
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
		if (!s || !stamp_parse(&parsed, s))
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
