/*
 * change.h - one edit of one task as a value: apply, describe, invert.
 */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "model/task.h"

enum op_type {
	OP_SET,		/* register = value */
	OP_UNSET,	/* register: absent */
	OP_ADD,		/* set: add element `value`, NULL: the text `key` */
	OP_REMOVE,	/* set: remove element `key` */
	OP_PUT,		/* map[key] = value */
	OP_DROP,	/* map: remove key */
	OP_APPEND,	/* log: append entry `value` */
	OP_RETRACT	/* log: take back entry `key` */
};

struct op {
	enum op_type type;
	char *field;		/* a name; unknown fields are possible (undo) */
	char *key;
	struct json *value;
};

struct change {
	char id[ID_LEN + 1];
	bool create;		/* the task does not exist yet */
	struct op *ops;
	size_t nr, alloc;
};

void change_init(struct change *c, const char *id);
void change_release(struct change *c);
void change_copy(struct change *out, const struct change *c);	/* release it */

/* Builders; they copy strings and take `value`. */
void change_op(struct change *c, enum op_type type, const char *field,
	       const char *key, struct json *value);	/* any of them */
void change_set(struct change *c, enum field f, struct json *value);
void change_set_str(struct change *c, enum field f, const char *s);
void change_set_num(struct change *c, enum field f, double d);
void change_set_time(struct change *c, enum field f, int64_t ms);
void change_unset(struct change *c, enum field f);
void change_add(struct change *c, enum field f, const char *element);
void change_remove(struct change *c, enum field f, const char *element);
void change_put(struct change *c, enum field f, const char *key,
		struct json *value);
void change_drop(struct change *c, enum field f, const char *key);
/* Appends an entry: `value` may lack "id", "at", "by": apply fills them in. */
void change_append(struct change *c, enum field f, struct json *value);
void change_retract(struct change *c, enum field f, const char *entry_id);
/* A log entry with "text" (and "kind" when not NULL). */
struct json *entry_new(const char *text, const char *kind);

/* Who edits, and when; one per transaction. */
struct edit {
	int64_t now;		/* ms */
	const char *actor;	/* 8 hex digits, this clone */
	const char *author;	/* display name for created_by, entries' "by" */
	struct rnd *rnd;	/* ids of entries */
	const char *after;	/* stamp of the task made before, or NULL: what is
				 * made in one go keeps its order */
	/* The form in which a person is stored (db_who_data), or NULL. */
	const char *(*person)(void *data, const char *who);
	void *person_data;
};

/*
 * Applies to `t` (a zero task when c->create).  Checks every value with
 * field_check, sets stamps, updated_at, and for a new task id, created_at,
 * created_by, status, priority defaults and the "*" stamp.  Setting a value
 * that is already there is no edit (keeps its stamp).  All ops of one change get
 * one stamp.  A change may set created_at and updated_at itself (import).  *changed says whether
 * anything differs.  On error `t` is untouched.
 */
int change_apply(struct task *t, const struct change *c,
		 const struct edit *edit, bool *changed, struct err *err);

/*
 * Asks for a status.  Applying keeps its companions in step: in_progress sets
 * started_at once; completed sets completed_at, every other clears it; leaving
 * blocked clears blocked_reason.  A change that names a companion itself has the
 * word (import).  What else a status brings along (work log, hours) is the
 * business of act/rule.h.
 */
void change_want(struct change *c, enum status s);
/* Does the change ask for one?  The last op counts; what only takes a transition
 * back (undo) asks for nothing. */
bool change_wants(const struct change *c, enum status *out);
/* Has it an op on this field? */
bool change_has(const struct change *c, enum field f);

/* A few words: "status pending -> completed", "tags +auth, title a -> b".  Of a
 * new task (`before` NULL or without doc) its title. */
void change_describe(struct strbuf *out, const struct task *before,
		     const struct task *after);
/* The same for people: "status in progress -> completed, worked 1.5 h". */
void change_tell(struct strbuf *out, const struct task *before,
		 const struct task *after);
/* Names of fields (and "field/element") that differ, updated_at left out. */
void change_fields(struct strvec *out, const struct task *before,
		   const struct task *after);

/*
 * The change that makes `after` look like `before` again (undo).  Where `now`
 * (the task as it is today) has another value than `after` for a field that
 * differs, the edit can not be undone: ERR_CONFLICT names the fields.  What is
 * as before already needs no op.  Without `before` (NULL or no doc) the edit was
 * a creation: its undo is a deletion, refused when the task was edited since.
 * `out` is initialised here and released by the caller, also on error.
 */
int change_invert(struct change *out, const struct task *before,
		  const struct task *after, const struct task *now,
		  struct err *err);

#endif
