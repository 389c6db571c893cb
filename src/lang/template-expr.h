/*
 * template-expr.h - the {{expressions}} of templates (formats/template.md).
 *
 * The language is that of lang/expr.h with plain words; the values are JSON:
 * every name must be known, "+" joins when one side is text, "x in y" looks
 * into a list, a text or an object, and a fault is an error, not a doubt.
 * "and" and "or" leave their right side alone when the left one decides.
 */
#ifndef LANG_TEMPLATE_EXPR_H
#define LANG_TEMPLATE_EXPR_H

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
