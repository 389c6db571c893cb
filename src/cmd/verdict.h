/*
 * verdict.h - what commands that judge success criteria share: the options that
 * give values to expressions, and the report on a terminal.
 */
#ifndef CMD_VERDICT_H
#define CMD_VERDICT_H

#include "base/base.h"
#include "base/err.h"
#include "cmd/common.h"
#include "feat/criteria.h"

#define VERDICT_OPTS							\
	O_KV("set", 0, "a value for the expressions (--set coverage=85)", \
	     OPT_MANY),							\
	O_PATH("values", 0, "<file>", "values in a JSON or YAML file",	\
	       OPT_MANY),						\
	O_PATH("junit", 0, "<file>", "test results, JUnit XML",		\
	       OPT_MANY | OPT_WORDS),					\
	O_PATH("coverage", 0, "<file>",					\
	       "coverage: lcov, Cobertura or Istanbul",			\
	       OPT_MANY | OPT_WORDS),					\
	O_PATH("sarif", 0, "<file>", "findings of analysers, SARIF",	\
	       OPT_MANY | OPT_WORDS),					\
	O_FLAG("strict", 0,						\
	       "undetermined criteria count as unmet (task.criteria.strict)")

/* Was one of the options that give values used? */
bool verdict_has_values(const struct args *args);
/* Reads what VERDICT_OPTS name.  `out` is initialised, also on error. */
int verdict_values(struct values *out, const struct args *args,
		   struct err *err);
/* --strict, else the setting. */
bool verdict_strict(struct ctx *ctx, const struct args *args);
/*
 * Judges `t`, which is row `row` of `v`.  *report is the caller's.  The values
 * keep the task's until the next call.
 */
int verdict_judge(struct json **report, struct ctx *ctx, struct values *values,
		  const struct task *t, const struct view *v, uint32_t row,
		  struct err *err);
/* "2 of 6 criteria unmet", or what else does not allow completion. */
void verdict_words(struct strbuf *out, const struct json *report);

#endif
