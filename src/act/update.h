/*
 * update.h - several edits of a task as one: fields, status, messages.
 *
 * What is asked for in one request is one commit, or none.
 */
#ifndef ACT_UPDATE_H
#define ACT_UPDATE_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"

/*
 * Adds the operations that the caller's form asks for.  A status is asked for with
 * change_want and becomes the verb that leads there.  `t` NULL: a new task.  May
 * run more than once; notices go into `warn`.
 */
typedef int (*act_fields_fn)(struct change *c, const struct view *v,
			     const struct task *t, struct strvec *warn,
			     void *data, struct err *err);

struct act_update {
	const char *verb;		/* of the commit; NULL: "update" */
	const struct strvec *ids;
	const char *id_error;		/* in front of "task 'x' not found" */
	act_fields_fn fields;		/* or NULL */
	void *data;
	const char *progress, *context;	/* messages, or NULL */
	bool leave_assignee;		/* nobody's task that is started stays so */
};

/* Notes "Task x updated" for each task. */
int act_update(struct act_result *res, struct db *db,
	       const struct act_update *args, struct err *err);

struct act_create {
	const char *verb;		/* NULL: "add" */
	act_fields_fn fields;
	void *data;
};

/* Makes one task; its id is res->v[0]. */
int act_create(struct act_result *res, struct db *db,
	       const struct act_create *args, struct err *err);

#endif
