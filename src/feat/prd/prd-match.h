/*
 * prd-match.h - which task an item of a document is: by id, then by key, then by
 * its words.  Pure except for reading the view.
 *
 * An item whose heading, section, place, symbol or id was changed has a new key;
 * the task that lost its item and says the same is its task.  What is only half
 * alike is asked for, not guessed.  An id that says something else than before
 * gives its task to the item that has nearly all of the task's words, when there
 * is one: requirements were numbered again.
 */
#ifndef FEAT_PRD_PRD_MATCH_H
#define FEAT_PRD_PRD_MATCH_H

#include "base/base.h"
#include "base/map.h"
#include "base/strvec.h"
#include "db/index/view.h"
#include "feat/prd/prd-doc.h"

#define PRD_SURE 0.6		/* of the words: it is the same task */
#define PRD_MAYBE 0.4		/* it may be: somebody has to say so */
#define PRD_HELD 0.8		/* the same, though another item has its id now */

struct prd_match {
	uint32_t row;		/* or NO_ROW */
	const char *why;	/* static; NULL: by its id or key */
	double like;		/* of the words, 0..1, when they decided */
	uint32_t maybe;		/* a task that it may be, or NO_ROW */
};

struct prd_matches {
	struct prd_match *items;	/* one an item of the document */
	bool *taken;			/* one a row: an item has it */
	struct map rows;		/* id or key -> row + 1 */
	char *renamed_from;		/* the document's name before, or NULL */
};

struct prd_match_options {
	const char *prd;		/* name of the document */
	const struct strvec *same;	/* "KEY=TASK" each, or NULL */
	/* Is there such a document still?  NULL: do not ask, there is. */
	bool (*exists)(const char *prd, void *data);
	void *data;
	bool text;			/* it was handed over, as were others */
};

void prd_match(struct prd_matches *out, const struct prd_doc *doc,
	       const struct view *v, const struct prd_match_options *opt);
void prd_matches_release(struct prd_matches *m);

/* The task that a key of the document had, or NO_ROW. */
uint32_t prd_row_of_key(const struct prd_matches *m, const char *key);
/* How an item is referred to: "FR-1" and "FR-001" are the same.  Its id in
 * canonical form (in buf), else the key itself. */
const char *prd_ref(char buf[], const char *key);

#endif
