/*
 * reports.c - any bytes as each kind of report; what is read gives sums that
 * hold together.
 */
#include "base/base.h"

#include "base/mem.h"
#include "feat/judge/junit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_ratio(const struct ratio *r)
{
	if (!(r->total >= 0) || !(r->covered >= 0))
		BUG("a negative number of lines");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	/* a strbuf would do the same: the bytes, then a NUL */
	char *text = xmalloc(len + 1);
	struct reports r = REPORTS_INIT;
	struct err err = ERR_INIT;
	struct json *v;

	memcpy(text, data, len);
	text[len] = '\0';
	if (report_tests(&r, text, len, &err) < 0 && !*err.msg)
		BUG("refused without a sentence");
	memset(&r, 0, sizeof(r));
	report_tap(&r, text, len, NULL);
	report_pytest(&r, text, len, NULL);
	if (r.errors > r.failed || r.failed + r.skipped > r.total)
		BUG("more tests failed than there are");
	memset(&r, 0, sizeof(r));
	report_junit(&r, text, len, NULL);
	report_coverage(&r, text, len, NULL);
	report_sarif(&r, text, len, NULL);
	check_ratio(&r.lines);
	check_ratio(&r.branches);
	check_ratio(&r.functions);
	check_ratio(&r.statements);
	v = reports_values(&r);
	json_free(v);
	free(text);
	return 0;
}
