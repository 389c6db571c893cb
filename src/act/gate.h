/*
 * gate.h - may a change be merged, as far as its tasks are concerned?
 */
#ifndef ACT_GATE_H
#define ACT_GATE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "act/act.h"
#include "db/core/db.h"
#include "feat/gate/range.h"
#include "feat/gate/surroundings.h"
#include "feat/judge/values.h"

struct gate_args {
	const struct surroundings *run;	/* the branch, the request's words */
	const struct range *range;	/* the commits */
	const struct strvec *ids;	/* tasks that were typed: only these, if any */
	const struct strvec *require;	/* expressions that must be true */
	struct values *values;
	bool strict;		/* undetermined criteria fail */
	bool closing;		/* only tasks that the change finishes count */
	bool task_required;	/* a change without a task fails */
};

/*
 * The report (formats/gate.md), which the caller frees.  It passes when every
 * criterion of every task that counts is met or, unless strict, undetermined, when each
 * requirement is true, and when no commit names a task that does not exist.  Deleted
 * and cancelled tasks do not count.  ERR_INVALID for a requirement that is no
 * expression; errors of view_resolve for a typed id.
 */
int act_gate(struct json **report, struct db *db,
	     const struct gate_args *args, struct err *err);

/* Keeps the outcome in each task of the report: criteria_results, and one entry of
 * progress, in one commit.  Without tasks nothing is written. */
int act_gate_keep(struct act_result *res, struct db *db,
		  const struct json *report, struct err *err);

#endif
