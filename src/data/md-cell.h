/*
 * md-cell.h - inline Markdown that cmark does not read for us: the text of table
 * cells, and tags.  For md.c only.
 */
#ifndef DATA_MD_CELL_H
#define DATA_MD_CELL_H

#include "base/base.h"
#include "base/strbuf.h"

/* Is `html`, which starts with '<', the tag of that name, opening or closing? */
bool md_is_tag(const char *html, const char *name);
/*
 * Is the tag one that documents are written with?  Others are what the text
 * talks about: a List<String>, GET /users/<id>, "escape <script> tags".
 */
bool md_is_markup(const char *html);
/* The plain text of a cell replaces what is in `sb`. */
void md_cell_text(struct strbuf *sb, const char *s, size_t len);

#endif
