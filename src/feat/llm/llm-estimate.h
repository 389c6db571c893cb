/*
 * llm-estimate.h - hours that a language model proposes for a task.
 *
 * A proposal beside the estimate of ours (feat/plan/complexity.h), for a person to
 * decide on: nothing here changes a task.
 */
#ifndef FEAT_LLM_LLM_ESTIMATE_H
#define FEAT_LLM_LLM_ESTIMATE_H

#include "base/base.h"
#include "base/strvec.h"
#include "db/index/view.h"
#include "feat/llm/llm.h"
#include "feat/plan/complexity.h"

#define LLM_REASONS_MAX 5

struct llm_estimate {
	double hours, low, high;	/* NAN: the model does not know */
	struct strvec reasons;		/* cleaned, one line each */
};

/*
 * The question: the task's title, description, type and criteria, what `c` says of
 * it, and the titles and hours of what it found similar.  End it with
 * llm_estimate_done.
 */
void llm_estimate_question(struct llm_question *q, const struct task *t,
			   const struct view *v, const struct complexity *c);
void llm_estimate_done(struct llm_question *q);
/* Takes over an answer when every value is in range; ERR_INVALID: it is not of
 * the shape asked for. */
int llm_estimate_read(struct llm_estimate *out, const struct json *answer,
		      struct err *err);
void llm_estimate_release(struct llm_estimate *e);

#endif
