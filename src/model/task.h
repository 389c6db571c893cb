/*
 * task.h - what a task is: its fields, their kinds, states and priorities.
 *
 * A task is a JSON object in canonical form (formats/task.md).  The table
 * field_defs is the one place that says which fields exist, how each one
 * merges and which values it takes; everything else (validation, join, options,
 * output, schemas) is driven by it.
 */
#ifndef MODEL_TASK_H
#define MODEL_TASK_H

#include "base/base.h"
#include "base/err.h"
#include "data/id.h"
#include "data/json.h"

enum status {
	STATUS_PENDING, STATUS_IN_PROGRESS, STATUS_BLOCKED,
	STATUS_COMPLETED, STATUS_CANCELLED, STATUS_NR
};

enum priority {
	PRIO_NONE, PRIO_LOW, PRIO_MEDIUM, PRIO_HIGH, PRIO_CRITICAL, PRIO_NR
};

const char *status_name(enum status s);
/* Exact names plus open words: done, todo, doing, "in-progress", canceled.
 * False when unknown. */
bool status_parse(enum status *out, const char *s);
static inline bool status_is_open(enum status s) { return s < STATUS_COMPLETED; }
const char *priority_name(enum priority p);
bool priority_parse(enum priority *out, const char *s);	/* name or 0 to 4 */

/* How concurrent edits of a field join (design: formats/merge.md). */
enum field_kind { KIND_REGISTER, KIND_SET, KIND_MAP, KIND_LOG };

enum field_type {
	TYPE_LINE,	/* string, one line, 1..max bytes of UTF-8 */
	TYPE_TEXT,	/* string, lines allowed, up to max bytes */
	TYPE_STATUS, TYPE_PRIORITY,
	TYPE_TIME,	/* RFC 3339 UTC, seconds */
	TYPE_HOURS,	/* number >= 0 and <= 100000 */
	TYPE_SCORE,	/* integer 1..5 */
	TYPE_NUMBER,
	TYPE_BOOL,
	TYPE_ID,	/* 16 hex digits */
	TYPE_CRITERIA,	/* [{"criterion": line, "measurable": line?}, ...] */
	TYPE_OBJECT,	/* free object (source, lease, ...) */
	TYPE_ANY,	/* any JSON value (values of a map) */
	TYPE_ENTRY	/* of a log: {"id", "at", "by", ...} */
};

enum field {
	F_ID, F_TITLE, F_DESCRIPTION, F_STATUS, F_PRIORITY, F_TYPE, F_ASSIGNEE,
	F_TAGS, F_DEPENDENCIES, F_PARENT, F_PROJECT, F_FILE_REFS, F_DEADLINE,
	F_ESTIMATED_HOURS, F_ACTUAL_HOURS, F_SUCCESS_CRITERIA,
	F_CRITERIA_RESULTS,	/* object: last validation */
	F_COMPLETION_SUMMARY, F_FEEDBACK_QUALITY, F_FEEDBACK_TIMELINESS,
	F_FEEDBACK_NOTES, F_CODE_LANGUAGE, F_EXECUTION_ENVIRONMENT,
	F_COMPLEXITY, F_SOURCE, F_LEASE /* {"owner","until"} */, F_BRANCH,
	F_EXTERNAL, F_FIELDS,
	F_CREATED_AT, F_CREATED_BY, F_UPDATED_AT, F_STARTED_AT,
	F_COMPLETED_AT, F_BLOCKED_REASON, F_DELETED,
	F_PROGRESS, F_CONTEXT, F_COMMITS, F_EXECUTIONS,
	F_WORKLOG,	/* {"id","at","by","until","seconds"} */
	F_TRANSITIONS,	/* {"id","at","by","from","to"}: status changes */
	F_NR
};

#define FIELD_DERIVED 1u	/* set by the program, no option edits it */
#define FIELD_OPTIONAL 2u	/* may be absent */

#define TEXT_MAX ((size_t)1 << 20)
#define TITLE_MAX 500		/* characters */
#define LINE_MAX_BYTES 4096
#define NAME_MAX_BYTES 200	/* tags, languages, map keys, ... */
#define OBJECT_MAX ((size_t)256 << 10)	/* bytes of one free value */
#define CRITERIA_MAX 1000	/* criteria of one task */
/* Strings of one task together: stays far below what json_parse takes. */
#define TASK_MAX_BYTES ((size_t)16 << 20)

struct field_def {
	const char *name;
	enum field_kind kind;
	enum field_type type;	/* of the value, the element or the entry */
	unsigned flags;
	size_t max;		/* bytes; titles count characters */
	const char *help;	/* a few words, for man pages and schemas */
};

extern const struct field_def field_defs[F_NR];
/* F_NR when there is no such field.  "quality_score" is no field. */
enum field field_find(const char *name);

struct task {
	char id[ID_LEN + 1];
	struct json *doc;	/* the stored object, "stamps" included; owned */
};

#define TASK_INIT { "", NULL }

void task_release(struct task *t);
void task_copy(struct task *out, const struct task *t);

/* Values; unset gives NULL, the default given, or WHEN_NONE. */
const struct json *task_get(const struct task *t, enum field f);
const char *task_str(const struct task *t, enum field f);
double task_num(const struct task *t, enum field f, double dflt);
int64_t task_time(const struct task *t, enum field f);
enum status task_status(const struct task *t);		/* stored status */
enum priority task_priority(const struct task *t);	/* default medium */
bool task_deleted(const struct task *t);
/* Greatest stamp text in the task, or NULL. */
const char *task_newest_stamp(const struct task *t);
/* Stamp of a field or "field/element" ("*" when it has none of its own);
 * a leading sign of element stamps is included.  NULL when there is none. */
const char *task_stamp(const struct task *t, const char *key);

/*
 * Is `value` acceptable for field `f` (the element of a set, the entry of a
 * log, the value of a map)?  ERR_INVALID with a sentence that names the field
 * and the range: "title too long (max 500 characters)", "Invalid priority ...".
 */
int field_check(enum field f, const struct json *value, struct err *err);

#endif
