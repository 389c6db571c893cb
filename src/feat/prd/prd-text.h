/*
 * prd-text.h - what one line of a requirements document says: ids, user stories,
 * estimates, dependencies, measurable criteria.  Pure functions on text.
 */
#ifndef FEAT_PRD_PRD_TEXT_H
#define FEAT_PRD_PRD_TEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"

#define PRD_ID_MAX 48

enum prd_id_kind {
	PRD_ID_NONE,
	PRD_ID_ITEM,	/* FR-044, NFR-PERF-1, US-3, REQ-12 */
	PRD_ID_WEAK,	/* M1, F2: an id where items are expected */
	PRD_ID_OTHER	/* RISK-1, KPI-2, AC-3, TC-4: names something else */
};

struct prd_id {
	enum prd_id_kind kind;
	size_t len;			/* bytes of text it takes */
	char text[PRD_ID_MAX];		/* as written */
	char canon[PRD_ID_MAX];		/* "FR-44", "FR-1.1", "FR-CORE-1" */
};

/* The id that `s` starts with (an opening bracket is not skipped).  UTF-8,
 * SHA-256 and the like are no ids. */
bool prd_id_at(struct prd_id *out, const char *s, size_t len);
/* The canonical form of an id, "" when it is none. */
void prd_id_canon(char out[PRD_ID_MAX], const char *s);
/*
 * All ids in a text, in order, ranges filled in ("FR-1 to FR-3", at most 500 of
 * a range): canonical forms are appended.  *range (may be NULL): the text starts
 * with a range.
 */
void prd_ids_in(struct strvec *out, const char *s, bool *range);

struct prd_story {
	char *role, *want, *benefit;	/* owned; benefit may be NULL */
	bool classic;			/* has its "I want" */
};

/* "As a ROLE, I want GOAL so that BENEFIT" and its kin in ten languages, also
 * without "I want".  False when the text is no story. */
bool prd_story_parse(struct prd_story *out, const char *text);
void prd_story_release(struct prd_story *s);

/*
 * "3 days", "8h", "1-2 weeks", "5 story points" -> hours (a day is 8, a week 40, a
 * range its middle) or points, NAN when not said.  `bare`: 'h' or 'p' gives a
 * number without unit its meaning, 0 none.  False when there is nothing.
 */
bool prd_estimate_of(double *hours, double *points, const char *s, size_t len,
		     char bare);
/* XS, S, M, L, XL, XXL (the whole text), or NULL. */
const char *prd_size_of(const char *s);

/* "None", "n/a", "Unassigned", "TBD" and their kin: a value that says nothing. */
bool prd_is_nothing(const char *s);
/* Fragments of a list of dependencies: "Login, the API and FR-2".  "None" and its
 * kin give nothing. */
void prd_split_names(struct strvec *out, const char *s);

/* Lower-case words joined by '-', at most 80 bytes; "" becomes "item". */
void prd_slug(struct strbuf *out, const char *s);
/* Cuts at 500 characters on a word boundary.  *cut says whether it did. */
char *prd_cut_title(const char *s, bool *cut);

/*
 * The expression that a criterion's text means ("within 200 ms" ->
 * "response_time_ms <= 200"), appended to out (may be NULL).  False when the text is not
 * measurable.  formats/prd.md lists what is recognised.
 */
bool prd_measure(struct strbuf *out, const char *criterion);

/* prd-when.c */
/*
 * The day that a text names in words or in the way of its country: "3. März 2027",
 * "2026年11月5日", "05.11.2026", "end of October 2026" (the last day of a month),
 * "Q3 2026" (of a quarter).  False when it names no year, or two days.
 */
bool prd_written_day(char out[12], const char *text);

#endif
