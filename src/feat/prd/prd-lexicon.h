/*
 * prd-lexicon.h - the word lists of prd-words as data.
 *
 * One row: a value and phrases separated by '|'.  The first row that holds a
 * phrase wins.  Phrases are folded when loaded, so spelling follows the
 * language; plain spellings of accented words are listed where people use them.
 */
#ifndef FEAT_PRD_PRD_LEXICON_H
#define FEAT_PRD_PRD_LEXICON_H

#include "base/base.h"

struct prd_lexicon {
	int value;
	const char *words;
};

/* enum prd_section: those that make no tasks, looked at first, and the others */
extern const struct prd_lexicon prd_lex_skips[];
extern const size_t prd_lex_skips_nr;
extern const struct prd_lexicon prd_lex_sections[];
extern const size_t prd_lex_sections_nr;
extern const struct prd_lexicon prd_lex_labels[];	/* enum prd_label */
extern const size_t prd_lex_labels_nr;
extern const struct prd_lexicon prd_lex_units[];	/* enum prd_unit */
extern const size_t prd_lex_units_nr;
/* enum priority; PRIO_NR: will not be done */
extern const struct prd_lexicon prd_lex_priorities[];
extern const size_t prd_lex_priorities_nr;
/* enum status; STATUS_NR: removed */
extern const struct prd_lexicon prd_lex_states[];
extern const size_t prd_lex_states_nr;
/* 0: imperative in front, 1: anywhere */
extern const struct prd_lexicon prd_lex_verbs[];
extern const size_t prd_lex_verbs_nr;

#endif
