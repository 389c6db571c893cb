/*
 * reports.h - what CI reports say, as sums: JUnit XML, coverage (lcov, Cobertura
 * XML, Istanbul's json-summary and coverage-final), SARIF 2.1.0.
 *
 * Several reports of one kind add up.  Pure: the caller reads the files.
 */
#ifndef FEAT_REPORTS_H
#define FEAT_REPORTS_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"

/* Of `total` things `covered` were reached; total 0: the report has none. */
struct ratio {
	double total, covered;
};

struct reports {
	bool tests, coverage, findings;	/* a report of the kind was read */
	/* tests: failed includes errors, total includes skipped */
	uint64_t total, failed, errors, skipped;
	double seconds;
	struct ratio lines, branches, functions, statements;
	/* findings by level, by severity, and those about security */
	uint64_t error, warning, note;
	uint64_t critical, high, medium, low, security;
};

#define REPORTS_INIT { .tests = false }

/*
 * Test cases are counted, the sums written in suites are used only where a
 * suite has no cases.  ERR_INVALID: not XML, or no JUnit report.
 */
int report_junit(struct reports *r, const char *buf, size_t len,
		 struct err *err);
/* The format is told by the content.  ERR_INVALID: none of the four. */
int report_coverage(struct reports *r, const char *buf, size_t len,
		    struct err *err);
/*
 * Results of kind "fail" (the default) that are not suppressed and not absent
 * from the baseline.  Level: the result's, its rule's default, "warning"
 * (SARIF 2.1.0, 3.27.10).  Severity: the rule's property security-severity,
 * from 9 critical, 7 high, 4 medium, else low (CVSS 3 rating).  A result is
 * about security when its rule says so by that property or the tag "security";
 * all are when no rule of the run says anything.
 */
int report_sarif(struct reports *r, const char *buf, size_t len,
		 struct err *err);

/*
 * The values for expressions (formats/criteria.md lists the names): a new
 * object; kinds without a report add nothing.  Caller frees.
 */
struct json *reports_values(const struct reports *r);

#endif
