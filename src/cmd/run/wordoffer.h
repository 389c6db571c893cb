/*
 * wordoffer.h - what a shell can offer in a place that takes words of one kind.
 */
#ifndef CMD_RUN_WORDOFFER_H
#define CMD_RUN_WORDOFFER_H

#include "front/words.h"

/*
 * Prints the words of a kind that begin with `typed`, case ignored, a line each, "word
 * <TAB> a few words about it".  In a list with commas, and in a query behind its ':',
 * what was typed before stays in front.  Nothing where there is nothing to offer.
 * `before` is the word in front, which says what values there are; NULL: not known.
 */
void words_offer(struct ctx *ctx, enum word_kind kind, const char *typed,
		 const char *before);

#endif
