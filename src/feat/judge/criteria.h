/*
 * criteria.h - the success criteria of a task, judged: its own and the
 * project's definition of done.
 */
#ifndef FEAT_JUDGE_CRITERIA_H
#define FEAT_JUDGE_CRITERIA_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/judge/values.h"
#include "model/task.h"

/* The kind of the progress entries in which people tick criteria. */
#define TICK_KIND "criterion"

/*
 * The criteria that hold for a task: a new array of {"criterion", "measurable"?,
 * "origin": "task"|"document"|"project"}, the task's own first, then what the
 * document that it came from asks of all its items ("done": true when its box is
 * ticked there).  `shared` are the shared
 * settings (may be NULL): "definition_of_done" is a list of texts or objects
 * {criterion, measurable, types}; one with types holds for tasks of those only.
 * ERR_INVALID when the list is not of that form.
 */
int criteria_all(struct json **out, const struct task *t,
		 const struct json *shared, struct err *err);

/*
 * Judges all criteria of `t`.  The report, freed by the caller:
 * {"total", "met", "unmet", "undetermined", "results": [{"criterion",
 * "measurable"?, "origin", "outcome", "reason"?, "values"?: {name: value},
 * "ticked_by"?, "ticked_at"?}]}.  Where the expression gives no answer, the
 * last tick of a person does.  `v` must have the task's values (values_task).
 */
int criteria_judge(struct json **report, const struct task *t,
		   const struct json *shared, struct values *v,
		   struct err *err);

/*
 * What is known of a criterion of criteria_all without judging it anew: its outcome when
 * that was recorded last, or what a person, or the box in its document, has said since
 * about what no expression has answered.  NULL: nothing.  *tick: the entry that says it,
 * borrowed; NULL: none does.
 */
const char *criteria_last(const struct json **tick, const struct task *t,
			  const struct json *criterion);

/* Does the report allow completion?  `strict`: undetermined ones refuse too. */
bool criteria_pass(const struct json *report, bool strict);

/* The report for people: "=== Success Criteria Validation Report ===" ... */
void criteria_text(struct strbuf *out, const struct json *report);

/*
 * What is kept in the task's criteria_results: {"at", "by", "forced"?, counts,
 * "results": [{"criterion", "outcome", "reason"?}]}; without results when
 * they would pass the field's limit.  Caller frees.
 */
struct json *criteria_record(const struct json *report, int64_t now,
			     const char *by, bool forced);

/* A tick (or with `met` false its withdrawal) as a progress entry. */
struct json *criteria_tick(const char *criterion, bool met, const char *note);

#endif
