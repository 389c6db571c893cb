/*
 * sheet.h - one row of CSV or of a Markdown table.
 */
#ifndef FRONT_SHEET_H
#define FRONT_SHEET_H

#include "base/base.h"
#include "base/strbuf.h"
#include "front/out.h"

/*
 * Adds cell `i` of a row, with what goes before and, for the `last` one, behind
 * it.  CSV is RFC 4180 with LF: a cell with a quote, comma, CR or LF is
 * quoted.  A text that a spreadsheet would run as a formula (first byte = + -
 * @ tab CR, and no number) gets an apostrophe in front (OWASP, "CSV
 * Injection").  Markdown: '|' and '\' escaped, line ends become spaces.
 */
void sheet_cell(struct strbuf *out, enum out_format format, const char *text,
		size_t i, bool last);
/* The line under a Markdown table's head; kinds[i] '>' is right-aligned. */
void sheet_rule(struct strbuf *out, const char *kinds, size_t nr);

#endif
