/*
 * llm-prd.h - a draft of requirements that a language model finds in prose.
 *
 * The reader of documents (feat/prd) understands structure, not prose.  A model can
 * propose the structure: items that each carry the lines they come from and words of
 * these lines.  What can not be traced to the text by its words is left out, and
 * nothing becomes a task here: the draft is a document for a person to change and
 * to parse.
 */
#ifndef FEAT_LLM_LLM_PRD_H
#define FEAT_LLM_LLM_PRD_H

#include "base/base.h"
#include "base/strvec.h"
#include "feat/llm/llm.h"

#define LLM_PRD_TEXT_MAX ((size_t)256 << 10)	/* bytes that are sent */
#define LLM_PRD_ITEMS_MAX 500

struct llm_prd_item {
	char *title, *description;	/* cleaned; one line each */
	const char *priority;		/* "high", "medium", "low", or NULL */
	int first, last;		/* lines, from 1 */
	struct strvec criteria;
};

struct llm_prd {
	struct llm_prd_item *v;
	size_t nr, alloc;
	size_t untraced;	/* items that were left out */
};

/* ERR_INVALID: the text is empty, or more than one question takes.  End it with
 * llm_prd_done. */
int llm_prd_question(struct llm_question *q, const char *text, size_t len,
		     struct err *err);
void llm_prd_done(struct llm_question *q);
/* Takes over an answer about that text; ERR_INVALID: it is not of the shape asked
 * for. */
int llm_prd_read(struct llm_prd *out, const struct json *answer,
		 const char *text, size_t len, struct err *err);
void llm_prd_release(struct llm_prd *p);
/* As a document that feat/prd reads, each item with where it comes from. */
void llm_prd_markdown(struct strbuf *out, const struct llm_prd *p,
		      const char *name);
/* An array of {"title", "description", "priority", "first_line", "last_line",
 * "criteria"}; the caller frees. */
struct json *llm_prd_json(const struct llm_prd *p);

#endif
