/*
 * tests-json.c - test results that are JSON: pytest, Jest and Vitest, go test.
 */
#include "base/base.h"
#include "feat/judge/junit.h"

#include "base/map.h"
#include "base/strbuf.h"

void reports_add(struct reports *r, const struct reports *sum)
{
	r->tests = true;
	r->total += sum->total;
	r->failed += sum->failed;
	r->errors += sum->errors;
	r->skipped += sum->skipped;
	r->seconds += sum->seconds;
}

/* ---- pytest ---- */

static uint64_t count(const struct json *summary, const char *name)
{
	double d = json_get_num(summary, name, 0);

	return d > 0 && d < 1e9 ? (uint64_t)d : 0;
}

/* 0 all passed, 1 some failed, 5 none were found; the rest is pytest's own trouble
 * (its documentation, "Exit codes"), which no test tells. */
static bool went_on(const struct json *doc)
{
	double code = json_get_num(doc, "exitcode", 0);

	return code < 0.5 || (code > 0.5 && code < 1.5) ||
		(code > 4.5 && code < 5.5);
}

static void pytest_sum(struct reports *sum, const struct json *doc,
		       const struct json *summary)
{
	uint64_t passed = count(summary, "passed") + count(summary, "xpassed");
	double seconds = json_get_num(doc, "duration",
				      json_get_num(summary, "duration", 0));

	sum->errors = count(summary, "error");
	sum->failed = count(summary, "failed") + sum->errors;
	sum->skipped = count(summary, "skipped") + count(summary, "xfailed");
	if (!went_on(doc) && !sum->failed)
		sum->errors = sum->failed = 1;
	sum->total = passed + sum->failed + sum->skipped;
	sum->seconds = seconds > 0 && seconds < 1e9 ? seconds : 0;
}

int report_pytest(struct reports *r, const char *buf, size_t len,
		  struct err *err)
{
	struct reports sum = REPORTS_INIT;
	const struct json *top, *summary;
	struct json *doc = NULL;
	int ret = json_parse(&doc, buf, len, err);

	if (ret < 0)
		return ret;
	/* pytest-json has all of it in "report" */
	top = json_is(json_get(doc, "report"), JSON_OBJ) ?
		json_get(doc, "report") : doc;
	summary = json_get(top, "summary");
	if (!json_is(summary, JSON_OBJ) ||
	    (!json_is(json_get(summary, "total"), JSON_NUM) &&
	     !json_is(json_get(summary, "num_tests"), JSON_NUM)))
		ret = err_set(err, ERR_INVALID, "no test results: not the "
			      "JSON of pytest-json-report, which has a "
			      "'summary' with a 'total'");
	if (ret == 0) {
		pytest_sum(&sum, top, summary);
		reports_add(r, &sum);
	}
	json_free(doc);
	return ret;
}

/* ---- Jest, Vitest ---- */

/* A file of tests that failed although none of its tests did: it was not loaded. */
static bool did_not_load(const struct json *file)
{
	const struct json *tests = json_get(file, "assertionResults"), *t;

	if (!str_eq(json_get_str(file, "status"), "failed"))
		return false;
	json_each(t, tests)
		if (str_eq(json_get_str(t, "status"), "failed"))
			return false;
	return true;
}

static double seconds_of(const struct json *file)
{
	double ms = json_get_num(file, "endTime", 0) -
		json_get_num(file, "startTime", 0);

	return ms > 0 && ms < 1e12 ? ms / 1000 : 0;
}

static void jest_sum(struct reports *sum, const struct json *doc)
{
	const struct json *files = json_get(doc, "testResults"), *f;

	sum->failed = count(doc, "numFailedTests");
	sum->skipped = count(doc, "numPendingTests") +
		count(doc, "numTodoTests");
	json_each(f, files) {
		sum->errors += did_not_load(f);
		sum->seconds += seconds_of(f);
	}
	if (json_get_bool(doc, "wasInterrupted", false) ||
	    (!json_get_bool(doc, "success", true) && !sum->failed &&
	     !sum->errors))
		sum->errors++;
	sum->failed += sum->errors;
	sum->total = count(doc, "numPassedTests") + sum->failed + sum->skipped;
}

int report_jest(struct reports *r, const char *buf, size_t len,
		struct err *err)
{
	struct reports sum = REPORTS_INIT;
	struct json *doc = NULL;
	int ret = json_parse(&doc, buf, len, err);

	if (ret < 0)
		return ret;
	if (json_is(json_get(doc, "numTotalTests"), JSON_NUM) &&
	    json_is(json_get(doc, "testResults"), JSON_ARR)) {
		jest_sum(&sum, doc);
		reports_add(r, &sum);
	} else {
		ret = err_set(err, ERR_INVALID, "no test results: not the "
			      "JSON of Jest or Vitest, which has "
			      "'numTotalTests' and 'testResults'");
	}
	json_free(doc);
	return ret;
}

/* ---- go test -json ---- */

struct gotest {
	bool seen;		/* some line is an event */
	struct map failed;	/* packages that a failed test explains */
	struct reports sum;
};

/* An event of one test; subtests are tests of their own, as Go counts them. */
static void go_test(struct gotest *g, const char *action, const char *package)
{
	bool fail = !strcmp(action, "fail");

	if (!fail && strcmp(action, "pass") != 0 && strcmp(action, "skip") != 0)
		return;
	g->sum.total++;
	g->sum.skipped += *action == 's';
	g->sum.failed += fail;
	if (fail)
		map_put(&g->failed, package, g);
}

/* The end of a package: it can fail by itself (a build, a panic, an exit). */
static void go_package(struct gotest *g, const char *action,
		       const char *package, double elapsed)
{
	bool fail = !strcmp(action, "fail");

	if (elapsed > 0 && elapsed < 1e9)
		g->sum.seconds += elapsed;
	if (!fail || map_get(&g->failed, package))
		return;
	g->sum.errors++;
	g->sum.failed++;
	g->sum.total++;
}

static int go_line(struct gotest *g, const char *line, size_t len,
		   struct err *err)
{
	const char *action, *package;
	struct json *e = NULL;

	/* what does not build is told in words between the events by Go up to 1.23 */
	if (*line != '{') {
		if (str_starts(line, "FAIL\t")) {
			g->seen = true;
			go_package(g, "fail", line, 0);
		}
		return 0;
	}
	if (json_parse(&e, line, len, err) < 0)
		return -1;
	action = json_get_str(e, "Action");
	package = json_get_str(e, "Package");
	g->seen |= action != NULL;
	if (action && package && json_get_str(e, "Test"))
		go_test(g, action, package);
	else if (action && package)
		go_package(g, action, package, json_get_num(e, "Elapsed", 0));
	json_free(e);
	return 0;
}

int report_go(struct reports *r, const char *buf, size_t len, struct err *err)
{
	struct gotest g = { .failed = MAP_INIT, .sum = REPORTS_INIT };
	struct strbuf line = STRBUF_INIT;
	const char *end = buf + len;
	int ret = 0;

	while (buf < end && ret == 0) {
		const char *nl = memchr(buf, '\n', (size_t)(end - buf));
		size_t n = (size_t)((nl ? nl : end) - buf);

		strbuf_reset(&line);
		strbuf_add(&line, buf, n);
		strbuf_rtrim(&line);
		ret = go_line(&g, line.buf, line.len, err);
		buf += n + (nl ? 1 : 0);
	}
	if (ret == 0 && !g.seen)
		ret = err_set(err, ERR_INVALID, "no test results: no line is "
			      "an event of 'go test -json'");
	if (ret == 0)
		reports_add(r, &g.sum);
	strbuf_release(&line);
	map_clear(&g.failed);
	return ret;
}

/* ---- which it is ---- */

/* The first line by itself is an object with an "Action". */
static bool is_go(const char *buf, size_t len)
{
	const char *nl = memchr(buf, '\n', len);
	struct json *e = NULL;
	bool res = json_parse(&e, buf, nl ? (size_t)(nl - buf) : len,
			      NULL) == 0 && json_get_str(e, "Action");

	json_free(e);
	return res;
}

int report_json(struct reports *r, const char *buf, size_t len,
		struct err *err)
{
	struct json *doc = NULL;
	bool jest;

	if (is_go(buf, len))
		return report_go(r, buf, len, err);
	jest = json_parse(&doc, buf, len, NULL) == 0 &&
		json_get(doc, "numTotalTests");
	json_free(doc);
	return jest ? report_jest(r, buf, len, err) :
		report_pytest(r, buf, len, err);
}
