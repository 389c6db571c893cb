/*
 * prd-words.h - the words that give a requirements document its shape, in the
 * languages in which people write them.
 *
 * Everything is looked up folded: simple case folding, punctuation and emoji as
 * one space, East Asian text as it is.  The tables were made from the shapes of
 * public documents; formats/prd.md says which languages are known.  A word that
 * is missing costs confidence, never a wrong task.
 */
#ifndef FEAT_PRD_PRD_WORDS_H
#define FEAT_PRD_PRD_WORDS_H

#include "base/base.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "model/task.h"

/* What a heading says about the blocks below it. */
enum prd_section {
	SEC_NONE,
	SEC_NEVER,	/* out of scope, glossary, change log: no tasks at all */
	SEC_HARD,	/* risks, metrics, notes: only what is plainly an item */
	SEC_SOFT,	/* overview, goals, architecture: the same */
	SEC_FEATURES,	/* sub-headings or bullets are features */
	SEC_REQS,	/* bullets, rows are requirements */
	SEC_NONFUNC,	/* the same, non-functional */
	SEC_STORIES,
	SEC_TASKS,	/* bullets are tasks */
	SEC_ROADMAP,	/* bullets often repeat requirements */
	SEC_CRITERIA,
	SEC_DEPS,
	SEC_README,	/* evidence that this is no requirements document */
	SEC_NR
};

/* A field of an item: "Priority: High", a sub-heading, a table column. */
enum prd_label {
	LAB_NONE,
	LAB_ID, LAB_TITLE, LAB_DESC, LAB_REQUIREMENT, LAB_PRIORITY,
	LAB_CRITERIA, LAB_DEPS, LAB_BLOCKS, LAB_ESTIMATE, LAB_POINTS,
	LAB_OWNER, LAB_STATUS, LAB_STORY, LAB_ROLE, LAB_WANT, LAB_BENEFIT,
	LAB_PHASE, LAB_PARENT, LAB_TAGS, LAB_DEADLINE,
	LAB_TYPE,	/* "Issue Type: Story" */
	LAB_NOTE,	/* kept in the description */
	LAB_IGNORE,	/* metadata */
	LAB_ITEMS,	/* "Deliverables", "Tasks": what follows are items */
	LAB_NR
};

/* A heading that is itself a thing: "Epic 1: ...", "Phase 2 - ...". */
enum prd_unit { UNIT_NONE, UNIT_EPIC, UNIT_FEATURE, UNIT_STORY, UNIT_REQ,
		UNIT_TASK, UNIT_PHASE };

/* Phrases with their values, and what they start with: most words of a text start
 * none, which is seen without hashing them. */
struct prd_phrases {
	struct map map;
	uint64_t starts[64];	/* a bit for the hash of three bytes */
};

struct prd_words {
	struct prd_phrases sections, labels, units, priorities, states, verbs;
	struct prd_phrases small, asides;	/* words between, and in front */
	struct strbuf fold;	/* scratch */
};

void prd_words_init(struct prd_words *w);
void prd_words_release(struct prd_words *w);

/* Length of the first word of a list "a|b|c". */
static inline size_t prd_word_len(const char *list)
{
	const char *end = strchr(list, '|');

	return end ? (size_t)(end - list) : strlen(list);
}

/* Are the `len` bytes at `s` one of "a|b|c"? */
bool prd_in_words(const char *list, const char *s, size_t len);

/* Folds `s` (at most `len` bytes of it) into `out`, replacing it. */
void prd_fold(struct strbuf *out, const char *s, size_t len);

/*
 * Class of a heading; what stands in brackets is not looked at.  A phrase that
 * makes items counts anywhere ("Payment Requirements"), one that makes none only
 * when it is all the heading says ("Metrics", "Risks and Mitigations", not
 * "Metrics Collection").  Of several the last decides ("Requirement Summary"),
 * before an "of" the first; "How to ..." and its kin describe.  *whole (may be NULL): known phrases are all of it.
 */
enum prd_section prd_section_of(struct prd_words *w, const char *heading,
				bool *whole);
/* Label that `s` is, as a whole (a trailing parenthesis aside). */
enum prd_label prd_label_of(struct prd_words *w, const char *s, size_t len);
/*
 * "Phase 2: Build", "Sprint 1", "Epic 3 - Billing", "Story 1.1: ..." -> unit;
 * *number its number text's position and length in `s`, *rest the title behind.
 * A unit word alone needs a number, a colon or a dash behind it.
 */
enum prd_unit prd_unit_of(struct prd_words *w, const char *s,
			  const char **number, size_t *number_len,
			  const char **rest);
/*
 * A priority somewhere in `s`: P0 to P4, MoSCoW, words, coloured dots.  False
 * when there is none, or several that differ ("High / Medium / Low").
 * *wont (may be NULL): the text says that it will not be done.
 */
bool prd_priority_of(struct prd_words *w, const char *s, size_t len,
		     enum priority *prio, bool *wont);
/* A state in `s`: done, in progress, blocked, removed.  *removed instead of a
 * status when the text says that the item is gone. */
bool prd_state_of(struct prd_words *w, const char *s, size_t len,
		  enum status *status, bool *removed);
/* The same, when a state is all that the text says ("Done", "in progress"). */
bool prd_is_state(struct prd_words *w, const char *s, size_t len,
		  enum status *status, bool *removed);
/* Does the text start with an imperative, or hold "must", "shall", ...? */
bool prd_is_work(struct prd_words *w, const char *s);
/* Does it say that somebody can do something? */
bool prd_is_able(const char *s);
/* Only the latter: "must", "shall" and their kin. */
bool prd_is_modal(struct prd_words *w, const char *s);

#endif
