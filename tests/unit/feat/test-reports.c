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
#include "feat/judge/junit.h"

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

/* Written by JaCoCo, whose own program said 5/8, 3/4 and 3/5. */
static void jacoco_coverage(void **unused)
{
	struct json *v = values_of(report_coverage, "jacoco.xml");

	(void)unused;
	assert_value(v, "lines.total", 8);
	assert_value(v, "coverage", 100.0 * 5 / 8);
	assert_value(v, "branch_coverage", 75);
	assert_value(v, "function_coverage", 60);
	assert_null(json_get(v, "statement_coverage"));
	json_free(v);
}

static void clover_coverage(void **unused)
{
	static const char *const odd[] = {
		"<coverage generated='1'><project><file name='a'>"
		"<line num='1' type='cond' truecount='0' falsecount='2'/>"
		"<line num='2' type='method' count='1'/>"
		"<line num='3' type='stmt' count='0'/></file>"
		"<metrics conditionals='2' coveredconditionals='1'/></project>"
		"<testproject><file name='t'><line num='1' type='stmt' "
		"count='1'/></file><metrics statements='9'/></testproject>"
		"</coverage>"
	};
	struct json *v = values_of(report_coverage, "clover-phpunit.xml");

	(void)unused;
	assert_value(v, "lines.total", 4);
	assert_value(v, "coverage", 50);
	assert_value(v, "statement_coverage", 50);
	assert_value(v, "functions.total", 2);
	assert_value(v, "function_coverage", 0);
	assert_null(json_get(v, "branch_coverage"));
	json_free(v);
	v = values_of(report_coverage, "clover-c8.xml");
	assert_value(v, "coverage", 88.888);
	assert_value(v, "branch_coverage", 83.333);
	assert_value(v, "function_coverage", 66.666);
	json_free(v);
	v = values_in(report_coverage, odd, 1);
	assert_value(v, "lines.total", 2);
	assert_value(v, "coverage", 50);
	assert_null(json_get(v, "statement_coverage"));
	json_free(v);
}

/* `go tool cover` said 57.1%. */
static void go_coverage(void **unused)
{
	static const char *const merged[] = {
		"mode: set\r\nm/a.go:1.1,2.2 3 0\r\nm/a.go:3.1,4.2 1 0\r\n",
		"mode: set\nm/a b.go:1.1,2.2 2 1\nmode: set\n"
		"m/a.go:1.1,2.2 3 0\nm/a.go:1.1,2.2 3 1\n"
	};
	struct json *v = values_of(report_coverage, "go-cover.out");

	(void)unused;
	assert_value(v, "statements.total", 7);
	assert_value(v, "coverage", 57.142);
	assert_null(json_get(v, "line_coverage"));
	json_free(v);
	v = values_in(report_coverage, &merged[0], 1);
	assert_value(v, "coverage", 0);
	json_free(v);
	v = values_in(report_coverage, &merged[1], 1);
	assert_value(v, "statements.total", 5);
	assert_value(v, "coverage", 100);
	json_free(v);
}

static void tap_results(void **unused)
{
	static const char *const text[] = {
		("1..4\nok 1\nnot ok 2 - a \\# SKIP not\nok 3 # skip x\n"
		 "    not ok 1 - of a subtest\nokay\nnot okay\n"),
		"TAP version 14\nok\nBail out! no database\n1..1\n",
		"# a test that died\nok 1\n",
		"1..0 # SKIP no network\n",
		"1..1\nok 1\n1..1\nok 1\n",
	};
	struct json *v = values_of(report_tests, "node.tap");

	(void)unused;
	assert_value(v, "tests.total", 6);
	assert_value(v, "tests.passed", 3);
	assert_value(v, "tests.failed", 1);
	assert_value(v, "tests.skipped", 2);
	json_free(v);
	v = values_of(report_tests, "perl.tap");
	assert_value(v, "tests.total", 6);
	assert_value(v, "tests.passed", 3);
	assert_value(v, "tests.failed", 1);
	assert_value(v, "tests.skipped", 2);
	json_free(v);
	v = values_in(report_tests, &text[0], 1);
	assert_value(v, "tests.total", 4);
	assert_value(v, "tests.failed", 2);	/* one of them did not come */
	assert_value(v, "tests.errors", 1);
	assert_value(v, "tests.skipped", 1);
	json_free(v);
	v = values_in(report_tests, &text[1], 1);
	assert_value(v, "tests.failed", 1);
	json_free(v);
	v = values_in(report_tests, &text[2], 1);
	assert_value(v, "tests.errors", 1);
	json_free(v);
	v = values_in(report_tests, &text[3], 1);
	assert_value(v, "tests.total", 0);
	assert_value(v, "test_failures", 0);
	assert_null(json_get(v, "test_pass_rate"));
	json_free(v);
	v = values_in(report_tests, &text[4], 1);
	assert_value(v, "tests.passed", 2);
	assert_value(v, "tests.failed", 0);
	json_free(v);
}

static void pytest_json_results(void **unused)
{
	static const char *const text[] = {
		("{\"report\": {\"summary\": {\"num_tests\": 3, \"passed\": 2, "
		 "\"failed\": 1, \"duration\": 1.5}}}"),
		"{\"exitcode\": 3, \"summary\": {\"total\": 0}}",
		"{\"exitcode\": 5, \"summary\": {\"total\": 0}}",
	};
	struct json *v = values_of(report_tests, "pytest-json-report.json");

	(void)unused;
	assert_value(v, "tests.total", 7);
	assert_value(v, "tests.passed", 3);
	assert_value(v, "tests.failed", 2);
	assert_value(v, "tests.errors", 1);
	assert_value(v, "tests.skipped", 2);
	json_free(v);
	v = values_in(report_tests, &text[0], 1);
	assert_value(v, "tests.total", 3);
	assert_value(v, "test_failures", 1);
	json_free(v);
	v = values_in(report_tests, &text[1], 1);
	assert_value(v, "tests.errors", 1);
	json_free(v);
	v = values_in(report_tests, &text[2], 1);
	assert_value(v, "test_failures", 0);
	json_free(v);
}

static void jest_json_results(void **unused)
{
	static const char *const files[] = { "jest.json", "vitest.json" };
	static const char *const text[] = {
		"{\"numTotalTests\": 2, \"numPassedTests\": 2, \"success\": "
		"false, \"testResults\": []}",
		"{\"numTotalTests\": 1, \"numPassedTests\": 1, "
		"\"wasInterrupted\": true, \"testResults\": []}",
	};
	struct json *v;
	size_t i;

	(void)unused;
	for (i = 0; i < 2; i++) {
		v = values_of(report_tests, files[i]);
		/* five tests, and a file that was not loaded */
		assert_value(v, "tests.total", 6);
		assert_value(v, "tests.passed", 2);
		assert_value(v, "tests.failed", 2);
		assert_value(v, "tests.errors", 1);
		assert_value(v, "tests.skipped", 2);
		json_free(v);
		v = values_in(report_tests, &text[i], 1);
		assert_value(v, "tests.errors", 1);
		json_free(v);
	}
}

static void go_test_results(void **unused)
{
	static const char *const text[] = {
		"FAIL\texample.org/shop [build failed]\n",
		"{\"Action\":\"start\",\"Package\":\"p\"}\n"
		"{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T\"}\n"
		"{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"T\"}\n"
		"{\"Action\":\"fail\",\"Package\":\"p\",\"Elapsed\":2.5}\n",
	};
	struct json *v = values_of(report_tests, "go-test.json");

	(void)unused;
	assert_value(v, "tests.total", 7);
	assert_value(v, "tests.passed", 2);
	assert_value(v, "tests.failed", 4);
	assert_value(v, "tests.errors", 1);
	assert_value(v, "tests.skipped", 1);
	json_free(v);
	v = values_in(report_tests, &text[0], 1);
	assert_value(v, "tests.errors", 1);
	json_free(v);
	v = values_in(report_tests, &text[1], 1);
	assert_value(v, "tests.total", 2);
	assert_value(v, "test_failures", 1);
	assert_string_equal(json_str(json_get(v, "test_duration")),
			    "2.500s");
	json_free(v);
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
	assert_refused(report_coverage, "<coverage/>", "neither Cobertura");
	assert_refused(report_coverage, "{\"a\":1}", "neither");
	assert_refused(report_coverage, "{", "line 1");
	assert_refused(report_coverage, "<report name='x'/>", "nor JaCoCo");
	assert_refused(report_coverage, "mode: set\na.go:1.1,2.2 3\n",
		       "line 2: no block");
	assert_refused(report_tests, "hello\nworld\n", "no line is TAP");
	assert_refused(report_tests, "{\"tests\": []}", "a 'summary'");
	assert_refused(report_tests, "{\"Action\":\"run\"}\n{", "line 1");
	assert_refused(report_jest, "{\"numTotalTests\": 1}", "'testResults'");
	assert_refused(report_go, "ok", "go test -json");
	assert_refused(report_tests, "<html/>", "no JUnit report");
	assert_refused(report_tests, "", "line 1");
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
		cmocka_unit_test(jacoco_coverage),
		cmocka_unit_test(clover_coverage),
		cmocka_unit_test(go_coverage),
		cmocka_unit_test(tap_results),
		cmocka_unit_test(pytest_json_results),
		cmocka_unit_test(jest_json_results),
		cmocka_unit_test(go_test_results),
		cmocka_unit_test(sarif_findings),
		cmocka_unit_test(reports_add_up),
		cmocka_unit_test(senseless_numbers_do_not_count),
		cmocka_unit_test(cobertura_without_sums_is_counted),
		cmocka_unit_test(foreign_documents_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
