/*
 * assist.h - asking a language model on behalf of a command: which one, what is left
 * of the budget, what was used, and another one when the first can not be asked.
 */
#ifndef CMD_KIT_ASSIST_H
#define CMD_KIT_ASSIST_H

#include "base/base.h"
#include "base/err.h"
#include "feat/llm/llm.h"
#include "front/cmd.h"

/* Options of a command that can ask one. */
#define ASSIST_OPTS							\
	O_FLAG("assist", 0, "have a language model propose, too; you decide"), \
	O_ENUM("provider", 0, "auto|" LLM_PROVIDERS, "which one is asked " \
	       "(default: auto)", 0),					\
	O_STR("model", 0, "<name>", "the model (default: DEFAULT_LLM_MODEL)", 0)

struct assist {
	const char *provider;		/* that answered */
	char model[201];
	struct llm_usage usage;
};

/* Is --assist given, and do the others make sense without it?  ERR_USAGE. */
int assist_wanted(bool *yes, const struct args *args, struct err *err);
/*
 * 1: --dry-run, what would be sent was printed.  0: *answer is an object of foreign
 * data.  -1: nobody could be asked; usage.tries says how often it was tried.
 * The task may be NULL.
 */
int assist_ask(struct assist *a, struct json **answer, struct ctx *ctx,
	       const struct args *args, const struct llm_question *q,
	       const char *task, const char *task_id, struct err *err);

#endif
