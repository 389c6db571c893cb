/*
 * junit.c - JUnit XML added up, and the values of all reports.
 */
#include "base/base.h"
#include "feat/judge/junit.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/xml.h"

/* ---- JUnit ---- */

struct junit {
	struct reports sum;	/* of the cases */
	bool report;		/* the root is right */
	bool started;
	unsigned in_suites;	/* nested suites */
	bool failed, error, skipped;	/* the case we are in */
	uint64_t stated[4];	/* tests failures errors skipped, outermost */
	double stated_seconds;
};

static uint64_t count_attr(const char *const *attrs, const char *name)
{
	const char *s = xml_attr(attrs, name);

	return s ? strtoull(s, NULL, 10) : 0;
}

/* Seconds; some writers group thousands: "1,234.5". */
static double time_attr(const char *const *attrs)
{
	const char *s = xml_attr(attrs, "time");
	struct strbuf sb = STRBUF_INIT;
	double d;

	for (; s && *s; s++)
		if (*s != ',')
			strbuf_addch(&sb, *s);
	d = strtod(sb.buf, NULL);
	strbuf_release(&sb);
	return d > 0 && d < 1e9 ? d : 0;
}

/* What a suite without cases says. */
static void read_stated(struct junit *j, const char *const *attrs)
{
	static const char *const names[] = {
		"tests", "failures", "errors", "skipped"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		j->stated[i] += count_attr(attrs, names[i]);
	j->stated_seconds += time_attr(attrs);
}

static void junit_start(void *data, const char *name,
			const char *const *attrs)
{
	struct junit *j = data;
	bool suite = !strcmp(name, "testsuite");

	if (!j->started) {
		j->started = true;
		j->report = suite || !strcmp(name, "testsuites");
	}
	if (suite && j->in_suites++ == 0)
		read_stated(j, attrs);
	if (!strcmp(name, "testcase")) {
		j->failed = j->error = j->skipped = false;
		j->sum.total++;
		j->sum.seconds += time_attr(attrs);
	} else if (!strcmp(name, "failure")) {
		j->failed = true;
	} else if (!strcmp(name, "error")) {
		j->error = true;
	} else if (!strcmp(name, "skipped")) {
		j->skipped = true;
	}
}

static void junit_end(void *data, const char *name)
{
	struct junit *j = data;

	if (!strcmp(name, "testsuite"))
		j->in_suites--;
	if (strcmp(name, "testcase") != 0)
		return;
	if (j->failed || j->error)
		j->sum.failed++;
	else if (j->skipped)
		j->sum.skipped++;
	if (j->error)
		j->sum.errors++;
}

int report_junit(struct reports *r, const char *buf, size_t len,
		 struct err *err)
{
	static const struct xml_handler handler = { junit_start, junit_end };
	struct junit j = { .sum = REPORTS_INIT };

	if (xml_parse(buf, len, &handler, &j, err) < 0)
		return -1;
	if (!j.report)
		return err_set(err, ERR_INVALID, "no JUnit report: the "
			       "outermost element must be <testsuites> or "
			       "<testsuite>");
	if (!j.sum.total) {
		j.sum.total = j.stated[0];
		j.sum.failed = j.stated[1] + j.stated[2];
		j.sum.errors = j.stated[2];
		j.sum.skipped = j.stated[3];
		j.sum.seconds = j.stated_seconds;
	}
	r->tests = true;
	r->total += j.sum.total;
	r->failed += j.sum.failed;
	r->errors += j.sum.errors;
	r->skipped += j.sum.skipped;
	r->seconds += j.sum.seconds;
	return 0;
}

/* ---- values ---- */

static void set_count(struct json *obj, const char *name, uint64_t nr)
{
	json_set_num(obj, name, (double)nr);
}

static void add_tests(struct json *v, const struct reports *r)
{
	struct json *tests = json_new_obj();
	uint64_t run = r->total > r->skipped ? r->total - r->skipped : 0;
	uint64_t passed = run > r->failed ? run - r->failed : 0;
	double rate = run ? 100.0 * (double)passed / (double)run : 0;
	char *span = xasprintf("%.3fs", r->seconds);

	set_count(tests, "total", r->total);
	set_count(tests, "passed", passed);
	set_count(tests, "failed", r->failed);
	set_count(tests, "errors", r->errors);
	set_count(tests, "skipped", r->skipped);
	json_set_str(tests, "duration", span);
	if (run) {
		json_set_num(tests, "pass_rate", rate);
		json_set_num(v, "test_pass_rate", rate);
		json_set_num(v, "unit_test_pass_rate", rate);
	}
	set_count(v, "test_count", r->total);
	set_count(v, "test_failures", r->failed);
	json_set_str(v, "test_duration", span);
	json_set(v, "tests", tests);
	free(span);
}

static void add_ratio(struct json *v, const char *one, const char *many,
		      const struct ratio *ratio)
{
	struct json *obj;
	char *name;

	if (ratio->total <= 0)
		return;
	obj = json_new_obj();
	json_set_num(obj, "total", ratio->total);
	json_set_num(obj, "covered", ratio->covered);
	json_set(v, many, obj);
	name = xasprintf("%s_coverage", one);
	json_set_num(v, name, 100 * ratio->covered / ratio->total);
	free(name);
}

static void add_coverage(struct json *v, const struct reports *r)
{
	const struct json *lines;

	add_ratio(v, "line", "lines", &r->lines);
	add_ratio(v, "branch", "branches", &r->branches);
	add_ratio(v, "function", "functions", &r->functions);
	add_ratio(v, "statement", "statements", &r->statements);
	/* Go counts statements and nothing else */
	lines = json_get(v, "line_coverage");
	if (!lines)
		lines = json_get(v, "statement_coverage");
	if (lines) {
		json_set_num(v, "coverage", json_num(lines));
		json_set_num(v, "code_coverage", json_num(lines));
	}
}

static void add_findings(struct json *v, const struct reports *r)
{
	struct json *f = json_new_obj();

	set_count(f, "total", r->error + r->warning + r->note);
	set_count(f, "error", r->error);
	set_count(f, "warning", r->warning);
	set_count(f, "note", r->note);
	set_count(f, "critical", r->critical);
	set_count(f, "high", r->high);
	set_count(f, "medium", r->medium);
	set_count(f, "low", r->low);
	json_set(v, "findings", f);
	set_count(v, "security_issues", r->security);
	set_count(v, "security_scan_issues", r->security);
}

struct json *reports_values(const struct reports *r)
{
	struct json *v = json_new_obj();

	if (r->tests)
		add_tests(v, r);
	if (r->coverage)
		add_coverage(v, r);
	if (r->findings)
		add_findings(v, r);
	return v;
}
