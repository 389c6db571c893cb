/*
 * verdict.c - judging the criteria of a task in a view.
 */
#include "base/base.h"
#include "act/verdict.h"

#include "model/taskio.h"
#include "feat/judge/criteria.h"

int act_judge(struct json **report, struct db *db, struct values *values,
	      const struct task *t, const struct view *v, uint32_t row,
	      struct err *err)
{
	struct strvec blockers = STRVEC_INIT;

	view_blockers(&blockers, v, row);
	values_task(values, task_public(t, v->rows[row].status, &blockers));
	strvec_clear(&blockers);
	return criteria_judge(report, t, db_shared(db), values, err);
}

void act_verdict_words(struct strbuf *out, const struct json *report)
{
	double unmet = json_get_num(report, "unmet", 0);

	if (unmet > 0)
		strbuf_addf(out, "%.0f of %.0f success criteria unmet", unmet,
			    json_get_num(report, "total", 0));
	else
		strbuf_addf(out, "%.0f of %.0f success criteria undetermined",
			    json_get_num(report, "undetermined", 0),
			    json_get_num(report, "total", 0));
}
