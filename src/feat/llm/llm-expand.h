/*
 * llm-expand.h - sub-tasks that a language model proposes (feat/plan/expand.h).
 */
#ifndef FEAT_LLM_LLM_EXPAND_H
#define FEAT_LLM_LLM_EXPAND_H

#include "base/base.h"
#include "base/err.h"
#include "feat/llm/llm.h"
#include "feat/plan/expand.h"

#define LLM_EXPAND_MAX 20	/* sub-tasks, where nobody asked for more */

struct llm_expand {
	const struct llm *llm;
	struct llm_usage usage;
};

/* `data` is a struct llm_expand.  ERR_INVALID: the answer is not of the shape that
 * was asked for; nothing of it is taken then. */
extern const struct expand_provider llm_expand_provider;

/* The question about a task; release the parts with llm_expand_done. */
void llm_expand_question(struct llm_question *q, const struct expand_input *in);
void llm_expand_done(struct llm_question *q);

#endif
