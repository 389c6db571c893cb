/*
 * task.h - what a task is: its states, its priorities and its values.
 *
 * A task is a JSON object in canonical form (formats/task.md).  The table of
 * field.h is the one place that says which fields exist, how each one merges and
 * which values it takes.
 */
#ifndef MODEL_TASK_H
#define MODEL_TASK_H

#include "base/base.h"
#include "base/err.h"
#include "data/id.h"
#include "data/json.h"
#include "model/field.h"

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
