/*
 * render.h - texts from templates and data, after the manner of Mustache
 * (mustache(5)), without partials, lambdas or anything that runs.
 *
 *	{{name}} {{a.b}}	the value, escaped for the output
 *	{{{name}}}		the value as it is
 *	{{#name}}...{{/name}}	for each element of an array, or once when the
 *				value is true, a non-empty string, a number
 *				other than 0 or an object (names then look inside it first)
 *	{{^name}}...{{/name}}	when it is absent, false, 0 or empty
 *	{{.}}			the element itself
 *	{{! words }}		nothing
 *
 * A section tag alone on its line takes the whole line with it.
 */
#ifndef LANG_RENDER_H
#define LANG_RENDER_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"

enum escape { ESCAPE_NONE, ESCAPE_HTML, ESCAPE_MARKDOWN };

/*
 * Adds the rendered text.  ERR_INVALID with the line number: a section that is
 * not closed, a tag that does not end, more than 16 nested sections.
 */
int render(struct strbuf *out, const char *text, const struct json *data,
	   enum escape escape, struct err *err);

#endif
