/*
 * Reports of real tools (tests/data/reports, see the README there) against the
 * numbers that the tools themselves printed.
 */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "feat/reports.h"

typedef int (*reader)(struct reports *, const char *, size_t, struct err *);

static struct json *values_of(reader read, const char *name)
{
	struct reports r = REPORTS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	char *path = xasprintf("tests/data/reports/%s", name);

	if (file_read(&text, path, 0, &err) < 0 ||
	    read(&r, text.buf, text.len, &err) < 0)
		fail_msg("%s: %s", path, err.msg);
	strbuf_release(&text);
	free(path);
	return reports_values(&r);
}

static void assert_value(const struct json *v, const char *name,
			 double expected)
{
	const struct json *j = json_get_path(v, name);

	if (!json_is(j, JSON_NUM))
		fail_msg("%s is no number", name);
	if (fabs(json_num(j) - expected) > 0.005)
		fail_msg("%s is %f, not %f", name, json_num(j), expected);
}

static void pytest_results(void **unused)
{
	struct json *v = values_of(report_junit, "pytest.xml");

	(void)unused;
	assert_value(v, "tests.total", 5);
	assert_value(v, "tests.passed", 2);
	assert_value(v, "tests.failed", 2);
	assert_value(v, "tests.errors", 1);
	assert_value(v, "tests.skipped", 1);
	assert_value(v, "test_pass_rate", 50);
	assert_value(v, "test_failures", 2);
	assert_null(json_get(v, "coverage"));
	assert_null(json_get(v, "findings"));
	json_free(v);
}

static void jest_results(void **unused)
{
	struct json *v = values_of(report_junit, "jest-junit.xml");

	(void)unused;
	assert_value(v, "tests.total", 4);
	assert_value(v, "tests.passed", 2);
	assert_value(v, "tests.failed", 1);
	assert_value(v, "tests.skipped", 1);
	json_free(v);
}

static void lcov_coverage(void **unused)
{
	struct json *v = values_of(report_coverage, "lcov.info");

	(void)unused;
	assert_value(v, "lines.total", 13);
	assert_value(v, "lines.covered", 9);
	assert_value(v, "coverage", 100.0 * 9 / 13);
	assert_value(v, "branches.total", 6);
	assert_value(v, "branches.covered", 4);
	assert_value(v, "functions.total", 3);
	assert_value(v, "functions.covered", 2);
	json_free(v);
}

static void cobertura_coverage(void **unused)
{
	struct json *v = values_of(report_coverage, "gcovr.xml");

	(void)unused;
	assert_value(v, "lines.total", 13);
	assert_value(v, "line_coverage", 69.23);
	assert_value(v, "branch_coverage", 66.67);
	json_free(v);
	v = values_of(report_coverage, "coverage-py.xml");
	assert_value(v, "lines.total", 10);
	assert_value(v, "code_coverage", 70);
	assert_value(v, "branch_coverage", 50);
	json_free(v);
}

/* jest wrote the same run in four formats. */
static void istanbul_coverage(void **unused)
{
	static const char *const names[] = {
		"istanbul-summary.json", "istanbul-final.json",
		"istanbul-lcov.info", "istanbul-cobertura.xml"
	};
	struct json *v;
	size_t i;

	(void)unused;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		v = values_of(report_coverage, names[i]);
		assert_value(v, "line_coverage", 80);
		assert_value(v, "branch_coverage", 66.67);
		if (i < 2)
			assert_value(v, "statement_coverage", 85.71);
		if (i < 3)
			assert_value(v, "function_coverage", 50);
		json_free(v);
	}
}

static void sarif_findings(void **unused)
{
	struct json *v = values_of(report_sarif, "codeql-style.sarif");

	(void)unused;
	assert_value(v, "findings.total", 5);
	assert_value(v, "findings.error", 1);
	assert_value(v, "findings.warning", 3);
	assert_value(v, "findings.note", 1);
	assert_value(v, "findings.critical", 1);
	assert_value(v, "findings.high", 2);
	assert_value(v, "security_issues", 3);
	json_free(v);
	v = values_of(report_sarif, "eslint.sarif");
	assert_true(json_num(json_get_path(v, "findings.error")) > 5);
	/* its rules say nothing about security: all count */
	assert_value(v, "security_issues",
		     json_num(json_get_path(v, "findings.total")));
	json_free(v);
}

/* ---- small documents ---- */

static struct json *values_in(reader read, const char *const *texts,
			      size_t nr)
{
	struct reports r = REPORTS_INIT;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < nr; i++)
		if (read(&r, texts[i], strlen(texts[i]), &err) < 0)
			fail_msg("%s", err.msg);
	return reports_values(&r);
}

static void reports_add_up(void **unused)
{
	static const char *const junit[] = {
		"<testsuite><testcase time='1,200.5'/></testsuite>",
		"<testsuites><testsuite tests='7' failures='2' errors='1' "
		"skipped='1' time='2'/></testsuites>"
	};
	static const char *const lcov[] = {
		"TN:a\nSF:x\nDA:1,0\nDA:2,3\nend_of_record\n"
		"TN:b\nSF:x\nDA:1,1,abc\nDA:2,0\nend_of_record\n",
		"SF:y\r\nLF:10\r\nLH:4\r\nend_of_record\r\n"
	};
	struct json *v = values_in(report_junit, junit, 2);

	(void)unused;
	assert_value(v, "tests.total", 8);
	assert_value(v, "tests.failed", 3);
	assert_value(v, "tests.passed", 4);
	assert_string_equal(json_str(json_get(v, "test_duration")),
			    "1202.500s");
	json_free(v);
	v = values_in(report_coverage, lcov, 2);
	assert_value(v, "lines.total", 12);
	assert_value(v, "lines.covered", 6);
	assert_null(json_get(v, "branch_coverage"));
	json_free(v);
}

static void senseless_numbers_do_not_count(void **unused)
{
	static const char *const texts[] = {
		"SF:x\nLF:-5\nLH:3\nend_of_record\n",
		"SF:y\nLF:nan\nLH:1e99\nend_of_record\n",
		("{\"total\":{\"lines\":{\"total\":10,\"covered\":11},"
		 "\"branches\":{\"total\":-4,\"covered\":-2}}}")
	};
	struct json *v = values_in(report_coverage, texts, 3);

	(void)unused;
	assert_value(v, "lines.total", 10);
	assert_value(v, "lines.covered", 0);
	assert_null(json_get(v, "branch_coverage"));
	json_free(v);
}

static void cobertura_without_sums_is_counted(void **unused)
{
	static const char *const text[] = {
		"<!DOCTYPE coverage SYSTEM 'x.dtd'><coverage line-rate='0.5'>"
		"<class><methods><method><lines><line number='1' hits='1'/>"
		"</lines></method></methods><lines><line number='1' "
		"hits='1'/><line number='2' hits='0' branch='true' "
		"condition-coverage='50% (1/2)'/></lines></class></coverage>"
	};
	static const char *const rate[] = { "<coverage line-rate='0.42'/>" };
	struct json *v = values_in(report_coverage, text, 1);

	(void)unused;
	assert_value(v, "coverage", 50);
	assert_value(v, "lines.total", 2);
	assert_value(v, "branch_coverage", 50);
	json_free(v);
	v = values_in(report_coverage, rate, 1);
	assert_value(v, "coverage", 42);
	json_free(v);
}

static void assert_refused(reader read, const char *text, const char *words)
{
	struct reports r = REPORTS_INIT;
	struct err err = ERR_INIT;

	assert_true(read(&r, text, strlen(text), &err) < 0);
	assert_int_equal(err.code, ERR_INVALID);
	if (!strstr(err.msg, words))
		fail_msg("'%s' lacks '%s'", err.msg, words);
	assert_false(r.tests || r.coverage || r.findings);
}

static void foreign_documents_are_refused(void **unused)
{
	struct strbuf deep = STRBUF_INIT;
	int i;

	(void)unused;
	assert_refused(report_junit, "", "line 1");
	assert_refused(report_junit, "<html/>", "no JUnit report");
	assert_refused(report_junit, "<testsuite><a></testsuite>",
		       "mismatched tag");
	assert_refused(report_junit, "<!DOCTYPE x [<!ENTITY a 'b'>]>"
		       "<testsuite name='&a;'/>", "declares entities");
	assert_refused(report_junit, "<!DOCTYPE x [<!ENTITY a SYSTEM "
		       "'/etc/passwd'>]><testsuite/>", "declares entities");
	for (i = 0; i < 300; i++)
		strbuf_addstr(&deep, "<testsuite>");
	assert_refused(report_junit, deep.buf, "nested too deep");
	strbuf_release(&deep);
	assert_refused(report_coverage, "", "not lcov");
	assert_refused(report_coverage, "<coverage/>", "no Cobertura");
	assert_refused(report_coverage, "{\"a\":1}", "neither");
	assert_refused(report_coverage, "{", "line 1");
	assert_refused(report_sarif, "{}", "no SARIF");
	assert_refused(report_sarif, "[]", "no SARIF");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pytest_results),
		cmocka_unit_test(jest_results),
		cmocka_unit_test(lcov_coverage),
		cmocka_unit_test(cobertura_coverage),
		cmocka_unit_test(istanbul_coverage),
		cmocka_unit_test(sarif_findings),
		cmocka_unit_test(reports_add_up),
		cmocka_unit_test(senseless_numbers_do_not_count),
		cmocka_unit_test(cobertura_without_sums_is_counted),
		cmocka_unit_test(foreign_documents_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
