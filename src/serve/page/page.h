/*
 * page.h - the page that people open: its files, built into the program.
 *
 * The files are page/ in the source tree: one document, one style sheet, modules.
 * They are the same for everybody and hold no task: what the page shows it reads
 * from /api/v1 like any other client, with the token of whoever opened it.
 */
#ifndef SERVE_PAGE_PAGE_H
#define SERVE_PAGE_PAGE_H

#include "base/base.h"

#define PAGE_ROOM "page"	/* the addresses are /page/<file> */

/*
 * What a document of this server may do: load modules, styles and data from here,
 * and nothing else.  No script or style inside of a document runs, nothing is
 * framed, no form is sent, so that a text which got into a document as markup would
 * still do nothing.
 */
#define PAGE_POLICY "default-src 'none'; script-src 'self'; style-src 'self'; " \
	"img-src 'self'; connect-src 'self'; manifest-src 'self'; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " \
	"require-trusted-types-for 'script'"

struct page_file {
	const char *type;		/* Content-Type */
	const unsigned char *data;	/* not owned, for ever */
	size_t len;
	char tag[24];			/* ETag: of the content, with its quotes */
};

/* The file of that name; false: there is none. */
bool page_find(struct page_file *out, const char *name);

#endif
