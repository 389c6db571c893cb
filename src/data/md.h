/*
 * md.h - Markdown (CommonMark plus tables and task lists) as a flat list of
 * blocks with source lines.  The only user of cmark.
 *
 * cmark 0.30 knows neither tables nor check boxes nor strike-through nor
 * front matter: this file recognises them (GFM spec 0.29, sections 4.10, 5.3,
 * 6.5) so that nobody above it handles Markdown syntax.
 */
#ifndef DATA_MD_H
#define DATA_MD_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"

enum md_type {
	MD_FRONT,	/* YAML front matter, text is the YAML */
	MD_HEADING,	/* level 1..6 */
	MD_PARA,
	MD_ITEM,	/* list item: its own first text; level = nesting 1.. */
	MD_ROW,		/* table row: cells; row 0 of a table is its head */
	MD_CODE,	/* fenced or indented code, text as is */
	MD_QUOTE,	/* block quote, text flattened */
	MD_RULE
};

enum md_check { MD_CHECK_NONE, MD_CHECK_OPEN, MD_CHECK_DOING,
		MD_CHECK_DONE };

struct md_block {
	enum md_type type;
	/* Headings: 1..6.  Items: nesting from 1.  MD_PARA, MD_CODE, MD_QUOTE:
	 * nesting of the item they stand in, 0 outside of lists. */
	int level;
	int line, end_line;	/* source lines, from 1 */
	int list;		/* items: number of its list, from 1 */
	int table, row;		/* rows: number of its table, and of the row */
	bool ordered;		/* items: an ordered list */
	int ordinal;		/* items of ordered lists: the number */
	enum md_check check;
	bool urgent;		/* items: the box is "[!]" */
	bool struck;		/* all of its text is ~~struck out~~ (rows: the
				 * first cell) */
	bool struck_lead;	/* its text starts struck out */
	bool only_link;		/* one link is all of its text */
	/* Plain text: emphasis, links and code marks resolved, soft breaks and
	 * <br> as '\n', HTML markup dropped; tags that are no markup
	 * (<script>, List<String>) are text.  Owned; never NULL. */
	char *text;
	/* The bold run that the text starts with ("Priority" of "**Priority**:
	 * High"), without a trailing colon; NULL when there is none. */
	char *label;
	/* What follows the label, its colon and spaces skipped; points into
	 * text.  Equals text when label is NULL. */
	const char *rest;
	char **cells;		/* rows */
	size_t nr_cells;
};

struct md_doc {
	struct md_block *blocks;
	size_t nr, alloc;
};

/*
 * Parses; accepts a byte order mark and CRLF.  HTML comments vanish.  Lines of
 * a paragraph that start with a typed bullet (a dot or an arrow character, or
 * "2)") are items too: people type them, CommonMark does not know them.  In an
 * item they are items below it, or beside it when they stand as far left.
 * Linear in the input's size.  ERR_INVALID: invalid UTF-8, NUL, more than 64 MiB.
 */
int md_parse(struct md_doc *out, const char *buf, size_t len,
	     struct err *err);
void md_release(struct md_doc *doc);

/* A node of the text, when it begins or ends; borrowed. */
struct md_part {
	/* As cmark names it: "paragraph", "heading", "list", "item", "code_block",
	 * "block_quote", "thematic_break", "html_block", "text", "code", "emph",
	 * "strong", "link", "image", "softbreak", "linebreak", "html_inline". */
	const char *type;
	bool enter;		/* those without parts are entered only */
	const char *text;	/* of what has text of its own, else NULL */
	const char *url;	/* of links and images */
	int level;		/* of headings */
	int start;		/* of ordered lists, else 0 */
	bool tight;		/* a list without blank lines */
};
/*
 * Calls `visit` for every node of the text in order, the document itself aside.
 * CommonMark and no more: tables are paragraphs.  False: no UTF-8, or above
 * MD_HTML_MAX; nothing was visited.
 */
bool md_walk(const char *text, size_t len,
	     void (*visit)(void *data, const struct md_part *p), void *data);

#define MD_HTML_MAX ((size_t)1 << 20)
/*
 * Adds the text as HTML, CommonMark and no more.  Markup in it is left out, and so
 * are addresses that are code ("javascript:"): what comes out is made of the
 * elements of CommonMark alone.  ERR_INVALID: no UTF-8, or above MD_HTML_MAX.
 */
int md_html(struct strbuf *out, const char *text, size_t len, struct err *err);

#endif
