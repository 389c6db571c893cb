/*
 * prd-report.h - what became of a requirements document: a status report in the
 * document's own shape, and the trace from requirement to task to commit.
 */
#ifndef FEAT_PRD_PRD_REPORT_H
#define FEAT_PRD_PRD_REPORT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/index/view.h"

/*
 * Markdown: a heading per document, a line of totals, the requirements in the
 * order of the document with their status as check boxes, children indented,
 * criteria below.  `prd` NULL: all documents.  *nr (may be NULL): tasks found.
 */
int prd_report(struct strbuf *out, const struct view *v, const char *prd,
	       size_t *nr, struct err *err);
/*
 * An array of {prd, key, line, id, title, status, commits: [hex, ...],
 * criteria, criteria_met}, in document order.  Caller frees.
 */
int prd_trace(struct json **out, const struct view *v, const char *prd,
	      struct err *err);

#endif
