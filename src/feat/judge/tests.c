/*
 * tests.c - test results as lines of TAP, and which form a report has.
 */
#include "base/base.h"
#include "feat/judge/junit.h"

#include "base/strbuf.h"

/* ---- TAP ---- */

struct tap {
	bool seen;		/* some line is TAP */
	bool planned;
	double plan;
	bool bailed;
	bool in_yaml;		/* a test's own, whose time counts */
	struct reports sum;
};

/* Behind a '#' that no '\' takes away; NULL: there is none. */
static const char *directive(const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (*s == '#')
			return s + 1 + strspn(s + 1, " \t");
	}
	return NULL;
}

static void tap_test(struct tap *t, const char *rest, bool ok)
{
	const char *d = directive(rest);
	bool skip = d && str_istarts(d, "skip");
	bool todo = d && str_istarts(d, "todo");

	t->sum.total++;
	if (skip || (todo && !ok))
		t->sum.skipped++;
	else if (!ok)
		t->sum.failed++;
}

/* "duration_ms: 1.5" of the block behind a test. */
static void tap_yaml(struct tap *t, const char *line)
{
	static const char name[] = "  duration_ms:";
	const char *s;
	double ms;

	if (!str_starts(line, name))
		return;
	s = line + strlen(name);
	s += strspn(s, " '\"");
	ms = strtod(s, NULL);
	if (ms > 0 && ms < 1e12)
		t->sum.seconds += ms / 1000;
}

static void tap_plan(struct tap *t, const char *line)
{
	char *end;
	double n = strtod(line + strlen("1.."), &end);

	if (end == line + 3 || n < 0 || n > 1e9)
		return;
	/* outputs that were put behind each other have a plan each */
	t->seen = t->planned = true;
	t->plan += n;
}

/* Is it "<word>" alone or with something behind? */
static bool is_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(line, word, n) && (!line[n] || line[n] == ' ' ||
					   line[n] == '\t');
}

static void tap_line(struct tap *t, const char *line)
{
	if (t->in_yaml) {
		t->in_yaml = strcmp(line, "  ...") != 0;
		tap_yaml(t, line);
	} else if (!strcmp(line, "  ---")) {
		t->in_yaml = t->sum.total > 0;
	} else if (is_word(line, "ok")) {
		t->seen = true;
		tap_test(t, line + 2, true);
	} else if (is_word(line, "not ok")) {
		t->seen = true;
		tap_test(t, line + 6, false);
	} else if (str_starts(line, "1..")) {
		tap_plan(t, line);
	} else if (str_istarts(line, "TAP version ")) {
		t->seen = true;
	} else if (str_istarts(line, "Bail out!")) {
		t->seen = t->bailed = true;
	}
}

/* What was promised and did not come has failed. */
static void tap_missing(struct tap *t)
{
	uint64_t missing = 0;

	if (t->planned && t->plan > (double)t->sum.total)
		missing = (uint64_t)t->plan - t->sum.total;
	/* without a plan nobody knows whether it came to its end */
	if (!missing && (t->bailed || !t->planned))
		missing = 1;
	t->sum.total += missing;
	t->sum.failed += missing;
	t->sum.errors += missing;
}

int report_tap(struct reports *r, const char *buf, size_t len,
	       struct err *err)
{
	struct tap t = { .sum = REPORTS_INIT };
	struct strbuf line = STRBUF_INIT;
	const char *end = buf + len;

	while (buf < end) {
		const char *nl = memchr(buf, '\n', (size_t)(end - buf));
		size_t n = (size_t)((nl ? nl : end) - buf);

		strbuf_reset(&line);
		strbuf_add(&line, buf, n);
		strbuf_rtrim(&line);
		tap_line(&t, line.buf);
		buf += n + (nl ? 1 : 0);
	}
	strbuf_release(&line);
	if (!t.seen)
		return err_set(err, ERR_INVALID, "no test results: no line is "
			       "TAP ('ok 1 - name', '1..5')");
	tap_missing(&t);
	reports_add(r, &t.sum);
	return 0;
}

/* ---- which it is ---- */

int report_tests(struct reports *r, const char *buf, size_t len,
		 struct err *err)
{
	const char *p = buf;

	if (len >= 3 && str_starts(p, "\xef\xbb\xbf"))
		p += 3;
	p += strspn(p, " \t\r\n");
	if (*p == '<' || !*p)
		return report_junit(r, buf, len, err);
	if (*p == '{')
		return report_json(r, p, len - (size_t)(p - buf), err);
	if (str_starts(p, "FAIL\t"))
		return report_go(r, buf, len, err);
	return report_tap(r, buf, len, err);
}
