/*
 * csv.c - results as CSV (RFC 4180, LF line ends).
 *
 * A text that a spreadsheet would run as a formula (first byte = + - @ tab CR, and no
 * number) gets an apostrophe in front (OWASP, "CSV Injection").
 */
#include "base/base.h"
#include "front/format.h"

static bool is_number(const char *s)
{
	char *end;

	if (!s[strcspn(s, "0123456789")] || s[strspn(s, "+-.0123456789eE")])
		return false;
	strtod(s, &end);
	return !*end;
}

static void csv_text(struct strbuf *out, const char *s)
{
	bool formula = *s && strchr("=+-@\t\r", *s) && !is_number(s);

	if (!strpbrk(s, "\",\r\n")) {
		if (formula)
			strbuf_addch(out, '\'');
		strbuf_addstr(out, s);
		return;
	}
	strbuf_addstr(out, formula ? "\"'" : "\"");
	strbuf_addreplace(out, s, "\"", "\"\"");
	strbuf_addch(out, '"');
}

static void csv_cell(struct strbuf *out, const char *text, size_t i, bool last)
{
	if (i)
		strbuf_addch(out, ',');
	csv_text(out, text);
	if (last)
		strbuf_addch(out, '\n');
}

const struct format format_csv = {
	.name = "csv", .cell = csv_cell, .lines = true
};
