/*
 * verdict.h - judging the criteria of a task in a view.
 */
#ifndef ACT_VERDICT_H
#define ACT_VERDICT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "db/core/db.h"
#include "feat/judge/values.h"

/*
 * Judges `t`, which is row `row` of `v`.  *report (feat/judge/criteria.h) is the
 * caller's.  The values keep the task's until the next call.
 */
int act_judge(struct json **report, struct db *db, struct values *values,
	      const struct task *t, const struct view *v, uint32_t row,
	      struct err *err);
/* "2 of 6 criteria unmet", or what else does not allow completion. */
void act_verdict_words(struct strbuf *out, const struct json *report);

#endif
