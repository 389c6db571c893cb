/*
 * prd-check.h - a linter for who writes requirements documents: what a reader
 * would stumble over, with line and column.  Pure.
 */
#ifndef FEAT_PRD_PRD_CHECK_H
#define FEAT_PRD_PRD_CHECK_H

#include "base/base.h"
#include "data/json.h"
#include "feat/prd/prd-doc.h"

enum prd_level { PRD_NOTE, PRD_WARNING, PRD_ERROR, PRD_LEVEL_NR };

/* "note", "warning", "error": the words of SARIF, too. */
const char *prd_level_name(enum prd_level level);

struct prd_finding {
	enum prd_level level;
	const char *rule;	/* static: "id-twice" */
	char *text;		/* a sentence */
	int line, column;	/* from 1; the column in characters */
};

struct prd_findings {
	struct prd_finding *items;	/* by line */
	size_t nr, alloc;
	size_t count[PRD_LEVEL_NR];
};

/*
 * Looks at a parsed document and the source that it was parsed from:
 *
 *	id-twice	an id that two different items have (error)
 *	dependency	a dependency on nothing, a circle (error)
 *	priority	an item without, where others have one (warning)
 *	open		what is to be decided yet, said with its usual words (warning)
 *	no-item		a text that asks for something and names no item (warning)
 *	unsure		what is below the confidence asked for (note)
 *	measure		a criterion that nothing measures (note)
 *	criteria	a story or requirement without criteria (note)
 */
void prd_check(struct prd_findings *out, const struct prd_doc *doc,
	       const char *buf, size_t len);
void prd_findings_release(struct prd_findings *f);

/* SARIF 2.1.0, one run; `uri` is the document's path.  Caller frees. */
struct json *prd_sarif(const struct prd_findings *f, const char *path);

#endif
