/*
 * coverage.h - parts of report_coverage() (junit.h) that live in files of their own.
 */
#ifndef FEAT_JUDGE_COVERAGE_H
#define FEAT_JUDGE_COVERAGE_H

#include "base/base.h"
#include "base/err.h"
#include "feat/judge/junit.h"

#define COUNT_MAX 1e15	/* beyond it a double does not count exactly */

/* Adds one ratio to a sum; what is no number of things, or more than there are, is left
 * out. */
static inline void ratio_add(struct ratio *sum, const struct ratio *r)
{
	if (!(r->total > 0 && r->total <= COUNT_MAX))
		return;
	sum->total += r->total;
	if (r->covered >= 0 && r->covered <= r->total)
		sum->covered += r->covered;
}
/* Cobertura, JaCoCo or Clover, told by the outermost element.  ERR_INVALID. */
int coverage_xml(struct reports *r, const char *buf, size_t len,
		 struct err *err);

#endif
