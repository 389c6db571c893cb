/*
 * template-expr.h - the {{expressions}} of templates.
 *
 *	or:      and { ("or" | "||") and }
 *	and:     not { ("and" | "&&") not }
 *	not:     ("not" | "!") not | compare
 *	compare: sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum ]
 *	sum:     term { ("+" | "-") term }
 *	term:    unary { ("*" | "/" | "%") unary }
 *	unary:   "-" unary | primary
 *	primary: number | 'text' | "text" | true | false | name | "(" or ")"
 *
 * "+" joins when one side is text.  Pure: no calls, bounded depth and size.
 */
#ifndef FEAT_TEMPLATE_EXPR_H
#define FEAT_TEMPLATE_EXPR_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"

/*
 * Fills in a text.  A text that is one {{expression}} and nothing else keeps
 * the value's type; else values become text (lists joined with ", ", yes and no
 * for booleans).  `vars` maps names to values.  With `dry` only the syntax and
 * the names are checked and *out is NULL.  ERR_INVALID names what is wrong.
 */
int template_subst(struct json **out, const char *text,
		   const struct json *vars, bool dry, struct err *err);
/* false, 0, "", "false", "no", null and [] are false. */
bool template_truth(const struct json *value);

#endif
