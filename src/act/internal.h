/*
 * internal.h - how an operation is run: one edit of each task that was named, in
 * one transaction.
 */
#ifndef ACT_INTERNAL_H
#define ACT_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"
#include "act/record.h"


/* A task in the transaction; all borrowed. */
struct act_step {
	struct db *db;
	struct txn *txn;
	const struct view *v;		/* before the transaction */
	const struct row *r;		/* of the task, and its number: */
	uint32_t row;
	const struct task *t;		/* as it is now */
	struct change *c;		/* to fill */
	struct act_item *item;
	struct act_result *res;		/* for sentences */
	const void *args;		/* of the verb */
};

struct act {
	struct db *db;
	const char *verb;		/* of the commit: "complete" */
	const struct strvec *typed;	/* ids as typed */
	bool deleted_too;		/* tombstones can be named */
	const char *id_error;		/* in front of "task 'x' not found" */
	/* Adds operations to s->c.  May run more than once (lost races): the
	 * result is emptied before, and must be all that it fills. */
	int (*one)(struct act_step *s, struct err *err);
	const void *args;
};

/* Runs it; `res` is emptied first. */
int act_run(struct act_result *res, const struct act *a, struct err *err);
/* The same for one task. */
int act_run_one(struct act_result *res, struct db *db, const char *verb,
		const char *id, const void *args,
		int (*one)(struct act_step *s, struct err *err),
		struct err *err);

void act_note(struct act_step *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void act_say(struct act_step *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void act_warn(struct act_step *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "in progress": a status for people. */
const char *act_status_words(enum status s);

/* ---- steps that several verbs take ---- */

/* In progress, the active task of this work tree when `here`, and the caller's
 * when it is nobody's and `assign`. */
int step_start(struct act_step *s, bool here, bool assign, struct err *err);
/* Completed, unless it is; tells who may go on. */
void step_complete(struct act_step *s);
/* One message, as act_record. */
int step_record(struct act_step *s, enum act_message kind, const char *typed,
		struct err *err);

/* For operations that run their own transaction. */
void act_result_reset(struct act_result *res);
struct act_item *act_result_add(struct act_result *res, const char *id);

#endif
