/*
 * junit.h - what CI reports say, as sums: tests (JUnit XML, TAP, the JSON of pytest,
 * Jest, Vitest and go test), coverage (lcov, Cobertura, JaCoCo and Clover XML, Istanbul's
 * json-summary and coverage-final, Go's cover profiles), SARIF 2.1.0.
 *
 * Several reports of one kind add up.  Pure: the caller reads the files.
 */
#ifndef FEAT_JUDGE_JUNIT_H
#define FEAT_JUDGE_JUNIT_H

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
/*
 * TAP, versions 12 to 14 (testanything.org): the tests of the outermost level count, each
 * with what it says of its subtests.  A test with SKIP, and one with TODO that fails as
 * it may, is skipped.  What the plan promises and does not come, and a bail-out, are
 * errors.  ERR_INVALID: no line of it is TAP.
 */
int report_tap(struct reports *r, const char *buf, size_t len,
	       struct err *err);
/*
 * The JSON of pytest-json-report, or of pytest-json: its summary.  An expected failure
 * is skipped; an exit code that says that pytest itself could not go on is an error.
 * ERR_INVALID: no such document.
 */
int report_pytest(struct reports *r, const char *buf, size_t len,
		  struct err *err);
/*
 * The JSON of Jest (--json) or Vitest (--reporter=json).  A file that was not loaded, and a
 * run that failed or was interrupted without a failed test, is an error.  ERR_INVALID: no
 * such document.
 */
int report_jest(struct reports *r, const char *buf, size_t len,
		struct err *err);
/*
 * The events of `go test -json`, one a line (cmd/test2json of Go); a package that failed
 * without a failed test is an error, also where it is told in words ("FAIL\t<package>
 * [build failed]").  ERR_INVALID: a line that is no JSON, or no event among them.
 */
int report_go(struct reports *r, const char *buf, size_t len, struct err *err);
/* Any of the three that are JSON. */
int report_json(struct reports *r, const char *buf, size_t len,
		struct err *err);
/* Adds the tests of `sum`. */
void reports_add(struct reports *r, const struct reports *sum);
/* Any of these, told by the content. */
int report_tests(struct reports *r, const char *buf, size_t len,
		 struct err *err);
/*
 * The format is told by the content.  Clover's lines are its statements and conditions;
 * a Go profile has statements only.  ERR_INVALID: none of them.
 */
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
