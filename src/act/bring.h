/*
 * bring.h - what another program says about many tasks, brought in at once.
 */
#ifndef ACT_BRING_H
#define ACT_BRING_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"

/*
 * Fills the change of task number `i`; `t` is the task as it is now, NULL when there
 * is none yet: then the change makes it, or has no op and makes nothing.  A status is
 * asked for with change_want.  May run more than once, so it keeps what it notes per
 * number.
 */
typedef int (*act_bring_fn)(struct change *c, const struct task *t, size_t i,
			    void *data, struct err *err);

/* After the change of number `i` was applied: what it told of it with txn_met. */
typedef int (*act_met_fn)(struct txn *txn, size_t i, void *data,
			  struct err *err);

struct act_bring {
	const char *verb;		/* of the commit: "bridge" */
	const char *from;		/* "github": its words */
	char (*ids)[ID_LEN + 1];	/* full ids, each once */
	size_t nr;
	act_bring_fn fill;
	act_met_fn met;			/* or NULL */
	void *data;
};

struct act_brought {
	size_t created, changed;
	bool wrote;
};

/* One commit and, with meetings, a merge; or none when nothing differs.  ERR_* as act_update. */
int act_bring(struct act_brought *res, struct db *db,
	      const struct act_bring *args, struct err *err);

#endif
