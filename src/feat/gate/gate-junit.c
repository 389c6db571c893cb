/*
 * gate-junit.c - a gate's report as JUnit XML: a suite a task, a case a criterion.
 */
#include "base/base.h"
#include "feat/gate/gate.h"

#include "base/utf8.h"

/* Text in XML 1.0; what it can not hold (most controls), and what steers a terminal,
 * becomes U+FFFD. */
static void add_xml(struct strbuf *out, const char *s)
{
	const char *end = s ? s + strlen(s) : s;

	while (s && s < end) {
		uint32_t c = utf8_next(&s, end);

		if (c == '<')
			strbuf_addstr(out, "&lt;");
		else if (c == '>')
			strbuf_addstr(out, "&gt;");
		else if (c == '&')
			strbuf_addstr(out, "&amp;");
		else if (c == '"')
			strbuf_addstr(out, "&quot;");
		else if (c == '\n' || c == '\t' || c == '\r')
			strbuf_addf(out, "&#%u;", (unsigned)c);
		else if (c < ' ' || (c >= 0x7f && c <= 0x9f) ||
			 (c >= 0x202a && c <= 0x202e) ||
			 (c >= 0x2066 && c <= 0x2069) || c == 0xfffe || c == 0xffff)
			utf8_add(out, 0xfffd);
		else
			utf8_add(out, c);
	}
}

struct counts {
	unsigned tests, failures, skipped;
};

static void add_case(struct strbuf *out, struct counts *n, const char *suite,
		     const char *name, const struct json *r, bool strict,
		     bool counts)
{
	const char *outcome = json_get_str(r, "outcome");
	const char *m = json_get_str(r, "measurable");
	bool met = str_eq(outcome, "met");
	bool fails = !met && counts && (strict || str_eq(outcome, "unmet"));

	n->tests++;
	n->failures += fails;
	n->skipped += !met && !fails;
	strbuf_addstr(out, "    <testcase classname=\"");
	add_xml(out, suite);
	strbuf_addstr(out, "\" name=\"");
	add_xml(out, name);
	if (met) {
		strbuf_addstr(out, "\" time=\"0\"/>\n");
		return;
	}
	strbuf_addf(out, "\" time=\"0\">\n      <%s message=\"%s",
		    fails ? "failure" : "skipped", outcome);
	if (m) {
		strbuf_addstr(out, ": ");
		add_xml(out, m);
	}
	if (json_get_str(r, "reason")) {
		strbuf_addstr(out, "; ");
		add_xml(out, json_get_str(r, "reason"));
	}
	strbuf_addstr(out, "\"/>\n    </testcase>\n");
}

/* Wraps the cases of one suite and adds up. */
static void add_suite(struct strbuf *out, struct counts *sum,
		      const struct counts *n, const char *name,
		      const struct strbuf *cases)
{
	if (!n->tests)
		return;
	strbuf_addstr(out, "  <testsuite name=\"");
	add_xml(out, name);
	strbuf_addf(out, "\" tests=\"%u\" failures=\"%u\" errors=\"0\" "
		    "skipped=\"%u\" time=\"0\">\n", n->tests, n->failures,
		    n->skipped);
	strbuf_addbuf(out, cases);
	strbuf_addstr(out, "  </testsuite>\n");
	sum->tests += n->tests;
	sum->failures += n->failures;
	sum->skipped += n->skipped;
}

static void add_task(struct strbuf *out, struct counts *sum,
		     const struct json *task, bool strict)
{
	struct counts n = { 0, 0, 0 };
	struct strbuf cases = STRBUF_INIT, name = STRBUF_INIT;
	const struct json *r;

	strbuf_addf(&name, "%.8s %s", json_get_str(task, "id"),
		    json_get_str(task, "title"));
	json_each(r, json_get(task, "results"))
		add_case(&cases, &n, name.buf, json_get_str(r, "criterion"), r,
			 strict, json_get_bool(task, "counts", true));
	add_suite(out, sum, &n, name.buf, &cases);
	strbuf_release(&cases);
	strbuf_release(&name);
}

/* What is no criterion of a task: requirements, ids of no task, no task. */
static void add_rest(struct strbuf *out, struct counts *sum,
		     const struct json *report)
{
	struct counts n = { 0, 0, 0 };
	struct strbuf cases = STRBUF_INIT;
	struct json *fail = json_new_obj();
	const struct json *r;

	json_set_str(fail, "outcome", "unmet");
	json_each(r, json_get(report, "requirements"))
		add_case(&cases, &n, "gate", json_get_str(r, "expression"), r,
			 true, true);
	json_each(r, json_get(report, "findings")) {
		const char *rule = json_get_str(r, "rule");

		if (!str_eq(rule, "unknown-task") && !str_eq(rule, "no-task"))
			continue;
		json_set_str(fail, "reason", json_get_str(r, "message"));
		add_case(&cases, &n, "gate", json_get_str(r, "title"), fail,
			 true, true);
	}
	add_suite(out, sum, &n, "gate", &cases);
	json_free(fail);
	strbuf_release(&cases);
}

void gate_junit(struct strbuf *out, const struct json *report)
{
	bool strict = json_get_bool(report, "strict", false);
	struct strbuf suites = STRBUF_INIT;
	struct counts sum = { 0, 0, 0 };
	const struct json *t;

	json_each(t, json_get(report, "tasks"))
		add_task(&suites, &sum, t, strict);
	add_rest(&suites, &sum, report);
	strbuf_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<testsuites name=\"git task ci gate\" tests=\"%u\" "
		    "failures=\"%u\" errors=\"0\" skipped=\"%u\" "
		    "time=\"0\">\n", sum.tests, sum.failures, sum.skipped);
	strbuf_addbuf(out, &suites);
	strbuf_addstr(out, "</testsuites>\n");
	strbuf_release(&suites);
}
