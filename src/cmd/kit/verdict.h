/*
 * verdict.h - the options that give values to success criteria.
 */
#ifndef CMD_KIT_VERDICT_H
#define CMD_KIT_VERDICT_H

#include "base/base.h"
#include "base/err.h"
#include "cmd/kit/common.h"
#include "feat/judge/criteria.h"
#include "act/verdict.h"

#define VERDICT_OPTS							\
	O_KV("set", 0, "a value for the expressions (--set coverage=85)", \
	     OPT_MANY),							\
	O_PATH("values", 0, "<file>", "values in a JSON or YAML file",	\
	       OPT_MANY),						\
	{ "junit", 0, OPT_PATH, "<file>",				\
	  "test results: JUnit XML, TAP, or the JSON of pytest, "	\
	  "Jest, Vitest or go test",					\
	  OPT_MANY | OPT_WORDS, NULL, 0, 0, "tests" },			\
	O_PATH("coverage", 0, "<file>", "coverage: lcov, Cobertura, "	\
	       "JaCoCo, Clover, Istanbul, Go's cover profile",		\
	       OPT_MANY | OPT_WORDS),					\
	O_PATH("sarif", 0, "<file>", "findings of analysers, SARIF",	\
	       OPT_MANY | OPT_WORDS),					\
	O_FLAG("strict", 0,						\
	       "undetermined criteria count as unmet (task.criteria.strict)")

/* Was one of the options that give values used? */
bool verdict_has_values(const struct args *args);
/* Reads what VERDICT_OPTS name.  `out` is initialised, also on error. */
int verdict_values(struct values *out, const struct ctx *ctx,
		   const struct args *args, struct err *err);
/* --strict, else the setting. */
bool verdict_strict(struct ctx *ctx, const struct args *args);

#endif
