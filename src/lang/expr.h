/*
 * expr.h - the language of success criteria and of templates
 * (formats/criteria.md has the grammar): parsed into a flat array of nodes,
 * and for criteria judged over values that the caller looks up.
 * lang/template-expr.h gives the same nodes the values of templates.
 *
 * Pure: no input or output, no calls, no assignment.  A text is at most
 * EXPR_MAX_TEXT bytes and EXPR_MAX_DEPTH levels deep; judging takes time
 * linear in the text and the lists it names.
 */
#ifndef LANG_EXPR_H
#define LANG_EXPR_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"

#define EXPR_MAX_TEXT 4096
#define EXPR_MAX_DEPTH 64

enum verdict {
	VERDICT_UNMET,
	VERDICT_MET,
	VERDICT_UNKNOWN		/* a name nobody set, or no sensible answer */
};

/* "unmet", "met", "undetermined". */
const char *verdict_name(enum verdict v);

struct expr;

/* ERR_INVALID "column 7: expected ..."; columns are bytes from 1. */
int expr_parse(struct expr **out, const char *text, struct err *err);
/*
 * Parses the expression at text[*at] as far as it goes and moves *at behind it;
 * the caller looks at what follows.  The words are those of templates: names
 * have no '.' and no '-', numbers no unit, and texts no escapes.
 */
int expr_parse_part(struct expr **out, const char *text, size_t *at,
		    struct err *err);
void expr_free(struct expr *e);	/* NULL is fine */
/* The names in it, each once, in order of appearance. */
void expr_names(struct strvec *out, const struct expr *e);

/*
 * The value of a (dotted) name, borrowed until the judgement is over; NULL when
 * nobody set it.  Null counts as not set.
 */
typedef const struct json *(*expr_lookup)(void *data, const char *name);

/*
 * The three-valued outcome (Kleene's strong logic: false and unknown is false,
 * true or unknown is true).  `why` (may be NULL) gets the reason of
 * VERDICT_UNKNOWN: "coverage is not set", "can not compare text with a number";
 * it is left alone otherwise.
 */
enum verdict expr_judge(const struct expr *e, expr_lookup lookup, void *data,
			struct strbuf *why);

/* ---- numbers with units, as in the language ---- */

enum dimension { DIM_NONE, DIM_PERCENT, DIM_TIME, DIM_SIZE };

/* value = number * scale, in ms or bytes; scale is 1 without a unit. */
struct quantity {
	double number, scale;
	enum dimension dim;
};

/* Reads all of `s` ("200ms", "85 %", "-1.5e3"); false when it is no number. */
bool quantity_parse(struct quantity *out, const char *s);

#endif
